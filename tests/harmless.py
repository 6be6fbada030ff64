"""What is harmless in each reading: the checks of hostile text, by what a strict reader of it makes of a text."""

import unicodedata
from xml.etree import ElementTree as ET

import html5lib
from markdown_it import MarkdownIt
from markdown_it.token import Token
from rich.cells import cell_len

from tests.picture.test_graph_languages import DotReader, read_mermaid

ALLOWED = "\n\u200c\u200d"
"""Beside what is printable: the end of a line, and what joins letters and emoji. Neither reorders what a reader sees."""


def check_text(reading: str, plain: str) -> None:
    """Printable, and no line wider than the page."""
    assert set(filter(lambda c: not c.isprintable(), reading)) <= set(ALLOWED)
    assert all(cell_len(line) <= 80 for line in reading.splitlines())
    assert not any(unicodedata.bidirectional(c) in BIDI for c in reading)


BIDI = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def shape(tokens: list[Token]) -> list[tuple[str, str, int, tuple[str, ...]]]:
    """What a Markdown reader makes of a text, without the words."""
    return [(t.type, t.tag, t.level, tuple(child.type for child in t.children or () if child.type != "text")) for t in tokens]


def check_markdown(reading: str, plain: str) -> None:
    """Read as Markdown it has the headings, lists and emphasis that it has with a harmless word, and nothing else."""
    assert set(filter(lambda c: not c.isprintable(), reading)) <= {*ALLOWED, "\u200b"}
    assert shape(MARKDOWN.parse(reading)) == shape(MARKDOWN.parse(plain))
    assert "://" not in reading
    assert "www." not in reading


def elements(tree: ET.Element) -> set[tuple[str, ...]]:
    return {(str(each.tag), *sorted(str(name) for name in each.keys())) for each in tree.iter()}  # noqa: SIM118


def check_html(reading: str, plain: str) -> None:
    """A strict parser finds no fault; elements and attributes are those that a harmless word gives, code, and pointers."""
    found, wanted = (html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(r) for r in (reading, plain))
    assert elements(found) - elements(wanted) <= {("code",), ("code", "class"), ("span", "class")}
    assert all(each.get("href", "#").startswith("#") for each in found.iter())
    shown = "".join(found.itertext())
    assert set(filter(lambda c: not c.isprintable(), shown)) <= set(ALLOWED)


def check_svg(reading: str, plain: str) -> None:
    """Well-formed, of the same elements and attributes as with a harmless word."""
    found, wanted = ET.fromstring(reading), ET.fromstring(plain)
    assert elements(found) <= elements(wanted)
    assert set(filter(lambda c: not c.isprintable(), "".join(found.itertext()))) <= set(ALLOWED)


def check_mermaid(reading: str, plain: str) -> None:
    """The same boxes and links; every label is letters, digits, harmless signs and numeric entities."""
    assert read_mermaid(reading) == read_mermaid(plain)


def check_dot(reading: str, plain: str) -> None:
    """The same boxes, and nothing that leaves its quotes."""
    assert set(DotReader(reading).graph().nodes) == set(DotReader(plain).graph().nodes)
