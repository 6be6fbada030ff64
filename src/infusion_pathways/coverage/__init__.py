"""Which conditions, rules, verdicts, outcomes and claims the cases of a pack reach, and which of them they assert."""

from infusion_pathways.coverage.gathering import coverage
from infusion_pathways.coverage.model import Coverage, Goal, GoalStatus, Total, total
from infusion_pathways.coverage.observing import Observation, Watcher, watch

__all__ = ["Coverage", "Goal", "GoalStatus", "Observation", "Total", "Watcher", "coverage", "total", "watch"]
