"""What came of a mutant."""

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple

from infusion_pathways.meaning.logic import Truth
from infusion_pathways.scenario import Scenario

FALSE = Truth.FALSE.value


class MutantFate(Enum):
    """What came of a mutant. `EQUIVALENT` and `REASONS` are proved: no verdict and no outcome of any patient is another one.

    With `REASONS`, a rule has another truth for some patient, or says something else: a case that names its reasons can notice.
    """

    KILLED = "killed"
    SURVIVED = "survived"
    UNDECIDED = "not decided"
    UNTOLD = "not told apart"
    REASONS = "other reasons"
    EQUIVALENT = "equivalent"


SAME_ANSWERS = frozenset({MutantFate.REASONS, MutantFate.EQUIVALENT})


class PackAnswer(NamedTuple):
    """What a pack says of a patient: its verdicts by `therapy` or `disease/therapy`, the outcome, what is asked for.

    `rule` has the truths of the rule with the error, by each of its names; those that are false are left out.
    """

    verdicts: Mapping[str, str]
    outcome: str
    rule: Mapping[str, str]
    asked: tuple[str, ...]

    def truths_unlike(self, other: "PackAnswer") -> dict[str, str]:
        """The truths of the rule that the other one does not have, with a therapy only where that says more."""
        found: dict[str, tuple[str, str]] = {}
        for name in sorted({*self.rule, *other.rule}):
            truths = self.rule.get(name, FALSE), other.rule.get(name, FALSE)
            if truths[0] != truths[1] and found.get(name.partition("@")[0]) != truths:
                found[name] = truths
        return {name: truth for name, (truth, _) in found.items()}

    def asked_unlike(self, other: "PackAnswer") -> tuple[str, ...]:
        """What is asked for and is not by the other one, where the two say the same otherwise."""
        same = (self.verdicts, self.outcome, self.rule) == (other.verdicts, other.outcome, other.rule)
        return tuple(name for name in self.asked if same and name not in other.asked)


class Counterexample(NamedTuple):
    """A smallest patient who tells a mutant from the rules, with what the rules say of them as `expect`, and both answers.

    `kills` says whether `expect` fails with the mutant: what only a reader would notice cannot be expected.
    """

    pathway: str
    scenario: Scenario
    today: PackAnswer
    mutant: PackAnswer
    kills: bool


class MutantResult(NamedTuple):
    """What came of a mutant, by its id; the case that killed it, or the patient who would tell."""

    mutant: str
    fate: MutantFate
    killer: str | None = None
    telling: Counterexample | None = None
