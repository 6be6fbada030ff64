"""Results: a line for each case, without a word on who or when; whole or not there; read back as they were."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from infusion_pathways import Pack, ProblemsFound
from infusion_pathways.quiz.case import QuizCase
from infusion_pathways.quiz.report import gather, report_of
from infusion_pathways.quiz.results import add, check_results, checked_code, line_of, read, result
from infusion_pathways.quiz.score import score
from tests.conftest import ROOT
from tests.pipes import read_until
from tests.quiz.students import misled, perfect
from tests.test_cli import PATHWAYS

EXAMPLE = ROOT / "scenarios" / "rheumatoid_arthritis" / "ra-methotrexate-and-sulfasalazine-failure.json"


@pytest.fixture
def case(case_of: Callable[[str], QuizCase]) -> QuizCase:
    return case_of(EXAMPLE.stem)


def played(case: QuizCase, misconception: str = "", student: str = "") -> dict[str, object]:
    sheet = misled(case, misconception) if misconception else perfect(case)
    return result(case, sheet, score(case, sheet), student)


def test_results_read_back(case: QuizCase, tmp_path: Path) -> None:
    """What is added to a file is what is read from it, in the order in which it was added."""
    file = tmp_path / "results.jsonl"
    found = [played(case), played(case, "reason_missed", "s7"), played(case, "label_condition_forgotten", "b12")]
    for one in found:
        check_results(file)
        add(file, one)
    gathered = gather(read(file))
    assert list(gathered.results) == found
    assert (gathered.cut_off, gathered.problems) == ((), ())


def test_a_result_tells_nothing_of_who_or_when(case: QuizCase) -> None:
    """The keys are these and no other; nothing of the machine, the user, a path or a time stands in it."""
    found = played(case, "reason_missed")
    assert set(found) == {
        "schema", "case", "pathways", "rules", "difficulty", "finished", "asked", "outcome", "reasons", "answers",
    }  # fmt: skip
    text = line_of(found)
    for told in (os.uname().nodename, str(Path.home()), os.environ.get("USER", "nobody at all"), time.strftime("%Y")):
        assert told not in text
    assert played(case, "reason_missed") == found


def test_the_scores_of_a_result_are_those_of_the_case(case: QuizCase) -> None:
    """Verdicts and reasons stand apart, each with what could be got."""
    found = played(case, "label_condition_forgotten")
    assert found["outcome"] == {"got": 2.0, "of": 3}
    assert [answer["feedback"] for answer in found["answers"]] == ["right", "right", "misconception"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("code", ["s7", "A1", "12", "a12c", "7b7", "k0001", "id-7", "group-2-b"])
def test_codes(code: str) -> None:
    """Up to four digits and letters that stand alone are a code, also after a word that names nobody."""
    assert checked_code(code) == code


@pytest.mark.parametrize(
    "code",
    [
        "anna",
        "anna1",
        "Meyer7",
        "a@b.de",
        "s 7",
        "",
        "19800412",
        "123456789",
        "s7/x",
        "é1",
        "s7\n",
        "a-b-1",
        "1234567",
        "Bo",
        "Tom1",
        "kim2",
        "bob7",
        "jsm1961",
        "js61",
        "s1961",
        "j-s-1",
        "tom-7",
        "12345",
        "id-",
        "-7",
        "7-",
        "ID--7",
        "٣",
    ],
)
def test_what_could_be_a_name_is_no_code(code: str) -> None:
    """Names, initials, addresses, dates, years and record numbers are refused."""
    with pytest.raises(ProblemsFound, match="not-a-code"):
        checked_code(code)


def test_a_line_that_was_cut_off_stops_nothing(case: QuizCase, tmp_path: Path) -> None:
    """Cut at any place, the last line is passed over, the lines before it stand, and a later run adds a whole line."""
    whole, last = line_of(played(case)).encode(), line_of(played(case, "reason_missed")).encode()
    for at in (1, 10, 40, 100, len(last) // 2, len(last) - 2):
        file = tmp_path / f"cut-{at}.jsonl"
        file.write_bytes(whole + last[:at])
        gathered = gather(read(file))
        assert [len(gathered.results), len(gathered.cut_off), len(gathered.problems)] == [1, 1, 0], at
        check_results(file)
        add(file, played(case))
        gathered = gather(read(file))
        assert [len(gathered.results), len(gathered.cut_off), len(gathered.problems)] == [2, 1, 0], at


def test_a_line_whose_end_alone_is_missing_is_whole(case: QuizCase, tmp_path: Path) -> None:
    """Only the line break was lost: the result counts, and the next one stands on its own line."""
    file = tmp_path / "results.jsonl"
    file.write_text(line_of(played(case)).rstrip("\n"))
    add(file, played(case))
    assert len(gather(read(file)).results) == 2


def test_a_file_of_something_else_is_left_alone(tmp_path: Path) -> None:
    """Results are not added to a file that holds something else, nor to one that cannot be written."""
    file = tmp_path / "thesis.txt"
    file.write_text("It was a dark night.\n")
    with pytest.raises(ProblemsFound, match="file-exists"):
        check_results(file)
    assert file.read_text() == "It was a dark night.\n"
    with pytest.raises(ProblemsFound, match="unwritable-file"):
        check_results(tmp_path / "nowhere" / "results.jsonl")


@pytest.mark.parametrize(
    "line",
    [
        "hello", "[]", "{}", '{"schema": "infusion-pathways/quiz-result/2"}', '{"schema": "infusion-pathways/quiz-result/1"}',
        '{"schema": "infusion-pathways/quiz-result/1", "case": "x", "finished": true, "answers": [{}], '
        '"outcome": {"got": 1, "of": 1}, "reasons": {"got": 1, "of": 1}, "rules": {}}',
        '{"schema": "infusion-pathways/quiz-result/1", "case": "x", "finished": true, "answers": [], '
        '"outcome": {"got": NaN, "of": 1}, "reasons": {"got": 1, "of": 1}, "rules": {}}',
    ],
)  # fmt: skip
def test_wrong_lines_are_one_problem_each(line: str, case: QuizCase, tmp_path: Path) -> None:
    """A line that is no result is one problem with its place; the lines around it count."""
    file = tmp_path / "results.jsonl"
    file.write_text(line_of(played(case)) + line + "\n\n" + line_of(played(case)))
    gathered = gather(read(file))
    assert len(gathered.results) == 2
    assert [(p.code, p.place.line) for p in gathered.problems] == [("not-a-quiz-result", 2)]


def test_a_killed_run_keeps_what_was_done(tmp_path: Path) -> None:
    """Killed in the middle of the second case, a run leaves the line of the first, whole, and nothing else."""
    file = tmp_path / "results.jsonl"
    other = EXAMPLE.with_name("ra-adalimumab-works.json")
    run = subprocess.Popen(
        [*PATHWAYS, "quiz", str(EXAMPLE), str(other), "--results", str(file), "-d", "short"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    assert run.stdin is not None
    assert run.stdout is not None
    run.stdin.write(b"candidate 2 7\nnot an infusion\ncondition unmet treatments\ndone\ncandidate\n")
    run.stdin.flush()
    read_until(run.stdout.fileno(), lambda text: text.count(b"B adalimumab, your verdict") >= 2)
    run.send_signal(signal.SIGKILL)
    run.communicate()
    lines = file.read_text().splitlines()
    assert [json.loads(line)["case"] for line in lines] == [EXAMPLE.stem]
    assert json.loads(lines[0])["outcome"] == {"got": 3.0, "of": 3}


def test_ctrl_c_keeps_what_was_answered(tmp_path: Path) -> None:
    """Ctrl-C ends with 130 and keeps the case with what was answered of it, marked as not finished."""
    file = tmp_path / "results.jsonl"
    run = subprocess.Popen(
        [*PATHWAYS, "quiz", str(EXAMPLE), "--results", str(file), "--student", "s7"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    assert run.stdin is not None
    assert run.stdout is not None
    run.stdin.write(b"candidate 2 7\n")
    run.stdin.flush()
    read_until(run.stdout.fileno(), lambda text: b"B adalimumab, your verdict" in text)
    run.send_signal(signal.SIGINT)
    run.communicate()
    assert run.returncode == 130
    found = json.loads(file.read_text())
    assert (found["finished"], found["student"], found["outcome"]) == (False, "s7", {"got": 1.0, "of": 1})
    assert [answer["therapy"] for answer in found["answers"]] == ["infliximab"]


def test_the_report_of_a_class(case: QuizCase, shipped_pack: Pack) -> None:
    """Misconceptions and rules by how often they are met, with how many students met them; verdicts and reasons apart."""
    results = [
        played(case, "", "s1"),
        played(case, "label_condition_forgotten", "s2"),
        played(case, "label_condition_forgotten", "s2"),
        played(case, "route_overlooked", "s3"),
        played(case, "label_condition_forgotten"),
    ]
    report = report_of(shipped_pack, results)
    assert (report.cases, report.students, report.without_code, report.unfinished, report.other_rules) == (5, 3, 1, 0, 0)
    assert [tuple(counted) for counted in report.misconceptions] == [
        ("label_condition_forgotten", 3, 1), ("route_overlooked", 1, 1),
    ]  # fmt: skip
    assert [tuple(counted) for counted in report.rules] == [("ra.rituximab.after_tnf_blocker", 3, 1)]
    assert report.scores["outcome"] == (11.0, 15)
    assert [(t.therapy, t.answers, t.right, t.with_reason) for t in report.therapies] == [
        ("adalimumab", 5, 4, 4), ("infliximab", 5, 5, 5), ("rituximab", 5, 2, 2),
    ]  # fmt: skip


def test_a_run_is_the_same_bytes_whatever_the_hash_seed(tmp_path: Path) -> None:
    """The whole quiz, its results and its report come out the same for another hash seed."""
    told = []
    for seed in ("1", "2"):
        file = tmp_path / f"{seed}.jsonl"
        lines = b"candidate 1 2 3\n" * 12 + b"done\n"
        run = subprocess.run(
            [sys.executable, *PATHWAYS[1:], "quiz", "--all", "--count", "2", "--seed", "4", "--results", str(file)],
            input=lines * 2, capture_output=True, check=True, env={**os.environ, "PYTHONHASHSEED": seed},
        )  # fmt: skip
        told.append((run.stdout, file.read_bytes()))
    assert told[0] == told[1]
    assert told[0][1]
