"""How a scalar is written: plain, in quotes, folded, or line by line."""

import re
from functools import lru_cache

from infusion_pathways.author.yaml_tree import LINE_BREAK, YamlScalar
from infusion_pathways.source.positions import yaml_value

_SURELY_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:[ -]+[A-Za-z0-9_]+)*")
_BREAKABLE = re.compile(r"(?<=[^ ]) (?=[^ ])")
_NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
_READ_OTHERWISE = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}
_DEPTH = 3


def flow_scalar(text: YamlScalar, flow: bool) -> str | None:
    """A scalar on one line, inside brackets or not; None for a text that is to stand on lines of its own."""
    if not text.is_text:
        return text.value
    if not flow and (text.lines or "\n" in text.value) and block_scalar(text, 0, 0):
        return None
    kept = text.style in ("'", '"') and " " not in text.value
    return text.value if not kept and _reads_plain(text.value, flow) else quoted_scalar(text.value)


def key(text: YamlScalar, flow: bool) -> str:
    """A key, with quotes where it needs them."""
    return text.value if _reads_as_key(text.value, flow) else quoted_scalar(text.value)


def block_scalar(text: YamlScalar, indent: int, widest: int) -> list[str]:
    """A text on lines of its own: a header (`>-`, `|`) and the lines below it; empty if it cannot be written so.

    Lines that the author broke stay as they are if each of them fits.
    """
    body, chomp = (text.value[:-1], "") if text.value.endswith("\n") else (text.value, "-")
    lines = LINE_BREAK.split(body)
    if not text.is_text or not body or not all(_shows(line) for line in lines):
        return []
    space = " " * indent
    if len(lines) > 1:
        if any(line != line.rstrip(" ") for line in lines) or not lines[0] or lines[0].startswith(" ") or not lines[-1]:
            return []
        return [f"|{chomp}", *(f"{space}{line}" if line else "" for line in lines)]
    if body != body.strip(" "):
        return []
    kept = " ".join(text.lines) == body and all(indent + len(line) <= widest for line in text.lines)
    return [f">{chomp}", *(space + line for line in (text.lines if kept else _filled(body, widest - indent)))]


def quoted_scalar(value: str) -> str:
    """A text in quotes: double ones, or single ones where that saves escapes."""
    if ('"' in value or "\\" in value) and _shows(value):
        return "'" + value.replace("'", "''") + "'"
    return '"' + "".join(_ESCAPES.get(c, c) if c in _ESCAPES or _shows(c) else _escaped(c) for c in value) + '"'


def _filled(body: str, width: int) -> list[str]:
    """Lines of at most a width, as full as they get; broken only at single spaces, which folding gives back."""
    lines: list[str] = []
    for word in _BREAKABLE.split(body):
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _shows(text: str) -> bool:
    return text.replace(_NO_BREAK_SPACE, " ").isprintable()


def _escaped(character: str) -> str:
    number = ord(character)
    return f"\\x{number:02X}" if number < 256 else f"\\u{number:04X}" if number < 65536 else f"\\U{number:08X}"


@lru_cache(maxsize=10_000)
def _reads_plain(value: str, flow: bool) -> bool:
    """Whether a text without quotes is read as that text."""
    if _SURELY_PLAIN.fullmatch(value) and value.lower() not in _READ_OTHERWISE:
        return True
    if not value or not _shows(value) or value != value.strip(" ") or value.lower() in _READ_OTHERWISE:
        return False
    if flow:
        return _reads(f"[{value}]", [value]) and _reads(f"{{k: {value}}}", {"k": value})
    return _reads(f"- {value}", [value]) and _reads(f"k: {value}", {"k": value})


@lru_cache(maxsize=10_000)
def _reads_as_key(value: str, flow: bool) -> bool:
    """Whether a key without quotes is read as that key."""
    if _SURELY_PLAIN.fullmatch(value):
        return True
    if not value or not _shows(value) or value != value.strip(" "):
        return False
    line = f"{value}: x"
    return _reads(f"{{{line}}}" if flow else line, {value: "x"})


def _reads(line: str, expected: object) -> bool:
    value, faults = yaml_value(line, _DEPTH)
    return not faults and value == expected
