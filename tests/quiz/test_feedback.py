"""Each kind of error is named as what it is, and as nothing else: scripted answers on shipped cases."""

from collections.abc import Callable
from typing import NamedTuple

import pytest

from infusion_pathways import Pack
from infusion_pathways.quiz.case import QuizCase
from infusion_pathways.quiz.feedback import AnswerKind, Feedback, How, feedback
from tests.quiz.students import Scripted, scripted


class Script(NamedTuple):
    """A student's answers to a case, and the one therapy whose answer shows an error: the misjudged rule and facts."""

    case: str
    answers: Scripted
    therapy: str
    rule: str | None
    facts: tuple[str, ...]


RA_RIGHT = {
    "infliximab": "candidate activity /treatments/0",
    "adalimumab": "not_an_infusion",
    "rituximab": "condition_unmet treatments",
}

MISCONCEPTIONS = {
    "unknown_taken_for_no": Script(
        "ra-still-bad-despite-medicines",
        dict.fromkeys(("infliximab", "adalimumab", "rituximab"), "no_reason activity"),
        "infliximab", "ra.supports.contraindication", ("/diagnoses/0/activity", "/treatments"),
    ),
    "unknown_taken_for_yes": Script(
        "ra-nothing-screened",
        RA_RIGHT | {"infliximab": "ruled_out active_tuberculosis"},
        "infliximab", "safety.infliximab.active_tuberculosis", ("/findings/active_tuberculosis",),
    ),
    "open_check_taken_for_hold": Script(
        "ra-nothing-screened",
        RA_RIGHT | {"infliximab": "on_hold latent_tuberculosis"},
        "infliximab", "safety.infliximab.latent_tuberculosis_untreated", ("/findings/latent_tuberculosis",),
    ),
    "open_reason_taken_for_given": Script(
        "unknown-activity-and-a-weak-heart",
        {
            "infliximab": "ruled_out heart_failure",
            "adalimumab": "ruled_out heart_failure",
            "rituximab": "condition_unmet activity",
        },
        "rituximab", "ra.rituximab.dmard_failure", ("/diagnoses/0/activity",),
    ),
    "failure_taken_for_intolerance": Script(
        "ra-nothing-screened",
        RA_RIGHT | {"infliximab": "condition_unmet /treatments/0"},
        "infliximab", "ra.infliximab.dmard_failure", ("/treatments/0",),
    ),
    "intolerance_taken_for_failure": Script(
        "ra-active-hepatitis-b",
        {"infliximab": "condition_unmet /treatments/1", "adalimumab": "not_an_infusion", "rituximab": "ruled_out hepatitis_b"},
        "infliximab", "ra.tnf_blocker.class_not_failed", ("/treatments/1",),
    ),
    "too_early_taken_for_failure": Script(
        "cd-azathioprine-too-early",
        {"infliximab": "candidate cdai_crohn /treatments/0", "vedolizumab": "candidate cdai_crohn /treatments/0"},
        "infliximab", "cd.infliximab.conventional_failure", ("/treatments/0",),
    ),
    "other_stop_taken_for_failure": Script(
        "ra-infliximab-stopped-for-another-reason",
        {"infliximab": "ruled_out /treatments/1"},
        "infliximab", "safety.already_tried.failed", ("/treatments/1",),
    ),
    "stopped_taken_for_ongoing": Script(
        "cd-boy-of-four",
        {"natalizumab": "ruled_out /treatments/1"},
        "natalizumab", "safety.natalizumab.concurrent_immunosuppressant", ("/treatments/1",),
    ),
    "treatment_of_another_disease_counted": Script(
        "sle-belimumab-warnings",
        {"rituximab": "ruled_out /treatments/2", "belimumab": "ruled_out /treatments/2"},
        "belimumab", "sle.another_biologic_works", ("/treatments/2",),
    ),
    "reason_missed": Script(
        "ra-nothing-screened",
        {"infliximab": "no_reason", "adalimumab": "no_reason", "rituximab": "no_reason"},
        "infliximab", "ra.infliximab.dmard_failure", ("/diagnoses/0/activity", "/treatments/0"),
    ),
    "reason_seen_where_none_is": Script(
        "ladder-arthritis-nothing-taken-yet",
        {"infliximab": "candidate activity", "adalimumab": "not_an_infusion activity", "rituximab": "condition_unmet activity"},
        "infliximab", "general.supports.organ_threatened", ("/diagnoses/0/organ_involvement",),
    ),
    "organ_threat_overlooked": Script(
        "gpa-nephritis-on-prednisolone-no-result",
        {"rituximab": "undetermined activity"},
        "rituximab", "aav.rituximab.severe", ("/diagnoses/0/organ_involvement",),
    ),
    "success_overlooked": Script(
        "sle-belimumab-working",
        {"rituximab": "no_reason activity", "belimumab": "no_reason activity"},
        "belimumab", None, ("/treatments/1",),
    ),
    "contraindication_forgotten": Script(
        "cd-vedolizumab-said-to-work-yet-active",
        {"infliximab": "undetermined activity /treatments/0", "vedolizumab": "undetermined activity /treatments/0"},
        "infliximab", "safety.infliximab.other_biologic", ("/treatments/0",),
    ),
    "safety_point_forgotten": Script(
        "ra-latent-tuberculosis-untreated",
        RA_RIGHT,
        "infliximab", "safety.infliximab.latent_tuberculosis_untreated", ("/findings/latent_tuberculosis",),
    ),
    "label_condition_forgotten": Script(
        "ra-nothing-screened",
        RA_RIGHT | {"rituximab": "candidate activity /treatments/0"},
        "rituximab", "ra.rituximab.after_tnf_blocker", ("/treatments",),
    ),
    "route_overlooked": Script(
        "ra-nothing-screened",
        RA_RIGHT | {"adalimumab": "candidate activity /treatments/0"},
        "adalimumab", None, (),
    ),
    "treated_tuberculosis_taken_for_untreated": Script(
        "ra-latent-tuberculosis-treated",
        RA_RIGHT | {"infliximab": "on_hold latent_tuberculosis"},
        "infliximab", "safety.infliximab.latent_tuberculosis_untreated", ("/findings/latent_tuberculosis",),
    ),
    "past_hepatitis_b_taken_for_active": Script(
        "gpa-hepatitis-b-core-antibody-plan-in-place",
        {"rituximab": "ruled_out hepatitis_b"},
        "rituximab", "safety.rituximab.hepatitis_b_active", ("/findings/hepatitis_b",),
    ),
    "mild_heart_failure_taken_for_severe": Script(
        "ra-mild-heart-failure",
        RA_RIGHT | {"infliximab": "ruled_out heart_failure"},
        "infliximab", "safety.infliximab.heart_failure_moderate_severe", ("/findings/heart_failure",),
    ),
    "contradiction_overlooked": Script(
        "gpa-remission-stated-after-failure-alone",
        {"rituximab": "candidate /treatments/0"},
        "rituximab", "aav.conflict.remission_after_failure_alone", ("/diagnoses/0/activity", "/treatments/0"),
    ),
}  # fmt: skip


