"""The law of learning, for every word of every pathway: what is decided stays decided, and verdicts move only as the docs say."""

import itertools
import json
from collections.abc import Iterable, Iterator

import pytest

from infusion_pathways import Pack
from infusion_pathways.engine.choice import DIRECT
from infusion_pathways.meaning.facts import Missing
from infusion_pathways.meaning.logic import Truth
from infusion_pathways.meaning.rule import Program, RuleKind, WhenUnknown
from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.scenario import Scenario, facts_for, parse_scenario
from infusion_pathways.scenario.model import Diagnosis, HistoryEntry
from infusion_pathways.source.reading import parse_json
from tests.conftest import ROOT
from tests.laws.learning import Learnt, everything
from tests.laws.worlds import DISEASE, seeded
from tests.second.evaluator import Rules
from tests.second.patients import Patients
from tests.sizes import sized

COVERED = (
    "rheumatoid_arthritis",
    "crohns_disease",
    "ulcerative_colitis",
    "inflammatory_bowel_disease_unclassified",
    "multiple_sclerosis",
    "systemic_lupus_erythematosus",
    "granulomatosis_with_polyangiitis",
    "microscopic_polyangiitis",
)
V = Verdict
# The table of docs/truth-and-verdicts.md, column by column.
PLAINLY: dict[Verdict, set[Verdict]] = {
    V.CANDIDATE: {V.IN_USE, V.ON_HOLD, V.RULED_OUT},
    V.IN_USE: {V.ON_HOLD, V.RULED_OUT},
    V.ON_HOLD: {V.CANDIDATE, V.IN_USE, V.CONDITION_UNMET, V.UNDETERMINED, V.RULED_OUT},
    V.CONDITION_UNMET: {V.IN_USE, V.ON_HOLD, V.RULED_OUT},
    V.UNDETERMINED: set(V),
    V.RULED_OUT: {V.NOT_AN_INFUSION, V.NO_REASON},
    V.NOT_AN_INFUSION: set(),
    V.NO_REASON: set(),
}
CHECKED = {V.CANDIDATE: {V.CONDITION_UNMET}}
CONTRADICTED = {old: {V.UNDETERMINED} for old in (V.CANDIDATE, V.IN_USE, V.CONDITION_UNMET)} | {
    V.NO_REASON: {V.UNDETERMINED, V.RULED_OUT}
}
WAITED = {V.NO_REASON: {V.CANDIDATE, V.ON_HOLD, V.CONDITION_UNMET, V.UNDETERMINED, V.RULED_OUT, V.NOT_AN_INFUSION}}


class Seen:
    """What the direct engine makes of a patient's first diagnosis."""

    def __init__(self, pack: Pack, patient: Scenario) -> None:
        program = pack.program_for(patient.diagnoses[0].disease)
        assert program is not None
        self.program: Program = program
        facts, compiled = facts_for(patient, 0, pack.vocabulary), DIRECT.compiled(program)
        self.state = compiled.network.state(facts)
        self.verdicts = compiled.verdicts(facts)
        self.rules = lambda: DIRECT.rules(program, facts)


def broken(pack: Pack, patient: Scenario, learnt: Iterable[Learnt]) -> Iterator[str]:
    """Every decided truth that learning something takes back, and every verdict that moves as the table does not allow."""
    before = Seen(pack, patient)
    for what, wiser in learnt:
        after = Seen(pack, wiser)
        if before.state & ~after.state:
            yield f"{what}: {_taken_back(before, after)}"
        for therapy, verdict in after.verdicts.items():
            old = before.verdicts[therapy]
            if verdict is not old and verdict not in PLAINLY[old] and verdict not in _also(before, after, therapy):
                yield f"{what}: {therapy} {old.value} -> {verdict.value}"


def _taken_back(before: Seen, after: Seen) -> str:
    was, is_ = before.rules(), after.rules()
    told = [f"{k} {was[k].value} -> {is_[k].value}" for k in was if was[k] is not Truth.UNKNOWN and is_[k] is not was[k]]
    return ", ".join(told) or "a test or a finding"


