"""Which mutants there are: of a small pack written by hand all of them, of the shipped one what must hold of each."""

import random
from collections import Counter
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from bench.mutation import measure
from infusion_pathways.meaning.condition import derived_in
from infusion_pathways.mutate.building import MutantBuilder
from infusion_pathways.mutate.mutant import ErrorKind, Mutant
from infusion_pathways.mutate.mutants import mutants, sampled_mutants
from infusion_pathways.mutate.numbers import steps
from infusion_pathways.pack.load import load_with_sections
from tests.mutate.test_faults import generated
from tests.prove.small import pack_of, raw_pack, words
from tests.sizes import seeds


@cache
def shipped() -> tuple[MutantBuilder, tuple[Mutant, ...]]:
    pack, raw = load_with_sections()
    builder = MutantBuilder(pack)
    return builder, mutants(builder, raw)


def of(rule: str) -> dict[ErrorKind, list[str]]:
    """The mutants of a rule of the sound pack, in words, by kind."""
    found: dict[ErrorKind, list[str]] = {}
    for mutant in generated():
        if mutant.rule == f"harbour.{rule}":
            found.setdefault(mutant.way, []).append(mutant.words)
    return found


def test_all_mutants_of_a_rule_with_two_tests() -> None:
    """Each kind of error that such a rule can have, and no other."""
    salt, old = "salt_lung is present", "age_years at least 75 years"
    assert of("excludes.old_age_and_salt_lung") == {
        ErrorKind.DROPPED: [f"without: {old}", f"without: {salt}"],
        ErrorKind.NEGATED: [
            f"instead of {old} and {salt}: not ({old} and {salt})",
            f"instead of {old}: not {old}",
            f"instead of {salt}: not {salt}",
        ],
        ErrorKind.JOINED: [f"any of these instead of all of them: {old}; {salt}"],
        ErrorKind.NUMBER: [
            f"instead of {old}: age_years at least 76 years",
            f"instead of {old}: age_years at least 74 years",
        ],
        ErrorKind.EDGE: [f"instead of {old}: age_years above 75 years"],
        ErrorKind.ADDED: ["now also: active_infection is present", "now also enough: active_infection is present"],
        ErrorKind.REMOVED: ["the rule is missing"],
        ErrorKind.KIND: ["holds instead of excludes"],
        ErrorKind.MARK: ["now with when_unknown: hold"],
        ErrorKind.TARGET: ["about pennimab instead of gullmab"],
    }


def test_all_mutants_of_a_rule_on_the_history() -> None:
    """Outcomes, what goes on and for what; `this` stays, and so does `every`."""
    test = "treatment (this, outcome failed / not_tolerated)"
    found = of("excludes.failed_before")
    assert found[ErrorKind.OUTCOME] == [
        f"in {test}: without failed",
        f"in {test}: without not_tolerated",
        f"in {test}: now also contraindicated",
        f"in {test}: now also works",
    ]
    assert found[ErrorKind.ONGOING] == [f"instead of {test}: {test[:-1]}, for any disease)"]
    assert ErrorKind.DRUG not in found
    assert ErrorKind.TARGET not in found


def test_values_and_subtypes_have_their_neighbours() -> None:
    """One more and another; where there are two answers only, the other one is what a negation asks."""
    assert of("holds.vaccine_just_given")[ErrorKind.VALUE] == [
        "in gull_vaccine is just_given: now also long_ago",
        "instead of gull_vaccine is just_given: gull_vaccine is long_ago",
    ]
    assert of("supports.island_form")[ErrorKind.DISEASE] == [
        "in subtype island: now also coastal",
        "instead of subtype island: subtype coastal",
    ]
    assert ErrorKind.VALUE not in of("holds.antibodies")
    assert ErrorKind.VALUE not in of("excludes.weak_heart")


def test_a_mark_goes_with_what_it_names() -> None:
    assert of("holds.antibodies")[ErrorKind.MARK] == ["without when_unknown: hold"]
    assert of("holds.antibodies")[ErrorKind.KIND] == ["cautions instead of holds"]
    kind = next(m for m in generated() if m.rule == "harbour.holds.antibodies" and m.way is ErrorKind.KIND)
    assert kind.raw is not None
    assert "when_unknown" not in kind.raw


