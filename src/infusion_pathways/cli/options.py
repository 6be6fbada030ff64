"""Arguments and options that several commands take, with their help and their completion."""

from pathlib import Path
from typing import Annotated

import typer

from infusion_pathways.advice import EngineChoice
from infusion_pathways.cli.completing import complete_folder, complete_pathway, complete_scenario, complete_therapy
from infusion_pathways.cli.reports import ReportFormat
from infusion_pathways.document.blocks import Detail

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
    typer.Option(
        "--pack",
        metavar="DIR",
        help="Folder of the rules to use; the shipped rules if not given.",
        autocompletion=complete_folder,
        show_default=False,
    ),
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
