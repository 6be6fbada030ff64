"""The engines: `rete` chains rules with durable-rules, `direct` is the pure evaluator for bulk work.

Both answer the same question, the truth of every rule and finding of a program for one patient's facts, and both are held
to `logic` by tests. `rete` is not on every machine; `availability` says whether it is here.
"""

from collections.abc import Mapping
from typing import Protocol

from infusion_pathways.engine.errors import EngineFailed, EnginesDisagree
from infusion_pathways.meaning.facts import Facts
from infusion_pathways.meaning.logic import Truth
from infusion_pathways.meaning.rule import Program

__all__ = ["Engine", "EngineFailed", "EnginesDisagree"]


class Engine(Protocol):
    """What an engine does."""

    name: str

    def rules(self, program: Program, facts: Facts) -> Mapping[str, Truth]:
        """The truth of every premise of a program, by key."""
        ...
