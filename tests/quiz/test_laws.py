"""Laws of the marks: who knows everything gets all of them, on shipped cases and in random worlds, and nobody else does."""

from fractions import Fraction

import pytest

from infusion_pathways import advise
from infusion_pathways.meaning.logic import Truth, conclude
from infusion_pathways.pack.misconception import Reading
from infusion_pathways.quiz.answer import AnswerSheet, StudentAnswer
from infusion_pathways.quiz.case import QuizCase
from infusion_pathways.quiz.deciding import bearing
from infusion_pathways.quiz.feedback import RIGHT_VERDICT, AnswerKind, feedback
from infusion_pathways.quiz.marking import FREE
from infusion_pathways.quiz.misconception_model import facts_as_read, misread
from infusion_pathways.quiz.score import HINT_COSTS, CaseScore, ScorePart, reasons_mark, score
from tests.laws import worlds
from tests.quiz.students import kinds_of_misled, perfect
from tests.sizes import chance, sized

WORLDS = 150


def with_answer(sheet: AnswerSheet, name: str, answer: StudentAnswer) -> AnswerSheet:
    return sheet._replace(answers={**sheet.answers, name: answer})


def full(case: QuizCase) -> CaseScore:
    total = len(case.questions)
    return CaseScore(ScorePart(Fraction(total), total), ScorePart(Fraction(total), total), None)


@pytest.fixture(scope="module")
def random_cases() -> list[QuizCase]:
    """Cases of random packs, words that imply others in every second one."""
    found = [QuizCase(*worlds.seeded(seed, rules=10, rich=seed % 2 == 0)) for seed in range(WORLDS)]
    return [case for case in found if case.questions]


def test_the_verdicts_are_those_of_the_trace(cases: list[QuizCase], random_cases: list[QuizCase]) -> None:
    """What counts as right is what `run` answers, for every therapy."""
    for case in (*cases[::7], *random_cases):
        trace = advise(case.pack, case.scenario, "direct")
        told = [(d.disease, t.therapy, t.verdict) for d in trace.diagnoses for t in d.therapies]
        assert told == [(q.disease, q.therapy, case.right(q)) for q in case.questions]


def test_a_perfect_student_gets_full_marks(cases: list[QuizCase], random_cases: list[QuizCase]) -> None:
    """On every shipped case and in random worlds: all verdicts, all reasons, and nothing to be said of any answer."""
    for case in (*cases, *random_cases):
        sheet = perfect(case)
        assert score(case, sheet) == full(case), case.scenario.id
        for question in case.questions:
            assert feedback(case, question, sheet.answers).kind is AnswerKind.RIGHT, (case.scenario.id, question.name)


def test_whoever_asks_for_everything_asked_for_what_decides(cases: list[QuizCase]) -> None:
    """With facts kept back, asking for all of them gets the whole mark for asking, and asking for none of them nothing."""
    some = 0
    for case in cases:
        everything = perfect(case)
        unrecorded = [place for answer in everything.answers.values() for place in answer.marks]
        asking = score(case, everything._replace(asked=(*everything.asked, *unrecorded)), ask_first=True).asking
        assert asking is not None
        assert asking.got == asking.of
        none = score(case, everything._replace(asked=()), ask_first=True).asking
        assert none is not None
        assert none.got == 0
        some += none.of > 0
    assert some > len(cases) / 4


def test_always_excluded_is_never_full_where_it_is_not_so(cases: list[QuizCase]) -> None:
    """Whoever answers `ruled_out` to everything is right where it is ruled out, and gets a small part of the verdicts."""
    got = of = 0
    for case in cases:
        answers = {question.name: StudentAnswer("ruled_out") for question in case.questions}
        found = score(case, AnswerSheet(answers))
        right = sum(case.right(question) == "ruled_out" for question in case.questions)
        assert found.outcome == ScorePart(Fraction(right), len(case.questions))
        got, of = got + right, of + len(case.questions)
    assert 0 < got < of / 4


def test_removing_a_mark_lowers_the_reasons_alone(cases: list[QuizCase], random_cases: list[QuizCase]) -> None:
    """Without any one of the fewest marks the reasons get less, and the verdicts the same."""
    removed = 0
    for case in (*cases[::3], *random_cases):
        sheet = perfect(case)
        for name, answer in sheet.answers.items():
            for mark in answer.marks:
                less = score(case, with_answer(sheet, name, answer._replace(marks=answer.marks - {mark})))
                assert less.outcome == full(case).outcome
                assert less.reasons.got < full(case).reasons.got, (case.scenario.id, name, mark)
                removed += 1
    assert removed > 300


