"""`pathways ask`: the unknown facts that can still change a verdict, and those that cannot any more."""

from typing import Annotated

import typer

from infusion_pathways.cli.common import Exit, opened_pack
from infusion_pathways.cli.completing import complete_therapy
from infusion_pathways.cli.options import DetailOption, FileArgument, FormatOption, MegabytesOption, PackOption, SecondsOption
from infusion_pathways.cli.reports import ReportFormat, need_solver, with_progress, write_report
from infusion_pathways.document.blocks import Detail
from infusion_pathways.scenario import load_scenario


def ask(
    file: FileArgument,
    therapy: Annotated[
        str | None,
        typer.Option(
            "--therapy",
            metavar="THERAPY",
            help="Ask about this therapy only; `disease/therapy` where several diagnoses have it.",
            autocompletion=complete_therapy,
            show_default=False,
        ),
    ] = None,
    limit: Annotated[int, typer.Option("--limit", help="The most facts to show; JSON has all.", min=1)] = 10,
    format: FormatOption = ReportFormat.TEXT,
    detail: DetailOption = Detail.STANDARD,
    seconds: SecondsOption = 20.0,
    megabytes: MegabytesOption = 3000,
    pack: PackOption = None,
) -> None:
    """Show which unknown facts can still change a verdict, what each answer would decide, and what cannot matter any more.

    Example: pathways ask patient.json --therapy THERAPY
    """
    need_solver()
    from infusion_pathways.ask.asks import asking, asks_of
    from infusion_pathways.ask.plain import plain
    from infusion_pathways.ask.report import blocks
    from infusion_pathways.solver.z3_solver import Budget

    rules = opened_pack(pack)
    scenario = load_scenario(file, rules)
    questions = asking(rules, scenario, therapy, Budget(seconds, megabytes=megabytes))
    unknowns = questions.completions.unknowns
    asks = asks_of(questions, scenario, with_progress(map(questions.asked, unknowns), len(unknowns), "asking"))
    write_report(format, blocks(asks, scenario, limit, detail), plain(asks, scenario))
    if not asks.complete:
        raise typer.Exit(Exit.CASE_FAILED)
