"""What others read with: our schemas in ajv's strict mode, our JUnit report with a reader of CI systems."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from infusion_pathways import load_pack
from infusion_pathways.author.schemas import schema_files
from infusion_pathways.cli.app import run
from infusion_pathways.quiz.answers import answers_schema
from infusion_pathways.source.reading import read_yaml
from infusion_pathways.trace.plain import trace_schema
from tests.conftest import ROOT
from tests.node.installed import node_packages
from tests.test_scenario_schema import BARE

AJV, JUNIT = "ajv@8.20.0", "test-results-parser@0.4.6"
PACKS = {"tiny": ROOT / "tests" / "packs" / "tiny", "sound": ROOT / "tests" / "packs" / "sound", "shipped": None}


def in_node(script: str, *arguments: str, text: str = "") -> Any:
    """What a script of this folder prints."""
    command = ["node", str(Path(__file__).parent / script), *arguments]
    done = subprocess.run(command, input=text, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_every_schema_compiles_in_ajv_and_judges_as_ours_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Strict, for shipped, new, small and nearly empty packs; files of a pack and its cases are valid, a wrong name is not."""
    folder = node_packages(AJV)
    monkeypatch.chdir(tmp_path)
    assert run(["new", "pack", "mine"]) == 0
    packs: dict[str, Path | None] = {**PACKS, "mine": tmp_path / "mine"}
    for number, words in enumerate(BARE.values()):
        packs[f"bare{number}"] = tmp_path / f"bare{number}"
        (tmp_path / f"bare{number}").mkdir()
        (tmp_path / f"bare{number}" / "pack.yaml").write_text(f'pack: {{id: b, version: "1", title: B}}\n{words}')
    schemas: dict[str, Any] = {"trace": trace_schema(), "answers": answers_schema(load_pack())}
    for name, path in packs.items():
        schemas |= {f"{name}/{file}": json.loads(text) for file, text in schema_files(load_pack(path)).items()}
    values: list[tuple[str, Any]] = []
    for name, path in packs.items():
        files = sorted((ROOT / "rules" if path is None else path).rglob("*.yaml"))
        values += [(f"{name}/pack.schema.json", read_yaml(file).value) for file in files]
    values += [
        ("shipped/scenario.schema.json", json.loads(p.read_text())) for p in sorted((ROOT / "scenarios").rglob("*.json"))[::9]
    ]
    values += [
        ("mine/scenario.schema.json", json.loads(p.read_text())) for p in sorted((tmp_path / "mine").rglob("cases/*.json"))
    ]
    patient = json.loads((ROOT / "tests" / "packs" / "patient.json").read_text())
    wrong = [
        {**patient, "diagnoses": [{"disease": "plague"}]},
        {**patient, "name": "x"},
        {**patient, "measures": {"glow_score": "5,9"}},
    ]
    judged = [("tiny/scenario.schema.json", value) for value in (patient, *wrong)]
    told = in_node("compile.mjs", str(folder), text=json.dumps({"schemas": schemas, "values": [*values, *judged]}))
    assert told["refused"] == {}
    assert told["valid"] == [True] * (len(values) + 1) + [False] * len(wrong)
    assert len(values) > 150


def test_a_junit_report_is_read_with_its_times(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cases and suites have a time that is a number; what failed, could not be read or expects nothing is told apart."""
    folder = node_packages(JUNIT)
    monkeypatch.chdir(tmp_path)
    patient = json.loads((ROOT / "tests" / "packs" / "patient.json").read_text())
    (tmp_path / "cases").mkdir()
    for id, expect in (("passes", {"outcome": "infusion_candidates"}), ("fails", {"outcome": "on_hold"}), ("silent", {})):
        (tmp_path / "cases" / f"{id}.json").write_text(json.dumps({**patient, "id": id, "expect": expect}))
    (tmp_path / "cases" / "broken.json").write_text("{")
    assert run(["test", "cases", "--pack", str(PACKS["tiny"]), "--junit", "r.xml"]) == 2
    assert in_node("junit.mjs", str(folder), str(tmp_path / "r.xml")) == {
        "total": 3, "passed": 1, "failed": 1,
        "suites": [["cases", 3, 1, 1]],
        "cases": {"broken": "FAIL", "fails": "FAIL", "passes": "PASS", "silent": "SKIP"},
        "timed": True,
    }  # fmt: skip
