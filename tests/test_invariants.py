"""Invariants: read and bound to the pathways they speak about; the shipped ones hold for every shipped scenario."""

import copy
import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

import jsonschema
import pytest

from infusion_pathways import Pack, Scenario, advise, load_pack
from infusion_pathways.engine.choice import DIRECT
from infusion_pathways.meaning.condition import Always, Treated
from infusion_pathways.meaning.invariant import Accepted, Assertion, OutcomeName, VerdictName
from infusion_pathways.meaning.logic import Findings, Truth, judge
from infusion_pathways.meaning.outcomes import Outcome
from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.pack import cache, shape
from infusion_pathways.pack.build import build_pack
from infusion_pathways.scenario import facts_for
from infusion_pathways.source import read_yaml
from tests.conftest import ROOT
from tests.laws.worlds import Seeded, complain, raw_pack
from tests.unlisted import strip_list

INVARIANTS = ROOT / "rules" / "invariants.yaml"


def stated(**changes: Any) -> dict[str, Any]:
    """An invariant as YAML gives it, for the random worlds."""
    said = {"never": {"therapy": "alphamab", "verdict": "candidate"}, **changes}
    return {"title": "Something is never so", "because": "Because.", "cites": ["C1"], **said}


def built(sections: Mapping[str, Any]) -> Pack:
    """The first random world with some more sections."""
    return build_pack({**raw_pack(Seeded(random.Random(0)), 8), **sections}, "0" * 64, complain)


def bound(**changes: Any) -> dict[str, Assertion]:
    """The assertions that one invariant becomes in the pathway of the random worlds, by key."""
    return {a.key: a for a in built({"invariants": {"x": stated(**changes)}}).programs["own"].assertions}


def test_names_of_verdicts_and_outcomes_are_those_of_the_tables() -> None:
    """A pack may speak of every verdict and outcome there is, and of no other."""
    assert get_args(VerdictName) == tuple(verdict.value for verdict in Verdict)
    assert get_args(OutcomeName) == tuple(outcome.value for outcome in Outcome)


def test_without_a_condition_it_is_for_everyone() -> None:
    """No `when` is always true; one assertion under the invariant's own name, and no more than it says."""
    (assertion,) = bound().values()
    assert assertion.key == "x"
    assert assertion.when == Always()
    assert assertion.therapies == ("alphamab",)
    invariant = assertion.invariant
    assert (invariant.never, invariant.unless_false, invariant.to_be_confirmed) == (True, False, False)
    assert (invariant.verdicts, invariant.outcomes) == (frozenset({"candidate"}), frozenset())


def test_therapies_are_those_of_the_pathway() -> None:
    """A list, a class and `every` mean the therapies that the pathway names, in the pathway's sequence."""
    both = ["betamab", "alphamab"]
    assert bound(never={"therapy": both, "verdict": ["in_use", "candidate"]})["x"].therapies == ("alphamab", "betamab")
    assert bound(never={"therapy": {"class": "mab"}, "verdict": "candidate"})["x"].therapies == (
        "alphamab",
        "betamab",
        "gammamab",
    )
    assert bound(never={"therapy": "every", "verdict": "candidate"})["x"].therapies == ("alphamab", "betamab", "gammamab")


def test_this_is_bound_to_each_therapy() -> None:
    """A condition that says `this` becomes one assertion for each therapy, `id@therapy`, each about its own history."""
    found = bound(never={"therapy": ["alphamab", "betamab"], "verdict": "candidate"}, when={"treatment": {"therapy": "this"}})
    assert list(found) == ["x@alphamab", "x@betamab"]
    for therapy in ("alphamab", "betamab"):
        when = found[f"x@{therapy}"].when
        assert isinstance(when, Treated)
        assert when.therapies == {therapy}
        assert found[f"x@{therapy}"].therapies == (therapy,)


def test_always_and_outcomes() -> None:
    """`always` and `outcome` are the other two ways to say it; an outcome belongs to no therapy."""
    assertion = bound(never=None, always={"outcome": ["on_hold", "condition_unmet"]}, unless_false=True)["x"]
    assert assertion.therapies == ()
    assert (assertion.invariant.never, assertion.invariant.unless_false) == (False, True)
    assert (assertion.invariant.verdicts, assertion.invariant.outcomes) == (
        frozenset(),
        frozenset({"on_hold", "condition_unmet"}),
    )


def test_pathways_are_chosen_or_follow_from_the_therapies(shipped_pack: Pack) -> None:
    """Chosen ones and no other; else each disease pathway that names a therapy, and for an outcome every disease pathway."""

    def where(name: str) -> set[str]:
        return {p for p, program in shipped_pack.programs.items() for a in program.assertions if a.invariant.id == name}

    natalizumab = {"crohns_disease", "ulcerative_colitis", "bowel_disease_unclassified", "multiple_sclerosis"}
    assert where("natalizumab_never_after_pml") == natalizumab
    assert where("natalizumab_never_in_ulcerative_colitis") == {"ulcerative_colitis"}
    assert where("contradictions_are_told") == set(shipped_pack.programs)


def test_invariants_leave_the_rules_alone() -> None:
    """A pack with invariants, derived findings read in them, has the premises and clauses it has without."""
    more = {"invariants": {"x": stated(when={"finding": "gate"}), "y": stated(when={"treatment": {"therapy": "this"}})}}
    with_them, without = built(more).programs["own"], built({}).programs["own"]
    assert with_them.premises == without.premises
    assert with_them.clauses == without.clauses
    assert with_them.assertions
    assert without.assertions == ()


