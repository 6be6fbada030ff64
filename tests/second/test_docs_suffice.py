"""The docs are enough to build the evaluation from: a second evaluator, written from them, answers as the program does."""

import ast
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from infusion_pathways import Pack
from infusion_pathways.advice import advise
from infusion_pathways.engine.choice import EngineChoice
from infusion_pathways.evaluation import evaluations_of
from infusion_pathways.meaning.logic import Truth, conclude
from infusion_pathways.meaning.outcomes import Outcome
from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.scenario import Scenario, parse_scenario
from infusion_pathways.source.reading import parse_json
from tests.conftest import ROOT
from tests.second.evaluator import Answer, Rules
from tests.second.patients import Patients
from tests.sizes import sized

TRUTHS = {Truth.TRUE: True, Truth.FALSE: False, Truth.UNKNOWN: None}


@pytest.fixture(scope="module")
def rules() -> Rules:
    return Rules(ROOT / "rules")


def met() -> list[str]:
    """What random patients have to come to, so that agreeing on them says something."""
    return [
        *(verdict.value for verdict in Verdict),
        *(f"outcome {name.value}" for name in Outcome if name is not Outcome.OUTSIDE_SCOPE),
    ]


def read(raw: dict[str, Any], pack: Pack) -> Scenario:
    return parse_scenario(parse_json("random.json", json.dumps(raw)), pack)


def first(pack: Pack, scenario: Scenario) -> Answer:
    """What the program answers, in the words of the second evaluator."""
    trace = advise(pack, scenario, EngineChoice.DIRECT)
    verdicts = {f"{d.disease}/{t.therapy}": t.verdict for d in trace.diagnoses for t in d.therapies}
    truths = {
        f"{view.disease}: {key}": TRUTHS[truth]
        for view in evaluations_of(pack, scenario, EngineChoice.DIRECT)
        for key, truth in view.rules.items()
        if key in view.program.by_key
    }
    return Answer(trace.outcome.code, verdicts, truths)


def differences(expected: Answer, found: Answer) -> list[str]:
    told = [] if expected.outcome == found.outcome else [f"outcome: {expected.outcome}, the program {found.outcome}"]
    for one, other in ((expected.verdicts, found.verdicts), (expected.rules, found.rules)):
        told += [
            f"{k}: {one.get(k, 'nothing')}, the program {other.get(k, 'nothing')}"
            for k in sorted({*one, *other})
            if one.get(k, 0) != other.get(k, 0)
        ]
    return told


def test_the_second_evaluator_shares_nothing() -> None:
    """It imports nothing of the program, nor anything that does."""
    modules = {"tests.second.facts"}
    for name in ("evaluator", "facts"):
        tree = ast.parse((ROOT / "tests" / "second" / f"{name}.py").read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            imported = (
                [node.module]
                if isinstance(node, ast.ImportFrom)
                else [a.name for a in getattr(node, "names", ()) if isinstance(node, ast.Import)]
            )
            assert {str(module).partition(".")[0] for module in imported if module not in modules} <= {
                *sys.stdlib_module_names,
                "yaml",
            }


def test_random_patients(rules: Rules, shipped_pack: Pack) -> None:
    """Outcome, verdicts, and the truth of every rule, for random patients of all pathways; a seed tells which."""
    patients, told = Patients(rules), Counter[str]()
    for seed in range(sized(200, 10_000)):
        raw = patients.patient(seed)
        expected = rules.answer(raw)
        found = first(shipped_pack, read(raw, shipped_pack))
        assert not differences(expected, found), (seed, raw)
        told.update({f"outcome {expected.outcome}", *expected.verdicts.values()})
    rare = {name for name in met() if told[name] < sized(1, 50)}
    assert not rare, f"too few patients with these to say anything: {rare}"


def test_random_patients_by_the_reference(rules: Rules, shipped_pack: Pack) -> None:
    """The reference meaning gives the same truths as the second evaluator."""
    patients = Patients(rules)
    for seed in range(-1, -1 - sized(50, 2_000), -1):
        raw = patients.patient(seed)
        expected = rules.answer(raw).rules
        for view in evaluations_of(shipped_pack, read(raw, shipped_pack), EngineChoice.DIRECT):
            judged = conclude(view.program.premises, view.facts).rules
            truths = {f"{view.disease}: {key}": TRUTHS[judged[key].truth] for key in view.program.by_key}
            assert truths == {k: v for k, v in expected.items() if k.startswith(f"{view.disease}: ")}, (seed, raw)


def test_shipped_scenarios(rules: Rules, shipped_pack: Pack, shipped_files: list[Path]) -> None:
    """Every shipped scenario (in the short suite every sixth)."""
    for path in shipped_files[:: sized(6, 1)]:
        raw = json.loads(path.read_text(encoding="utf-8"))
        assert not differences(rules.answer(raw), first(shipped_pack, read(raw, shipped_pack))), path.name
