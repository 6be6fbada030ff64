"""A smallest set of facts whose answers, whatever they are, decide every verdict."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from infusion_pathways.ask.completions import Point
from infusion_pathways.ask.self_composition import Twins
from infusion_pathways.ask.unknown import Unknown
from infusion_pathways.solver.formula import Formulas

MOST_FREE = 14
"""Of more facts than this that may stand for each other, a smallest set is not sought; then none is left out that can be."""


class Settling(NamedTuple):
    """Facts whose answers decide every verdict; `smallest`: no set of fewer does, else none of these can be left out."""

    unknowns: tuple[Unknown, ...]
    smallest: bool


def settling_set(formulas: Formulas, twins: Twins, unknowns: Sequence[Unknown], targets: Sequence[int]) -> Settling | None:
    """The smallest set of facts that settles the verdicts, of several the first in the order given; None where not even all do.

    A set that fails is shown by two patients who agree in it and differ in a verdict. A set that does not fail for these two
    has a fact in which they differ, or to which they give no answer. So the next set has to hit all that were found.
    Raises Undecided when the budget runs out.
    """
    if twins.unsettled(unknowns, targets) is not None:
        return None
    needed = [u for u in unknowns if twins.unsettled([other for other in unknowns if other is not u], targets) is not None]
    free = [unknown for unknown in unknowns if unknown not in needed]
    if len(free) > MOST_FREE:
        return Settling(_thinned(twins, unknowns, needed, targets), False)
    clauses: list[frozenset[int]] = []
    while True:
        chosen = next(found for size in range(len(free) + 1) for found in _hitting(clauses, 0, len(free), size))
        kept = [unknown for unknown in unknowns if unknown in needed or unknown in [free[number] for number in chosen]]
        pair = twins.unsettled(kept, targets)
        if pair is None:
            return Settling(tuple(kept), True)
        clauses.append(frozenset(number for number, unknown in enumerate(free) if _parts(formulas, unknown, *pair)))


def _thinned(twins: Twins, unknowns: Sequence[Unknown], needed: Sequence[Unknown], targets: Sequence[int]) -> tuple[Unknown, ...]:
    """A set of which none can be left out, those tried first that come last."""
    kept = list(unknowns)
    for unknown in reversed(unknowns):
        fewer = [other for other in kept if other is not unknown]
        if unknown not in needed and twins.unsettled(fewer, targets) is None:
            kept = fewer
    return tuple(kept)


def _parts(formulas: Formulas, unknown: Unknown, left: Point, right: Point) -> bool:
    """Whether two patients differ in a fact, or leave it unknown."""
    own = frozenset(unknown.variables)
    return left & own != right & own or formulas.values([unknown.answered], left) == [False]


def _hitting(clauses: Sequence[frozenset[int]], start: int, count: int, size: int) -> Iterator[tuple[int, ...]]:
    """Sets of so many numbers that have one of each clause, in order."""
    if not clauses:
        yield ()
        return
    if size == 0 or any(max(clause, default=-1) < start for clause in clauses):
        return
    for number in range(start, min(count, *(max(clause) + 1 for clause in clauses), count)):
        rest = [clause for clause in clauses if number not in clause]
        if len(rest) < len(clauses):
            yield from ((number, *more) for more in _hitting(rest, number + 1, count, size - 1))
