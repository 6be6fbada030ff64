"""`pathways test` with coverage: options, exit codes, files; the same from one process and from several."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from infusion_pathways.cases import many
from infusion_pathways.cases.many import run_all
from infusion_pathways.cases.run import CaseOrder, EngineChoice, case_files
from infusion_pathways.cli.app import run
from infusion_pathways.coverage import coverage, watch
from infusion_pathways.solver import z3_solver as door
from tests.conftest import ROOT
from tests.coverage.suite import CASES, FOLDER, covered, marsh, marsh_cases
from tests.trace.test_html import check_page

SUITE = ("test", str(CASES), "--pack", str(FOLDER), "--engine", "direct", "--jobs", "1")


def test_the_summary_follows_the_cases(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*SUITE, "--coverage"]) == 0
    out = capsys.readouterr().out
    assert out.index("5 passed") < out.index("COVERAGE OF CONDITIONS: 100.0 %")
    assert "part of what some patient can reach: 3 more goals cannot be reached (proved)" in " ".join(out.split())
    assert "`mossumab` is never `candidate`, `in_use` or `ruled_out`" in " ".join(out.split())


def test_without_the_options_nothing_is_said_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*SUITE]) == 0
    assert "coverage" not in capsys.readouterr().out.lower()


def test_files_are_written_whole_and_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Pages, annotated rules as text, JSON; a second run replaces what the first has left, and leaves nothing else behind."""
    html, file = tmp_path / "pages", tmp_path / "coverage.json"
    html.mkdir()
    (html / "marsh_fever.html").write_text("half a pa")
    for _ in range(2):
        assert run([*SUITE, "--html", str(html), "--coverage-json", str(file)]) == 0
        assert sorted(path.name for path in html.iterdir()) == ["index.html", "marsh_fever.html", "marsh_fever.txt"]
    capsys.readouterr()
    check_page((html / "marsh_fever.html").read_text(encoding="utf-8"))
    check_page((html / "index.html").read_text(encoding="utf-8"))
    text = (html / "marsh_fever.txt").read_text(encoding="utf-8")
    assert "Damp without a rash is soaked" in text
    assert "2. rash: present (true ~, false ✓, unknown ~, deciding ✓)" in " ".join(text.split())
    told = json.loads(file.read_text())["result"]
    assert told["totals"]["conditions"]["covered"] == 37
    assert told["solver_asked"] is True


@pytest.mark.parametrize(
    ("cases", "minimum", "code"), [("abcde", "100", 0), ("abce", "100", 1), ("abce", "90", 0), ("a", "0", 0)]
)
def test_min_is_a_threshold(cases: str, minimum: str, code: int, capsys: pytest.CaptureFixture[str]) -> None:
    """Without d two of 37 goals are missing (damp F, mossumab T): 94.5 %, which is enough for 90 and not for 100."""
    files = [str(CASES / f"{case}.json") for case in cases]
    options = [*files, "--pack", str(FOLDER), "--engine", "direct"]
    assert run(["test", *options, "--min", minimum]) == code
    captured = capsys.readouterr()
    assert ("coverage of conditions is 94.5 %, below 100 %" in captured.err) is (code == 1)
    assert "COVERAGE OF CONDITIONS" in captured.out


@pytest.mark.parametrize("minimum", ["-1", "101", "many"])
def test_min_is_a_percentage(minimum: str) -> None:
    assert run([*SUITE, "--min", minimum]) == 2


def test_json_on_standard_output_stays_one_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "coverage.json"
    assert run([*SUITE, "--format", "json", "--coverage-json", str(file), "--min", "10"]) == 0
    json.loads(capsys.readouterr().out)
    assert json.loads(file.read_text())["schema"] == "infusion-pathways/coverage/2"


def test_a_failing_case_fails_whatever_is_covered(tmp_path: Path) -> None:
    wrong = tmp_path / "a.json"
    wrong.write_text((CASES / "a.json").read_text().replace("condition_unmet", "candidate"))
    assert run(["test", str(wrong), "--pack", str(FOLDER), "--engine", "direct", "--min", "1"]) == 1


def test_where_nothing_can_be_written_no_case_is_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    for option, path in (("--html", tmp_path / "file"), ("--coverage-json", tmp_path / "no" / "coverage.json")):
        assert run([*SUITE, option, str(path)]) == 2
        captured = capsys.readouterr()
        assert captured.out == ""
        assert "unwritable-file" in captured.err


def test_without_the_solver_nothing_is_called_proved(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(door, "z3", None)
    assert run([*SUITE, "--coverage"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "the solver, which would tell, is not installed" in out
    assert "proved" not in out


def test_a_pathway_option_confines_the_goals_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Other pathways are not in the report, so they do not pull the percentage down."""
    file = tmp_path / "coverage.json"
    options = ("--engine", "direct", "--pathway", "anca_vasculitis", "--coverage-json", str(file))
    assert run(["test", str(ROOT / "scenarios" / "anca_vasculitis"), *options]) == 0
    capsys.readouterr()
    assert [pathway["id"] for pathway in json.loads(file.read_text())["result"]["pathways"]] == ["anca_vasculitis"]


def test_several_processes_cover_what_one_covers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Merged from processes that ran two cases each, the coverage is that of one process."""
    monkeypatch.setattr(many, "FEW", dict.fromkeys(EngineChoice, 1))
    monkeypatch.setattr(many, "AT_A_TIME", 2)
    files = case_files([CASES])
    order = CaseOrder(EngineChoice.DIRECT, watch=watch)
    results = list(run_all(files, marsh(), FOLDER, order, jobs=2))
    assert len(results) == 5
    assert coverage(marsh(), [result.seen for result in results]) == covered(marsh(), marsh_cases())


def test_the_same_bytes_whatever_the_hash_seed(tmp_path: Path) -> None:
    """Pages, text and JSON of two processes whose sets run in another sequence."""
    written = []
    for seed in ("1", "2"):
        folder = tmp_path / seed
        code = (
            "import sys; from infusion_pathways.cli.app import run; "
            f"sys.exit(run({[*SUITE, '--html', str(folder), '--coverage-json', str(tmp_path / 'c.json')]!r}))"
        )
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, env=environment, check=True)
        files = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
        written.append((done.stdout, files, (tmp_path / "c.json").read_bytes()))
    assert written[0] == written[1]


def test_the_docs_show_what_is_told(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The example of docs/command-line.md is what the command prints today."""
    page = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    shown = page.partition("<!-- output of coverage: begin -->")[2].partition("<!-- output of coverage: end -->")[0]
    monkeypatch.chdir(ROOT)
    command = "pathways test tests/coverage/cases/a.json tests/coverage/cases/e.json --pack tests/coverage/pack --coverage"
    assert run(command.split()[1:]) == 0
    assert shown.strip() == f"```console\n$ {command}\n{capsys.readouterr().out.rstrip()}\n```"
