"""What the cases of a pathway do not reach, most useful first."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from infusion_pathways.coverage.model import DECIDING, Goal, GoalStatus, PathwayCoverage, RuleCoverage
from infusion_pathways.meaning.rule import RuleKind
from infusion_pathways.meaning.standing import FALSE, TRUE, UNKNOWN

# A rule that never fires hides everything in it; a condition that never decides could be struck out unseen; what is only
# never unknown comes last. Of the same sort, what may rule a therapy out comes before what is merely told.
SORTS = ("fires", DECIDING, TRUE.value, FALSE.value, UNKNOWN.value)
KINDS = tuple(
    kind.value
    for kind in (
        RuleKind.EXCLUDES,
        RuleKind.HOLDS,
        RuleKind.REQUIRES,
        RuleKind.SUPPORTS,
        RuleKind.CONFLICT,
        RuleKind.FINDING,
        RuleKind.CAUTIONS,
        RuleKind.CHECKS,
        RuleKind.NOTES,
    )
)


class MissingGoal(NamedTuple):
    """What is missing of a condition (its number and its words) or of a rule itself (number None), for some therapies.

    `therapies` are those that `this` stands for, empty for a rule that does not speak of `this`. `what` names the goals. `idle`
    says that the rule is never true. A rule of one condition is not told beside it.
    """

    rule: str
    kind: str
    number: int | None
    words: str
    therapies: tuple[str, ...]
    what: tuple[str, ...]
    idle: bool = False

    @property
    def goals(self) -> int:
        """How many goals these are."""
        return len(self.what) * max(1, len(self.therapies))


def missing(pathway: PathwayCoverage) -> list[MissingGoal]:
    """Everything that is missing of a pathway's rules and conditions, most useful first."""
    found = [entry for rule in pathway.rules for entry in _of_rule(rule)]
    return sorted(found, key=lambda m: (_sort(m), KINDS.index(m.kind), m.rule, -1 if m.number is None else m.number, m.therapies))


def _sort(entry: MissingGoal) -> int:
    return 0 if entry.idle else min(SORTS.index(what) for what in entry.what)


class _Lack(NamedTuple):
    number: int | None
    what: tuple[str, ...]
    idle: bool


def _of_rule(rule: RuleCoverage) -> Iterator[MissingGoal]:
    """The same lack for several therapies is told once, in the words for the first of them."""
    found: dict[_Lack, list[tuple[str, str]]] = {}
    for clause in rule.clauses:
        own = _names(clause.truths)
        single = len(clause.leaves) == 1
        lacks = [] if single else [(_Lack(None, own, TRUE.value in own), "")]
        lacks += [
            (_Lack(number, _names(leaf.goals), single and TRUE.value in own), leaf.words)
            for number, leaf in enumerate(clause.leaves)
        ]
        for lack, words in lacks:
            if lack.what:
                found.setdefault(lack, []).append((clause.therapy, words))
    for lack, told in found.items():
        therapies = tuple(therapy for therapy, _ in told if therapy)
        words = told[0][1] + (", and alike" if len({words for _, words in told}) > 1 else "")
        yield MissingGoal(rule.rule, rule.kind, lack.number, words, therapies, lack.what, lack.idle)


def _names(goals: Sequence[Goal]) -> tuple[str, ...]:
    return tuple(goal.what for goal in goals if goal.status is GoalStatus.MISSING)


def missing_verdicts(pathway: PathwayCoverage) -> list[tuple[str, tuple[str, ...]]]:
    """The verdicts that are missing, by therapy."""
    found = [(therapy.therapy, _names(therapy.verdicts)) for therapy in pathway.therapies]
    return [(therapy, names) for therapy, names in found if names]
