"""The score of a case: what was judged right, and apart from it whether the reasons were seen and the right facts asked for."""

from fractions import Fraction
from typing import NamedTuple

from infusion_pathways.quiz.answer import AnswerSheet, StudentAnswer
from infusion_pathways.quiz.case import QuizCase, QuizQuestion
from infusion_pathways.quiz.deciding import needed
from infusion_pathways.quiz.marking import sorted_marks

HINT_COSTS = (Fraction(0), Fraction(1, 4), Fraction(1, 2), Fraction(1))
"""What is taken off the mark for reasons after so many hints."""
TOO_MANY_COSTS = Fraction(1, 4)
"""What each fact too many takes off the mark for reasons."""


class ScorePart(NamedTuple):
    """One part of a score: how much of how much."""

    got: Fraction
    of: int


class CaseScore(NamedTuple):
    """The score of a case. `asking` is there only where facts were kept back until they were asked for."""

    outcome: ScorePart
    reasons: ScorePart
    asking: ScorePart | None


def reasons_mark(case: QuizCase, question: QuizQuestion, answer: StudentAnswer) -> Fraction:
    """The mark for the reasons of one answer, from 0 to 1, whatever verdict was drawn from them.

    The share of the deciding facts that are marked, less what facts too many cost, less what hints cost.
    """
    found = sorted_marks(case.evidence(question.position), question.therapy, answer.marks)
    share = 1 - Fraction(len(found.lacking), len(found.wanted)) if found.wanted else Fraction(1)
    return share * max(Fraction(0), 1 - found.too_many * TOO_MANY_COSTS) * (1 - HINT_COSTS[answer.hints])


def score(case: QuizCase, sheet: AnswerSheet, ask_first: bool = False) -> CaseScore:
    """The score of a case, of the therapies that were answered.

    What is left without an answer is not marked: a case can only be finished with a verdict on each therapy.
    """
    answered = [(q, sheet.answers[q.name]) for q in case.questions if q.name in sheet.answers]
    right = sum(answer.verdict == case.right(question) for question, answer in answered)
    reasons = sum((reasons_mark(case, question, answer) for question, answer in answered), Fraction(0))
    total = len(answered)
    asking = _asking(case, frozenset(sheet.asked)) if ask_first else None
    return CaseScore(ScorePart(Fraction(right), total), ScorePart(reasons, total), asking)


def _asking(case: QuizCase, asked: frozenset[str]) -> ScorePart:
    """How many of the deciding facts that were kept back were asked for."""
    open_ = frozenset(item.place for item in case.items if not item.to_ask)
    wanted: set[str] = set()
    for question in case.questions:
        wanted |= needed(case.evidence(question.position), question.therapy, open_ | asked)
    hidden = {place for place in wanted if place not in open_ and place.startswith(("/findings/", "/measures/"))}
    return ScorePart(Fraction(len(hidden & asked)), len(hidden))