def _also(before: Seen, after: Seen, therapy: str) -> set[Verdict]:
    """What a verdict may become besides, by the rules about the therapy and by a contradiction."""
    rules, old = before.rules(), before.verdicts[therapy]
    marked = [c for c in before.program.deciding[therapy] if c.rule.when_unknown is WhenUnknown.CHECK]
    open_ = {c.rule.kind for c in marked if rules[c.key] is Truth.UNKNOWN}
    found = CHECKED.get(old, set()) if RuleKind.REQUIRES in open_ else set()
    if any(after.rules()[clause.key] is Truth.TRUE for clause in after.program.conflicts):
        found = found | CONTRADICTED.get(old, set())
    return found | WAITED.get(old, set()) if RuleKind.SUPPORTS in open_ else found


def plain(pack: Pack, disease: str, whole: bool) -> Iterator[Scenario]:
    """Patients of whom only subtype or activity is known (`whole`: both, in every combination), and the history as a whole."""
    word = pack.vocabulary.diseases[disease]
    subtypes = [Missing.NOT_RECORDED, *((name,) for name in word.subtypes)]
    levels = [Missing.NOT_RECORDED, *word.activity]
    for subtype, level in itertools.product(subtypes, levels):
        if whole or Missing.NOT_RECORDED in (subtype, level):
            yield Scenario("base", "Base", "", (Diagnosis(disease, subtype, level),), ())


def histories(pack: Pack, disease: str) -> Iterator[Scenario]:
    """Patients with a known activity and one entry of the history that leaves everything open; or with nothing known of it."""
    words = pack.vocabulary
    level = next(reversed(words.diseases[disease].activity), Missing.NOT_RECORDED)
    base = Scenario("base", "Base", "", (Diagnosis(disease, activity=level),))
    yield base
    yield from (base._replace(treatments=(HistoryEntry(name, None),)) for name in words.therapies)
    yield from (base._replace(treatments=(HistoryEntry(None, name),)) for name in words.classes)


def test_every_pathway_is_looked_at(shipped_pack: Pack) -> None:
    """The diseases below are all that have a pathway."""
    assert set(COVERED) == set(shipped_pack.pathway_of)


@pytest.mark.parametrize("disease", COVERED)
def test_every_word(shipped_pack: Pack, disease: str) -> None:
    """Every organ, finding, measure, patient field, subtype and level, with each answer, learnt by patients of each subtype or
    activity: nothing decided is taken back, and verdicts move as the table allows."""
    for patient in plain(shipped_pack, disease, whole=sized(0, 1) == 1):
        found = list(broken(shipped_pack, patient, everything(patient, shipped_pack.vocabulary)))
        assert not found, (patient.diagnoses, found[:5])


@pytest.mark.parametrize("disease", COVERED)
def test_every_entry(shipped_pack: Pack, disease: str) -> None:
    """The same for the history: every therapy and every class, whatever comes of it and whichever drug it was."""
    for patient in histories(shipped_pack, disease):
        told = (
            learnt for learnt in everything(patient, shipped_pack.vocabulary) if learnt.patient.treatments != patient.treatments
        )
        found = list(broken(shipped_pack, patient, told))
        assert not found, (patient.treatments, found[:5])


def test_random_patients(shipped_pack: Pack) -> None:
    """The same for random patients, whose facts are known in any mixture."""
    patients = Patients(Rules(ROOT / "rules"))
    for seed in range(sized(8, 1_500)):
        raw = json.dumps(patients.patient(seed))
        patient = parse_scenario(parse_json("random.json", raw), shipped_pack)
        first = next(d for d in patient.diagnoses if d.disease in shipped_pack.pathway_of)
        patient = patient._replace(diagnoses=(first, *(d for d in patient.diagnoses if d != first)))
        found = list(broken(shipped_pack, patient, everything(patient, shipped_pack.vocabulary)))
        assert not found, (seed, found[:5])


def test_random_packs() -> None:
    """The same for random packs in which words mean organs, or say something about others."""
    for seed in range(sized(40, 3_000)):
        pack, patient = seeded(seed, rich=True)
        assert patient.diagnoses[0].disease == DISEASE
        found = list(broken(pack, patient, everything(patient, pack.vocabulary)))
        assert not found, (seed, found[:5])