def test_a_step_is_one_in_the_last_digit_that_is_written() -> None:
    """Of rules, bands and range together."""

    def step(limit: float, range: list[float], band: dict[str, float]) -> Decimal:
        raw: dict[str, Any] = {
            "measures": {"weight": {"range": range, "bands": {"low": band}}},
            "pathways": [{"rules": [{"when": {"not": {"measure": "weight", "above": limit}}}]}],
        }
        return steps(raw)["measure.weight"]

    assert step(3, [0, 10], {}) == 1
    assert step(3, [0, 10], {"below": 2.6}) == Decimal("0.1")
    assert step(3.25, [0, 10], {"below": 2.6}) == Decimal("0.01")
    assert step(3, [0.5, 10], {}) == Decimal("0.1")
    assert step(300, [0, 1000], {}) == 1


def test_a_number_stays_within_its_range() -> None:
    """A limit at the end of the range moves one way only."""
    when = {"measure": "weight", "unit": "kg", "at_least": 100}
    rule = {
        "id": "own.r", "title": "R", "lens": "document", "when": when, "then": {"supports": "alphamab"},
        "because": "Because.", "cites": ["C1"],
    }  # fmt: skip
    head = {"id": "own", "title": "Own", "diseases": ["red_disease"], "therapies": ["alphamab"]}
    raw = {**words(), "pathways": [{"pathway": head, "rules": [rule]}]}
    moved = [m.words for m in mutants(MutantBuilder(pack_of(raw)), raw) if m.way is ErrorKind.NUMBER]
    assert moved == ["instead of weight at least 100 kg: weight at least 99 kg"]


def test_every_kind_of_error_is_made_of_the_shipped_rules() -> None:
    _, every = shipped()
    assert set(Counter(mutant.way for mutant in every)) == set(ErrorKind)
    assert {mutant.rule for mutant in every if mutant.way is ErrorKind.REMOVED} == set(shipped()[0].pack.rules)


def test_every_mutant_of_the_shipped_rules_can_be_built_and_changes_something() -> None:
    """Each has an id and words of its own in its rule, and touches at least one program."""
    builder, every = shipped()
    assert len({mutant.id for mutant in every}) == len(every) > 4000
    for mutant in every:
        assert mutant.words, mutant.id
        assert builder.mutated(mutant).pathways, mutant.id


def test_a_pathway_is_mutated_as_if_there_were_no_other() -> None:
    """Its own rules and the shared ones that speak in it, in its own program alone."""
    pack, raw = load_with_sections()
    builder = MutantBuilder(pack, ["anca_vasculitis"])
    every = mutants(builder, raw)
    assert {mutant.rule for mutant in every} == {clause.rule.id for clause in pack.programs["anca_vasculitis"].clauses}
    assert {name for mutant in every for name in builder.mutated(mutant).pathways} == {"anca_vasculitis"}


def test_a_missing_shared_rule_is_still_there_for_the_other_pathways() -> None:
    """A patient with two diseases is read by a pathway that is left out too; there the rule speaks as ever."""
    pack, raw = load_with_sections()
    rule = "general.evaluation_and_monitoring"
    one = MutantBuilder(pack, ["anca_vasculitis"])
    missing = next(mutant for mutant in mutants(one, raw) if mutant.rule == rule and mutant.way is ErrorKind.REMOVED)
    mutated = one.mutated(missing).pack
    having = {name for name, program in mutated.programs.items() if any(c.rule.id == rule for c in program.clauses)}
    assert having == set(pack.programs) - {"anca_vasculitis"}
    assert rule in mutated.rules
    assert rule not in MutantBuilder(pack).mutated(missing).pack.rules


def test_the_sequence_depends_on_the_seed_alone() -> None:
    every = generated()
    assert sampled_mutants(every, 1) == sampled_mutants(every, 1) != sampled_mutants(every, 2)
    assert sampled_mutants(every, 1, 7) == sampled_mutants(every, 1)[:7]
    assert sorted(m.id for m in sampled_mutants(every, 5)) == sorted(m.id for m in every)


@pytest.mark.parametrize("seed", seeds(0, 40))
def test_random_rules_have_mutants_without_problems(seed: int) -> None:
    """Whatever a rule looks like: every mutant can be built, and no finding comes to depend on itself."""
    raw = raw_pack(random.Random(seed))
    builder = MutantBuilder(pack_of(raw))
    for mutant in mutants(builder, raw):
        mutated = builder.mutated(mutant)
        for clause in mutated.pack.programs["own"].clauses:
            if clause.rule.kind.value == "finding":
                assert list(derived_in(clause.when)) == []


def test_the_bench_runs(capsys: pytest.CaptureFixture[str]) -> None:
    measure(3)
    assert "mutants x cases a second" in capsys.readouterr().out
