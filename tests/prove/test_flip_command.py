"""`pathways flip` as a reader meets it: text, JSON, saved cases, problems, completion."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from infusion_pathways import Pack, load_scenario
from infusion_pathways.cli.app import run
from infusion_pathways.cli.flip import complete_allowed
from infusion_pathways.cli.options import complete_therapy
from infusion_pathways.document.text import wrapped
from infusion_pathways.meaning.verdicts import Verdict
from tests.conftest import ROOT

RA = ROOT / "scenarios" / "rheumatoid_arthritis"
SAFETY = ROOT / "scenarios" / "safety"
EXAMPLE = RA / "ra-methotrexate-and-sulfasalazine-failure.json"


def told(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    """What `pathways flip` prints on standard output, on one line."""
    assert run(["flip", *arguments]) == code
    return " ".join(capsys.readouterr().out.split())


def test_the_text_is_for_a_reader(capsys: pytest.CaptureFixture[str]) -> None:
    """The verdict with its reason, the sets, what becomes of others, how far the answer goes, and the notice."""
    text = told(capsys, str(EXAMPLE), "rituximab")
    assert text.startswith("RITUXIMAB: CONDITION UNMET The label places rituximab after")
    assert "One change after which it is a candidate 1. Add to the history: infliximab, inadequate response," in text
    assert "beside it: infliximab: candidate -> ruled out" in text
    assert "2-3. Add to the history: adalimumab; or etanercept or another of 2 like it, inadequate response" in text
    assert "These are all: whatever else does it contains one of them (proved)." in text
    assert text.endswith("not for decisions about real people.")
    text = told(capsys, str(RA / "ra-adalimumab-works.json"), "infliximab")
    assert "Change: activity (remission) -> moderate · and change: DAS28-ESR (2.2) -> at least 3.2 and at most 5.1" in text
    assert (
        "rheumatoid vasculitis, interstitial lung disease, scleritis or Felty syndrome (known to be absent) -> involved" in text
    )


def test_no_way_is_an_answer(capsys: pytest.CaptureFixture[str]) -> None:
    """It is called proved, and says what would open a way; where nothing would, it says that."""
    file = str(ROOT / "scenarios/ulcerative_colitis/uc-acute-severe-settling-on-steroid.json")
    text = told(capsys, file, "vedolizumab")
    assert "No change of the facts that may change makes it a candidate (proved)." in text
    assert "It could be done with `--allow subtype`." in text
    assert "subtype (acute severe ulcerative colitis) ->" in told(capsys, file, "vedolizumab", "--allow", "subtype")
    text = told(capsys, str(RA / "ra-adalimumab-works.json"), "adalimumab")
    assert "Not even with all facts but the diagnosis allowed to change." in text
    assert "Nothing has to change: it is so already." in told(capsys, str(EXAMPLE), "rituximab", "--to", "condition_unmet")


def test_json_is_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    """With the question, the sets, the patients; Markdown escapes what a scenario says."""
    assert run(["flip", str(EXAMPLE), "infliximab", "--format", "json"]) == 0
    out, err = capsys.readouterr()
    found = json.loads(out)["result"]
    assert err == ""
    assert found["now"]["verdict"] == "candidate"
    assert found["question"]["wanted"] == [v.value for v in Verdict if v is not Verdict.CANDIDATE]
    assert found["proved"] is (found["ended"] == "none left")
    assert {change["way"] for flip in found["flips"] for change in flip["changes"]} == {"answer", "change", "add"}
    for flip in found["flips"]:
        assert flip["verdict"] in found["question"]["wanted"]
        assert flip["scenario"]["id"].startswith("ra-methotrexate-and-sulfasalazine-failure-infliximab-")
    unasked = next(flip for flip in found["flips"] if flip["changes"][0]["pointer"] == "/findings/live_vaccine_recent")
    assert unasked["changes"][0]["missing"] == "not recorded"
    assert run(["flip", str(EXAMPLE), "infliximab", "--format", "markdown"]) == 0
    assert capsys.readouterr().out.startswith("# Infliximab: candidate\n")


def test_cases_are_saved(tmp_path: Path, capsys: pytest.CaptureFixture[str], shipped_pack: Pack) -> None:
    """A file for each set, without an expectation, its title saying what changed; saving twice is saving once."""
    folder = tmp_path / "made" / "here"
    for _ in range(2):
        assert run(["flip", str(EXAMPLE), "rituximab", "--write-cases", str(folder)]) == 0
    files = sorted(folder.iterdir())
    assert [file.name for file in files] == [f"{EXAMPLE.stem}-rituximab-candidate-{n}.json" for n in (1, 2, 3)]
    made = [load_scenario(file, shipped_pack) for file in files]
    assert made[2].title == "Add to the history: etanercept, inadequate response"
    assert all(case.expect is None and case.tags == ("flip",) for case in made)
    capsys.readouterr()
    files[0].write_text("{}\n")
    assert run(["flip", str(EXAMPLE), "rituximab", "--write-cases", str(folder)]) == 2
    out, err = capsys.readouterr()
    assert "file-exists" in err
    assert out == ""


def test_a_small_budget_is_no_answer(capsys: pytest.CaptureFixture[str]) -> None:
    """Not decided is said so, and is exit code 1."""
    text = told(capsys, str(EXAMPLE), "rituximab", "--megabytes", "1", code=1)
    assert "Not decided within the budget" in text
    assert "proved" not in text


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["rituxmab"], "unknown-therapy: no therapy `rituxmab` in this pack\n  help: did you mean `rituximab`?"),
        (["belimumab"], "therapy-of-no-diagnosis: no pathway of this patient names `belimumab`"),
        (["multiple_sclerosis/rituximab"], "no-such-diagnosis: the patient has no diagnosis `multiple_sclerosis`"),
        (["rheumatoid_artritis/rituximab"], "unknown-disease: no disease `rheumatoid_artritis` in this pack"),
        (
            ["rituximab", "--allow", "age_yeers"],
            "unknown-name: no fact `age_yeers` in this pack\n  help: did you mean `age_years`?",
        ),
        (["rituximab", "--allow", "diagnosis"], "diagnosis-is-fixed: the diagnosis itself never changes"),
        (["rituximab", "--to", "cured"], "Invalid value for '--to'"),
    ],
)
def test_what_cannot_be_asked_is_a_clear_problem(arguments: list[str], problem: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, nothing on standard output, and the nearest name."""
    assert run(["flip", str(EXAMPLE), *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert problem in err


def test_without_a_pathway_there_is_no_question(capsys: pytest.CaptureFixture[str]) -> None:
    """A patient outside all pathways has no verdict to change."""
    assert run(["flip", str(ROOT / "scenarios/anca_vasculitis/egpa-outside-the-document.json"), "rituximab"]) == 2
    assert "no-pathway: no pathway of this pack covers `eosinophilic" in capsys.readouterr().err


def test_help_has_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    """As for every command."""
    assert "Example: pathways flip patient.json THERAPY" in told(capsys, "--help")


def test_names_are_completed() -> None:
    """Therapies of pathways, and what may be allowed."""
    assert complete_therapy("ritu") == ["rituximab"]
    assert complete_allowed("s") == ["subtype", "sex"]


def test_the_same_question_gives_the_same_bytes() -> None:
    """Whatever the hash seed."""
    main = [sys.executable, "-c", "from infusion_pathways.cli import main; main()"]
    file = str(ROOT / "scenarios/systemic_lupus_erythematosus/sle-belimumab-working.json")

    def printed(seed: str) -> bytes:
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        command = [*main, "flip", file, "rituximab", "--format", "json"]
        return subprocess.run(command, env=environment, capture_output=True, check=True).stdout

    assert printed("1") == printed("2")


def test_the_page_on_the_command_line_shows_real_output(capsys: pytest.CaptureFixture[str]) -> None:
    """The example is what the command prints today, the version of the rules left out."""
    page = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    ((command, shown),) = re.findall(r"<!-- output of flip: begin -->\n```console\n\$ (.*?)\n(.*?)```\n", page, re.DOTALL)
    _, name, file, *rest = command.split()
    assert run([name, str(ROOT / file), *rest]) == 0
    assert re.sub(r"^Rules: .*\n", "", capsys.readouterr().out, flags=re.MULTILINE) == shown
    assert all(len(line) <= 80 for line in shown.splitlines())
    assert wrapped(shown.splitlines()[0], 80)
