"""`pathways pairs` as a command: its readings, its files, unknown names, budgets, processes, Ctrl-C."""

import json
from pathlib import Path
from typing import Any

import pytest

from infusion_pathways import load_pack, load_scenario
from infusion_pathways.cli.app import run
from infusion_pathways.cli.pairs import complete_rule
from infusion_pathways.document.blocks import NOTICE
from infusion_pathways.pairs import search as finding
from infusion_pathways.solver import z3_solver as door
from infusion_pathways.source import saving
from tests.prove.sound import SOUND

HEART = "harbour.excludes.weak_heart"
AGE = "harbour.cautions.age"


def asked(*arguments: str | Path, pack: Path = SOUND) -> int:
    """Run the command in this process."""
    return run(["pairs", "--pack", str(pack), *(str(argument) for argument in arguments)])


def one_line(text: str) -> str:
    """A report without its line breaks."""
    return " ".join(text.split())


@pytest.fixture(autouse=True)
def no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pack of the tests does not push others out of the user's cache."""
    monkeypatch.setenv("INFUSION_PATHWAYS_CACHE", "off")


def test_text(capsys: pytest.CaptureFixture[str]) -> None:
    """The rule with its reason and cites, the two patients, what the rules say of each, why; the notice last."""
    assert asked("--rule", HEART) == 0
    out, err = capsys.readouterr()
    assert out.startswith("PAIRS ONE FACT APART\n1 condition of 1 rule: 1 with a pair.\n")
    assert (
        "pair weak heart: present · both: harbour fever; plainol: failed; swell score: 3 · A: weak heart: present "
        "· B: weak heart: known to be absent · answer for A: tidemab: ruled out · answer for B: tidemab: candidate "
        "· why: the condition is true for A and false for B, and no other changes; the rule is true for A and false for B"
    ) in one_line(out)
    assert "The label makes a weak heart a contraindication to tidemab. [R2]" in one_line(out)
    assert one_line(out).endswith(NOTICE)
    assert err == ""


def test_markdown(capsys: pytest.CaptureFixture[str]) -> None:
    """The same blocks as Markdown."""
    assert asked("--rule", HEART, "--format", "markdown") == 0
    out = capsys.readouterr().out
    assert out.startswith("# Pairs one fact apart\n\n**1 condition of 1 rule: 1 with a pair.**\n\n## Harbour fever\n\n### A weak")
    assert "- **pair** weak heart: present\n  - both: harbour fever; plainol: failed; swell score: 3\n" in out


