"""What is proved of small packs is what counting out all their patients shows; smallest means smallest."""

import random
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import product
from typing import Any

import pytest

from infusion_pathways import Pack
from infusion_pathways.atlas.combinations import atlas_of
from infusion_pathways.meaning.allowed import allowed_verdicts
from infusion_pathways.meaning.condition import Always, Condition, derived_in, leaves_of
from infusion_pathways.meaning.facts import Facts
from infusion_pathways.meaning.logic import Truth, conjunction, disjunction, judge_test
from infusion_pathways.meaning.rule import Clause, Program, RuleKind, WhenUnknown
from infusion_pathways.meaning.standing import UNKNOWN, standing_of
from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.prove.run import ProofTask, run_task
from infusion_pathways.prove.safety_properties import allowed_changes
from infusion_pathways.prove.verification import ProofResult, ProofStatus
from infusion_pathways.scenario import Scenario, facts_for
from infusion_pathways.scenario.writing import scenario_plain
from infusion_pathways.solver.encoding import encode_pathway
from infusion_pathways.solver.patient import scenario_at
from infusion_pathways.solver.smallest import Search
from infusion_pathways.solver.z3_solver import Budget
from tests.prove.small import DISEASE, Patient, pack_of, patients, raw_pack, small_packs
from tests.sizes import sized

PACKS = 200
PARTS = 8


