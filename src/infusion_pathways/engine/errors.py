"""What goes wrong in an engine. This module imports nothing, so that the process of durable-rules loads little."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from infusion_pathways.meaning.logic import Truth


class EngineFailed(Exception):
    """An engine could not evaluate a program at all."""


class TooLarge(EngineFailed):
    """A program with more atoms than durable-rules can match without hanging."""


class RuleEngineFailed(EngineFailed):
    """Durable-rules reported an exception from within a run."""


class EngineLost(EngineFailed):
    """The process in which durable-rules ran came to an end, and so did the one that was to take over."""


class EnginesDisagree(Exception):
    """Two evaluations of the same rules differ: an error of this program, never an answer."""

    def __init__(self, pathway: str, left: str, right: str, differences: "Mapping[str, tuple[Truth, Truth]]") -> None:
        self._between = pathway, left, right
        self.differences = dict(sorted(differences.items()))
        told = "; ".join(f"rule {key}: {left} says {a.value}, {right} says {b.value}" for key, (a, b) in self.differences.items())
        super().__init__(f"engines disagree in pathway {pathway}: {told}")

    def __reduce__(self) -> tuple[Any, ...]:
        """Errors travel from one process to another by their arguments."""
        return EnginesDisagree, (*self._between, self.differences)
