"""Errors written by hand in a sound pack: good cases find every one; without them, every one gets a patient who tells it."""

from functools import cache
from pathlib import Path

import pytest

from infusion_pathways import Pack, Scenario, advise
from infusion_pathways.cases import case_files, differences
from infusion_pathways.cases.expect import asked_in, truth_in
from infusion_pathways.mutate.building import MutantBuilder
from infusion_pathways.mutate.equivalence import EquivalenceJudge
from infusion_pathways.mutate.mutant import ErrorKind, Mutant
from infusion_pathways.mutate.mutants import mutants
from infusion_pathways.mutate.result import MutantFate, PackAnswer
from infusion_pathways.mutate.suite import KillSearch, Suite, read_suite
from infusion_pathways.pack.load import load_with_sections
from infusion_pathways.solver.z3_solver import Budget
from infusion_pathways.source import ProblemsFound
from infusion_pathways.trace import Trace
from tests.mutate.good import CASES, FAULTS, Fault, write_cases
from tests.prove.sound import SOUND

each_fault = pytest.mark.parametrize("fault", FAULTS, ids=[fault.name for fault in FAULTS])


@cache
def builder() -> MutantBuilder:
    return MutantBuilder(load_with_sections(SOUND)[0])


def pack() -> Pack:
    return builder().pack


@cache
def judge() -> EquivalenceJudge:
    return EquivalenceJudge(pack(), Budget())


@cache
def generated() -> tuple[Mutant, ...]:
    return mutants(builder(), load_with_sections(SOUND)[1])


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Suite:
    return read_suite(case_files([write_cases(tmp_path_factory.mktemp("cases"))]), pack())


def mutant_of(fault: Fault) -> Mutant:
    """The fault as a mutant."""
    rules = {r["id"]: r for entry in load_with_sections(SOUND)[1]["pathways"] for r in entry["rules"]}
    name = f"harbour.{fault.rule}"
    changed = None if fault.changed is None else {k: v for k, v in {**rules[name], **fault.changed}.items() if v is not None}
    other = fault.changed is None or "when" not in fault.changed
    return Mutant(f"{name}:0", name, "harbour_fever", ErrorKind.VALUE, fault.name, changed, other)


def said(trace: Trace, rule: str) -> PackAnswer:
    """What a trace says of a patient with one diagnosis that has a pathway."""
    names = [name for name in (*trace.fired, *trace.unknown) if name == rule or name.startswith(f"{rule}@")]
    verdicts = {t.therapy: t.verdict for t in trace.diagnoses[0].therapies}
    return PackAnswer(verdicts, trace.outcome.code, {n: truth_in(trace, n) for n in names}, tuple(sorted(asked_in(trace))))


def without(suite: Suite, mutant: Mutant) -> Suite:
    """The suite without any case that finds a mutant."""
    left = suite
    while (killer := KillSearch(pack(), left).killer(mutant, builder().mutated(mutant))) is not None:
        left = left._replace(cases=tuple(case for case in left.cases if case.scenario.id != killer))
    return left


def test_there_are_enough_faults() -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= 20


@each_fault
def test_good_cases_find_every_fault(fault: Fault, suite: Suite) -> None:
    """The case named in the fault finds it alone, and so does the whole suite."""
    mutant = mutant_of(fault)
    mutated = builder().mutated(mutant)
    assert mutated.pathways == ("harbour_fever",)
    assert KillSearch(pack(), suite).killer(mutant, mutated) is not None
    alone = suite._replace(cases=tuple(case for case in suite.cases if case.scenario.id == fault.found_by))
    assert KillSearch(pack(), alone).killer(mutant, mutated) == fault.found_by


@each_fault
def test_a_fault_that_no_case_finds_gets_a_patient_who_tells_it(fault: Fault, suite: Suite) -> None:
    """Without the cases that find it: both answers are those of both engines, they differ, and the new case finds it."""
    mutant = mutant_of(fault)
    mutated, left = builder().mutated(mutant), without(suite, mutant)
    assert len(left.cases) < len(suite.cases)
    result = judge().result(mutant, mutated)
    assert (result.fate, result.killer) == (MutantFate.SURVIVED, None)
    telling = result.telling
    assert telling is not None
    today, other = (said(advise(one, telling.scenario), mutant.rule) for one in (pack(), mutated.pack))
    assert (telling.today, telling.mutant) == (today, other)
    assert (today.verdicts, today.outcome) != (other.verdicts, other.outcome)
    assert telling.kills
    assert telling.scenario.expect is not None
    assert differences(telling.scenario.expect, advise(pack(), telling.scenario)) == []
    assert differences(telling.scenario.expect, advise(mutated.pack, telling.scenario))


