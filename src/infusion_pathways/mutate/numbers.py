"""Errors in a limit: off by one step, or on the wrong side of its number."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from infusion_pathways.mutate.connectives import Edited
from infusion_pathways.mutate.mutant import ErrorKind
from infusion_pathways.mutate.tree import Raw, condition_places, replaced_at, tests
from infusion_pathways.pack.conditions import COMPARISONS

EDGES = {"at_least": "above", "above": "at_least", "at_most": "below", "below": "at_most"}
SECTIONS = {"measure": "measures", "patient": "patient"}

Number = int | float


def fact_of(test: Raw) -> str:
    """The number that a test reads, as `measure.NAME` or `patient.NAME`; empty for any other test."""
    return next((f"{kind}.{test[kind]}" for kind in SECTIONS if kind in test), "")


def steps(raw: Mapping[str, Any]) -> Mapping[str, Decimal]:
    """The step of each number: one in the last digit that the pack writes of it, in rules, in bands or in its range."""
    written: dict[str, list[Number]] = {}
    for kind, section in SECTIONS.items():
        for name, word in raw.get(section, {}).items():
            limits = [limit for band in word.get("bands", {}).values() for limit in band.values() if limit is not None]
            written[f"{kind}.{name}"] = [*word.get("range", ()), *limits]
    for entry in raw["pathways"]:
        for rule in entry["rules"]:
            for test in tests(rule["when"]):
                limits = [test[key] for key in COMPARISONS if key in test]
                if limits:
                    written.setdefault(fact_of(test), []).extend(limits)
    return {fact: Decimal(1).scaleb(-max(map(_digits, numbers), default=0)) for fact, numbers in written.items()}


def _digits(number: Number) -> int:
    exponent = Decimal(str(number)).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def moved(when: Raw, steps: Mapping[str, Decimal], ranges: Mapping[str, tuple[Number, Number]]) -> Iterator[Edited]:
    """Each limit one step higher and one lower, as far as such a number is possible, and with the other edge."""
    for spot in condition_places(when):
        fact = fact_of(spot.test)
        for key in (key for key in COMPARISONS if fact and key in spot.test):
            limit = Decimal(str(spot.test[key]))
            low, high = (Decimal(str(end)) for end in ranges[fact])
            for other in _within((limit + steps[fact], limit - steps[fact]), low, high):
                yield ErrorKind.NUMBER, replaced_at(when, (*spot.path, key), _plain(other))
            changed = {EDGES[key] if name == key else name: value for name, value in spot.test.items()}
            yield ErrorKind.EDGE, replaced_at(when, spot.path, changed)


def _within(numbers: Iterable[Decimal], low: Decimal, high: Decimal) -> Iterator[Decimal]:
    return (number for number in numbers if low <= number <= high)


def _plain(number: Decimal) -> Number:
    return int(number) if number == number.to_integral_value() else float(number)


def ranges(raw: Mapping[str, Any]) -> Mapping[str, tuple[Number, Number]]:
    """The range of each number of a pack."""
    found = {}
    for kind, section in SECTIONS.items():
        for name, word in raw.get(section, {}).items():
            if "range" in word:
                found[f"{kind}.{name}"] = (word["range"][0], word["range"][1])
    return found
