"""`pathways atlas`: the whole map of a pathway."""

import os

from infusion_pathways.cli.common import opened_pack
from infusion_pathways.cli.options import FormatOption, JobsOption, PackOption, PathwaysOption, SecondsOption
from infusion_pathways.cli.reports import ReportFormat, checked_name, need_solver, with_progress, write_report


def atlas(
    pathway: PathwaysOption = None,
    format: FormatOption = ReportFormat.TEXT,
    seconds: SecondsOption = 20.0,
    jobs: JobsOption = 0,
    pack: PackOption = None,
) -> None:
    """Map a pathway: every combination of verdicts that is reached, each with one smallest patient.

    Example: pathways atlas --format markdown
    """
    need_solver()
    from infusion_pathways.atlas.combinations import mapped
    from infusion_pathways.atlas.report import blocks, plain
    from infusion_pathways.solver.z3_solver import Budget

    rules = opened_pack(pack)
    for name in pathway or ():
        checked_name(name, rules.programs, "pathway")
    wanted = [name for name in rules.programs if not pathway or name in pathway]
    found = mapped(rules, pack, wanted, Budget(seconds), jobs or os.cpu_count() or 1)
    atlases = sorted(with_progress(found, len(wanted), "maps"), key=lambda atlas: wanted.index(atlas.pathway))
    write_report(format, blocks(rules, atlases), plain(rules, atlases))
