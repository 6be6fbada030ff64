"""The front door: a pack and a scenario in, an explained trace out."""

from collections.abc import Mapping
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING

from infusion_pathways.engine import EnginesDisagree
from infusion_pathways.engine.direct import DirectEngine
from infusion_pathways.facts import Facts
from infusion_pathways.logic import Truth, conclude
from infusion_pathways.pack.rule import Pack, Program
from infusion_pathways.scenario import Scenario, facts_for
from infusion_pathways.trace import Trace, View, tell

if TYPE_CHECKING:
    from infusion_pathways.engine.renewed import RenewedRete

DIRECT = DirectEngine()


class EngineChoice(Enum):
    """Which engine evaluates the rules; `both` compares the two, and each with the reference meaning."""

    BOTH = "both"
    RETE = "rete"
    DIRECT = "direct"


def advise(pack: Pack, scenario: Scenario, engine: EngineChoice | str = EngineChoice.BOTH) -> Trace:
    """Evaluate a scenario with the rules of a pack and explain the answer. Educational only, never advice.

    Raises EnginesDisagree when two evaluations of the same rules differ, and ValueError for an engine that does not exist.
    """
    return tell(pack, scenario, views_of(pack, scenario, EngineChoice(engine)))


def views_of(pack: Pack, scenario: Scenario, choice: EngineChoice) -> list[View]:
    """Every diagnosis that has a pathway, with its facts and the truth of every rule; raises EnginesDisagree as `advise` does."""
    views = []
    for index, diagnosis in enumerate(scenario.diagnoses):
        program = pack.program_for(diagnosis.disease)
        if program is not None:
            facts = facts_for(scenario, index, pack.vocabulary)
            views.append(View(index, diagnosis.disease, program, facts, evaluate(program, facts, choice)))
    return views


def evaluate(program: Program, facts: Facts, choice: EngineChoice) -> Mapping[str, Truth]:
    """The truth of every rule of a program, by the chosen engine; with `both`, compared all ways."""
    if choice is EngineChoice.DIRECT:
        return DIRECT.rules(program, facts)
    fired = _rete().rules(program, facts)
    if choice is EngineChoice.BOTH:
        reference = {key: judgement.truth for key, judgement in conclude(program.premises, facts).rules.items()}
        _compare(program, "rete", fired, "the reference meaning", reference)
        _compare(program, "direct", DIRECT.rules(program, facts), "the reference meaning", reference)
    return fired


@cache
def _rete() -> "RenewedRete":
    from infusion_pathways.engine.renewed import RenewedRete

    return RenewedRete()


def _compare(program: Program, left: str, a: Mapping[str, Truth], right: str, b: Mapping[str, Truth]) -> None:
    differences = {key: (a[key], b[key]) for key in b if a[key] is not b[key]}
    if differences:
        raise EnginesDisagree(program.pathway.id, left, right, differences)
