"""What a flip may change of a patient and what it keeps; how far a question goes."""

from typing import Any

import pytest

from infusion_pathways import Pack, load_scenario
from infusion_pathways.flip.asking import question_of
from infusion_pathways.flip.changes import ChangeWay
from infusion_pathways.flip.flips import FlipQuestion, Flips, flips_of
from infusion_pathways.flip.minimal import Ended
from infusion_pathways.flip.report import blocks
from infusion_pathways.meaning.facts import Missing
from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.scenario import Scenario
from infusion_pathways.scenario.model import Diagnosis, HistoryEntry
from infusion_pathways.solver.encoding import encode
from infusion_pathways.solver.patient import point_of
from infusion_pathways.solver.z3_solver import Budget
from tests.conftest import ROOT
from tests.prove.small import DISEASE, OTHER, pack_of, words

SAFETY = ROOT / "scenarios" / "safety"


def world(*rules: dict[str, Any], **sections: dict[str, Any]) -> Pack:
    """A pack of a few rules about `alphamab`, over the words of the small packs with some more."""
    raw = words()
    for name, more in sections.items():
        raw[name] = raw[name] | more
    raw["patient"]["sex"]["fixed"] = True
    told = [
        {"id": f"own.r{i}", "title": "R", "lens": "document", "because": "Because.", "cites": ["C1"], **rule}
        for i, rule in enumerate(rules)
    ]
    head = {"id": "own", "title": "Own", "diseases": [DISEASE], "therapies": ["alphamab"]}
    return pack_of({**raw, "pathways": [{"pathway": head, "rules": told}]})


def supported(when: dict[str, Any]) -> dict[str, Any]:
    return {"when": when, "then": {"supports": "alphamab"}}


def a_patient(*others: str, **fields: Any) -> Scenario:
    own = {key: fields.pop(key) for key in ("subtype", "activity", "organs") if key in fields}
    diagnoses = (Diagnosis(DISEASE, **own), *(Diagnosis(name) for name in others))
    return Scenario(**{"id": "p", "title": "P", "narrative": "", "diagnoses": diagnoses, "treatments": (), **fields})


def ways(pack: Pack, patient: Scenario, *allowed: str, to: Verdict = Verdict.CANDIDATE) -> Flips:
    return flips_of(pack, patient, FlipQuestion(DISEASE, "alphamab", (to,), allowed))


def sets(flips: Flips) -> list[list[tuple[str, str, Any]]]:
    """The sets of an answer: how each change comes about, which part it is about, the value."""
    return [[(change.way.value, change.path.part.value, change.value) for change in flip.changes] for flip in flips.flips]


def test_a_known_fixed_fact_is_kept_and_an_unknown_one_answered() -> None:
    """Sex known: no way, and the answer names what would open one. Sex not known: it is answered. Allowed: it is changed."""
    pack = world(supported({"patient": "sex", "is": "male"}))
    kept = ways(pack, a_patient(patient={"sex": "female"}))
    assert (sets(kept), kept.ended, kept.fixed, kept.opening) == ([], Ended.NONE_LEFT, ("sex",), (("sex",),))
    for unknown in ({}, {"sex": Missing.ASKED}):
        assert sets(ways(pack, a_patient(patient=unknown))) == [[("answer", "patient", "male")]]
    assert sets(ways(pack, a_patient(patient={"sex": "female"}), "sex")) == [[("change", "patient", "male")]]


def test_subtype_and_other_diagnoses_are_kept() -> None:
    """Both are known, so both are kept; a subtype that is not known is answered. Two names may be needed at once."""
    caution = {"when": {"patient": "sex", "is": "male"}, "then": {"cautions": "alphamab"}}
    pack = world(supported({"all": [{"subtype": "rooted"}, {"comorbidity": OTHER}]}), caution)
    kept = ways(pack, a_patient(subtype=("early",), patient={"sex": "male"}))
    assert (sets(kept), kept.fixed) == ([], ("comorbidities", "sex", "subtype"))
    assert kept.opening == (("comorbidities", "subtype"),)
    answered = ways(pack, a_patient(OTHER))
    assert sets(answered) == [[("answer", "subtype", ("rooted",))]]
    both = ways(pack, a_patient(subtype=("early",)), "subtype", "comorbidities")
    assert sets(both) == [[("change", "subtype", ("rooted",)), ("change", "comorbidity", True)]]
    assert [diagnosis.disease for diagnosis in both.flips[0].patient.diagnoses] == [DISEASE, OTHER]
    gone = ways(pack, a_patient(OTHER, subtype=("rooted",)), "comorbidities", to=Verdict.NO_REASON)
    assert [diagnosis.disease for diagnosis in gone.flips[0].patient.diagnoses] == [DISEASE]


