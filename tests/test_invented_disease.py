"""A new disease is a new folder: an invented one works in `run`, `test` and `packs` without a line in `src/`."""

import json
import shutil
from pathlib import Path

import pytest

from infusion_pathways import advise, load_pack, load_scenario
from infusion_pathways.cli.app import run
from infusion_pathways.pack import shipped
from tests.unlisted import strip_list

RULES = """
pathway:
  id: glass_bone_fever
  title: Glass bone fever
  diseases: [glass_bone_fever]
  therapies: [lumenimab]
findings:
  dawn_crisis: {label: dawn crisis, question: Was there a dawn crisis?}
  ice_allergy: {label: allergy to ice, question: Is there an allergy to ice?}
diseases:
  glass_bone_fever:
    label: glass bone fever
    aliases: [gbf]
    activity: [quiet, loud]
classes:
  moss: {label: moss preparation}
therapies:
  lumenimab: {label: lumenimab, classes: [biologic], routes: [intravenous], infusion: true}
  green_moss: {label: green moss, classes: [moss], routes: [oral], infusion: false}
flags:
  ICE_ALLERGY: {label: allergy to ice}
references:
  Y1: {title: The invented handbook, grade: R}
rules:
  - id: gbf.disease_active
    title: Loud disease is active
    lens: guideline
    when: {activity: loud}
    then: {finding: disease_active}
    because: Loud is what the handbook calls active.
    cites: [Y1]
  - id: gbf.moss_failed
    title: Moss has failed
    lens: document
    when: {treatment: {class: moss, outcome: inadequate_response}}
    then: {finding: conventional_therapy_failed}
    because: Moss is the conventional therapy of glass bone fever.
    cites: [Y1]
  - id: gbf.lumenimab
    title: Lumenimab when moss has failed
    lens: document
    when: {all: [{finding: disease_active}, {finding: conventional_therapy_failed}]}
    then: {supports: lumenimab}
    because: Once moss has failed, the handbook turns to lumenimab.
    cites: [Y1, C07]
  - id: gbf.ice_allergy
    title: Allergy to ice
    lens: label
    when: {finding: ice_allergy}
    then: {excludes: lumenimab}
    flag: ICE_ALLERGY
    because: Lumenimab is kept in ice.
    cites: [Y1]
"""

PATIENT = {
    "schema": "infusion-pathways/scenario/1",
    "id": "gbf-moss-failed",
    "title": "Glass bone fever after moss",
    "narrative": "Green moss did not help.",
    "diagnoses": [{"disease": "gbf", "activity": "loud"}],
    "treatments": [{"therapy": "green_moss", "outcome": "inadequate_response"}],
    "findings": {"ice_allergy": "absent", "dawn_crisis": "present"},
    "expect": {
        "outcome": "infusion_candidates",
        "verdicts": {"lumenimab": "candidate"},
        "because": ["gbf.lumenimab", "general.frame.conventional_therapy_failed"],
        "asks": ["active_serious_infection"],
    },
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shipped rules with one more folder."""
    rules = tmp_path / "rules"
    shutil.copytree(shipped("rules"), rules)
    strip_list(rules)
    (rules / "glass_bone_fever").mkdir()
    (rules / "glass_bone_fever" / "everything.yaml").write_text(RULES)
    return rules


@pytest.fixture
def patient(tmp_path: Path) -> Path:
    path = tmp_path / "gbf-moss-failed.json"
    path.write_text(json.dumps(PATIENT))
    return path


def test_run(folder: Path, patient: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`pathways run` explains the invented disease with the invented drug, general rules included."""
    assert run(["run", str(patient), "--pack", str(folder)]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert text.startswith("INFUSION CANDIDATES For glass bone fever the reasons for an infusion are met, and lumenimab comes")
    assert "Once moss has failed, the handbook turns to lumenimab. [Y1, C07]" in text
    assert "green moss: inadequate response /treatments/0/therapy" in text


def test_cases(folder: Path, patient: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`pathways test` runs its case, and fails it when the patient is allergic to ice."""
    assert run(["test", str(patient), "--pack", str(folder)]) == 0
    patient.write_text(json.dumps({**PATIENT, "findings": {"ice_allergy": "present"}}))
    assert run(["test", str(patient), "--pack", str(folder)]) == 1
    assert "verdict of lumenimab: expected candidate, found ruled_out (an `excludes` is true)" in capsys.readouterr().out


def test_packs(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`pathways packs` lists it."""
    assert run(["packs", "--pack", str(folder)]) == 0
    out = capsys.readouterr().out
    assert "Glass bone fever" in out
    assert "lumenimab: infusion (intravenous)" in out


def test_python(folder: Path, patient: Path) -> None:
    """From Python too; and the shipped diseases answer as before."""
    pack = load_pack(folder)
    assert advise(pack, load_scenario(patient, pack)).outcome.code == "infusion_candidates"
    example = shipped("scenarios") / "anca_vasculitis" / "gpa-new-lung-bleeding-and-nephritis.json"
    assert advise(pack, load_scenario(example, pack)).outcome.code == "infusion_candidates"
