"""What the cases of a pack cover: goals, each with the cases that reach it. Every total and every colour is read from these."""

from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from typing import NamedTuple

from infusion_pathways.document.envelope import PackStamp

DECIDING = "deciding"


class Reach(Enum):
    """What is known of whether any patient reaches a goal."""

    COVERED = "a case reaches it"
    POSSIBLE = "some patient reaches it"
    OPEN = "not asked"
    UNDECIDED = "not decided"
    NEVER = "impossible by what it asks"
    PROVED = "no patient reaches it (proved)"


UNREACHABLE = frozenset({Reach.NEVER, Reach.PROVED})


class GoalStatus(Enum):
    """How a goal stands: a word on the page and in the text, with a colour beside it. `BEYOND` is what no patient reaches."""

    ASSERTED = "asserted"
    RAN = "ran"
    MISSING = "missing"
    BEYOND = "beyond"


class Goal(NamedTuple):
    """One thing for cases to reach: the cases that do, by id, and those among them that would fail if it were otherwise."""

    what: str
    cases: tuple[str, ...] = ()
    asserted: tuple[str, ...] = ()
    reach: Reach = Reach.OPEN

    @property
    def status(self) -> GoalStatus:
        """How it stands."""
        if self.asserted:
            return GoalStatus.ASSERTED
        if self.cases:
            return GoalStatus.RAN
        return GoalStatus.BEYOND if self.reach in UNREACHABLE else GoalStatus.MISSING


class Total(NamedTuple):
    """How many goals some patient may reach, how many of them the cases reach, and how many they assert."""

    reachable: int
    covered: int
    asserted: int
    unreachable: int

    @property
    def percent(self) -> str:
        """The part that is covered, cut after one digit: what is not whole is never shown as 100."""
        return percentage(self.covered, self.reachable)

    def at_least(self, percent: float) -> bool:
        """Whether the part that is covered is no less than this."""
        return self.covered * 100 >= percent * self.reachable


def percentage(part: int, whole: int) -> str:
    """A part in percent with one digit, cut, not rounded."""
    return f"{part * 1000 // whole / 10:.1f}" if whole else "100.0"


def total(goals: Iterable[Goal]) -> Total:
    """The total of some goals."""
    counts = dict.fromkeys(GoalStatus, 0)
    for goal in goals:
        counts[goal.status] += 1
    covered = counts[GoalStatus.ASSERTED] + counts[GoalStatus.RAN]
    return Total(covered + counts[GoalStatus.MISSING], covered, counts[GoalStatus.ASSERTED], counts[GoalStatus.BEYOND])


class Leaf(NamedTuple):
    """A condition of a clause that is not made of others: in words, with the goals true, false, unknown and deciding."""

    words: str
    goals: tuple[Goal, ...]


class ClauseCoverage(NamedTuple):
    """A rule as made ready for a pathway; `therapy` where it speaks of `this`. Leaves are in reading order."""

    key: str
    therapy: str
    truths: tuple[Goal, ...]
    leaves: tuple[Leaf, ...]


class RuleCoverage(NamedTuple):
    """A rule with its clauses: one, or one for each therapy that `this` stands for."""

    rule: str
    title: str
    kind: str
    clauses: tuple[ClauseCoverage, ...]

    def conditions(self) -> Iterator[Goal]:
        """The goals of its conditions."""
        return (goal for clause in self.clauses for leaf in clause.leaves for goal in leaf.goals)

    def truths(self) -> Iterator[Goal]:
        """The goals of the rule itself."""
        return (goal for clause in self.clauses for goal in clause.truths)


class TherapyCoverage(NamedTuple):
    """A therapy with a goal for each verdict that the table allows it."""

    therapy: str
    verdicts: tuple[Goal, ...]


class PathwayCoverage(NamedTuple):
    """A pathway: its rules with the shared ones, its therapies, and how many cases are about it."""

    pathway: str
    title: str
    cases: int
    rules: tuple[RuleCoverage, ...]
    therapies: tuple[TherapyCoverage, ...]

    def conditions(self) -> Iterator[Goal]:
        """The goals of all conditions."""
        return (goal for rule in self.rules for goal in rule.conditions())

    def truths(self) -> Iterator[Goal]:
        """The goals of all rules themselves."""
        return (goal for rule in self.rules for goal in rule.truths())

    def verdicts(self) -> Iterator[Goal]:
        """The goals of all verdicts."""
        return (goal for therapy in self.therapies for goal in therapy.verdicts)


class Coverage(NamedTuple):
    """What the cases of a pack cover. `asked` says that the solver was asked about every goal that no case reaches."""

    pack: PackStamp
    cases: int
    pathways: tuple[PathwayCoverage, ...]
    outcomes: tuple[Goal, ...]
    claims: tuple[Goal, ...]
    asked: bool = False

    def conditions(self) -> Iterator[Goal]:
        """The goals of all conditions of all pathways."""
        return (goal for pathway in self.pathways for goal in pathway.conditions())

    def truths(self) -> Iterator[Goal]:
        """The goals of all rules of all pathways."""
        return (goal for pathway in self.pathways for goal in pathway.truths())

    def verdicts(self) -> Iterator[Goal]:
        """The goals of all verdicts of all pathways."""
        return (goal for pathway in self.pathways for goal in pathway.verdicts())


class GoalPlace(NamedTuple):
    """Which goal: of a leaf or a clause of a pathway (`leaf` is None for the clause itself), or of a therapy."""

    key: str
    what: str
    leaf: int | None = None
    therapy: bool = False


def settled(pathway: PathwayCoverage, reach: Callable[[GoalPlace], Reach]) -> PathwayCoverage:
    """A pathway in which it is known of every missing goal whether some patient reaches it."""

    def each(goals: Iterable[Goal], key: str, leaf: int | None = None, therapy: bool = False) -> tuple[Goal, ...]:
        return tuple(
            goal._replace(reach=reach(GoalPlace(key, goal.what, leaf, therapy))) if goal.status is GoalStatus.MISSING else goal
            for goal in goals
        )

    def clause(known: ClauseCoverage) -> ClauseCoverage:
        leaves = tuple(leaf._replace(goals=each(leaf.goals, known.key, i)) for i, leaf in enumerate(known.leaves))
        return known._replace(truths=each(known.truths, known.key), leaves=leaves)

    return pathway._replace(
        rules=tuple(rule._replace(clauses=tuple(map(clause, rule.clauses))) for rule in pathway.rules),
        therapies=tuple(t._replace(verdicts=each(t.verdicts, t.therapy, therapy=True)) for t in pathway.therapies),
    )
