"""The walk over a scenario file: types, texts and names, each fault noted with its place and replaced by something harmless."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from infusion_pathways.pack.model import Pack
from infusion_pathways.scenario import identity, messages
from infusion_pathways.source import Document, Place, Problem
from infusion_pathways.source.messages import too_many
from infusion_pathways.source.reading import MOST_PROBLEMS, Pointer

LONGEST_TEXT, LONGEST_TITLE, LONGEST_ID, LONGEST_LIST = 5_000, 200, 80, 200


class Walker:
    """Reads parts of one document with the words of one pack, and gathers what is wrong."""

    def __init__(self, document: Document, pack: Pack) -> None:
        self.document = document
        self.pack = pack
        self.words = pack.vocabulary
        self.problems: list[Problem] = []

    def note(self, at: Pointer, problem: Callable[..., Problem], *details: Any, key: bool = False, word: str = "") -> None:
        """Note a problem; the rest of very many is only mentioned, so that no file keeps the program busy with its faults."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem(self.document.place(at, key, word), *details))
        elif len(self.problems) == MOST_PROBLEMS:
            self.problems.append(too_many(Place(self.document.name), MOST_PROBLEMS))

    def wrong(self, at: Pointer, expected: str, found: Any) -> None:
        """Note a value of the wrong type."""
        said = f"`{str(found).lower()}`" if isinstance(found, bool) else _TYPES.get(type(found), "something else")
        self.note(at, messages.wrong_type, _what(at), expected, said)

    def object(self, raw: Any, at: Pointer, where: str, known: Iterable[str]) -> dict[str, Any]:
        """An object with known keys only; a key that asks who the patient is is told apart from one that means nothing."""
        if not isinstance(raw, dict):
            self.wrong(at, "an object", raw)
            return {}
        for key in raw:
            if key not in known:
                if identity.asks_who(key):
                    self.note((*at, key), messages.identifying_key, key[:60], key=True)
                else:
                    self.note((*at, key), messages.unknown_key, key[:60], known, key=True)
        return raw

    def text(self, raw: Any, at: Pointer, limit: int) -> str:
        """A text within its limit that tells nothing of who the patient is."""
        if not isinstance(raw, str):
            self.wrong(at, "text", raw)
            return ""
        if len(raw) > limit:
            self.note(at, messages.too_long, _what(at), limit, "characters")
        self.look_for_a_person(raw[: limit * 2], at)
        return raw

    def look_for_a_person(self, text: str, at: Pointer) -> None:
        """Note text that looks like it identifies a person."""
        found = identity.tells_who(text)
        if found is not None:
            what, word = found
            self.note(at, messages.identifying_text, what, word=word)

    def list(self, raw: Any, at: Pointer) -> list[str]:
        """A list of texts; one text stands for a list of one."""
        if isinstance(raw, str):
            return [raw]
        if not isinstance(raw, list):
            self.wrong(at, "a list of names", raw)
            return []
        if len(raw) > LONGEST_LIST:
            self.note(at, messages.too_long, _what(at), LONGEST_LIST, "entries")
        for i, item in enumerate(raw):
            if not isinstance(item, str):
                self.wrong((*at, i), "text", item)
        return [item for item in raw if isinstance(item, str)]

    def name(
        self, raw: Any, at: Pointer, section: str, known: Iterable[str], unknown: Callable[..., Problem], key: bool = False
    ) -> str | None:
        """A name of the vocabulary, aliases resolved; None, and a problem, for any other. `key`: the name is the key itself."""
        if not isinstance(raw, str):
            self.wrong(at, "a name", raw)
            return None
        name = self.words.canonical(section, raw)
        if name in known:
            return name
        self.note(at, unknown, raw[:60], known, key=key)
        return None

    def names(self, raw: Any, at: Pointer, section: str, known: Iterable[str], what: str) -> tuple[str, ...]:
        """A list of names of the vocabulary, each once."""
        self.list(raw, at)
        found: dict[str, None] = {}
        for i, item in enumerate(raw if isinstance(raw, list) else [raw]):
            if isinstance(item, str):
                name = self.name(item, (*at, i), section, known, unknown_as(what))
                found.update({name: None} if name is not None else {})
        return tuple(found)


_TYPES = {
    str: "text",
    int: "a number",
    float: "a number",
    list: "a list",
    dict: "an object",
    type(None): "null",
}


def _what(at: Pointer) -> str:
    """How a message speaks of the value at a place."""
    if not at:
        return "the scenario"
    key = next(part for part in reversed(at) if isinstance(part, str))[:60]
    return f"an entry of `{key}`" if isinstance(at[-1], int) else f"`{key}`"


def unknown_as(what: str) -> Callable[..., Problem]:
    """The message for an unknown name of some kind."""
    return partial(_unknown_name, what)


def _unknown_name(what: str, place: Place, name: str, known: Iterable[str]) -> Problem:
    return messages.unknown_name(place, what, name, known)
