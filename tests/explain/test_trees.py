"""Trees and numbers can be checked: every truth is that of the meaning, every value stands in the file, nothing is invented."""

import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infusion_pathways import Pack, Scenario, load_scenario
from infusion_pathways.document.blocks import NOTICE, Detail, Paragraph, Tree, TreeNode
from infusion_pathways.engine.choice import EngineChoice
from infusion_pathways.evaluation import Evaluation, evaluations_of
from infusion_pathways.explain.explanation import Explanation, RuleExplained
from infusion_pathways.explain.nearest import TestTurn, distance, truth_after, turns
from infusion_pathways.explain.nodes import ConditionJudge, Judged, gaps_of, values_of
from infusion_pathways.explain.plain import plain
from infusion_pathways.explain.report import blocks
from infusion_pathways.meaning.condition import Condition
from infusion_pathways.meaning.logic import Findings, Truth, judge
from tests.explain.test_faithful import explanations
from tests.laws.worlds import seeded
from tests.sizes import sampled, sized

ABSENT = object()


def nodes(node: Judged) -> Iterator[Judged]:
    yield node
    for part in node.parts:
        yield from nodes(part)


def checked_trees(pack: Pack, scenario: Scenario, view: Evaluation) -> int:
    """Judge every node of every rule of a program again; how many there were."""
    judged = ConditionJudge(pack, scenario, view)
    findings = Findings(view.program.premises, view.facts)
    seen = 0
    for clause in view.program.clauses:
        tree = judged.rule(clause)
        assert tree.truth is view.rules[clause.key]
        for node in nodes(tree):
            assert node.truth is judge(node.condition, view.facts, findings).truth
            assert not (node.values and node.gaps)
            if node.shape == "test":
                assert bool(node.gaps) is (node.truth is Truth.UNKNOWN)
                assert node.values or node.gaps or not hasattr(node.condition, "fact")
            if node.shape == "rule" and node.name in view.program.by_key:
                assert node.truth is view.rules[node.name]
            seen += 1
    return seen


def test_trees_have_the_truth_of_the_meaning_and_of_the_engines(shipped_pack: Pack, shipped_scenarios: list[Scenario]) -> None:
    """Each node of a tree is judged as `logic` judges it; the root, and each rule below a finding, as the engine did."""
    for choice, scenarios in (
        (EngineChoice.DIRECT, sampled(shipped_scenarios, 25)),
        (EngineChoice.BOTH, sampled(shipped_scenarios, 6)),
    ):
        for scenario in scenarios:
            for view in evaluations_of(shipped_pack, scenario, choice):
                assert checked_trees(shipped_pack, scenario, view) > 300


def test_trees_have_the_truth_of_the_meaning_in_random_worlds() -> None:
    """The same for random packs and patients."""
    for seed in range(sized(40, 150)):
        pack, scenario = seeded(seed, rich=True)
        for view in evaluations_of(pack, scenario, EngineChoice.DIRECT):
            assert checked_trees(pack, scenario, view)


def test_values_are_those_of_the_trace(shipped_pack: Pack, shipped_scenarios: list[Scenario]) -> None:
    """The explanation names at least the values that the trace names for the same rule, and exactly its gaps."""
    for scenario in sampled(shipped_scenarios, 25):
        for explanation in explanations(shipped_pack, scenario):
            answer = explanation.answer
            told = {rule.clause.rule.id: rule for rule in explanation.rules if rule.clause is not None}
            for argument in (*answer.supporting, *answer.against, *answer.unmet, *answer.met, *answer.unknown, *answer.closed):
                rule = told[argument.rule]
                assert set(argument.values) <= set(values_of(rule.tree)) or argument.truth == "unknown"
                assert argument.truth != "unknown" or set(argument.gaps) == set(gaps_of(rule.tree))


def at(raw: Any, pointer: str) -> Any:
    """What stands at a pointer in a file, or `ABSENT`."""
    for step in pointer.split("/")[1:]:
        try:
            raw = raw[int(step)] if isinstance(raw, list) else raw[step]
        except (KeyError, IndexError):
            return ABSENT
    return raw


def test_what_is_printed_stands_in_the_file(shipped_pack: Pack, shipped_files: list[Path]) -> None:
    """Each value has its place in the file and is what stands there; where a gap points, nothing stands or nothing known."""
    for path in sampled(shipped_files, 25):
        raw = json.loads(path.read_text())
        for explanation in explanations(shipped_pack, load_scenario(path, shipped_pack)):
            for rule in explanation.rules:
                for value in values_of(rule.tree):
                    held = at(raw, value.pointer)
                    assert held is not ABSENT, (path, value)
                    assert isinstance(held, list | dict) or held == value.value or isinstance(value.value, tuple), (path, value)
                for gap in gaps_of(rule.tree):
                    held = at(raw, gap.pointer)
                    open_ = held in (ABSENT, None, "unknown") or isinstance(held, dict) or "split" in gap.words
                    assert open_ or gap.pointer.endswith("/class"), (path, gap)


