"""`pathways test`: what it prints, writes and answers, whatever the format and the number of processes."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xmlschema

from bench.cases import measured
from infusion_pathways import EngineChoice, Pack
from infusion_pathways.cases import many
from infusion_pathways.cases.run import CaseOrder, CaseStatus, case_files, run_cases
from infusion_pathways.cli.app import run
from infusion_pathways.pack.places import rule_places
from infusion_pathways.workers import WorkerLost
from tests.conftest import ROOT
from tests.sizes import HANGS
from tests.test_cli import PATHWAYS

FOLDER = ROOT / "scenarios" / "anca_vasculitis"
SCHEMA = xmlschema.XMLSchema(ROOT / "tests" / "data" / "junit.xsd")
Write = Callable[..., Path]


def first_case() -> dict[str, Any]:
    case: dict[str, Any] = json.loads((ROOT / "tests" / "packs" / "patient.json").read_text())
    return case


@pytest.fixture
def cases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Five files in two folders, seen from their folder: one passes, one fails twice, two expect nothing, one is broken."""
    monkeypatch.chdir(tmp_path)
    for name in ("one", "two"):
        (tmp_path / name).mkdir()

    def write(path: str, **changes: Any) -> None:
        case = {**first_case(), "id": Path(path).stem, **changes}
        (tmp_path / path).write_text(json.dumps({k: v for k, v in case.items() if v is not None}, indent=1))

    write("one/passes.json")
    write(
        "one/fails.json",
        title="100 % : , wrong\n::error::x",
        expect={"outcome": "on_hold", "verdicts": {"wickimab": "ruled_out"}},
    )
    write("one/silent.json", expect=None)
    write("two/silent-too.json", expect={})
    (tmp_path / "two" / "broken.json").write_text('{"schema": ')
    return tmp_path


TINY = ("--pack", str(ROOT / "tests" / "packs" / "tiny"))
RULES = str(ROOT / "tests" / "packs" / "tiny" / "lantern_fever" / "rules.yaml")
COUNTS = "1 passed, 1 failed, 2 without an expectation, 1 could not be read"


