"""Errors in how a condition is put together: a part negated, dropped or added, `all` for `any`."""

from collections.abc import Iterable, Iterator

from infusion_pathways.mutate.mutant import ErrorKind
from infusion_pathways.mutate.tree import Raw, condition_places, replaced_at

Edited = tuple[ErrorKind, Raw]

ALWAYS: Raw = {"always": True}


def negated(when: Raw) -> Iterator[Edited]:
    """Each part turned round; of one that is negated already, the `not` left out."""
    for spot in condition_places(when):
        if "always" not in spot.test and spot.path[-1:] != ("not",):
            yield ErrorKind.NEGATED, replaced_at(when, spot.path, spot.test.get("not", {"not": spot.test}))


def dropped(when: Raw) -> Iterator[Edited]:
    """Each of several parts left out; a condition that is a single test, as a whole."""
    for spot in condition_places(when):
        if len(spot.parts) > 1:
            for number in range(len(spot.parts)):
                left = [part for i, part in enumerate(spot.parts) if i != number]
                yield ErrorKind.DROPPED, replaced_at(when, spot.path, {spot.connective: left})
    if "all" not in when and "any" not in when:
        yield ErrorKind.DROPPED, ALWAYS


def connective_swapped(when: Raw) -> Iterator[Edited]:
    """`any` where several parts stand in `all`, and the other way round."""
    for spot in condition_places(when):
        if len(spot.parts) > 1:
            yield ErrorKind.JOINED, replaced_at(when, spot.path, {"any" if spot.connective == "all" else "all": spot.parts})


def added(when: Raw, others: Iterable[Raw]) -> Iterator[Edited]:
    """Each of some conditions asked for besides, and each as another way to meet the condition."""
    for other in others:
        for connective in ("all", "any"):
            yield ErrorKind.ADDED, {connective: [*when.get(connective, [when]), other]}
