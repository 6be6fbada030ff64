"""The smallest changes to a patient: held against trying all, replayed, and told as the command tells them."""

import json
import os
import random
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from infusion_pathways import Pack, advise, load_scenario
from infusion_pathways.advise import EngineChoice
from infusion_pathways.cli.app import run
from infusion_pathways.cli.flip import complete_allowed
from infusion_pathways.cli.options import complete_therapy
from infusion_pathways.facts import Missing
from infusion_pathways.prove.disagreement import ReplayDisagrees
from infusion_pathways.prove.door import Budget
from infusion_pathways.prove.encode import encode
from infusion_pathways.prove.flip.asking import question_of
from infusion_pathways.prove.flip.changes import Change, Part, Way, applied
from infusion_pathways.prove.flip.flips import Flipping, Flips, Question, flips_of, verdict_in
from infusion_pathways.prove.flip.minimal import Ended
from infusion_pathways.prove.flip.plain import cases
from infusion_pathways.prove.flip.report import blocks
from infusion_pathways.prove.patient import pinned
from infusion_pathways.scenario import Scenario, parse_scenario
from infusion_pathways.scenario.model import Diagnosis, Entry
from infusion_pathways.scenario.writing import scenario_json
from infusion_pathways.source.reading import parse_json
from infusion_pathways.trace.text import wrapped
from infusion_pathways.verdicts import Verdict
from tests.conftest import ROOT
from tests.prove import brute_flips as brute
from tests.prove.small import DISEASE, OTHER, pack_of, words

SEEDS, PARTS = brute.seeds(200), 5
ALLOWABLE = ["sex", "spots", "subtype", "comorbidities", "history"]
NAMES = {
    Part.ORGANS: "organs",
    Part.HISTORY: "history",
    Part.FINDING: "findings",
    Part.MEASURE: "measures",
    Part.COMORBIDITY: "also",
}
RA = ROOT / "scenarios" / "rheumatoid_arthritis"
SAFETY = ROOT / "scenarios" / "safety"
EXAMPLE = RA / "ra-methotrexate-and-sulfasalazine-failure.json"


def paths_of(pack: Pack, changes: Sequence[Change]) -> brute.Paths:
    """The paths of a set of changes as the brute force writes them."""
    counted: Counter[brute.Path] = Counter()
    for change in changes:
        part, name, at = change.path
        if part is Part.ORGAN and not brute.reads_root(pack):
            name = "unread"
        of_an_entry = part in (Part.DRUG, Part.OUTCOME, Part.ONGOING)
        counted[(NAMES.get(part, part.value), *((at,) if of_an_entry else (name,) if name else ()))] += 1
    return tuple(sorted(counted.items(), key=repr))


def compared(seed: int) -> Counter[str]:
    """Hold the sets of one pack against trying all; what was met is counted."""
    chance = random.Random(f"flip {seed}")
    pack, met = brute.small_world(seed), Counter[str]()
    judge = brute.Judge(pack)
    for _ in range(2):
        patient = brute.patient(chance)
        allowed = chance.sample(ALLOWABLE, chance.choice([0, 0, 1, 5]))
        options = brute.moves(pack, patient, allowed)
        most = 4 if len(options) <= 12 else 3 if len(options) <= 20 else 2
        reached = brute.reached(pack, patient, allowed, most)
        now = judge.verdict(patient)
        not_now = tuple(v for v in Verdict if (v is Verdict.CANDIDATE) is not (now is Verdict.CANDIDATE))
        by_hand = [move.make(patient) for move in options if move.path[0] not in ("added", "measures")]
        for wanted in (not_now, (chance.choice([v for v in Verdict if v is not now]),)):
            question = Question(DISEASE, "alphamab", wanted, tuple(allowed))
            found, ended, searched = Flipping(pack, patient, question).minimal(Budget()).sets(most, 10_000)
            expected = brute.minimal(set().union(*(reached[verdict] for verdict in wanted)))
            assert {paths_of(pack, changes) for changes in found} == expected, (seed, patient, wanted, allowed)
            assert len(found) == len(expected)
            assert searched == most
            assert ended in (Ended.NONE_LEFT, Ended.SIZE)
            for changes in found:
                assert judge.verdict(applied(patient, changes)) in wanted
                alone = [change for change in changes if change.path.part not in (Part.ADDED, Part.MEASURE)]
                assert all(applied(patient, [change]) in by_hand for change in alone)
                met[f"size {len(changes)}"] += 1
                met.update(f"{change.way.value} {change.path.part.value}" for change in changes)
            met[f"{ended.value}, {'some' if found else 'none'}"] += 1
    return met


