"""Questions to the solver about one patient with unknown facts, and about two who turn out differently."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager

from infusion_pathways.ask.completions import Completions, Point
from infusion_pathways.ask.unknown import Unknown
from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.solver.formula import Formula
from infusion_pathways.solver.z3_solver import Budget, Solver

AS_THEY_ARE: Point = frozenset()
"""The patient of whom nothing more is known."""


class Twins:
    """A patient and a second one who may have other answers. All questions raise Undecided when the budget runs out."""

    def __init__(self, completions: Completions, budget: Budget | None = None) -> None:
        self._of, self._f = completions, completions.formulas
        self._variables = completions.variables
        self._other = {variable: self._f.variable(("twin", variable)) for variable in self._variables}
        listed = [formula for target in completions.targets for formula in target.verdicts.values()]
        twin = iter(self._f.substituted([*listed, completions.consistent, completions.valid], self._other))
        self._differ = [self._f.any_of(self._f.differ(v, next(twin)) for v in t.verdicts.values()) for t in completions.targets]
        self._twin_consistent, self._twin_valid = next(twin), next(twin)
        self._same = {
            unknown.path: self._f.all_of(self._f.differ(v, self._other[v]) ^ 1 for v in unknown.variables)
            for unknown in completions.unknowns
        }
        self._solver = Solver(self._f, budget)
        self._solver.add(completions.valid)
        self._verdicts: dict[Point, tuple[Verdict, ...]] = {}

    def one_question(self) -> AbstractContextManager[None]:
        """Let all that is asked inside share the seconds of the budget."""
        return self._solver.one_question()

    def verdicts(self, point: Point) -> tuple[Verdict, ...]:
        """The verdict on each therapy for a patient."""
        if point not in self._verdicts:
            self._verdicts[point] = self._of.verdicts(point)
        return self._verdicts[point]

    def patient(self, *given: Formula) -> Point | None:
        """A patient whose answers go together and for whom all of it holds."""
        return self._solver.model((*given, self._of.consistent), self._variables)

    def may_differ(self, given: Sequence[Formula], verdicts: Mapping[int, Verdict]) -> set[int]:
        """The therapies (by number) that may come to another verdict than the one named, where some of the answers are given."""
        found: set[int] = set()
        while rest := [target for target in verdicts if target not in found]:
            wrong = [self._of.targets[target].verdicts[verdicts[target]] ^ 1 for target in rest]
            point = self.patient(*given, self._f.any_of(wrong))
            if point is None:
                break
            seen = self.verdicts(point)
            found |= {target for target in rest if seen[target] is not verdicts[target]}
        return found

    def one_apart(self, unknown: Unknown, target: int) -> tuple[Point, Point] | None:
        """Two patients who differ in one fact and in the verdict on a therapy, of whom as little is known as can be.

        What else is known is the same of both. Which two it is does not hang on how the solver searches.
        """
        others = [other for other in self._of.unknowns if other is not unknown]
        given = [self._differ[target], self._of.consistent, self._twin_consistent]
        given += [self._same[other.path] for other in others]
        found = self._pair(given)
        if found is None:
            return None
        found = self._quiet(given, others, found)
        states = [unknown.unanswered, *(answer.state for answer in unknown.answers)]
        found = self._first(given, states, found)
        return self._first(given, self._f.substituted(states, self._other), found)

    def changes(self, unknown: Unknown, targets: Collection[int]) -> Iterator[tuple[Point, Point]]:
        """Pairs of patients that differ in one fact, until each of the therapies it can change was different in one."""
        rest = list(targets)
        while rest:
            others = (self._same[other.path] for other in self._of.unknowns if other is not unknown)
            consistent = (self._of.consistent, self._twin_consistent)
            pair = self._pair([self._f.any_of(self._differ[target] for target in rest), *consistent, *others])
            if pair is None:
                return
            yield pair
            left, right = map(self.verdicts, pair)
            rest = [target for target in rest if left[target] is right[target]]

    def unsettled(self, unknowns: Sequence[Unknown], targets: Collection[int]) -> tuple[Point, Point] | None:
        """Two patients who give the same answers to some facts, and differ in a verdict on one of the therapies."""
        given = [self._same[unknown.path] for unknown in unknowns]
        given += [unknown.answered for unknown in unknowns]
        differ = self._f.any_of(self._differ[target] for target in targets)
        return self._pair([differ, self._of.consistent, self._twin_consistent, *given])

    def contradicts(self, unknown: Unknown) -> bool:
        """Whether two patients who differ in one fact can differ in a verdict once answers may contradict each other."""
        others = (self._same[other.path] for other in self._of.unknowns if other is not unknown)
        return self._solver.holds([self._f.any_of(self._differ), self._twin_valid, *others])

    def _quiet(self, given: list[Formula], others: Sequence[Unknown], found: tuple[Point, Point]) -> tuple[Point, Point]:
        """The pair of whom as few of some facts are known as can be; where one has to be, its first answer that is possible."""
        together = len(given)
        found = self._first(given, [self._f.all_of(other.unanswered for other in others)], found)
        if len(given) > together:
            return found
        if len(others) == 1:
            return self._first(given, [answer.state for answer in others[0].answers], found)
        half = len(others) // 2
        return self._quiet(given, others[half:], self._quiet(given, others[:half], found))

    def _first(self, given: list[Formula], states: Sequence[Formula], found: tuple[Point, Point]) -> tuple[Point, Point]:
        """The pair with the first of some states that is possible; from then on it is given."""
        for state in states:
            if self._holds(state, found):
                given.append(state)
                return found
            other = self._pair([*given, state])
            if other is not None:
                given.append(state)
                return other
        return found

    def _holds(self, state: Formula, pair: tuple[Point, Point]) -> bool:
        left, right = pair
        return self._f.values([state], left | {self._other[v] for v in right}) == [True]

    def _pair(self, given: Sequence[Formula]) -> tuple[Point, Point] | None:
        found = self._solver.model(given, [*self._variables, *self._other.values()])
        if found is None:
            return None
        left = frozenset(v for v in self._variables if v in found)
        right = frozenset(v for v in self._variables if self._other[v] in found)
        return left, right
