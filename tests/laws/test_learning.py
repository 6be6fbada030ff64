"""What learning a fact can and cannot change, and the table of verdicts over all standings."""

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings

from infusion_pathways.advice import advise
from infusion_pathways.engine.choice import EngineChoice
from infusion_pathways.meaning.facts import Missing
from infusion_pathways.meaning.logic import Truth, conclude
from infusion_pathways.meaning.standing import UNKNOWN, Standing, standing_of
from infusion_pathways.meaning.verdicts import Verdict, verdict_of
from infusion_pathways.pack.model import Pack
from infusion_pathways.scenario import Scenario, facts_for
from infusion_pathways.scenario.model import HistoryEntry
from tests.laws.worlds import (
    BANDS,
    COLOURS,
    DISEASE,
    INFUSED,
    LEVELS,
    ORGANS,
    OUTCOMES,
    RECORDED,
    SUBTYPES,
    VALUED,
    worlds,
)
from tests.sizes import sized

relaxed = settings(max_examples=sized(60, 300))


def truths(pack: Pack, patient: Scenario) -> dict[str, Truth]:
    program = pack.program_for(DISEASE)
    assert program is not None
    concluded = conclude(program.premises, facts_for(patient, 0, pack.vocabulary))
    return {key: j.truth for key, j in concluded.rules.items()} | {f"finding {k}": j.truth for k, j in concluded.findings.items()}


def learnt(patient: Scenario) -> Iterator[Scenario]:
    """Every patient who differs in one fact that was unknown and is now known (without contradicting the activity)."""
    for name in RECORDED:
        if unknown(patient.findings.get(name)):
            yield from (patient._replace(findings={**patient.findings, name: v}) for v in ("present", "absent"))
    if unknown(patient.findings.get(VALUED)):
        yield from (patient._replace(findings={**patient.findings, VALUED: v}) for v in COLOURS)
    if unknown(patient.patient.get("sex")):
        yield from (patient._replace(patient={**patient.patient, "sex": v}) for v in ("female", "male"))
    if unknown(patient.measures.get("weight")):
        yield from (patient._replace(measures={**patient.measures, "weight": v}) for v in (10.0, 20.0, 35.0, 50.0, 70.0))
    yield from _activity(patient)
    diagnosis, rest = patient.diagnoses[0], patient.diagnoses[1:]
    if isinstance(diagnosis.subtype, Missing):
        yield from (patient._replace(diagnoses=(diagnosis._replace(subtype=(s,)), *rest)) for s in SUBTYPES)
    if isinstance(diagnosis.organs, Missing) and diagnosis.subtype != ("rooted",):
        yield from (patient._replace(diagnoses=(diagnosis._replace(organs=o), *rest)) for o in ((), ("shell",), tuple(ORGANS)))
    yield from _entries(patient)


def _activity(patient: Scenario) -> Iterator[Scenario]:
    diagnosis, rest = patient.diagnoses[0], patient.diagnoses[1:]
    heat = patient.measures.get("heat")
    agreeing = {"calm": 1.0, "middling": 4.0, "fierce": 8.0}
    if unknown(diagnosis.activity):
        levels = LEVELS if unknown(heat) else [band for band in BANDS if inside(float(str(heat)), BANDS[band])]
        yield from (patient._replace(diagnoses=(diagnosis._replace(activity=level), *rest)) for level in levels)
    if unknown(heat):
        heats = agreeing.values() if unknown(diagnosis.activity) else [agreeing[str(diagnosis.activity)]]
        yield from (patient._replace(measures={**patient.measures, "heat": value}) for value in heats)


def inside(value: float, limits: dict[str, Any]) -> bool:
    return (
        value < limits.get("below", 99) and value <= limits.get("at_most", 99)
        and value > limits.get("above", -1) and value >= limits.get("at_least", -1)
    )  # fmt: skip


def _entries(patient: Scenario) -> Iterator[Scenario]:
    if isinstance(patient.treatments, Missing):
        yield from (patient._replace(treatments=t) for t in ((), (HistoryEntry("alphamab", None, "failed", False),)))
        return
    for i, entry in enumerate(patient.treatments):
        options: list[HistoryEntry] = []
        if isinstance(entry.outcome, Missing):
            options += [entry._replace(outcome=outcome) for outcome in OUTCOMES]
        if isinstance(entry.ongoing, Missing):
            options += [entry._replace(ongoing=ongoing) for ongoing in (True, False)]
        if entry.of_class == "mab":
            options += [entry._replace(of_class=None, therapy=therapy) for therapy in INFUSED]
        for option in options:
            yield patient._replace(treatments=(*patient.treatments[:i], option, *patient.treatments[i + 1 :]))