@pytest.mark.parametrize("part", range(PARTS))
def test_the_sets_are_those_that_trying_all_gives(part: int) -> None:
    """Set by set, minimality included: all minimal sets of paths of 200 packs, two patients and two aims each."""
    met: Counter[str] = Counter()
    for seed in SEEDS[part::PARTS]:
        met += compared(seed)
    for each in ("size 2", "size 3", "none left, none", "none left, some", "add added", "answer treatments", "change finding"):
        assert met[each], each


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
    return flips_of(pack, patient, Question(DISEASE, "alphamab", (to,), allowed))


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
    gone = ways(pack, a_patient(OTHER, subtype=("rooted",)), "comorbidities", to=Verdict.NOT_INDICATED)
    assert [diagnosis.disease for diagnosis in gone.flips[0].patient.diagnoses] == [DISEASE]


def test_the_past_is_kept_and_what_goes_on_may_end() -> None:
    """What is known of an entry that is over stays, what is not known is answered; an ongoing one may change. None is removed."""
    pack = world(supported({"treatment": {"therapy": "oldstone", "outcome": "failed", "ongoing": False}}))
    add = [("add", "added", Entry("oldstone", None, "failed", False))]

    def of(**said: Any) -> Flips:
        return ways(pack, a_patient(treatments=(Entry("oldstone", None, **said),)), *allowed)

    allowed: tuple[str, ...] = ()
    assert sets(of(outcome="refused", ongoing=False)) == [add]
    assert sets(of(outcome="failed", ongoing=True)) == [add, [("change", "ongoing", False)]]
    assert sets(of(outcome="failed")) == [[("answer", "ongoing", False)], add]
    ended = [("change", "outcome", "failed"), ("change", "ongoing", False)]
    assert sets(of(outcome="works", ongoing=True)) == [add, ended]
    allowed = ("history",)
    assert sets(of(outcome="refused", ongoing=False)) == [add, [("change", "outcome", "failed")]]
    no_removal = world(supported({"not": {"treatment": {"therapy": "oldstone"}}}))
    taken = a_patient(treatments=(Entry("oldstone", None, "failed"),))
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
    assert [change.way for change in both.changes] == [Way.ADD, Way.ADD]
    assert [entry.outcome for entry in both.patient.treatments] == ["failed", "refused"]  # type: ignore[union-attr]


def test_an_entry_may_be_for_another_diagnosis_of_the_patient() -> None:
    """Where nothing else does it, and only for a disease that the patient has."""
    here = {"treatment": {"therapy": "oldstone", "outcome": ["failed", "works"]}}
    pack = world(supported({"all": [{"treatment": {"therapy": "oldstone", "for": "any"}}, {"not": here}]}))
    assert sets(ways(pack, a_patient())) == []
    (only,) = ways(pack, a_patient(OTHER)).flips
    assert only.changes[0].value == Entry("oldstone", None, "failed", given_for=OTHER)
    assert {change.value.given_for for reached in only.values for change in reached.changes} == {OTHER}  # type: ignore[union-attr]


def test_the_drug_of_a_class_is_answered() -> None:
    """An entry that names a class only is answered by one of its drugs, in the order of the vocabulary."""
    pack = world(
        supported({"treatment": {"therapy": ["alphamab", "betamab"], "outcome": "failed"}}),
        therapies={"betamab": {"label": "betamab", "classes": ["mab", "old"], "infusion": True}},
    )
    flips = ways(pack, a_patient(treatments=(Entry(None, "old", "failed"),)))
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
    assert sets(ways(pack, a_patient(organs=()), to=Verdict.NOT_INDICATED)) == [[("change", "organ", True)]]


