"""Which conditions, rules, verdicts, outcomes and claims the cases of a pack reach, and which of them they assert."""

from infusion_pathways.cases.coverage.gathering import coverage
from infusion_pathways.cases.coverage.model import Coverage, Goal, Status, Total, total
from infusion_pathways.cases.coverage.observing import Observation, Watcher, watch

__all__ = ["Coverage", "Goal", "Observation", "Status", "Total", "Watcher", "coverage", "total", "watch"]