def unknown(value: object) -> bool:
    return value is None or isinstance(value, Missing)


@relaxed
@given(worlds())
def test_learning_a_fact_never_reverses_a_decided_truth(world: tuple[Pack, Scenario]) -> None:
    """Whatever unknown fact is learnt, no rule and no finding turns from true to false or from false to true."""
    pack, patient = world
    before = truths(pack, patient)
    for wiser in learnt(patient):
        after = truths(pack, wiser)
        changed = {key: (before[key], after[key]) for key in before if before[key] is not after[key]}
        assert all(old is Truth.UNKNOWN for old, _ in changed.values()), (changed, wiser)


@settings(max_examples=sized(30, 150))
@given(worlds(5))
def test_a_decided_truth_holds_under_every_completion(world: tuple[Pack, Scenario]) -> None:
    """With every unknown of a patient filled in, in every way, what was decided is still so, and nothing is unknown for lack
    of a fact that is no longer missing."""
    pack, patient = world
    decided = {key: truth for key, truth in truths(pack, patient).items() if truth is not Truth.UNKNOWN}
    for complete in itertools.islice(completions(patient), 400):
        after = truths(pack, complete)
        assert {key: after[key] for key in decided} == decided


def completions(patient: Scenario) -> Iterator[Scenario]:
    """Every way of learning all that is unknown, fact by fact, each combination once."""
    first = next(iter(learnt(patient)), None)
    if first is None:
        yield patient
        return
    changed = [
        field
        for field in ("findings", "patient", "measures", "diagnoses", "treatments")
        if getattr(first, field) != getattr(patient, field)
    ]
    for wiser in learnt(patient):
        if all(getattr(wiser, f) == getattr(patient, f) for f in Scenario._fields if f not in changed) and same_key(
            patient, wiser, first
        ):
            yield from completions(wiser)


def same_key(patient: Scenario, wiser: Scenario, first: Scenario) -> bool:
    """Whether two wiser patients learnt the same fact."""

    def learnt_fact(other: Scenario) -> object:
        for field in ("findings", "patient", "measures"):
            mine, theirs = getattr(patient, field), getattr(other, field)
            keys = [key for key in theirs if mine.get(key) != theirs[key]]
            if keys:
                return field, keys[0]
        if other.diagnoses != patient.diagnoses:
            a, b = patient.diagnoses[0], other.diagnoses[0]
            return next(i for i, (x, y) in enumerate(zip(a, b, strict=True)) if x != y)
        if isinstance(patient.treatments, Missing):
            return "treatments"
        assert not isinstance(other.treatments, Missing)
        pairs = list(zip(patient.treatments, other.treatments, strict=True))
        at = next(i for i, (x, y) in enumerate(pairs) if x != y)
        return at, next(i for i, (x, y) in enumerate(zip(*pairs[at], strict=True)) if x != y)

    return learnt_fact(wiser) == learnt_fact(first)


@relaxed
@given(worlds())
def test_verdicts_change_only_as_the_table_of_changes_allows(world: tuple[Pack, Scenario]) -> None:
    """Learning one fact moves a verdict only along `ALLOWED`; where a reason waits for a fact, `no_reason` may move too."""
    pack, patient = world
    before, waits = verdicts(pack, patient), waiting_reasons(pack, patient)
    for wiser in learnt(patient):
        for therapy, verdict in verdicts(pack, wiser).items():
            freed = before[therapy] is V.NO_REASON and therapy in waits
            assert freed or verdict is before[therapy] or verdict in ALLOWED[before[therapy]], (before[therapy], verdict)


def waiting_reasons(pack: Pack, patient: Scenario) -> set[str]:
    """The therapies with a reason that is unknown and passed over for want of a recorded fact."""
    program, rules = pack.programs["own"], truths(pack, patient)
    return {
        therapy
        for therapy, clauses in program.deciding.items()
        for clause in clauses
        if clause.rule.unrecorded and rules[clause.key] is UNKNOWN and rules[f"recorded@{clause.rule.unrecorded}"] is UNKNOWN
    }


