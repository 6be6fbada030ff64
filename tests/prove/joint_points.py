"""Two random packs with different words over one space of patients: `python -m tests.prove.joint_points --count 2000`."""

import argparse
import copy
import json
import random
import sys
from collections.abc import Iterable, Mapping
from typing import Any

from infusion_pathways.meaning.facts import Missing
from infusion_pathways.meaning.logic import conclude
from infusion_pathways.meaning.standing import standing_of
from infusion_pathways.meaning.verdicts import verdict_of
from infusion_pathways.pack.build import build_pack
from infusion_pathways.pack.model import Pack
from infusion_pathways.scenario import Scenario, facts_for
from infusion_pathways.scenario.model import HistoryEntry, Scalar
from infusion_pathways.solver.encoding import Encoding, SymbolicReading
from infusion_pathways.solver.formula import Formulas
from infusion_pathways.solver.patient import point_of, scenario_at
from infusion_pathways.solver.patient_space import PatientSpace, ProgramView
from infusion_pathways.vocabulary import Finding, Measure, Vocabulary
from tests.laws.worlds import DISEASE, OTHER, Seeded, complain, raw_pack
from tests.laws.worlds import scenario as random_scenario
from tests.prove.points import truth_at

PATIENTS = 10
# Renamed all through a pack, each of these is a word that only one of two packs has.
RENAMED = {
    "travel": "journey",
    "amber": "yellow",
    "shell": "husk",
    "root": "stem",
    "middling": "lukewarm",
    "late": "tardy",
    "oldstone": "newstone",
    "betamab": "thetamab",
    "wooden": "oaken",
    "early_days": "first_days",
    "blue_disease": "grey_disease",
    "male": "masculine",
    "weight": "mass",
    "heat": "warmth",
    "spots": "dots",
    "age_years": "years",
}


