"""Bytes in, plain values with positions out; syntax problems stop here."""

import codecs
import errno
import json
import os
import re
import stat
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from infusion_pathways.source import messages, positions
from infusion_pathways.source.problem import Place, Problem, ProblemsFound
from infusion_pathways.source.spelling import composed

LARGEST_BYTES = 1024 * 1024
DEEPEST_NESTING = 40
MOST_PROBLEMS = 100
STANDARD_INPUT = "-"
UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
"""How text in UTF-16 begins."""

Pointer = tuple[str | int, ...]
T = TypeVar("T")


@dataclass(slots=True)
class Document:
    """A file that was read: its plain value, and where each part of it stands.

    Positions are worked out when first asked for: a good file never needs them.
    """

    name: str
    text: str
    value: Any
    kind: str = "json"
    _spans: dict[Pointer, positions.Span] | None = field(default=None, repr=False)

    def place(self, pointer: Pointer, key: bool = False, word: str = "") -> Place:
        """Where the value at a pointer stands, or its key, or a word in it; the nearest parent where there is none."""
        spans = self._located()
        while pointer and pointer not in spans:
            pointer = pointer[:-1]
        span = spans.get(pointer)
        if span is None:
            return Place(self.name, 1, 1, 1, self.text.split("\n", 1)[0])
        start, end = span.key if key and span.key else span.value
        at = self.text.find(word, start, end) if word else -1
        return place_at(self.name, self.text, *((start, end) if at < 0 else (at, at + len(word))))

    def extent(self, pointer: Pointer) -> tuple[int, int]:
        """The first and the last place, plus one, of the value at a pointer in the text. Raises KeyError where there is none."""
        return self._located()[pointer].value

    def _located(self) -> Mapping[Pointer, positions.Span]:
        if self._spans is None:
            if self.kind == "json":
                self._spans = positions.json_spans(self.text)
            else:
                self._spans = positions.yaml_spans(self.text, DEEPEST_NESTING)
        return self._spans


def place_at(name: str, text: str, start: int, end: int) -> Place:
    """The place of the characters from `start` to `end` in a text."""
    start = min(start, len(text))
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", start)
    line = text[line_start : line_end if line_end >= 0 else len(text)].rstrip("\r")
    length = max(1, min(end - start, line_start + len(line) - start))
    return Place(name, text.count("\n", 0, start) + 1, start - line_start + 1, length, line)


def load_text(path: str | Path) -> tuple[str, str]:
    """The name and the text of a file; `-` is standard input.

    Raises ProblemsFound for a file that is missing, a directory, unreadable, too large, empty or not UTF-8.
    """
    if str(path) != STANDARD_INPUT:
        return Path(path).as_posix(), decode(Path(path).as_posix(), read_bytes(path))
    name = "standard input"
    try:
        data = sys.stdin.buffer.read(LARGEST_BYTES + 1)  # of None, where it was closed at the start
    except (OSError, ValueError, AttributeError) as error:
        raise ProblemsFound([messages.unreadable(Place(name), _reason(error))]) from None
    return name, decode(name, data)


def read_bytes(path: str | Path, limit: int = LARGEST_BYTES) -> bytes:
    """The bytes of a file or of a pipe. One that is too large is not read, one whose size nobody knows no further than that.

    Raises ProblemsFound for a file that is missing, a directory, unreadable or larger than the limit.
    """
    place = Place(Path(path).as_posix())
    try:
        with Path(path).open("rb") as file:
            status = os.fstat(file.fileno())
            known = status.st_size if stat.S_ISREG(status.st_mode) else 0
            data = b"" if known > limit else file.read((known or limit) + 1)
            data += file.read(limit + 1 - len(data)) if known and len(data) > known else b""  # it grew while it was read
    except (FileNotFoundError, NotADirectoryError):
        raise ProblemsFound([messages.no_such_file(place)]) from None
    except IsADirectoryError:
        raise ProblemsFound([messages.is_a_directory(place)]) from None
    except (OSError, ValueError) as error:
        raise ProblemsFound([messages.unreadable(place, _reason(error))]) from None
    if max(known, len(data)) > limit:
        too_large = messages.too_large if limit == LARGEST_BYTES else messages.too_large_to_gather
        raise ProblemsFound([too_large(place, limit)])
    return data


def input_line() -> str:
    """The next line of standard input, empty at its end. Raises ProblemsFound where it cannot be read."""
    try:
        return sys.stdin.readline()
    except (OSError, ValueError, AttributeError) as error:
        raise ProblemsFound([messages.unreadable(Place("standard input"), _reason(error))]) from None


def _reason(error: Exception) -> str:
    """What the system says; of a stream that is not there, that it is closed."""
    closed = isinstance(error, AttributeError) or getattr(error, "errno", None) == errno.EBADF
    return "it is closed" if closed else getattr(error, "strerror", None) or str(error)