def verdicts(pack: Pack, patient: Scenario) -> dict[str, Verdict]:
    program = pack.program_for(DISEASE)
    assert program is not None
    rules = truths(pack, patient)
    return {t: verdict_of(standing_of(program, t, rules)).verdict for t in program.pathway.therapies}


V = Verdict
# What a verdict may become when facts are learnt; docs/decisions/0003 tells why for each.
ALLOWED: dict[Verdict, set[Verdict]] = {
    V.NO_REASON: {V.RULED_OUT, V.UNDETERMINED},
    V.NOT_AN_INFUSION: set(),
    V.RULED_OUT: {V.NO_REASON, V.NOT_AN_INFUSION},
    V.UNDETERMINED: set(V),
    V.ON_HOLD: {V.RULED_OUT, V.UNDETERMINED, V.IN_USE, V.CONDITION_UNMET, V.CANDIDATE},
    V.IN_USE: {V.RULED_OUT, V.UNDETERMINED, V.ON_HOLD},
    V.CONDITION_UNMET: {V.RULED_OUT, V.UNDETERMINED, V.IN_USE, V.ON_HOLD},
    V.CANDIDATE: {V.RULED_OUT, V.UNDETERMINED, V.ON_HOLD, V.IN_USE, V.CONDITION_UNMET},
}


def standings() -> Iterator[Standing]:
    for s, i, e, h, q in itertools.product(Truth, repeat=5):
        for waits, conflict, infusion in itertools.product([True, False], repeat=3):
            yield Standing(s, i, e, h, waits, q, conflict, infusion)


def wiser_standings(standing: Standing) -> Iterator[Standing]:
    """Every standing that learning one thing can lead to."""
    for field in ("supports", "in_use", "excludes", "holds", "requires"):
        if getattr(standing, field) is UNKNOWN:
            yield from (standing._replace(**{field: truth}) for truth in (Truth.TRUE, Truth.FALSE))
    if standing.waits:
        yield standing._replace(waits=False)
    # A requirement that is only to be checked counts as met while unknown, and may come back unmet.
    if standing.requires is Truth.TRUE:
        yield standing._replace(requires=Truth.FALSE)
    if not standing.conflict:
        yield standing._replace(conflict=True)


def test_the_table_of_changes_is_exactly_what_the_verdict_table_allows() -> None:
    """Enumerated over all standings: no allowed change is missing, none is idle."""
    reached: dict[Verdict, set[Verdict]] = {verdict: set() for verdict in Verdict}
    for standing in standings():
        seen, todo = {standing}, [standing]
        while todo:
            for wiser in wiser_standings(todo.pop()):
                if wiser not in seen:
                    seen.add(wiser)
                    todo.append(wiser)
        here = verdict_of(standing).verdict
        reached[here] |= {verdict_of(other).verdict for other in seen} - {here}
    assert reached == {verdict: allowed - {verdict} for verdict, allowed in ALLOWED.items()}


def test_no_candidate_has_a_true_excludes_or_waits() -> None:
    """Over all standings: a candidate has a reason, an infusion form, nothing true against it, nothing that blocks unknown."""
    for standing in standings():
        if verdict_of(standing).verdict is Verdict.CANDIDATE:
            assert standing.supports is Truth.TRUE
            assert standing.infusion
            assert standing.excludes is not Truth.TRUE
            assert standing.holds is not Truth.TRUE
            assert not standing.waits
            assert not standing.conflict
            assert standing.requires is Truth.TRUE


@relaxed
@given(worlds())
def test_no_candidate_of_a_random_world_has_a_true_excludes(world: tuple[Pack, Scenario]) -> None:
    """In the trace too: a candidate lists no argument against it, and no unknown one that blocks."""
    trace = advise(*world, EngineChoice.DIRECT)
    for therapy in (t for d in trace.diagnoses for t in d.therapies if t.verdict == "candidate"):
        assert not therapy.against
        assert not therapy.unmet
        assert not any(argument.blocks_unknown for argument in therapy.unknown)


@pytest.mark.parametrize("verdict", list(Verdict))
def test_every_verdict_is_reachable(verdict: Verdict) -> None:
    """The table has a standing for every verdict."""
    assert any(verdict_of(standing).verdict is verdict for standing in standings())
