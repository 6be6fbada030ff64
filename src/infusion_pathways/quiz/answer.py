"""What a student answers: a verdict for a therapy, and the facts that decide it."""

from collections.abc import Mapping
from typing import NamedTuple

from infusion_pathways.quiz.evidence import NO_MARKS, Marks


class StudentAnswer(NamedTuple):
    """A verdict with the marks that were set for it, and how many hints were taken before."""

    verdict: str
    marks: Marks = NO_MARKS
    hints: int = 0


class AnswerSheet(NamedTuple):
    """What one student made of one case: an answer for each therapy by its name in the case, and the facts asked for."""

    answers: Mapping[str, StudentAnswer]
    asked: tuple[str, ...] = ()