def test_the_past_is_kept_and_what_goes_on_may_end() -> None:
    """What is known of an entry that is over stays, what is not known is answered; an ongoing one may change. None is removed."""
    pack = world(supported({"treatment": {"therapy": "oldstone", "outcome": "failed", "ongoing": False}}))
    add = [("add", "added", HistoryEntry("oldstone", None, "failed", False))]

    def of(**said: Any) -> Flips:
        return ways(pack, a_patient(treatments=(HistoryEntry("oldstone", None, **said),)), *allowed)

    allowed: tuple[str, ...] = ()
    assert sets(of(outcome="refused", ongoing=False)) == [add]
    assert sets(of(outcome="failed", ongoing=True)) == [add, [("change", "ongoing", False)]]
    assert sets(of(outcome="failed")) == [[("answer", "ongoing", False)], add]
    ended = [("change", "outcome", "failed"), ("change", "ongoing", False)]
    assert sets(of(outcome="works", ongoing=True)) == [add, ended]
    allowed = ("history",)
    assert sets(of(outcome="refused", ongoing=False)) == [add, [("change", "outcome", "failed")]]
    no_removal = world(supported({"not": {"treatment": {"therapy": "oldstone"}}}))
    taken = a_patient(treatments=(HistoryEntry("oldstone", None, "failed"),))
    assert sets(ways(no_removal, taken)) == []
    assert sets(ways(no_removal, taken, "history")) == [[("change", "outcome", "refused")]]


def test_a_history_that_is_not_known_becomes_known_first() -> None:
    """An entry can only be added to a list, so answering the history is a change of its own."""
    pack = world(supported({"treatment": {"therapy": "oldstone"}}))
    (both,) = sets(ways(pack, a_patient(treatments=Missing.ASKED)))
    assert [part for _, part, _ in both] == ["treatments", "added"]


def test_two_entries_of_one_therapy_are_two_changes() -> None:
    """A therapy that failed and was refused on different occasions needs two entries."""
    tests = [{"treatment": {"therapy": "oldstone", "outcome": outcome}} for outcome in ("failed", "refused")]
    (both,) = ways(world(supported({"all": tests})), a_patient()).flips
    assert [change.way for change in both.changes] == [ChangeWay.ADD, ChangeWay.ADD]
    assert [entry.outcome for entry in both.patient.treatments] == ["failed", "refused"]  # type: ignore[union-attr]


def test_an_entry_may_be_for_another_diagnosis_of_the_patient() -> None:
    """Where nothing else does it, and only for a disease that the patient has."""
    here = {"treatment": {"therapy": "oldstone", "outcome": ["failed", "works"]}}
    pack = world(supported({"all": [{"treatment": {"therapy": "oldstone", "for": "any"}}, {"not": here}]}))
    assert sets(ways(pack, a_patient())) == []
    (only,) = ways(pack, a_patient(OTHER)).flips
    assert only.changes[0].value == HistoryEntry("oldstone", None, "failed", given_for=OTHER)
    assert {change.value.given_for for reached in only.values for change in reached.changes} == {OTHER}  # type: ignore[union-attr]


def test_the_drug_of_a_class_is_answered() -> None:
    """An entry that names a class only is answered by one of its drugs, in the order of the vocabulary."""
    pack = world(
        supported({"treatment": {"therapy": ["alphamab", "betamab"], "outcome": "failed"}}),
        therapies={"betamab": {"label": "betamab", "classes": ["mab", "old"], "infusion": True}},
    )
    flips = ways(pack, a_patient(treatments=(HistoryEntry(None, "old", "failed"),)))
    assert [("answer", "therapy", "betamab")] in sets(flips)


def test_what_leaves_several_values_open_is_answered_by_one_of_them() -> None:
    """A fixed finding known only in part may be known in full, and is never known less."""
    values = {name: {"label": name} for name in ("present", "absent", "faint")}
    spots = {
        "label": "spots",
        "fixed": True,
        "values": {**values, "some": {"label": "some", "one_of": ["present", "faint"]}},
    }
    pack = world(supported({"finding": "spots", "is": "faint"}), findings={"spots": spots})
    assert sets(ways(pack, a_patient(findings={"spots": "some"}))) == [[("answer", "finding", "faint")]]
    assert sets(ways(pack, a_patient(findings={"spots": "absent"}))) == []
    less = ways(pack, a_patient(findings={"spots": "faint"}), "spots", to=Verdict.UNDETERMINED)
    assert sets(less)
    assert "some" not in [value for changes in sets(less) for _, _, value in changes]


def test_a_list_of_organs_is_closed_and_never_opened() -> None:
    """The list being whole answers for what it does not name; what it says to be absent does not become unknown."""
    pack = world(supported({"not": {"organ": "root"}}))
    closed, absent = [("answer", "organ_involvement", True)], [("answer", "organ", False)]
    assert sets(ways(pack, a_patient())) == [[("answer", "activity", "calm")], closed, absent]
    assert ways(pack, a_patient()).flips[1].patient.diagnoses[0].organs == ()
    opened = sets(ways(pack, a_patient(organs=()), to=Verdict.UNDETERMINED))
    assert "organ_involvement" not in [part for changes in opened for _, part, _ in changes]
    assert sets(ways(pack, a_patient(organs=()), to=Verdict.NO_REASON)) == [[("change", "organ", True)]]


