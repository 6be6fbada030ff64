"""The smallest changes to a patient: held against trying all, and replayed."""

import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from infusion_pathways import Pack, advise, load_scenario
from infusion_pathways.engine.choice import EngineChoice
from infusion_pathways.flip.asking import question_of
from infusion_pathways.flip.changes import Change, ScenarioPart, applied
from infusion_pathways.flip.flips import Flipping, FlipQuestion, flips_of, verdict_in
from infusion_pathways.flip.minimal import Ended
from infusion_pathways.flip.plain import cases
from infusion_pathways.meaning.facts import Missing
from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.scenario import parse_scenario
from infusion_pathways.scenario.model import HistoryEntry
from infusion_pathways.scenario.writing import scenario_json
from infusion_pathways.solver.errors import ReplayDisagrees
from infusion_pathways.solver.z3_solver import Budget
from infusion_pathways.source.reading import parse_json
from tests.conftest import ROOT
from tests.prove import brute_flips as brute
from tests.prove import brute_moves
from tests.prove.small import DISEASE
from tests.sizes import sized

SEEDS, PARTS = brute.seeds(sized(40, 200)), sized(1, 5)
STEP = sized(45, long=34)
ALLOWABLE = ["sex", "spots", "subtype", "comorbidities", "history"]
NAMES = {
    ScenarioPart.ORGANS: "organs",
    ScenarioPart.HISTORY: "history",
    ScenarioPart.FINDING: "findings",
    ScenarioPart.MEASURE: "measures",
    ScenarioPart.COMORBIDITY: "also",
}
RA = ROOT / "scenarios" / "rheumatoid_arthritis"
SAFETY = ROOT / "scenarios" / "safety"
EXAMPLE = RA / "ra-methotrexate-and-sulfasalazine-failure.json"


def paths_of(pack: Pack, changes: Sequence[Change]) -> brute_moves.Paths:
    """The paths of a set of changes as the brute force writes them."""
    counted: Counter[brute_moves.Path] = Counter()
    for change in changes:
        part, name, at = change.path
        if part is ScenarioPart.ORGAN and not brute_moves.reads_root(pack):
            name = "unread"
        of_an_entry = part in (ScenarioPart.DRUG, ScenarioPart.OUTCOME, ScenarioPart.ONGOING)
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
        options = brute_moves.moves(pack, patient, allowed)
        most = 4 if len(options) <= 12 else 3 if len(options) <= 20 else 2
        reached = brute.reached(pack, patient, allowed, most)
        now = judge.verdict(patient)
        not_now = tuple(v for v in Verdict if (v is Verdict.CANDIDATE) is not (now is Verdict.CANDIDATE))
        by_hand = [move.make(patient) for move in options if move.path[0] not in ("added", "measures")]
        for wanted in (not_now, (chance.choice([v for v in Verdict if v is not now]),)):
            question = FlipQuestion(DISEASE, "alphamab", wanted, tuple(allowed))
            found, ended, searched = Flipping(pack, patient, question).minimal(Budget()).sets(most, 10_000)
            expected = brute.minimal(set().union(*(reached[verdict] for verdict in wanted)))
            assert {paths_of(pack, changes) for changes in found} == expected, (seed, patient, wanted, allowed)
            assert len(found) == len(expected)
            assert searched == most
            assert ended in (Ended.NONE_LEFT, Ended.SIZE)
            for changes in found:
                assert judge.verdict(applied(patient, changes)) in wanted
                alone = [change for change in changes if change.path.part not in (ScenarioPart.ADDED, ScenarioPart.MEASURE)]
                assert all(applied(patient, [change]) in by_hand for change in alone)
                met[f"size {len(changes)}"] += 1
                met.update(f"{change.way.value} {change.path.part.value}" for change in changes)
            met[f"{ended.value}, {'some' if found else 'none'}"] += 1
    return met


@pytest.mark.parametrize("part", range(PARTS))
def test_the_sets_are_those_that_trying_all_gives(part: int) -> None:
    """Set by set, minimality included: all minimal sets of paths of small packs, two patients and two aims each."""
    met: Counter[str] = Counter()
    for seed in SEEDS[part::PARTS]:
        met += compared(seed)
    for each in ("size 2", "size 3", "none left, none", "none left, some", "add added", "answer treatments", "change finding"):
        assert met[each], each


@pytest.mark.parametrize("part", range(sized(1, 3)))
def test_shipped_flips_are_what_they_say(part: int, shipped_pack: Pack, shipped_files: list[Path]) -> None:
    """Shipped scenarios by steps: a flipped patient, read again from its file, has the verdict; no part of a set is enough."""
    several = 0
    for number, file in enumerate(shipped_files[part * 4 :: STEP]):
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
                    if any(c.path.part is ScenarioPart.ADDED for c in fewer) and isinstance(scenario.treatments, Missing):
                        continue
                    made = advise(shipped_pack, applied(scenario, fewer), EngineChoice.DIRECT)
                    torn = any(d.conflicts for d in made.diagnoses) and not any(d.conflicts for d in trace.diagnoses)
                    assert torn or verdict_in(made, question.disease, question.therapy) not in question.wanted
    assert several > sized(5, 20)


def test_a_single_change_is_told_with_all_its_values(shipped_pack: Pack, shipped_files: list[Path]) -> None:
    """For a finding these are the values that lead there when each is tried by hand, sorted by the verdict they lead to."""
    tried = 0
    for file in shipped_files[7::STEP]:
        scenario = load_scenario(file, shipped_pack)
        trace = advise(shipped_pack, scenario, EngineChoice.DIRECT)
        named = [t.therapy for d in trace.diagnoses for t in d.therapies if t.verdict == Verdict.CANDIDATE.value]
        for therapy in named[:1]:
            question = question_of(shipped_pack, scenario, therapy)
            for flip in flips_of(shipped_pack, scenario, question).flips:
                change = flip.changes[0]
                if len(flip.changes) > 1 or change.path.part is not ScenarioPart.FINDING:
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
    assert tried > sized(5, 20)


def test_a_replay_that_disagrees_is_an_error(monkeypatch: pytest.MonkeyPatch, shipped_pack: Pack) -> None:
    """A changed patient whose verdict is not the one that was proved is never shown."""
    scenario = load_scenario(EXAMPLE, shipped_pack)
    question = question_of(shipped_pack, scenario, "rituximab")
    monkeypatch.setattr("infusion_pathways.flip.flips.applied", lambda scenario, _: scenario)
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
        failed = HistoryEntry("infliximab", None, "inadequate_response", False, other)
        patient = scenario._replace(treatments=(*scenario.treatments, failed))
        trace = advise(shipped_pack, patient)
        assert verdict_in(trace, other, "infliximab") is Verdict.RULED_OUT
        assert question_of(shipped_pack, patient, "infliximab").disease == disease
