"""`pathways atlas`: the whole map of a pathway."""

import os
from typing import Annotated

import typer

from infusion_pathways.cli.common import PackOption, opened_pack
from infusion_pathways.cli.reports import ReportFormat, checked_name, complete_pathway, need_solver, with_progress, write_report


def atlas(
    pathway: Annotated[
        list[str] | None,
        typer.Option(
            "--pathway", help="Only this pathway; may be repeated.", autocompletion=complete_pathway, show_default=False
        ),
    ] = None,
    format: Annotated[ReportFormat, typer.Option("--format", "-f", help="How to write the map.")] = ReportFormat.TEXT,
    seconds: Annotated[float, typer.Option("--seconds", help="Budget of one question.", min=0.001)] = 20.0,
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", help="Processes to use; all processors if 0.", min=0, show_default="all")
    ] = 0,
    pack: PackOption = None,
) -> None:
    """Map a pathway: every combination of verdicts that is reached, each with one smallest patient.

    Example: pathways atlas --format markdown
    """
    need_solver()
    from infusion_pathways.prove.atlas_report import blocks, plain
    from infusion_pathways.prove.door import Budget
    from infusion_pathways.prove.parallel import mapped

    rules = opened_pack(pack)
    for name in pathway or ():
        checked_name(name, rules.programs, "pathway")
    wanted = [name for name in rules.programs if not pathway or name in pathway]
    found = mapped(rules, pack, wanted, Budget(seconds), jobs or os.cpu_count() or 1)
    atlases = sorted(with_progress(found, len(wanted), "maps"), key=lambda atlas: wanted.index(atlas.pathway))
    write_report(format, blocks(rules, atlases), plain(rules, atlases))
