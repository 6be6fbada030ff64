"""The engines: `rete` chains rules with durable-rules, `direct` is the pure evaluator for bulk work.

Both answer the same question, the truth of every rule and finding of a program for one patient's facts, and both are held
to `logic` by tests.
"""

from collections.abc import Mapping
from typing import Any, Protocol

from infusion_pathways.facts import Facts
from infusion_pathways.logic import Truth
from infusion_pathways.pack.rule import Program


class Engine(Protocol):
    """What an engine does."""

    name: str

    def rules(self, program: Program, facts: Facts) -> Mapping[str, Truth]:
        """The truth of every premise of a program, by key."""
        ...


class EngineFailed(Exception):
    """An engine could not evaluate a program at all."""


class EnginesDisagree(Exception):
    """Two evaluations of the same rules differ: an error of this program, never an answer."""

    def __init__(self, pathway: str, left: str, right: str, differences: Mapping[str, tuple[Truth, Truth]]) -> None:
        self._between = pathway, left, right
        self.differences = dict(sorted(differences.items()))
        told = "; ".join(f"rule {key}: {left} says {a.value}, {right} says {b.value}" for key, (a, b) in self.differences.items())
        super().__init__(f"engines disagree in pathway {pathway}: {told}")

    def __reduce__(self) -> tuple[Any, ...]:
        """Errors travel from one process to another by their arguments."""
        return EnginesDisagree, (*self._between, self.differences)
