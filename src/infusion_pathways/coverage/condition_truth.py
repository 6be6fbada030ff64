"""A rule's condition as a function of its leaves: the parts that are not made of others, each occurrence for itself."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import reduce
from itertools import product

from infusion_pathways.meaning.condition import Always, Condition, Derived, Known, fold, leaves_of
from infusion_pathways.meaning.logic import Truth
from infusion_pathways.meaning.standing import FALSE, TRUE, UNKNOWN, both, either

TRUTHS = (TRUE, FALSE, UNKNOWN)
BITS = {truth: 1 << number for number, truth in enumerate(TRUTHS)}
TURNED = {TRUE: FALSE, FALSE: TRUE, UNKNOWN: UNKNOWN}


def truth_of(condition: Condition, leaves: Iterable[Truth]) -> Truth:
    """The truth of a condition whose leaves, in reading order, have these truths."""
    given = iter(leaves)
    return fold(
        condition,
        lambda parts: reduce(both, parts, TRUE),
        lambda parts: reduce(either, parts, FALSE),
        lambda part: TURNED[part],
        lambda leaf: next(given),
    )


def swings(condition: Condition, leaves: Sequence[Truth]) -> tuple[frozenset[Truth], ...]:
    """For each leaf the other truths that the condition takes when this leaf alone has another; none: it does not decide."""
    truth = truth_of(condition, leaves)
    found = []
    for at, given in enumerate(leaves):
        others = (truth_of(condition, (*leaves[:at], other, *leaves[at + 1 :])) for other in TRUTHS if other is not given)
        found.append(frozenset(others) - {truth})
    return tuple(found)


def can_be(leaf: Condition) -> frozenset[Truth]:
    """The truths that a leaf has by what it asks, whoever the patient is."""
    match leaf:
        case Always():
            return frozenset({TRUE})
        case Known():
            return frozenset({TRUE, UNKNOWN})
        case _:
            return frozenset(TRUTHS)


def may_be(condition: Condition) -> frozenset[Truth]:
    """The truths that a condition can have if its leaves had nothing to do with each other."""
    return fold(
        condition,
        lambda parts: _combined(both, TRUE, parts),
        lambda parts: _combined(either, FALSE, parts),
        lambda part: frozenset(TURNED[truth] for truth in part),
        can_be,
    )


def _combined(join: Callable[[Truth, Truth], Truth], start: Truth, parts: Iterable[Collection[Truth]]) -> frozenset[Truth]:
    found = frozenset({start})
    for part in parts:
        found = frozenset(join(left, right) for left, right in product(found, part))
    return found


def replaced(condition: Condition, leaves: Sequence[Truth], findings: Mapping[str, Truth]) -> Truth:
    """The truth of a condition when some findings are otherwise and all its other leaves as they are."""
    read = zip(leaves_of(condition), leaves, strict=True)
    return truth_of(condition, [findings.get(leaf.name, was) if isinstance(leaf, Derived) else was for leaf, was in read])