def test_text_tells_what_failed_and_counts_the_rest(cases: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Passing cases are only counted; a broken file is complained about on standard error and makes exit code 2."""
    assert run(["test", ".", *TINY]) == 2
    out, err = capsys.readouterr()
    assert out.splitlines()[0] == "FAILED fails (one/fails.json:47)"
    assert "  outcome: expected on_hold, found infusion_candidates (a therapy is `candidate`)" in out.splitlines()
    assert "  verdict of wickimab: expected ruled_out, found candidate" in out
    assert "no expectation: one/silent.json" in out.splitlines()
    assert "no expectation: two/silent-too.json" in out.splitlines()
    assert out.splitlines()[-1] == f"{COUNTS} (engine: both, rules: tiny 0.1.0)"
    assert "passes" not in out
    assert err.startswith("two/broken.json:1:")


def test_a_reason_that_is_told_already_is_not_told_again(cases: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Outcome and verdict differ for the same rule; the second time its conditions are left out."""
    raw = first_case() | {"id": "twice", "expect": {"not_because": ["lantern.supports.after_failure"],
                                                     "verdicts": {"wickimab": "no_reason"}}}  # fmt: skip
    Path("twice.json").write_text(json.dumps(raw))
    assert run(["test", "twice.json", *TINY]) == 1
    assert capsys.readouterr().out.count("rule `lantern.supports.after_failure` (supports) is true") == 1


def test_a_failure_alone_is_exit_code_1(cases: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One case failed, everything could be read: 1. None failed, some expect nothing: 0."""
    assert run(["test", "one", *TINY]) == 1
    assert run(["test", "one/silent.json", "one/passes.json", *TINY]) == 0


def test_json_is_one_document(cases: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every case with its differences and their reasons, in the sequence of the files; the counts."""
    assert run(["test", ".", "--format", "json", *TINY]) == 2
    report = json.loads(capsys.readouterr().out)["result"]
    assert [(case["file"], case["status"]) for case in report["cases"]] == [
        ("one/fails.json", "failed"),
        ("one/passes.json", "passed"),
        ("one/silent.json", "silent"),
        ("two/broken.json", "unreadable"),
        ("two/silent-too.json", "silent"),
    ]
    failed, broken = report["cases"][0], report["cases"][3]
    assert [d["section"] for d in failed["differences"]] == ["outcome", "verdicts"]
    condition = failed["differences"][0]["reasons"][0]["conditions"][0]
    assert condition["values"][0]["pointer"] == "/treatments/0/therapy"
    assert broken["problems"][0]["code"] == "not-json"
    assert report["summary"] == {
        "passed": 1,
        "failed": 1,
        "silent": 2,
        "unreadable": 1,
        "left_out": 0,
        "not_run": 0,
        "compared": None,
    }


def test_json_without_a_case_is_a_document_too(cases: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where nothing is selected, the list is empty and the exit code 2."""
    assert run(["test", "one", "-k", "nowhere", "-f", "json", *TINY]) == 2
    out, err = capsys.readouterr()
    assert json.loads(out)["result"]["cases"] == []
    assert "no-case: none of 3 cases is selected" in err


def unescaped(text: str) -> str:
    for code, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, character)
    return text


def test_github_annotates_the_line_of_each_expectation(cases: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One command for each difference, problem and silent case; nothing of a file can end one early or begin another."""
    assert run(["test", ".", "--format", "github", *TINY]) == 2
    out, err = capsys.readouterr()
    assert err == ""
    commands = [re.fullmatch(r"::(error|warning) ((?:[a-z]+=[^:,]*,?)+)::(.*)", line) for line in out.splitlines()[:-1]]
    assert all(commands)
    told = [(c[1], dict(p.split("=", 1) for p in c[2].split(",")), unescaped(c[3])) for c in commands if c]
    assert [(kind, p["file"], p["line"]) for kind, p, _ in told] == [
        ("error", "one/fails.json", "47"),
        ("warning", RULES, "16"),
        ("error", "one/fails.json", "49"),
        ("warning", RULES, "36"),
        ("warning", "one/silent.json", "1"),
        ("error", "two/broken.json", "1"),
        ("warning", "two/silent-too.json", "1"),
    ]
    for _, properties, _ in (told[0], told[2]):
        line = (cases / "one" / "fails.json").read_text().splitlines()[int(properties["line"]) - 1]
        assert "on_hold" in line or "ruled_out" in line
    assert told[0][2].startswith("outcome: expected on_hold, found infusion_candidates (a therapy is `candidate`)\n")
    assert out.splitlines()[-1].startswith(COUNTS)


def test_github_escapes_what_ends_a_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file name with `%`, `,` and `:` comes out escaped and whole."""
    monkeypatch.chdir(tmp_path)
    Path("a,b%0A::c.json").write_text("[]")
    run(["test", "a,b%0A::c.json", "-f", "github", *TINY])
    assert capsys.readouterr().out.startswith("::error file=a%2Cb%250A%3A%3Ac.json,line=1,col=1,title=wrong-type::")


def test_github_annotates_the_rules_that_decided_otherwise(
    cases: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A rule at work in a failing case is named where it stands, once in a run, with the case; one that passes names none.

    Files are named from the root of the repository, whatever the working folder.
    """
    (cases / ".git" / "HEAD").parent.mkdir()
    (cases / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    shutil.copytree(ROOT / "tests" / "packs" / "tiny", cases / "rules")
    shutil.copy(cases / "one" / "fails.json", cases / "two" / "again.json")
    (cases / "two" / "again.json").write_text((cases / "two" / "again.json").read_text().replace('"fails"', '"again"'))
    monkeypatch.chdir(cases / "two")
    run(
        [
            "test",
            "../one/fails.json",
            "../one/passes.json",
            "./again.json",
            "-f",
            "github",
            "--pack",
            "../rules",
            "--junit",
            "r.xml",
        ]
    )
    told = capsys.readouterr().out
    at_rules = [line for line in told.splitlines() if line.startswith("::warning")]
    assert [line.split("::")[1] for line in at_rules] == [
        "warning file=rules/lantern_fever/rules.yaml,line=16,col=9,title=lantern.supports.after_failure",
        "warning file=rules/lantern_fever/rules.yaml,line=36,col=9,title=lantern.excludes.failed_before",
    ]
    assert all("one/fails.json:4" in line for line in at_rules)
    lines = (cases / "rules" / "lantern_fever" / "rules.yaml").read_text().splitlines()
    assert "lantern.supports.after_failure" in lines[15]
    assert "lantern.excludes.failed_before" in lines[35]
    errors = [line.split(",")[0] for line in told.splitlines() if line.startswith("::error")]
    assert errors == ["::error file=one/fails.json"] * 2 + ["::error file=two/again.json"] * 2
    root = junit(cases / "two" / "r.xml")
    assert [suite.get("name") for suite in root] == ["one", "two"]
    for failure in root.iter("failure"):
        assert "\nrules/lantern_fever/rules.yaml:16: rule `lantern.supports.after_failure`\n" in (failure.text or "")


def test_rules_that_can_no_longer_be_read_are_not_annotated(tmp_path: Path) -> None:
    """The answer was given before; where the rules stand is told beside it."""
    assert rule_places(tmp_path / "gone") == {}
    (tmp_path / "x.yaml").write_text("rules: [\n")
    assert rule_places(tmp_path) == {}


def junit(path: Path) -> ET.Element:
    SCHEMA.validate(str(path))
    return ET.parse(path).getroot()


def test_junit_counts_equal_the_summary(cases: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A valid report; its counts are those of its elements and of the line of text; the failure tells it all."""
    assert run(["test", ".", "--junit", "report.xml", *TINY]) == 2
    assert COUNTS in capsys.readouterr().out
    root = junit(cases / "report.xml")
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("5", "1", "1")
    suites = {s.get("name"): s for s in root}
    assert {n: [s.get(k) for k in ("tests", "failures", "errors", "skipped")] for n, s in suites.items()} == {
        "one": ["3", "1", "0", "1"],
        "two": ["2", "0", "1", "1"],
    }
    for suite in root:
        assert len(suite.findall("testcase")) == int(suite.get("tests", ""))
        for count, element in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert len(suite.findall(f"testcase/{element}")) == int(suite.get(count, ""))
        assert {p.get("name"): p.get("value") for p in suite.findall("properties/property")}["rules"] == "tiny 0.1.0"
    assert {part.get("time") for part in root.iter() if part.tag in ("testsuites", "testsuite", "testcase")} == {"0"}
    failure = root.find(".//failure")
    assert failure is not None
    assert failure.text is not None
    assert failure.text.startswith("one/fails.json:47\noutcome: expected on_hold")
    assert "/treatments/0/therapy" in failure.text
    assert failure.get("message", "").endswith("and 1 more")


def test_junit_of_the_shipped_cases(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One suite for each folder, every case in it, all passed."""
    assert run(["test", str(FOLDER), str(ROOT / "scenarios" / "general"), "--junit", str(tmp_path / "r.xml"), "-j", "1"]) == 0
    passed = int(capsys.readouterr().out.split()[0])
    root = junit(tmp_path / "r.xml")
    assert len(root) == 2
    assert len(root.findall(".//testcase")) == passed == int(root.get("tests", ""))
    assert not any(list(case) for case in root.findall(".//testcase"))


def test_junit_takes_any_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """What XML cannot hold is replaced, what it would read as markup is escaped."""
    monkeypatch.chdir(tmp_path)
    raw = {**first_case(), "expect": {"flags": [']]></failure>\u0000\ufffe<&"']}}
    Path("odd & <b>.json").write_text(json.dumps(raw))
    assert run(["test", "odd & <b>.json", "--junit", "r.xml", *TINY]) == 2
    error = junit(tmp_path / "r.xml").find(".//error")
    assert error is not None
    assert "]]></failure>" in error.get("message", "")


def test_a_report_that_cannot_be_written_is_said_before_any_case_is_run(cases: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No folder for the report: bad input, and nothing on standard output."""
    assert run(["test", ".", "--junit", "nowhere/r.xml", *TINY]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "unwritable-file" in err


def test_fail_fast_stops_at_the_first_case_that_does_not_pass(cases: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What was not reached is counted."""
    assert run(["test", "one/passes.json", "one/fails.json", "two", *TINY, "--fail-fast"]) == 1
    assert "1 passed, 1 failed, 2 not run" in capsys.readouterr().out


def test_selecting_leaves_the_others_out(cases: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`-k` and `--pathway` pick; what is left out is counted, and an id used twice among it is no problem."""
    (cases / "one" / "z.json").write_text((cases / "one" / "passes.json").read_text().replace('"test"', '"else"'))
    assert run(["test", "one", "-k", "passes and else", *TINY]) == 0
    assert "1 passed, 0 failed, 3 left out" in capsys.readouterr().out
    assert run(["test", "one/silent.json", "one/passes.json", "--pathway", "lantern_fever", *TINY]) == 0
    assert "1 passed, 0 failed, 1 without an expectation (" in capsys.readouterr().out
    assert run(["test", "one", "--pathway", "lantern_fewer", *TINY]) == 2
    assert "unknown-name: no pathway `lantern_fewer` in this pack" in capsys.readouterr().err


@pytest.mark.parametrize("format", ["text", "json", "github"])
def test_the_number_of_processes_changes_no_byte(
    format: str, cases: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One process for two cases each, one or two at a time, or all here: the same output, report and exit code."""
    told = []
    for jobs, at_once in (("1", 100), ("2", 1), ("2", 2)):
        monkeypatch.setattr(many, "FEW", dict.fromkeys(EngineChoice, at_once))
        monkeypatch.setattr(many, "AT_A_TIME", at_once)
        code = run(["test", ".", "-j", jobs, "--format", format, "--junit", "r.xml", *TINY])
        told.append((code, capsys.readouterr(), Path("r.xml").read_bytes()))
    assert told[0] == told[1] == told[2]


def test_fail_fast_is_the_same_on_processes(
    cases: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first failure in the sequence of the files ends the run, whichever process was ahead."""
    monkeypatch.setattr(many, "FEW", dict.fromkeys(EngineChoice, 1))
    monkeypatch.setattr(many, "AT_A_TIME", 1)
    assert run(["test", "one/passes.json", "one/fails.json", "two", *TINY, "--fail-fast", "-j", "2"]) == 1
    assert "1 passed, 1 failed, 2 not run" in capsys.readouterr().out


def test_many_cases_on_processes_are_not_evaluated_here(shipped_pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    """With more cases than one process is worth, and more than one process, this one gathers and evaluates none."""
    files = case_files([FOLDER])[:5]
    monkeypatch.setitem(many.FEW, EngineChoice.BOTH, 2)
    monkeypatch.setattr(many, "AT_A_TIME", 2)
    monkeypatch.setattr(many.Runner, "file", lambda *_: pytest.fail("evaluated in this process"))
    results = list(many.run_all(files, shipped_pack, None, CaseOrder(EngineChoice.BOTH), 2))
    assert [r.status for r in results] == [CaseStatus.PASSED] * 5
    assert [r.file for r in results] == [file.as_posix() for file in files]


def seen_pack(pack: Pack) -> Callable[..., str]:
    return lambda advice: f"{pack.id} {advice.scenario.id} {advice.trace.outcome.code}"


def test_a_watcher_sees_each_case_that_is_run(cases: Path, tiny_pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a watcher makes of a case comes with its result, from this process or another."""
    order = CaseOrder(EngineChoice.DIRECT, watch=seen_pack)
    files = case_files([Path("one")])
    for at_once in (10, 1):
        monkeypatch.setattr(many, "FEW", dict.fromkeys(EngineChoice, at_once))
        monkeypatch.setattr(many, "AT_A_TIME", at_once)
        results = many.run_all(files, tiny_pack, Path(TINY[1]), order, 2)
        assert [r.seen for r in results] == [f"tiny {n} infusion_candidates" for n in ("fails", "passes", "silent")]


def test_a_process_that_is_killed_is_an_error_and_no_answer(
    cases: Path, tiny_pack: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lost process is not a lost case: the run ends with an error."""
    (cases / "two" / "broken.json").unlink()
    order = CaseOrder(EngineChoice.DIRECT, watch=killer)
    monkeypatch.setattr(many, "FEW", dict.fromkeys(EngineChoice, 1))
    monkeypatch.setattr(many, "AT_A_TIME", 1)
    with pytest.raises(WorkerLost, match="ended before its answer"):
        list(many.run_all(case_files([Path("one")]), tiny_pack, Path(TINY[1]), order, 2))


def killer(pack: Pack) -> Callable[..., None]:
    return lambda advice: os.kill(os.getpid(), signal.SIGKILL)


def test_disagreeing_engines_in_a_process_reach_this_one(cases: Path, tiny_pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error of a process is raised here as what it is."""
    monkeypatch.setattr(many, "FEW", dict.fromkeys(EngineChoice, 1))
    monkeypatch.setattr(many, "AT_A_TIME", 1)
    order = CaseOrder(EngineChoice.DIRECT, watch=broken)
    with pytest.raises(ZeroDivisionError):
        list(many.run_all(case_files([Path("one")]), tiny_pack, Path(TINY[1]), order, 2))


def broken(pack: Pack) -> Callable[..., object]:
    return lambda advice: 1 // 0


def processes_of(group: int) -> list[int]:
    """The processes of a group."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                state, _, of = (entry / "stat").read_text().rpartition(")")[2].split()[:3]
            except OSError:
                continue
            if int(of) == group and state != "Z":
                found.append(int(entry.name))
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
def test_ctrl_c_ends_all_processes_without_a_traceback(tmp_path: Path) -> None:
    """Interrupted like a terminal does it, the command says so, answers 130 and leaves no process behind."""
    for number in range(3_000):
        (tmp_path / f"c{number}.json").write_text(json.dumps(first_case() | {"id": f"c{number}"}))
    command = [*PATHWAYS, "test", str(tmp_path), "-j", "2", "--engine", "both", *TINY]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)
    deadline = time.monotonic() + HANGS
    while len(processes_of(process.pid)) < 3 and time.monotonic() < deadline:
        assert process.poll() is None, "it ended before a process was begun"
        time.sleep(0.02)
    time.sleep(0.5)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=HANGS)
    assert process.returncode == 130
    assert "Traceback" not in err
    while processes_of(process.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert processes_of(process.pid) == []


def test_the_older_front_door_runs_cases_one_by_one(cases: Path, tiny_pack: Pack) -> None:
    """`run_cases` takes any files and says of each what came of it."""
    (cases / "two" / "silent-too.json").write_text((cases / "one" / "passes.json").read_text())
    results = list(run_cases([Path("one/passes.json"), Path("two/silent-too.json")], tiny_pack, EngineChoice.DIRECT))
    assert [r.status for r in results] == [CaseStatus.PASSED, CaseStatus.UNREADABLE]
    assert results[1].problems[0].code == "duplicate-id"


def test_no_path_of_this_machine_stands_in_the_output(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a path, the shipped cases are named as seen from the working folder."""
    monkeypatch.chdir(ROOT)
    assert run(["test", "-k", "ra-adalimumab-works", "-f", "json", "--engine", "direct"]) == 0
    assert json.loads(capsys.readouterr().out)["result"]["cases"][0]["file"].startswith("scenarios/rheumatoid_arthritis/")


def test_a_progress_bar_leaves_standard_output_alone(cases: Path) -> None:
    """With errors on a terminal and output in a file, the file has the whole output and the terminal none of it."""
    import pty

    leader, follower = pty.openpty()
    with (cases / "out.json").open("wb") as out:
        env = {**os.environ, "TERM": "xterm"}
        command = [*PATHWAYS, "test", "one", "-f", "json", *TINY]
        process = subprocess.Popen(command, stdout=out, stderr=follower, env=env, cwd=cases)
        os.close(follower)
        seen = b""
        while True:
            try:
                chunk = os.read(leader, 65536)
            except OSError:
                break
            seen += chunk
            if not chunk:
                break
        process.wait()
    os.close(leader)
    assert len(json.loads((cases / "out.json").read_text())["result"]["cases"]) == 3
    assert b"cases" in seen
    assert b"schema" not in seen
    assert sys.platform != "win32"


def test_the_bench_of_cases_runs() -> None:
    """A few cases are written, run and measured."""
    run_of_ten = measured(10, ["--engine", "direct", "-j", "1"])
    assert run_of_ten.megabytes > 5
    assert run_of_ten.seconds > 0
