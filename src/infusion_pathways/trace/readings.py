"""A trace read as text and as Markdown."""

import io
from typing import TextIO

from infusion_pathways.document.blocks import Detail
from infusion_pathways.document.markdown import markdown_of_blocks
from infusion_pathways.document.text import WIDTH, write_blocks
from infusion_pathways.trace.outline import outline
from infusion_pathways.trace.tree import Trace


def write_text(trace: Trace, detail: Detail, file: TextIO, color: bool, width: int = WIDTH) -> None:
    """Write a trace as text to a file, with colour or without."""
    write_blocks(outline(trace, detail), file, color, width)


def text_of(trace: Trace, detail: Detail = Detail.STANDARD, width: int = WIDTH) -> str:
    """A trace as plain text."""
    file = io.StringIO()
    write_text(trace, detail, file, color=False, width=width)
    return file.getvalue()


def markdown_of(trace: Trace, detail: Detail = Detail.STANDARD) -> str:
    """A trace as Markdown."""
    return markdown_of_blocks(outline(trace, detail))
