"""The error that a proof and the engines must never give; apart, so that catching it loads nothing else."""

from collections.abc import Sequence
from typing import Any

from infusion_pathways.engine import EngineFailed
from infusion_pathways.scenario import Scenario


class ReplayDisagrees(EngineFailed):
    """The engines say something else of a patient than the proof did: an error of this program, never an answer."""

    def __init__(self, scenario: Scenario, told: Sequence[str]) -> None:
        self.scenario, self.told = scenario, tuple(told)
        super().__init__(f"the replay of a proof's patient disagrees: {'; '.join(told)}")

    def __reduce__(self) -> tuple[Any, ...]:
        """Errors travel from one process to another by their arguments."""
        return ReplayDisagrees, (self.scenario, self.told)