def test_organs_that_no_rule_reads_are_one() -> None:
    """Any of them makes something known of organs; a patient of whom two are said already is still a patient."""
    pack = world(supported({"known": "diagnosis.organ_involvement"}), organs={"leaf": {"label": "leaf"}})
    assert ("answer", "organ", True) in [changes[0] for changes in sets(ways(pack, a_patient()))]
    encoding = encode(pack, DISEASE)
    space, candidate = encoding.space, encoding.reading.is_verdict("alphamab", Verdict.CANDIDATE)
    for organs in ({"root": False, "leaf": True}, {"leaf": True}, {"root": None, "leaf": False}):
        said = pinned(space, a_patient(organs=organs))
        assert space.formulas.values([space.valid, candidate], said) == [True, True]


def test_no_change_brings_a_contradiction() -> None:
    """A conflict rule that would come true rules a change out, unless the patient contradicts themselves as it is."""
    conflict = {"when": {"all": [{"finding": "fever"}, {"activity": "calm"}]}, "then": {"conflict": "clash"}, "ask": ["look"]}
    pack = world(supported({"finding": "fever"}), conflict, {"when": {"finding": "spots"}, "then": {"excludes": "alphamab"}})
    healthy = a_patient(findings={"fever": "absent"}, activity="calm")
    both = [("change", "activity", "fierce"), ("change", "finding", "present")]
    assert sets(ways(pack, healthy)) == [both]
    torn = a_patient(findings={"fever": "present"}, activity="calm")
    assert sets(ways(pack, torn, to=Verdict.EXCLUDED)) == [[("answer", "finding", "present")]]


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
    question = Question(DISEASE, "alphamab", (Verdict.CANDIDATE,))
    short = flips_of(pack, patient, question, Budget(seconds=1e-9))
    assert (short.flips, short.ended, short.searched) == ((), Ended.BUDGET, 0)
    told = [block.text for block in blocks(pack, short, patient)]
    assert any(text.startswith("Not decided within the budget") for text in told)
    assert not any("proved" in text for text in told)


def test_a_budget_that_runs_out_later_keeps_whole_sizes(monkeypatch: pytest.MonkeyPatch, shipped_pack: Pack) -> None:
    """Sets of the size at which it ran out are left out, those of smaller sizes are all there."""
    from infusion_pathways.prove.flip import minimal

    scenario = load_scenario(SAFETY / "ra-latent-tuberculosis-treated.json", shipped_pack)
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
    scenario = load_scenario(SAFETY / "ra-latent-tuberculosis-treated.json", shipped_pack)
    question = question_of(shipped_pack, scenario, "infliximab")
    whole = flips_of(shipped_pack, scenario, question._replace(limit=100))
    few = flips_of(shipped_pack, scenario, question._replace(limit=3))
    small = flips_of(shipped_pack, scenario, question._replace(limit=100, max_size=1))
    assert (whole.ended, few.ended, small.ended) == (Ended.NONE_LEFT, Ended.LIMIT, Ended.SIZE)
    assert [flip.changes for flip in few.flips] == [flip.changes for flip in whole.flips[:3]]
    assert [flip.changes for flip in small.flips] == [flip.changes for flip in whole.flips if len(flip.changes) == 1]


