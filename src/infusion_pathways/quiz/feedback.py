"""Which condition was misjudged: a student's answer compared with what the rules say, and would say under a misreading."""

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from itertools import zip_longest
from typing import NamedTuple

from infusion_pathways.meaning.condition import Condition, FactTest
from infusion_pathways.meaning.logic import Truth
from infusion_pathways.meaning.rule import Clause
from infusion_pathways.quiz.answer import StudentAnswer
from infusion_pathways.quiz.case import QuizCase, QuizQuestion
from infusion_pathways.quiz.deciding import clauses_of, needed, shown
from infusion_pathways.quiz.diagnosis import Names, misconceptions_behind, turned_arguments
from infusion_pathways.quiz.evidence import NO_MARKS, Evidence, Marks
from infusion_pathways.quiz.marking import SortedMarks, sorted_marks
from infusion_pathways.quiz.misconception_model import MisreadDiagnosis

MOST_TOLD = 3


class AnswerKind(Enum):
    """How an answer stands.

    Right; right with its reason among facts that do not decide; right without its reason; explained by a misconception, or by two
    at once; or missed otherwise.
    """

    RIGHT = "right"
    TOO_MUCH = "too_much"
    WRONG_REASON = "wrong_reason"
    MISCONCEPTION = "misconception"
    TWO = "two_misconceptions"
    MISSED = "missed"


RIGHT_VERDICT = frozenset({AnswerKind.RIGHT, AnswerKind.TOO_MUCH, AnswerKind.WRONG_REASON})


class How(Enum):
    """What a condition has to do with an answer; the value is what stands beside it."""

    DECIDES = "decides"
    MISREAD = "misread"
    LEFT_OUT = "left out"
    NOT_GIVEN = "not given"
    OPEN = "open"


class Misjudged(NamedTuple):
    """A condition to look at: the rule it belongs to (none where it is how a therapy is given, or that it works).

    `marks` are the facts to look at.
    """

    clause: Clause | None
    marks: tuple[str, ...]
    how: How


class Feedback(NamedTuple):
    """What is to be said of one answer.

    `explained` are ways to explain it, each of one or more misconceptions of the pack; of several any does as well as the others.
    """

    kind: AnswerKind
    marks: SortedMarks
    explained: tuple[Names, ...] = ()
    misjudged: tuple[Misjudged, ...] = ()

    @property
    def misconceptions(self) -> tuple[str, ...]:
        """The ids of all misconceptions that may lie behind the answer."""
        return tuple(dict.fromkeys(name for names in self.explained for name in names))

    @property
    def told(self) -> tuple[Misjudged, ...]:
        """The misjudged conditions that are shown and counted: what is unknown can leave very many arguments open at once."""
        return self.misjudged[:MOST_TOLD]


def feedback(case: QuizCase, question: QuizQuestion, answers: Mapping[str, StudentAnswer]) -> Feedback:
    """What is to be said of the answer to one question; the other answers of the case tell which misconception it shows."""
    answer = answers[question.name]
    evidence = case.evidence(question.position)
    marks = sorted_marks(evidence, question.therapy, answer.marks)
    if answer.verdict == case.right(question):
        if marks.lacking:
            return Feedback(AnswerKind.WRONG_REASON, marks, (), _deciding(evidence, question.therapy))
        return Feedback(AnswerKind.TOO_MUCH if marks.too_many else AnswerKind.RIGHT, marks)
    found = misconceptions_behind(case, question, answers)
    if not found:
        return Feedback(AnswerKind.MISSED, marks, (), _deciding(evidence, question.therapy))
    kind = AnswerKind.TWO if len(found[0]) > 1 else AnswerKind.MISCONCEPTION
    return Feedback(kind, marks, found, misjudged_by(case, question, found[0], answer.marks))


def misjudged_by(case: QuizCase, question: QuizQuestion, names: Names, marks: Marks = NO_MARKS) -> tuple[Misjudged, ...]:
    """The conditions that misconceptions turn and that decide: those of the right verdict and those of the misread one.

    Where none of these turns, those that turn and were not open. Of two misconceptions each has its turn. What decides the right
    verdict comes first, then misread facts before rules that were left out, what the student marked before the rest, and few
    facts before many.
    """
    right, read = case.evidence(question.position), case.evidence(question.position, *names)
    both = turned_arguments(right.seen, read.seen, question.therapy)
    first = {c.key for c in clauses_of(shown(right.seen, question.therapy).reasons)}
    deciding = first | {c.key for c in clauses_of(shown(read.seen, question.therapy).reasons)}
    clauses = {clause.key: clause for clause in right.seen.program.clauses}
    groups: list[list[Misjudged]] = []
    for name in names:
        alone = turned_arguments(right.seen, case.seen(question.position, name), question.therapy)
        own = [key for key in both if key in alone]
        settled = [key for key in own if right.seen.rules[key] is not Truth.UNKNOWN]
        keys = [key for key in own if key in deciding] or settled or own
        found = dict.fromkeys(_misjudged(clauses.get(key), right, read, question) for key in keys)
        without_a_rule = Misjudged(None, (), How.LEFT_OUT)
        groups.append(
            sorted(found, key=lambda m: (m.clause is None or m.clause.key not in first, _order(m, marks))) or [without_a_rule]
        )
    return tuple(dict.fromkeys(m for turn in zip_longest(*groups) for m in turn if m is not None))


def _order(misjudged: Misjudged, marks: Marks = NO_MARKS) -> tuple[bool, bool, int, str]:
    key = misjudged.clause.key if misjudged.clause else ""
    return misjudged.how is not How.MISREAD, marks.isdisjoint(misjudged.marks), len(misjudged.marks), key


def _misjudged(clause: Clause | None, right: Evidence, read: Evidence, question: QuizQuestion) -> Misjudged:
    """One condition, with the facts whose tests answer otherwise; where none does, the facts that decide it."""
    if clause is None:
        return Misjudged(None, tuple(sorted(needed(right, question.therapy))), How.LEFT_OUT)
    misread = _places(right, _answering_otherwise(clause.when, right, read.seen))
    if misread:
        return Misjudged(clause, misread, How.MISREAD)
    how = How.MISREAD
    if clause.key in read.seen.given:
        how = How.OPEN if right.seen.rules[clause.key] is Truth.UNKNOWN else How.NOT_GIVEN
    elif clause.key in read.seen.left_out:
        how = How.LEFT_OUT
    return Misjudged(clause, tuple(sorted(right.needed([clause.when]))), how)


def _answering_otherwise(condition: Condition, right: Evidence, read: MisreadDiagnosis) -> Iterator[FactTest]:
    for leaf in right.leaves(condition):
        before, after = _truth(leaf, right.seen), _truth(leaf, read)
        if before is not after:
            yield leaf


def _truth(leaf: FactTest, seen: MisreadDiagnosis) -> Truth:
    return seen.evaluation.judge(leaf).truth


def _places(evidence: Evidence, leaves: Iterator[FactTest]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(place for leaf in leaves for place in evidence.places(leaf)))


def _deciding(evidence: Evidence, therapy: str) -> tuple[Misjudged, ...]:
    """The arguments that decide the right verdict, the one that takes the fewest facts first."""
    where = shown(evidence.seen, therapy)
    found: Sequence[Misjudged] = [
        Misjudged(reason.clause, tuple(sorted(evidence.needed([reason.when], NO_MARKS, where.one_value))), How.DECIDES)
        for reason in where.reasons
    ]
    return tuple(sorted(found, key=_order)) or (Misjudged(None, (), How.DECIDES),)
