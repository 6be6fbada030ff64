"""Explanations are faithful: what they name decides, and whatever they print stands in the patient's file."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from infusion_pathways import Pack, Scenario
from infusion_pathways.engine.choice import EngineChoice
from infusion_pathways.explain.explanation import Explanation, Role, RuleExplained, explained
from infusion_pathways.explain.nodes import gaps_of, reads_nothing, values_of
from infusion_pathways.meaning.logic import Truth
from infusion_pathways.trace.therapy_name import TherapyName
from tests.explain.retold import answerable, answered, raw_of, retold, truth_of
from tests.laws.worlds import seeded
from tests.sizes import sized

NAMED = (Role.DECIDES, Role.REASON, Role.AGAINST)
WORLDS = sized(40, 150)


def explanations(pack: Pack, scenario: Scenario) -> Iterator[Explanation]:
    """The explanation of every therapy of every pathway of a patient."""
    for diagnosis in scenario.diagnoses:
        if diagnosis.disease in pack.pathway_of:
            for therapy in pack.pathways[pack.pathway_of[diagnosis.disease]].therapies:
                found = explained(pack, scenario, TherapyName(therapy, diagnosis.disease), EngineChoice.DIRECT)
                assert isinstance(found, Explanation)
                yield found


def named_rules(explanation: Explanation) -> list[RuleExplained]:
    return [rule for rule in explanation.rules if rule.role in NAMED]


def turned(raw: dict[str, Any], pack: Pack, disease: str, rule: RuleExplained) -> str:
    """The way of taking back what decided a rule after which its truth is another; empty where there is none."""
    own = next(index for index, diagnosis in enumerate(raw["diagnoses"]) if diagnosis["disease"] == disease)
    named = dict.fromkeys(value.pointer for value in values_of(rule.tree))
    pointers = [pointer for pointer in named if pointer != f"/diagnoses/{own}/disease"]
    for name, edited in retold(raw, pointers, pack):
        truth = truth_of(edited, pack, disease, rule.key)
        if truth is not None and truth is not rule.truth:
            return name
    return ""


def checked(pack: Pack, scenario: Scenario, counts: Counter[str]) -> None:
    """Hold every rule that the explanations of a patient name against edited copies of the patient."""
    raw = raw_of(scenario)
    for explanation in explanations(pack, scenario):
        disease = explanation.answer.disease
        about = (scenario.id, explanation.answer.therapy)
        assert (explanation.appraisal.row.verdict.value, explanation.appraisal.row.words) == (
            explanation.answer.verdict,
            explanation.answer.when,
        )
        counts["verdicts that turn on no rule"] += not explanation.having(Role.DECIDES)
        for rule in named_rules(explanation):
            counts["rules"] += 1
            assert truth_of(raw, pack, disease, rule.key) is rule.truth, (*about, rule.key)
            if rule.truth is Truth.UNKNOWN:
                gaps = gaps_of(rule.tree)
                assert gaps, (*about, rule.key)
                if not all(answerable(gap, pack, disease) for gap in gaps):
                    counts["cannot be answered"] += 1
                    continue
                now = truth_of(answered(raw, gaps, pack, disease), pack, disease, rule.key)
                assert now in (Truth.TRUE, Truth.FALSE), (*about, rule.key, gaps)
                counts["answered"] += 1
            elif reads_nothing(rule.tree):
                counts["reads nothing"] += 1
            else:
                assert values_of(rule.tree), (*about, rule.key)
                way = turned(raw, pack, disease, rule)
                assert way, (*about, rule.key, values_of(rule.tree))
                counts["taken back"] += 1


def test_what_is_named_decides(shipped_pack: Pack, shipped_scenarios: list[Scenario]) -> None:
    """For every shipped patient and therapy: taking back what is named turns the rule, answering what is open decides it."""
    counts: Counter[str] = Counter()
    for scenario in shipped_scenarios:
        checked(shipped_pack, scenario, counts)
    assert counts["rules"] > sized(350, 2300)
    assert not counts["verdicts that turn on no rule"]
    assert counts["reads nothing"] < counts["rules"] / 40, counts
    # Scores that disagree and a disease without subtypes: patients of that kind are there to hold the rules, so they are not few.
    assert counts["cannot be answered"] < counts["rules"] / 50, counts
    assert counts["taken back"] + counts["answered"] > sized(350, 2300), counts


@pytest.mark.parametrize("part", range(3))
def test_what_is_named_decides_in_random_worlds(part: int) -> None:
    """The same for random packs and patients."""
    counts: Counter[str] = Counter()
    for seed in range(part * WORLDS, (part + 1) * WORLDS):
        checked(*seeded(seed), counts)
    assert counts["taken back"] > sized(150, 600), counts
    assert counts["answered"] > sized(25, 80), counts
    assert counts["reads nothing"] + counts["cannot be answered"] < counts["rules"] / sized(20, 40), counts
