"""The minimal sets of changes after which something holds: all of them, smallest first, each with its plainest values.

A set of paths is minimal when no smaller part of it is enough, whatever the values. The sets of one size are found before
those of the next; a found set is barred, so nothing that contains it is found again.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from enum import Enum
from typing import NamedTuple

from infusion_pathways.flip.candidate_changes import Choices, Offer, Offers
from infusion_pathways.flip.changes import Change, ChangeWay, Path, ScenarioPart
from infusion_pathways.solver.formula import TRUE, Formula, Formulas
from infusion_pathways.solver.z3_solver import Budget, Solver, Undecided

MOST_OF_A_SIZE = 1000
"""Of more sets of one size than this, those that the solver comes upon first are put in order."""


class Ended(Enum):
    """Why no further set was sought: nothing has to change, none is left, so many were asked for, no larger ones were, or the
    budget ran out."""

    SO_ALREADY = "so already"
    NONE_LEFT = "none left"
    LIMIT = "limit"
    SIZE = "size"
    BUDGET = "budget"


class Sets(NamedTuple):
    """Minimal sets of changes, why there are no more of them, and up to which size these are all."""

    sets: tuple[tuple[Change, ...], ...]
    ended: Ended
    searched: int


class Minimal:
    """Searches the changes of one patient for what makes a goal hold; only what needs one of the names allowed is left out."""

    def __init__(self, formulas: Formulas, offers: Offers, goal: Formula, allowed: Sequence[str], budget: Budget) -> None:
        self._f, self.offers, self._goal = formulas, offers, goal
        self._solver = Solver(formulas, budget)
        self._solver.add(*offers.fixed)
        self._allowed = frozenset(allowed)
        self._places = {choices.path: number for number, choices in enumerate(offers.choices)}
        self._barring = formulas.variable("barring")
        self._bounds: dict[int, Formula] = {}

    def one_question(self) -> AbstractContextManager[None]:
        """Let all that is asked inside share the seconds of the budget."""
        return self._solver.one_question()

    def sets(self, max_size: int, limit: int) -> Sets:
        """The minimal sets of up to `max_size` changes, at most `limit` of them.

        Among equals, what changes fewer known values and comes first in the vocabulary is first. Of the size at which the
        budget runs out no set is given.
        """
        found: list[tuple[Change, ...]] = []
        searched = 0
        try:
            for size in range(1, max_size + 1):
                if not self._possible(self._barring):
                    return Sets(tuple(found), Ended.NONE_LEFT, max_size)
                listed = sorted(self._of_size(size), key=self._order)
                picked = [self._plainest(paths) for paths in listed[: limit - len(found)]]
                found += sorted(picked, key=lambda changes: sum(change.way is ChangeWay.CHANGE for change in changes))
                if len(listed) > len(picked) or len(listed) == MOST_OF_A_SIZE:
                    return Sets(tuple(found), Ended.LIMIT, searched)
                searched = size
            ended = Ended.SIZE if self._possible(self._barring) else Ended.NONE_LEFT
            return Sets(tuple(found), ended, searched)
        except Undecided:
            return Sets(tuple(found), Ended.BUDGET, searched)

    def opening(self) -> tuple[tuple[str, ...], ...] | None:
        """The names that would have to be allowed as well for the goal to be reached: each that does it alone, else a few that
        do it together; nothing where no names do. None: not decided within the budget."""
        more = [name for name in self.offers.allowing if name not in self._allowed]
        try:
            alone = tuple((name,) for name in more if self._possible(also=[name]))
            if alone or not self._possible(also=more):
                return alone
            needed = more
            for name in more:
                fewer = [other for other in needed if other != name]
                needed = fewer if self._possible(also=fewer) else needed
            return (tuple(needed),)
        except Undecided:
            return None

    def _possible(self, *given: Formula, also: Sequence[str] = ()) -> bool:
        return self._solver.holds([*self._base(also), *given])

    def _base(self, also: Sequence[str] = ()) -> list[Formula]:
        names = self._allowed | set(also)
        return [self._goal, *(allow if name in names else allow ^ 1 for name, allow in self.offers.allowing.items())]

    def _of_size(self, size: int) -> Iterator[tuple[Choices, ...]]:
        """The minimal sets of a size, those of smaller sizes being barred; a path that adds entries may stand in it twice."""
        given = [*self._base(), self._barring, self._at_most(size)]
        asked = {choices.changed: choices for choices in self.offers.choices}
        for _ in range(MOST_OF_A_SIZE):
            model = self._solver.model(given, list(asked))
            if model is None:
                return
            paths = [choices for changed, choices in asked.items() if changed in model]
            if len(paths) < size:
                paths = self._with_repeats(paths, given)
            self._solver.add(self._f.any_of((self._barring ^ 1, *(formula ^ 1 for formula in self._changed(paths)))))
            yield tuple(paths)

    def _with_repeats(self, paths: Sequence[Choices], given: Sequence[Formula]) -> list[Choices]:
        """A set in which some path adds several entries, with that path as often as it does."""
        flags = [offer.when for choices in paths if choices.path.part is ScenarioPart.ADDED for offer in choices.offers]
        kept = (c.changed if c in paths else c.changed ^ 1 for c in self.offers.choices)
        model = self._solver.model([*given, *kept], flags)
        assert model is not None
        times = {c.path: sum(offer.when in model for offer in c.offers) for c in paths if c.path.part is ScenarioPart.ADDED}
        return [choices for choices in paths for _ in range(times.get(choices.path, 1))]

    def _changed(self, paths: Sequence[Choices]) -> list[Formula]:
        """What says that all paths of a set change; a path that stands twice in it needs two of its offers."""
        times = Counter(choices.path for choices in paths)
        each = {choices.path: choices for choices in paths}.values()
        return [
            c.changed if times[c.path] == 1 else at_least(self._f, [offer.when for offer in c.offers], times[c.path])
            for c in each
        ]

    def _plainest(self, paths: Sequence[Choices]) -> tuple[Change, ...]:
        """The changes of a set with the plainest values, decided path by path."""
        given = [*self._base(), self._at_most(len(paths)), *self._changed(paths)]
        changes: list[Change] = []
        taken: dict[Path, int] = {}
        for choices in paths:
            path, again = choices.path, choices.path in taken
            taken[path] = number = self._first(choices.offers, taken[path] + 1 if again else 0, given)
            offer = choices.offers[number]
            given.append(offer.when)
            changes.append(offer.change._replace(path=path._replace(at=len(changes))) if again else offer.change)
        return tuple(changes)

    def _first(self, offers: Sequence[Offer], start: int, given: Sequence[Formula]) -> int:
        """The first offer from `start` on that can be taken; one of them can."""
        low, high = start, len(offers) - 1
        while low < high:
            middle = (low + high) // 2
            if self._solver.holds([*given, self._f.any_of(offer.when for offer in offers[low : middle + 1])]):
                high = middle
            else:
                low = middle + 1
        return low

    def _order(self, paths: Sequence[Choices]) -> tuple[int, tuple[int, ...]]:
        known = sum(all(offer.change.way is ChangeWay.CHANGE for offer in choices.offers) for choices in paths)
        return known, tuple(self._places[choices.path] for choices in paths)

    def _at_most(self, size: int) -> Formula:
        if size not in self._bounds:
            self._bounds[size] = self._f.variable(("changes", size))
            self._solver.bound([(formula, 1) for formula in self.offers.sizes], size, self._bounds[size])
        return self._bounds[size]


def at_least(formulas: Formulas, parts: Sequence[Formula], count: int) -> Formula:
    """True when so many of some formulas are."""
    reached = [TRUE] + [TRUE ^ 1] * count
    for part in parts:
        for number in range(count, 0, -1):
            reached[number] = formulas.any_of((reached[number], formulas.all_of((reached[number - 1], part))))
    return reached[count]
