"""Conditions: trees of `all` / `any` / `not` over atomic tests, each of which reads one fact.

An atomic test answers `holds(value)` with True, False, or None when the value itself leaves the question open (a treatment
entry that does not say how it went). A value that is missing altogether never reaches `holds`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, Protocol, TypeGuard, TypeVar

from infusion_pathways.meaning.facts import TREATMENTS, Missing, Record, Treatment, Value

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class All:
    """True when every part is."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True when at least one part is."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """True when its part is false."""

    part: "Condition"


@dataclass(frozen=True, slots=True)
class Derived:
    """A finding that other rules conclude."""

    name: str


@dataclass(frozen=True, slots=True)
class Always:
    """True for every patient of the pathway."""


@dataclass(frozen=True, slots=True)
class Known:
    """True once the fact is known, unknown until then, never false."""

    fact: str


class Test(Protocol):
    """An atomic test: one fact, and what its known values answer."""

    @property
    def fact(self) -> str:
        """The fact it reads."""
        ...

    def holds(self, value: Value) -> bool | None:
        """Whether the test holds for a known value; None when the value leaves it open."""
        ...


@dataclass(frozen=True, slots=True)
class IsOneOf:
    """A fact whose value is a set of names, all of them (or none) among the wanted ones.

    One name is the ordinary case. Several arise where evidence for the same thing disagrees (two activity scores): then a
    split answers None. With `some`, one name in common is enough: a diagnosis may carry several subtypes.
    """

    fact: str
    names: frozenset[str]
    some: bool = False

    def holds(self, value: Value) -> bool | None:
        """True when all the names fit, False when none does, None on split evidence."""
        assert isinstance(value, frozenset)
        if value.isdisjoint(self.names):
            return False
        return True if self.some or value <= self.names else None


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of the number line; an end that is None is open to infinity."""

    low: float | None = None
    high: float | None = None
    low_included: bool = False
    high_included: bool = False

    def __contains__(self, number: float) -> bool:
        above = self.low is None or number > self.low or (self.low_included and number == self.low)
        below = self.high is None or number < self.high or (self.high_included and number == self.high)
        return above and below


@dataclass(frozen=True, slots=True)
class Within:
    """A number that lies in one of the intervals; `words` is how the rule put it."""

    fact: str
    intervals: tuple[Interval, ...]
    words: str = ""

    def holds(self, value: Value) -> bool | None:
        """Whether the number lies in one of the intervals."""
        assert isinstance(value, float)
        return any(value in interval for interval in self.intervals)


@dataclass(frozen=True, slots=True)
class Listed:
    """One of the names is present in a record of what is involved."""

    fact: str
    names: frozenset[str]

    def holds(self, value: Value) -> bool | None:
        """True when one is present, False when all are known absent, else None."""
        assert isinstance(value, Record)
        answers = [value.get(name) for name in self.names]
        if True in answers:
            return True
        return None if None in answers else False


@dataclass(frozen=True, slots=True)
class Treated:
    """Some entry of the treatment history fits: one of the therapies, the outcome, whether it goes on."""

    therapies: frozenset[str]
    outcomes: frozenset[str] | None = None
    ongoing: bool | None = None
    any_disease: bool = False
    words: str = ""

    @property
    def fact(self) -> str:
        """The treatment history."""
        return TREATMENTS

    def fits(self, entry: Treatment) -> bool | None:
        """Whether one entry fits; None when it could but does not say."""
        if self.outcomes is not None and not self.any_disease and entry.elsewhere:
            return False
        answers = (self._therapy(entry), self._outcome(entry), self._ongoing(entry))
        if False in answers:
            return False
        return None if None in answers else True

    def holds(self, value: Value) -> bool | None:
        """True when some entry fits, None when one might, False when none does."""
        assert isinstance(value, tuple)
        answers = [self.fits(entry) for entry in value]
        if True in answers:
            return True
        return None if None in answers else False

    def _therapy(self, entry: Treatment) -> bool | None:
        if entry.could_be <= self.therapies:
            return True
        return False if entry.could_be.isdisjoint(self.therapies) else None

    def _outcome(self, entry: Treatment) -> bool | None:
        if self.outcomes is None:
            return True
        return None if isinstance(entry.outcome, Missing) else entry.outcome in self.outcomes

    def _ongoing(self, entry: Treatment) -> bool | None:
        if self.ongoing is None:
            return True
        return None if isinstance(entry.ongoing, Missing) else entry.ongoing is self.ongoing


FactTest = Known | IsOneOf | Within | Listed | Treated
Leaf = Derived | Always | FactTest
Condition = All | AnyOf | Not | Leaf


def fold(
    condition: Condition,
    all_of: Callable[[list[R]], R],
    any_of: Callable[[list[R]], R],
    negated: Callable[[R], R],
    leaf: Callable[[Leaf], R],
) -> R:
    """What a condition comes to: `leaf` of each leaf in reading order, joined as its parts are.

    How many leaves there are, for instance: `fold(condition, sum, sum, lambda part: part, lambda leaf: 1)`.
    """
    match condition:
        case All(parts):
            return all_of([fold(part, all_of, any_of, negated, leaf) for part in parts])
        case AnyOf(parts):
            return any_of([fold(part, all_of, any_of, negated, leaf) for part in parts])
        case Not(part):
            return negated(fold(part, all_of, any_of, negated, leaf))
        case _:
            return leaf(condition)


def connective_of(condition: Condition) -> Literal["all", "any", "not", ""]:
    """How a condition is made of others; empty for a leaf."""
    match condition:
        case All():
            return "all"
        case AnyOf():
            return "any"
        case Not():
            return "not"
        case _:
            return ""


def parts_of(condition: Condition) -> tuple[Condition, ...]:
    """The parts that a condition is made of; none for a leaf."""
    match condition:
        case All(parts) | AnyOf(parts):
            return parts
        case Not(part):
            return (part,)
        case _:
            return ()


def conjuncts(condition: Condition) -> tuple[Condition, ...]:
    """What a condition asks for altogether: the parts of an `all`, else itself."""
    return condition.parts if isinstance(condition, All) else (condition,)


def leaves_of(condition: Condition) -> Iterator[Leaf]:
    """The leaves of a condition in reading order; one that stands twice comes twice."""
    parts = parts_of(condition)
    if not parts and is_leaf(condition):
        yield condition
    for part in parts:
        yield from leaves_of(part)


def reads_a_fact(condition: Condition) -> TypeGuard[FactTest]:
    """Whether a condition is a test of one fact: no finding, not made of others, not always true."""
    return is_leaf(condition) and not isinstance(condition, Derived | Always)


def is_leaf(condition: Condition) -> TypeGuard[Leaf]:
    """Whether a condition is made of no others."""
    return not isinstance(condition, All | AnyOf | Not)


def derived_in(condition: Condition) -> Iterator[str]:
    """The names of the derived findings that a condition reads, as often as it does."""
    return (leaf.name for leaf in leaves_of(condition) if isinstance(leaf, Derived))
