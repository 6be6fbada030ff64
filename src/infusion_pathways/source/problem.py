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


class MissingRequirement(ProblemsFound):
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
NARROWEST_LINE = 20


def draw(problem: Problem, width: int | None = None) -> str:
    """The problem as lines of text: place, code and message; the line with a caret; why and help.

    With a width, lines are wrapped to as many columns, and the excerpt is cut to them.
    """
    place = problem.place
    where = f"{place.file}:{place.line}:{place.column}" if place.line else place.file
    lines = _hung(one_line(f"{where}: {problem.code}: {problem.message}"), "    ", width)
    if place.line and place.text.strip():
        lines += excerpt(place, width)
    if problem.why:
        lines += _hung(f"  why:  {one_line(problem.why)}", " " * 8, width)
    if problem.help:
        lines += _hung(f"  help: {one_line(problem.help)}", " " * 8, width)
    return "\n".join(lines)


def excerpt(place: Place, width: int | None = None) -> list[str]:
    """The line of a place with a caret below it, as two lines of text, within so many columns."""
    number = str(place.line)
    room = WIDEST_LINE if width is None else max(NARROWEST_LINE, min(WIDEST_LINE, width - len(number) - 5))
    start = max(0, min(place.column - 1 - room // 2, len(place.text) - room))
    text = printable(place.text[start : start + room].replace("\t", " ")).rstrip("\n")
    column = place.column - 1 - start
    if width is not None:
        text = _cut(text, room, column)
    before, marked = _cells(text[:column]), _cells(text[column : column + place.length])
    return [f"  {number} | {text}", f"  {' ' * len(number)} | {' ' * before}{'^' * max(1, marked)}"]


def _cut(text: str, room: int, column: int) -> str:
    """As much of a text as fits so many cells; what stands before the column stays where it is."""
    while len(text) > column + 1 and _cells(text) > room:
        text = text[:-1]
    return text


def _hung(text: str, before: str, width: int | None) -> list[str]:
    """A text in lines of at most so many columns; the others hang behind `before`. A wider word stands alone."""
    if width is None or _cells(text) <= width:
        return [text]
    head = text[: len(text) - len(text.lstrip(" "))]
    line = ""
    lines: list[str] = []
    for word in text.strip(" ").split(" "):
        longer = f"{line} {word}" if line else f"{before if lines else head}{word}"
        if line and _cells(longer) > width:
            lines.append(line)
            longer = f"{before}{word}"
        line = longer
    return [*lines, line]


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