def test_a_mark_without_bearing_lowers_the_reasons_alone(cases: list[QuizCase]) -> None:
    """A fact that has nothing to do with the verdict takes something off the reasons; one that has bearing does not."""
    apart = 0
    for case in cases[::5]:
        sheet = perfect(case)
        for question in case.questions:
            answer, has_bearing = sheet.answers[question.name], bearing(case.evidence(question.position), question.therapy)
            for item in case.items:
                mark = reasons_mark(case, question, answer._replace(marks=answer.marks | {item.place}))
                assert (mark == 1) is (item.place in has_bearing), (case.scenario.id, question.name, item)
                apart += mark < 1
    assert apart > 100


def test_marking_everything_costs_and_a_look_aside_does_not(cases: list[QuizCase]) -> None:
    """All facts for every verdict get next to nothing of the reasons; so many beside the deciding ones as are free, all."""
    whole = everything = of = 0
    for case in cases[::3]:
        for question in case.questions:
            evidence, answer = case.evidence(question.position), perfect(case).answers[question.name]
            beside = sorted(bearing(evidence, question.therapy) - answer.marks)[:FREE]
            whole += reasons_mark(case, question, answer._replace(marks=answer.marks | frozenset(beside)))
            everything += reasons_mark(case, question, answer._replace(marks=frozenset(item.place for item in case.items)))
            of += 1
    assert whole == of
    assert everything < of / 20


def test_no_reading_makes_a_contradiction(cases: list[QuizCase], random_cases: list[QuizCase]) -> None:
    """A conflict that counts for a patient as misread holds as recorded: all shipped cases, all readings of facts, and worlds.

    Many are made by the misread facts, so there is something to keep out.
    """
    strange = (
        Reading(unknown="absent"),
        Reading(stopped=True, elsewhere=True, outcomes={"works": "failed", "refused": "failed"}),
    )
    made = 0
    for case in (*cases, *random_cases):
        words = case.pack.vocabulary
        readings = [m.reading for m in case.pack.misconceptions.values()] or strange
        for index in sorted({question.position for question in case.questions}):
            stands = case.seen(index)
            held = {clause.key for clause in stands.program.conflicts if stands.rules[clause.key] is Truth.TRUE}
            for reading in readings:
                facts = facts_as_read(stands.program, stands.evaluation.facts, words, reading)
                if facts == stands.evaluation.facts:
                    continue
                judged = conclude(stands.program.premises, facts).rules
                new = {c.key for c in stands.program.conflicts if judged[c.key].truth is Truth.TRUE} - held
                if new:
                    read = misread(stands.evaluation, words, reading)
                    assert all(read.rules[key] is not Truth.TRUE for key in new), (case.scenario.id, reading, new)
                    assert read.evaluation.conflict <= bool(held)
                    made += 1
    assert made > sized(40, 50)


def test_hints_cost_what_they_say(cases: list[QuizCase]) -> None:
    """Each hint takes its stated part off the mark for the reasons, and nothing off the verdict."""
    case = cases[0]
    sheet = perfect(case)
    name, answer = next(iter(sheet.answers.items()))
    total = len(case.questions)
    for hints, cost in enumerate(HINT_COSTS):
        found = score(case, with_answer(sheet, name, answer._replace(hints=hints)))
        assert found.outcome == full(case).outcome
        assert found.reasons == ScorePart(total - cost, total)


def test_a_misled_student_is_told_something(cases: list[QuizCase]) -> None:
    """An answer that a misconception leads to is never called missed: at least that misconception explains it.

    `python -m tests.quiz.students` looks at all cases.
    """
    told = kinds_of_misled(cases[::8])
    assert set(told) == {AnswerKind.MISCONCEPTION.value}
    assert told.total() > sized(50, 200)


def test_any_answer_in_any_world_gets_feedback(random_cases: list[QuizCase]) -> None:
    """Whatever is answered, with whatever marks: a right verdict is never called wrong, nor a wrong one right."""
    chooser = chance(5)
    verdicts = ["candidate", "ruled_out", "on_hold", "condition_unmet", "undetermined", "in_use", "no_reason", "not_an_infusion"]
    for case in random_cases:
        places = [item.place for item in case.items]
        answers = {
            q.name: StudentAnswer(chooser.choice(verdicts), frozenset(chooser.sample(places, min(len(places), 3))))
            for q in case.questions
        }
        for question in case.questions:
            found = feedback(case, question, answers)
            right = answers[question.name].verdict == case.right(question)
            assert right is (found.kind in RIGHT_VERDICT)
            assert 0 <= reasons_mark(case, question, answers[question.name]) <= 1
