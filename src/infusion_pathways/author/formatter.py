"""Bring the text of a pack file or a scenario file into form: the same meaning, the same comments, one style.

    >>> print(format_text("rules.yaml", b'''# Reasons
    ... rules:
    ... - {id: a.b,   title: 'Rough fever'}    # first
    ... '''), end="")
    # Reasons
    rules:
      - {id: a.b, title: Rough fever}  # first

A file is read as a tree (`yaml_tree`), written anew (`yaml_writer`, `key_order`, `scalars`), and read again: only where the new
text has the same value and the same comments is it taken.
"""

import json
from collections.abc import Callable
from typing import Any, NamedTuple

from infusion_pathways.author import messages
from infusion_pathways.author.yaml_tree import comments_of, read_tree
from infusion_pathways.author.yaml_writer import write_yaml
from infusion_pathways.pack.messages import not_a_mapping
from infusion_pathways.pack.parts import END, is_whole
from infusion_pathways.scenario.writing import in_form
from infusion_pathways.source import Place, ProblemsFound
from infusion_pathways.source.listing import JSON, has_ending
from infusion_pathways.source.reading import decode, parse_json, parse_yaml


class FormattedText(NamedTuple):
    """A file in form: its text, and the plain value of it."""

    text: str
    value: Any


def format_text(name: str, data: bytes) -> str:
    """The text of a file in the style of its kind: JSON by its ending, else YAML.

    Raises ProblemsFound for a file that cannot be read, and where the new text would not say the same with the same comments.
    """
    return format_json(name, data) if has_ending(name, JSON) else format_yaml(name, data)


def format_yaml(name: str, data: bytes, write: Callable[[Any], str] = write_yaml) -> str:
    """The text of a pack file as `format_text` gives it."""
    return formatted_yaml(name, data, write).text


def formatted_yaml(name: str, data: bytes, write: Callable[[Any], str] = write_yaml) -> FormattedText:
    """A pack file in form, with its value; the mark at the end of a part stays. Raises ProblemsFound as `format_text` does."""
    document = parse_yaml(name, data)
    if not isinstance(document.value, dict):
        raise ProblemsFound([not_a_mapping(document.place(()))])
    text = write(read_tree(document.text)) + (f"{END}\n" if is_whole(document.text) else "")
    # Invariant: no text leaves here whose value or comments are others than those of the text that came in.
    try:
        same = _same(parse_yaml(name, text.encode("utf-8")).value, document.value)
    except (ProblemsFound, UnicodeEncodeError):
        same = False
    if not same or comments_of(text) != comments_of(document.text):
        raise ProblemsFound([messages.not_kept(Place(name))])
    return FormattedText(text, document.value)


def format_json(name: str, data: bytes) -> str:
    """The text of a scenario file as `format_text` gives it."""
    document = parse_json(name, decode(name, data))
    text = in_form(document.value)
    if not _same(json.loads(text), document.value):
        raise ProblemsFound([messages.not_kept(Place(name))])
    return text


def with_line_ends(data: bytes, text: str) -> str:
    """A new text for a file that holds some data, with the line ends and the byte order mark that it has."""
    before = data.decode("utf-8")
    lines = text.replace("\n", "\r\n") if 2 * before.count("\r\n") > before.count("\n") else text
    return f"\ufeff{lines}" if before.startswith("\ufeff") else lines


def _same(a: Any, b: Any) -> bool:
    """Whether two plain values are the same: `1` is not `true`, and entries of a mapping may stand in another sequence."""
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(_same(value, b[key]) for key, value in a.items())
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(_same(x, y) for x, y in zip(a, b, strict=True))
    return isinstance(a, bool) is isinstance(b, bool) and bool(a == b)
