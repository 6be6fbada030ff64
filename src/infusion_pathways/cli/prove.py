"""`pathways prove`: properties of the rules, proved or refuted with a patient."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from infusion_pathways.cli.common import Exit, opened_pack
from infusion_pathways.cli.options import FormatOption, JobsOption, MegabytesOption, PackOption, PathwaysOption, SecondsOption
from infusion_pathways.cli.reports import ReportFormat, checked_name, need_solver, save_and_report, with_progress, write_report
from infusion_pathways.scenario import Scenario
from infusion_pathways.scenario.writing import scenario_json
from infusion_pathways.source.saving import make_folder
from infusion_pathways.vocabulary import renamed


def complete_property(incomplete: str) -> list[str]:
    """The names of the properties, for shell completion."""
    from infusion_pathways.prove.run import PROPERTIES

    return [name for name in PROPERTIES if name.startswith(incomplete)]


def prove(
    pathway: PathwaysOption = None,
    property: Annotated[
        list[str] | None,
        typer.Option(
            "--property", help="Only this property; may be repeated.", autocompletion=complete_property, show_default=False
        ),
    ] = None,
    format: FormatOption = ReportFormat.TEXT,
    everything: Annotated[bool, typer.Option("--all", help="List what is proved as well, with its example.")] = False,
    write_cases: Annotated[
        Path | None,
        typer.Option("--write-cases", metavar="DIR", help="Save the patients who refute something.", show_default=False),
    ] = None,
    seconds: SecondsOption = 20.0,
    megabytes: MegabytesOption = 3000,
    jobs: JobsOption = 0,
    pack: PackOption = None,
) -> None:
    """Prove what holds for every patient, or show the smallest patient for whom it does not.

    Example: pathways prove --property invariant
    """
    need_solver()
    from infusion_pathways.prove.report import blocks, plain
    from infusion_pathways.prove.run import PROPERTIES, merged_results, needless_acceptances, proved, tasks
    from infusion_pathways.prove.verification import ProofStatus
    from infusion_pathways.solver.z3_solver import Budget

    rules = opened_pack(pack)
    for name in pathway or ():
        checked_name(name, rules.programs, "pathway")
    for name in property or ():
        renamed.PROPERTIES.refuse("pathways prove", name)
        checked_name(name, PROPERTIES, "property")
    if write_cases is not None:
        make_folder(write_cases)
    todo = tasks(rules, pathway or list(rules.programs))
    found = proved(rules, pack, todo, Budget(seconds, megabytes=megabytes), property or (), jobs or os.cpu_count() or 1)
    results = merged_results(rules, [r for part in with_progress(found, len(todo), "proofs") for r in part], whole=not pathway)
    idle = needless_acceptances(rules, results) if not pathway and not property else []
    refuted = [result for result in results if result.status is ProofStatus.REFUTED]
    saved = {} if write_cases is None else _counterexamples((p for result in refuted for p in result.patients), write_cases)
    save_and_report(saved, lambda: write_report(format, blocks(rules, results, idle, everything), plain(rules, results, idle)))
    if refuted or idle or any(result.status is ProofStatus.UNDECIDED for result in results):
        raise typer.Exit(Exit.CASE_FAILED)


def _counterexamples(patients: Iterable[Scenario], folder: Path) -> dict[Path, str]:
    return {folder / f"{patient.id}.json": scenario_json(_to_be_judged(patient)) for patient in patients}


def _to_be_judged(patient: Scenario) -> Scenario:
    told = "Refutes this statement about the rules; somebody has to judge whether the rules or the statement should change."
    return patient._replace(narrative=told, tags=("counterexample",))
