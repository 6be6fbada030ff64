"""A YAML file as a tree that knows its comments, so that it can be written anew without losing one.

A comment belongs to the entry below it, to the entry on its line, or, where it stands deeper than what follows, to the end of
the list or mapping above it.

    >>> root = read_tree('''
    ... # what it is about
    ... title: Harbour fever  # an invented disease
    ... diseases:
    ...   - harbour_fever
    ...   # and no other
    ... therapies: [tidemab]
    ... ''')
    >>> title, diseases, therapies = root.entries
    >>> [comment.text for comment in title.above], title.beside
    (['# what it is about'], '# an invented disease')
    >>> [comment.text for comment in diseases.value.tail], therapies.above
    (['# and no other'], ())

PyYAML gives values with their places and drops comments. So the comments are found first, as hashes outside of every scalar, and
handed out while the tree is walked in the order of the text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from infusion_pathways.source import positions
from infusion_pathways.source.reading import DEEPEST_NESTING

LINE_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")


class YamlComment(NamedTuple):
    """A comment: its text, and whether an empty line stands above it."""

    text: str
    gap: bool = False


class YamlScalar(NamedTuple):
    """A scalar: its value, whether it is text (or a number, true, false, null), how it was quoted, its lines as written."""

    value: str
    is_text: bool
    style: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class YamlCollection:
    """A list or mapping; `flow` where it was written in brackets, `tail` the comments at its end."""

    entries: "tuple[YamlEntry, ...]"
    mapping: bool
    flow: bool
    tail: tuple[YamlComment, ...] = ()


@dataclass(frozen=True, slots=True)
class YamlEntry:
    """One entry of a list (without key) or mapping: comments above it, whether an empty line stands above, one beside it."""

    key: YamlScalar | None
    value: YamlScalar | YamlCollection
    above: tuple[YamlComment, ...] = ()
    gap: bool = False
    beside: str = ""


class _Found(NamedTuple):
    """A comment where it was found."""

    at: int
    line: int
    column: int
    text: str
    alone: bool
    gap: bool


def read_tree(text: str) -> YamlCollection:
    """The tree of a valid YAML text whose root is a mapping."""
    root = positions.yaml_tree(text, DEEPEST_NESTING)
    reader = _Reader(text, list(_comments(text, root)))
    block = reader.block(root, len(text), -1)
    rest = reader.all_before(len(text) + 1)
    return replace(block, tail=(*block.tail, *(_plain(found) for found in rest)))


def comments_of(text: str) -> list[str]:
    """The texts of all comments of a valid YAML text, sorted."""
    return sorted(found.text for found in _comments(text, positions.yaml_tree(text, DEEPEST_NESTING)))


def _comments(text: str, root: Any) -> Iterator[_Found]:
    """Every comment: what stands behind a hash outside of scalars, to the end of the line."""
    starts = [0, *(found.end() for found in LINE_BREAK.finditer(text))]
    lines = [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    # A hash within a scalar is none of ours; behind one of these extents the search goes on.
    covered = sorted(_extents(text, root))
    line, inside = 0, 0
    at = text.find("#")
    while at >= 0:
        while inside < len(covered) and covered[inside][1] <= at:
            inside += 1
        if inside < len(covered) and covered[inside][0] <= at:
            at = text.find("#", covered[inside][1])
            continue
        while line + 1 < len(starts) and starts[line + 1] <= at:
            line += 1
        column = at - starts[line]
        said = lines[line][column:].rstrip()
        above = line > 0 and not lines[line - 1].strip()
        yield _Found(at, line, column, said, not lines[line][:column].strip(), above)
        at = text.find("#", starts[line] + len(lines[line]))


def _extents(text: str, node: Any) -> Iterator[tuple[int, int]]:
    """Where the scalars stand; of one with a header (`>-`), what follows the line of the header."""
    if node.id == "scalar":
        start, end = node.start_mark.index, node.end_mark.index
        if node.style in ("|", ">"):
            header = LINE_BREAK.search(text, start)
            start = header.end() if header else end
        if start < end:
            yield start, end
        return
    for part in node.value:
        for inner in part if node.id == "mapping" else (part,):
            yield from _extents(text, inner)


class _Reader:
    """Walks a composed tree and hands each comment to the part it belongs to."""

    def __init__(self, text: str, comments: list[_Found]) -> None:
        self.text = text
        self.comments = comments
        # Invariant: comments are handed out in the order of the text, each once; `next` is the first that belongs to nothing yet.
        self.next = 0
        self.breaks = [found.start() for found in LINE_BREAK.finditer(text)]
        self.lines = LINE_BREAK.split(text)

    def all_before(self, end: int) -> list[_Found]:
        """The comments that stand before a place and belong to nothing yet."""
        start = self.next
        while self.next < len(self.comments) and self.comments[self.next].at < end:
            self.next += 1
        return self.comments[start : self.next]

    def block(self, node: Any, end: int, outer: int) -> YamlCollection:
        """A list or mapping; what follows it begins at `end`, and the one around it stands in the column `outer`."""
        mapping = node.id == "mapping"
        entries: list[YamlEntry] = []
        for i, part in enumerate(node.value):
            following = node.value[i + 1] if i + 1 < len(node.value) else None
            first = following[0] if mapping and following else following
            own_end = first.start_mark.index if first is not None else node.end_mark.index if node.flow_style else end
            entries.append(self.entry(part if mapping else (None, part), own_end, node))
        if node.flow_style:
            tail = [_plain(found) for found in self.all_before(node.end_mark.index)]
        else:
            tail = list(self.tail(end, node.start_mark.column, outer))
        return YamlCollection(tuple(entries), mapping, bool(node.flow_style), tuple(tail))

    def tail(self, end: int, column: int, outer: int) -> Iterator[YamlComment]:
        """The comments behind the last entry that stand as deep as the entries do."""
        while self.next < len(self.comments):
            found = self.comments[self.next]
            if found.at >= end or not found.alone or found.column < column or found.column <= outer:
                return
            self.next += 1
            yield _plain(found)

    def entry(self, part: tuple[Any, Any], end: int, parent: Any) -> YamlEntry:
        """One entry with its comments; the next one begins at `end`."""
        key, value = part
        start = (value if key is None else key).start_mark
        gap = start.line > 0 and not self.lines[start.line - 1].strip()
        above = self.all_before(start.index)
        beside: list[_Found] = []
        read: YamlScalar | YamlCollection
        if value.id == "scalar" or value.flow_style:
            loose = self.all_before(value.start_mark.index)
            if value.id == "scalar":
                read = self.text_of(value)
                loose += self.all_before(value.end_mark.index)
            else:
                read = self.block(value, end, -1)
            above += [found for found in loose if found.alone]
            beside = [found for found in loose if not found.alone]
            beside += self.while_beside(end, value.end_mark.line)
        else:
            beside = self.while_beside(value.start_mark.index)
            read = self.block(value, end, -1 if key is None else parent.start_mark.column)
        comments = sorted((*above, *beside[:-1]))
        last = beside[-1].text if beside else ""
        name = None if key is None else self.text_of(key, key=True)
        return YamlEntry(name, read, tuple(_plain(found) for found in comments), gap, last)

    def while_beside(self, end: int, line: int | None = None) -> list[_Found]:
        """The next comments that stand beside something, before a place and, if one is named, on a line."""
        start = self.next
        while self.next < len(self.comments):
            found = self.comments[self.next]
            if found.at >= end or found.alone or line not in (None, found.line):
                break
            self.next += 1
        return self.comments[start : self.next]

    def text_of(self, node: Any, key: bool = False) -> YamlScalar:
        """A scalar, with its lines where it is written on several below a header; a key is text whatever it looks like."""
        style = node.style or ""
        lines: tuple[str, ...] = ()
        if style == ">":
            raw = LINE_BREAK.split(self.text[node.start_mark.index : node.end_mark.index])[1:]
            lines = tuple(line.strip() for line in raw if line.strip())
        value = node.value
        match node.tag.rpartition(":")[2]:
            case "null" if not key:
                return YamlScalar("null", False, style)
            case "bool" if not key:
                return YamlScalar("true" if value.lower() in ("true", "yes", "on") else "false", False, style)
            case "int" | "float" if not key:
                return YamlScalar(value, False, style)
        return YamlScalar(value, True, style, lines)


def _plain(found: _Found) -> YamlComment:
    return YamlComment(found.text, found.gap)
