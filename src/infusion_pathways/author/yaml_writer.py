"""A tree of YAML as text in the one style of this project.

Two spaces further in at each level; a list or mapping in brackets stays so while it fits on its line and holds no comment; a
text that does not fit is folded; quotes stand where they are needed, and around single words that had them.
"""

from collections.abc import Iterable
from typing import NamedTuple

from infusion_pathways.author.key_order import key_positions
from infusion_pathways.author.scalars import block_scalar, flow_scalar, key
from infusion_pathways.author.yaml_tree import YamlCollection, YamlComment, YamlEntry, YamlScalar
from infusion_pathways.source.reading import Pointer

WIDEST = 130
STEP = 2
SPACED: tuple[Pointer, ...] = ((), ("rules",))
"""Where an empty line stands between entries in any case: between the sections of a file, and between rules."""


class _Printed(NamedTuple):
    """An entry as lines: what stands above it, whether an empty line does, and the lines themselves."""

    above: tuple[YamlComment, ...]
    gap: bool
    lines: list[str]


def write_yaml(root: YamlCollection) -> str:
    """The text of a file."""
    above, lines = _body(root, 0, ())
    return "".join(f"{line}\n" for line in [*above, *lines])


def _body(block: YamlCollection, indent: int, at: Pointer) -> tuple[list[str], list[str]]:
    """The lines of a list or mapping, not in brackets; what stands above its first entry apart."""
    first, lines = _apart(block, indent, at)
    return _lead(first.above, first.gap, indent, first=True), lines


def _apart(block: YamlCollection, indent: int, at: Pointer) -> tuple[_Printed, list[str]]:
    """The first entry of a list or mapping, and the lines of all its entries from there on."""
    printed = [_entry(entry, indent, (*at, part)) for part, entry in _sequence(block, at)]
    if not printed:
        return _Printed(block.tail, False, []), [" " * indent + _nothing(block)]
    lines = list(printed[0].lines)
    for entry in printed[1:]:
        lines += _lead(entry.above, entry.gap, indent, spaced=at in SPACED) + entry.lines
    return printed[0], lines + _comments(block.tail, indent)


def _sequence(block: YamlCollection, at: Pointer) -> list[tuple[str | int, YamlEntry]]:
    """The entries as they are to stand, each with its key or its position."""
    names = [i if entry.key is None else entry.key.value for i, entry in enumerate(block.entries)]
    wanted = key_positions([str(name) for name in names], at) if block.mapping else range(len(names))
    return [(names[i], block.entries[i]) for i in wanted]


def _lead(comments: Iterable[YamlComment], gap: bool, indent: int, first: bool = False, spaced: bool = False) -> list[str]:
    """The comments above an entry, and the empty lines among them and above it."""
    above = list(comments)
    if not above:
        return [""] if (gap or spaced) and not first else []
    above[0] = YamlComment(above[0].text, not first and (spaced or above[0].gap))
    return [*_comments(above, indent), *([""] if gap else [])]


def _comments(comments: Iterable[YamlComment], indent: int) -> list[str]:
    return [line for comment in comments for line in ([""] if comment.gap else []) + [" " * indent + comment.text]]


def _entry(entry: YamlEntry, indent: int, at: Pointer) -> _Printed:
    above, value = entry.above, entry.value
    head = " " * indent + ("-" if entry.key is None else f"{key(entry.key, False)}:")
    beside = f"  {entry.beside}" if entry.beside else ""
    line = _inline(value, at, False)
    if isinstance(value, YamlScalar):
        lines = block_scalar(value, indent + STEP, WIDEST)
        fits = line is not None and len(head) + 1 + len(line) <= WIDEST
        if line is not None and (fits or not lines or (len(lines) == 2 and len(lines[1]) > WIDEST)):
            return _Printed(above, entry.gap, [f"{head} {line}{beside}"])
        return _Printed(above, entry.gap, [f"{head} {lines[0]}{beside}", *lines[1:]])
    if not value.entries:
        return _Printed((*above, *value.tail), entry.gap, [f"{head} {_nothing(value)}{beside}"])
    if line is not None and len(head) + 1 + len(line) <= WIDEST:
        return _Printed(above, entry.gap, [f"{head} {line}{beside}"])
    if entry.key is not None:
        inside, lines = _body(value, indent + STEP, at)
        return _Printed(above, entry.gap, [f"{head}{beside}", *inside, *lines])
    first, lines = _apart(value, indent + STEP, at)
    lines[0] = f"{head} {lines[0].lstrip(' ')}"
    lifted = (*((YamlComment(entry.beside),) if entry.beside else ()), *first.above)
    if not lifted:
        return _Printed(above, entry.gap, lines)
    lifted = (YamlComment(lifted[0].text, entry.gap), *lifted[1:])
    return _Printed((*above, *lifted), first.gap if first.above else False, lines)


def _nothing(block: YamlCollection) -> str:
    return "{}" if block.mapping else "[]"


def _inline(value: YamlScalar | YamlCollection, at: Pointer, flow: bool) -> str | None:
    """A value on one line; None for what has to stand on several, whatever its width."""
    if isinstance(value, YamlScalar):
        return flow_scalar(value, flow)
    if value.tail or not (value.flow or not value.entries):
        return None
    parts: list[str] = []
    for part, entry in _sequence(value, at):
        said = _inline(entry.value, (*at, part), True)
        if said is None or entry.above or entry.beside:
            return None
        parts.append(said if entry.key is None else f"{key(entry.key, True)}: {said}")
    opening, closing = "{}" if value.mapping else "[]"
    return f"{opening}{', '.join(parts)}{closing}"