def test_the_sequence_of_names_is_the_sequence_of_assertions() -> None:
    """Invariants and accepted statements come in the order of their names, wherever they stand."""
    first, last = stated(title="First"), stated(title="Last")
    accepted = [{"property": "masked", "subject": name, "because": "So."} for name in ("own.b", "own.a")]
    pack = built({"invariants": {"b": last, "a": first}, "accepted": accepted})
    assert list(pack.invariants) == ["a", "b"]
    assert [a.key for a in pack.programs["own"].assertions] == ["a", "b"]
    assert pack.accepted == (Accepted("masked", "own.a", "So."), Accepted("masked", "own.b", "So."))


def test_they_are_merged_across_files_and_kept_in_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Any file of a pack may hold invariants and accepted statements; from the cache they come back the same."""
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "cache"))
    folder = tmp_path / "rules"
    folder.mkdir()
    for path in (ROOT / "tests" / "packs" / "tiny").rglob("*.yaml"):
        (folder / path.name).write_bytes(path.read_bytes())
    strip_list(folder)
    said = "{title: T, never: {therapy: wickimab, verdict: in_use}, because: It is so., cites: [R1]}"
    for name in ("one", "two"):
        accepted = f"accepted: [{{property: masked, subject: {name}, because: It is meant so.}}]"
        (folder / f"{name}.yaml").write_text(f"invariants: {{{name}: {said}}}\n{accepted}\n")
    first, second = load_pack(folder), load_pack(folder)
    assert list(first.invariants) == ["one", "two"]
    assert [entry.subject for entry in first.accepted] == ["one", "two"]
    assert (second.invariants, second.accepted) == (first.invariants, first.accepted)
    assert second.programs["lantern_fever"].assertions == first.programs["lantern_fever"].assertions
    assert len(list((tmp_path / "cache").glob("*.json"))) == 1


def test_the_schema_of_packs_describes_them() -> None:
    """The JSON Schema accepts the shipped invariants and refuses a verdict that does not exist, or a second subject."""
    validator = jsonschema.Draft202012Validator(shape.pack_schema())
    section = read_yaml(INVARIANTS).value
    validator.validate(section)
    name = next(iter(section["invariants"]))
    for never in (
        {"therapy": "every", "verdict": "excludet"},
        {"therapy": "every"},
        {"outcome": "on_hold", "verdict": "ruled_out"},
    ):
        wrong = copy.deepcopy(section)
        wrong["invariants"][name]["never"] = never
        assert not validator.is_valid(wrong), never


def test_shipped_invariants_rest_on_sources_that_were_read(shipped_pack: Pack) -> None:
    """Each cites a claim or discrepancy of the document's ledger, and none rests on general knowledge."""
    ledger = {*shipped_pack.claims, *shipped_pack.discrepancies}
    assert 12 <= len(shipped_pack.invariants) <= 20
    for invariant in shipped_pack.invariants.values():
        assert ledger & set(invariant.cites), invariant.id
        assert "GK" not in invariant.cites, invariant.id


def spoken_of(pack: Pack, scenario: Scenario) -> Iterator[tuple[Assertion, Truth, list[str]]]:
    """Every assertion about a scenario, the truth of its condition, and the verdicts or the outcome it speaks about."""
    trace = advise(pack, scenario, "direct")
    for index, diagnosis in enumerate(scenario.diagnoses):
        program = pack.program_for(diagnosis.disease)
        if program is None:
            continue
        facts = facts_for(scenario, index, pack.vocabulary)
        verdicts = DIRECT.compiled(program).verdicts(facts)
        findings = Findings(program.premises, facts)
        for assertion in program.assertions:
            said = [verdicts[t].value for t in assertion.therapies] or [trace.outcome.code]
            yield assertion, judge(assertion.when, facts, findings).truth, said


def test_shipped_invariants_hold_for_every_shipped_scenario(shipped_pack: Pack, shipped_scenarios: list[Scenario]) -> None:
    """Where its condition is true, or not false for those that say so, what an invariant says is so; each is put to the test."""
    tested: set[str] = set()
    for scenario in shipped_scenarios:
        for assertion, truth, said in spoken_of(shipped_pack, scenario):
            invariant = assertion.invariant
            if truth is Truth.TRUE or (invariant.unless_false and truth is Truth.UNKNOWN):
                tested.add(invariant.id)
                for word in said:
                    assert (word in invariant.verdicts | invariant.outcomes) is not invariant.never, (scenario.id, assertion.key)
    assert tested == set(shipped_pack.invariants)


def test_what_is_fixed(shipped_pack: Pack) -> None:
    """Age, sex and the findings that ask for the past; nothing that time or treatment can turn."""
    words = shipped_pack.vocabulary
    sections = {"finding": words.findings, "measure": words.measures, "patient": words.patient}
    fixed = {f"{kind}.{name}" for kind, section in sections.items() for name, word in section.items() if word.fixed}
    therapies = {therapy for pathway in shipped_pack.pathways.values() for therapy in pathway.therapies}
    assert fixed == {
        "patient.age_years",
        "patient.sex",
        "finding.pml_history",
        "finding.lymphoproliferative_history",
        "finding.demyelinating_disease",
        "finding.drug_level_adequate",
        "finding.prior_bowel_resection",
        *(f"finding.hypersensitivity_to_{name}" for name in (*therapies, "murine_proteins")),
    }
