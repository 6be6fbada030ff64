"""`pathways run`: evaluate scenario files and explain the answers."""

import sys
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from infusion_pathways.advise import EngineChoice, advise
from infusion_pathways.cli.common import Exit, PackOption, complain, opened_pack, terminal_width, wants_color
from infusion_pathways.pack import shipped
from infusion_pathways.scenario import load_scenario
from infusion_pathways.source import ProblemsFound
from infusion_pathways.trace.blocks import Detail
from infusion_pathways.trace.tree import Trace


class Format(Enum):
    """The readings of a trace."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


def complete_scenario(incomplete: str) -> list[str]:
    """Shipped scenario files, for shell completion."""
    root = shipped("scenarios")
    found = sorted(path for path in root.rglob("*.json"))
    here = Path.cwd()
    shown = [str(p.relative_to(here)) if p.is_relative_to(here) else str(p) for p in found]
    return [path for path in shown if incomplete in path]


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
    format: Annotated[Format, typer.Option("--format", "-f", help="How to write the trace.")] = Format.TEXT,
    detail: Annotated[Detail, typer.Option("--detail", "-d", help="How much of it to show.")] = Detail.STANDARD,
    engine: Annotated[
        EngineChoice, typer.Option("--engine", help="Which engine evaluates; `both` compares them.")
    ] = EngineChoice.BOTH,
    pack: PackOption = None,
) -> None:
    """Evaluate scenario files and explain the answers.

    Example: pathways run patient.json --detail short
    """
    rules = opened_pack(pack)
    traces: list[Trace] = []
    failed = False
    for file in files:
        try:
            traces.append(advise(rules, load_scenario(file, rules), engine))
        except ProblemsFound as found:
            complain(found)
            failed = True
    _write(traces, format, detail, many=len(files) > 1)
    if failed:
        raise typer.Exit(Exit.BAD_INPUT)


def _write(traces: list[Trace], format: Format, detail: Detail, many: bool) -> None:
    """Write traces to standard output; several JSON traces are one array."""
    if not traces and format is not Format.JSON:
        return
    match format:
        case Format.TEXT:
            from infusion_pathways.trace.text import write_text

            for number, trace in enumerate(traces):
                if number:
                    sys.stdout.write(f"\n{'=' * terminal_width()}\n\n")
                write_text(trace, detail, sys.stdout, wants_color(), terminal_width())
        case Format.JSON:
            from infusion_pathways.trace.plain import json_of

            if many:
                sys.stdout.write("[\n" + ",\n".join(json_of(trace).rstrip() for trace in traces) + "\n]\n")
            elif traces:
                sys.stdout.write(json_of(traces[0]))
        case Format.MARKDOWN:
            from infusion_pathways.trace.markdown import markdown_of

            sys.stdout.write("\n---\n\n".join(markdown_of(trace, detail) for trace in traces))
