"""What a case expects: everything as the trace has it passes, anything otherwise fails and is explained by what is there."""

import json
from collections.abc import Callable
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings

from infusion_pathways import EngineChoice, Pack, Scenario
from infusion_pathways.advice import advise, advised
from infusion_pathways.cases.expect import Unmet, asked_in, differences, finding_in, truth_in
from infusion_pathways.cases.failure_reasons import explained
from infusion_pathways.cases.reason import MOST_CONDITIONS, MOST_VALUES, FailureReason
from infusion_pathways.cases.run import CaseOrder, CaseStatus, Runner
from infusion_pathways.scenario import Expect, parse_scenario
from infusion_pathways.scenario.model import NOTHING
from infusion_pathways.scenario.schema import scenario_schema
from infusion_pathways.scenario.writing import scenario_json, scenario_plain
from infusion_pathways.source.reading import parse_json
from tests.cases.filled import filled, turned
from tests.laws.worlds import worlds
from tests.sizes import sampled, sized

SECTIONS = ("patient", "diagnoses", "treatments", "findings", "measures")


def resolves(raw: Any, pointer: str) -> bool:
    for part in pointer.split("/")[1:]:
        if isinstance(raw, list) and part.isdigit() and int(part) < len(raw):
            raw = raw[int(part)]
        elif isinstance(raw, dict) and part in raw:
            raw = raw[part]
        else:
            return False
    return True


def check_reason(pack: Pack, raw: dict[str, Any], reason: FailureReason, own: set[str]) -> None:
    """A reason names a rule of the patient's programs with its cites, and values that stand in the file."""
    assert reason.words
    if reason.rule:
        assert reason.rule in own
        assert reason.cites == pack.rules[reason.rule].cites
        assert f"`{reason.rule}`" in reason.words
    assert len(reason.conditions) <= MOST_CONDITIONS
    for condition in reason.conditions:
        assert len(condition.values) <= MOST_VALUES
        for said in condition.values:
            assert said.pointer.split("/")[1] in SECTIONS
            if condition.truth != "unknown":
                assert resolves(raw, said.pointer), said


def check_case(pack: Pack, scenario: Scenario, every: int = 1) -> None:
    """The laws for one patient; of all turned expectations every so many is looked at."""
    advice = advised(pack, scenario, EngineChoice.DIRECT)
    trace, views = advice.trace, advice.evaluations
    expect = filled(pack, trace)
    raw = json.loads(scenario_json(scenario._replace(expect=None)))
    own = {clause.rule.id for view in views for clause in view.program.clauses}
    assert differences(expect, trace) == []
    for section, name, otherwise in list(turned(pack, expect, trace))[::every]:
        found = explained(pack, advice, differences(otherwise, advice.trace))
        assert [(d.section, d.name) for d in found] == [(section, name)]
        assert found[0].reasons, (section, name)
        for reason in found[0].reasons:
            check_reason(pack, raw, reason, own)


def test_the_laws_hold_for_shipped_patients(shipped_pack: Pack, shipped_scenarios: list[Scenario]) -> None:
    """A case filled from a trace passes; turn any one expectation and there is exactly that difference, with its reasons."""
    for number, scenario in enumerate(sampled(shipped_scenarios, 8)):
        check_case(shipped_pack, scenario._replace(pointers=NOTHING), every=1 if number < 2 else 7)


@settings(max_examples=sized(15, 60))
@given(worlds(rules=10))
def test_the_laws_hold_in_random_worlds(world: tuple[Pack, Scenario]) -> None:
    """The same for random rules and patients."""
    check_case(*world)


def test_a_filled_case_passes_when_written_and_read(shipped_pack: Pack, shipped_scenarios: list[Scenario]) -> None:
    """All expectations of a trace, written into the file, are read back and met; the file fits the schema of scenarios."""
    schema = jsonschema.Draft202012Validator(scenario_schema(shipped_pack))
    runner = Runner(shipped_pack, CaseOrder(EngineChoice.DIRECT))
    for scenario in sampled(shipped_scenarios, 8):
        trace = advise(shipped_pack, scenario, EngineChoice.DIRECT)
        expect = filled(shipped_pack, trace)
        document = parse_json("case.json", scenario_json(scenario._replace(expect=expect)))
        schema.validate(document.value)
        again = parse_scenario(document, shipped_pack)
        assert again.expect == expect
        assert runner.case(document, again).status is CaseStatus.PASSED


def one(pack: Pack, scenario: Scenario, expect: Expect) -> Unmet:
    """The one difference of a case that was written to a file."""
    document = parse_json("case.json", scenario_json(scenario._replace(expect=expect)))
    result = Runner(pack, CaseOrder(EngineChoice.DIRECT)).case(document, parse_scenario(document, pack))
    assert result.status is CaseStatus.FAILED
    (found,) = result.differences
    return found


