"""`pathways quiz` and `pathways quiz report` from outside: which cases, what is shown when, formats, exit codes."""

import io
import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from infusion_pathways.cli.app import run
from infusion_pathways.document.blocks import NOTICE
from tests.conftest import ROOT
from tests.test_cli import PATHWAYS

FOLDER = ROOT / "scenarios" / "rheumatoid_arthritis"
EXAMPLE = FOLDER / "ra-methotrexate-and-sulfasalazine-failure.json"
RIGHT = "candidate 2 7\nnot an infusion\ncondition unmet treatments\ndone\n"
WRONG = "ruled_out\nruled_out\nruled_out\ndone\n"


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture
def quiz(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs a quiz with lines on standard input; the exit code, what was shown, and what was complained of."""

    def play(lines: str, *arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO(lines))
        code = run(["quiz", *map(str, arguments)])
        return code, *capsys.readouterr()

    return play


def sheet(tmp_path: Path, *cases: dict[str, Any]) -> Path:
    path = tmp_path / "sheet.json"
    path.write_text(json.dumps({"schema": "infusion-pathways/answers/1", "cases": list(cases)}))
    return path


RIGHT_SHEET = {
    "scenario": EXAMPLE.stem,
    "answers": {
        "infliximab": {"verdict": "candidate", "marks": [2, "/treatments/0"]},
        "adalimumab": "not_an_infusion",
        "C": {"verdict": "condition unmet", "marks": ["treatments"]},
    },
}


def test_the_answer_is_not_shown_before_it_is_given(quiz: Any) -> None:
    """Neither title nor id nor outcome stand before the reveal; after it all do, with the notice."""
    code, out, _ = quiz(RIGHT, EXAMPLE)
    assert code == 0
    before, after = out.split("YOUR ANSWERS BESIDE THE RULES")
    title = json.loads(EXAMPLE.read_text())["title"]
    for told in (EXAMPLE.stem, title, "comes into question", "INFUSION CANDIDATES"):
        assert told not in flat(before)
    assert title in flat(after)
    assert "INFUSION CANDIDATES" in after
    assert flat(before).count(NOTICE) == flat(after).count(NOTICE) == 1
    assert "Verdicts 3 of 3, reasons 3 of 3." in flat(after)


def test_the_narrative_is_shown_unless_facts_are_kept_back(quiz: Any) -> None:
    """The narrative tells facts, so with `--ask-first` it waits for the reveal, as findings and measures do."""
    narrative = json.loads(EXAMPLE.read_text())["narrative"]
    assert narrative in flat(quiz(RIGHT, EXAMPLE)[1].split("YOUR ANSWERS")[0])
    before, after = quiz(RIGHT, EXAMPLE, "--ask-first")[1].split("YOUR ANSWERS")
    assert narrative not in flat(before)
    assert "hepatitis B" not in before
    assert narrative in flat(after)


def test_when_the_answer_is_shown(quiz: Any, tmp_path: Path) -> None:
    """`none` keeps it back for good and still keeps the result; `at-end` shows all of them after the last case."""
    results = tmp_path / "results.jsonl"
    code, out, _ = quiz(WRONG, EXAMPLE, "--reveal", "none", "--results", results)
    assert (code, "YOUR ANSWERS" in out, "condition unmet" in out.split("To judge")[1]) == (0, False, False)
    assert json.loads(results.read_text())["outcome"] == {"got": 0.0, "of": 3}
    other = FOLDER / "ra-adalimumab-works.json"
    _, out, _ = quiz(WRONG * 2, EXAMPLE, other, "--reveal", "at-end")
    assert [found[0] for found in re.findall(r"(CASE \d|YOUR ANSWERS|ALL 2 CASES)", out)] == ["C", "C", "Y", "Y", "A"]


def test_the_end_of_several_cases(quiz: Any, tmp_path: Path) -> None:
    """Verdicts and reasons of all cases, and the two conditions misjudged most, each with where; of one case nothing is added."""
    other = FOLDER / "ra-adalimumab-works.json"
    _, out, _ = quiz("candidate 2 7\nnot an infusion\ncandidate 2 7\ndone\n" * 2, EXAMPLE, other)
    end = flat(out.split("ALL 2 CASES")[1])
    outcomes = [int(found) for found in re.findall(r"Verdicts (\d) of 3", flat(out))]
    assert f"Verdicts {sum(outcomes)} of 6" in end
    assert re.findall(r" (\d)\. ", end.partition("Most worth looking at again")[2]) == ["1", "2"]
    assert "Case 1 of 2: rituximab" in end
    assert end.endswith(NOTICE)
    assert "ALL 1" not in quiz(RIGHT, EXAMPLE)[1]
    perfect = [sheet(tmp_path, RIGHT_SHEET)]
    assert "look at again" not in quiz("", EXAMPLE, "--answers", *perfect)[1]


def test_completion_offers_report_as_the_first_word_alone() -> None:
    """`report` stands beside the files until something else is typed."""

    def offered(*words: str) -> list[str]:
        typed = " ".join(["pathways", "quiz", *words])
        found = subprocess.run(
            PATHWAYS, capture_output=True, text=True,
            env={**os.environ, "_PATHWAYS_COMPLETE": "complete_bash", "COMP_WORDS": typed, "COMP_CWORD": str(len(words) + 2)},
        )  # fmt: skip
        return found.stdout.split()

    assert offered()[0] == "report"
    assert any(path.endswith(EXAMPLE.name) for path in offered())
    assert "report" not in offered("--all")


def test_the_same_seed_gives_the_same_cases(quiz: Any) -> None:
    """Cases and their order follow from the seed; another seed gives others, and `--count` that many."""
    told = [quiz("quit\n", "--all", "--seed", seed, "--count", 3)[1] for seed in (1, 1, 2)]
    assert told[0] == told[1] != told[2]
    assert "CASE 1 OF 3" in told[0]
    assert "CASE 1 OF 5" in quiz("quit\n", "--pathway", "multiple_sclerosis")[1]
    assert "diagnosis: multiple sclerosis" in quiz("quit\n", "--pathway", "multiple_sclerosis")[1]


def test_difficulty_and_tags_choose(quiz: Any, tmp_path: Path) -> None:
    """A `difficulty:` tag goes before the shape of the case; a case without the tag asked for is left out."""
    raw = json.loads(EXAMPLE.read_text())
    tagged = tmp_path / "tagged.json"
    tagged.write_text(json.dumps({**raw, "id": "tagged", "tags": ["difficulty:easy", "lesson:one"]}))
    assert "CASE 1 OF 1" in quiz("quit\n", EXAMPLE, tagged, "--difficulty", "easy")[1]
    assert "CASE 1 OF 1" in quiz("quit\n", EXAMPLE, tagged, "--tag", "lesson:one")[1]
    code, out, err = quiz("", EXAMPLE, tagged, "--tag", "lesson:one", "--difficulty", "hard")
    assert (code, out) == (2, "")
    assert "no case fits the tag `lesson:one` and the difficulty `hard`" in err


def test_a_case_outside_the_scope_is_left_out(quiz: Any) -> None:
    """Where there is no therapy to judge the case is not played; alone, that is said."""
    outside = next((ROOT / "scenarios").rglob("psoriasis-outside-the-document.json"))
    assert "CASE 1 OF 1" in quiz("quit\n", outside, EXAMPLE)[1]
    code, _, err = quiz("", outside)
    assert code == 2
    assert "there is no therapy to judge" in err


def test_a_conflict_case_is_played(quiz: Any) -> None:
    """Where the input contradicts itself the verdict is undetermined, and both facts decide."""
    conflict = next((ROOT / "scenarios").rglob("gpa-remission-stated-after-failure-alone.json"))
    _, out, _ = quiz("undetermined activity /treatments/0\ndone\n", conflict)
    assert "Verdicts 1 of 1, reasons 1 of 1." in flat(out)
    assert "CONFLICTING INFORMATION" in out


def test_answers_from_a_file(quiz: Any, tmp_path: Path) -> None:
    """A sheet plays like typed lines: the same reveal, no prompts, exit code 0."""
    code, out, err = quiz("", EXAMPLE, "--answers", sheet(tmp_path, RIGHT_SHEET))
    assert (code, err) == (0, "")
    typed = quiz(RIGHT, EXAMPLE)[1]
    assert typed.endswith(out)


def test_answers_as_json_and_markdown(quiz: Any, tmp_path: Path) -> None:
    """JSON is one document, the lines that `--results` writes; Markdown carries the notice."""
    answers, results = sheet(tmp_path, RIGHT_SHEET), tmp_path / "results.jsonl"
    _, out, _ = quiz("", "--answers", answers, "--format", "json", "--results", results, "--student", "s7")
    assert json.loads(out) == [json.loads(line) for line in results.read_text().splitlines()]
    assert json.loads(out)[0]["student"] == "s7"
    _, out, _ = quiz("", "--answers", answers, "--format", "markdown")
    assert out.startswith("# Your answers beside the rules\n")
    assert NOTICE in out


def test_everything_wrong_with_a_sheet_is_said_at_once(quiz: Any, tmp_path: Path) -> None:
    """Unknown cases, therapies, verdicts and facts, each with its place; nothing is played."""
    wrong = {
        "scenario": EXAMPLE.stem,
        "answers": {"infliksimab": "candidate", "rituximab": {"verdict": "maybe", "marks": [99]}},
        "hints": {"rituximab": 7},
        "when": "now",
    }
    code, out, err = quiz("", EXAMPLE, "--answers", sheet(tmp_path, wrong, {"scenario": "nobody", "answers": {}}))
    assert (code, out) == (2, "")
    assert err.count("answer-not-understood:") == 6
    for said in ("did you mean `infliximab`?", "no verdict `maybe`", "no fact number 99", "hints go from 0 to 3",
                 "the key `when` means nothing here", "no case `nobody` is played"):  # fmt: skip
        assert said in err


def test_the_schema_of_a_sheet_takes_what_is_played(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A sheet with the names of the pack fits `pathways schema answers`; one with an unknown verdict does not."""
    assert run(["schema", "answers"]) == 0
    schema = json.loads(capsys.readouterr().out)
    entry = {**RIGHT_SHEET, "answers": {"infliximab": {"verdict": "candidate", "marks": [2]}, "adalimumab": "ruled_out"}}
    good = {"schema": "infusion-pathways/answers/1", "cases": [entry]}
    jsonschema.validate(good, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**good, "cases": [{**entry, "answers": {"infliximab": "maybe"}}]}, schema)


