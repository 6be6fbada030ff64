"""`pathways lint`: what is likely to be a mistake in the rules and their cases."""

import json
import os
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from infusion_pathways.cli.common import Exit, output_width, say, tell_notes, write_document
from infusion_pathways.cli.completing import complete_folder
from infusion_pathways.cli.options import JobsOption, PathwaysOption, SecondsOption
from infusion_pathways.cli.reports import ReportFormat, checked_name, with_progress, write_lines, write_report
from infusion_pathways.document.envelope import json_text
from infusion_pathways.lint.finding import Severity


class LintFormat(Enum):
    """The readings of what lint finds."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"
    HTML = "html"
    SARIF = "sarif"
    GITHUB = "github"


def complete_check(incomplete: str) -> list[str]:
    """The checks, for shell completion."""
    from infusion_pathways.lint.ledger import CHECKS

    return [name for name in CHECKS if name.startswith(incomplete)]


def lint(
    pack: Annotated[
        Path | None,
        typer.Argument(
            metavar="[PACK]",
            help="Folder of the rules; the shipped rules if none.",
            show_default=False,
            autocompletion=complete_folder,
        ),
    ] = None,
    scenarios: Annotated[
        list[Path] | None,
        typer.Option(
            "--scenarios",
            "--cases",
            metavar="DIR",
            help="Cases of the pack; may be repeated. Those below its folder, or in `scenarios` beside it, if none.",
            show_default=False,
        ),
    ] = None,
    check: Annotated[
        list[str] | None,
        typer.Option("--check", help="Only this check; may be repeated.", autocompletion=complete_check, show_default=False),
    ] = None,
    pathway: PathwaysOption = None,
    format: Annotated[LintFormat, typer.Option("--format", "-f", help="How to write it.")] = LintFormat.TEXT,
    fail_on: Annotated[
        Severity, typer.Option("--fail-on", help="Exit 1 if anything is found of this level or above.")
    ] = Severity.WARNING,
    fix: Annotated[bool, typer.Option("--fix", help="Mend what is mechanical, in the files; what a text means stays.")] = False,
    list_checks: Annotated[bool, typer.Option("--list", help="List the checks and leave.")] = False,
    seconds: SecondsOption = 20.0,
    jobs: JobsOption = 0,
) -> None:
    """Look for what is likely to be a mistake in rules and cases; exit 1 if anything is found.

    Example: pathways lint my-rules/ --scenarios my-cases/
    """
    from infusion_pathways.lint import run
    from infusion_pathways.lint.fixes import apply_fixes
    from infusion_pathways.lint.ledger import CHECKS
    from infusion_pathways.lint.text import lines_of, listed

    if list_checks:
        write_lines(listed(CHECKS.values()))
        return
    for name in check or ():
        checked_name(name, CHECKS, "check")
    order = run.LintOrder(
        pack, tuple(scenarios or ()), tuple(check or ()), tuple(pathway or ()), seconds, jobs or os.cpu_count() or 1
    )
    looked = run.run_checks(order, with_progress)
    if fix and any(finding.fix for finding in looked.findings):
        for file, count in apply_fixes(looked.findings, run.paths_of(order, looked.findings)).items():
            say(f"mended: {count} in {file}", err=True)
        looked = run.run_checks(order, with_progress)
    tell_notes(looked.pack.notes if looked.pack is not None else ())
    match format:
        case LintFormat.TEXT:
            write_lines(lines_of(looked, output_width()))
        case LintFormat.MARKDOWN | LintFormat.HTML:
            from infusion_pathways.lint.text import blocks_of

            write_report(ReportFormat(format.value), tuple(blocks_of(looked)), None)
        case LintFormat.GITHUB:
            from infusion_pathways.lint.github import commands_of

            write_lines([*commands_of(run.with_repository_paths(order, looked)), *list(lines_of(looked))[-1:]])
        case LintFormat.JSON:
            from infusion_pathways.lint.plain import plain_of

            write_document(json_text(plain_of(looked)))
        case LintFormat.SARIF:
            from infusion_pathways import __version__
            from infusion_pathways.lint.sarif import sarif_of

            write_document(json.dumps(sarif_of(run.with_repository_paths(order, looked), __version__), indent=2) + "\n")
    if looked.at_least(fail_on):
        raise typer.Exit(Exit.CASE_FAILED)