def tree_lines(items: tuple[TreeNode, ...]) -> Iterator[TreeNode]:
    for node in items:
        yield node
        yield from tree_lines(node.parts)


@pytest.mark.parametrize("detail", Detail)
def test_every_reading_names_known_rules_and_ends_with_the_notice(
    detail: Detail, shipped_pack: Pack, shipped_scenarios: list[Scenario]
) -> None:
    """No rule in a reading that the program has not, each finding opened once, no rule id in prose, the notice last."""
    ids = re.compile("|".join(re.escape(name) for name in sorted(shipped_pack.rules, key=len, reverse=True)))
    for scenario in sampled(shipped_scenarios, 12):
        for explanation in explanations(shipped_pack, scenario):
            keys = explanation.appraisal.program.by_key
            drawn = blocks(shipped_pack, explanation, detail)
            assert isinstance(drawn[-1], Paragraph)
            assert drawn[-1].text == NOTICE
            prose = [block.text for block in drawn if isinstance(block, Paragraph) and block.role in ("prose", "outcome")]
            assert len(prose) > 1
            for text in prose:
                assert not ids.search(text), text
                assert "_" not in text, text
                assert "  " not in text, text
                assert text.endswith((".", ")")), text
                assert text[:1].isupper() or text[:1].isdigit(), text
            assert len(set(prose)) == len(prose), prose
            lines = [line for block in drawn if isinstance(block, Tree) for line in tree_lines(block.nodes)]
            assert bool(lines) is (detail is not Detail.SHORT)
            named = {match[1] for line in lines if (match := re.search(r"\(rule (\S+)\)$", line.text))}
            assert named <= set(keys)
            opened = [line.text for line in lines if line.text.startswith("finding: ") and line.parts]
            assert len(opened) == len(set(opened))


def flippable(tree: Judged) -> list[tuple[Condition, bool]]:
    """Every test below a rule with each truth it might turn to, those apart that nothing can turn."""
    found: dict[Condition, Judged] = {node.condition: node for node in nodes(tree) if node.shape == "test"}
    pairs = [(node, wanted) for node in found.values() for wanted in (True, False)]
    return [(node.condition, wanted) for node, wanted in pairs if turns(node, wanted)]


def fewer(rule: RuleExplained) -> Iterator[tuple[TestTurn, ...]]:
    """Every set of turns that is nearer than the one told and makes the rule true."""
    assert rule.near is not None
    tests = {node.condition: node for node in nodes(rule.tree) if node.shape == "test"}
    every = [TestTurn(tests[condition], wanted, ()) for condition, wanted in flippable(rule.tree)]
    for size in range(1, len(rule.near) + 1):
        for chosen in itertools.combinations(every, size):
            way = {turn.test.condition: turn for turn in chosen}
            if distance(chosen) < distance(rule.near) and truth_after(rule.tree, way) is Truth.TRUE:
                yield chosen


def checked_nearest(explanation: Explanation) -> int:
    """Hold the distance of every reason against all smaller sets of turns; how many reasons there were."""
    checked = 0
    for rule in explanation.nearest():
        if rule.near is None:
            continue
        assert truth_after(rule.tree, {turn.test.condition: turn for turn in rule.near}) is Truth.TRUE
        assert all(turn.test.truth is not (Truth.TRUE if turn.wanted else Truth.FALSE) for turn in rule.near)
        if len(rule.near) <= 2 or (len(rule.near) == 3 and len(flippable(rule.tree)) < 16):
            assert next(fewer(rule), None) is None, (rule.key, rule.near)
            checked += 1
    return checked


def test_no_reason_is_nearer_than_told(shipped_pack: Pack, shipped_scenarios: list[Scenario]) -> None:
    """Turning the tests that are named makes the rule true, and no smaller set of tests does, counted out one by one."""
    pairs = (e for scenario in sampled(shipped_scenarios, 15) for e in explanations(shipped_pack, scenario))
    assert sum(map(checked_nearest, pairs)) > 100


def test_no_reason_is_nearer_than_told_in_random_worlds() -> None:
    """The same for random packs and patients."""
    assert sum(checked_nearest(e) for seed in range(60) for e in explanations(*seeded(seed))) > 60


def test_the_plain_values_are_whole(shipped_pack: Pack, shipped_scenarios: list[Scenario]) -> None:
    """As JSON: every finding that a tree mentions is opened under `findings`, once; rules and truths are those of the program."""
    for scenario in sampled(shipped_scenarios, 12):
        for explanation in explanations(shipped_pack, scenario):
            values = json.loads(json.dumps(plain(shipped_pack, explanation)["result"]))
            mentioned = set(
                re.findall(r'"shape": "finding", "truth": "[a-z]+", "words": "[^"]+", "name": "(\w+)"', json.dumps(values))
            )
            assert mentioned == set(values["findings"])
            for rule in values["rules"]:
                assert rule["truth"] == rule["tree"]["truth"]
                assert rule["rule"] in explanation.appraisal.program.by_key or rule["kind"] == "in_use"
