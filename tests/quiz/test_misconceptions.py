"""Misconceptions are data of a pack: what a reading does to a patient, and what is wrong with one that cannot be read."""

from typing import Any

import pytest

from infusion_pathways import Pack, ProblemsFound
from infusion_pathways.pack.load import load_files
from infusion_pathways.quiz.case import QuizCase
from infusion_pathways.scenario import Scenario
from tests.conftest import ROOT
from tests.unlisted import without_list

TINY = ROOT / "tests" / "packs" / "tiny"


def tiny_with(text: str) -> Pack:
    """The tiny pack with one more file."""
    files = {path.relative_to(TINY).as_posix(): path.read_bytes() for path in TINY.rglob("*.yaml")}
    return load_files("tiny", {**without_list(files), "teaching.yaml": text.encode()})


def reading(text: str) -> Pack:
    return tiny_with(f"misconceptions:\n  it: {{label: misread it, feedback: You misread it., reading: {text}}}\n")


def verdicts(pack: Pack, patient: Scenario, *misconceptions: str) -> dict[str, str]:
    case = QuizCase(pack, patient)
    return {q.therapy: case.seen(q.position, *misconceptions).verdict(q.therapy) for q in case.questions}


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("{outcomes: {inadequate_respons: intolerance}}", "unknown-name", "no outcome `inadequate_respons`"),
        ("{outcomes: {inadequate_response: intolerence}}", "unknown-name", "no outcome `intolerence`"),
        ("{values: {finding.soot: {positive: negative}}}", "unknown-name", "no fact with values `finding.soot`"),
        ("{values: {measure.glow_score: {quiet: blazing}}}", "unknown-name", "no fact with values `measure.glow_score`"),
        ("{values: {finding.soot_antibodies: {pos: negative}}}", "unknown-name", "no value `pos`"),
        ("{values: {finding.soot_antibodies: {positive: absent}}}", "unknown-name", "no value `absent`"),
        ("{overlooks: [diagnosis.organs]}", "unknown-name", "no fact `diagnosis.organs`"),
        ("{without: [reasons]}", "unknown-value", "has no value `reasons`"),
        ("{unknown: maybe}", "unknown-value", "`unknown` has no value `maybe`"),
        ("{counts: [requires]}", "unknown-value", "has no value `requires`"),
        ("{open: [conflict]}", "unknown-value", "has no value `conflict`"),
        ("{forgets: all}", "unknown-key", "the key `forgets` means nothing here"),
        ("{}", "missing-key", "the reading changes nothing"),
    ],
)
def test_a_reading_that_cannot_be_read_is_a_problem_of_the_pack(text: str, code: str, said: str) -> None:
    """Every name in a reading must exist, and a reading takes something otherwise; each fault is one problem with its place."""
    with pytest.raises(ProblemsFound) as found:
        reading(text)
    assert [problem.code for problem in found.value.problems] == [code]
    assert said in found.value.problems[0].message
    assert found.value.problems[0].place.file == "tiny/teaching.yaml"


def test_cites_of_a_misconception_must_lead_somewhere() -> None:
    """As for a rule, and no dose stands in what is said to a student."""
    for more, code in (("cites: [X9]", "unresolved-cite"), ("note: x", "unknown-key")):
        with pytest.raises(ProblemsFound, match=code):
            tiny_with(f"misconceptions:\n  it: {{label: l, feedback: F., reading: {{unknown: absent}}, {more}}}\n")
    with pytest.raises(ProblemsFound, match="dose-in-text"):
        tiny_with("misconceptions:\n  it: {label: l, feedback: Take 5 mg., reading: {unknown: absent}}\n")


def test_a_misconception_changes_no_answer(tiny_patient: Scenario, tiny_pack: Pack) -> None:
    """A pack with misconceptions judges every patient as it does without."""
    assert verdicts(reading("{without: [supports]}"), tiny_patient) == verdicts(tiny_pack, tiny_patient)


@pytest.mark.parametrize("seed", range(40))
def test_a_reading_that_meets_nothing_changes_no_verdict(seed: int) -> None:
    """Of a patient in whom there is nothing to misread, a misread verdict is the right one, in any world."""
    from dataclasses import replace

    from infusion_pathways.pack.misconception import Misconception, Reading
    from tests.laws import worlds

    pack, patient = worlds.seeded(seed)
    known: dict[str, Any] = {"spots": "absent", "fever": "absent", "travel": "present", "colour": "green"}
    whole = patient._replace(
        findings=known,
        measures={"heat": 1.0, "weight": 20.0},
        patient={"sex": "male", "age_years": 40.0},
        treatments=(),
        diagnoses=(patient.diagnoses[0]._replace(subtype=("early",), activity="calm", organs=()),),
    )
    harmless = {
        "unknown": Reading(unknown="absent"),
        "open": Reading(open=frozenset({"supports", "excludes", "holds"})),
        "outcomes": Reading(outcomes={"failed": "refused"}),
        "values": Reading(values={"finding.colour": {"amber": "purple"}}),
        "stopped": Reading(stopped=True),
        "elsewhere": Reading(elsewhere=True),
        "in_use": Reading(without=frozenset({"in_use"})),
    }
    taught = replace(pack, misconceptions={name: Misconception(name, "", "", r) for name, r in harmless.items()})
    right = verdicts(taught, whole)
    for name in harmless:
        assert verdicts(taught, whole, name) == right, name
