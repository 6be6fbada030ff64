"""`pathways run`: evaluate scenario files and explain the answers."""

from pathlib import Path
from typing import Annotated

import typer

from infusion_pathways.advice import advise
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
from infusion_pathways.scenario import Scenario, load_scenario
from infusion_pathways.source import ProblemsFound
from infusion_pathways.trace.tree import Trace


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
    scenarios: list[Scenario] = []
    traces: list[Trace] = []
    failed = False
    for file in files:
        try:
            scenario = load_scenario(file, rules)
            traces.append(advise(rules, scenario, judging))
            scenarios.append(scenario)
        except ProblemsFound as found:
            complain(found)
            failed = True
    _write(rules, scenarios, traces, format, detail, many=len(files) > 1)
    if failed:
        raise typer.Exit(Exit.BAD_INPUT)


def _write(rules: Pack, scenarios: list[Scenario], traces: list[Trace], format: ReportFormat, detail: Detail, many: bool) -> None:
    """Write traces to standard output; several JSON traces are one array."""
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
                PageArticle(outline(trace, detail), pictures(rules, scenario, trace, number), folded=True)
                for number, (scenario, trace) in enumerate(zip(scenarios, traces, strict=True), 1)
            ]
            for piece in pieces(answers):
                write_document(piece)
