"""Laws of coverage on random packs and patients, and on the hand-made suite."""

import random
from dataclasses import replace
from typing import Any

import pytest

from infusion_pathways import Pack, Scenario, advise
from infusion_pathways.advice import advised
from infusion_pathways.cases import differences
from infusion_pathways.cases.expect import asked_in, finding_in, truth_in, verdict_in
from infusion_pathways.coverage import coverage
from infusion_pathways.coverage.model import DECIDING, GoalStatus, Reach
from infusion_pathways.coverage.observing import Watcher, truths_of
from infusion_pathways.coverage.reading import ProgramReader
from infusion_pathways.meaning.condition import All, Always, AnyOf, Condition, Known, Not, leaves_of
from infusion_pathways.meaning.facts import Facts
from infusion_pathways.meaning.logic import Findings, Truth, judge
from infusion_pathways.meaning.rule import Clause, Program, RuleKind
from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.pack.build import build_pack
from infusion_pathways.scenario import facts_for
from infusion_pathways.scenario.model import Diagnosis, Expect
from tests.coverage.suite import Named, all_goals, covered, goals, marsh, marsh_cases, observed
from tests.laws import worlds
from tests.sizes import sized

NOWHERE = "finding.nobody_records_this"
CONSTANT = {Truth.TRUE: Always(), Truth.FALSE: Not(Always()), Truth.UNKNOWN: Known(NOWHERE)}


def world(seed: int, patients: int, both: bool = False) -> tuple[Pack, list[Scenario]]:
    """A random pack with patients, each of whom expects some of what the rules answer. Some rules raise flags.

    With `both`, the second disease has a pathway too, for some of the same therapies, and every patient has both diseases.
    """
    choices = worlds.Seeded(random.Random(seed))
    raw = worlds.raw_pack(choices, rules=10, rich=seed % 2 == 0)
    raw["findings"]["nobody_records_this"] = {"label": "what nobody records"}
    raw["flags"] = {"LOOK": {"label": "look"}, "SEE": {"label": "see"}}
    if both:
        raw["pathways"] = [raw["pathways"][0], second_pathway(choices)]
    for rule in (rule for entry in raw["pathways"] for rule in entry["rules"] if "finding" not in rule["then"]):
        rule |= {"flag": choices.pick(["LOOK", "SEE"])} if choices.number(0, 2) == 0 else {}
    pack = build_pack(raw, "0" * 64, worlds.complain)
    found = []
    for number in range(patients):
        patient = worlds.scenario(choices, rich=seed % 2 == 0)._replace(id=f"p{number:02}")
        if both:
            patient = patient._replace(diagnoses=(patient.diagnoses[0], Diagnosis(worlds.OTHER)))
        found.append(patient._replace(expect=expectation(choices, pack, patient)))
    return pack, found


def second_pathway(c: worlds.Seeded) -> dict[str, Any]:
    """A pathway for the second disease, whose rules read only what both diseases share."""
    rules = []
    for number, then in enumerate(({"finding": "gate"}, {"supports": "every"}, {"excludes": "alphamab"}, {"holds": "betamab"})):
        tests = [{"finding": c.pick(worlds.RECORDED), "is": c.pick(["present", "absent"])} for _ in range(2)]
        when = {c.pick(["all", "any"]): [*tests, *([{"finding": "gate"}] if number == 1 else [])]}
        rules.append({
            "id": f"other.rule{number}", "title": "A rule", "lens": "document", "when": when, "then": then, "because": "Because.",
            "cites": ["C1"],
        })  # fmt: skip
    head = {"id": "other", "title": "Other", "diseases": [worlds.OTHER], "therapies": worlds.INFUSED[:2]}
    return {"pathway": head, "rules": rules}


