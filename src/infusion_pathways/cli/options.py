"""Arguments and options that several commands take, with their help and their completion."""

from pathlib import Path
from typing import Annotated

import typer

from infusion_pathways.advise import EngineChoice
from infusion_pathways.cli.reports import ReportFormat
from infusion_pathways.pack import load_pack, shipped
from infusion_pathways.source.listing import JSON, listed
from infusion_pathways.trace.blocks import Detail


def complete_scenario(incomplete: str) -> list[str]:
    """Shipped scenario files, for shell completion."""
    root = shipped("scenarios")
    found = [root / name for name in listed(root, JSON).files]
    here = Path.cwd()
    shown = [str(p.relative_to(here)) if p.is_relative_to(here) else str(p) for p in found]
    return [path for path in shown if incomplete in path]


def complete_pathway(incomplete: str) -> list[str]:
    """The pathways of the shipped rules, for shell completion."""
    return [name for name in load_pack().programs if name.startswith(incomplete)]


def complete_therapy(incomplete: str) -> list[str]:
    """The therapies that pathways of the shipped rules name, for shell completion."""
    named = {therapy for pathway in load_pack().pathways.values() for therapy in pathway.therapies}
    return sorted(name for name in named if name.startswith(incomplete))


FileArgument = Annotated[
    Path,
    typer.Argument(
        metavar="FILE", help="A scenario file; `-` reads standard input.", show_default=False, autocompletion=complete_scenario
    ),
]
TherapyArgument = Annotated[
    str,
    typer.Argument(
        metavar="THERAPY",
        help="The therapy, or `disease/therapy` where several diagnoses have it.",
        show_default=False,
        autocompletion=complete_therapy,
    ),
]
PackOption = Annotated[
    Path | None,
    typer.Option("--pack", metavar="DIR", help="Folder of the rules to use; the shipped rules if not given.", show_default=False),
]
PathwaysOption = Annotated[
    list[str] | None,
    typer.Option(
        "--pathway",
        help="Only this pathway, shared rules included; may be repeated.",
        autocompletion=complete_pathway,
        show_default=False,
    ),
]
EngineOption = Annotated[
    EngineChoice | None,
    typer.Option(
        "--engine",
        help="Which engine evaluates; `both` and `checked` compare, with the reference meaning too.",
        show_default="both; checked where durable-rules cannot be used",
    ),
]
FormatOption = Annotated[ReportFormat, typer.Option("--format", "-f", help="How to write it.")]
DetailOption = Annotated[Detail, typer.Option("--detail", "-d", help="How much of it to show.")]
SecondsOption = Annotated[float, typer.Option("--seconds", help="Budget of one question.", min=0.001)]
MegabytesOption = Annotated[int, typer.Option("--megabytes", help="Budget of memory for the solver.", min=1)]
JobsOption = Annotated[
    int, typer.Option("--jobs", "-j", help="Processes to use; all processors if 0.", min=0, show_default="all")
]
