"""Editing the sections of a pack (what `read_pack` gives, or a random world), and saying in words what the edit was.

`edits` has changes that may mean something, `rewritings` those that never do. A single edit works in place and says what it
did, or None where it finds nothing to do. `wanted` confines an edit to some rules.
"""

import copy
import random
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from infusion_pathways.pack.load import files_of, shipped
from infusion_pathways.pack.reading import read_pack

Raw = dict[str, Any]
Rule = dict[str, Any]
Wanted = Callable[[Rule], bool]
Edit = Callable[[Raw, random.Random, Wanted], str | None]

MOST_TRIES = 500

# The comparisons, each with the one that holds for all other numbers.
OPPOSITES = {"at_least": "below", "below": "at_least", "above": "at_most", "at_most": "above"}


class Edited(NamedTuple):
    """The sections of a pack after an edit, and what the edit was."""

    raw: Raw
    name: str


class Place(NamedTuple):
    """A condition in a rule: what holds it, under which key or number."""

    rule: Rule
    holder: Any
    key: Any

    @property
    def condition(self) -> dict[str, Any]:
        """The condition itself."""
        return self.holder[self.key]

    def put(self, condition: dict[str, Any]) -> None:
        """Put another in its place."""
        self.holder[self.key] = condition


def any_rule(rule: Rule) -> bool:
    """Every rule is wanted."""
    return True


def rules_of(raw: Raw) -> list[Rule]:
    """All rules of a pack."""
    return [rule for entry in raw["pathways"] for rule in entry["rules"]]


def places(raw: Raw, wanted: Wanted = any_rule) -> list[Place]:
    """Every condition and every part of one, in the rules wanted."""
    return [place for rule in rules_of(raw) if wanted(rule) for place in _below(Place(rule, rule, "when"))]


def _below(place: Place) -> Iterator[Place]:
    yield place
    condition = place.condition
    for joint in ("all", "any"):
        for number in range(len(condition.get(joint, ()))):
            yield from _below(Place(place.rule, condition[joint], number))
    if "not" in condition:
        yield from _below(Place(place.rule, condition, "not"))


def shipped_raw() -> Raw:
    """The sections of the shipped pack, as its YAML has them."""
    return read_pack("rules", files_of(shipped("rules")), "0" * 64)


def edited(raw: Raw, edits: Iterable[Edit], chance: random.Random, wanted: Wanted = any_rule) -> Edited:
    """A copy of a pack with some edits made, those that find nothing to do left out."""
    found = copy.deepcopy(raw)
    names = [name for edit in edits if (name := edit(found, chance, wanted)) is not None]
    return Edited(found, "; ".join(names))


def several(raw: Raw, edits: tuple[Edit, ...], chance: random.Random, times: int, wanted: Wanted) -> Edited:
    """A copy of a pack with some of the edits made, so many that each of them found something to do."""
    result, made = Edited(copy.deepcopy(raw), ""), list[str]()
    for _ in range(MOST_TRIES):
        one = edited(result.raw, [chance.choice(edits)], chance, wanted)
        if one.name and one.raw != result.raw:
            result = one
            made.append(one.name)
        if len(made) == times:
            return Edited(result.raw, "; ".join(made))
    raise AssertionError(f"nothing left to edit after: {made}")


def pick(chance: random.Random, found: list[Any]) -> Any:
    """One of those found, None where there is none."""
    return chance.choice(found) if found else None


def joint_of(condition: dict[str, Any]) -> str:
    """How a condition joins its parts, if it does."""
    return next((joint for joint in ("all", "any") if joint in condition), "")


def in_rule(place: Place) -> str:
    """Where it was."""
    return f"in {place.rule['id']}"


def is_derived(raw: Raw, place: Place) -> bool:
    """Whether a test reads a finding that rules conclude."""
    return bool(raw["findings"][place.condition["finding"]].get("derived"))