def expectation(c: worlds.Seeded, pack: Pack, patient: Scenario) -> Expect:
    """One or two things that are so of a patient's answer, of any sort there is."""
    trace = advise(pack, patient, "direct")
    rows = [therapy for diagnosis in trace.diagnoses for therapy in diagnosis.therapies]
    findings = [finding for diagnosis in trace.diagnoses for finding in diagnosis.findings]
    flags, asks = [flag.code for flag in trace.flags], [ask.name for ask in trace.asks]
    checks = [check.name for row in rows for check in row.checks]
    parts: dict[str, object] = {
        "outcome": trace.outcome.code,
        "verdicts": {row.therapy: verdict_in(trace, row.therapy)[0] for row in [c.pick(rows)]},
        "findings": {finding.name: finding_in(trace, finding.name) for finding in [c.pick(findings)]},
        "rules": {name: truth_in(trace, name) for name in [c.pick([*trace.fired, *trace.unknown, *pack.rules])]},
        "because": (c.pick(trace.fired),) if trace.fired else (),
        "not_because": (c.pick([rule for rule in pack.rules if rule not in trace.fired] or [""]),),
        "flags": tuple(flags[:1]),
        "asks": tuple((asks + checks)[:1]),
    }
    names = list(parts)
    chosen = {c.pick(names) for _ in range(c.number(1, 2))}
    expected = Expect(**{name: parts[name] for name in chosen})  # type: ignore[arg-type]
    assert not differences(expected, trace)
    return expected


def leaf_put(condition: Condition, at: int, other: Condition) -> Condition:
    """A condition with one leaf replaced by another condition, written without a look at `coverage`."""
    count = iter(range(10_000))

    def put(part: Condition) -> Condition:
        match part:
            case All(parts):
                return All(tuple(put(each) for each in parts))
            case AnyOf(parts):
                return AnyOf(tuple(put(each) for each in parts))
            case Not(below):
                return Not(put(below))
        return other if next(count) == at else part

    return put(condition)


def with_clause(pack: Pack, program: Program, clause: Clause, when: Condition) -> Pack:
    """A pack in which one clause of one pathway has another condition."""
    new = clause._replace(when=when)

    def put(clauses: tuple[Clause, ...]) -> tuple[Clause, ...]:
        return tuple(new if each.key == clause.key else each for each in clauses)

    changed = replace(
        program,
        clauses=put(program.clauses),
        by_key={**program.by_key, clause.key: new},
        arguments={therapy: put(clauses) for therapy, clauses in program.arguments.items()},
        deciding={therapy: put(clauses) for therapy, clauses in program.deciding.items()},
        conflicts=put(program.conflicts),
        premises=tuple(new.premise() if each.key == clause.key else each for each in program.premises),
    )
    return replace(pack, programs={**pack.programs, program.pathway.id: changed})


@pytest.mark.parametrize("seed", range(sized(2, 6)))
def test_every_leaf_state_is_what_logic_says(seed: int) -> None:
    """By brute force: `logic` judges every leaf, and every rule once more with the leaf replaced by a constant."""
    pack, patients = world(seed, 12)
    found = all_goals(covered(pack, patients))
    expected: dict[tuple[str, ...], set[str]] = {}
    for patient in patients:
        for index, diagnosis in enumerate(patient.diagnoses):
            program = pack.program_for(diagnosis.disease)
            if program is not None:
                facts = facts_for(patient, index, pack.vocabulary)
                for name in reached_by(program, facts):
                    expected.setdefault((program.pathway.id, *name), set()).add(patient.id)
    pathway_goals = {
        name: set(goal.cases) for name, goal in found.items() if name[0] in pack.programs and "verdict" not in name[1]
    }
    assert {name: cases for name, cases in pathway_goals.items() if cases} == expected


def reached_by(program: Program, facts: Facts) -> list[tuple[str, ...]]:
    findings = Findings(program.premises, facts)
    reached: list[tuple[str, ...]] = []
    for clause in program.clauses:
        truth = judge(clause.when, facts, findings).truth
        reached.append((clause.key, truth.value))
        for at, leaf in enumerate(leaves_of(clause.when)):
            own = judge(leaf, facts, findings).truth
            reached.append((clause.key, str(at), own.value))
            others = (leaf_put(clause.when, at, CONSTANT[t]) for t in Truth if t is not own)
            if any(judge(other, facts, findings).truth is not truth for other in others):
                reached.append((clause.key, str(at), DECIDING))
    return reached


