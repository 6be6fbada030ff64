"""`pathways new`: what is made loads, is in form, passes its cases and holds them; nothing is overwritten or half made."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from infusion_pathways import load_pack, load_scenario
from infusion_pathways.author import create
from infusion_pathways.author.skeleton import pathway_files
from infusion_pathways.cases import CaseStatus, case_files, run_cases
from infusion_pathways.cli.app import run
from tests.conftest import ROOT


def snapshot(folder: Path) -> dict[str, bytes | None]:
    """Every file and folder with what it holds."""
    return {str(path): path.read_bytes() if path.is_file() else None for path in folder.rglob("*")}


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_new_pack_passes_everything(capsys: pytest.CaptureFixture[str]) -> None:
    """It loads, every case passes for its reasons, every condition is covered, every file is in form, and nothing is refuted."""
    assert run(["new", "pack", "my-rules"]) == 0
    out = capsys.readouterr().out
    assert out.splitlines()[0].startswith("my-rules: a pack with the pathway example_disease, ")
    assert out.splitlines()[1] == "next: pathways test my-rules --pack my-rules"
    assert run(["test", "my-rules", "--pack", "my-rules", "--min", "100"]) == 0
    assert "10 passed, 0 failed" in capsys.readouterr().out
    assert run(["fmt", "my-rules", "--check"]) == 0
    assert run(["lint", "my-rules", "--fail-on", "note"]) == 0
    assert run(["prove", "--pack", "my-rules", "-j", "1"]) == 0
    assert run(["mutate", "--pack", "my-rules", "--cases", "my-rules", "--min", "100", "-j", "1"]) == 0


def test_its_cases_assert_reasons() -> None:
    """Each names a verdict and a rule that has to fire, or must not."""
    create.new_pack(Path("my-rules"))
    pack = load_pack("my-rules")
    files = case_files([Path("my-rules")])
    assert len(files) == 10
    for file in files:
        expect = load_scenario(file, pack).expect
        assert expect is not None
        assert expect.verdicts
        assert expect.because or expect.not_because


def test_its_medicine_is_visibly_invented() -> None:
    """Every label and claim says so, and no word of the shipped rules is in it."""
    files = pathway_files("glass_fever")
    shipped = load_pack().vocabulary
    text = " ".join(files.values()).lower()
    assert not [name for name in shipped.therapies if name.replace("_", " ") in text]
    assert not [name for name in shipped.diseases if name.replace("_", " ") in text]
    create.new_pack(Path("my-rules"))
    words = load_pack("my-rules").vocabulary
    sections = (words.diseases, words.therapies, words.findings, words.measures)
    assert all("example" in word.label for section in sections for word in section.values())
    assert all("Invented:" in str(claim.fields["text"]) for claim in load_pack("my-rules").claims.values())


def test_a_pathway_joins_a_pack(capsys: pytest.CaptureFixture[str]) -> None:
    """Beside the first one, and in a copy of the shipped rules, where other rules speak too."""
    run(["new", "pack", "my-rules"])
    shutil.copytree(ROOT / "rules", "shipped")
    for pack in ("my-rules", "shipped"):
        assert run(["new", "pathway", "glass_fever", "--pack", pack]) == 0
        assert f"next: pathways test {pack}/glass_fever --pack {pack}" in capsys.readouterr().out
        assert run(["test", f"{pack}/glass_fever", "--pack", pack]) == 0
        assert run(["fmt", pack, "--check"]) == 0
    assert sorted(load_pack("my-rules").programs) == ["example_disease", "glass_fever"]
    assert run(["test", "my-rules", "--pack", "my-rules"]) == 0
    assert "20 passed" in capsys.readouterr().out


def test_a_scenario_is_a_draft_that_passes(capsys: pytest.CaptureFixture[str]) -> None:
    """It knows the diagnosis only, and what it expects is marked as not judged yet; for shipped rules it stands here."""
    run(["new", "pack", "my-rules"])
    assert run(["new", "scenario", "my-patient", "--pack", "my-rules"]) == 0
    path = Path("my-rules/example_disease/cases/my-patient.json")
    assert path.as_posix() in capsys.readouterr().out
    made = json.loads(path.read_text())
    assert made["tags"] == ["draft"]
    assert made["diagnoses"] == [{"disease": "example_disease"}]
    assert made["expect"]["verdicts"] == {"example_disease_infusion": "undetermined"}
    assert "treatments" not in made
    assert run(["test", str(path), "--pack", "my-rules"]) == 0
    assert run(["new", "scenario", "other", "--pathway", "multiple_sclerosis"]) == 0
    assert run(["test", "other.json"]) == 0
    assert run(["new", "scenario", "third", "--pathway", "multiple_sclerosis", "--to", "a/b"]) == 0
    assert [result.status for result in run_cases([Path("a/b/third.json")], load_pack())] == [CaseStatus.PASSED]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["pack", "My-Rules"], "bad-id"), (["pack", "2024"], "bad-id"), (["pack", "a--b"], "bad-id"),
        (["pack", "x" * 41], "bad-id"),
        (["pack", "null"], "bad-id"), (["pathway", "Glass", "--pack", "mine"], "bad-id"), (["pack", ".."], "bad-id"),
        (["pathway", "glass-fever", "--pack", "mine"], "bad-id"), (["pathway", "../x", "--pack", "mine"], "bad-id"),
        (["pathway", "no", "--pack", "mine"], "bad-id"), (["scenario", "A", "--pack", "mine"], "bad-id"),
        (["scenario", "../a", "--pack", "mine"], "bad-id"), (["scenario", "x" * 81, "--pack", "mine"], "bad-id"),
        (["pack", "mine"], "file-exists"), (["pathway", "example_disease", "--pack", "mine"], "file-exists"),
        (["scenario", "taken", "--pack", "mine"], "file-exists"),
        (["pathway", "glass_fever", "--pack", "nowhere"], "not-a-pack"), (["scenario", "a"], "which-pathway"),
        (["scenario", "a", "--pathway", "nothing"], "unknown-name"),
        (["pathway", "other_name", "--pack", "mine"], "duplicate-name"),
    ],
)  # fmt: skip
def test_what_cannot_be_made_leaves_everything_as_it_was(
    arguments: list[str], code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Names that do not fit, names that are taken, packs that are none: one message, and not a file is touched."""
    create.new_pack(Path("mine"))
    run(["new", "scenario", "taken", "--pack", "mine"])
    Path("mine/other.yaml").write_text("diseases: {other_name: {label: a word that is there}}\n")
    run(["fmt", "mine"])
    before = snapshot(tmp_path)
    capsys.readouterr()
    assert run(["new", *arguments]) == 2
    assert f": {code}: " in capsys.readouterr().err
    assert snapshot(tmp_path) == before