@pytest.mark.parametrize("part", range(3))
def test_shipped_flips_are_what_they_say(part: int, shipped_pack: Pack, shipped_files: list[Path]) -> None:
    """Thirty shipped scenarios: each flipped patient, read again from its file, has the verdict; no part of the set is enough."""
    several = 0
    for number, file in enumerate(shipped_files[part * 4 :: 34]):
        scenario = load_scenario(file, shipped_pack)
        trace = advise(shipped_pack, scenario, EngineChoice.DIRECT)
        named = [f"{t.disease}/{t.therapy}" for d in trace.diagnoses for t in d.therapies]
        for name in [named[number % len(named)]] if named else []:
            question = question_of(shipped_pack, scenario, name)
            flips = flips_of(shipped_pack, scenario, question)
            for flip, case in zip(flips.flips, cases(shipped_pack, flips, scenario), strict=True):
                several += 1
                again = parse_scenario(parse_json("case.json", scenario_json(case)), shipped_pack)
                assert again.id.startswith(scenario.id[:20])
                made = advise(shipped_pack, again, EngineChoice.DIRECT)
                assert verdict_in(made, question.disease, question.therapy) in question.wanted
                assert flip.patient.diagnoses[0].disease == scenario.diagnoses[0].disease
                for left_out in range(len(flip.changes)):
                    fewer = [change for i, change in enumerate(flip.changes) if i != left_out]
                    if any(c.path.part is Part.ADDED for c in fewer) and isinstance(scenario.treatments, Missing):
                        continue
                    made = advise(shipped_pack, applied(scenario, fewer), EngineChoice.DIRECT)
                    torn = any(d.conflicts for d in made.diagnoses) and not any(d.conflicts for d in trace.diagnoses)
                    assert torn or verdict_in(made, question.disease, question.therapy) not in question.wanted
    assert several > 20


def test_a_single_change_is_told_with_all_its_values(shipped_pack: Pack, shipped_files: list[Path]) -> None:
    """For a finding these are the values that lead there when each is tried by hand, sorted by the verdict they lead to."""
    tried = 0
    for file in shipped_files[7::40]:
        scenario = load_scenario(file, shipped_pack)
        trace = advise(shipped_pack, scenario, EngineChoice.DIRECT)
        named = [t.therapy for d in trace.diagnoses for t in d.therapies if t.verdict == Verdict.CANDIDATE.value]
        for therapy in named[:1]:
            question = question_of(shipped_pack, scenario, therapy)
            for flip in flips_of(shipped_pack, scenario, question).flips:
                change = flip.changes[0]
                if len(flip.changes) > 1 or change.path.part is not Part.FINDING:
                    continue
                word = shipped_pack.vocabulary.findings[change.path.name]
                by_hand = {}
                for value in word.values:
                    made = scenario._replace(findings={**scenario.findings, change.path.name: value})
                    told = advise(shipped_pack, made, EngineChoice.DIRECT)
                    conflict = any(d.conflicts for d in told.diagnoses)
                    verdict = verdict_in(told, question.disease, therapy)
                    if verdict in question.wanted and not conflict and value != change.was:
                        by_hand[value] = verdict
                assert {c.value: r.verdict for r in flip.values for c in r.changes} == by_hand
                tried += 1
    assert tried > 20


def test_a_replay_that_disagrees_is_an_error(monkeypatch: pytest.MonkeyPatch, shipped_pack: Pack) -> None:
    """A changed patient whose verdict is not the one that was proved is never shown."""
    scenario = load_scenario(EXAMPLE, shipped_pack)
    question = question_of(shipped_pack, scenario, "rituximab")
    monkeypatch.setattr("infusion_pathways.prove.flip.flips.applied", lambda scenario, _: scenario)
    with pytest.raises(ReplayDisagrees):
        flips_of(shipped_pack, scenario, question)


def test_the_diagnosis_with_the_most_favourable_verdict_is_taken(shipped_pack: Pack) -> None:
    """A therapy that two diagnoses name is asked about where it is nearest to being given, or where the user says."""
    scenario = load_scenario(RA / "ra-and-crohns-disease.json", shipped_pack)
    assert question_of(shipped_pack, scenario, "rituximab").disease == "rheumatoid_arthritis"
    assert question_of(shipped_pack, scenario, "vedolizumab").disease == "crohns_disease"
    assert question_of(shipped_pack, scenario, "crohns_disease/infliximab").disease == "crohns_disease"
    diseases = ["rheumatoid_arthritis", "crohns_disease"]
    assert isinstance(scenario.treatments, tuple)
    for disease, other in (diseases, diseases[::-1]):
        failed = Entry("infliximab", None, "inadequate_response", False, other)
        patient = scenario._replace(treatments=(*scenario.treatments, failed))
        trace = advise(shipped_pack, patient)
        assert verdict_in(trace, other, "infliximab") is Verdict.EXCLUDED
        assert question_of(shipped_pack, patient, "infliximab").disease == disease


