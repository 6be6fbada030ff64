"""`pathways fmt` on files: what it writes, what it only shows, what it leaves alone; a file is whole whenever it is killed."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from infusion_pathways.cli.app import run
from tests.conftest import ROOT

LOOSE = "organs:\n    a: { label: 'one more' } # c\n"
FORMED = "organs:\n  a: {label: one more}  # c\n"
SCENARIO = '{"schema":"infusion-pathways/scenario/1","title":"A","id":"a","diagnoses":[{"disease":"multiple_sclerosis"}]}'


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine/.hidden").mkdir(parents=True)
    Path("mine/loose.yaml").write_text(LOOSE)
    Path("mine/formed.yaml").write_text(FORMED)
    Path("mine/case.json").write_text(SCENARIO)
    Path("mine/stranger.json").write_text('{"b":1,"a":2}')
    Path("mine/.hidden/loose.yaml").write_text(LOOSE)
    Path("mine/notes.txt").write_text(LOOSE)


def read(name: str) -> str:
    return Path("mine", name).read_text()


def test_files_are_formed_and_strangers_left_alone(capsys: pytest.CaptureFixture[str]) -> None:
    """YAML and scenarios below a folder; not other JSON, not what is hidden, not what has another suffix."""
    Path("mine/loose.yaml").chmod(0o640)
    assert run(["fmt", "mine"]) == 0
    assert capsys.readouterr().out == "formed: mine/case.json\nformed: mine/loose.yaml\n2 formed, 1 in form already\n"
    assert read("loose.yaml") == read("formed.yaml") == FORMED
    assert read("case.json").startswith('{\n  "schema": "infusion-pathways/scenario/1",\n  "id": "a",\n  "title": "A",\n')
    assert read("stranger.json") == '{"b":1,"a":2}'
    assert read(".hidden/loose.yaml") == read("notes.txt") == LOOSE
    assert Path("mine/loose.yaml").stat().st_mode & 0o777 == 0o640
    assert run(["fmt", "mine"]) == 0
    assert capsys.readouterr().out == "0 formed, 3 in form already\n"


@pytest.mark.parametrize("option", ["--check", "--diff"])
def test_nothing_is_written_when_asked_not_to(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["fmt", "mine", option]) == (option == "--check")
    out, err = capsys.readouterr()
    assert read("loose.yaml") == LOOSE
    assert read("case.json") == SCENARIO
    if option == "--check":
        assert out == "not in form: mine/case.json\nnot in form: mine/loose.yaml\n2 not in form, 1 in form already\n"
    else:
        assert "-    a: { label: 'one more' } # c\n+  a: {label: one more}  # c\n" in out
        assert "\\ No newline at end of file" in out
        assert "2 not in form, 1 in form already" in err


def test_the_diff_is_one_that_patch_takes(capsys: pytest.CaptureFixture[str]) -> None:
    run(["fmt", "mine", "--diff"])
    subprocess.run(["patch", "-p0", "--quiet"], input=capsys.readouterr().out.encode(), check=True)
    assert run(["fmt", "mine", "--check"]) == 0


def test_one_broken_file_and_nothing_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    Path("mine/broken.yaml").write_text("a: [\n")
    Path("mine/list.yaml").write_text("- a\n")
    assert run(["fmt", "mine"]) == 2
    err = capsys.readouterr().err
    assert "mine/broken.yaml:1:5: not-yaml" in err
    assert "mine/list.yaml:1:1: wrong-type" in err
    assert read("loose.yaml") == LOOSE


def test_paths_that_lead_nowhere(capsys: pytest.CaptureFixture[str]) -> None:
    Path("empty").mkdir()
    assert run(["fmt", "nowhere.yaml"]) == 2
    assert run(["fmt", "empty"]) == 2
    assert capsys.readouterr().err.count("no-such-file") == 4


def test_a_file_that_is_named_is_formed_whatever_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["fmt", "mine/stranger.json", "mine/.hidden/loose.yaml", "mine/.hidden"]) == 0
    assert read("stranger.json") == '{\n  "b": 1,\n  "a": 2\n}\n'
    assert read(".hidden/loose.yaml") == FORMED


def test_without_a_path_the_shipped_rules_are_meant(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["fmt", "--check"]) == 0
    assert capsys.readouterr().out == f"0 not in form, {len(list((ROOT / 'rules').rglob('*.yaml')))} in form already\n"


def test_a_killed_run_leaves_every_file_whole() -> None:
    """Each file is as it was or in form, never in between, and the next run brings the rest into form."""
    shutil.copytree(ROOT / "rules" / "safety", "rules")
    files = sorted(Path("rules").rglob("*.yaml"))
    formed = {file: file.read_text(encoding="utf-8") for file in files}
    loose = {file: f"{text}\n\n" for file, text in formed.items()}
    code = "import sys; from infusion_pathways.cli.app import run; sys.exit(run(sys.argv[1:]))"
    middle = 0
    for number in range(4):
        for file in files:
            file.write_text(loose[file], encoding="utf-8")
        process = subprocess.Popen([sys.executable, "-c", code, "fmt", "rules"], stdout=subprocess.DEVNULL)
        while process.poll() is None and files[0].read_text(encoding="utf-8") == loose[files[0]]:
            time.sleep(0.001)
        time.sleep(0.004 * number)
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
        process.wait()
        now = {file: file.read_text(encoding="utf-8") for file in files}
        assert all(text in (formed[file], loose[file]) for file, text in now.items())
        middle += now != formed
        assert sorted(Path("rules").rglob("*.yaml")) == files
    assert middle, "no run was killed in the middle"
    assert run(["fmt", "rules"]) == 0
    assert {file: file.read_text(encoding="utf-8") for file in files} == formed
