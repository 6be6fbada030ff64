"""`pathways diff` on the command line: what it reads, what it prints, and the code it ends with."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from infusion_pathways import Scenario
from infusion_pathways.cli.app import run
from infusion_pathways.scenario.writing import scenario_json
from tests.conftest import ROOT
from tests.unlisted import strip_list
from tests.witnesses import git

TINY = ROOT / "tests" / "packs" / "tiny"
PATIENT = ROOT / "tests" / "packs" / "patient.json"
RULES = Path("lantern_fever") / "rules.yaml"


@pytest.fixture
def versions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two versions of the tiny pack, the second without the rule on infections."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(TINY, "before")
    shutil.copytree(TINY, "now")
    strip_list(tmp_path)
    edit_rules(Path("now"))
    (tmp_path / "cases").mkdir()
    shutil.copy(PATIENT, "cases")
    return tmp_path


def edit_rules(folder: Path) -> None:
    """Take the rule on infections out of the tiny pack in a folder."""
    text = (folder / RULES).read_text()
    start = text.index("  - id: lantern.holds.infection")
    (folder / RULES).write_text(text[:start] + text[text.index("  - id:", start + 5) :])


def printed(capsys: pytest.CaptureFixture[str], code: int, *arguments: str) -> str:
    """What `pathways diff` prints, once it ended with a code."""
    assert run(["diff", *arguments]) == code
    return capsys.readouterr().out


def test_two_folders(versions: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Text by default; exit 1 on a change only where it is asked for; two equal folders are the same."""
    text = printed(capsys, 0, "before", "now")
    assert text.startswith("OTHER VERDICTS\n")
    assert "  Wickimab: only widens\n" in text
    assert printed(capsys, 1, "before", "now", "--fail-on-change") == text
    same = printed(capsys, 0, "before", "before", "--fail-on-change")
    assert same.startswith("THE SAME MEANING\n")
    assert "3 verdicts in 1 pathway, proved" in " ".join(same.split())


def test_help_has_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    """`--help` shows how to call it."""
    assert "Example: pathways diff rules/ my-rules/" in " ".join(printed(capsys, 0, "--help").split())