def test_a_report_in_three_formats(quiz: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Misconceptions in words, verdicts and reasons apart, the notice; JSON is one document."""
    results = tmp_path / "results.jsonl"
    lines = "candidate 2 7\nnot an infusion\ncandidate 2 7\ndone\n"
    quiz(lines, EXAMPLE, "--results", results, "--student", "s1")
    quiz(lines, EXAMPLE, "--results", results, "--student", "s2")
    assert run(["quiz", "report", str(results)]) == 0
    text = flat(capsys.readouterr().out)
    assert "2 cases played by 2 students with a code." in text
    assert "2 2 forgot the condition of the label" in text
    assert "verdicts 4 6 67 %" in text
    assert NOTICE in text
    assert run(["quiz", "report", str(results), "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)["result"]
    assert [(m["name"], m["answers"], m["students"]) for m in found["misconceptions"]] == [("label_condition_forgotten", 2, 2)]
    assert run(["quiz", "report", str(results), str(results), "--format", "markdown"]) == 0
    assert "4 cases played" in capsys.readouterr().out


def test_a_report_passes_over_what_is_broken(quiz: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A line that was cut off is named and is no fault; one that is something else is, and the rest is still counted."""
    results = tmp_path / "results.jsonl"
    quiz(RIGHT, EXAMPLE, "--results", results)
    whole = results.read_text()
    results.write_text(whole + whole[:90])
    assert run(["quiz", "report", str(results)]) == 0
    out, err = capsys.readouterr()
    assert "1 case played." in out
    assert err == f"{results.as_posix()}:2: this line was cut off while it was written, and is left out\n"
    results.write_text("hello\n" + whole)
    assert run(["quiz", "report", str(results)]) == 2
    out, err = capsys.readouterr()
    assert "1 case played." in out
    assert "not-a-quiz-result" in err


def test_on_a_terminal(tmp_path: Path) -> None:
    """Played on a terminal, each prompt is shown once and the case is revealed."""
    leader, follower = pty.openpty()
    run_ = subprocess.Popen(
        [*PATHWAYS, "quiz", str(EXAMPLE), "-d", "short"], stdin=follower, stdout=follower, stderr=follower,
        env={**os.environ, "TERM": "dumb"},
    )  # fmt: skip
    os.close(follower)
    os.write(leader, RIGHT.encode())
    shown = b""
    try:
        while chunk := os.read(leader, 4096):
            shown += chunk
    except OSError:
        pass
    assert run_.wait() == 0
    assert shown.count(b"A infliximab, your verdict") == 1
    assert b"YOUR ANSWERS BESIDE THE RULES" in shown


def test_help_names_no_hidden_word(capsys: pytest.CaptureFixture[str]) -> None:
    """Usage reads as it is typed, for the quiz and for its report."""
    assert run(["quiz", "--help"]) == 0
    assert "Usage: pathways quiz [OPTIONS] [FILE]..." in capsys.readouterr().out
    assert run(["quiz", "report", "--help"]) == 0
    assert "Usage: pathways quiz report [OPTIONS] RESULTS..." in capsys.readouterr().out


def test_the_command_of_the_lesson_is_played(quiz: Any, tmp_path: Path) -> None:
    """docs/teaching.md, minutes 30 to 40: a tag chooses among the cases that ship, without another word; so does a difficulty."""
    line = next(
        line for line in (ROOT / "docs" / "teaching.md").read_text().splitlines() if line.startswith("pathways quiz --tag")
    )
    words = [str(tmp_path / word) if word == "class.jsonl" else word for word in line.split()[2:]]
    code, out, err = quiz("skip\nskip\nskip\n", *words)
    assert (code, err) == (0, "")
    assert "1 OF 3" in out.upper()
    code, _, err = quiz("quit\n", "--difficulty", "hard", "--count", 1)
    assert (code, err) == (0, "")


def test_tags_that_no_case_has(quiz: Any) -> None:
    """Each is named with what is near it and what there is; a tag and a difficulty that no case has together are named too."""
    code, _, err = quiz("", "--tag", "lesson:what-rules-it-ou", "--tag", "the-ladder")
    assert code == 2
    told = flat(err)
    assert "unknown-tag: no case has the tag `lesson:what-rules-it-ou`" in told
    assert "did you mean `lesson:what-rules-it-out`" in told
    assert "did you mean `lesson:the-ladder`" in told
    assert "cases have the tags `" in told
    code, _, err = quiz("", "--tag", "lesson:the-ladder", "--tag", "lesson:two-voices")
    assert code == 2
    assert "no case fits the tag `lesson:the-ladder` and the tag `lesson:two-voices`" in flat(err)
