"""What a change of rules means: proved the same, or told apart with the smallest patient; on the command line too."""

import dataclasses
import itertools
import random
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from infusion_pathways import Pack
from infusion_pathways.diff.case_changes import NO_CASES, case_changes
from infusion_pathways.diff.compare import ChangeMeaning, Diff, Direction, PathwayDiff, pathway_diffs, structural_diff
from infusion_pathways.diff.product import ComparedPatient, ProductResult
from infusion_pathways.diff.rule_changes import RuleFate
from infusion_pathways.engine.direct import DirectEngine
from infusion_pathways.meaning.facts import Missing
from infusion_pathways.meaning.logic import Truth, conclude
from infusion_pathways.meaning.rule import Program
from infusion_pathways.meaning.standing import standing_of
from infusion_pathways.meaning.verdicts import Verdict, verdict_of
from infusion_pathways.pack.build import build_pack
from infusion_pathways.scenario import Scenario, facts_for, parse_scenario
from infusion_pathways.scenario.writing import scenario_json
from infusion_pathways.solver.z3_solver import Budget
from infusion_pathways.source import read_json
from infusion_pathways.source.reading import parse_json
from tests.conftest import ROOT
from tests.laws.worlds import Seeded, complain, raw_pack
from tests.laws.worlds import scenario as random_scenario
from tests.prove import small
from tests.prove.editing import Raw, rules_of, shipped_raw
from tests.prove.edits import changed
from tests.prove.joint_points import of_pair
from tests.prove.rewritings import rewritten
from tests.sizes import seeds, sized

TINY = ROOT / "tests" / "packs" / "tiny"


def pack_of(raw: Raw) -> Pack:
    """The pack of its sections."""
    return build_pack(raw, "0" * 64, complain)


def diff_of(before: Pack, now: Pack, budget: Budget | None = None) -> Diff:
    """What became of a pack; no cases."""
    known = structural_diff(before, now)
    return Diff(known, tuple(pathway_diffs(known, budget)), NO_CASES)


def world(seed: int) -> Raw:
    """The sections of a random world."""
    return raw_pack(Seeded(random.Random(seed)), 8, seed % 2 == 1)


@pytest.fixture(scope="module")
def shipped() -> Raw:
    return shipped_raw()


@pytest.mark.parametrize("part", range(sized(1, 3)))
def test_two_packs_over_one_space_mean_what_they_mean_alone(part: int) -> None:
    """Rules, findings and verdicts of both packs, whose words differ, at random patients that both can describe."""
    for seed in seeds(part * 10, part * 10 + 10):
        assert not of_pair(seed)


# The same meaning.


@pytest.mark.parametrize("part", range(sized(1, 4)))
def test_rewritings_of_random_worlds_are_proved_the_same(part: int) -> None:
    """Forty packs, each spelled otherwise in three ways: nothing differs, and nothing is left undecided."""
    for seed in seeds(part * 10, part * 10 + 10):
        raw = world(seed)
        other = rewritten(raw, random.Random(seed), times=3)
        assert other.raw != raw
        assert diff_of(pack_of(raw), pack_of(other.raw)).meaning is ChangeMeaning.SAME, other.name


@pytest.mark.parametrize("part", range(sized(1, 2)))
def test_rewritings_of_the_shipped_pack_are_proved_the_same(part: int, shipped: Raw) -> None:
    """The shipped pack spelled otherwise in six ways, ten times."""
    before = pack_of(shipped)
    for seed in seeds(part * 5, part * 5 + sized(1, 5)):
        other = rewritten(shipped, random.Random(seed), times=6)
        found = diff_of(before, pack_of(other.raw))
        assert found.meaning is ChangeMeaning.SAME, other.name
        assert all(change.fate in (RuleFate.CHANGED, RuleFate.REWRITTEN, RuleFate.WORDS) for change in found.known.rules)


# Another meaning.


def asked(found: Diff) -> tuple[PathwayDiff, list[ComparedPatient]]:
    """The only pathway of a random world, and every patient of its diff."""
    (pathway,) = found.pathways
    answers = [a for t in pathway.therapies for a in (t.differs, t.widens, t.narrows)]
    answers += [pathway.conflict, *(meaning.answer for meaning in pathway.rules)]
    answers += [answer for item in pathway.annotations for answer in (item.more, item.fewer)]
    return pathway, [answer.patient for answer in answers if answer.patient is not None]


def meant(pack: Pack, scenario: Scenario) -> tuple[dict[str, Truth], dict[str, Verdict]]:
    """The truth of each rule and the verdicts by the reference meaning."""
    program = pack.program_for(scenario.diagnoses[0].disease)
    assert program is not None
    judged = conclude(program.premises, facts_for(scenario, 0, pack.vocabulary)).rules
    rules = {key: judgement.truth for key, judgement in judged.items()}
    return rules, {t: verdict_of(standing_of(program, t, rules)).verdict for t in program.pathway.therapies}