def test_json_is_one_document_with_the_patients(versions: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Both verdicts of each patient, with arguments; the patient as a scenario that `pathways run` reads."""
    document = json.loads(printed(capsys, 0, "before", "now", "--format", "json", "--cases", "cases"))
    found = document["result"]
    assert found["meaning"] == "verdicts"
    assert len({stamp["digest"] for stamp in document["packs"]}) == 2
    wickimab, _, flintumab = found["pathways"][0]["therapies"]
    assert (wickimab["direction"], wickimab["widens"], wickimab["narrows"]) == ("widens", "differs", "same")
    assert (flintumab["direction"], flintumab["patients"]) == ("same", [])
    patient = wickimab["patients"][-1]
    assert (patient["before"]["verdict"], patient["now"]["verdict"]) == ("on_hold", "candidate")
    assert [argument["cites"] for argument in patient["before"]["arguments"]] == [["C2"]]
    Path("patient.json").write_text(json.dumps(patient["scenario"]))
    assert run(["run", "patient.json", "--pack", "now", "-d", "short"]) == 0
    assert "Wickimab: candidate" in capsys.readouterr().out


def test_the_traces_in_full(versions: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--detail full` has the whole trace of each patient by both versions; `short` has no patient."""
    full = printed(capsys, 0, "before", "now", "--detail", "full")
    assert full.count("The whole trace before\n") == full.count("The whole trace now\n") == 4
    short = printed(capsys, 0, "before", "now", "-d", "short")
    assert "Wickimab: only widens" in short
    assert "patient" not in short.replace("every patient", "").replace("invented patient", "")


def test_cases_that_turn(versions: Path, capsys: pytest.CaptureFixture[str], tiny_patient: Scenario) -> None:
    """A case whose verdicts are others is told; what it expects may name a rule that is gone."""
    infected = tiny_patient._replace(id="infected", findings={**tiny_patient.findings, "active_infection": "present"})
    raw = json.loads(scenario_json(infected)) | {"expect": {"because": ["lantern.holds.infection"]}}
    Path("cases/infected.json").write_text(json.dumps(raw))
    Path("cases/other.json").write_text("{}")
    text = printed(capsys, 0, "before", "now", "--cases", "cases")
    told_ = text[text.index("\nCases\n") :]
    assert "1 case of 2 turns." in told_
    assert "case infected: " in told_
    assert "1 case that neither can read" in told_
    assert "other.json" in told_


def test_revisions(versions: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two revisions of a folder, or one and the files as they stand; nothing is left behind."""
    git(versions, "init", "-q", "-b", "main")
    git(versions, "add", "before")
    git(versions, "commit", "-q", "-m", "first")
    git(versions, "tag", "v1")
    assert printed(capsys, 0, "--rev", "v1..", "before").startswith("THE SAME MEANING")
    edit_rules(Path("before"))
    assert "Now: tiny 0.1.0, digest" in printed(capsys, 0, "--rev", "v1..main", "before")
    assert printed(capsys, 0, "--rev", "v1..main", "before").startswith("THE SAME MEANING")
    text = printed(capsys, 1, "--rev", "v1", "before", "--fail-on-change")
    assert text.startswith("OTHER VERDICTS")
    assert "(revision v1)" in text
    assert "(the files as they stand)" in text
    git(versions, "commit", "-q", "-a", "-m", "second")
    shutil.rmtree(versions / "now")
    assert printed(capsys, 0, "--rev", "v1..main", "before/").startswith("OTHER VERDICTS")
    assert sorted(path.name for path in versions.iterdir()) == [".git", "before", "cases"]


def test_a_pack_that_is_broken_in_a_revision_is_named_by_it(versions: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is wrong with an earlier version is told with its revision and its line."""
    rules = Path("before") / RULES
    good = rules.read_text()
    rules.write_text(good.replace("finding: active_infection", "finding: active_infektion"))
    git(versions, "init", "-q", "-b", "main")
    git(versions, "add", "before")
    git(versions, "commit", "-q", "-m", "broken")
    rules.write_text(good)
    assert run(["diff", "--rev", "main..", "before"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("main:before/lantern_fever/rules.yaml:47:")
    assert "did you mean `active_infection`?" in err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["before"], "two folders are expected"),
        (["before", "now", "--rev", "main.."], "two folders are expected"),
        ([], "two folders are expected"),
        (["before", "nowhere"], "nowhere: not-a-pack: there is no such folder"),
        (["--rev", "..main", "before"], "not-a-range"),
        (["--rev", "main...v1", "before"], "not-a-range"),
        (["--rev", "main..", "before"], "before: no-repository"),
        (["before", "now", "--cases", "nowhere.json"], "nowhere.json: no-such-file"),
        (["before", "now", "--seconds", "0"], "--seconds"),
    ],
)
def test_bad_input_is_told(
    arguments: list[str], message: str, versions: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit code 2, nothing on standard output, and a message that says what is wrong."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", versions.parent.as_posix())
    assert run(["diff", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert message in err
    assert "Traceback" not in err


def test_the_same_bytes_whatever_the_hash_seed(versions: Path) -> None:
    """Sets are put in order before anything is printed."""
    command = [sys.executable, "-c", "from infusion_pathways.cli import main; main()", "diff", "before", "now", "-f", "json"]
    outputs = {
        subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1


def test_the_output_in_the_docs_is_real(versions: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What the page on the command line shows is what the command prints, but for the digests."""
    page = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    shown = page.partition("<!-- output of diff: begin -->")[2].partition("<!-- output of diff: end -->")[0]
    shutil.copytree("before", "rules")
    shutil.copytree("before", "my-rules")
    rules = Path("my-rules") / RULES
    rules.write_text(
        rules.read_text().replace(
            "wick_blocker, outcome: [inadequate_response, intolerance]", "wick_blocker, outcome: inadequate_response"
        )
    )
    text = f"\n```console\n$ pathways diff rules my-rules\n{printed(capsys, 0, 'rules', 'my-rules')}```\n"
    assert re.sub(r"digest \w{12}", "digest", shown) == re.sub(r"digest \w{12}", "digest", text)
