"""`pathways test`: run scenario files against what they expect."""

from pathlib import Path
from typing import Annotated

import typer

from infusion_pathways.advise import EngineChoice
from infusion_pathways.cases import Result, case_files, run_cases
from infusion_pathways.cli.common import Exit, opened_pack
from infusion_pathways.cli.options import EngineOption, PackOption
from infusion_pathways.cli.reports import with_progress
from infusion_pathways.pack import shipped
from infusion_pathways.source import draw


def test(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PATH]...", help="Scenario files or folders; the shipped ones if none.", show_default=False),
    ] = None,
    engine: EngineOption = EngineChoice.BOTH,
    pack: PackOption = None,
) -> None:
    """Run scenario files against what they expect; exit 1 if a case fails.

    Example: pathways test my-cases/
    """
    rules = opened_pack(pack)
    files = case_files(paths or [shipped("scenarios")])
    if not files:
        typer.echo("no scenario files found", err=True)
        raise typer.Exit(Exit.BAD_INPUT)
    passed = failed = silent = broken = 0
    for result in with_progress(run_cases(files, rules, engine), len(files), "cases"):
        if not result.passed:
            failed += not result.problems
            broken += bool(result.problems)
            _tell(result)
        elif result.asserts:
            passed += 1
        else:
            silent += 1
            typer.echo(f"no expectation: {result.file}")
    extra = f", {silent} without an expectation" if silent else ""
    unread = f", {broken} could not be read" if broken else ""
    typer.echo(f"{passed} passed, {failed} failed{extra}{unread} (engine: {engine.value}, rules: {rules.id} {rules.version})")
    if broken:
        raise typer.Exit(Exit.BAD_INPUT)
    if failed:
        raise typer.Exit(Exit.CASE_FAILED)


def _tell(result: Result) -> None:
    if result.problems:
        for problem in result.problems:
            typer.echo(draw(problem), err=True)
        return
    typer.echo(f"FAILED {result.id} ({result.file})")
    for difference in result.differences:
        typer.echo(f"  {difference}")