def read_by(pack: Pack, scenario: Scenario) -> Scenario:
    """A scenario written to its file and read with the words of a pack."""
    return parse_scenario(parse_json("patient.json", scenario_json(scenario)), pack)


def holds_by_the_meaning(before: Pack, now: Pack, found: Diff) -> None:
    """Every patient shown is one of whom the reference meaning says what the diff says, read from a file by both packs."""
    pathway, _ = asked(found)
    for therapy in pathway.therapies:
        for patient in therapy.patients():
            was, is_ = (meant(pack, read_by(pack, patient.scenario))[1][therapy.therapy] for pack in (before, now))
            assert was is not is_
            if patient is therapy.widens.patient:
                assert was is not Verdict.CANDIDATE
                assert is_ is Verdict.CANDIDATE
            if patient is therapy.narrows.patient:
                assert was is Verdict.CANDIDATE
                assert is_ is not Verdict.CANDIDATE
    for meaning in pathway.rules:
        if meaning.answer.patient is not None:
            assert meaning.truths is not None
            assert meaning.truths[0] is not meaning.truths[1]
            sides = [meant(pack, meaning.answer.patient.scenario)[0] for pack in (before, now)]
            keys = [{k: v for k, v in side.items() if k.partition("@")[0] == meaning.id} for side in sides]
            assert meaning.truths[0] in keys[0].values()
            assert meaning.truths[1] in keys[1].values()


def no_random_patient_differs(before: Pack, now: Pack, seed: int, found: Diff) -> None:
    """Of whatever is proved the same, random patients tell nothing else."""
    pathway, _ = asked(found)
    same = {t.therapy for t in pathway.therapies if t.asked is ProductResult.SAME}
    choices = Seeded(random.Random(seed))
    for _ in range(30):
        scenario = random_scenario(choices, seed % 2 == 1)
        (rules, verdicts), (other_rules, others) = meant(before, scenario), meant(now, scenario)
        assert all(verdicts[therapy] is others[therapy] for therapy in same)
        if found.meaning is ChangeMeaning.SAME:
            assert rules == other_rules


@pytest.mark.parametrize("part", range(sized(1, 5)))
def test_edits_of_random_worlds_are_told_apart_or_proved_the_same(part: int) -> None:
    """At least ten edits in each part really differ, each with a patient; what is called the same, random patients bear out."""
    apart = 0
    for seed in range(part * 15, part * 15 + 15):
        raw = world(seed)
        edit = changed(raw, random.Random(seed))
        before, now = pack_of(raw), pack_of(edit.raw)
        found = diff_of(before, now)
        assert found.meaning is not ChangeMeaning.UNDECIDED
        holds_by_the_meaning(before, now, found)
        no_random_patient_differs(before, now, seed, found)
        apart += bool(asked(found)[1])
    assert apart >= 10, "too few edits that make a difference to say anything"


def test_edits_of_the_shipped_pack(shipped: Raw, shipped_files: list[Path]) -> None:
    """Edits of the shipped pack: whatever case turns is in a pathway and a therapy that the proof tells apart."""
    before = pack_of(shipped)
    documents = [read_json(file) for file in shipped_files]
    turned = 0
    for seed in range(sized(2, 4)):
        edit = changed(shipped, random.Random(seed))
        now = pack_of(edit.raw)
        found = diff_of(before, now)
        unlike = {
            (d, t.therapy) for p in found.pathways for t in p.therapies for d in p.diseases if t.asked is ProductResult.DIFFERS
        }
        seen = {(turn[0], turn[1]) for case in case_changes(before, now, documents).turned for turn in case.verdicts}
        assert seen <= unlike, edit.name
        turned += bool(seen)
    assert turned >= sized(1, 2), "too few edits that turn a case to say anything"


# Brute force.


class Everyone(NamedTuple):
    """Two small packs with every patient that the rules of either can tell apart, and how many values each takes to write."""

    packs: tuple[Pack, Pack]
    name: str
    patients: list[Scenario]
    sizes: list[int]


def pairs_of_small_packs(count: int) -> list[Everyone]:
    """Small packs with an edit, as many as their patients can be counted out."""
    found: list[Everyone] = []
    for seed in itertools.count():
        raw = small.raw_pack(random.Random(seed))
        edit = changed(raw, random.Random(seed))
        if len(found) == count:
            return found
        if not {n for rule in rules_of(edit.raw) for n in numbers_in(rule["when"])} <= {20, 50}:
            continue  # the counted patients have no other weights
        packs = small.pack_of(raw), small.pack_of(edit.raw)
        programs = [pack.programs["own"] for pack in packs]
        both = dataclasses.replace(programs[0], premises=(*programs[0].premises, *programs[1].premises))
        if 2 ** len(small.kinds_of_entries(both)) <= 600:
            patients = list(itertools.islice(small.scenarios(both), 601))
            if len(patients) <= 600:
                entries = sizes_of_entries(both)
                found.append(Everyone(packs, edit.name, patients, [size_of(patient, both, entries) for patient in patients]))
    raise AssertionError


