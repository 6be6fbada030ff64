"""Patient scenarios: read, resolved against a pack's vocabulary, seen from each diagnosis."""

from infusion_pathways.scenario.model import Diagnosis, Expect, HistoryEntry, Scenario
from infusion_pathways.scenario.parse import load_scenario, parse_scenario
from infusion_pathways.scenario.view import facts_for

__all__ = ["Diagnosis", "Expect", "HistoryEntry", "Scenario", "facts_for", "load_scenario", "parse_scenario"]
