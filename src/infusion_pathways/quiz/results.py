"""The results of a quiz: one line of JSON for each case, added to a file at once, without a word on who answered or when."""

import json
import os
import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from infusion_pathways.quiz import messages
from infusion_pathways.quiz.answer import Sheet
from infusion_pathways.quiz.case import Case, Question
from infusion_pathways.quiz.difficulty import difficulty
from infusion_pathways.quiz.feedback import feedback
from infusion_pathways.quiz.score import Part, Score, reasons_mark
from infusion_pathways.source import Place, ProblemsFound
from infusion_pathways.source.messages import file_exists, unreadable, unwritable

SCHEMA = "infusion-pathways/quiz-result/1"
BEGINNING = f'{{"schema": "{SCHEMA}"'
# Digits and letters that stand alone, after a word that is no name or without one. Two letters together can be `Jo`, or initials;
# four digits can be a year of birth, and more of them a number under which somebody is filed.
CODE = re.compile(
    r"(?=.*[0-9])(?!(?:[^0-9]*[0-9]){5})(?!.*(?:19|20)[0-9]{2})"
    r"(?:(?:id|nr|no|code|student|sheet|group|team|class|seat|table|desk|gruppe|groupe|grupo|platz)-)?"
    r"(?:[0-9]|[A-Za-z](?!-?[A-Za-z]))+(?:-(?:[0-9]|[A-Za-z](?!-?[A-Za-z]))+)*"
)
LONGEST_CODE = 16
DECIMALS = 4


def checked_code(code: str) -> str:
    """A code for an answer sheet. Raises ProblemsFound for what is none: it could be a name, initials, a year or a number."""
    if len(code) > LONGEST_CODE or CODE.fullmatch(code) is None:
        raise ProblemsFound([messages.not_a_code(Place("pathways quiz"), code[:60])])
    return code


def result(case: Case, sheet: Sheet, score: Score, student: str = "", finished: bool = True) -> dict[str, Any]:
    """The result of a case as plain values."""
    stamp = case.trace.pack
    return {
        "schema": SCHEMA,
        "case": case.scenario.id,
        "pathways": sorted({case.seen(q.position).program.pathway.id for q in case.questions}),
        "rules": {"id": stamp.id, "version": stamp.version, "digest": stamp.digest},
        **({"student": student} if student else {}),
        "difficulty": difficulty(case).value,
        "finished": finished,
        "asked": list(sheet.asked),
        "outcome": _part(score.outcome),
        "reasons": _part(score.reasons),
        **({"asking": _part(score.asking)} if score.asking is not None else {}),
        "answers": [_answer(case, q, sheet) for q in case.questions if q.name in sheet.answers],
    }


def _answer(case: Case, question: Question, sheet: Sheet) -> dict[str, Any]:
    answer = sheet.answers[question.name]
    found = feedback(case, question, sheet.answers)
    return {
        "disease": question.disease,
        "therapy": question.therapy,
        "verdict": answer.verdict,
        "right": case.right(question),
        "marks": sorted(answer.marks),
        "hints": answer.hints,
        "reasons": _number(reasons_mark(case, question, answer)),
        "feedback": found.kind.value,
        "misconceptions": list(found.misconceptions),
        "rules": sorted({m.clause.rule.id for m in found.told if m.clause is not None}),
        "facts": sorted({place for m in found.told for place in m.marks}),
    }


def _part(part: Part) -> dict[str, Any]:
    return {"got": _number(part.got), "of": part.of}


def _number(value: Fraction) -> float:
    return round(float(value), DECIMALS)


def line_of(found: Mapping[str, Any]) -> str:
    """A result as one line."""
    return json.dumps(found, ensure_ascii=True) + "\n"


def check_results(path: Path) -> None:
    """Raise ProblemsFound for a file that results cannot be added to: it cannot be written, or holds something else."""
    place = Place(path.as_posix())
    try:
        with path.open("ab"):
            pass
        with path.open("rb") as file:
            head = file.read(len(BEGINNING))
    except (OSError, ValueError) as error:
        raise ProblemsFound([unwritable(place, getattr(error, "strerror", None) or str(error))]) from None
    if not BEGINNING.encode().startswith(head):
        raise ProblemsFound([file_exists(place)])


def add(path: Path, found: Mapping[str, Any]) -> None:
    """Add a result to a file: one write, on the disk before this returns; after a line that was cut off, on a new line.

    Raises ProblemsFound where it cannot be written.
    """
    try:
        with path.open("ab+", buffering=0) as file:
            data = line_of(found).encode()
            if file.seek(0, os.SEEK_END):
                file.seek(-1, os.SEEK_END)
                data = (b"" if file.read(1) == b"\n" else b"\n") + data
            file.write(data)
            os.fsync(file.fileno())
    except OSError as error:
        raise ProblemsFound([unwritable(Place(path.as_posix()), error.strerror or str(error))]) from None


def read(path: Path) -> Iterator[tuple[Place, str]]:
    """The lines of a results file that say something, each with its place. Raises ProblemsFound where it cannot be read."""
    try:
        text = path.read_bytes().decode("utf-8", "replace")
    except OSError as error:
        raise ProblemsFound([unreadable(Place(path.as_posix()), error.strerror or str(error))]) from None
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield Place(path.as_posix(), number, 1, max(1, len(line)), line), line