@cache
def worlds(part: int) -> list[tuple[int, Pack, list[Patient]]]:
    """The part of the small packs that one test looks at, so that several processes share the work."""
    each = list(small_packs(PACKS // PARTS, start=part * 1000))
    assert len(each) == PACKS // PARTS
    return each


def results(pack: Pack, part: str) -> dict[tuple[str, str], ProofResult]:
    return {(r.property, r.subject): r for r in run_task(pack, ProofTask("own", part), Budget())}


def size(scenario: Scenario) -> int:
    """How many values a scenario file writes beside its head and the disease, counted from the file itself."""
    plain = scenario_plain(scenario)
    first, *others = plain["diagnoses"]
    parts = [{k: v for k, v in first.items() if k != "disease"}, others]
    parts += [plain.get(key, {}) for key in ("patient", "findings", "measures")]
    treatments = plain.get("treatments")
    return _leaves(parts) + _leaves(treatments) + (isinstance(treatments, list)) + _closed(first)


def _closed(diagnosis: Mapping[str, Any]) -> int:
    return isinstance(diagnosis.get("organ_involvement"), list)


def _leaves(value: Any) -> int:
    if isinstance(value, dict):
        return sum(_leaves(part) for part in value.values())
    if isinstance(value, list):
        return sum(_leaves(part) for part in value)
    return value is not None


each_part = pytest.mark.parametrize("part", range(sized(1, PARTS)))


@each_part
def test_rules_that_fire_fail_and_are_masked(part: int) -> None:
    """Of every rule: whether some patient makes it speak, leaves it silent, and whether another answer hangs on it."""
    masked = 0
    for seed, pack, everyone in worlds(part):
        program, found = pack.programs["own"], results(pack, "rules")
        for clause in program.clauses:
            truths = [patient.rules[clause.key] for patient in everyone]
            speaks = [speaks_when(clause, truth) for truth in truths]
            assert (found["rule-can-fire", clause.key].status is ProofStatus.PROVED) is any(speaks), (seed, clause.key)
            silent = [
                t is Truth.FALSE if clause.rule.kind is RuleKind.REQUIRES else not s for t, s in zip(truths, speaks, strict=True)
            ]
            if not isinstance(clause.when, Always):
                assert (found["rule-can-fail", clause.key].status is ProofStatus.PROVED) is any(silent), (seed, clause.key)
            if clause.rule.kind not in (RuleKind.CAUTIONS, RuleKind.NOTES, RuleKind.CHECKS):
                needed = any(differs_without(program, clause, patient.rules) for patient in everyone)
                assert (found["rule-not-masked", clause.key].status is ProofStatus.PROVED) is needed, (seed, clause.key)
                masked += not needed
    assert masked >= 5, "no rule was masked: nothing was tested"


def speaks_when(clause: Clause, truth: Truth) -> bool:
    waits = clause.rule.when_unknown is WhenUnknown.HOLD
    told = clause.rule.kind is RuleKind.CHECKS
    return truth is Truth.TRUE or (truth is UNKNOWN and (waits or told))


def differs_without(program: Program, clause: Clause, rules: Mapping[str, Truth]) -> bool:
    """Whether what the rules add up to for this patient would be something else without one of them."""
    neutral = dict(rules)
    match clause.rule.kind:
        case RuleKind.CONFLICT:
            others = [c for c in program.conflicts if c.key != clause.key]
            return any(rules[c.key] is Truth.TRUE for c in program.conflicts) != any(rules[c.key] is Truth.TRUE for c in others)
        case RuleKind.FINDING:
            name = clause.rule.targets[0]
            own = [c for c in program.clauses if c.rule.kind is RuleKind.FINDING and c.rule.targets[0] == name]
            whole, part = (_either([rules[c.key] for c in own if c is not left]) for left in (None, clause))
            return whole is not part
        case RuleKind.REQUIRES:
            neutral[clause.key] = Truth.TRUE
        case _:
            neutral[clause.key] = Truth.FALSE
    return any(standing_of(program, t, rules) != standing_of(program, t, neutral) for t in clause.targets)


def _either(truths: Sequence[Truth]) -> Truth:
    return Truth.TRUE if Truth.TRUE in truths else UNKNOWN if UNKNOWN in truths else Truth.FALSE


@each_part
def test_verdicts_and_outcomes_that_are_reached(part: int) -> None:
    """Which verdicts and outcomes are reached, and that the example is the smallest there is."""
    for seed, pack, everyone in worlds(part):
        found = results(pack, "answers")
        reading = encode_pathway(pack, "own").reading
        for verdict in allowed_verdicts(reading.program, "alphamab"):
            those = [p.scenario for p in everyone if p.verdicts["alphamab"] is verdict]
            check_example(seed, found["verdict-reachable", f"own/alphamab/{verdict.value}"], those)
        assert {p.verdicts["alphamab"] for p in everyone} <= set(allowed_verdicts(reading.program, "alphamab"))
        for (property, subject), result in found.items():
            if property == "outcome-reachable":
                those = [p.scenario for p in everyone if p.outcome.value == subject.rpartition("/")[2]]
                check_example(seed, result, those)
            if property == "one-verdict":
                assert result.status is ProofStatus.PROVED


def check_example(seed: int, result: ProofResult, those: Sequence[Scenario]) -> None:
    assert (result.status is ProofStatus.PROVED) is bool(those), (seed, result.subject)
    if those:
        assert size(result.patients[0]) == min(map(size, those)), (seed, result.patients[0])


@each_part
def test_candidates(part: int) -> None:
    """No candidate while something is true against it or waits: as counted out, for each rule."""
    for seed, pack, everyone in worlds(part):
        for (property, subject), result in results(pack, "candidates").items():
            rule = subject.rpartition("/")[0]
            wanted = Truth.TRUE if property == "ruled-out-never-candidate" else UNKNOWN
            if property in ("ruled-out-never-candidate", "waiting-never-candidate"):
                broken = [p for p in everyone if p.rules[rule] is wanted and p.verdicts["alphamab"] is Verdict.CANDIDATE]
                assert (result.status is ProofStatus.PROVED) is not broken, (seed, subject)


@each_part
def test_what_contraindicates(part: int) -> None:
    """Which facts contraindicate, whether that ever makes a candidate, and whether not knowing does: as counted out."""
    for seed, pack, everyone in worlds(part):
        check_contraindications(seed, pack, everyone)


def test_what_contraindicates_where_the_same_facts_are_required() -> None:
    """The same for packs made so that a contraindication may also open a way: some of them are refuted."""
    refuted = 0
    for seed in range(sized(160, 800)):
        pack = pack_of(raw_pack(random.Random(seed), ["spots", "fever"], ("supports", "requires", "excludes")))
        everyone = patients(pack)
        broken = everyone and any(map(any, dict(contraindications(pack.programs["own"], everyone)).values()))
        if everyone and (broken or seed % 20 == 0):
            refuted += check_contraindications(seed, pack, everyone)
    assert refuted >= sized(1, 5), "nothing was refuted: nothing was tested"


def check_contraindications(seed: int, pack: Pack, everyone: Sequence[Patient]) -> int:
    """Hold the statements about contraindications against what is counted out; how many are refuted."""
    found = results(pack, "contraindications")
    expected = dict(contraindications(pack.programs["own"], everyone))
    assert {subject.rpartition("/")[2] for _, subject in found} == set(expected), seed
    for fact, (added, safer) in expected.items():
        for property, broken in (("contraindication-adds-no-candidate", added), ("unknown-is-no-safer", safer)):
            assert (found[property, f"own/alphamab/{fact}"].status is ProofStatus.REFUTED) is broken, (seed, property, fact)
    return sum(added + safer for added, safer in expected.values())


def contraindications(program: Program, everyone: Sequence[Patient]) -> Iterator[tuple[str, tuple[bool, bool]]]:
    """Each stated fact that speaks against the drug: whether a bad value, and whether not knowing, makes a candidate."""
    against = [c for c in program.deciding["alphamab"] if c.rule.kind in (RuleKind.EXCLUDES, RuleKind.HOLDS)]
    read = {leaf.fact for c in against for leaf in expanded(program, c.when) if hasattr(leaf, "fact")}
    for fact in sorted(read & {"finding.spots", "finding.fever", "patient.sex"}):
        rows: dict[str, dict[str | None, tuple[bool, bool]]] = {}
        for patient in everyone:
            plain = scenario_plain(patient.scenario)
            section, name = {"finding": "findings", "patient": "patient"}[fact.partition(".")[0]], fact.partition(".")[2]
            value = plain.get(section, {}).pop(name, None)
            if section in plain and not plain[section]:
                del plain[section]
            ruled_out = any(patient.rules[c.key] is Truth.TRUE for c in against)
            rows.setdefault(str(plain), {})[value] = ruled_out, patient.verdicts["alphamab"] is Verdict.CANDIDATE
        values = {value for row in rows.values() for value in row if value is not None}
        risky = {v for v in values if any(row[v][0] and any(not row[o][0] for o in values - {v}) for row in rows.values())}
        harmless = values - risky
        if risky and harmless:
            added = any(row[bad][1] and not row[good][1] for row in rows.values() for bad in risky for good in harmless)
            yield fact, (added, any(row[None][1] and not row[good][1] for row in rows.values() for good in harmless))


def expanded(program: Program, condition: Condition) -> Iterator[Any]:
    """The tests of a condition, those of the findings it reads included."""
    for leaf in leaves_of(condition):
        yield leaf
        for name in derived_in(leaf):
            for premise in program.premises:
                if premise.finding == name:
                    yield from expanded(program, premise.when)


@pytest.mark.parametrize("part", range(sized(1, 4)))
def test_learning(part: int) -> None:
    """Which changes of the verdict learning brings, counted out over all pairs of patients of whom one knows more."""
    changes = 0
    for seed, pack, everyone in worlds(part):
        if len(everyone) > 150:
            continue
        program = pack.programs["own"]
        tests = list(dict.fromkeys(leaf for premise in program.premises for leaf in expanded(program, premise.when)))
        tests = [test for test in tests if hasattr(test, "holds")]
        known = [tuple(truth_of(test, facts_for(p.scenario, 0, pack.vocabulary)) for test in tests) for p in everyone]
        seen = {
            (old.verdicts["alphamab"], new.verdicts["alphamab"])
            for (i, old), (j, new) in product(enumerate(everyone), repeat=2)
            if all(a is UNKNOWN or a is b for a, b in zip(known[i], known[j], strict=True))
        }
        seen = {(old, new) for old, new in seen if old is not new}
        forbidden = seen - allowed_changes(program, program.deciding["alphamab"])
        (result,) = results(pack, "learning").values()
        assert (result.status is ProofStatus.PROVED) is not forbidden, (seed, forbidden)
        changes += len(seen)
    assert changes > 20


def truth_of(test: Any, facts: Facts) -> Truth:
    return judge_test(test, facts).truth


@each_part
def test_the_atlas_is_the_whole_map(part: int) -> None:
    """Every combination of verdict and outcome that some patient has is in the atlas, and no other; each patient is smallest."""
    for seed, pack, everyone in worlds(part):
        found = atlas_of(pack, "own")
        assert found.complete
        here = {(spot.outcome, spot.verdicts): spot.patient for spot in found.combinations}
        there: dict[Any, list[Scenario]] = {}
        for patient in everyone:
            there.setdefault((patient.outcome, tuple(patient.verdicts.items())), []).append(patient.scenario)
        assert set(here) == set(there), seed
        assert {key: size(one) for key, one in here.items()} == {key: min(map(size, those)) for key, those in there.items()}


@each_part
def test_the_smallest_patient_does_not_hang_on_the_way_of_the_search(part: int) -> None:
    """The same question gives the same patient whatever was asked before."""
    for _, pack, _ in worlds(part)[:5]:
        encoding = encode_pathway(pack, "own")
        formulas = list(encoding.reading.verdicts["alphamab"].values())
        fresh, used = Search(encoding.space), Search(encoding.space)
        for formula in formulas[::-1]:
            used.smallest(formula)
        for formula in formulas:
            assert fresh.smallest(formula) == used.smallest(formula)


def test_a_scenario_of_a_point_has_the_size_the_search_counts() -> None:
    """The size that is made smallest is that of the file."""
    for _, pack, _ in worlds(0)[:10]:
        encoding = encode_pathway(pack, "own")
        search = Search(encoding.space)
        for formula in encoding.reading.verdicts["alphamab"].values():
            point = search.smallest(formula)
            if point is not None:
                scenario = scenario_at(encoding.space, point, "patient", "Patient")
                assert scenario.diagnoses[0].disease == DISEASE
                assert size(scenario) == search.size(point)


def test_conjunction_and_disjunction_of_planes_are_those_of_logic() -> None:
    """The connectives on planes are the ones of `logic`, for all pairs of truths."""
    from infusion_pathways.meaning.logic import Judgement
    from infusion_pathways.solver.formula import FALSE, TRUE, Formulas, Planes

    f = Formulas()
    planes = {Truth.TRUE: Planes(TRUE, FALSE), Truth.FALSE: Planes(FALSE, TRUE), UNKNOWN: Planes(FALSE, FALSE)}
    for a, b in product(Truth, repeat=2):
        parts = [Judgement(a), Judgement(b)]
        assert f.conjunction((planes[a], planes[b])) == planes[conjunction(parts).truth]
        assert f.disjunction((planes[a], planes[b])) == planes[disjunction(parts).truth]
