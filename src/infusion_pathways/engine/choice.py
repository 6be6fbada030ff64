"""Who evaluates the rules, and holding those who do against each other."""

from collections.abc import Mapping
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING

from infusion_pathways.engine import EnginesDisagree
from infusion_pathways.engine.direct import DirectEngine
from infusion_pathways.meaning.facts import Facts
from infusion_pathways.meaning.logic import Truth
from infusion_pathways.meaning.rule import Program
from infusion_pathways.source import MissingRequirement, Place

if TYPE_CHECKING:
    from infusion_pathways.engine.isolated import IsolatedRete

DIRECT = DirectEngine()
RETE, REFERENCE = "rete", "reference"


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
                return (RETE, DIRECT.name, REFERENCE)
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

    Raises MissingRequirement where one is named that needs durable-rules and it cannot be used, ValueError for a name that means
    none.
    """
    if engine is None:
        return EngineChoice.CHECKED if why_not_rete() else EngineChoice.BOTH
    choice = EngineChoice(engine)
    if RETE in choice.judges and (reason := why_not_rete()):
        from infusion_pathways.engine.chaining import why_not_loaded
        from infusion_pathways.engine.messages import engine_missing

        raise MissingRequirement([engine_missing(Place("pathways"), choice.value, reason, not why_not_loaded())])
    return choice


def bits_of(choice: EngineChoice, program: Program, facts: Facts) -> dict[str, Mapping[str, Truth]]:
    """The truth of every rule by each engine of a choice, the engine's name first. Raises EngineFailed where one cannot judge."""
    engines = (name for name in choice.judges if name != REFERENCE)
    return {name: (_rete() if name == RETE else DIRECT).rules(program, facts) for name in engines}


def compared(program: Program, bits: Mapping[str, Mapping[str, Truth]], reference: Mapping[str, Truth]) -> None:
    """Hold what engines said of each rule against the reference meaning; raises EnginesDisagree where it differs."""
    for name, rules in bits.items():
        differences = {key: (rules[key], truth) for key, truth in reference.items() if rules[key] is not truth}
        if differences:
            raise EnginesDisagree(program.pathway.id, name, "the reference meaning", differences)


@cache
def _rete() -> "IsolatedRete":
    from infusion_pathways.engine.isolated import IsolatedRete

    return IsolatedRete()
