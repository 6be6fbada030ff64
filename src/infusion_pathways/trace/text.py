"""The trace as text for a terminal: wraps, reads without colour, and carries nothing that could steer the terminal."""

import io
from typing import TextIO

from rich.console import Console
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
    page = _Page(console, width)
    for block in outline(trace, detail):
        match block:
            case Heading(1, text, verdict):
                page.write(text.upper(), STYLES.get(verdict, "bold"))
            case Heading(2, text, _):
                page.write("")
                page.write(text, "bold underline")
            case Heading(_, text, verdict):
                page.write("")
                page.write(text, STYLES.get(verdict, "bold"), indent=2)
            case Paragraph(text, role):
                _paragraph(page, text, role)
            case Entry(tag, text, details):
                page.write(text, lead=tag)
                for line in details:
                    page.write(f"· {line}", "dim", indent=TAG_WIDTH + 1)
    console.print(page.text, soft_wrap=True, end="")


class _Page:
    """Lines gathered into one text, wrapped by the width that characters take in a terminal."""

    def __init__(self, console: Console, width: int) -> None:
        self.text = Text()
        self._console = console
        self._width = width

    def write(self, text: str, style: str = "", indent: int = 0, lead: str = "") -> None:
        """Write a paragraph; `lead` stands before its first line, in bold, and the rest hangs under it."""
        indent = TAG_WIDTH + 1 if lead else indent
        lines = Text(printable(text)).wrap(self._console, self._width - indent) or [Text("")]
        for number, line in enumerate(lines):
            if lead and not number:
                self.text.append(f"{printable(lead):>{TAG_WIDTH}} ", "bold")
            else:
                self.text.append(" " * indent)
            self.text.append(line.plain, style)
            self.text.append("\n")


def text_of(trace: Trace, detail: Detail = Detail.STANDARD, width: int = WIDTH) -> str:
    """A trace as plain text."""
    file = io.StringIO()
    write_text(trace, detail, file, color=False, width=width)
    return file.getvalue()


def _paragraph(page: _Page, text: str, role: str) -> None:
    match role:
        case "outcome":
            page.write(text, "bold")
            page.write("")
        case "stamp" | "flags":
            page.write("")
            page.write(text)
        case "scenario" | "narrative":
            page.write(text)
        case "notice":
            page.write(text, "italic")
        case _:
            page.write(text, indent=4)
