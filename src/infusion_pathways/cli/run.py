"""`pathways run`: evaluate scenario files and explain the answers."""

from pathlib import Path
from typing import Annotated

import typer

from infusion_pathways.advice import Advice, advised
from infusion_pathways.cli.common import (
    Exit,
    complain,
    engine_here,
    opened_pack,
    terminal_width,
    write_blocks,
    write_document,
    write_text,
)
from infusion_pathways.cli.completing import complete_scenario
from infusion_pathways.cli.options import DetailOption, EngineOption, FormatOption, PackOption
from infusion_pathways.cli.reports import ReportFormat
from infusion_pathways.document.blocks import Detail
from infusion_pathways.pack import Pack
from infusion_pathways.scenario import load_scenario
from infusion_pathways.source import ProblemsFound


def run(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help="Scenario files; `-` reads standard input.",
            show_default=False,
            autocompletion=complete_scenario,
        ),
    ],
    format: FormatOption = ReportFormat.TEXT,
    detail: DetailOption = Detail.STANDARD,
    engine: EngineOption = None,
    pack: PackOption = None,
) -> None:
    """Evaluate scenario files and explain the answers.

    Example: pathways run patient.json --detail short
    """
    rules, judging = opened_pack(pack), engine_here(engine)
    advices: list[Advice] = []
    failed = False
    for file in files:
        try:
            scenario = load_scenario(file, rules)
            advice = advised(rules, scenario, judging)
            # Only pages draw the way of a patient; of a hundred patients the evaluations would weigh more than the traces.
            advices.append(advice if format is ReportFormat.HTML else advice._replace(evaluations=()))
        except ProblemsFound as found:
            complain(found)
            failed = True
    _write(rules, advices, format, detail, many=len(files) > 1)
    if failed:
        raise typer.Exit(Exit.BAD_INPUT)


def _write(rules: Pack, advices: list[Advice], format: ReportFormat, detail: Detail, many: bool) -> None:
    """Write traces to standard output; several JSON traces are one array."""
    traces = [advice.trace for advice in advices]
    if not traces and format is not ReportFormat.JSON:
        return
    match format:
        case ReportFormat.TEXT:
            from infusion_pathways.trace.outline import outline

            for number, trace in enumerate(traces):
                if number:
                    write_text(f"\n{'=' * terminal_width()}\n\n")
                write_blocks(outline(trace, detail))
        case ReportFormat.JSON:
            from infusion_pathways.trace.plain import json_of

            if many:
                write_document("[\n" + ",\n".join(json_of(trace).rstrip() for trace in traces) + "\n]\n")
            elif traces:
                write_document(json_of(traces[0]))
        case ReportFormat.MARKDOWN:
            from infusion_pathways.trace.readings import markdown_of

            write_text("\n---\n\n".join(markdown_of(trace, detail) for trace in traces))
        case ReportFormat.HTML:
            from infusion_pathways.cli.pictures import pictures
            from infusion_pathways.document.html import PageArticle, pieces
            from infusion_pathways.trace.outline import outline

            answers = [
                PageArticle(outline(advice.trace, detail), pictures(rules, advice, number), folded=True)
                for number, advice in enumerate(advices, 1)
            ]
            for piece in pieces(answers):
                write_document(piece)
