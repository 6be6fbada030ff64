"""`pathways diff`: what a change of rules means."""

from pathlib import Path
from typing import Annotated

import typer

from infusion_pathways.cli.common import Exit, opened_pack, tell_notes
from infusion_pathways.cli.completing import complete_folder
from infusion_pathways.cli.options import DetailOption, FormatOption, MegabytesOption, SecondsOption
from infusion_pathways.cli.reports import ReportFormat, need_solver, with_progress, write_report
from infusion_pathways.document.blocks import Detail


def diff(
    packs: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[PACK_A PACK_B]",
            help="The folders of both versions; with --rev, one at most.",
            show_default=False,
            autocompletion=complete_folder,
        ),
    ] = None,
    rev: Annotated[
        str | None,
        typer.Option(
            "--rev",
            metavar="A..B",
            help="Two git revisions of one folder; `A..` goes up to its files as they stand.",
            show_default=False,
        ),
    ] = None,
    cases: Annotated[
        list[Path] | None,
        typer.Option(
            "--cases", metavar="DIR", help="Cases to look at; may be repeated. The shipped ones if none.", show_default=False
        ),
    ] = None,
    detail: DetailOption = Detail.STANDARD,
    format: FormatOption = ReportFormat.TEXT,
    fail_on_change: Annotated[
        bool, typer.Option("--fail-on-change", help="Exit 1 unless the meaning is proved the same.")
    ] = False,
    seconds: SecondsOption = 20.0,
    megabytes: MegabytesOption = 3000,
) -> None:
    """Tell what a change of rules means: the same verdict for every patient, or the smallest patient for whom it is another.

    Example: pathways diff rules/ my-rules/
    """
    need_solver()
    from infusion_pathways.cases import case_files
    from infusion_pathways.diff.case_changes import case_changes
    from infusion_pathways.diff.compare import ChangeMeaning, Diff, pathway_diffs, structural_diff
    from infusion_pathways.diff.plain import plain
    from infusion_pathways.diff.report import VersionNames, blocks
    from infusion_pathways.diff.revisions import packs_of, range_of
    from infusion_pathways.pack import shipped
    from infusion_pathways.solver.z3_solver import Budget
    from infusion_pathways.source import read_json

    folders = packs or []
    if len(folders) != 2 if rev is None else len(folders) > 1:
        raise typer.BadParameter("two folders are expected, or --rev and one folder at most", param_hint="PACK_A PACK_B")
    if rev is None:
        before, now = map(opened_pack, folders)
        names = VersionNames()
    else:
        range = range_of(rev)
        before, now = packs_of(range, folders[0] if folders else None)
        tell_notes(() if range.now else now.notes)
        names = VersionNames(f"revision {range.before}", f"revision {range.now}" if range.now else "the files as they stand")
    documents = [read_json(file) for file in case_files(cases or [shipped("scenarios")])]
    known = structural_diff(before, now)
    parts = tuple(with_progress(pathway_diffs(known, Budget(seconds, megabytes=megabytes)), len(known.pathways), "pathways"))
    turned = case_changes(before, now, documents)
    found = Diff(known, parts, turned if cases else turned._replace(unread=()))
    if format is ReportFormat.JSON:
        write_report(format, (), plain(found, detail, names))
    else:
        write_report(format, blocks(found, detail, names), None)
    if fail_on_change and found.meaning is not ChangeMeaning.SAME:
        raise typer.Exit(Exit.CASE_FAILED)