def test_what_cannot_be_written_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk is full after some files: neither the folder nor the one it was built in is left."""
    written: list[Path] = []

    def fails(path: Path, text: str) -> None:
        if len(written) == 7:
            raise OSError(28, "No space left on device")
        written.append(path)
        path.write_text(text)

    monkeypatch.setattr(create, "save", fails)
    with pytest.raises(create.ProblemsFound, match="unwritable-file: it cannot be written: no space left on device"):
        create.new_pack(Path("my-rules"))
    assert len(written) == 7
    assert list(tmp_path.iterdir()) == []


def test_a_killed_run_leaves_no_half_made_pack(tmp_path: Path) -> None:
    """Killed at any moment, the folder is whole or not there, no pack is broken, and the next run starts clean."""
    create.new_pack(Path("mine"))
    code = "import sys; from infusion_pathways.cli.app import run; sys.exit(run(sys.argv[1:]))"
    halves = 0
    for number in range(8):
        process = subprocess.Popen(
            [sys.executable, "-c", code, "new", "pathway", "glass_fever", "--pack", "mine"], stdout=subprocess.DEVNULL
        )
        building = tmp_path / ".glass_fever.new"
        while process.poll() is None and not building.exists():
            time.sleep(0.001)
        time.sleep(0.002 * number)
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
        process.wait()
        halves += building.exists()
        whole = Path("mine/glass_fever").exists()
        assert len(load_pack("mine").programs) == 1 + whole
        if whole:
            assert len(list(Path("mine/glass_fever").rglob("*.*"))) == len(pathway_files("glass_fever"))
            shutil.rmtree("mine/glass_fever")
    assert halves, "no run was killed in the middle"
    assert run(["new", "pathway", "glass_fever", "--pack", "mine"]) == 0
    assert not building.exists()