def test_the_faults_are_among_the_mutants() -> None:
    """What authors get wrong is what mutants do; only the wrong class stands beside the right one in no wider class."""
    made = [mutant.raw for mutant in generated() if mutant.raw is not None]
    missing = [fault.name for fault in FAULTS if (raw := mutant_of(fault).raw) is not None and raw not in made]
    assert missing == ["the wrong class"]
    assert any(mutant.raw is None and mutant.rule == "harbour.excludes.weak_heart" for mutant in generated())


def test_a_fault_that_nobody_can_see_is_proved_so() -> None:
    """A test that is only said twice."""
    test = {"finding": "weak_heart"}
    (rule,) = (
        r for e in load_with_sections(SOUND)[1]["pathways"] for r in e["rules"] if r["id"] == "harbour.excludes.weak_heart"
    )
    mutant = Mutant(
        "x:1", rule["id"], "harbour_fever", ErrorKind.ADDED, "twice", {**rule, "when": {"all": [test, {"any": [test, test]}]}}
    )
    assert judge().result(mutant, builder().mutated(mutant)).fate is MutantFate.EQUIVALENT


def test_a_case_that_fails_anyway_is_refused(tmp_path: Path) -> None:
    """It could tell no mutant from the rules."""
    case: Scenario = CASES[0]
    assert case.expect is not None
    wrong = case._replace(expect=case.expect._replace(outcome="on_hold"))
    with pytest.raises(ProblemsFound) as caught:
        read_suite(case_files([write_cases(tmp_path, [wrong])]), pack())
    assert [problem.code for problem in caught.value.problems] == ["fails-already"]


TIDE = "treatment (class tide_blocker, outcome failed / not_tolerated"
THIS = "treatment (this, outcome failed / not_tolerated"
SURVIVORS = [
    ("requires.tidemab_beside_plainol", f"now also enough: {TIDE})"),
    ("requires.reefmab_after_tide_blocker", f"in {TIDE}): now also contraindicated"),
    ("requires.reefmab_after_tide_blocker", f"instead of {TIDE}): {TIDE}, for any disease)"),
    ("requires.reefmab_after_tide_blocker", "now with when_unknown: check"),
    ("excludes.failed_before", f"in {THIS}): now also contraindicated"),
    ("excludes.failed_before", f"in {THIS}): now also works"),
    ("excludes.failed_before", f"instead of {THIS}): {THIS}, for any disease)"),
    ("excludes.failed_before", "now also enough: weak_heart is present"),
    ("excludes.failed_before", "now with when_unknown: hold"),
    ("excludes.weak_heart", "now also enough: age_years at least 75 years"),
    ("excludes.old_age_and_salt_lung", "now also enough: active_infection is present"),
    ("conflict.calm_and_stormy", "now also: treatment (class conventional, outcome failed / not_tolerated)"),
]
"""What the good cases leave alive: no case has such a patient."""


def test_the_first_case_that_fails_kills(suite: Suite) -> None:
    """For every mutant: the killer is the first case that fails when all of them are run in full; the survivors are known."""
    watch = KillSearch(pack(), suite)
    survived = []
    for mutant in generated():
        mutated = builder().mutated(mutant)
        failing = (
            case.scenario.id
            for case in suite.cases
            if case.scenario.expect is not None
            and differences(case.scenario.expect, advise(mutated.pack, case.scenario, "direct"))
        )
        killer = watch.killer(mutant, mutated)
        assert killer == next(failing, None), mutant
        if killer is None and judge().result(mutant, mutated).fate is MutantFate.SURVIVED:
            survived.append((mutant.rule.removeprefix("harbour."), mutant.words))
    assert survived == SURVIVORS
