"""All properties of all pathways of a pack, in parts that can run beside each other, and what comes of them together."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path
from typing import NamedTuple

from infusion_pathways.meaning.invariant import Accepted
from infusion_pathways.pack.model import Pack
from infusion_pathways.pack.spreading import each
from infusion_pathways.prove import properties
from infusion_pathways.prove import safety_properties as safety
from infusion_pathways.prove.verification import ProofResult, ProofStatus, ProofSubject, Statement, verify
from infusion_pathways.solver.encoding import encode_pathway
from infusion_pathways.solver.smallest import Search
from infusion_pathways.solver.z3_solver import Budget

Property = Callable[[ProofSubject], Iterator[Statement]]

PARTS: Mapping[str, tuple[Property, ...]] = {
    "rules": (properties.rule_can_fire, properties.rule_can_fail, properties.rule_not_masked),
    "answers": (
        properties.verdict_reachable,
        properties.outcome_reachable,
        properties.one_verdict,
        properties.contradiction_has_conflict,
    ),
    "candidates": (safety.ruled_out_never_candidate, safety.no_route_no_candidate, safety.named_by_the_document),
    "contraindications": (safety.contraindications_weigh,),
    "learning": (safety.learning_changes_as_allowed,),
    "invariants": (safety.invariants,),
}
PROPERTIES: Mapping[str, str] = {
    "rule-can-fire": "every rule has something to say of some patient",
    "rule-can-fail": "every rule that does not say `always` is silent about some patient",
    "rule-not-masked": "no rule that can move a verdict is masked by the others",
    "verdict-reachable": "every verdict that the table allows a therapy is given to some patient",
    "outcome-reachable": "every outcome that the table allows a pathway is given to some patient",
    "one-verdict": "every therapy has exactly one verdict, every patient one outcome; no rule is both true and false",
    "contradiction-has-conflict": "no reason is ruled out whenever it holds, unless a discrepancy or a conflict rule tells of it",
    "ruled-out-never-candidate": "no therapy is a candidate while an `excludes` or `holds` about it is true",
    "waiting-never-candidate": "no therapy is a candidate while a rule that waits is unknown",
    "learning-as-allowed": "learning facts changes a verdict only as the table of changes allows",
    "contraindication-adds-no-candidate": "adding a contraindication never adds a candidate",
    "unknown-is-no-safer": "not knowing a contraindication is never safer than knowing that there is none",
    "no-route-no-candidate": "a therapy without an infusion form is never a candidate",
    "named-by-the-document": "a therapy that the document does not name for the disease is never a candidate",
    "invariant": "what the author of the pack declared",
    "invariant-applies": "the condition of every invariant holds for some patient",
}


class ProofTask(NamedTuple):
    """A part of the properties of one pathway."""

    pathway: str
    part: str


def tasks(pack: Pack, pathways: Sequence[str]) -> list[ProofTask]:
    """What there is to prove, the longest parts first."""
    return [ProofTask(pathway, part) for part in PARTS for pathway in pathways if pathway in pack.programs]


def proved(
    pack: Pack, folder: Path | None, todo: Sequence[ProofTask], budget: Budget, only: Sequence[str], jobs: int
) -> Iterator[list[ProofResult]]:
    """The results of each task as it is done, on so many processes, in any order; `folder` and errors as for `each`."""
    return each(partial(_results, budget=budget, only=tuple(only)), pack, folder, todo, jobs)


def _results(pack: Pack, task: ProofTask, budget: Budget, only: Sequence[str]) -> list[ProofResult]:
    return list(run_task(pack, task, budget, only))


def run_task(pack: Pack, task: ProofTask, budget: Budget, only: Sequence[str] = ()) -> Iterator[ProofResult]:
    """Verify the statements of one task, those of the properties `only` where any are named."""
    assertions = pack.programs[task.pathway].assertions
    more = [assertion.when for assertion in assertions] if task.part == "invariants" else []
    encoding = encode_pathway(pack, task.pathway, more=more)
    subject = ProofSubject(pack, task.pathway, encoding, Search(encoding.space, budget=budget))
    if task.part == "learning":
        later = encode_pathway(pack, task.pathway, copy="later", formulas=encoding.space.formulas)
        subject = subject._replace(later=later, both=Search(encoding.space, later.space, budget=budget))
    for property in PARTS[task.part]:
        for statement in property(subject):
            if not only or statement.property in only:
                yield verify(subject, statement)


def merged_results(pack: Pack, results: Iterable[ProofResult], whole: bool) -> list[ProofResult]:
    """The results of all tasks as one list: what one pathway is enough for once, and what the author accepts marked so.

    Without the `whole` pack, nothing can be said against a shared rule: another pathway may need it.
    """
    merged: dict[tuple[str, str], ProofResult] = {}
    for result in results:
        key = result.property, result.subject
        known = merged.get(key)
        merged[key] = result if known is None else _better(known, result)
    order = {name: number for number, name in enumerate(PROPERTIES)}
    found = []
    for result in sorted(merged.values(), key=lambda result: (order[result.property], result.subject)):
        if result.anywhere and not whole and result.status is not ProofStatus.PROVED:
            continue
        reason = next((a.because for a in pack.accepted if _is_about(a, result)), None)
        if result.status is ProofStatus.REFUTED and reason is not None:
            result = result._replace(status=ProofStatus.ACCEPTED, note=reason)
        found.append(result)
    return found


def _better(known: ProofResult, other: ProofResult) -> ProofResult:
    """Of two results about the same statement in two pathways, the one that speaks for it."""
    order = (ProofStatus.PROVED, ProofStatus.UNDECIDED, ProofStatus.REFUTED)
    best = min(known, other, key=lambda result: order.index(result.status))
    return best._replace(seconds=known.seconds + other.seconds)


def _is_about(accepted: Accepted, result: ProofResult) -> bool:
    """Whether an accepted statement is this one; `*` in its subject stands for anything."""
    return accepted.property == result.property and fnmatchcase(result.subject, accepted.subject)


def needless_acceptances(pack: Pack, results: Sequence[ProofResult]) -> list[Accepted]:
    """What the author accepts although it is not refuted (any more), or was never stated; for results of the whole pack."""
    refuted = [result for result in results if result.status is ProofStatus.ACCEPTED]
    return [accepted for accepted in pack.accepted if not any(_is_about(accepted, result) for result in refuted)]
