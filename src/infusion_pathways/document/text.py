"""Blocks as text for a terminal: wraps, reads without colour, and carries nothing that could steer the terminal.

Lines are wrapped here, by the width that characters take in a terminal; rich is loaded only to colour them, because loading
it takes a tenth of a whole run.
"""

import io
import os
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple, TextIO

from rich.cells import cell_len, set_cell_size

from infusion_pathways.document.blocks import Block, Entry, Heading, Paragraph, Table, Tree, TreeNode
from infusion_pathways.source.problem import one_line

WIDTH = 80
TAG_WIDTH = 9
BODY = 4
NARROWEST = 20
CHARACTERS_PER_COLUMN = 4

STYLES = {"good": "bold green", "wait": "bold yellow", "open": "bold cyan", "bad": "bold red"}


class TextLine(NamedTuple):
    """One line of the page: a word before it in bold, the text, its style."""

    lead: str
    text: str
    style: str


def write_blocks(blocks: Iterable[Block], file: TextIO, color: bool, width: int = WIDTH) -> None:
    """Write any blocks as text to a file, with colour or without."""
    lines = _page(blocks, width)
    if not color:
        file.writelines(f"{line.lead}{line.text}".rstrip() + "\n" for line in lines)
        return
    from rich.console import Console
    from rich.text import Text

    # Whether there is to be colour was decided: rich would still have none on a dumb terminal.
    system: Literal["standard", "auto"] = "standard" if os.environ.get("TERM") in ("dumb", "unknown") else "auto"
    console = Console(
        file=file,
        width=width,
        force_terminal=True,
        no_color=False,
        color_system=system,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    for line in lines:
        console.print(Text.assemble((line.lead, "bold"), (line.text, line.style)), soft_wrap=True)


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` columns; a word that is wider stands alone and is cut."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if cell_len(longer) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        most = width * CHARACTERS_PER_COLUMN
        # A long word is measured piece by piece: the whole of it again for each line would take minutes.
        while len(word) > most or cell_len(word) > width:
            piece = word[:most]
            head = piece if cell_len(piece) <= width else set_cell_size(piece, width).rstrip()
            lines.append(head)
            word = word[len(head) :]
        line = word
    lines.append(line)
    return lines


class _Page:
    """Lines as they gather."""

    def __init__(self, width: int) -> None:
        self.lines: list[TextLine] = []
        self._width = width

    def write(self, text: str, style: str = "", indent: int = 0, lead: str = "") -> None:
        """Write a paragraph; `lead` stands before its first line, and the rest hangs under it."""
        indent = TAG_WIDTH + 1 if lead else indent
        for number, line in enumerate(wrapped(one_line(text), self._width - indent)):
            before = f"{one_line(lead):>{TAG_WIDTH}} " if lead and not number else " " * indent
            self.lines.append(TextLine(before, line, style))

    def gap(self) -> None:
        """An empty line, unless there is one."""
        if self.lines and self.lines[-1].text:
            self.lines.append(TextLine("", "", ""))

    def hang(self, text: str, first: str, rest: str) -> None:
        """Write a paragraph with one text before its first line and another before those that follow."""
        room = max(self._width - cell_len(rest), NARROWEST)
        for number, line in enumerate(wrapped(one_line(text), room)):
            self.lines.append(TextLine(rest if number else first, line, ""))


def _page(blocks: Iterable[Block], width: int) -> list[TextLine]:
    page = _Page(width)
    for block in blocks:
        match block:
            case Heading(1, text, look):
                page.write(text.upper(), STYLES.get(look, "bold"))
            case Heading(2, text, _):
                page.gap()
                page.write(text, "bold underline")
            case Heading(_, text, look):
                page.gap()
                page.write(text, STYLES.get(look, "bold"), indent=2)
            case Paragraph(text, role):
                _paragraph(page, text, role)
            case Entry(tag, text, details):
                page.write(text, lead=tag)
                for line in details:
                    page.write(f"· {line}", "dim", indent=TAG_WIDTH + 1)
            case Tree(nodes):
                _branches(page, nodes, " " * BODY)
            case Table():
                page.gap()
                page.lines += [TextLine(" " * BODY, line, "") for line in _table(block, width - BODY)]
                page.gap()
    if page.lines and not page.lines[-1].text:
        page.lines.pop()
    return page.lines


def _branches(page: _Page, nodes: Sequence[TreeNode], before: str, root: bool = True) -> None:
    """Nodes with lines that lead from each to those below it."""
    for node in nodes:
        last = node is nodes[-1]
        first, below = ("", "") if root else ("└─ ", "   ") if last else ("├─ ", "│  ")
        text = f"{node.tag}: {node.text}" if node.tag else node.text
        page.hang(text, before + first, before + below + ("│  " if node.parts else "   "))
        _branches(page, node.parts, before + below, root=False)


def _table(table: Table, width: int) -> list[str]:
    """The lines of a table; a cell that is wide is wrapped."""
    from rich import box
    from rich.console import Console
    from rich.table import Table as Drawn
    from rich.text import Text

    drawn = Drawn(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, leading=1)
    for heading in table.header:
        drawn.add_column(Text(one_line(heading)), overflow="fold")
    for row in table.rows:
        drawn.add_row(*(Text(one_line(cell)) for cell in row))
    file = io.StringIO()
    Console(file=file, width=width, color_system=None, emoji=False, legacy_windows=False).print(drawn)
    lines = [line.rstrip() for line in file.getvalue().splitlines()]
    caption = wrapped(one_line(table.caption), width) if table.caption else []
    return [*caption, *(line for line in lines if line)] if _on_one_line(table, lines) else [*caption, *lines]


def _on_one_line(table: Table, lines: Sequence[str]) -> bool:
    """Whether no cell was wrapped; rows need no gap between them then."""
    return sum(1 for line in lines if line) == len(table.rows) + 2


def _paragraph(page: _Page, text: str, role: str) -> None:
    match role:
        case "outcome":
            page.write(text, "bold")
            page.gap()
        case "stamp" | "flags":
            page.gap()
            page.write(text)
        case "scenario" | "narrative":
            page.write(text)
        case "notice":
            page.write(text, "italic")
        case _:
            page.write(text, indent=BODY)
