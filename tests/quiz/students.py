"""Students to play the quiz with: who knows everything, who has a misconception, who guesses, who marks too much.

`python -m tests.quiz.students` says what all shipped cases make of the last two.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from infusion_pathways import load_pack, load_scenario
from infusion_pathways.cases import case_files
from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.pack import shipped
from infusion_pathways.quiz.answer import AnswerSheet, StudentAnswer
from infusion_pathways.quiz.case import QuizCase
from infusion_pathways.quiz.deciding import bearing, needed
from infusion_pathways.quiz.feedback import feedback
from infusion_pathways.quiz.names import place_of_word, question_of_word, verdict_of_word
from infusion_pathways.quiz.score import reasons_mark

Scripted = Mapping[str, str]


def perfect(case: QuizCase) -> AnswerSheet:
    """The verdicts of the rules, with the fewest facts that show each."""
    return misled(case)


def misled(case: QuizCase, *misconceptions: str) -> AnswerSheet:
    """What a student answers who reads the patient as misconceptions do; the marks are what would decide then."""
    answers = {}
    for question in case.questions:
        seen, evidence = (f(question.position, *misconceptions) for f in (case.seen, case.evidence))
        answers[question.name] = StudentAnswer(seen.verdict(question.therapy), needed(evidence, question.therapy))
    return AnswerSheet(answers, tuple(item.place for item in case.items if item.to_ask))


def scripted(case: QuizCase, script: Scripted) -> AnswerSheet:
    """The answers of a script: for each therapy a verdict, then facts, as they would be typed."""
    answers = {}
    for therapy, line in script.items():
        question = question_of_word(case, therapy)
        verdict, *facts = line.split()
        marks = frozenset(place_of_word(case, fact, question.position) for fact in facts)
        answers[question.name] = StudentAnswer(verdict_of_word(verdict), marks)
    return AnswerSheet(answers)


def always(case: QuizCase, verdict: str) -> AnswerSheet:
    """One verdict for everything, nothing marked."""
    return AnswerSheet({question.name: StudentAnswer(verdict) for question in case.questions})


def marking(case: QuizCase, beside: int | None) -> AnswerSheet:
    """The verdicts of the rules with their deciding facts and so many other facts with a bearing; None marks every fact."""
    answers = {}
    for question, answer in ((question, perfect(case).answers[question.name]) for question in case.questions):
        apt = bearing(case.evidence(question.position), question.therapy) - answer.marks
        places = [item.place for item in case.items]
        more = places if beside is None else [place for place in places if place in apt][:beside]
        answers[question.name] = answer._replace(marks=answer.marks | frozenset(more))
    return AnswerSheet(answers)


def kinds_of(cases: Iterable[QuizCase], verdict: str) -> Counter[str]:
    """How often each kind of feedback is given to who answers one verdict to everything."""
    sheets = ((case, always(case, verdict)) for case in cases)
    return Counter(feedback(case, q, sheet.answers).kind.value for case, sheet in sheets for q in case.questions)


def kinds_of_misled(cases: Iterable[QuizCase]) -> Counter[str]:
    """How often each kind of feedback is given to the wrong answers that single misconceptions lead to."""
    found: Counter[str] = Counter()
    for case in cases:
        for name in case.pack.misconceptions:
            sheet = misled(case, name)
            wrong = (q for q in case.questions if sheet.answers[q.name].verdict != case.right(q))
            found.update(feedback(case, question, sheet.answers).kind.value for question in wrong)
    return found


def reasons_of(cases: Iterable[QuizCase], beside: int | None) -> list[Fraction]:
    """The marks for reasons of who marks the deciding facts and others beside them."""
    sheets = ((case, marking(case, beside)) for case in cases)
    return [reasons_mark(case, q, sheet.answers[q.name]) for case, sheet in sheets for q in case.questions]


def shipped_cases() -> Iterator[QuizCase]:
    """The shipped cases, each made anew: what is worked out of one takes much room, and goes with it."""
    pack = load_pack()
    for file in case_files([shipped("scenarios")]):
        case = QuizCase(pack, load_scenario(file, pack))
        if case.questions:
            yield case


def main() -> None:
    """Print what the shipped cases make of these students: the figures of decision 0012."""
    for verdict in Verdict:
        told = kinds_of(shipped_cases(), verdict.value)
        print(verdict.value, *(f"{kind} {count}" for kind, count in sorted(told.items())), sep="  ")
    told = kinds_of_misled(shipped_cases())
    print("misled", *(f"{kind} {count}" for kind, count in sorted(told.items())), sep="  ")
    for beside in (0, 1, 2, 3, None):
        marks = reasons_of(shipped_cases(), beside)
        whose = "every fact" if beside is None else f"the deciding facts and {beside} with a bearing"
        print(f"{whose}: {sum(mark == 1 for mark in marks)} full of {len(marks)}, {float(sum(marks)):g} in all")


if __name__ == "__main__":
    main()
