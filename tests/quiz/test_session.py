"""A case played line by line: what may be typed, what comes back, and what is kept."""

from collections.abc import Callable

import pytest

from infusion_pathways.quiz.answer import StudentAnswer
from infusion_pathways.quiz.case import QuizCase
from infusion_pathways.quiz.session import Session


@pytest.fixture
def session(case_of: Callable[[str], QuizCase]) -> Session:
    return Session(case_of("ra-methotrexate-and-sulfasalazine-failure"))


def answered(session: Session) -> dict[str, StudentAnswer]:
    return dict(session.sheet().answers)


def test_a_line_is_a_verdict_and_its_facts(session: Session) -> None:
    """Verdicts by name, label or beginning; facts by number, name or place; then the next therapy is asked for."""
    assert session.prompt.startswith("A infliximab")
    assert session.take("Candidate because 2, 7") == (
        "infliximab: candidate. Because of: activity: high; methotrexate: inadequate response, still taken."
    )
    assert session.prompt.startswith("B adalimumab")
    session.take("not an infusion")
    session.take("condition unmet history jcv-antibody")
    assert answered(session) == {
        "infliximab": StudentAnswer("candidate", frozenset({"/diagnoses/0/activity", "/treatments/0"})),
        "adalimumab": StudentAnswer("not_an_infusion"),
        "rituximab": StudentAnswer("condition_unmet", frozenset({"/treatments", "/findings/jcv_antibody"})),
    }
    assert not session.over
    session.take("done")
    assert session.done


def test_an_answer_can_be_changed(session: Session) -> None:
    """A letter or name goes back to a therapy; with a verdict behind it, it is answered at once."""
    session.take("excl")
    session.take("A")
    assert session.prompt.startswith("A infliximab")
    session.take("candidate")
    session.take("rituximab in use")
    assert {name: answer.verdict for name, answer in answered(session).items()} == {
        "infliximab": "candidate", "rituximab": "in_use",
    }  # fmt: skip
    assert session.take("done") == "Still without a verdict: adalimumab. `skip` leaves the case."


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("ruled_aut", "No verdict `ruled_aut`; did you mean `ruled_out`?"),
        ("no", "No verdict `no`; one of: no_reason, not_an_infusion."),
        ("candidate 99", "No fact number 99: they go from 1 to 16."),
        ("candidate hepatitis_d", "No fact `hepatitis_d`; did you mean `hepatitis_b`?"),
        ("candidate /findings/hepatitis_d", "No fact `hepatitis_d`; did you mean `hepatitis_b`?"),
        ("candidate /nowhere", "Nothing stands at `/nowhere`."),
        ("ask", "`ask` needs the name of a fact."),
        ("ask hepa", "No fact `hepa`; did you mean `hepatitis_b`?"),
        ("hint nothing", "No therapy `nothing` to judge in this case; one of: infliximab, adalimumab, rituximab."),
    ],
)
def test_what_is_not_understood_changes_nothing(line: str, said: str, session: Session) -> None:
    """The answer says what was not understood and what may have been meant; the therapy stays in question."""
    assert session.take(line).startswith(said)
    assert answered(session) == {}
    assert session.prompt.startswith("A infliximab")


def test_activity_means_the_score_that_tells_it(case_of: Callable[[str], QuizCase]) -> None:
    """Where no activity is stated, the score that it follows from is marked; where it is stated, the statement."""
    session = Session(case_of("ladder-arthritis-nothing-taken-yet"))
    assert session.take("candidate activity").endswith("Because of: DAS28-ESR: 5.6.")
    assert answered(session)["infliximab"].marks == {"/measures/das28_esr"}
    assert Session(case_of("ra-methotrexate-and-sulfasalazine-failure")).take("ruled_out activity").endswith("activity: high.")


def test_asking(session: Session) -> None:
    """`ask` tells a recorded value, or that nothing is recorded, and what was asked stays on the sheet."""
    assert session.take("ask hbv") == "13. hepatitis B: negative"
    assert session.take("ask anti_jcv").startswith("No fact `anti_jcv`")
    assert session.take("ask jcv antibody") == "anti-JCV antibody: not recorded (mark it as `jcv_antibody`)"
    assert session.take("ask age_years") == "4. age: 52 years"
    assert session.sheet().asked == ("/findings/hepatitis_b", "/findings/jcv_antibody", "/patient/age_years")


def test_asked_and_not_known_is_said_so(case_of: Callable[[str], QuizCase]) -> None:
    """What was asked and is not known is told apart from what nobody recorded."""
    session = Session(case_of("ra-screening-asked-not-known"))
    assert session.take("ask hepatitis_b").endswith("hepatitis B: asked, not known")


def test_facts_kept_back(case_of: Callable[[str], QuizCase]) -> None:
    """With findings and measures kept back none of them can be marked, by number or name, before it was asked for."""
    session = Session(case_of("ra-methotrexate-and-sulfasalazine-failure"), ask_first=True)
    kept = {item.place for item in session.case.items if item.number >= 10}
    assert session.hidden() == kept
    for line in ("ruled_out 13", "ruled_out hepatitis_b", "ruled_out jcv_antibody"):
        assert session.take(line).startswith("What is kept back has to be asked for")
    session.take("ask hepatitis_b")
    assert session.hidden() == kept - {"/findings/hepatitis_b"}
    session.take("ruled_out 13")
    assert answered(session)["infliximab"].marks == {"/findings/hepatitis_b"}


def test_hints_by_degrees(session: Session) -> None:
    """First the group of arguments, then the rule, then the fact; after the third there is no other."""
    session.take("A candidate")
    said = [session.take("hint C") for _ in range(4)]
    assert said[0] == (
        "Hint 1 of 3 for rituximab: look at what a label or guideline asks for. So far a quarter of the mark for its reasons."
    )
    assert said[1].startswith("Hint 2 of 3 for rituximab: look at this: ")
    assert session.case.pack.rules["ra.rituximab.after_tnf_blocker"].title in said[1]
    assert said[2] == (
        "Hint 3 of 3 for rituximab: look at this fact: treatment history: nothing else was given (the whole list). "
        "So far all of the mark for its reasons."
    )
    assert said[3] == said[2]
    session.take("C condition_unmet treatments")
    assert answered(session)["rituximab"].hints == 3


def test_leaving(session: Session) -> None:
    """`quit` and `skip` end the case without an answer being made up."""
    session.take("quit")
    assert (session.left, session.over, answered(session)) == (True, True, {})


def test_a_therapy_of_two_diagnoses_is_named_with_each(case_of: Callable[[str], QuizCase]) -> None:
    """Where two diagnoses have the same therapy, each is a question of its own, told apart by its disease."""
    case = case_of("cd-beside-ulcerative-colitis")
    names = [question.name for question in case.questions]
    assert len(set(names)) == len(names)
    assert {"crohns_disease/infliximab", "ulcerative_colitis/infliximab"} <= set(names)
    session = Session(case)
    assert "for Crohn" in session.prompt
    session.take("ulcerative_colitis/natalizumab ruled_out")
    assert [*answered(session)] == ["ulcerative_colitis/natalizumab"]
