"""Which misconceptions explain a student's answer: one of them, or where none does alone, two together."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from infusion_pathways.quiz.answer import StudentAnswer
from infusion_pathways.quiz.case import QuizCase, QuizQuestion
from infusion_pathways.quiz.deciding import bearing, needed, read_by_given
from infusion_pathways.quiz.evidence import Marks
from infusion_pathways.quiz.misconception_model import MisreadDiagnosis, deciding_keys, together

Names = tuple[str, ...]
MOST_TIED = 2
"""So many pairs may explain an answer alike and still be told; of more, nothing is known."""


def misconceptions_behind(case: QuizCase, question: QuizQuestion, answers: Mapping[str, StudentAnswer]) -> tuple[Names, ...]:
    """The misconceptions under which the rules would give the student's answer, the best of them; several only in a tie.

    Better is one under which the marked facts would decide, then one that explains more of the student's answers in this case,
    then one that changes fewer conditions. Pairs are looked at where none alone explains the answer: two that each change
    something about this therapy.
    """
    alone = _best(case, question, answers, ((name,) for name in case.pack.misconceptions))
    if alone:
        return alone
    found = _best(case, question, answers, _pairs(case, question))
    return found if len(found) <= MOST_TIED else ()


def _pairs(case: QuizCase, question: QuizQuestion) -> Iterator[Names]:
    right = case.seen(question.position)
    known = case.pack.misconceptions
    changing = [name for name in known if _changes(right, case.seen(question.position, name), question)]
    for one, other in combinations(changing, 2):
        if together(known[one].reading, known[other].reading) is not None:
            yield one, other


def _changes(right: MisreadDiagnosis, read: MisreadDiagnosis, question: QuizQuestion) -> bool:
    was, now = (diagnosis.evaluation.appraisals[question.therapy].standing for diagnosis in (right, read))
    return was != now or bool(turned_arguments(right, read, question.therapy))


def _best(
    case: QuizCase, question: QuizQuestion, answers: Mapping[str, StudentAnswer], choices: Iterable[Names]
) -> tuple[Names, ...]:
    answer = answers[question.name]
    right = case.seen(question.position)
    ranked: dict[Names, tuple[bool, int, int]] = {}
    for names in choices:
        read = case.seen(question.position, *names)
        if read.verdict(question.therapy) == answer.verdict and _can_be(case, question, names, answer.marks):
            fits = _fits(case, question, names, answer.marks)
            ranked[names] = (not fits, -_explained(case, names, answers), len(turned_arguments(right, read, question.therapy)))
    best = min(ranked.values(), default=None)
    return tuple(names for names, rank in ranked.items() if rank == best)


def _fits(case: QuizCase, question: QuizQuestion, names: Names, marks: Marks) -> bool:
    """Whether the marked facts are those that would decide under a reading."""
    evidence = case.evidence(question.position, *names)
    wanted = needed(evidence, question.therapy, marks)
    return wanted <= marks and marks <= bearing(evidence, question.therapy)


def _can_be(case: QuizCase, question: QuizQuestion, names: Names, marks: Marks) -> bool:
    """Whether a reading can lie behind some marks: who lets what is open decide marks a fact that it rests on."""
    if not marks or not any(case.pack.misconceptions[name].reading.open for name in names):
        return True
    read = read_by_given(case.evidence(question.position, *names), question.therapy)
    return not read or not marks.isdisjoint(read)


def _explained(case: QuizCase, names: Names, answers: Mapping[str, StudentAnswer]) -> int:
    """How many of the student's answers the rules would give under a reading."""
    asked = (q for q in case.questions if q.name in answers)
    return sum(case.seen(q.position, *names).verdict(q.therapy) == answers[q.name].verdict for q in asked)


def turned_arguments(right: MisreadDiagnosis, read: MisreadDiagnosis, therapy: str) -> tuple[str, ...]:
    """The arguments about a therapy whose truth is another as they are read."""
    return tuple(key for key in deciding_keys(right.program, therapy) if right.rules[key] is not read.rules[key])
