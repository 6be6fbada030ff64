"""`pathways mutate` as a command: its readings, the cases it saves, its journal, budgets, processes, a run that is killed."""

import contextlib
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from infusion_pathways import advise, load_pack, load_scenario
from infusion_pathways.cases import case_files, differences
from infusion_pathways.cli.app import run
from infusion_pathways.document.blocks import NOTICE
from infusion_pathways.scenario.parse import ID
from infusion_pathways.solver import z3_solver as door
from tests.mutate.good import CASES, write_cases
from tests.prove.sound import SOUND
from tests.sizes import HANGS, long_only

FEW = ("--limit", "12")


@pytest.fixture(autouse=True)
def no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INFUSION_PATHWAYS_CACHE", "off")


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_cases(tmp_path_factory.mktemp("good"))


@pytest.fixture(scope="module")
def poor(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A third of the good cases."""
    return write_cases(tmp_path_factory.mktemp("poor"), CASES[::3])


def mutate(*arguments: str | Path) -> int:
    """Run the command in this process, on one processor unless said otherwise."""
    given = [str(argument) for argument in arguments]
    return run(["mutate", "--pack", str(SOUND), *([] if "-j" in given else ["-j", "1"]), *given])


@pytest.fixture(scope="module")
def journal_of_all(poor: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The journal of a run of all mutants with poor cases; whoever goes on with a copy of it has nothing left to run."""
    journal = tmp_path_factory.mktemp("whole") / "run.jsonl"
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as err:
        assert mutate("--cases", poor, "--resume", journal, "--format", "json") == 0
    assert err.getvalue().startswith("193 mutants x 12 cases in ")
    return journal


@pytest.fixture
def done(journal_of_all: Path, tmp_path: Path) -> tuple[str, Path]:
    """The option with which a command need not run the mutants again."""
    return "--resume", Path(shutil.copy(journal_of_all, tmp_path / "done.jsonl"))


@pytest.fixture(scope="module")
def whole(poor: Path, journal_of_all: Path) -> dict[str, Any]:
    """What a run of all mutants with poor cases finds."""
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()):
        assert mutate("--cases", poor, "--resume", journal_of_all, "--format", "json") == 0
    return dict(json.loads(out.getvalue())["result"])


