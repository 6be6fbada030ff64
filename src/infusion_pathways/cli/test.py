"""`pathways test`: run scenario files against what they expect."""

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Annotated

import typer

from infusion_pathways.advice import EngineChoice
from infusion_pathways.cases import messages
from infusion_pathways.cases.github import Annotations
from infusion_pathways.cases.many import FEW, run_all
from infusion_pathways.cases.report import Summary, blocks_of, json_head, json_of, json_tail, page_of, rules_of, text_of
from infusion_pathways.cases.run import CaseFiles, CaseOrder, CaseResult, CaseStatus, found_cases, until_first_failure
from infusion_pathways.cases.select import Selection, read_expression
from infusion_pathways.cli.common import Exit, complain_of, engine_here, on_terminal, opened_pack, write_document
from infusion_pathways.cli.completing import complete_scenario
from infusion_pathways.cli.coverage import (
    CoverageJsonOption,
    CoverageOption,
    CoverageWish,
    HtmlOption,
    MinOption,
    gathering,
    tell_coverage,
)
from infusion_pathways.cli.options import EngineOption, JobsOption, PackOption, PathwaysOption
from infusion_pathways.cli.reports import ReportFormat, checked_name, write_lines, write_report
from infusion_pathways.coverage import Observation, watch
from infusion_pathways.document.blocks import Block
from infusion_pathways.pack import Pack, shipped
from infusion_pathways.pack.places import rule_places
from infusion_pathways.source import Place, ProblemsFound
from infusion_pathways.source.messages import unwritable
from infusion_pathways.source.saving import save

# Of many cases one in so many is judged by both engines, unless an engine is named.
SAMPLE = 20


