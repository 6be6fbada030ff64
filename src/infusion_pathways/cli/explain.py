"""`pathways explain`: why a therapy has its verdict, or why not another."""

from typing import TYPE_CHECKING

from infusion_pathways.cli.common import engine_here, opened_pack
from infusion_pathways.cli.options import DetailOption, EngineOption, FileArgument, FormatOption, PackOption, TherapyArgument
from infusion_pathways.cli.reports import ReportFormat, write_report
from infusion_pathways.document.blocks import Detail
from infusion_pathways.scenario import load_scenario
from infusion_pathways.source import Place

if TYPE_CHECKING:
    from infusion_pathways.document.html import PagePicture


def explain(
    file: FileArgument,
    therapy: TherapyArgument,
    format: FormatOption = ReportFormat.TEXT,
    detail: DetailOption = Detail.STANDARD,
    engine: EngineOption = None,
    pack: PackOption = None,
) -> None:
    """Explain why a therapy has its verdict, or what it lacks, condition by condition.

    Example: pathways explain patient.json THERAPY --detail short
    """
    from infusion_pathways.explain.explanation import explained
    from infusion_pathways.explain.plain import plain
    from infusion_pathways.explain.report import blocks
    from infusion_pathways.trace.therapy_name import asked_of

    rules = opened_pack(pack)
    scenario = load_scenario(file, rules)
    explanation = explained(rules, scenario, asked_of(rules, scenario, therapy, Place("pathways explain")), engine_here(engine))
    drawn: tuple[PagePicture, ...] = ()
    if format is ReportFormat.HTML:
        from infusion_pathways.cli.pictures import pictures

        drawn = pictures(rules, explanation.advice, folded=True)
    write_report(format, blocks(rules, explanation, detail), plain(rules, explanation), drawn)
