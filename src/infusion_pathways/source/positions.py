"""Where each part of a JSON or YAML text stands.

The standard library's JSON reader keeps no positions, and a YAML reader does not take all JSON (tabs, surrogate pairs), so
JSON has a small scanner here. It runs over text that `json` has accepted, and only when a place has to be shown.
"""

import json
import math
import re
from collections.abc import Iterator
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any, NamedTuple

from infusion_pathways.source.spelling import composed

Pointer = tuple[str | int, ...]
Extent = tuple[int, int]

_TOKEN = re.compile(r'[ \t\r\n]*(?:([{}\[\],:])|(")|([^ \t\r\n{}\[\],:"]+))')
_OPEN_OR_CLOSE = re.compile(r'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class Span(NamedTuple):
    """The extent of a value in the text, and of its key where it has one."""

    value: Extent
    key: Extent | None = None


class Fault(NamedTuple):
    """Something lexically wrong: its kind, its extent, the word concerned."""

    kind: str
    start: int
    end: int
    word: str = ""


def nested_too_deep(text: str, limit: int) -> int | None:
    """Where the nesting of brackets first exceeds the limit, if it does."""
    depth = 0
    for match in _OPEN_OR_CLOSE.finditer(text):
        if match[0] in ("{", "["):
            depth += 1
            if depth > limit:
                return match.start()
        elif match[0] in ("}", "]"):
            depth -= 1
    return None


def json_spans(text: str) -> dict[Pointer, Span]:
    """The span of every value of a valid JSON text, by pointer."""
    return {pointer: span for pointer, span, _, _ in _walk(text)}


def json_faults(text: str) -> list[Fault]:
    """Keys given twice, numbers that are not finite, and lone surrogates of a JSON text that `json` accepts."""
    faults: list[Fault] = []
    seen: set[tuple[int, str | int]] = set()
    for pointer, span, value, parent in _walk(text):
        if span.key is not None:
            if (parent, pointer[-1]) in seen:
                faults.append(Fault("duplicate", *span.key, str(pointer[-1])))
            seen.add((parent, pointer[-1]))
        start, end = span.value
        word = text[start:end]
        if isinstance(value, float) and value - value != 0:
            faults.append(Fault("number", start, end, word))
        strings = [(span.value, value)] + ([(span.key, pointer[-1])] if span.key else [])
        faults += [Fault("surrogate", *extent) for extent, s in strings if isinstance(s, str) and _LONE_SURROGATE.search(s)]
    return faults


def _walk(text: str) -> Iterator[tuple[Pointer, Span, Any, int]]:
    """Every value with its pointer, span, Python value (of a scalar), and where the object or list around it opens."""
    stack: list[tuple[str, Pointer, int, Extent | None, int]] = []
    pointer: Pointer = ()
    key: Extent | None = None
    expecting_key = False
    at = 0
    while (match := _TOKEN.match(text, at)) is not None:
        mark, quote, word = match[1], match[2], match[3]
        start = match.end() - len(match[0].lstrip(" \t\r\n"))
        at = match.end()
        if quote:
            string, at = scanstring(text, at, False)
            if expecting_key:
                pointer, key, expecting_key = (*stack[-1][1], composed(string)), (start, at), False
                continue
            yield pointer, Span((start, at), key), string, _opening(stack)
        elif word:
            yield pointer, Span((start, at), key), _scalar(word), _opening(stack)
        elif mark in ("{", "["):
            stack.append((mark, pointer, start, key, 0))
            expecting_key = mark == "{"
            pointer = pointer if expecting_key else (*pointer, 0)
            key = None
        elif mark in ("}", "]"):
            _, pointer, opened, key, _ = stack.pop()
            yield pointer, Span((opened, at), key), None, _opening(stack)
            expecting_key = False
        elif mark == ",":
            kind, parent, opened, parent_key, index = stack.pop()
            stack.append((kind, parent, opened, parent_key, index + 1))
            expecting_key = kind == "{"
            pointer = parent if expecting_key else (*parent, index + 1)
            key = None


def _opening(stack: list[tuple[str, Pointer, int, Extent | None, int]]) -> int:
    return stack[-1][2] if stack else -1


def _scalar(word: str) -> Any:
    """The value of a bare word; numbers are read as floats, so that one of 5,000 digits is infinite, not an error."""
    return float(word) if word[0] in "-0123456789" else json.loads(word)


def yaml_value(text: str, limit: int) -> tuple[Any, list[Fault]]:
    """The plain value of a YAML text, and what is wrong with it."""
    root, faults = _compose(text, limit)
    if root is None:
        return None, faults
    reader = _YamlReader()
    value = reader.value(root, (), None)
    return value, reader.faults


def yaml_spans(text: str, limit: int) -> dict[Pointer, Span]:
    """The span of every value of a valid YAML text, by pointer."""
    root, _ = _compose(text, limit)
    reader = _YamlReader()
    if root is not None:
        reader.value(root, (), None)
    return reader.spans


def yaml_tree(text: str, limit: int) -> Any:
    """The composed tree of a valid YAML text, for who has to know how it is written: nodes with marks and styles."""
    return _compose(text, limit)[0]


def yaml_top_keys(text: str) -> frozenset[str]:
    """The keys at the top of all documents of a YAML text; none where one is no mapping, or has a key that is no scalar."""
    import yaml

    keys: set[str] = set()
    depth, is_key = 0, True
    event: Any
    try:
        for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            opens, closes = isinstance(event, yaml.CollectionStartEvent), isinstance(event, yaml.CollectionEndEvent)
            if depth == 0 and isinstance(event, yaml.NodeEvent):
                if not isinstance(event, yaml.MappingStartEvent):
                    return frozenset()
                is_key = True
            elif depth == 1 and isinstance(event, yaml.NodeEvent):
                if is_key and not isinstance(event, yaml.ScalarEvent):
                    return frozenset()
                if isinstance(event, yaml.ScalarEvent) and is_key:
                    keys.add(event.value)
                is_key = not is_key
            depth += opens - closes
    except (yaml.YAMLError, ValueError):
        return frozenset()
    return frozenset(keys)


def _compose(text: str, limit: int) -> tuple[Any, list[Fault]]:
    """The composed tree of a YAML text.

    Its events are looked at first: the composer crashes on deep nesting, and resolves anchors without leaving a trace of them.
    """
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    odd = yaml.reader.Reader.NON_PRINTABLE.search(text)
    if odd:
        return None, [Fault("syntax", odd.start(), odd.end(), f"the character U+{ord(odd[0]):04X} is not allowed")]
    try:
        event: Any
        depth, aliases = 0, []
        for event in yaml.parse(text, Loader=loader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            start = event.start_mark.index
            if depth > limit:
                return None, [Fault("deep", start, start + 1)]
            if getattr(event, "anchor", None):
                aliases.append(Fault("alias", start, start + 1 + len(event.anchor)))
        return (None, aliases) if aliases else (yaml.compose(text, Loader=loader), [])
    except yaml.MarkedYAMLError as error:
        return None, [_syntax(text, error)]
    except (yaml.YAMLError, ValueError) as error:
        return None, [Fault("syntax", 0, 1, str(error).splitlines()[0])]


def _syntax(text: str, error: Any) -> Fault:
    """What a YAML reader says; what is missing only at the end of the text is shown where it was opened."""
    mark, opened = error.problem_mark or error.context_mark, error.context_mark
    start, end = mark.index if mark else 0, len(text.rstrip())
    if opened is not None and start >= end:
        start = opened.index
        if text[start : start + 1] in ("{", "[", '"', "'"):
            return Fault("syntax", start, start + 1, f"`{text[start]}` is opened here and never closed")
    return Fault("syntax", min(start, end), start + 1, error.problem or "it cannot be read")


class _YamlReader:
    """Turns a composed YAML tree into plain values, noting spans and faults."""

    def __init__(self) -> None:
        self.spans: dict[Pointer, Span] = {}
        self.faults: list[Fault] = []

    def value(self, node: Any, pointer: Pointer, key: Extent | None) -> Any:
        """The plain value of a node."""
        extent = (node.start_mark.index, node.end_mark.index)
        self.spans[pointer] = Span(extent, key)
        if node.id == "scalar":
            return self._scalar(node, extent)
        if node.id == "sequence":
            return [self.value(item, (*pointer, i), None) for i, item in enumerate(node.value)]
        mapping: dict[str, Any] = {}
        for key_node, item in node.value:
            key_extent = (key_node.start_mark.index, key_node.end_mark.index)
            if key_node.id != "scalar":
                self.faults.append(Fault("syntax", *key_extent, "a key is a plain word, not a list or mapping"))
                continue
            name = composed(key_node.value)
            if name in mapping:
                self.faults.append(Fault("duplicate", *key_extent, name))
            mapping[name] = self.value(item, (*pointer, name), key_extent)
        return mapping

    def _scalar(self, node: Any, extent: Extent) -> Any:
        text: str = node.value
        match node.tag.rpartition(":")[2]:
            case "null":
                return None
            case "bool":
                return text.lower() in ("true", "yes", "on")
            case "int" if re.fullmatch(r"[-+]?[0-9]{1,17}", text):
                return int(text)
            case "int" | "float":
                return self._number(text, extent)
            case _:
                return text

    def _number(self, text: str, extent: Extent) -> float | str:
        """The value of a word that YAML reads as a number; other ways of counting than the decimal one stay text."""
        try:
            number = math.nan if text.lower().lstrip("+-") in (".inf", ".nan") else float(text)
        except ValueError:
            return text
        if not math.isfinite(number):
            self.faults.append(Fault("number", *extent, text))
            return 0.0
        return number