@pytest.mark.parametrize("both", [False, True])
@pytest.mark.parametrize("seed", range(sized(3, 8)))
def test_what_is_asserted_makes_the_case_fail(seed: int, both: bool) -> None:
    """Sound: with the clause made constantly of a truth that the case is said not to let pass, the case does fail.

    Verdicts, outcome, findings and rules are found completely as well: with any other truth such a case does not fail.
    """
    pack, patients = world(seed, 8, both)
    watcher = Watcher(pack)
    checked = 0
    for patient in patients:
        assert patient.expect is not None
        exact = not patient.expect.flags and not patient.expect.asks
        seen_in = watcher.observe(advised(pack, patient, "direct")).seen
        assert len(seen_in) == 1 + both
        for index, seen in enumerate(seen_in):
            program = pack.programs[seen.pathway]
            facts = facts_for(patient, index, pack.vocabulary)
            findings = Findings(program.premises, facts)
            for clause, bits in zip(program.clauses, seen.noticed, strict=True):
                was, noticed = judge(clause.when, facts, findings).truth, truths_of(bits)
                assert was not in noticed
                for truth in Truth:
                    if truth is not was and (exact or truth in noticed):
                        other = with_clause(pack, program, clause, CONSTANT[truth])
                        fails = bool(differences(patient.expect, advise(other, patient, "direct")))
                        assert fails or truth not in noticed, (patient.id, clause.key, truth)
                        assert not exact or fails is (truth in noticed), (patient.id, clause.key, truth)
                        checked += 1
    assert checked > 100


def test_every_sort_of_expectation_asserts_something() -> None:
    """On the random worlds each sort alone does but `not_asks`, which is left aside; so the law above is not about nothing."""
    alone = set()
    for seed in range(8):
        for both in (False, True):
            pack, patients = world(seed, 8, both)
            for patient, one in zip(patients, observed(pack, patients), strict=True):
                assert patient.expect is not None
                sorts = [name for name, part in patient.expect._asdict().items() if part]
                if len(sorts) == 1 and any(any(seen.noticed) for seen in one.seen):
                    alone.update(sorts)
    assert alone == {*Expect._fields} - {"not_asks"}


@pytest.mark.parametrize("both", [False, True])
def test_whatever_is_shown_or_asked_some_rule_may_say(both: bool) -> None:
    """So a flag or a question for which no rule is left is surely gone: each one of a trace is said by a rule that may."""
    kinds = set()
    for seed in range(sized(8, 20)):
        pack, patients = world(seed, 6, both)
        for patient in patients:
            trace = advise(pack, patient, "direct")
            said = set()
            for index, diagnosis in enumerate(patient.diagnoses):
                program = pack.program_for(diagnosis.disease)
                if program is not None:
                    reader = ProgramReader(program)
                    state = reader.state(facts_for(patient, index, pack.vocabulary))
                    for i, clause in enumerate(reader.clauses):
                        rule, truth = clause.clause.rule, clause.row(state).truth
                        if clause.speaks(truth):
                            said.add(("flag", rule.flag, rule.id))
                            kinds.add((rule.kind, truth))
                        asking = {name for name in asked_in(trace) if i in reader.asking(name) and clause.may_ask(truth, name)}
                        said |= {("ask", name, rule.id) for name in asking}
            shown = {("flag", flag.code, rule) for flag in trace.flags for rule in flag.rules}
            shown |= {("ask", ask.name, rule) for ask in trace.asks for rule in ask.rules}
            rows = [therapy for each in trace.diagnoses for therapy in each.therapies]
            shown |= {("ask", check.name, check.rule) for row in rows for check in row.checks}
            assert shown <= said
    assert {(RuleKind.REQUIRES, Truth.FALSE), (RuleKind.EXCLUDES, Truth.UNKNOWN), (RuleKind.CHECKS, Truth.UNKNOWN)} <= kinds


def test_a_verdict_is_asserted_where_it_is_meant() -> None:
    """A therapy without a disease means the most favourable verdict: the others are reached, and not asserted."""
    meant = 0
    for seed in range(8):
        pack, patients = world(seed, 8, both=True)
        for patient in patients:
            trace = advise(pack, patient, "direct")
            rows = [therapy for d in trace.diagnoses for therapy in d.therapies if therapy.therapy == "alphamab"]
            best = min((row.verdict for row in rows), key=[verdict.value for verdict in Verdict].index)
            naming = patient._replace(expect=Expect(verdicts={"alphamab": best}))
            (one,) = observed(pack, [naming])
            named = [dict(zip(pack.pathways[seen.pathway].therapies, seen.named, strict=True)) for seen in one.seen]
            assert [each["alphamab"] for each in named] == [row.verdict == best for row in rows]
            assert not any(value for each in named for therapy, value in each.items() if therapy != "alphamab")
            meant += len({row.verdict for row in rows}) == 2
    assert meant > 5


