"""The trace as text for a terminal: wraps, reads without colour, and carries nothing that could steer the terminal."""

import io
from typing import TextIO

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from infusion_pathways.source.problem import printable
from infusion_pathways.trace.blocks import Detail, Entry, Heading, Paragraph
from infusion_pathways.trace.outline import outline
from infusion_pathways.trace.tree import Trace

WIDTH = 80
TAG_WIDTH = 9

STYLES = {
    "candidate": "bold green",
    "infusion_candidates": "bold green",
    "in_use": "bold green",
    "continue_current_infusion": "bold green",
    "on_hold": "bold yellow",
    "label_gap": "bold yellow",
    "undetermined": "bold cyan",
    "insufficient_information": "bold cyan",
    "excluded": "bold red",
    "no_eligible_infusion": "bold red",
    "conflicting_information": "bold red",
}


def write_text(trace: Trace, detail: Detail, file: TextIO, color: bool, width: int = WIDTH) -> None:
    """Write a trace as text to a file, with colour or without."""
    drawn = io.StringIO()
    _draw(trace, detail, drawn, color, width)
    file.write("\n".join(line.rstrip() for line in drawn.getvalue().split("\n")))


def _draw(trace: Trace, detail: Detail, file: TextIO, color: bool, width: int) -> None:
    console = Console(
        file=file,
        width=width,
        force_terminal=color,
        no_color=not color,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    for block in outline(trace, detail):
        match block:
            case Heading(1, text, verdict):
                console.print(Text(printable(text).upper(), style=STYLES.get(verdict, "bold")))
            case Heading(2, text, _):
                console.print()
                console.print(Text(printable(text), style="bold underline"))
            case Heading(_, text, verdict):
                console.print()
                console.print(Padding(Text(printable(text), style=STYLES.get(verdict, "bold")), (0, 0, 0, 2)))
            case Paragraph(text, role):
                _paragraph(console, printable(text), role)
            case Entry():
                _entry(console, block)


def text_of(trace: Trace, detail: Detail = Detail.STANDARD, width: int = WIDTH) -> str:
    """A trace as plain text."""
    file = io.StringIO()
    write_text(trace, detail, file, color=False, width=width)
    return file.getvalue()


def _paragraph(console: Console, text: str, role: str) -> None:
    match role:
        case "outcome":
            console.print(Text(text, style="bold"))
            console.print()
        case "scenario" | "narrative":
            console.print(Text(text))
        case "stamp" | "flags":
            console.print()
            console.print(Text(text))
        case "notice":
            console.print(Text(text, style="italic"))
        case _:
            console.print(Padding(Text(text), (0, 0, 0, 4)))


def _entry(console: Console, entry: Entry) -> None:
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(width=TAG_WIDTH, no_wrap=True, justify="right")
    grid.add_column()
    grid.add_row(Text(printable(entry.tag), style="bold"), Text(printable(entry.text)))
    for detail in entry.details:
        grid.add_row("", Text(f"· {printable(detail)}", style="dim"))
    console.print(grid)
