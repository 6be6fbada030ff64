"""What `pathways test` tells of coverage: put together from what the cases ran through, written to the terminal and to files."""

from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from infusion_pathways.cases.run import CaseResult
from infusion_pathways.cli.common import say, write_blocks, write_text
from infusion_pathways.cli.reports import with_progress
from infusion_pathways.coverage import Coverage, Observation, coverage, total
from infusion_pathways.document.blocks import Block
from infusion_pathways.document.envelope import json_text
from infusion_pathways.pack import Pack
from infusion_pathways.source import Place, ProblemsFound
from infusion_pathways.source.messages import unwritable
from infusion_pathways.source.saving import make_folder, save

CoverageOption = Annotated[
    bool, typer.Option("--coverage", help="Tell which conditions, rules and verdicts the cases reach and assert.")
]
HtmlOption = Annotated[
    Path | None,
    typer.Option(
        "--html", metavar="DIR", help="Write the rules, annotated with their coverage, to a folder.", show_default=False
    ),
]
MinOption = Annotated[
    float | None,
    typer.Option(
        "--min", metavar="PERCENT", help="Exit 1 below this coverage of conditions.", min=0, max=100, show_default=False
    ),
]
CoverageJsonOption = Annotated[
    Path | None, typer.Option("--coverage-json", metavar="FILE", help="Write the coverage as JSON.", show_default=False)
]


class CoverageWish(NamedTuple):
    """What is asked for about coverage; each of the options alone asks for it."""

    coverage: bool
    html: Path | None
    minimum: float | None
    json_file: Path | None

    @property
    def wanted(self) -> bool:
        """Whether coverage is asked for at all."""
        return self.coverage or self.html is not None or self.minimum is not None or self.json_file is not None

    def check(self) -> None:
        """Raise ProblemsFound where nothing could be written, before any case is run."""
        if self.html is not None:
            make_folder(self.html)
        if self.json_file is not None and not self.json_file.parent.is_dir():
            raise ProblemsFound([unwritable(Place(self.json_file.as_posix()), "its folder does not exist")])


def gathering(results: Iterable[CaseResult], observations: list[Observation]) -> Iterator[CaseResult]:
    """The results as they come; what was seen of each goes into `observations`."""
    for result in results:
        if result.seen is not None:
            observations.append(result.seen)
        yield result


def tell_coverage(
    wish: CoverageWish, pack: Pack, observations: Sequence[Observation], pathways: Sequence[str] = (), silent: bool = False
) -> bool:
    """Write the coverage of some pathways (all if none are named) as it is wished for; whether it is as much as is asked for.

    `silent` leaves standard output to others. Raises ProblemsFound where a file cannot be written.
    """
    found = covered(pack, observations, pathways)
    if wish.json_file is not None:
        from infusion_pathways.coverage.plain import plain

        save(wish.json_file, json_text(plain(found)), overwrite=True)
    if wish.html is not None:
        _pages(pack, found, wish.html)
    if not silent:
        from infusion_pathways.coverage.report import summary

        write_text("\n")
        write_blocks(tuple(summary(found)))
    conditions = total(found.conditions())
    if wish.minimum is None or conditions.at_least(wish.minimum):
        return True
    say(f"coverage of conditions is {conditions.percent} %, below {wish.minimum:g} %", err=True)
    return False


def covered(pack: Pack, observations: Iterable[Observation], pathways: Sequence[str] = ()) -> Coverage:
    """The coverage of some pathways (all if none are named); the solver is asked about what is missing, where it is there."""
    from infusion_pathways.solver.z3_solver import is_installed

    found = coverage(pack, observations, pathways)
    if not is_installed():
        return found
    from infusion_pathways.coverage.unreachable import reached

    settled = tuple(with_progress(reached(pack, found), len(found.pathways), "reach"))
    return found._replace(pathways=settled, asked=True)


def _pages(pack: Pack, found: Coverage, folder: Path) -> None:
    from infusion_pathways.coverage.pages import annotated, index
    from infusion_pathways.document.html import PageArticle, page

    make_folder(folder)
    for pathway in found.pathways:
        blocks = tuple(annotated(pack, found, pathway))
        save(folder / f"{pathway.pathway}.html", page([PageArticle(blocks, folded=True)]), overwrite=True)
        save(folder / f"{pathway.pathway}.txt", _text(blocks), overwrite=True)
    save(folder / "index.html", page([PageArticle(tuple(index(found)))]), overwrite=True)


def _text(blocks: Sequence[Block]) -> str:
    from infusion_pathways.document import text

    file = StringIO()
    text.write_blocks(blocks, file, color=False)
    return file.getvalue()
