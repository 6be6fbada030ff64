"""`pathways what-if` on the command line: readings, files, exit codes, and what the shell completes."""

import json
import re
from pathlib import Path

import pytest
import typer
from click.shell_completion import ShellComplete

from infusion_pathways import Pack, load_scenario
from infusion_pathways.cli.app import app, run
from infusion_pathways.document.blocks import NOTICE
from tests.conftest import ROOT

FILE = "scenarios/rheumatoid_arthritis/ra-methotrexate-and-sulfasalazine-failure.json"
EDIT = ["--set", "/findings/hepatitis_b=active"]


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def completed(*arguments: str) -> list[str]:
    """What the shell offers for the last of some arguments."""
    *before, incomplete = arguments
    completion = ShellComplete(typer.main.get_command(app), {}, "pathways", "_PATHWAYS_COMPLETE")
    return [item.value for item in completion.get_completions(["what-if", *before], incomplete)]


@pytest.mark.parametrize("format", ["text", "markdown", "html", "json"])
@pytest.mark.parametrize("detail", ["short", "standard", "full"])
def test_every_reading_ends_with_the_notice_and_is_the_same_twice(
    format: str, detail: str, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["what-if", FILE, *EDIT, "-f", format, "-d", detail, "--engine", "direct"]
    assert run(arguments) == 0
    first = capsys.readouterr().out
    assert run(arguments) == 0
    assert capsys.readouterr().out == first
    assert NOTICE.split(".")[0] in " ".join(first.split())


@pytest.mark.parametrize("engine", ["both", "rete", "direct"])
def test_json_names_edits_differences_and_causes(engine: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["what-if", FILE, *EDIT, "--set", "title=Another", "-f", "json", "--engine", engine]) == 0
    told = json.loads(capsys.readouterr().out)["result"]
    assert [edit["path"] for edit in told["edits"]] == ["/findings/hepatitis_b", "/title"]
    assert told["outcome"]["causes"] == [[1]]
    assert {"disease": "rheumatoid_arthritis", "therapy": "rituximab"}.items() <= told["verdicts"][1].items()
    assert told["verdicts"][1]["through"] == ["safety.rituximab.hepatitis_b_active"]
    ways = {(row["therapy"], row["rule"]): row["way"] for row in told["arguments"]}
    assert ways["rituximab", "safety.rituximab.hepatitis_b_active"] == "appeared"
    assert told["idle"] == [{"edit": 2, "why": ["no rule reads it"]}]


def test_arguments_appear_go_and_change(capsys: pytest.CaptureFixture[str]) -> None:
    """What says nothing while it is false appears and goes; a reason or a requirement is always told."""
    other = "scenarios/rheumatoid_arthritis/ra-infliximab-works.json"
    assert run(["what-if", FILE, "--set", "measures/das28_esr=2.1", "-f", "json"]) == 0
    told = json.loads(capsys.readouterr().out)["result"]
    assert {row["way"] for row in told["arguments"] if row["kind"] == "supports"} == {"changed"}
    assert run(["what-if", other, "--unset", "treatments/0", "-f", "json"]) == 0
    told = json.loads(capsys.readouterr().out)["result"]
    assert {row["way"] for row in told["arguments"] if row["before"] == "true" and row["kind"] in ("cautions", "notes")} <= {
        "gone"
    }


def test_the_edited_patient_can_be_saved_and_read(tmp_path: Path, capsys: pytest.CaptureFixture[str], shipped_pack: Pack) -> None:
    """Without `expect`, under an id of its own; saved twice it is the same, and nothing else is overwritten."""
    target = tmp_path / "edited.json"
    assert run(["what-if", FILE, *EDIT, "--write-case", str(target)]) == 0
    assert run(["what-if", FILE, *EDIT, "--write-case", str(target)]) == 0
    saved = load_scenario(target, shipped_pack)
    assert saved.id == "ra-methotrexate-and-sulfasalazine-failure-what-if"
    assert saved.title == "Hepatitis B: negative -> active infection"
    assert saved.findings["hepatitis_b"] == "active"
    assert saved.expect is None
    assert run(["what-if", FILE, "--set", "id=mine", "--set", "title=Mine", "--write-case", str(target)]) == 2
    assert "file-exists" in capsys.readouterr().err
    target.unlink()
    assert run(["what-if", FILE, "--set", "id=mine", "--set", "title=Mine", "--write-case", str(target)]) == 0
    assert load_scenario(target, shipped_pack)[:2] == ("mine", "Mine")


def test_problems_end_with_exit_code_2_and_no_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "edited.json"
    arguments = ["what-if", FILE, "--set", "/findings/hepatitis_c=maybe", "--unset", "/finding/hepatitis_b"]
    assert run([*arguments, "--write-case", str(target)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "--unset /finding/hepatitis_b: no-such-path: " in err
    assert "did you mean `/findings/hepatitis_b`?" in err
    assert not target.exists()
    assert run(["what-if", FILE]) == 2
    assert "--set PATH=VALUE" in capsys.readouterr().err


def test_a_file_with_problems_is_told_as_always(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text('{"schema": "infusion-pathways/scenario/1", "id": "x", "title": "X"}')
    assert run(["what-if", str(bad), "--set", "/id=y"]) == 2
    assert f"{bad.as_posix()}:1:1: missing-diagnosis" in capsys.readouterr().err


def test_the_shell_completes_paths_and_values() -> None:
    assert completed(FILE, "--set", "/find")[:1] == ["/findings/active_serious_infection="]
    assert "/findings/hepatitis_b=" in completed(FILE, "--set", "/findings/hep")
    assert "measures/das28_esr=" in completed(FILE, "--set", "meas")
    assert "/diagnoses/0/organ_involvement/skin=" in completed(FILE, "--set", "/diagnoses/0/org")
    assert "/treatments/0/outcome=" in completed(FILE, "--set", "/treatments/0")
    assert "/findings/hepatitis_b=active" in completed(FILE, "--set", "/findings/hepatitis_b=a")
    assert completed(FILE, "--set", "/treatments/0/ongoing=") == [
        f"/treatments/0/ongoing={value}" for value in ("true", "false", "unknown")
    ]
    assert "/treatments/-=infliximab:intolerance" in completed(FILE, "--set", "/treatments/-=infliximab:")
    assert completed(FILE, "--unset", "/findings/h") == ["/findings/hepatitis_b", "/findings/heart_failure"]
    assert "/treatments/1" in completed(FILE, "--unset", "/treat")


def test_the_shell_completes_with_the_pack_that_is_named() -> None:
    patient = "tests/packs/patient.json"
    assert completed(patient, "--pack", "tests/packs/tiny", "--set", "/findings/soot_antibodies=p") == [
        "/findings/soot_antibodies=positive"
    ]
    assert completed(patient, "--set", "/findings/soot") == []


@pytest.mark.parametrize("file", ["no-such-file.json", "README.md", "-"])
def test_completion_of_a_file_that_cannot_be_read_is_nothing(file: str) -> None:
    assert completed(file, "--set", "/find") == []
    assert completed(file, "--unset", "/find") == []
    assert completed("--set", "/find") == []


def test_every_path_that_is_completed_leads_somewhere(capsys: pytest.CaptureFixture[str]) -> None:
    for path in completed(FILE, "--set", "/")[::7]:
        assert run(["what-if", FILE, "--engine", "direct", "--set", f"{path}{'unknown'}"]) in (0, 2)
        assert "no-such-path" not in capsys.readouterr().err
    for path in completed(FILE, "--unset", "/"):
        run(["what-if", FILE, "--engine", "direct", "--unset", path])
        assert "nothing-recorded" not in capsys.readouterr().err


def test_the_page_shows_what_the_command_prints(capsys: pytest.CaptureFixture[str]) -> None:
    page = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    ((command, shown),) = re.findall(
        r"<!-- output of what-if: begin -->\n```console\n\$ pathways (.*?)\n(.*?)```\n", page, re.DOTALL
    )
    assert run(command.split()) == 0
    printed = [line for line in capsys.readouterr().out.splitlines() if not line.startswith("Rules: ")]
    assert printed == shown.splitlines()
