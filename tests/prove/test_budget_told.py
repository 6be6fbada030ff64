"""What is told when a budget ran out: only what was shown counts, and nothing hangs on no facts. Made by hand."""

import pytest

from infusion_pathways import Pack, Scenario
from infusion_pathways.ask.asks import Questions, asking, asks_of
from infusion_pathways.ask.relevance import Relevance
from infusion_pathways.ask.report import blocks
from infusion_pathways.atlas import report as atlas_report
from infusion_pathways.atlas.combinations import Atlas, CandidateCell
from infusion_pathways.document.blocks import Block, Entry, Heading
from infusion_pathways.prove import report as prove_report
from infusion_pathways.prove.verification import ProofResult, ProofStatus
from infusion_pathways.trace.outline import Detail


@pytest.fixture(scope="module")
def asks(tiny_pack: Pack, tiny_patient: Scenario) -> Questions:
    """The tiny patient: wickimab hangs on three facts, tindrizumab on one of them, flintumab is decided."""
    questions = asking(tiny_pack, tiny_patient)
    return asks_of(questions, tiny_patient, map(questions.asked, questions.completions.unknowns))


def told(asks: Questions, patient: Scenario) -> tuple[str, dict[str, str]]:
    """The heading, and the lines about verdicts by the therapy they begin with."""
    page = blocks(asks, patient, 10, Detail.STANDARD)
    heading = next(block.text for block in page if isinstance(block, Heading))
    return heading, {b.text.partition(":")[0]: b.text for b in page if isinstance(b, Entry) and b.tag in ("open", "?", "decided")}


def with_bearings(asks: Questions, undecided: int) -> Questions:
    """As if the budget had run out for the last so many of the facts that matter."""
    kept = len(asks.facts) - undecided
    late = tuple(fact._replace(bearing=Relevance.NOT_DECIDED, changes=(), witnesses=()) for fact in asks.facts[kept:])
    return asks._replace(facts=(*asks.facts[:kept], *late), settling=None, complete=not undecided)


def test_with_every_fact_decided_the_facts_are_counted(asks: Questions, tiny_patient: Scenario) -> None:
    heading, lines = told(asks, tiny_patient)
    assert heading == "What to ask: 2 of 3 verdicts can still change"
    assert "It hangs on 3 facts: " in lines["wickimab"]
    assert "It hangs on 1 fact: outcome of a wick blocker." in lines["tindrizumab"]


@pytest.mark.parametrize("undecided", [1, 2, 3])
def test_facts_that_were_not_decided_are_not_counted_as_none(undecided: int, asks: Questions, tiny_patient: Scenario) -> None:
    """The verdict can change, which was shown; on which facts is said as far as it was."""
    heading, lines = told(with_bearings(asks, undecided), tiny_patient)
    assert heading == "What to ask: 2 of 3 verdicts can still change; on which facts was not decided within the budget"
    for therapy in ("wickimab", "tindrizumab"):
        assert "0 facts" not in lines[therapy]
        assert "not decided within the budget" in lines[therapy]
    assert ("It hangs on" in lines["wickimab"]) is (undecided < 3)


@pytest.mark.parametrize(
    ("decided", "heading"),
    [
        ((False, None, True), "1 of 3 verdicts can still change; not decided within the budget for 1 of 3 verdicts"),
        ((None, None, True), "not decided within the budget for 2 of 3 verdicts"),
        ((False, None, None), "1 of 3 verdicts can still change; not decided within the budget for 2 of 3 verdicts"),
    ],
)
def test_verdicts_that_were_not_decided_are_counted_apart(
    decided: tuple[bool | None, ...], heading: str, asks: Questions, tiny_patient: Scenario
) -> None:
    assert told(asks._replace(decided=decided, complete=False), tiny_patient)[0] == f"What to ask: {heading}"


def text_of(page: tuple[Block, ...]) -> str:
    return "\n".join(f"{getattr(block, 'tag', '')} {block.text} {' '.join(getattr(block, 'details', ()))}" for block in page)


def test_an_atlas_says_never_only_where_it_was_shown(tiny_pack: Pack) -> None:
    """A therapy for which the budget ran out may be a candidate; the list of combinations is not called whole."""
    cells = (
        CandidateCell("lantern_fever", None, "quiet", (), ("wickimab",)),
        CandidateCell("lantern_fever", None, "blazing", ("wickimab",), ("tindrizumab",)),
    )
    page = text_of(atlas_report.blocks(tiny_pack, [Atlas("lantern_fever", (), cells, (), False)]))
    assert "never" not in page
    assert "? not decided within the budget: wickimab" in page
    assert "possible wickimab; not decided within the budget: tindrizumab" in page
    assert "Every combination" not in page
    assert "0 combinations" not in page
    shown = Atlas("lantern_fever", (), (CandidateCell("lantern_fever", None, "quiet", ()),), (), True)
    whole = text_of(atlas_report.blocks(tiny_pack, [shown]))
    assert "never no therapy" in whole
    assert "Every combination" in whole


def test_a_refuted_statement_whose_patient_was_not_written_says_no_contrary(tiny_pack: Pack) -> None:
    """That there is such a patient was shown; `there is no such patient` is said of statements that one exists."""
    note = "there is such a patient, but the budget ran out before one was written"
    late = ProofResult("one-verdict", "lantern_fever/wickimab", "w", ProofStatus.REFUTED, "lantern_fever", 0.0, note=note)
    assert "no such patient" not in text_of(prove_report.blocks(tiny_pack, [late], [], False))
    assert "no such patient" in text_of(prove_report.blocks(tiny_pack, [late._replace(note="")], [], False))
