"""The front door: a pack and a scenario in, an explained trace out."""

from collections.abc import Mapping
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING

from infusion_pathways.engine import EnginesDisagree
from infusion_pathways.engine.direct import DirectEngine
from infusion_pathways.meaning.facts import Facts
from infusion_pathways.meaning.logic import Truth, conclude
from infusion_pathways.meaning.rule import Program
from infusion_pathways.pack.model import Pack
from infusion_pathways.scenario import Scenario, facts_for
from infusion_pathways.source import MissingHere, Place
from infusion_pathways.trace import JudgedDiagnosis, Trace
from infusion_pathways.trace.build import tell

if TYPE_CHECKING:
    from infusion_pathways.engine.isolated import IsolatedRete

DIRECT = DirectEngine()
REFERENCE = "reference"


class EngineChoice(Enum):
    """Who evaluates the rules.

    `both` compares the two engines, each with the reference meaning; `checked` is `direct`, compared with it, and needs nothing
    that is not on every machine. `rete` and `direct` stand alone.
    """

    BOTH = "both"
    RETE = "rete"
    DIRECT = "direct"
    CHECKED = "checked"

    @property
    def judges(self) -> tuple[str, ...]:
        """Who judges each rule: engines by name, and the reference meaning."""
        match self:
            case EngineChoice.BOTH:
                return ("rete", DIRECT.name, REFERENCE)
            case EngineChoice.CHECKED:
                return (DIRECT.name, REFERENCE)
            case EngineChoice.RETE | EngineChoice.DIRECT:
                return (self.value,)


def why_not_rete() -> str:
    """Why durable-rules cannot be used here, in words that end a sentence; empty where it can."""
    from infusion_pathways.engine.availability import why_not

    return why_not()


def chosen(engine: EngineChoice | str | None = None) -> EngineChoice:
    """The choice that is named; where none is, `both` if durable-rules can be used here, else `checked`.

    Raises MissingHere where one is named that needs durable-rules and it cannot be used, ValueError for a name that means none.
    """
    if engine is None:
        return EngineChoice.CHECKED if why_not_rete() else EngineChoice.BOTH
    choice = EngineChoice(engine)
    if "rete" in choice.judges and (reason := why_not_rete()):
        from infusion_pathways.engine.chaining import why_not_loaded
        from infusion_pathways.engine.messages import engine_missing

        raise MissingHere([engine_missing(Place("pathways"), choice.value, reason, not why_not_loaded())])
    return choice


def advise(pack: Pack, scenario: Scenario, engine: EngineChoice | str | None = None) -> Trace:
    """Evaluate a scenario with the rules of a pack and explain the answer. Educational only, never advice.

    `engine` is as for `chosen`; the trace names who judged. Raises EnginesDisagree when two evaluations of the same rules differ,
    EngineFailed when one could not be made, and what `chosen` raises.
    """
    return tell(pack, scenario, views_of(pack, scenario, chosen(engine)))


def views_of(pack: Pack, scenario: Scenario, choice: EngineChoice) -> list[JudgedDiagnosis]:
    """Every diagnosis that has a pathway, with its facts and the truth of every rule; raises EnginesDisagree as `advise` does."""
    views = []
    for index, diagnosis in enumerate(scenario.diagnoses):
        program = pack.program_for(diagnosis.disease)
        if program is not None:
            facts = facts_for(scenario, index, pack.vocabulary)
            views.append(
                JudgedDiagnosis(index, diagnosis.disease, program, facts, evaluate(program, facts, choice), choice.judges)
            )
    return views


def evaluate(program: Program, facts: Facts, choice: EngineChoice) -> Mapping[str, Truth]:
    """The truth of every rule of a program, by the chosen engine; with `both` and `checked`, compared all ways."""
    if choice is EngineChoice.DIRECT:
        return DIRECT.rules(program, facts)
    if choice is EngineChoice.RETE:
        return _rete().rules(program, facts)
    reference = {key: judgement.truth for key, judgement in conclude(program.premises, facts).rules.items()}
    direct = DIRECT.rules(program, facts)
    fired = _rete().rules(program, facts) if choice is EngineChoice.BOTH else direct
    if choice is EngineChoice.BOTH:
        _compare(program, "rete", fired, "the reference meaning", reference)
    _compare(program, DIRECT.name, direct, "the reference meaning", reference)
    return fired


@cache
def _rete() -> "IsolatedRete":
    from infusion_pathways.engine.isolated import IsolatedRete

    return IsolatedRete()


def _compare(program: Program, left: str, a: Mapping[str, Truth], right: str, b: Mapping[str, Truth]) -> None:
    differences = {key: (a[key], b[key]) for key in b if a[key] is not b[key]}
    if differences:
        raise EnginesDisagree(program.pathway.id, left, right, differences)
