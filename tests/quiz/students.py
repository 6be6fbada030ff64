"""Students to play the quiz with: one who knows everything, and one with a single misconception."""

from collections.abc import Mapping

from infusion_pathways.quiz.answer import Answer, Sheet
from infusion_pathways.quiz.case import Case
from infusion_pathways.quiz.deciding import needed
from infusion_pathways.quiz.names import place_of_word, question_of_word, verdict_of_word

Scripted = Mapping[str, str]


def perfect(case: Case) -> Sheet:
    """The verdicts of the rules, with the fewest facts that show each."""
    return misled(case, "")


def misled(case: Case, misconception: str) -> Sheet:
    """What a student answers who reads the patient as a misconception does; the marks are what would decide then."""
    answers = {}
    for question in case.questions:
        seen, evidence = (f(question.position, misconception) for f in (case.seen, case.evidence))
        answers[question.name] = Answer(seen.verdict(question.therapy), needed(evidence, question.therapy))
    return Sheet(answers, tuple(item.place for item in case.items if item.to_ask))


def scripted(case: Case, script: Scripted) -> Sheet:
    """The answers of a script: for each therapy a verdict, then facts, as they would be typed."""
    answers = {}
    for therapy, line in script.items():
        question = question_of_word(case, therapy)
        verdict, *facts = line.split()
        marks = frozenset(place_of_word(case, fact, question.position) for fact in facts)
        answers[question.name] = Answer(verdict_of_word(verdict), marks)
    return Sheet(answers)
