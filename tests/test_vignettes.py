"""The worked patients of the fact sheet, carried over: each states its whole expectation, and the trace meets it."""

import json
from pathlib import Path
from typing import Any

import pytest

from infusion_pathways import EngineChoice, Pack, Scenario, advise
from infusion_pathways.cases import differences, verdict_in
from infusion_pathways.vocabulary.renamed import OUTCOMES, VERDICTS

# The sheet keeps the words of before 0.2.0.
NEW_WORDS = {**VERDICTS.words, **OUTCOMES.words}


def _in_new_words(expected: dict[str, Any]) -> dict[str, Any]:
    outcome = NEW_WORDS.get(expected["outcome"], expected["outcome"])
    return {**{NEW_WORDS.get(key, key): value for key, value in expected.items()}, "outcome": outcome}


VIGNETTES = {
    name: _in_new_words(expected)
    for name, expected in json.loads((Path(__file__).parent / "data" / "vignettes.json").read_text()).items()
}


def carried(scenarios: list[Scenario], name: str) -> Scenario:
    found = [scenario for scenario in scenarios if f"vignette:{name}" in scenario.tags]
    assert len(found) == 1, f"{name}: {[s.id for s in found]}"
    return found[0]


@pytest.mark.parametrize("name", VIGNETTES)
def test_the_scenario_states_what_the_vignette_expects(name: str, every_shipped_scenario: list[Scenario]) -> None:
    """Outcome, every verdict the vignette speaks of, and every flag stand in the scenario's own `expect`."""
    expected, stated = VIGNETTES[name], carried(every_shipped_scenario, name).expect
    assert stated is not None
    assert stated.outcome == expected["outcome"]
    for verdict in ("candidate", "condition_unmet", "on_hold"):
        for therapy in expected[verdict]:
            assert stated.verdicts[therapy] == verdict
    for therapy in expected["not_an_infusion"]:
        assert stated.verdicts[therapy] == "not_an_infusion"
    for therapy in expected["never_candidate"]:
        assert stated.verdicts[therapy] not in ("candidate", "on_hold", "condition_unmet", "in_use"), therapy
    assert set(expected["flags_at_least"]) <= set(stated.flags)
    assert len(stated.asks) >= bool(expected["asks"])


@pytest.mark.parametrize("name", VIGNETTES)
def test_the_trace_meets_the_vignette(name: str, shipped_pack: Pack, every_shipped_scenario: list[Scenario]) -> None:
    """With both engines, and read off the trace itself: nothing else is a candidate, nothing that must be flagged is silent."""
    expected, scenario = VIGNETTES[name], carried(every_shipped_scenario, name)
    trace = advise(shipped_pack, scenario, EngineChoice.BOTH)
    assert scenario.expect is not None
    assert differences(scenario.expect, trace) == []
    assert trace.outcome.code == expected["outcome"]
    found = {t.therapy: t.verdict for d in trace.diagnoses for t in d.therapies}
    for verdict in ("candidate", "condition_unmet", "on_hold"):
        assert sorted(t for t, v in found.items() if v == verdict) == sorted(expected[verdict])
    for therapy in expected["never_candidate"]:
        assert verdict_in(trace, therapy)[0] in ("ruled_out", "no_reason", "not_an_infusion", "undetermined")
    assert set(expected["flags_at_least"]) <= {flag.code for flag in trace.flags}