def decode(name: str, data: bytes, limit: int = LARGEST_BYTES) -> str:
    """The text of a file's bytes.

    Raises ProblemsFound for bytes that are too many, none, or not UTF-8.
    """
    place = Place(name)
    if len(data) > limit:
        raise ProblemsFound([messages.too_large(place, limit)])
    if data.startswith(UTF16):
        raise ProblemsFound([messages.utf16(place)])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        shown, before = (part.decode("utf-8-sig", "replace") for part in (data, data[: error.start]))
        raise ProblemsFound([messages.not_utf8(place_at(name, shown, len(before), len(before) + 1), data[error.start])]) from None
    if not text.strip():
        raise ProblemsFound([messages.empty_file(place)])
    return text


def read_json(path: str | Path) -> Document:
    """Read a JSON file.

    Raises ProblemsFound with the place of every syntax problem: not JSON, too deep, a key given twice, a number that is
    not finite, a lone surrogate.
    """
    name, text = load_text(path)
    return parse_json(name, text)


def parse_json(name: str, text: str) -> Document:
    """Parse JSON text under a name, keys composed (NFC); problems as for `read_json`."""
    too_deep = positions.nested_too_deep(text, DEEPEST_NESTING)
    if too_deep is not None:
        raise ProblemsFound([messages.too_deep(place_at(name, text, too_deep, too_deep + 1), DEEPEST_NESTING)])
    suspicious: list[str] = []

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        value = {composed(key): item for key, item in items}
        if len(value) != len(items):
            suspicious.append("duplicate")
        return value

    def constant(word: str) -> float:
        suspicious.append(word)
        return 0.0

    def number(word: str) -> float:
        value = float(word)
        if value in (float("inf"), float("-inf")):
            suspicious.append(word)
            return 0.0
        return value

    def integer(word: str) -> int | float:
        return int(word) if len(word) <= 18 else number(word)

    try:
        value = json.loads(text, object_pairs_hook=pairs, parse_constant=constant, parse_float=number, parse_int=integer)
    except json.JSONDecodeError as error:
        raise ProblemsFound([_syntax_problem(name, text, error)]) from None
    if suspicious or _SURROGATE.search(text):
        faults = positions.json_faults(text)
        if faults:
            raise ProblemsFound(first_of(faults, name, lambda fault: _lexical_problem(name, text, fault)))
    return Document(name, text, value)


def _syntax_problem(name: str, text: str, error: json.JSONDecodeError) -> Problem:
    from infusion_pathways.source.nearly_json import guess

    at = min(error.pos, len(text.rstrip()))
    found = guess(text, at, error.msg)
    if found is None:
        return messages.not_json(place_at(name, text, at, at + 1), error.msg)
    return messages.nearly_json(place_at(name, text, found.start, found.end), found.message, found.help)


def first_of(faults: Sequence[T], name: str, worded: Callable[[T], Problem]) -> list[Problem]:
    """The problems of a file, put into words; the rest of very many is only mentioned."""
    problems = [worded(fault) for fault in faults[:MOST_PROBLEMS]]
    return problems if len(faults) <= MOST_PROBLEMS else [messages.too_many(Place(name), MOST_PROBLEMS), *problems]


_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def _lexical_problem(name: str, text: str, fault: positions.Fault) -> Problem:
    place = place_at(name, text, fault.start, fault.end)
    match fault.kind:
        case "duplicate":
            return messages.duplicate_key(place, fault.word)
        case "surrogate":
            return messages.broken_text(place)
        case _:
            return messages.not_finite(place, fault.word)


def read_yaml(path: str | Path) -> Document:
    """Read a YAML file.

    Raises ProblemsFound for what is not YAML, repeats a key, uses an alias, or nests too deeply.
    """
    name, text = load_text(path)
    return _parse_yaml(name, text)


def parse_yaml(name: str, data: bytes) -> Document:
    """Parse the bytes of a YAML file under a name; problems as for `read_yaml`."""
    return _parse_yaml(name, decode(name, data))


def top_keys(data: bytes) -> frozenset[str]:
    """The keys at the top of all YAML documents in a file, whatever else it uses; none if one of them cannot be made out."""
    try:
        return positions.yaml_top_keys(data.decode("utf-8-sig")) if len(data) <= LARGEST_BYTES else frozenset()
    except UnicodeDecodeError:
        return frozenset()


def _parse_yaml(name: str, text: str) -> Document:
    value, faults = positions.yaml_value(text, DEEPEST_NESTING)
    if faults:
        raise ProblemsFound(first_of(faults, name, lambda fault: _yaml_problem(name, text, fault)))
    return Document(name, text, value, kind="yaml")


def _yaml_problem(name: str, text: str, fault: positions.Fault) -> Problem:
    place = place_at(name, text, fault.start, fault.end)
    match fault.kind:
        case "duplicate":
            return messages.duplicate_key(place, fault.word)
        case "alias":
            return messages.yaml_alias(place)
        case "deep":
            return messages.too_deep(place, DEEPEST_NESTING)
        case "number":
            return messages.not_finite_in_a_pack(place, fault.word)
        case _:
            return messages.not_yaml(place, fault.word)
