"""What the tests of coverage share: the hand-made pack with its cases, and running cases without files."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from infusion_pathways import Pack, Scenario, load_pack, load_scenario
from infusion_pathways.advice import advised
from infusion_pathways.coverage import Coverage, Goal, Observation, Watcher, coverage
from infusion_pathways.coverage.model import PathwayCoverage

HERE = Path(__file__).resolve().parent
FOLDER, CASES = HERE / "pack", HERE / "cases"


@cache
def marsh() -> Pack:
    """The hand-made pack."""
    return load_pack(FOLDER)


@cache
def marsh_cases() -> tuple[Scenario, ...]:
    """Its five cases."""
    return tuple(load_scenario(path, marsh()) for path in sorted(CASES.glob("*.json")))


def observed(pack: Pack, scenarios: Iterable[Scenario]) -> list[Observation]:
    """What some cases run through and assert."""
    watcher = Watcher(pack)
    return [watcher.observe(advised(pack, scenario, "direct")) for scenario in scenarios]


def covered(pack: Pack, scenarios: Iterable[Scenario]) -> Coverage:
    """The coverage of some cases."""
    return coverage(pack, observed(pack, scenarios))


Named = dict[tuple[str, ...], Goal]


def goals(pathway: PathwayCoverage) -> Named:
    """Every goal of a pathway by what it is about: key, number of the leaf, state."""
    found: Named = {}
    for rule in pathway.rules:
        for clause in rule.clauses:
            found |= {(clause.key, goal.what): goal for goal in clause.truths}
            for number, leaf in enumerate(clause.leaves):
                found |= {(clause.key, str(number), goal.what): goal for goal in leaf.goals}
    found |= {(f"verdict {t.therapy}", goal.what): goal for t in pathway.therapies for goal in t.verdicts}
    return found


def all_goals(found: Coverage) -> Named:
    """Every goal of a coverage by what it is about."""
    named = {(pathway.pathway, *key): goal for pathway in found.pathways for key, goal in goals(pathway).items()}
    named |= {("outcome", goal.what): goal for goal in found.outcomes}
    return named | {("claim", goal.what): goal for goal in found.claims}