class CasesFormat(Enum):
    """The readings of a run of cases."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"
    HTML = "html"
    GITHUB = "github"


PAGES = (CasesFormat.MARKDOWN, CasesFormat.HTML)


def test(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[PATH]...",
            help="Scenario files or folders; the shipped ones if none.",
            show_default=False,
            autocompletion=complete_scenario,
        ),
    ] = None,
    expression: Annotated[
        str | None,
        typer.Option(
            "-k",
            metavar="EXPRESSION",
            help="Only cases with these words in id, title or a tag; `and`, `or`, `not` and brackets join words.",
            show_default=False,
        ),
    ] = None,
    pathway: PathwaysOption = None,
    format: Annotated[
        CasesFormat, typer.Option("--format", "-f", help="How to write it; `github` annotates files.")
    ] = CasesFormat.TEXT,
    junit: Annotated[
        Path | None, typer.Option("--junit", metavar="FILE", help="Write a JUnit report too.", show_default=False)
    ] = None,
    coverage: CoverageOption = False,
    html: HtmlOption = None,
    minimum: MinOption = None,
    coverage_json: CoverageJsonOption = None,
    expect_count: Annotated[
        int | None,
        typer.Option(
            "--expect-count", metavar="N", help="How many files there have to be; exit 2 if not.", show_default=False, min=0
        ),
    ] = None,
    fail_fast: Annotated[bool, typer.Option("--fail-fast", help="Stop at the first case that does not pass.")] = False,
    jobs: JobsOption = 0,
    engine: EngineOption = None,
    pack: PackOption = None,
) -> None:
    """Run scenario files against what they expect; exit 1 if a case fails.

    Example: pathways test my-cases/
    """
    rules, judging = opened_pack(pack), engine_here(engine)
    for name in pathway or ():
        checked_name(name, rules.programs, "pathway")
    chosen = Selection(frozenset(pathway or ()), None if expression is None else read_expression(expression))
    if junit is not None and not junit.parent.is_dir():
        raise ProblemsFound([unwritable(Place(junit.as_posix()), "its folder does not exist")])
    found = found_cases(paths or [_from_here(shipped("scenarios"))])
    files = found.files
    if expect_count is not None and len(files) != expect_count:
        raise ProblemsFound([messages.count_differs(Place("pathways test"), len(files), expect_count)])
    if not files:
        help = "name scenario files, or folders with some; files end in `.json`"
        raise ProblemsFound([messages.no_case(Place("pathways test"), "no scenario files found", help)])
    wish, observations = CoverageWish(coverage, html, minimum, coverage_json), list[Observation]()
    wish.check()
    sample = SAMPLE if engine is None and judging is EngineChoice.BOTH and len(files) > FEW[judging] else None
    judging = judging if sample is None else EngineChoice.DIRECT
    order = CaseOrder(judging, chosen, watch if wish.wanted else None, sample)
    results = gathering(run_all(files, rules, pack, order, jobs or os.cpu_count() or 1), observations)
    if fail_fast:
        results = until_first_failure(results)
    summary = _told(results, found, rules, cache(lambda: rule_places(pack)), order, format, junit)
    if summary.counts[CaseStatus.LEFT_OUT] == len(files):
        help = "`pathways packs` names the pathways; `-k` looks at id, title and tags"
        raise ProblemsFound([messages.no_case(Place("pathways test"), f"none of {len(files)} cases is selected", help)])
    silent = format is not CasesFormat.TEXT
    enough = not wish.wanted or tell_coverage(wish, rules, observations, pathway or (), silent)
    if summary.counts[CaseStatus.UNREADABLE]:
        raise typer.Exit(Exit.BAD_INPUT)
    if summary.counts[CaseStatus.FAILED] or not enough:
        raise typer.Exit(Exit.CASE_FAILED)


def _from_here(path: Path) -> Path:
    """A path as seen from the working folder, where it lies below it."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def _told(
    results: Iterable[CaseResult],
    found: CaseFiles,
    rules: Pack,
    places: Callable[[], Mapping[str, Place]],
    order: CaseOrder,
    format: CasesFormat,
    junit: Path | None,
) -> Summary:
    """Write each result as it comes, then the summary; only a page keeps more than how many there were: what did not pass.

    `places` tells where the rules stand; it is asked only once a case has failed and somebody wants to know.
    """
    total = len(found.files)
    counts: Counter[CaseStatus] = Counter()
    compared = 0
    annotations = Annotations(places)
    failed: list[Block] = []
    suites = None
    if junit is not None:
        from infusion_pathways.cases.junit import Suites

        suites = Suites({"rules": rules_of(rules), "digest": rules.digest, "engine": order.engine.value}, places)
    if format is CasesFormat.JSON:
        write_document(json_head(rules, order.engine if order.sample is None else EngineChoice.BOTH))
    for result in _with_progress(results, total):
        if format is CasesFormat.JSON and result.status is not CaseStatus.LEFT_OUT:
            first = counts.total() == counts[CaseStatus.LEFT_OUT]
            write_document(f"{'' if first else ','}{json_of(result)}")
        elif format in PAGES:
            failed += blocks_of(result)
        elif format is not CasesFormat.JSON:
            write_lines(annotations.of(result) if format is CasesFormat.GITHUB else text_of(result))
        if format is not CasesFormat.GITHUB:
            for problem in result.problems:
                complain_of(problem)
        if suites is not None:
            suites.add(result)
        counts[result.status] += 1
        compared += result.compared
    of_a_sample = None if order.sample is None else compared
    summary = Summary(order.engine, rules_of(rules), counts, total - counts.total(), of_a_sample)
    if format is CasesFormat.JSON:
        write_document(json_tail(summary))
    elif format in PAGES:
        write_report(ReportFormat(format.value), tuple(page_of(rules, found.words(), failed, summary)), None)
    else:
        write_lines([found.words(), summary.line()] if format is CasesFormat.TEXT else [summary.line()])
    if junit is not None and suites is not None:
        save(junit, suites.text(), overwrite=True)
    return summary


def _with_progress(results: Iterable[CaseResult], total: int) -> Iterator[CaseResult]:
    """The results as they come, with a bar on standard error when it is a terminal; standard output stays where it goes."""
    if not on_terminal(sys.stderr):
        yield from results
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True, redirect_stdout=on_terminal(sys.stdout)) as bar:
        yield from bar.track(results, total=total, description="cases")