def told(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    """What `pathways flip` prints on standard output, on one line."""
    assert run(["flip", *arguments]) == code
    return " ".join(capsys.readouterr().out.split())


def test_the_text_is_for_a_reader(capsys: pytest.CaptureFixture[str]) -> None:
    """The verdict with its reason, the sets, what becomes of others, how far the answer goes, and the notice."""
    text = told(capsys, str(EXAMPLE), "rituximab")
    assert text.startswith("RITUXIMAB: LABEL GAP The label places rituximab after")
    assert "One change after which it is a candidate 1. Add to the history: infliximab, inadequate response," in text
    assert "beside it: infliximab: candidate -> excluded" in text
    assert "2-3. Add to the history: adalimumab; or etanercept or another of 2 like it, inadequate response" in text
    assert "These are all: whatever else does it contains one of them (proved)." in text
    assert text.endswith("not for decisions about real people.")
    text = told(capsys, str(RA / "ra-adalimumab-works.json"), "infliximab")
    assert "Change: activity (remission) -> moderate · and change: DAS28-ESR (2.2) -> at least 3.2 and at most 5.1" in text
    assert (
        "rheumatoid vasculitis, interstitial lung disease, scleritis or Felty syndrome (known to be absent) -> involved" in text
    )


def test_no_way_is_an_answer(capsys: pytest.CaptureFixture[str]) -> None:
    """It is called proved, and says what would open a way; where nothing would, it says that."""
    file = str(ROOT / "scenarios/ulcerative_colitis/uc-acute-severe-settling-on-steroid.json")
    text = told(capsys, file, "vedolizumab")
    assert "No change of the facts that may change makes it a candidate (proved)." in text
    assert "It could be done with `--allow subtype`." in text
    assert "subtype (acute severe ulcerative colitis) ->" in told(capsys, file, "vedolizumab", "--allow", "subtype")
    text = told(capsys, str(RA / "ra-adalimumab-works.json"), "adalimumab")
    assert "Not even with all facts but the diagnosis allowed to change." in text
    assert "Nothing has to change: it is so already." in told(capsys, str(EXAMPLE), "rituximab", "--to", "label_gap")


def test_json_is_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    """With the question, the sets, the patients and the notice; Markdown escapes what a scenario says."""
    assert run(["flip", str(EXAMPLE), "infliximab", "--format", "json"]) == 0
    out, err = capsys.readouterr()
    found = json.loads(out)
    assert err == ""
    assert found["now"]["verdict"] == "candidate"
    assert found["question"]["wanted"] == [v.value for v in Verdict if v is not Verdict.CANDIDATE]
    assert found["proved"] is (found["ended"] == "none left")
    assert {change["way"] for flip in found["flips"] for change in flip["changes"]} == {"answer", "change", "add"}
    for flip in found["flips"]:
        assert flip["verdict"] in found["question"]["wanted"]
        assert flip["scenario"]["id"].startswith("ra-methotrexate-and-sulfasalazine-failure-infliximab-")
    unasked = next(flip for flip in found["flips"] if flip["changes"][0]["pointer"] == "/findings/live_vaccine_recent")
    assert unasked["changes"][0]["missing"] == "not recorded"
    assert found["notice"].startswith("Educational software")
    assert run(["flip", str(EXAMPLE), "infliximab", "--format", "markdown"]) == 0
    assert capsys.readouterr().out.startswith("# Infliximab: candidate\n")


def test_cases_are_saved(tmp_path: Path, capsys: pytest.CaptureFixture[str], shipped_pack: Pack) -> None:
    """A file for each set, without an expectation, its title saying what changed; saving twice is saving once."""
    folder = tmp_path / "made" / "here"
    for _ in range(2):
        assert run(["flip", str(EXAMPLE), "rituximab", "--write-cases", str(folder)]) == 0
    files = sorted(folder.iterdir())
    assert [file.name for file in files] == [f"{EXAMPLE.stem}-rituximab-candidate-{n}.json" for n in (1, 2, 3)]
    made = [load_scenario(file, shipped_pack) for file in files]
    assert made[2].title == "Add to the history: etanercept, inadequate response"
    assert all(case.expect is None and case.tags == ("flip",) for case in made)
    capsys.readouterr()
    files[0].write_text("{}\n")
    assert run(["flip", str(EXAMPLE), "rituximab", "--write-cases", str(folder)]) == 2
    out, err = capsys.readouterr()
    assert "file-exists" in err
    assert out == ""


def test_a_small_budget_is_no_answer(capsys: pytest.CaptureFixture[str]) -> None:
    """Not decided is said so, and is exit code 1."""
    text = told(capsys, str(EXAMPLE), "rituximab", "--seconds", "0.001", code=1)
    assert "Not decided within the budget" in text
    assert "proved" not in text


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["rituxmab"], "unknown-therapy: no therapy `rituxmab` in this pack\n  help: did you mean `rituximab`?"),
        (["belimumab"], "therapy-of-no-diagnosis: no pathway of this patient names `belimumab`"),
        (["multiple_sclerosis/rituximab"], "no-such-diagnosis: the patient has no diagnosis `multiple_sclerosis`"),
        (["rheumatoid_artritis/rituximab"], "unknown-disease: no disease `rheumatoid_artritis` in this pack"),
        (
            ["rituximab", "--allow", "age_yeers"],
            "unknown-name: no fact `age_yeers` in this pack\n  help: did you mean `age_years`?",
        ),
        (["rituximab", "--allow", "diagnosis"], "diagnosis-is-fixed: the diagnosis itself never changes"),
        (["rituximab", "--to", "cured"], "Invalid value for '--to'"),
    ],
)
def test_what_cannot_be_asked_is_a_clear_problem(arguments: list[str], problem: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, nothing on standard output, and the nearest name."""
    assert run(["flip", str(EXAMPLE), *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert problem in err


def test_without_a_pathway_there_is_no_question(capsys: pytest.CaptureFixture[str]) -> None:
    """A patient outside all pathways has no verdict to change."""
    assert run(["flip", str(ROOT / "scenarios/anca_vasculitis/egpa-outside-the-document.json"), "rituximab"]) == 2
    assert "no-pathway: no pathway of this pack covers `eosinophilic" in capsys.readouterr().err


def test_help_has_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    """As for every command."""
    assert "Example: pathways flip patient.json THERAPY" in told(capsys, "--help")


def test_names_are_completed() -> None:
    """Therapies of pathways, and what may be allowed."""
    assert complete_therapy("ritu") == ["rituximab"]
    assert complete_allowed("s") == ["subtype", "sex"]


def test_the_same_question_gives_the_same_bytes() -> None:
    """Whatever the hash seed."""
    main = [sys.executable, "-c", "from infusion_pathways.cli import main; main()"]
    file = str(ROOT / "scenarios/systemic_lupus_erythematosus/sle-belimumab-working.json")

    def printed(seed: str) -> bytes:
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        command = [*main, "flip", file, "rituximab", "--format", "json"]
        return subprocess.run(command, env=environment, capture_output=True, check=True).stdout

    assert printed("1") == printed("2")


def test_the_page_on_the_command_line_shows_real_output(capsys: pytest.CaptureFixture[str]) -> None:
    """The example is what the command prints today, the version of the rules left out."""
    page = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    ((command, shown),) = re.findall(r"<!-- output of flip: begin -->\n```console\n\$ (.*?)\n(.*?)```\n", page, re.DOTALL)
    _, name, file, *rest = command.split()
    assert run([name, str(ROOT / file), *rest]) == 0
    assert re.sub(r"^Rules: .*\n", "", capsys.readouterr().out, flags=re.MULTILINE) == shown
    assert all(len(line) <= 80 for line in shown.splitlines())
    assert wrapped(shown.splitlines()[0], 80)