def given(case: QuizCase, script: Scripted, therapy: str) -> Feedback:
    """The feedback on one answer of a script."""
    question = next(question for question in case.questions if question.name == therapy)
    return feedback(case, question, scripted(case, script).answers)


def test_every_misconception_has_a_script(shipped_pack: Pack) -> None:
    """There is a shipped case on which each misconception of the pack shows."""
    assert list(MISCONCEPTIONS) == list(shipped_pack.misconceptions)


@pytest.mark.parametrize("name", MISCONCEPTIONS)
def test_a_misconception_is_named_and_no_other(name: str, case_of: Callable[[str], QuizCase]) -> None:
    """The scripted answer is explained by this misconception alone; the misjudged condition comes first, with its facts."""
    script = MISCONCEPTIONS[name]
    found = given(case_of(script.case), script.answers, script.therapy)
    assert found.kind is AnswerKind.MISCONCEPTION
    assert found.misconceptions == (name,)
    first = found.misjudged[0]
    assert (first.clause.rule.id if first.clause else None) == script.rule
    assert first.marks == script.facts


def test_a_right_answer_with_its_reason(case_of: Callable[[str], QuizCase]) -> None:
    """Verdicts and deciding facts right: nothing is found."""
    case = case_of("ra-nothing-screened")
    for therapy in RA_RIGHT:
        found = given(case, RA_RIGHT, therapy)
        assert (found.kind, found.explained, found.misjudged, found.marks.not_deciding) == (AnswerKind.RIGHT, (), (), 0)


