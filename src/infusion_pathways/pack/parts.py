"""The parts of a pack: the list that its head carries, and whether the files that were found are those, whole.

A part is a YAML file. Its entries are what stands directly below its sections: keys of a mapping, items of a list. Its last line
is `...`, with which YAML ends a document, so that a cut inside the last entry is seen too.
"""

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any
from unicodedata import normalize

from infusion_pathways.pack import messages
from infusion_pathways.pack.sections import PACK, PARTS
from infusion_pathways.source import Document, Place, Problem
from infusion_pathways.source.listing import YAML, has_ending, is_ignored

END = "..."


def entries_in(value: Mapping[str, Any]) -> int:
    """How many entries a file has; the list of parts itself does not count."""
    return sum(len(section) for name, section in value.items() if name != PARTS and isinstance(section, dict | list))


def is_whole(text: str) -> bool:
    """Whether a text ends with the mark; empty lines and comments may follow."""
    lines = (line.rstrip() for line in reversed(text.splitlines()))
    last = next((line for line in lines if line and not line.lstrip().startswith("#")), "")
    return last == END or (last.startswith(f"{END} ") and last[len(END) :].lstrip().startswith("#"))


def part_problems(documents: Mapping[str, Document]) -> list[Problem]:
    """What is wrong with the parts of a pack, from its documents by their paths within it.

    Every part that its list names is there and whole, and nothing else is there. A pack without a list has no problem, unless
    its files bear the mark of one.
    """
    lists = {name: document for name, document in documents.items() if PARTS in document.value}
    if not lists:
        head = next((document for document in documents.values() if PACK in document.value), None)
        whole = any(is_whole(document.text) for document in documents.values())
        return [messages.list_lost(head.place((PACK,), key=True))] if whole and head is not None else []
    (name, document), *others = lists.items()
    problems = [messages.duplicate_name(other.place((PARTS,), key=True), "lists", PARTS) for _, other in others]
    if PACK not in document.value:
        problems.append(messages.missing_key(document.place((PARTS,), key=True), PACK))
    if problems:
        return problems
    found = {normalize("NFC", path): document for path, document in documents.items()}
    problems = list(bad_paths(document))
    named = listed_parts(name, document.value)
    for path, (spelled, count) in named.items():
        problem = part_problem(document.place((PARTS, spelled), key=True), spelled, count, found.get(path))
        problems += [problem] if problem is not None and not why_no_part(spelled) else []
    for path, other in documents.items():
        if normalize("NFC", path) not in named or found[normalize("NFC", path)] is not other:
            problems.append(messages.unlisted_part(Place(other.name)))
    return problems


def part_problem(place: Place, path: str, count: int, found: Document | None) -> Problem | None:
    """What is wrong with a part that a list names at a place, with so many entries."""
    if found is None:
        return messages.missing_part(place, path[:60])
    now = entries_in(found.value)
    if now < count:
        return messages.short_part(Place(found.name), now, count)
    return None if is_whole(found.text) else messages.cut_part(Place(found.name))


def listed_parts(head: str, value: Mapping[str, Any]) -> dict[str, tuple[str, int]]:
    """The parts that a list names, by their paths as the folder of the head is seen: as spelled, and how many entries."""
    folder = PurePosixPath(head).parent
    return {normalize("NFC", (folder / str(path)).as_posix()): (path, count) for path, count in (value[PARTS] or {}).items()}


def bad_paths(document: Document) -> Iterator[Problem]:
    """What is wrong with the paths of a list of parts as such."""
    seen: dict[str, str] = {}
    for path in document.value[PARTS] or {}:
        place = document.place((PARTS, path), key=True)
        reason = why_no_part(path)
        first = seen.setdefault(normalize("NFC", path).casefold(), path)
        if reason:
            yield messages.not_a_part(place, path[:60], reason)
        elif first != path:
            yield messages.not_a_part(place, path[:60], f"on some machines it is the same file as `{first[:60]}`")


def why_no_part(path: str) -> str:
    """Why a path names no part; empty if it does."""
    steps = path.split("/")
    if "\\" in path:
        return "folders are joined by `/`"
    if path.startswith("/") or ":" in steps[0]:
        return "it begins outside of the pack"
    if ".." in steps:
        return "it leads out of its folder"
    if not all(steps) or "." in steps:
        return "it has a step that leads nowhere"
    if any(map(is_ignored, steps)):
        return "it is hidden, or in a folder that tools fill"
    return "" if has_ending(path, YAML) else "a part ends in `.yaml`"


def taken_in(files: Mapping[str, bytes], documents: Mapping[str, Document]) -> dict[str, Any]:
    """What the files of a pack hold, in plain values, so that notes can be told whenever the pack is loaded."""
    lists = [(name, document.value) for name, document in documents.items() if PARTS in document.value]
    return {
        "listed": {path: count for path, (_, count) in listed_parts(*lists[0]).items()} if lists else None,
        "counted": {name: entries_in(document.value) for name, document in documents.items()},
        "foreign": [name for name in files if name not in documents],
    }


def notes_of(root: str, held: Mapping[str, Any]) -> Iterator[Problem]:
    """What an author should know about the files of a pack that loads, from what `taken_in` keeps of them."""
    for name in held["foreign"]:
        yield messages.foreign_file(Place(f"{root}/{name}"))
    if held["listed"] is None:
        yield messages.no_list_of_parts(Place(root))
        return
    for name, count in held["counted"].items():
        expected = held["listed"].get(normalize("NFC", name), count)
        if count > expected:
            yield messages.longer_part(Place(f"{root}/{name}"), count, expected)
