"""Conditions as their author wrote them: walking through one, and a copy with one place changed."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

Raw = Mapping[str, Any]
Path = tuple[str | int, ...]

CONNECTIVES = ("all", "any")


class ConditionPlace(NamedTuple):
    """A condition, or a part of one, and the way to it."""

    path: Path
    test: Raw

    @property
    def connective(self) -> str:
        """How it joins its parts: `all`, `any`, or empty where it is something else."""
        return next((connective for connective in CONNECTIVES if connective in self.test), "")

    @property
    def parts(self) -> list[Any]:
        """The parts it joins."""
        return list(self.test[self.connective]) if self.connective else []


def condition_places(when: Raw, path: Path = ()) -> Iterator[ConditionPlace]:
    """A condition and every part of it, from the outside in."""
    spot = ConditionPlace(path, when)
    yield spot
    for number, part in enumerate(spot.parts):
        yield from condition_places(part, (*path, spot.connective, number))
    if "not" in when:
        yield from condition_places(when["not"], (*path, "not"))


def tests(when: Raw) -> Iterator[Raw]:
    """The single tests of a condition."""
    for spot in condition_places(when):
        if not spot.connective and "not" not in spot.test:
            yield spot.test


def replaced_at(holder: Any, path: Path, new: Any) -> Any:
    """A copy of something with another value at a path."""
    if not path:
        return new
    key, rest = path[0], path[1:]
    if isinstance(holder, list):
        return [replaced_at(item, rest, new) if number == key else item for number, item in enumerate(holder)]
    return {**holder, key: replaced_at(holder.get(key), rest, new)}


def without(test: Raw, *keys: str) -> dict[str, Any]:
    """A copy of a mapping without some keys."""
    return {key: value for key, value in test.items() if key not in keys}


def listed(raw: Any) -> list[Any]:
    """One name or several, as a list."""
    return list(raw) if isinstance(raw, list) else [raw]


def unlisted(names: list[Any]) -> Any:
    """A list as an author would write it: one name stands alone."""
    return names[0] if len(names) == 1 else names
