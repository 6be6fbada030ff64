"""The patients who tell mutants from the rules, as cases that somebody has to judge."""

from collections.abc import Iterable
from pathlib import Path

from infusion_pathways.mutate.result import Counterexample
from infusion_pathways.mutate.score import MutantOutcome
from infusion_pathways.scenario import Scenario
from infusion_pathways.scenario.model import Expect
from infusion_pathways.scenario.writing import scenario_json


def case_files_of(outcomes: Iterable[MutantOutcome], folder: Path) -> dict[Path, str]:
    """The file of each distinct patient, named after the first mutant they tell; patients whom no case can use are left out."""
    groups: dict[str, list[Counterexample]] = {}
    for outcome in outcomes:
        telling = outcome.result.telling
        if telling is not None and telling.kills:
            groups.setdefault(_patient(telling.scenario), []).append(telling)
    return {folder / f"{group[0].scenario.id}.json": scenario_json(_together(group)) for group in groups.values()}


def _patient(scenario: Scenario) -> str:
    return scenario_json(scenario._replace(id="patient", title="", narrative="", expect=None))


def _together(tellings: list[Counterexample]) -> Scenario:
    """One case for mutants that one patient tells apart: what is expected of it tells them all."""
    first = tellings[0].scenario
    wanted = [telling.scenario.expect or Expect() for telling in tellings]
    rules = {name: truth for expect in wanted for name, truth in expect.rules.items()}
    asks = tuple(dict.fromkeys(name for expect in wanted for name in expect.asks))
    not_asks = tuple(dict.fromkeys(name for expect in wanted for name in expect.not_asks))
    more = len(tellings) - 1
    told = f" It tells {more} more mutant{'s' * (more > 1)}." if more else ""
    expect = wanted[0]._replace(rules=rules, asks=asks, not_asks=not_asks)
    return first._replace(narrative=first.narrative + told, expect=expect)