def test_organs_that_no_rule_reads_are_one() -> None:
    """Any of them makes something known of organs; a patient of whom two are said already is still a patient."""
    pack = world(supported({"known": "diagnosis.organ_involvement"}), organs={"leaf": {"label": "leaf"}})
    assert ("answer", "organ", True) in [changes[0] for changes in sets(ways(pack, a_patient()))]
    encoding = encode(pack, DISEASE)
    space, candidate = encoding.space, encoding.reading.is_verdict("alphamab", Verdict.CANDIDATE)
    for organs in ({"root": False, "leaf": True}, {"leaf": True}, {"root": None, "leaf": False}):
        said = point_of(space, a_patient(organs=organs))
        assert space.formulas.values([space.valid, candidate], said) == [True, True]


def test_no_change_brings_a_contradiction() -> None:
    """A conflict rule that would come true rules a change out, unless the patient contradicts themselves as it is."""
    conflict = {"when": {"all": [{"finding": "fever"}, {"activity": "calm"}]}, "then": {"conflict": "clash"}, "ask": ["look"]}
    pack = world(supported({"finding": "fever"}), conflict, {"when": {"finding": "spots"}, "then": {"excludes": "alphamab"}})
    healthy = a_patient(findings={"fever": "absent"}, activity="calm")
    both = [("change", "activity", "fierce"), ("change", "finding", "present")]
    assert sets(ways(pack, healthy)) == [both]
    torn = a_patient(findings={"fever": "present"}, activity="calm")
    assert sets(ways(pack, torn, to=Verdict.RULED_OUT)) == [[("answer", "finding", "present")]]


def test_what_follows_from_a_fact_is_not_contradicted() -> None:
    """No man is said to have what follows to be absent for men, whether or not it was recorded."""
    sexes = {"female": {"label": "female"}, "male": {"label": "male", "implies": {"finding.fever": "absent"}}}
    pack = world(supported({"finding": "fever"}), patient={"sex": {"label": "sex", "values": sexes}})
    assert sets(ways(pack, a_patient(patient={"sex": "male"}))) == []
    assert sets(ways(pack, a_patient(patient={"sex": "female"}))) == [[("answer", "finding", "present")]]
    unread = world(supported({"patient": "sex", "is": "male"}), patient={"sex": {"label": "sex", "values": sexes}})
    assert sets(ways(unread, a_patient(findings={"fever": "present"}))) == []
    assert sets(ways(unread, a_patient())) == [[("answer", "patient", "male")]]


def test_the_budget_ends_in_not_decided() -> None:
    """Neither time nor steps that run out are read as a proof; what was found before is still given."""
    pack = world(supported({"patient": "sex", "is": "male"}))
    patient = a_patient(patient={"sex": "female"})
    question = FlipQuestion(DISEASE, "alphamab", (Verdict.CANDIDATE,))
    short = flips_of(pack, patient, question, Budget(seconds=1e-9))
    assert (short.flips, short.ended, short.searched) == ((), Ended.BUDGET, 0)
    told = [block.text for block in blocks(pack, short, patient)]
    assert any(text.startswith("Not decided within the budget") for text in told)
    assert not any("proved" in text for text in told)


def test_a_budget_that_runs_out_later_keeps_whole_sizes(monkeypatch: pytest.MonkeyPatch, shipped_pack: Pack) -> None:
    """Sets of the size at which it ran out are left out, those of smaller sizes are all there."""
    from infusion_pathways.flip import minimal

    scenario = load_scenario(SAFETY / "ra-no-reason-to-escalate.json", shipped_pack)
    question = question_of(shipped_pack, scenario, "infliximab")
    whole = flips_of(shipped_pack, scenario, question._replace(limit=100))
    assert {len(flip.changes) for flip in whole.flips} == {1, 2}
    honest = minimal.Minimal._of_size

    def tired(self: Any, size: int) -> Any:
        yield from honest(self, size)
        if size == 2:
            raise minimal.Undecided("tired")

    monkeypatch.setattr(minimal.Minimal, "_of_size", tired)
    part = flips_of(shipped_pack, scenario, question._replace(limit=100))
    assert (part.ended, part.searched) == (Ended.BUDGET, 1)
    assert [flip.changes for flip in part.flips] == [flip.changes for flip in whole.flips if len(flip.changes) == 1]


def test_limit_and_size_say_what_they_left_out(shipped_pack: Pack) -> None:
    """The first sets are the same however many are asked for, and the end is told apart: limit, size, nothing left."""
    scenario = load_scenario(SAFETY / "ra-no-reason-to-escalate.json", shipped_pack)
    question = question_of(shipped_pack, scenario, "infliximab")
    whole = flips_of(shipped_pack, scenario, question._replace(limit=100))
    few = flips_of(shipped_pack, scenario, question._replace(limit=3))
    small = flips_of(shipped_pack, scenario, question._replace(limit=100, max_size=1))
    assert (whole.ended, few.ended, small.ended) == (Ended.NONE_LEFT, Ended.LIMIT, Ended.SIZE)
    assert [flip.changes for flip in few.flips] == [flip.changes for flip in whole.flips[:3]]
    assert [flip.changes for flip in small.flips] == [flip.changes for flip in whole.flips if len(flip.changes) == 1]
