"""A problem with an input: a code, a message, a place, a caret, and help.

The grammar of messages: small first letter, no full stop, the author's own words in backticks, one line; help apart.
"""

import unicodedata
from collections.abc import Iterable
from typing import Any, NamedTuple


class Place(NamedTuple):
    """Where in a file: line and column count from 1, `length` in characters; `text` is the line itself."""

    file: str
    line: int = 0
    column: int = 0
    length: int = 1
    text: str = ""


class Problem(NamedTuple):
    """One thing wrong with an input."""

    code: str
    message: str
    place: Place
    help: str = ""
    why: str = ""


class ProblemsFound(Exception):
    """All problems that one stage found in its input."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        found = {p._replace(message=one_line(p.message), help=one_line(p.help), why=one_line(p.why)) for p in problems}
        self.problems = tuple(sorted(found, key=lambda p: (p.place.file, p.place.line, p.place.column, p.code, p.message)))
        super().__init__("\n".join(draw(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[Any, ...]:
        """Errors travel from one process to another by their arguments."""
        return type(self), (self.problems,)


class Missing(ProblemsFound):
    """Something that a command needs is not on this machine: an engine, the solver, git. The input may be faultless."""


class NotWritten(ProblemsFound):
    """Output that the device did not take: the disk is full, a limit is reached. The input may be faultless."""


def printable(text: str) -> str:
    """The text with control, bidirectional and lone surrogate characters replaced, so that no input steers a terminal."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in "\n\u200d\u200c" else _shown(c) for c in text)


def one_line(text: str) -> str:
    """The text made printable, on one line: a name that holds a line break must not forge a second message."""
    return printable(text).replace("\n", " ")


def _shown(character: str) -> str:
    return " " if unicodedata.category(character) == "Zs" or character in "\t\r" else "\N{REPLACEMENT CHARACTER}"


WIDEST_LINE = 110


def draw(problem: Problem) -> str:
    """The problem as lines of text: place, code and message; the line with a caret; why and help."""
    place = problem.place
    where = f"{place.file}:{place.line}:{place.column}" if place.line else place.file
    lines = [one_line(f"{where}: {problem.code}: {problem.message}")]
    if place.line and place.text.strip():
        lines += excerpt(place)
    if problem.why:
        lines.append(f"  why:  {one_line(problem.why)}")
    if problem.help:
        lines.append(f"  help: {one_line(problem.help)}")
    return "\n".join(lines)


def excerpt(place: Place) -> list[str]:
    """The line of a place with a caret below it, as two lines of text."""
    start = max(0, min(place.column - 1 - WIDEST_LINE // 2, len(place.text) - WIDEST_LINE))
    text = printable(place.text[start : start + WIDEST_LINE].replace("\t", " ")).rstrip("\n")
    column = place.column - 1 - start
    before, marked = _cells(text[:column]), _cells(text[column : column + place.length])
    number = str(place.line)
    return [f"  {number} | {text}", f"  {' ' * len(number)} | {' ' * before}{'^' * max(1, marked)}"]


def _cells(text: str) -> int:
    """How many cells of a terminal a text takes: two for a wide character, none for a combining one."""
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    return len(text) + wide - sum(unicodedata.category(c) in ("Mn", "Me", "Cf") for c in text)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word within a small edit distance of `word` (a third of its length, at most 4), else None."""
    limit = min(4, max(1, len(word) // 3))
    best: tuple[int, str] | None = None
    for candidate in known:
        if abs(len(candidate) - len(word)) <= limit:
            distance = _distance(word.lower(), candidate.lower(), limit)
            if distance <= limit and (best is None or (distance, candidate) < best):
                best = (distance, candidate)
    return best[1] if best else None


def _distance(left: str, right: str, limit: int) -> int:
    previous = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        current = [i]
        for j, b in enumerate(right, 1):
            current.append(min(previous[j] + 1, current[-1] + 1, previous[j - 1] + (a != b)))
        if min(current) > limit:
            return limit + 1
        previous = current
    return previous[-1]
