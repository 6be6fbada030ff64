"""`pathways flip`: the smallest changes to a patient that bring a therapy to a verdict."""

from pathlib import Path
from typing import Annotated

import click
import typer

from infusion_pathways.cli.common import Exit, opened_pack
from infusion_pathways.cli.completing import complete_allowed
from infusion_pathways.cli.options import FileArgument, FormatOption, MegabytesOption, PackOption, TherapyArgument
from infusion_pathways.cli.reports import ReportFormat, need_solver, write_report
from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.scenario import load_scenario
from infusion_pathways.scenario.writing import scenario_json
from infusion_pathways.source.saving import make_folder, save
from infusion_pathways.vocabulary.renamed import VERDICTS


class VerdictChoice(click.Choice[str]):
    """One of the verdicts; an old name is refused with the new one named."""

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The name of a verdict."""
        VERDICTS.refuse("pathways flip", value)
        return super().convert(value, param, ctx)


def flip(
    file: FileArgument,
    therapy: TherapyArgument,
    to: Annotated[
        Verdict | None,
        typer.Option(
            "--to",
            click_type=VerdictChoice([verdict.value for verdict in Verdict]),
            help="The verdict to reach; candidate, or anything else where it is one.",
            show_default=False,
        ),
    ] = None,
    allow: Annotated[
        list[str] | None,
        typer.Option(
            "--allow",
            metavar="NAME",
            help="Let a fixed fact change: age_years, sex, subtype, comorbidities, history, ...; may be repeated.",
            autocompletion=complete_allowed,
            show_default=False,
        ),
    ] = None,
    max_size: Annotated[int, typer.Option("--max-size", help="The most changes in a set.", min=1, max=9)] = 3,
    limit: Annotated[int, typer.Option("--limit", help="The most sets to show.", min=1)] = 20,
    format: FormatOption = ReportFormat.TEXT,
    write_cases: Annotated[
        Path | None,
        typer.Option("--write-cases", metavar="DIR", help="Save each changed patient as a scenario.", show_default=False),
    ] = None,
    seconds: Annotated[float, typer.Option("--seconds", help="Budget of the whole question.", min=0.001)] = 20.0,
    megabytes: MegabytesOption = 3000,
    pack: PackOption = None,
) -> None:
    """Find the smallest changes to a patient that bring a therapy to a verdict.

    Example: pathways flip patient.json THERAPY --max-size 2
    """
    need_solver()
    from infusion_pathways.flip.asking import question_of
    from infusion_pathways.flip.flips import flips_of
    from infusion_pathways.flip.minimal import Ended
    from infusion_pathways.flip.plain import cases, plain
    from infusion_pathways.flip.report import blocks
    from infusion_pathways.solver.z3_solver import Budget

    rules = opened_pack(pack)
    scenario = load_scenario(file, rules)
    question = question_of(rules, scenario, therapy, to, allow or (), max_size, limit)
    flips = flips_of(rules, scenario, question, Budget(seconds, megabytes=megabytes))
    if write_cases is not None:
        make_folder(write_cases)
        for case in cases(rules, flips, scenario):
            save(write_cases / f"{case.id}.json", scenario_json(case))
    write_report(format, blocks(rules, flips, scenario), plain(rules, flips, scenario))
    if flips.ended is Ended.BUDGET or flips.opening is None:
        raise typer.Exit(Exit.CASE_FAILED)