def lines(difference: Unmet) -> list[str]:
    return [str(difference), *(line for reason in difference.reasons for line in reason.lines())]


AFTER_FAILURE = [
    "rule `lantern.supports.after_failure` (supports) is true [C1]",
    "  so: conventional drug: inadequate response · "
    "emberol: inadequate response, no longer taken, for lantern fever /treatments/0/therapy",
    "  so: activity: glowing or blazing · activity: blazing /diagnoses/0/activity"
    " · glow score: 7.5 (blazing) /measures/glow_score",
]


@pytest.mark.parametrize(
    ("expect", "told"),
    [
        (
            Expect(outcome="no_reason_for_infusion"),
            [
                "outcome: expected no_reason_for_infusion, found infusion_candidates (a therapy is `candidate`)",
                f"wickimab is candidate: {AFTER_FAILURE[0]}",
                *AFTER_FAILURE[1:],
            ],
        ),
        (
            Expect(verdicts={"wickimab": "ruled_out"}),
            [
                "verdict of wickimab: expected ruled_out, found candidate"
                " (otherwise; cautions and outstanding checks are listed with it, always)",
                *AFTER_FAILURE,
                "rule `lantern.excludes.failed_before` (excludes) is unknown; to be true, this would have to turn [R1]",
                "  not known: wickimab: inadequate response or not tolerated"
                " · a wick blocker: which one is not recorded /treatments/1/class"
                " · a wick blocker: outcome asked, not known /treatments/1/outcome",
            ],
        ),
        (
            Expect(findings={"conventional_therapy_failed": "false"}),
            [
                "finding conventional_therapy_failed: expected false, found true",
                "rule `lantern.finding.emberol_failed` (finding) is true [C1]",
                "  so: conventional drug: inadequate response · "
                "emberol: inadequate response, no longer taken, for lantern fever /treatments/0/therapy",
            ],
        ),
        (
            Expect(not_because=("lantern.supports.after_failure",)),
            ["rule: expected `lantern.supports.after_failure` not to fire, found that it did", *AFTER_FAILURE],
        ),
    ],
    ids=["outcome", "verdict", "finding", "rule"],
)
def test_a_difference_is_explained_in_a_few_words(
    tiny_pack: Pack, tiny_patient: Scenario, expect: Expect, told: list[str]
) -> None:
    """Which condition, which value with its place in the file, which rule, which claims: the whole of what is told."""
    assert lines(one(tiny_pack, tiny_patient, expect)) == told


SPELLED = """{
  "schema": "infusion-pathways/scenario/1", "id": "x", "title": "X", "diagnoses": [{"disease": "ra"}],
  "expect": {
    "outcome": "infusion_candidates",
    "verdicts": {
      "infliximab": "candidate",
      "ra/rituximab": "candidate"
    },
    "findings": {
      "disease_active": true
    },
    "because": [
      "ra.rituximab.after_tnf_blocker"
    ],
    "flags": "BOXED_TNF"
  }
}"""


def test_a_difference_knows_its_line(shipped_pack: Pack) -> None:
    """Each difference stands at the line of its expectation, also where a name is spelled in another accepted way."""
    document = parse_json("x.json", SPELLED)
    result = Runner(shipped_pack, CaseOrder(EngineChoice.DIRECT)).case(document, parse_scenario(document, shipped_pack))
    found = {(d.section, d.name): d.line for d in result.differences}
    assert found == {
        ("outcome", ""): 4,
        ("verdicts", "infliximab"): 6,
        ("verdicts", "rheumatoid_arthritis/rituximab"): 7,
        ("findings", "disease_active"): 10,
        ("because", "ra.rituximab.after_tnf_blocker"): 13,
        ("flags", "BOXED_TNF"): 15,
    }


@pytest.mark.parametrize("expect", [{}, {"outcome": None}, {"verdicts": {}, "because": [], "findings": {}}])
def test_an_empty_expectation_asserts_nothing(shipped_pack: Pack, shipped_scenarios: list[Scenario], expect: Any) -> None:
    """`expect` without anything in it is as good as none: neither right nor wrong."""
    raw = {**scenario_plain(shipped_scenarios[0]), "expect": expect}
    document = parse_json("x.json", json.dumps(raw))
    result = Runner(shipped_pack, CaseOrder(EngineChoice.DIRECT)).case(document, parse_scenario(document, shipped_pack))
    assert result.status is CaseStatus.SILENT


