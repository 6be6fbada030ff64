"""How far a condition is from the other truth: the fewest of its tests that would have to turn, through findings too."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from infusion_pathways.explain.nodes import Judged
from infusion_pathways.meaning.condition import Always, Condition, IsOneOf, Known
from infusion_pathways.meaning.facts import DISEASE
from infusion_pathways.meaning.logic import Judgement, Truth, conjunction, disjunction, negation


class TestTurn(NamedTuple):
    """A test that would have to turn, and what it would have to become; `through` are the findings that it counts for."""

    test: Judged
    wanted: bool
    through: tuple[str, ...]

    @property
    def unknown(self) -> bool:
        """Whether it is open, so that an answer is enough."""
        return self.test.truth is Truth.UNKNOWN


Turns = tuple[TestTurn, ...]
Way = Mapping[Condition, TestTurn]

MOST_WAYS = 256
"""Of more ways than this to turn one part of a condition only the nearest are followed up."""


def turns(node: Judged, wanted: bool) -> Turns | None:
    """The fewest tests that have to turn until a node has the wanted truth; of as many, those of which fewer are decided.

    None where nothing can do it: the diagnosis is what it is, and what is known does not become unknown. Tests are counted;
    whether facts allow them to turn together is not asked.
    """
    for way in _ways(node, wanted, ()):
        if truth_after(node, way) is _truth(wanted):
            return tuple(way.values())
    return None


def distance(turns: Iterable[TestTurn]) -> tuple[int, int]:
    """How far that is: the number of tests, then how many of them are decided and not only unknown."""
    told = tuple(turns)
    return len(told), sum(not turn.unknown for turn in told)


def truth_after(node: Judged, way: Way) -> Truth:
    """The truth of a node once some tests below it have turned."""
    return _judged_after(node, way).truth


def _judged_after(node: Judged, way: Way) -> Judgement:
    parts = [_judged_after(part, way) for part in node.parts]
    match node.shape:
        case "test":
            turn = way.get(node.condition)
            return Judgement(node.truth if turn is None else _truth(turn.wanted))
        case "not":
            return negation(parts[0])
        case "all":
            return conjunction(parts)
        case _:
            return disjunction(parts)


def _truth(wanted: bool) -> Truth:
    return Truth.TRUE if wanted else Truth.FALSE


def _ways(node: Judged, wanted: bool, through: tuple[str, ...]) -> list[Way]:
    """The ways to give a node the wanted truth, the nearest first; no way turns a test in both directions."""
    if node.truth is _truth(wanted):
        return [{}]
    match node.shape:
        case "test":
            return [] if _fixed(node, wanted) else [{node.condition: TestTurn(node, wanted, through)}]
        case "not":
            return _ways(node.parts[0], not wanted, through)
        case "finding":
            through = (*through, node.words)
    parts = [_ways(part, wanted, through) for part in node.parts]
    if wanted is not (node.shape == "all"):
        return _nearest(way for ways in parts for way in ways)
    found: list[Way] = [{}]
    for ways in parts:
        found = _nearest({**way, **more} for way in found for more in ways if _agree(way, more))
    return found


def _agree(way: Way, more: Way) -> bool:
    return all(more[test].wanted is turn.wanted for test, turn in way.items() if test in more)


def _nearest(ways: Iterable[Way]) -> list[Way]:
    """The nearest ways, each set of tests once."""
    distinct = {frozenset(way): way for way in ways}
    return sorted(distinct.values(), key=lambda way: distance(way.values()))[:MOST_WAYS]


def _fixed(node: Judged, wanted: bool) -> bool:
    match node.condition:
        case Always() | Known():
            return not wanted
        case IsOneOf(fact):
            return fact == DISEASE
        case _:
            return False