def report(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> dict[str, Any]:
    """The JSON of a run that ends well."""
    assert mutate("--format", "json", *arguments) == 0
    return dict(json.loads(capsys.readouterr().out)["result"])


def one_line(text: str) -> str:
    return " ".join(text.split())


def test_the_text_tells_the_score_and_each_survivor(
    poor: Path, whole: dict[str, Any], done: tuple[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """The share, the counts, a table, each survivor with its place, its patient and both answers; the notice is last."""
    assert mutate("--cases", poor, *done) == 0
    out = capsys.readouterr().out
    plain = whole
    told, summary = one_line(out), plain["summary"]
    share = int(summary["score"] * 10) / 10
    assert told.startswith(f"{share} % OF THE MUTANTS KILLED 193 mutants, 12 cases: {summary['killed']} killed, ")
    for mutant in plain["mutants"]:
        assert (one_line(mutant["words"]) in told) or mutant["fate"] in ("killed", "equivalent")
    beside = "harbour.requires.tidemab_beside_plainol"
    missing = next(m for m in plain["mutants"] if m["rule"] == beside and m["words"] == "the rule is missing")
    assert (missing["fate"], missing["place"]) == ("survived", "harbour_fever/rules.yaml:56")
    assert f"{beside} (harbour_fever/rules.yaml:56)" in told
    assert (
        "error the rule is missing · harbour fever; plainol: failed, no longer taken; swell score: 3 "
        "· today: tidemab condition unmet, outcome condition unmet "
        "· with the error: tidemab candidate, outcome infusion candidates"
    ) in told
    assert told.endswith(NOTICE)


def test_the_numbers_add_up(whole: dict[str, Any]) -> None:
    """Each mutant is counted once in the whole, in its pathway, its rule and its kind of error; the score is a division."""
    plain = whole
    fates = [mutant["fate"] for mutant in plain["mutants"]]
    summary = plain["summary"]
    for fate in ("killed", "survived", "other reasons", "equivalent"):
        assert summary[fate.replace(" ", "_")] == fates.count(fate) > 0 or fate == "equivalent"
    for groups in ("pathways", "rules", "errors"):
        assert sum(group["mutants"] for group in plain[groups].values()) == summary["mutants"] == len(fates)
    counted = len(fates) - fates.count("equivalent") - fates.count("other reasons")
    assert summary["score"] == round(100 * summary["killed"] / counted, 4)
    assert summary["score_with_reasons"] == round(100 * summary["killed"] / (len(fates) - fates.count("equivalent")), 4)
    killed = {mutant["mutant"]: mutant["killer"] for mutant in plain["mutants"] if mutant["killer"]}
    assert {name: case for case, names in plain["killed_by"].items() for name in names} == killed


def test_markdown_and_a_page(poor: Path, done: tuple[str, Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert mutate("--cases", poor, *done, "--format", "markdown") == 0
    assert capsys.readouterr().out.startswith("# ")
    assert mutate("--cases", poor, *done, "--format", "html") == 0
    assert "<title>" in capsys.readouterr().out


def test_same_seed_same_bytes(poor: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same for any number of processes; another seed takes other mutants."""
    first = report(capsys, "--cases", poor, *FEW)
    assert report(capsys, "--cases", poor, *FEW) == first
    assert report(capsys, "--cases", poor, *FEW, "-j", "2") == first
    other = report(capsys, "--cases", poor, *FEW, "--seed", "1")
    assert {m["mutant"] for m in other["mutants"]} != {m["mutant"] for m in first["mutants"]}
    assert first["left_out"] == other["left_out"] == 181
    assert len(first["mutants"]) == 12


@long_only
@pytest.mark.parametrize("seed", ["1", "2"])
def test_the_report_does_not_depend_on_the_hash_seed(seed: str, poor: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert mutate("--cases", poor, *FEW) == 0
    # A slow disk, so that the run is met in the middle on any machine.
    slow = "import os, time; write = os.fsync; os.fsync = lambda file: (time.sleep(0.03), write(file))"
    code = f"{slow}; from infusion_pathways.cli import main; main()"
    command = [sys.executable, "-c", code, "mutate", "--pack", str(SOUND), "--cases", str(poor), *FEW, "-j", "1"]
    found = subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True)
    assert found.stdout == capsys.readouterr().out


def test_a_budget_of_nothing_runs_nothing_and_says_so(poor: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert mutate("--cases", poor, "--budget", "0") == 0
    told = one_line(capsys.readouterr().out)
    assert "0 mutants, 12 cases: nothing." in told
    assert "193 of 193 mutants were left out (seed 0)." in told


@long_only
def test_a_budget_keeps_a_beginning_of_the_sequence(poor: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever time allows, what is run is what `--limit` would have run."""
    some = report(capsys, "--cases", poor, "--budget", "1.5")
    run_ = {mutant["mutant"] for mutant in some["mutants"]}
    assert 0 < len(run_) < 193
    assert {m["mutant"] for m in report(capsys, "--cases", poor, "--limit", str(len(run_)))["mutants"]} == run_


def test_min_is_a_threshold(cases: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 1 below it, with the report all the same."""
    assert mutate("--cases", cases, *FEW, "--min", "60") == 0
    capsys.readouterr()
    journal = tmp_path / "run.jsonl"
    share = report(capsys, "--cases", cases, "--resume", journal)["summary"]["score"]
    assert 90 < share < 100
    assert mutate("--cases", cases, "--resume", journal, "--min", str(share + 0.1)) == 1
    assert NOTICE in one_line(capsys.readouterr().out)


def test_without_the_solver_nothing_is_called_equivalent(
    poor: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What survives is not told apart, has no patient, and counts as a survivor."""
    monkeypatch.setattr(door, "z3", None)
    plain = report(capsys, "--cases", poor)
    assert {mutant["fate"] for mutant in plain["mutants"]} == {"killed", "not told apart"}
    assert all(mutant["patient"] is None for mutant in plain["mutants"])
    assert plain["summary"]["score"] == round(100 * plain["summary"]["killed"] / 193, 4)
    assert mutate("--cases", poor) == 0
    out = one_line(capsys.readouterr().out)
    assert "The solver is not installed: what survives may be equivalent, and counts as if it were not." in out
    assert "proved" not in out


def test_saved_cases_kill_what_survived(
    poor: Path, done: tuple[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each is a case that passes today, tagged and without a word that anybody judged it.

    With them nothing survives, and of the errors with other reasons only those that no case can expect anything of.
    """
    folder = tmp_path / "new"
    before = report(capsys, "--cases", poor, *done, "--write-cases", folder)
    assert before["summary"]["survived"] > 10
    pack = load_pack(SOUND)
    files = sorted(folder.iterdir())
    assert 5 < len(files) <= before["summary"]["survived"] + before["summary"]["other_reasons"]
    for file in files:
        scenario = load_scenario(file, pack)
        assert (file.stem, scenario.tags) == (scenario.id, ("mutant", "to-be-judged"))
        assert ID.fullmatch(scenario.id)
        assert "somebody has to judge whether that is right" in scenario.narrative
        assert scenario.expect is not None
        assert differences(scenario.expect, advise(pack, scenario)) == []
    after = report(capsys, "--cases", poor, "--cases", folder)
    assert (after["summary"]["survived"], after["summary"]["score"]) == (0, 100.0)
    assert not [each["mutant"] for each in after["mutants"] if each["patient"] and each["patient"]["kills"]]


def test_saved_cases_overwrite_nothing(
    poor: Path, done: tuple[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Saving again is no change; a file that holds something else stays, and none is written."""
    folder = tmp_path / "new"
    assert mutate("--cases", poor, *done, "--write-cases", folder) == 0
    files = sorted(folder.iterdir())
    assert mutate("--cases", poor, *done, "--write-cases", folder) == 0
    files[0].write_text("mine\n")
    files[1].unlink()
    capsys.readouterr()
    assert mutate("--cases", poor, *done, "--write-cases", folder) == 2
    assert "file-exists" in capsys.readouterr().err
    assert files[0].read_text() == "mine\n"
    assert not files[1].exists()


def test_cases_are_saved_before_the_report(
    poor: Path, done: tuple[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever reads only the beginning of a report has the cases all the same; what cannot be saved does not cost the report."""
    folder = tmp_path / "new"
    seen: list[int] = []
    monkeypatch.setattr("infusion_pathways.cli.mutate.write_report", lambda *_: seen.append(len(list(folder.iterdir()))))
    assert mutate("--cases", poor, *done, "--write-cases", folder) == 0
    for file in folder.iterdir():
        file.write_text("mine\n")
    assert mutate("--cases", poor, *done, "--write-cases", folder) == 2
    assert len(seen) == 2
    assert seen[0] > 0


def test_an_unknown_pathway(capsys: pytest.CaptureFixture[str]) -> None:
    assert mutate("--pathway", "harbour_fewer") == 2
    assert "did you mean `harbour_fever`?" in capsys.readouterr().err


# The journal.


def test_a_journal_is_gone_on_with(poor: Path, whole: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What it holds is not run again, and the report is that of one run."""
    journal = tmp_path / "run.jsonl"
    assert mutate("--cases", poor, *FEW, "--resume", journal) == 0
    assert len(journal.read_text().splitlines()) == 13
    capsys.readouterr()
    assert mutate("--cases", poor, "--resume", journal, "--format", "json") == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["result"] == whole
    assert err.startswith("181 mutants x ")
    held = journal.read_bytes()
    assert report(capsys, "--cases", poor, "--resume", journal) == whole
    assert journal.read_bytes() == held


@pytest.mark.parametrize("cut", [1, 30, 400])
def test_a_broken_last_line_is_dropped(cut: int, poor: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """However much of it is missing: the line before stands, and the next result begins on a line of its own."""
    journal = tmp_path / "run.jsonl"
    first = report(capsys, "--cases", poor, *FEW, "--resume", journal)
    whole = journal.read_bytes()
    journal.write_bytes(whole[:-cut])
    assert report(capsys, "--cases", poor, *FEW, "--resume", journal) == first
    assert sorted(journal.read_bytes().splitlines()) == sorted(whole.splitlines())


def test_a_journal_cut_in_its_first_line_begins_anew(poor: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    journal = tmp_path / "run.jsonl"
    assert mutate("--cases", poor, "--limit", "5", "--resume", journal) == 0
    whole = journal.read_bytes()
    for length in (0, 1, 40):
        journal.write_bytes(whole[:length])
        assert mutate("--cases", poor, "--limit", "5", "--resume", journal) == 0
        assert journal.read_bytes() == whole
    capsys.readouterr()


@pytest.mark.parametrize("text", ["my notes", "my notes\n", '{"schema": "something-else/1"}\n', "[]\n", "\n"])
def test_a_file_that_is_no_journal_is_left_alone(
    text: str, poor: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "notes.txt"
    file.write_text(text)
    assert mutate("--cases", poor, "--resume", file) == 2
    assert "not-a-journal" in capsys.readouterr().err
    assert file.read_text() == text


def test_a_line_that_is_no_result(poor: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In the middle, nothing was cut off: somebody edited it."""
    journal = tmp_path / "run.jsonl"
    assert mutate("--cases", poor, "--limit", "5", "--resume", journal) == 0
    lines = journal.read_text().splitlines(keepends=True)
    capsys.readouterr()
    for wrong in ("{}\n", "no json\n", lines[2].replace('"fate": "', '"fate": "not ')):
        journal.write_text("".join([*lines[:2], wrong, *lines[3:]]))
        assert mutate("--cases", poor, "--limit", "5", "--resume", journal) == 2
        assert f"{journal}:3:1: not-a-journal" in capsys.readouterr().err


def test_a_journal_belongs_to_its_run(poor: Path, cases: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Other cases, another seed: named, and nothing is run."""
    journal = tmp_path / "run.jsonl"
    assert mutate("--cases", poor, "--limit", "5", "--resume", journal) == 0
    held = journal.read_bytes()
    capsys.readouterr()
    assert mutate("--cases", cases, "--limit", "5", "--resume", journal) == 2
    assert "another run, with other cases" in capsys.readouterr().err
    assert mutate("--cases", poor, "--limit", "5", "--seed", "3", "--resume", journal) == 2
    assert "another run, with another seed" in capsys.readouterr().err
    assert journal.read_bytes() == held


@long_only
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_run_that_is_killed_goes_on(
    jobs: str, poor: Path, whole: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`kill -9` of everything in the middle: the journal is whole but for its last line, and the next run ends the same."""
    journal, folder = tmp_path / "run.jsonl", tmp_path / "cases"
    # A slow disk, so that the run is met in the middle on any machine.
    slow = "import os, time; write = os.fsync; os.fsync = lambda file: (time.sleep(0.03), write(file))"
    code = f"{slow}; from infusion_pathways.cli import main; main()"
    options = ["--pack", SOUND, "--cases", poor, "--resume", journal, "--write-cases", folder, "-j", jobs]
    process = subprocess.Popen(
        [sys.executable, "-c", code, "mutate", *map(str, options)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    deadline = time.monotonic() + HANGS
    while (
        process.poll() is None
        and time.monotonic() < deadline
        and not (journal.exists() and journal.read_bytes().count(b"\n") > 20)
    ):
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    lines = journal.read_bytes().count(b"\n")
    assert 20 < lines < 192
    assert not list(folder.glob("*"))
    assert mutate("--cases", poor, "--resume", journal, "--write-cases", folder, "--format", "json") == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["result"] == whole
    assert err.startswith(f"{194 - lines} mutants x ")
    assert list(folder.glob("*.json"))
    assert not list(folder.glob("*.tmp"))


@long_only
def test_a_run_that_is_killed_while_it_saves_leaves_whole_cases(poor: Path, tmp_path: Path) -> None:
    """`kill -9` between the files: each case is whole or not there, what lies beside is no case, and the next run saves all."""
    journal, whole = tmp_path / "run.jsonl", tmp_path / "whole"
    assert mutate("--cases", poor, "--resume", journal, "--write-cases", whole) == 0
    wanted = {file.name: file.read_bytes() for file in whole.iterdir()}
    # A slow disk, so that the run is met in the middle on any machine.
    slow = "import os, time; write = os.fsync; os.fsync = lambda file: (time.sleep(0.03), write(file))"
    code = f"{slow}; from infusion_pathways.cli import main; main()"
    middle = 0
    for number in range(4):
        folder = tmp_path / f"cases{number}"
        options = ["--pack", SOUND, "--cases", poor, "--resume", journal, "--write-cases", folder, "-j", "1"]
        process = subprocess.Popen([sys.executable, "-c", code, "mutate", *map(str, options)], stdout=subprocess.DEVNULL)
        while process.poll() is None and not list(folder.glob("*.json")):
            time.sleep(0.0005)
        process.kill()
        process.wait()
        saved = {file.name: file.read_bytes() for file in case_files([folder])}
        assert saved.items() <= wanted.items()
        middle += 0 < len(saved) < len(wanted)
    assert middle, "no run was killed in the middle"
    assert mutate("--cases", poor, "--resume", journal, "--write-cases", folder) == 0
    assert {file.name: file.read_bytes() for file in case_files([folder])} == wanted