def test_the_strongest_truth_of_a_finding_counts(shipped_pack: Pack, shipped_scenarios: list[Scenario]) -> None:
    """Wherever two diagnoses of a shipped patient differ in a finding, true goes before unknown, and unknown before false."""
    seen = set()
    for scenario in shipped_scenarios:
        if len(scenario.diagnoses) > 1:
            trace = advise(shipped_pack, scenario, EngineChoice.DIRECT)
            names = {f.name for d in trace.diagnoses for f in d.findings}
            for name in names:
                truths = {finding_in(trace, f"{d.disease}/{name}") for d in trace.diagnoses if d.pathway}
                strongest = "true" if "true" in truths else "unknown" if "unknown" in truths else "false"
                assert finding_in(trace, name) == strongest
                seen.add(frozenset(truths))
    assert {frozenset({"true", "false"}), frozenset({"unknown", "false"})} <= seen


def test_a_finding_of_several_diagnoses_counts_as_its_strongest_truth(tiny_pack: Pack, tiny_patient: Scenario) -> None:
    """Without a disease, a finding is true if it is for any diagnosis; one that nothing derives there is false."""
    trace = advise(tiny_pack, tiny_patient, EngineChoice.DIRECT)
    finding = trace.diagnoses[0].findings[0]
    assert finding.truth == "true"
    right = Expect(
        findings={finding.name: "true", f"lantern_fever/{finding.name}": "true", f"paper_cough/{finding.name}": "false"}
    )
    assert differences(right, trace) == []


def test_a_rule_named_with_a_therapy_it_says_nothing_of(shipped_pack: Pack, shipped_scenario: Callable[[str], Scenario]) -> None:
    """The reason says what is wrong with the name, not that the rule belongs elsewhere."""
    scenario = shipped_scenario("edge-cd-azathioprine-cannot-be-reduced")
    expect = Expect(because=("cd.natalizumab.adherence@infliximab",))
    advice = advised(shipped_pack, scenario, EngineChoice.DIRECT)
    (difference,) = explained(shipped_pack, advice, differences(expect, advice.trace))
    (reason,) = difference.reasons
    assert reason.words == "`cd.natalizumab.adherence` says nothing of infliximab here"


def test_a_rule_is_named_with_each_therapy_it_speaks_of(shipped_pack: Pack, shipped_scenarios: list[Scenario]) -> None:
    """Every rule about therapies of every shipped patient, also one that does not say `this`, and with no other therapy."""
    several = 0
    for scenario in shipped_scenarios[::20]:
        advice = advised(shipped_pack, scenario, EngineChoice.DIRECT)
        trace, views = advice.trace, advice.evaluations
        for view in views:
            for clause in view.program.clauses:
                for therapy in view.program.pathway.therapies:
                    named = truth_in(trace, f"{clause.rule.id}@{therapy}")
                    if len(views) == 1:
                        keys = [c for c in view.program.clauses if c.rule.id == clause.rule.id and therapy in c.targets]
                        assert named == (view.rules[keys[0].key].value if keys else "false")
                        several += len(clause.targets) > 1
    assert several > 100


def test_a_rule_can_be_expected_to_be_unknown(tiny_pack: Pack, tiny_patient: Scenario) -> None:
    """Unknown is neither that it fires nor that it does not: a rule that is only not true does not meet it."""
    unknown = "lantern.excludes.failed_before"
    trace = advise(tiny_pack, tiny_patient, EngineChoice.DIRECT)
    assert truth_in(trace, unknown) == "unknown"
    assert differences(Expect(rules={unknown: "unknown"}, not_because=(unknown,)), trace) == []
    assert lines(one(tiny_pack, tiny_patient, Expect(rules={unknown: "false"})))[0] == (
        "rule lantern.excludes.failed_before: expected false, found unknown"
    )
    assert lines(one(tiny_pack, tiny_patient, Expect(rules={"lantern.supports.after_failure": "unknown"}))) == [
        "rule lantern.supports.after_failure: expected unknown, found true",
        *AFTER_FAILURE,
    ]


def test_what_must_not_be_asked_is_told_with_the_rule_that_asks(tiny_pack: Pack, tiny_patient: Scenario) -> None:
    """Every question of the patient, expected not to be asked: each time a rule that is not false gives the reason."""
    trace = advise(tiny_pack, tiny_patient, EngineChoice.DIRECT)
    assert asked_in(trace)
    for name in sorted(asked_in(trace)):
        difference = one(tiny_pack, tiny_patient, Expect(not_asks=(name,)))
        assert str(difference) == f"ask: expected {name} not to be asked, found asked"
        (reason,) = difference.reasons
        assert tiny_pack.rules[reason.rule].id in {*trace.fired, *trace.unknown}
