"""`pathways mutate`: would the cases notice an error in the rules?"""

import os
import time
from pathlib import Path
from typing import Annotated

import typer

from infusion_pathways.cli.common import Exit, opened_pack, say
from infusion_pathways.cli.options import FormatOption, JobsOption, MegabytesOption, PackOption, PathwaysOption, SecondsOption
from infusion_pathways.cli.reports import ReportFormat, checked_name, save_and_report, with_progress, write_report


def mutate(
    pathway: PathwaysOption = None,
    cases: Annotated[
        list[Path] | None,
        typer.Option(
            "--cases", metavar="DIR", help="Cases to hold; may be repeated. The shipped ones if none.", show_default=False
        ),
    ] = None,
    budget: Annotated[
        float | None,
        typer.Option("--budget", metavar="SECONDS", help="Begin no more mutants after so long.", min=0, show_default=False),
    ] = None,
    limit: Annotated[int | None, typer.Option("--limit", help="Run so many mutants at most.", min=1, show_default=False)] = None,
    seed: Annotated[int, typer.Option("--seed", help="Another number takes the mutants in another sequence.")] = 0,
    least: Annotated[
        float, typer.Option("--min", metavar="PERCENT", help="Exit 1 if fewer mutants are killed.", min=0, max=100)
    ] = 0.0,
    resume: Annotated[
        Path | None,
        typer.Option(
            "--resume", metavar="FILE", help="Keep results in this file, and go on with those in it.", show_default=False
        ),
    ] = None,
    write_cases: Annotated[
        Path | None,
        typer.Option(
            "--write-cases", metavar="DIR", help="Save the patients who tell survivors from the rules.", show_default=False
        ),
    ] = None,
    format: FormatOption = ReportFormat.TEXT,
    seconds: SecondsOption = 20.0,
    megabytes: MegabytesOption = 3000,
    jobs: JobsOption = 0,
    pack: PackOption = None,
) -> None:
    """Put small errors into the rules, one at a time: which of them does no case notice, and who would tell?

    Example: pathways mutate --limit 200
    """
    from infusion_pathways.cases import case_files
    from infusion_pathways.mutate.judged_cases import case_files_of
    from infusion_pathways.mutate.plain import report_plain
    from infusion_pathways.mutate.report import blocks
    from infusion_pathways.mutate.run import MutantSelection, run_mutants
    from infusion_pathways.mutate.worker import MutationTask
    from infusion_pathways.pack import shipped
    from infusion_pathways.solver.z3_solver import Budget
    from infusion_pathways.source.saving import make_folder

    began = time.monotonic()
    rules = opened_pack(pack)
    for name in pathway or ():
        checked_name(name, rules.programs, "pathway")
    if write_cases is not None:
        make_folder(write_cases)
    files = tuple(case_files(cases or [shipped("scenarios")]))
    task = MutationTask(pack, files, tuple(pathway or ()), Budget(seconds, megabytes=megabytes))
    choice = MutantSelection(seed, limit, budget, jobs or os.cpu_count() or 1)
    ran = run_mutants(task, choice, resume, lambda results, total: with_progress(results, total, "mutants"))
    report = ran.report
    shown = blocks(report) if format is not ReportFormat.JSON else ()
    saved = {} if write_cases is None else case_files_of(report.outcomes, write_cases)
    save_and_report(saved, lambda: write_report(format, shown, report_plain(report)))
    took, pairs = time.monotonic() - began, ran.now * report.cases
    say(f"{ran.now} mutants x {report.cases} cases in {took:.1f} s, {pairs / max(took, 0.001):,.0f} a second", err=True)
    share = report.score.percent
    if share is not None and share < least:
        raise typer.Exit(Exit.CASE_FAILED)
