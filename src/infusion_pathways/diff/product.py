"""A pathway of two versions of a pack over the patients that both can describe."""

from collections.abc import Mapping
from copy import copy
from enum import Enum
from functools import cached_property
from typing import NamedTuple

from infusion_pathways.meaning.rule import Clause
from infusion_pathways.pack.model import Pack
from infusion_pathways.scenario import Scenario
from infusion_pathways.solver.encoding import Encoding, SymbolicReading
from infusion_pathways.solver.formula import FALSE, Formula, Formulas, Planes
from infusion_pathways.solver.patient import scenario_at
from infusion_pathways.solver.patient_space import PatientSpace, ProgramView
from infusion_pathways.solver.replay import Replayed, confirm
from infusion_pathways.solver.smallest import Point, Search
from infusion_pathways.solver.z3_solver import Budget, Undecided


class ProductResult(Enum):
    """What came of a question about all patients: no patient makes a difference (proved), some do, or the budget ran out."""

    SAME = "same"
    DIFFERS = "differs"
    UNDECIDED = "not decided within the budget"


class ComparedPatient(NamedTuple):
    """A patient whom the engines have judged by both versions, and how many values writing the patient takes."""

    scenario: Scenario
    before: Replayed
    now: Replayed
    size: int


class ProductAnswer(NamedTuple):
    """The answer to such a question, with the smallest patient who makes the difference, if the budget allowed to find them."""

    asked: ProductResult
    patient: ComparedPatient | None = None


class ProductProgram:
    """Two programs over one space; questions to it are answered once."""

    def __init__(self, before: Pack, now: Pack, pathways: tuple[str, str], budget: Budget | None = None) -> None:
        self.packs, self.pathways = (before, now), pathways
        programs = before.programs[pathways[0]], now.programs[pathways[1]]
        self.diseases = tuple(d for d in programs[0].pathway.diseases if d in programs[1].pathway.diseases)
        views = [ProgramView(program, pack.vocabulary) for program, pack in zip(programs, self.packs, strict=True)]
        space = PatientSpace(Formulas(), views, [self.diseases])
        self.formulas = space.formulas
        self.readings = SymbolicReading(space, 0), SymbolicReading(space, 1)
        self.therapies = tuple(t for t in programs[0].pathway.therapies if t in programs[1].pathway.therapies)
        self.clauses = _by_rule(self.readings[0]), _by_rule(self.readings[1])
        self._encoding = Encoding(space, self.readings, {})
        self._budget = budget
        self._answers: dict[Formula, ProductAnswer] = {}
        self._patients: dict[Point, ComparedPatient] = {}

    def with_now(self, now: Pack) -> "ProductProgram":
        """The same patients, with another pack as the second.

        Over the same space where its program tests nothing that the first one does not, which saves the time to build it.
        """
        space, program = self._encoding.space, now.programs[self.pathways[1]]
        if not set(ProgramView(program, now.vocabulary).tests()) <= set(space.views[0].tests()):
            return ProductProgram(self.packs[0], now, self.pathways, self._budget)
        other = copy(self)
        other.packs, other.readings = (self.packs[0], now), (self.readings[0], SymbolicReading(space, 1, program))
        other.clauses = self.clauses[0], _by_rule(other.readings[1])
        other._encoding = Encoding(space, other.readings, {})
        other._answers, other._patients, other._search = {}, {}, self._search
        return other

    @cached_property
    def _search(self) -> Search:
        """Made when something is asked: formulas that are the same node need no solver."""
        return Search(self._encoding.space, budget=self._budget)

    def smallest(self, formula: Formula) -> ProductAnswer:
        """Whether some patient satisfies a formula, and the smallest who does, judged by the engines with both packs.

        Raises ReplayDisagrees or EnginesDisagree where they say otherwise.
        """
        if formula not in self._answers:
            self._answers[formula] = self._asked(formula)
        return self._answers[formula]

    def possible(self, formula: Formula) -> ProductResult:
        """Whether some patient satisfies a formula, without looking for the smallest."""
        if formula == FALSE:
            return ProductResult.SAME
        known = self._answers.get(formula)
        if known is not None:
            return known.asked
        try:
            return ProductResult.DIFFERS if self._search.possible(formula) else ProductResult.SAME
        except Undecided:
            return ProductResult.UNDECIDED

    def differ(self, left: Planes, right: Planes) -> Formula:
        """When two three-valued formulas have different values."""
        f = self.formulas
        return f.any_of((f.differ(left.true, right.true), f.differ(left.false, right.false)))

    def _asked(self, formula: Formula) -> ProductAnswer:
        possible = self.possible(formula)
        if possible is not ProductResult.DIFFERS:
            return ProductAnswer(possible)
        try:
            point = self._search.smallest(formula)
        except Undecided:
            return ProductAnswer(ProductResult.DIFFERS)
        assert point is not None
        return ProductAnswer(ProductResult.DIFFERS, self._patient(point))

    def _patient(self, point: Point) -> ComparedPatient:
        if point not in self._patients:
            name = f"difference-{self.pathways[1]}-{len(self._patients) + 1}".replace("_", "-")
            title = "A patient of whom two versions of the rules say different things"
            scenario = scenario_at(self._encoding.space, point, name[-80:].lstrip("-"), title)
            before, now = (
                confirm(pack, self._encoding, reading, point, scenario)
                for pack, reading in zip(self.packs, self.readings, strict=True)
            )
            self._patients[point] = ComparedPatient(scenario, before, now, self._search.size(point))
        return self._patients[point]


def _by_rule(reading: SymbolicReading) -> Mapping[str, Mapping[str, Clause]]:
    """The clause by which each rule speaks of each therapy; under no name where it speaks of none."""
    found: dict[str, dict[str, Clause]] = {}
    for clause in reading.program.clauses:
        found.setdefault(clause.rule.id, {}).update(dict.fromkeys(clause.targets or ("",), clause))
    return found
