"""What the prover says of the rules of a pack: only what is proved is ever handed on."""

from typing import NamedTuple

from infusion_pathways.prove.verification import ProofResult, ProofStatus

PARTS = ("rules", "answers")
ASKED = ("rule-can-fire", "rule-can-fail", "rule-not-masked", "contradiction-has-conflict")


class Proofs(NamedTuple):
    """The results that checks rest on; what the author accepts is not refuted."""

    results: tuple[ProofResult, ...]

    def refuted(self, property: str) -> list[ProofResult]:
        """What is proved not to hold, of one property."""
        return [r for r in self.results if r.property == property and r.status is ProofStatus.REFUTED]

    @property
    def undecided(self) -> int:
        """Of how many statements nothing is known, because the budget ran out."""
        return sum(result.status is ProofStatus.UNDECIDED for result in self.results)