def other_words(raw: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """The sections of a pack with some words renamed, and some that mean something else."""
    text = json.dumps(raw)
    for old in chance.sample(sorted(RENAMED), chance.randint(0, 3)):
        text = text.replace(f'"{old}"', f'"{RENAMED[old]}"').replace(f'.{old}"', f'.{RENAMED[old]}"')
    changed: dict[str, Any] = json.loads(text)
    for change in chance.sample(CHANGES, chance.randint(0, 3)):
        change(changed, chance)
    return changed


def _bands(raw: dict[str, Any], chance: random.Random) -> None:
    for word in raw["measures"].values():
        if "bands" in word:
            low, *_, high = word["bands"]
            limit = chance.choice([2, 4])
            word["bands"] = {**word["bands"], low: {"below": limit}, high: {"at_least": limit + 3}}


def _range(raw: dict[str, Any], chance: random.Random) -> None:
    for word in raw["measures"].values():
        word["range"] = chance.choice([[0, 7], [2, 30], [40, 200], [500, 600]])


def _class(raw: dict[str, Any], chance: random.Random) -> None:
    word = raw["therapies"][chance.choice(sorted(raw["therapies"]))]
    word["classes"] = [chance.choice(sorted(raw["classes"]))]


def _infusion(raw: dict[str, Any], chance: random.Random) -> None:
    word = raw["therapies"][chance.choice(sorted(raw["therapies"]))]
    word["infusion"] = not word["infusion"]


def _outcome(raw: dict[str, Any], chance: random.Random) -> None:
    word = raw["outcomes"][chance.choice(sorted(raw["outcomes"]))]
    word |= {"taken": chance.choice([True, False]), "works": chance.choice([True, False])}


def _meaning_of_levels(raw: dict[str, Any], chance: random.Random) -> None:
    disease = raw["diseases"][DISEASE]
    organ = chance.choice(sorted(raw["organs"]))
    levels = list(disease["activity"])
    disease["activity"] = {name: {"label": name, "organs": [organ]} if chance.random() < 0.5 else {} for name in levels}
    disease["subtypes"][chance.choice(sorted(disease["subtypes"]))] = {"label": "other", "organs": [organ]}
    if chance.random() < 0.5:
        del disease["activity_from"]


def _implied(raw: dict[str, Any], chance: random.Random) -> None:
    present = {"label": "present", "implies": {"finding.colour": chance.choice(["green", "purple"])}}
    raw["findings"]["fever"] = {"label": "fever", "values": {"present": present, "absent": {"label": "absent"}}}


def _open_value(raw: dict[str, Any], chance: random.Random) -> None:
    values = raw["findings"]["colour"]["values"]
    values["green"] = {"label": "green", "one_of": [chance.choice(sorted(values)), "purple"]}


def _values_for_numbers(raw: dict[str, Any], chance: random.Random) -> None:
    """A patient field that was a number has values, and the rules that read it read these."""
    fields = [name for name in raw["patient"] if "range" in raw["patient"][name]]
    for name in fields:
        raw["patient"][name] = {"label": name, "values": {"young": {"label": "young"}, "old": {"label": "old"}}}
    for rule in _rules_on_age(raw):
        rule["when"] = {"patient": rule["when"]["patient"], "is": "young"}


def _rules_on_age(raw: dict[str, Any]) -> list[dict[str, Any]]:
    return [rule for entry in raw["pathways"] for rule in entry["rules"] if rule["id"] == "own.age"]


CHANGES = [
    _bands, _range, _class, _infusion, _outcome, _meaning_of_levels, _implied, _open_value, _values_for_numbers,
]  # fmt: skip


def two_packs(seed: int) -> tuple[Pack, Pack]:
    """Two packs about the same disease, with other rules and partly other words."""
    chance = random.Random(seed)
    one = _world(seed, seed)
    other = one if seed % 3 else _world(seed + 1_000_000, seed)
    packs = [build_pack(raw, "0" * 64, complain) for raw in (one, other_words(copy.deepcopy(other), chance))]
    return (packs[0], packs[1]) if seed % 2 else (packs[1], packs[0])


def _world(seed: int, like: int) -> dict[str, Any]:
    """The sections of a random world with two more rules, on age and on another diagnosis."""
    raw = raw_pack(Seeded(random.Random(seed)), 4 + like % 9, like % 2 == 1)
    tests = {"own.age": {"patient": "age_years", "at_least": 18, "unit": "years"}, "own.other": {"comorbidity": OTHER}}
    for name, when in tests.items():
        rule = {"id": name, "title": name, "lens": "document", "when": when, "then": {"requires": "alphamab"}}
        raw["pathways"][0]["rules"].append({**rule, "because": "Because.", "cites": ["C1"]})
    return raw


def joint_encoding(before: Pack, now: Pack) -> Encoding:
    """Both packs over one space of the patients with the red disease."""
    programs = [pack.program_for(DISEASE) for pack in (before, now)]
    assert programs[0] is not None
    assert programs[1] is not None
    views = [ProgramView(programs[0], before.vocabulary), ProgramView(programs[1], now.vocabulary)]
    space = PatientSpace(Formulas(), views, [(DISEASE,)])
    return Encoding(space, (SymbolicReading(space, 0), SymbolicReading(space, 1)), {})


def described_by(scenario: Scenario, words: Vocabulary) -> Scenario:
    """The scenario without what a vocabulary has no words for."""
    known = {"patient": words.patient, "finding": words.findings, "measure": words.measures}

    def kept(kind: str, section: Mapping[str, Scalar]) -> dict[str, Scalar]:
        return {name: value for name, value in section.items() if _can_say(known[kind].get(name), value)}

    first = scenario.diagnoses[0]
    disease = words.diseases[first.disease]
    subtype, organs = first.subtype, first.organs
    if isinstance(subtype, tuple):
        subtype = tuple(name for name in subtype if name in disease.subtypes) or Missing.NOT_RECORDED
    if isinstance(organs, Mapping):
        organs = {name: answer for name, answer in organs.items() if name in words.organs}
    elif isinstance(organs, tuple):
        organs = tuple(name for name in organs if name in words.organs)
    activity = first.activity
    if isinstance(activity, str) and activity not in disease.activity:
        activity = Missing.NOT_RECORDED
    treatments = scenario.treatments
    if isinstance(treatments, tuple):
        treatments = tuple(entry for entry in treatments if _can_list(entry, words))
    return scenario._replace(
        diagnoses=(
            first._replace(subtype=subtype, organs=organs, activity=activity),
            *(other for other in scenario.diagnoses[1:] if other.disease in words.diseases),
        ),
        treatments=treatments,
        patient=kept("patient", scenario.patient),
        findings=kept("finding", scenario.findings),
        measures=kept("measure", scenario.measures),
    )


def _can_say(word: Finding | Measure | None, value: Scalar) -> bool:
    if isinstance(word, Measure):
        return isinstance(value, Missing) or (isinstance(value, float) and word.low <= value <= word.high)
    return word is not None and not word.derived and (isinstance(value, Missing) or value in word.values)


def _can_list(entry: HistoryEntry, words: Vocabulary) -> bool:
    named = entry.therapy in words.therapies if entry.therapy else entry.of_class in words.classes
    tried = isinstance(entry.outcome, Missing) or entry.outcome in words.outcomes
    return named and tried and (entry.given_for is None or entry.given_for in words.diseases)


def differences(packs: Iterable[Pack], encoding: Encoding, scenario: Scenario) -> list[str]:
    """Everything in which the reading of a pack differs from its meaning at one patient: rules, findings, verdicts."""
    space = encoding.space
    true = point_of(space, scenario)
    found = [] if space.formulas.values([space.valid], true) == [True] else ["the patient is not valid"]
    for patient in (scenario, scenario_at(space, true, "again")):
        for number, (pack, reading) in enumerate(zip(packs, encoding.readings, strict=True)):
            found += [f"pack {number}: {line}" for line in _compared(pack, reading, encoding, patient, true)]
    return found


def _compared(pack: Pack, reading: SymbolicReading, encoding: Encoding, scenario: Scenario, true: frozenset[int]) -> list[str]:
    program = reading.program
    concluded = conclude(program.premises, facts_for(scenario, 0, pack.vocabulary))
    expected = {key: judged.truth for key, judged in concluded.rules.items()}
    found = [key for key, planes in reading.rules.items() if truth_at(encoding, planes, true) is not expected[key]]
    for name, judged in concluded.findings.items():
        found += [name] if truth_at(encoding, reading.finding(name), true) is not judged.truth else []
    for therapy, verdicts in reading.verdicts.items():
        wanted = verdict_of(standing_of(program, therapy, expected)).verdict
        holds = encoding.space.formulas.values(list(verdicts.values()), true)
        found += [therapy] if [v for v, given in zip(verdicts, holds, strict=True) if given] != [wanted] else []
    return found


def not_described(packs: Iterable[Pack], encoding: Encoding) -> list[str]:
    """Whatever can be said of a patient in the space that one of the packs has no words for."""
    space = encoding.space
    beside = (space.treatments.when(True), space.slots[0].subtype.when(True))
    points = [frozenset({variable, *beside[:number]}) for variable in space.unusual_first() for number in (1, 2)]
    said = [scenario_at(space, point, "one-fact") for point in points if space.formulas.values([space.valid], point) == [True]]
    found = [f"not described: {who}" for who in said for pack in packs if described_by(who, pack.vocabulary) != who]
    return found + [f"twice: {who}" for who in said if len({d.disease for d in who.diagnoses}) < len(who.diagnoses)]


def of_pair(seed: int) -> list[str]:
    """The differences for the two packs of a seed and some random patients that both can describe."""
    packs = two_packs(seed)
    encoding = joint_encoding(*packs)
    choices = Seeded(random.Random(-1 - seed))
    found = not_described(packs, encoding)
    for _ in range(PATIENTS):
        scenario = random_scenario(choices, seed % 2 == 1)
        for pack in packs:
            scenario = described_by(scenario, pack.vocabulary)
        found += [f"seed {seed}: {line}" for line in differences(packs, encoding, scenario)]
    return found


def main() -> int:
    """Compare many points; exit 1 if any differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--start", type=int, default=0)
    arguments = parser.parse_args()
    seeds = range(arguments.start, arguments.start + arguments.count // PATIENTS)
    found = [line for seed in seeds for line in of_pair(seed)]
    print(f"{arguments.count} points, {len(found)} differences")
    print("\n".join(found[:20]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
