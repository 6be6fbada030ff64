"""`pathways atlas` as a command: its readings, what it finds in a pack of one disease, and the end of a budget."""

import io
import json
import os
import subprocess
import sys
from typing import Any

import pytest

from infusion_pathways import Pack
from infusion_pathways.atlas.combinations import atlas_of
from infusion_pathways.atlas.report import blocks
from infusion_pathways.cli.app import run
from infusion_pathways.document.blocks import NOTICE
from infusion_pathways.document.markdown import markdown_of_blocks
from infusion_pathways.document.text import write_blocks
from infusion_pathways.meaning.outcomes import Outcome
from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.solver import z3_solver as door
from tests.prove.sound import SOUND


@pytest.fixture(autouse=True)
def no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INFUSION_PATHWAYS_CACHE", "off")


def atlas(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run(["atlas", "--pack", str(SOUND), "-j", "1", *arguments]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return out


def document(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    (pathway,) = json.loads(atlas(capsys, "--format", "json"))["result"]["pathways"]
    return pathway


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    """The map of the sound pack, drawn once."""
    command = [sys.executable, "-c", "from infusion_pathways.cli import main; main()", "atlas", "--pack", str(SOUND), "-j", "1"]
    env = {**os.environ, "INFUSION_PATHWAYS_CACHE": "off"}
    done = subprocess.run([*command, "--format", "json"], env=env, capture_output=True, check=True)
    assert done.stderr == b""
    (pathway,) = json.loads(done.stdout)["result"]["pathways"]
    return pathway


def test_the_map_of_a_sound_pack(found: dict[str, Any]) -> None:
    """Every outcome of the table but the one without a pathway is on it; every combination once; every patient can be read."""
    assert found["complete"] is True
    outcomes = {spot["outcome"] for spot in found["reached"]}
    assert outcomes == {outcome.value for outcome in Outcome} - {Outcome.OUTSIDE_SCOPE.value}
    combinations = [(spot["outcome"], tuple(spot["verdicts"].items())) for spot in found["reached"]]
    assert len(set(combinations)) == len(combinations)
    assert {verdict for _, verdicts in combinations for _, verdict in verdicts} == {verdict.value for verdict in Verdict}
    for spot in found["reached"]:
        assert "expect" not in spot["patient"]
        assert spot["patient"]["diagnoses"][0]["disease"] == "harbour_fever"


def test_the_plainest_patients(found: dict[str, Any]) -> None:
    """About nobody anything is known but the disease: too little information. With no treatment so far there is no reason yet."""
    by_size = sorted(found["reached"], key=lambda spot: len(json.dumps(spot["patient"])))
    assert by_size[0]["outcome"] == Outcome.INSUFFICIENT_INFORMATION.value
    assert by_size[0]["patient"]["diagnoses"] == [{"disease": "harbour_fever"}]
    assert "treatments" not in by_size[0]["patient"]


def test_text_and_markdown_say_that_it_is_all(tiny_pack: Pack) -> None:
    """Both name the number of combinations, say that there is no other, and end with the notice."""
    found = atlas_of(tiny_pack, next(iter(tiny_pack.programs)))
    shown = tuple(blocks(tiny_pack, [found]))
    text = io.StringIO()
    write_blocks(shown, text, color=False)
    for page in (text.getvalue(), markdown_of_blocks(shown)):
        told = " ".join(page.replace("*", "").split())
        assert f"{len(found.combinations)} combinations of verdicts; no other is reached by any patient: proved." in told
        assert told.endswith(NOTICE)


def test_a_budget_that_runs_out_is_told(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an answer from the solver the map is not called whole, and nothing is said never to be a candidate."""

    def undecided(*_: Any, **__: Any) -> None:
        raise door.Undecided("no time")

    monkeypatch.setattr(door.Solver, "model", undecided)
    found = document(capsys)
    assert found["complete"] is False
    assert found["reached"] == []
    assert found["moves_no_verdict"] == []
    assert all(cell["undecided"] for cell in found["cells"])


def test_an_unknown_pathway(capsys: pytest.CaptureFixture[str]) -> None:
    """One problem, with what was meant."""
    assert run(["atlas", "--pack", str(SOUND), "--pathway", "harbor_fever"]) == 2
    err = capsys.readouterr().err
    assert "unknown-name" in err
    assert "harbour_fever" in err