def test_json(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """One document; its patients are scenarios as a file holds them."""
    assert asked("--rule", AGE, "-f", "json") == 0
    report = json.loads(capsys.readouterr().out)["result"]
    assert [rule["rule"] for rule in report["rules"]] == [AGE]
    young, old = report["rules"][0]["conditions"]
    assert (young["condition"], old["condition"]) == ("age: below 18 years", "age: at least 75 years")
    assert old["differs_at"] == "/patient/age_years"
    assert old["condition_truth"] == ["true", "false"]
    file = tmp_path / "patient.json"
    file.write_text(json.dumps(old["patients"][0]))
    patient = load_scenario(file, load_pack(SOUND))
    assert (patient.id, patient.patient, patient.tags) == ("harbour-cautions-age--2-a", {"age_years": 75.0}, ("pair",))


def test_files(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Two scenarios for each pair and the hand-out; nothing is expected of them yet, and `pathways test` says so."""
    folder = tmp_path / "new" / "class"
    assert asked("--rule", AGE, "--out", folder) == 0
    stem = "harbour-cautions-age"
    names = {f"{stem}--{number}-{side}.json" for number in (1, 2) for side in "ab"} | {"pairs.md"}
    assert {path.name for path in folder.iterdir()} == names
    assert capsys.readouterr().out == f"2 conditions of 1 rule: 2 with a pair. 5 files in {folder}.\n"
    pack = load_pack(SOUND)
    for name in names - {"pairs.md"}:
        patient = load_scenario(folder / name, pack)
        assert f"{patient.id}.json" == name
        assert patient.expect is None
        assert patient.title.startswith(f"Patient {name[-6].upper()} of a pair: Little is known")
        assert patient.narrative.count(".") == 1
    assert "#### Pair 2\n" in (folder / "pairs.md").read_text()


def test_files_are_not_overwritten_in_silence(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Saving again is no problem; where a file holds something else nothing at all is written, unless it is wished."""
    assert asked("--rule", HEART, "--out", tmp_path) == 0
    assert asked("--rule", HEART, "--out", tmp_path) == 0
    patient, text = tmp_path / "harbour-excludes-weak-heart--1-a.json", tmp_path / "pairs.md"
    written = patient.read_text()
    patient.unlink()
    text.write_text("somebody's work")
    capsys.readouterr()
    assert asked("--rule", HEART, "--out", tmp_path) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "pairs.md: file-exists: a file of this name holds something else" in err
    assert not patient.exists()
    assert text.read_text() == "somebody's work"
    assert asked("--rule", HEART, "--out", tmp_path, "--overwrite") == 0
    assert patient.read_text() == written
    assert text.read_text().startswith("# Two patients, one fact apart\n")


def test_a_folder_that_cannot_be_made(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A file where the folder should be is one plain problem."""
    (tmp_path / "class").write_text("")
    assert asked("--rule", HEART, "--out", tmp_path / "class") == 2
    assert "unwritable-file" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--rule", "harbour.excludes.weak_hart"), "no rule `harbour.excludes.weak_hart` in this pack"),
        (("--pathway", "harbor_fever"), "no pathway `harbor_fever` in this pack"),
        (("--pathway", "harbour_fever", "--rule", "nothing.like.it"), "no rule of harbour_fever `nothing.like.it` in this pack"),
    ],
)
def test_unknown_names(arguments: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A name that means nothing here is bad input, told with the nearest one that does."""
    assert asked(*arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert told in err
    assert ("did you mean `harbour" in err) is not ("nothing" in told)


def test_no_solver(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Without z3 the command says what to install."""
    monkeypatch.setattr(door, "z3", None)
    assert asked("--rule", HEART) == 3
    assert "solver-missing" in capsys.readouterr().err


def test_a_budget_that_runs_out(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 1, and the words are neither *pair* nor *never*."""
    monkeypatch.setattr(door.Solver, "model", _no_time)
    assert asked("--rule", HEART) == 1
    out = one_line(capsys.readouterr().out)
    assert "1 condition of 1 rule: 0 with a pair and 1 not decided within the budget." in out
    assert "open weak heart: present · not decided within the budget: the time is up" in out


def _no_time(*_: Any, **__: Any) -> None:
    raise door.Undecided("the time is up")


def test_all_rules_on_several_processes(capsys: pytest.CaptureFixture[str]) -> None:
    """A whole pathway is shared out among processes; its rules come in their order, each condition once."""
    assert asked("--pathway", "harbour_fever", "-j", "2", "-f", "json") == 0
    out, err = capsys.readouterr()
    report = json.loads(out)["result"]
    rules = [rule["rule"] for rule in report["rules"]]
    assert rules == finding.rules_of(load_pack(SOUND), ["harbour_fever"])
    assert len(rules) > 2 * finding.RULES_PER_PART
    assert report["summary"] == "25 conditions of 17 rules: 25 with a pair."
    assert all([c["number"] for c in rule["conditions"]] == [*range(1, len(rule["conditions"]) + 1)] for rule in report["rules"])
    assert err == ""


def test_ctrl_c_leaves_no_half_written_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ended while it thinks, nothing is there; ended while it writes, what is there is whole."""

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(finding.PairSearch, "find", interrupted)
        assert asked("--rule", AGE, "--out", tmp_path / "early") == 130
    assert not (tmp_path / "early").exists()
    replaced: list[Path] = []

    def third(target: Path, data: bytes, keep_mode: bool) -> None:
        replaced.append(target)
        if len(replaced) == 3:
            raise KeyboardInterrupt
        target.write_bytes(data)

    with monkeypatch.context() as patch:
        patch.setattr(saving, "_replace", third)
        assert asked("--rule", AGE, "--out", tmp_path / "late") == 130
    found = sorted((tmp_path / "late").iterdir())
    assert len(found) == 2
    assert all(load_scenario(path, load_pack(SOUND)).id == path.stem for path in found)


def test_rules_are_completed() -> None:
    """The names of rules are offered for completion."""
    assert complete_rule("ra.rituximab.after") == ["ra.rituximab.after_tnf_blocker"]
