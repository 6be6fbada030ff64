"""`pathways what-if`: the answer before and after some edits of a patient, side by side."""

from pathlib import Path
from typing import Annotated

import typer

from infusion_pathways.cli.common import engine_here, opened_pack
from infusion_pathways.cli.options import DetailOption, EngineOption, FileArgument, FormatOption, PackOption
from infusion_pathways.cli.reports import ReportFormat, write_report
from infusion_pathways.document.blocks import Detail


def complete_set(ctx: typer.Context, incomplete: str) -> list[str]:
    """`PATH=` of the scenario, then the values of that path, for shell completion."""
    from infusion_pathways.whatif.completing import settings

    return settings(_file(ctx), ctx.params.get("pack"), incomplete)


def complete_unset(ctx: typer.Context, incomplete: str) -> list[str]:
    """The paths of the scenario that have a value, for shell completion."""
    from infusion_pathways.whatif.completing import removable

    return removable(_file(ctx), ctx.params.get("pack"), incomplete)


def _file(ctx: typer.Context) -> Path | None:
    """FILE of a command line that is being completed: with an option at its end that has no value yet, it is left over."""
    named = ctx.params.get("file") or next(iter(ctx.args), None)
    return None if named is None else Path(named)


def what_if(
    file: FileArgument,
    set_: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="PATH=VALUE",
            help="Set the value at a path which the trace prints; may be repeated.",
            autocompletion=complete_set,
            show_default=False,
        ),
    ] = None,
    unset: Annotated[
        list[str] | None,
        typer.Option(
            "--unset",
            metavar="PATH",
            help="Take a value away, so that it is not recorded; may be repeated.",
            autocompletion=complete_unset,
            show_default=False,
        ),
    ] = None,
    format: FormatOption = ReportFormat.TEXT,
    detail: DetailOption = Detail.STANDARD,
    write_case: Annotated[
        Path | None,
        typer.Option("--write-case", metavar="FILE", help="Save the edited patient as a scenario.", show_default=False),
    ] = None,
    engine: EngineOption = None,
    pack: PackOption = None,
) -> None:
    """Edit a patient, and show what becomes another answer: only what differs, and which edit brings it about.

    Example: pathways what-if patient.json --set /patient/age_years=70 --unset /treatments/0
    """
    from infusion_pathways.scenario import parse_scenario
    from infusion_pathways.scenario.editing import read_edits
    from infusion_pathways.scenario.writing import scenario_json
    from infusion_pathways.source import read_json
    from infusion_pathways.source.saving import save
    from infusion_pathways.whatif.comparison import compared
    from infusion_pathways.whatif.plain import case_of, plain
    from infusion_pathways.whatif.report import blocks

    rules = opened_pack(pack)
    document = read_json(file)
    parse_scenario(document, rules)
    edits = read_edits(document, set_ or (), unset or (), rules)
    if not edits:
        raise typer.BadParameter("name at least one `--set PATH=VALUE` or `--unset PATH`")
    comparison = compared(rules, document, edits, engine_here(engine))
    if write_case is not None:
        save(write_case, scenario_json(case_of(rules, document, comparison)))
    write_report(format, blocks(rules, document, comparison, detail), plain(rules, document, comparison))
