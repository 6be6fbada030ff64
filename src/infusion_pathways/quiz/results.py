"""The results of a quiz: one line of JSON for each case, added to a file at once, without a word on who answered or when."""

import json
import re
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from infusion_pathways.quiz import messages
from infusion_pathways.quiz.answer import AnswerSheet
from infusion_pathways.quiz.case import QuizCase, QuizQuestion
from infusion_pathways.quiz.difficulty import difficulty
from infusion_pathways.quiz.feedback import feedback
from infusion_pathways.quiz.score import CaseScore, ScorePart, reasons_mark
from infusion_pathways.source import Place, ProblemsFound
from infusion_pathways.source.messages import file_exists, unwritable
from infusion_pathways.source.reading import UTF16, read_bytes
from infusion_pathways.source.saving import append_line, cannot_write

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
LARGEST_BYTES = 64 * 1024 * 1024
BYTE_ORDER_MARK = "\ufeff"


def checked_code(code: str) -> str:
    """A code for an answer sheet. Raises ProblemsFound for what is none: it could be a name, initials, a year or a number."""
    if len(code) > LONGEST_CODE or CODE.fullmatch(code) is None:
        raise ProblemsFound([messages.not_a_code(Place("pathways quiz"), code[:60])])
    return code


def result(case: QuizCase, sheet: AnswerSheet, score: CaseScore, student: str = "", finished: bool = True) -> dict[str, Any]:
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


def _answer(case: QuizCase, question: QuizQuestion, sheet: AnswerSheet) -> dict[str, Any]:
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


def _part(part: ScorePart) -> dict[str, Any]:
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
        if path.exists() and not path.is_file():
            raise ProblemsFound([unwritable(place, "it is no ordinary file")])
        with path.open("ab"):
            pass
        with path.open("rb") as file:
            head = file.read(len(BOM_UTF8) + len(BEGINNING)).removeprefix(BOM_UTF8)[: len(BEGINNING)]
    except (OSError, ValueError) as error:
        raise cannot_write(path, error) from None
    if not BEGINNING.encode().startswith(head):
        raise ProblemsFound([file_exists(place)])


def add(path: Path, found: Mapping[str, Any]) -> None:
    """Add a result to a file, as `append_line` does: whole, and on the disk before this returns, or not at all."""
    append_line(path, line_of(found))


def read(path: Path) -> Iterator[tuple[Place, str]]:
    """The lines of a results file that say something, each with its place.

    Raises ProblemsFound where it cannot be read. It is read in UTF-8, or in UTF-16 where it says so: some systems write that when
    they join files, and leave the marks of encoding at the beginning of each file where they stood.
    """
    data = read_bytes(path, LARGEST_BYTES)
    text = data.decode("utf-16" if data.startswith(UTF16) else "utf-8", "replace")
    for number, line in enumerate(text.split("\n"), 1):
        said = line.strip().strip(BYTE_ORDER_MARK).strip()
        if said:
            yield Place(path.as_posix(), number, 1, max(1, len(said)), said), said
