"""`pathways pairs`: two patients one fact apart whose answers differ."""

import os
from pathlib import Path
from typing import Annotated

import typer

from infusion_pathways.cli.common import Exit, opened_pack, say
from infusion_pathways.cli.completing import complete_rule
from infusion_pathways.cli.options import FormatOption, JobsOption, MegabytesOption, PackOption, PathwaysOption, SecondsOption
from infusion_pathways.cli.reports import ReportFormat, checked_name, need_solver, with_progress, write_report
from infusion_pathways.source.saving import make_folder, save_all


def pairs(
    pathway: PathwaysOption = None,
    rule: Annotated[
        list[str] | None,
        typer.Option("--rule", help="Only this rule; may be repeated.", autocompletion=complete_rule, show_default=False),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Save the patients and a hand-out for a class there.", show_default=False),
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace files of DIR that hold something else.")] = False,
    format: FormatOption = ReportFormat.TEXT,
    seconds: SecondsOption = 20.0,
    megabytes: MegabytesOption = 3000,
    jobs: JobsOption = 0,
    pack: PackOption = None,
) -> None:
    """Show, for each condition of a rule, two patients one fact apart whose answers differ, or that there are none.

    Example: pathways pairs --rule RULE --out hand-out
    """
    need_solver()
    from infusion_pathways.pairs.handout import handout_files, named_pairs
    from infusion_pathways.pairs.report import blocks, plain
    from infusion_pathways.pairs.search import pair_tasks, paired, rules_of
    from infusion_pathways.pairs.sentences import headline
    from infusion_pathways.solver.z3_solver import Budget

    opened = opened_pack(pack)
    for name in pathway or ():
        checked_name(name, opened.programs, "pathway")
    pathways = [name for name in opened.programs if not pathway or name in pathway]
    known = rules_of(opened, pathways)
    for name in rule or ():
        checked_name(name, known, "rule" if not pathway else f"rule of {' or '.join(pathways)}")
    wanted = [name for name in known if not rule or name in rule]
    todo = pair_tasks(pathways, wanted)
    done = paired(opened, pack, todo, Budget(seconds, megabytes=megabytes), jobs or os.cpu_count() or 1)
    found = [item for part in with_progress(done, len(todo), "pairs") for item in part]
    found = named_pairs(opened, sorted(found, key=lambda item: (wanted.index(item.rule), item.number)))
    if out is None:
        write_report(format, blocks(opened, found), plain(opened, found))
    else:
        written = handout_files(opened, found)
        make_folder(out)
        save_all({out / name: text for name, text in written.items()}, overwrite)
        say(f"{headline(found)} {len(written)} files in {out}.")
    if any(item.undecided for item in found):
        raise typer.Exit(Exit.CASE_FAILED)