def numbers_in(condition: Any) -> list[float]:
    """The limits in a raw condition."""
    if isinstance(condition, dict):
        limits = [v for k, v in condition.items() if k in ("above", "at_least", "below", "at_most")]
        return limits + [n for part in condition.values() for n in numbers_in(part)]
    return [n for part in condition for n in numbers_in(part)] if isinstance(condition, list) else []


Answers = tuple[bool | None, ...]


def sizes_of_entries(program: Program) -> dict[Answers, int]:
    """The fewest values that write an entry of each kind."""
    sizes: dict[Answers, int] = {}
    for entry in small.all_entries():
        said = (entry.outcome is not Missing.NOT_RECORDED, entry.ongoing is not Missing.NOT_RECORDED, entry.given_for is not None)
        answers = small.answers_to(program, entry)
        sizes[answers] = min(1 + sum(said), sizes.get(answers, 9))
    return sizes


def size_of(scenario: Scenario, program: Program, entries: dict[Answers, int]) -> int:
    """How many values it takes to write a patient, counted without the search."""
    diagnosis, *others = scenario.diagnoses
    size = len(scenario.patient) + len(scenario.findings) + len(scenario.measures) + len(others)
    size += diagnosis.activity is not Missing.NOT_RECORDED
    size += len(diagnosis.subtype) if isinstance(diagnosis.subtype, tuple) else 0
    if not isinstance(diagnosis.organs, Missing):
        size += len(diagnosis.organs) + isinstance(diagnosis.organs, tuple)
    if isinstance(scenario.treatments, tuple):
        size += 1 + sum(entries[small.answers_to(program, entry)] for entry in scenario.treatments)
    return size


def least_sizes(everyone: Everyone) -> dict[str, int]:
    """The size of the smallest patient who differs, becomes a candidate, ceases to be one; and for each rule's truth."""
    engine, least = DirectEngine(), dict[str, int]()
    for scenario, size in zip(everyone.patients, everyone.sizes, strict=True):
        before, now = (small.judged(pack, scenario, engine) for pack in everyone.packs)
        was, is_ = (side.verdicts["alphamab"] for side in (before, now))
        differences = {
            "differs": was is not is_,
            "widens": is_ is Verdict.CANDIDATE is not was,
            "narrows": was is Verdict.CANDIDATE is not is_,
            **{key: now.rules.get(key, truth) is not truth for key, truth in before.rules.items() if key.startswith("own.")},
        }
        for name in (name for name, differs in differences.items() if differs):
            least[name] = min(size, least.get(name, size))
    return least


def test_smallest_patients_and_directions_equal_brute_force() -> None:
    """On forty pairs of small packs: which questions have a patient, how small the smallest is, and the direction."""
    directions: Counter[Direction] = Counter()
    for everyone in pairs_of_small_packs(40):
        least = least_sizes(everyone)
        (pathway,) = diff_of(*everyone.packs).pathways
        (therapy,) = pathway.therapies
        answers = {"differs": therapy.differs, "widens": therapy.widens, "narrows": therapy.narrows}
        found = {name: answer.patient.size for name, answer in answers.items() if answer.patient is not None}
        assert found == {name: least[name] for name in answers if name in least}, everyone.name
        sizes = [patient.size for patient in therapy.patients()]
        assert min(sizes, default=None) == least.get("differs")
        either = [found[name] for name in ("widens", "narrows") if name in found]
        assert len(sizes) == len(either) + ("differs" in least and least["differs"] not in either)
        unlike = {meaning.id for meaning in pathway.rules if meaning.answer.asked is ProductResult.DIFFERS}
        assert unlike == {name for name in least if name.startswith("own.")}, everyone.name
        for meaning in pathway.rules:
            if meaning.answer.patient is not None:
                assert meaning.answer.patient.size == least[meaning.id], everyone.name
        ways = ("widens" in least, "narrows" in least)
        expected = {
            (True, True): Direction.BOTH,
            (True, False): Direction.WIDENS,
            (False, True): Direction.NARROWS,
            (False, False): Direction.NEITHER if "differs" in least else Direction.SAME,
        }
        assert therapy.direction is expected[ways]
        directions[therapy.direction] += 1
    assert {Direction.SAME, Direction.WIDENS, Direction.NARROWS, Direction.NEITHER} <= set(directions)