def sole(found: Named) -> dict[str, set[tuple[str, ...]]]:
    """For each case the goals that it alone reaches."""
    alone: dict[str, set[tuple[str, ...]]] = {}
    for name, goal in found.items():
        if len(goal.cases) == 1:
            alone.setdefault(goal.cases[0], set()).add(name)
    return alone


def check_deleting(pack: Pack, cases: list[Scenario]) -> None:
    """Without one case exactly the goals that it alone reached are missing; of the others nothing changes but the cases."""
    observations = observed(pack, cases)
    whole = all_goals(coverage(pack, observations))
    alone = sole(whole)
    for case in cases:
        rest = all_goals(coverage(pack, [each for each in observations if each.case != case.id]))
        lost = {name for name, goal in whole.items() if goal.cases and not rest[name].cases}
        assert lost == alone.get(case.id, set())
        assert all(rest[name].cases == tuple(c for c in goal.cases if c != case.id) for name, goal in whole.items())
        assert all(rest[name].asserted == tuple(c for c in goal.asserted if c != case.id) for name, goal in whole.items())


def test_deleting_a_case_of_the_whole_suite_lowers_exactly_what_it_alone_covered() -> None:
    """The suite covers all conditions, so each case that alone reaches some is missed by the percentage."""
    whole = covered(marsh(), marsh_cases())
    assert all(goal.status is not GoalStatus.MISSING for goal in whole.conditions())
    check_deleting(marsh(), list(marsh_cases()))
    (pathway,) = whole.pathways
    alone = {case: sum(len(name) == 3 for name in names) for case, names in sole(goals(pathway)).items()}
    # From the table by hand: a two `chill` F, one of `any`, one of `all`. b rash T, reedumab T. c damp U, soaked U, peatine U,
    # reedumab U, mossumab U. d damp F, mossumab T. e nothing that another does not reach.
    assert alone == {"a": 2, "b": 2, "c": 5, "d": 2}


@pytest.mark.parametrize("seed", range(sized(2, 6)))
def test_deleting_any_case_of_any_suite_lowers_exactly_what_it_alone_covered(seed: int) -> None:
    check_deleting(*world(seed, 10))


def test_the_sequence_of_cases_has_no_influence() -> None:
    pack, patients = world(3, 10)
    observations = observed(pack, patients)
    assert coverage(pack, observations) == coverage(pack, observations[::-1])


def test_what_a_test_can_never_answer_is_no_goal() -> None:
    """`always` and `known`; an `all` with a part that is never true is never true either."""
    found = covered(marsh(), marsh_cases())
    never = {name for name, goal in goals(found.pathways[0]).items() if goal.reach is Reach.NEVER}
    assert never == {
        ("marsh.requires.chill", "1", "false"),
        ("marsh.notes.reedumab", "0", "false"),
        ("marsh.notes.reedumab", "0", "unknown"),
        ("marsh.notes.reedumab", "false"),
        ("marsh.notes.reedumab", "unknown"),
    }


def test_findings_are_followed_through_other_findings() -> None:
    """Spots make worn down, that makes in danger, and that is a reason for an infusion: the verdict asserts the first rule."""
    raw = worlds.raw_pack(worlds.Seeded(random.Random(0)), rules=0)
    own, shared = raw["pathways"]
    whens: list[dict[str, Any]] = [{"finding": "spots"}, {"finding": "worn_down"}, {"finding": "in_danger"}]
    thens = [{"finding": "worn_down"}, {"finding": "in_danger"}, {"supports": "alphamab"}]
    model = own["rules"][0]
    own["rules"] = [{**model, "id": f"own.{n}", "when": w, "then": t} for n, (w, t) in enumerate(zip(whens, thens, strict=True))]
    shared["rules"] = []
    pack = build_pack(raw, "0" * 64, worlds.complain)
    patient = Scenario("p", "P", "", (Diagnosis("red_disease"),), findings={"spots": "present"}, treatments=())
    expecting = patient._replace(expect=Expect(verdicts={"alphamab": "candidate"}))
    (seen,) = observed(pack, [expecting])[0].seen
    assert [truths_of(bits) for bits in seen.noticed] == [frozenset({Truth.FALSE, Truth.UNKNOWN})] * 3
