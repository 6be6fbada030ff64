"""Of what no case covers, what no patient reaches: asked of the solver goal by goal. Only what is proved counts as such."""

from collections.abc import Iterator

from infusion_pathways.coverage.model import DECIDING, Coverage, GoalPlace, GoalStatus, PathwayCoverage, Reach, settled
from infusion_pathways.meaning.condition import Condition, fold, leaves_of
from infusion_pathways.meaning.logic import Truth
from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.pack.model import Pack
from infusion_pathways.solver.encoding import SymbolicReading, encode_pathway
from infusion_pathways.solver.formula import FALSE, TRUE, Formula, Planes
from infusion_pathways.solver.smallest import Search
from infusion_pathways.solver.z3_solver import Budget, Undecided

IS_TRUE, IS_FALSE = Planes(TRUE, FALSE), Planes(FALSE, TRUE)


def reached(pack: Pack, coverage: Coverage, budget: Budget | None = None) -> Iterator[PathwayCoverage]:
    """The pathways of a coverage, one after another, in which it is known of what is missing whether some patient reaches it.

    A pathway that no case is about stays as it is: everything is missing there. Needs the solver.
    """
    for pathway in coverage.pathways:
        yield _asked(pack, pathway, budget) if pathway.cases else pathway


def _asked(pack: Pack, pathway: PathwayCoverage, budget: Budget | None) -> PathwayCoverage:
    goals = (*pathway.conditions(), *pathway.truths(), *pathway.verdicts())
    if all(goal.status is not GoalStatus.MISSING for goal in goals):
        return pathway
    encoding = encode_pathway(pack, pathway.pathway)
    search = Search(encoding.space, budget=budget)

    def reach(place: GoalPlace) -> Reach:
        try:
            return Reach.POSSIBLE if search.possible(goal_formula(encoding.reading, place)) else Reach.PROVED
        except Undecided:
            return Reach.UNDECIDED

    return settled(pathway, reach)


def goal_formula(reading: SymbolicReading, place: GoalPlace) -> Formula:
    """When a patient reaches a goal."""
    f = reading.formulas
    if place.therapy:
        return reading.is_verdict(place.key, Verdict(place.what))
    clause = reading.program.by_key[place.key]
    if place.what == DECIDING:
        assert place.leaf is not None
        # A leaf stands in one place, so a condition turns with it if and only if the two ends differ.
        left, right = (_planes(reading, clause.when, iter(_fixed(place.leaf, planes))) for planes in (IS_TRUE, IS_FALSE))
        return f.any_of((f.differ(left.true, right.true), f.differ(left.false, right.false)))
    planes = reading.rules[place.key] if place.leaf is None else reading.planes(tuple(leaves_of(clause.when))[place.leaf])
    match Truth(place.what):
        case Truth.TRUE:
            return planes.true
        case Truth.FALSE:
            return planes.false
        case Truth.UNKNOWN:
            return f.all_of((planes.true ^ 1, planes.false ^ 1))


def _fixed(leaf: int, planes: Planes) -> Iterator[Planes | None]:
    """For each leaf in reading order nothing, but for one of them what it is to be."""
    number = 0
    while True:
        yield planes if number == leaf else None
        number += 1


def _planes(reading: SymbolicReading, condition: Condition, fixed: Iterator[Planes | None]) -> Planes:
    planes: Planes = fold(
        condition,
        reading.formulas.conjunction,
        reading.formulas.disjunction,
        lambda part: part.negated(),
        lambda leaf: next(fixed) or reading.planes(leaf),
    )
    return planes
