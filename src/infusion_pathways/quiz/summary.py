"""The end of several cases: verdicts and reasons of all of them, and the conditions most worth looking at again."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from infusion_pathways.document.blocks import Block, Entry, Heading, Paragraph
from infusion_pathways.quiz.answer import AnswerSheet
from infusion_pathways.quiz.case import QuizCase, QuizQuestion
from infusion_pathways.quiz.feedback import RIGHT_VERDICT, Misjudged, feedback
from infusion_pathways.quiz.hints import filled
from infusion_pathways.quiz.score import CaseScore, ScorePart
from infusion_pathways.quiz.screens import condition_words, score_words
from infusion_pathways.trace.entries import cited

MOST_AGAIN = 2


class PlayedCase(NamedTuple):
    """A case that was played: what it was called, the answers and their score."""

    heading: str
    case: QuizCase
    sheet: AnswerSheet
    score: CaseScore


class MisjudgedInCase(NamedTuple):
    """A condition that was misjudged in one answer, and whether the verdict was wrong with it."""

    played: PlayedCase
    question: QuizQuestion
    condition: Misjudged
    wrong: bool


def summary_blocks(played: Sequence[PlayedCase]) -> tuple[Block, ...]:
    """The summary of several cases; nothing where there is one, whose reveal says it all."""
    return tuple(_summary(played)) if len(played) > 1 else ()


def _summary(played: Sequence[PlayedCase]) -> Iterator[Block]:
    scores = [one.score for one in played]
    yield Heading(1, f"All {len(played)} cases")
    asking = [score.asking for score in scores if score.asking is not None]
    total = CaseScore(_sum([s.outcome for s in scores]), _sum([s.reasons for s in scores]), _sum(asking) if asking else None)
    yield Paragraph(score_words(total), "outcome")
    again = _again(played)
    if not again:
        yield Paragraph("Nothing to look at again.")
        return
    yield Heading(2, "Most worth looking at again")
    for number, met in enumerate(again, 1):
        yield Entry(f"{number}.", _words(met), tuple(f"{m.played.heading}: {m.question.label}" for m in met))


def _sum(parts: Sequence[ScorePart]) -> ScorePart:
    return ScorePart(sum((part.got for part in parts), Fraction(0)), sum(part.of for part in parts))


def _again(played: Sequence[PlayedCase]) -> list[list[MisjudgedInCase]]:
    """The conditions that were misjudged most: first with wrong verdicts, then at all, then the one met first.

    Of each answer the chief condition counts, of two errors at once both.
    """
    found: dict[str, list[MisjudgedInCase]] = {}
    for one in played:
        for question in one.case.questions:
            if question.name in one.sheet.answers:
                said = feedback(one.case, question, one.sheet.answers)
                chief = max((len(names) for names in said.explained), default=1)
                for condition in said.told[:chief]:
                    name = condition.clause.rule.id if condition.clause else question.therapy
                    found.setdefault(name, []).append(MisjudgedInCase(one, question, condition, said.kind not in RIGHT_VERDICT))
    ranked = sorted(found.values(), key=lambda met: (-sum(m.wrong for m in met), -len(met)))
    return ranked[:MOST_AGAIN]


def _words(met: Sequence[MisjudgedInCase]) -> str:
    """The condition, as it speaks of the therapy where it was met with one only."""
    first = met[0]
    if first.condition.clause is None or len({m.question.therapy for m in met}) == 1:
        return condition_words(first.played.case, first.question, first.condition)
    rule = first.condition.clause.rule
    return f"{filled(rule.title, 'the therapy')}. {filled(rule.because, 'the therapy')} {cited(rule.cites)}"