@pytest.mark.parametrize(
    ("line", "kind", "lacking", "strays"),
    [
        ("condition_unmet", AnswerKind.WRONG_REASON, ("/treatments",), ()),
        ("condition_unmet sex", AnswerKind.WRONG_REASON, ("/treatments",), ("/patient/sex",)),
        ("condition_unmet treatments sex", AnswerKind.TOO_MUCH, (), ("/patient/sex",)),
        ("condition_unmet treatments hepatitis_b", AnswerKind.TOO_MUCH, (), ("/findings/hepatitis_b",)),
        ("condition_unmet treatments activity /treatments/0", AnswerKind.RIGHT, (), ()),
    ],
)
def test_right_for_a_wrong_reason(
    line: str, kind: AnswerKind, lacking: tuple[str, ...], strays: tuple[str, ...], case_of: Callable[[str], QuizCase]
) -> None:
    """A right verdict without the fact that decides is right for a wrong reason; with one that has no bearing, too much."""
    found = given(case_of("ra-nothing-screened"), RA_RIGHT | {"rituximab": line}, "rituximab")
    assert (found.kind, found.misconceptions, found.marks.lacking, found.marks.strays) == (kind, (), lacking, strays)
    rules = [m.clause.rule.id for m in found.misjudged if m.clause]
    assert rules == (["ra.rituximab.after_tnf_blocker"] if lacking else [])


def test_missed_it(case_of: Callable[[str], QuizCase]) -> None:
    """An answer that no misconception explains has missed what decides, and that is named."""
    found = given(case_of("ra-nothing-screened"), RA_RIGHT | {"rituximab": "in_use"}, "rituximab")
    assert (found.kind, found.misconceptions) == (AnswerKind.MISSED, ())
    assert [m.clause.rule.id for m in found.misjudged if m.clause] == ["ra.rituximab.after_tnf_blocker"]


def test_an_unrecorded_test_beside_a_disease_makes_no_contradiction(case_of: Callable[[str], QuizCase]) -> None:
    """Whoever gives a therapy that waits for a test that is not back took what is not known for a no."""
    case = case_of("unknown-antibody-not-back-yet")
    for line in ("candidate", "candidate jcv_antibody"):
        assert given(case, {"natalizumab": line}, "natalizumab").misconceptions == ("unknown_taken_for_no",)


def test_two_errors_at_once(case_of: Callable[[str], QuizCase]) -> None:
    """Where none alone explains an answer, two together do; both are named, and each has its condition."""
    found = given(case_of("ladder-arthritis-nothing-taken-yet"), {"rituximab": "candidate activity"}, "rituximab")
    assert (found.kind, found.explained) == (AnswerKind.TWO, (("reason_seen_where_none_is", "label_condition_forgotten"),))
    assert [m.how for m in found.told[:2]] == [How.NOT_GIVEN, How.LEFT_OUT]
    assert found.told[1].clause is not None
    assert found.told[1].clause.rule.id == "ra.rituximab.after_tnf_blocker"


def test_three_errors_at_once_are_not_guessed_at(case_of: Callable[[str], QuizCase]) -> None:
    """Where two misconceptions together explain an answer no more than one does, it missed what decides."""
    found = given(case_of("organ-crohns-and-daily-life"), {"natalizumab": "candidate"}, "natalizumab")
    assert (found.kind, found.explained) == (AnswerKind.MISSED, ())


def test_a_tie_names_both(case_of: Callable[[str], QuizCase]) -> None:
    """Where two misconceptions explain an answer alike, both are named: in this case nothing tells them apart."""
    found = given(case_of("unknown-end-of-an-injection"), {"vedolizumab": "on_hold"}, "vedolizumab")
    assert found.kind is AnswerKind.MISCONCEPTION
    assert found.misconceptions == ("open_check_taken_for_hold", "stopped_taken_for_ongoing")


def test_the_other_answers_of_the_case_tell(case_of: Callable[[str], QuizCase]) -> None:
    """Of two misconceptions behind one answer, the one that explains the other answers too is named.

    A student who sees no reason anywhere missed it; one who is right about the rest read an organ or a failure otherwise.
    """
    case = case_of("ra-nothing-screened")
    alone = given(case, RA_RIGHT | {"infliximab": "condition_unmet /treatments/0"}, "infliximab")
    everywhere = given(case, dict.fromkeys(RA_RIGHT, "no_reason"), "infliximab")
    assert alone.misconceptions == ("failure_taken_for_intolerance",)
    assert everywhere.misconceptions == ("reason_missed",)
