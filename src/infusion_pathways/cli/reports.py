"""What the commands that report on rules share: their formats, how a report is written, the solver they need."""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from infusion_pathways.cli.common import engine_here, on_terminal, say, write_blocks, write_document, write_text
from infusion_pathways.document.blocks import Block
from infusion_pathways.document.envelope import json_text
from infusion_pathways.document.lines import Mark, ReportLine
from infusion_pathways.scenario.messages import unknown_name
from infusion_pathways.scenario.writing import scenario_json
from infusion_pathways.solver.errors import ReplayDisagrees
from infusion_pathways.source import MissingRequirement, Place, ProblemsFound
from infusion_pathways.source.saving import save, save_all

if TYPE_CHECKING:
    from infusion_pathways.document.html import PagePicture

T = TypeVar("T")
COLORS = {Mark.GOOD: "green", Mark.DOUBT: "yellow", Mark.BAD: "red", Mark.PLAIN: None}


class ReportFormat(Enum):
    """The readings of a report."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"
    HTML = "html"


def write_report(format: ReportFormat, blocks: Sequence[Block], plain: Any, pictures: Sequence["PagePicture"] = ()) -> None:
    """Write a report to standard output: its blocks as text, Markdown or a page, or its plain values as one JSON document.

    `pictures` are for the page alone.
    """
    match format:
        case ReportFormat.TEXT:
            write_blocks(blocks)
        case ReportFormat.MARKDOWN:
            from infusion_pathways.document.markdown import markdown_of_blocks

            write_text(markdown_of_blocks(blocks))
        case ReportFormat.JSON:
            write_document(json_text(plain))
        case ReportFormat.HTML:
            from infusion_pathways.document.html import PageArticle, page

            write_document(page([PageArticle(blocks, pictures)]))


def write_lines(lines: Iterable[ReportLine | str]) -> None:
    """Write lines to standard output, coloured by how they are meant."""
    for line in lines:
        if isinstance(line, ReportLine):
            say(line.text, color=COLORS[line.mark])
        else:
            say(line)


def save_and_report(files: Mapping[Path, str], report: Callable[[], None]) -> None:
    """Save files, then write a report: whoever reads only its beginning (`| head`) has the files all the same.

    Raises ProblemsFound after the report for files that could not be saved.
    """
    unsaved: ProblemsFound | None = None
    try:
        save_all(files)
    except ProblemsFound as found:
        unsaved = found
    report()
    if unsaved is not None:
        raise unsaved


def checked_name(name: str, known: Iterable[str], what: str) -> None:
    """Raise ProblemsFound where a name given on the command line is none of the known ones."""
    if name not in known:
        raise ProblemsFound([unknown_name(Place("pathways"), what, name[:60], known)])


def with_progress(parts: Iterable[T], total: int, what: str) -> Iterator[T]:
    """The parts as they come, with a progress bar on standard error when it is a terminal."""
    if not on_terminal(sys.stderr):
        yield from parts
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(parts, description=what, total=total, console=Console(stderr=True), transient=True)


def need_solver() -> None:
    """Raise MissingRequirement where the solver is not installed; to be called before any work is done.

    What is proved is replayed with the engines, so where one cannot be used that is said too.
    """
    from infusion_pathways.solver.messages import solver_missing
    from infusion_pathways.solver.z3_solver import is_installed

    if not is_installed():
        raise MissingRequirement([solver_missing(Place("pathways"))])
    engine_here()


def saved(error: ReplayDisagrees) -> str:
    """Save the patient of a replay that disagreed beside the working folder's files, and say where."""
    path = Path(f"pathways-disagreement-{error.scenario.id}.json")
    save(path, scenario_json(error.scenario), overwrite=True)
    return f"the patient is in {path}"
