"""Numbers as a finite choice: between two limits that rules name, no test can tell one number from another.

Where one rule asks for a score of 3 to 6 and another for more than 6, all scores fall into three ranges; a proof about three
numbers is one about all of them, and each range is shown by its plainest number.

    >>> answers = lambda score: (3 <= score <= 6, score > 6)
    >>> [(found.number, *found.intervals) for found in number_ranges(0, 10, {3, 6}, answers)]
    ... # doctest: +NORMALIZE_WHITESPACE
    [(2.0, Interval(low=0, high=3, low_included=True, high_included=False)),
     (3, Interval(low=3, high=6, low_included=True, high_included=True)),
     (8.0, Interval(low=6, high=10, low_included=False, high_included=True))]
"""

import itertools
import math
from collections.abc import Callable, Hashable, Iterable
from typing import NamedTuple

from infusion_pathways.meaning.condition import Interval


class NumberRange(NamedTuple):
    """Numbers that no test tells apart: the plainest of them, and the intervals they lie in."""

    number: float
    intervals: tuple[Interval, ...]


def limits_of(intervals: Iterable[Interval]) -> set[float]:
    """The ends of intervals."""
    return {end for interval in intervals for end in (interval.low, interval.high) if end is not None}


def number_ranges(low: float, high: float, limits: Iterable[float], told: Callable[[float], Hashable]) -> list[NumberRange]:
    """The numbers from `low` to `high` in groups that `told` (what the tests say of a number) keeps apart, smallest first.

    `told` may change its answer at the limits only.
    """
    # A limit is a piece of its own, as is what lies between two: whether a rule means the limit itself (`at_least`) or not
    # (`above`) is for the tests to say.
    ends = sorted({low, high, *(limit for limit in limits if low <= limit <= high)})
    pieces = [Interval(ends[0], ends[0], True, True)]
    for left, right in itertools.pairwise(ends):
        pieces += [Interval(left, right), Interval(right, right, True, True)]
    # Invariant: every number from `low` to `high` lies in exactly one piece, and so in exactly one group.
    groups: dict[Hashable, list[tuple[float, Interval]]] = {}
    for piece in pieces:
        number = plainest(piece)
        groups.setdefault(told(number), []).append((number, piece))
    return [
        NumberRange(min((number for number, _ in members), key=_plainness), joined([piece for _, piece in members]))
        for members in groups.values()
    ]


def plainest(interval: Interval) -> float:
    """A number of a bounded interval, with as few digits as can be, near its middle."""
    low, high = interval.low, interval.high
    if low is None or high is None:
        raise ValueError("an interval without an end has no middle")
    if low == high:
        return low
    # The limits themselves are other pieces, so only what lies strictly between them will do.
    middle = (low + high) / 2
    for digits in range(12):
        for number in (round(middle, digits), math.ceil(low * 10**digits) / 10**digits):
            if low < number < high:
                return number
    return middle


def _plainness(number: float) -> tuple[int, bool, float]:
    """Whole numbers first, then few digits; of the same length the smaller."""
    text = f"{number:g}"
    return len(text.partition(".")[2]), number == 0, number


def joined(pieces: Iterable[Interval]) -> tuple[Interval, ...]:
    """Intervals in ascending order, those that touch made one."""
    joined: list[Interval] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if last is not None and last.high == piece.low and (last.high_included or piece.low_included):
            joined[-1] = Interval(last.low, piece.high, last.low_included, piece.high_included)
        else:
            joined.append(piece)
    return tuple(joined)
