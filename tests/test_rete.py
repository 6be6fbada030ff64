"""The fence around durable-rules: one test for each thing it must not be asked."""

import ast
import threading
from pathlib import Path

import pytest

import infusion_pathways
from infusion_pathways.engine.errors import TooLarge
from infusion_pathways.engine.productions import without_not
from infusion_pathways.engine.rete import ReteEngine
from infusion_pathways.meaning.condition import All, AnyOf, Condition, Derived, IsOneOf, Not
from infusion_pathways.meaning.facts import Facts
from infusion_pathways.meaning.logic import Premise, Truth, conclude
from infusion_pathways.meaning.rule import Pathway, Program

SOURCE = Path(infusion_pathways.__file__).parent


def atom(name: str) -> IsOneOf:
    return IsOneOf(f"finding.{name}", frozenset({"present"}))


def program(*premises: Premise) -> Program:
    return Program(Pathway("p", "P", False), (), {}, {}, {}, premises, (), {})


def known(**values: bool) -> Facts:
    return Facts({f"finding.{name}": frozenset({"present" if value else "absent"}) for name, value in values.items()})


def agree(rules: Program, facts: Facts) -> dict[str, Truth]:
    reference = {key: judgement.truth for key, judgement in conclude(rules.premises, facts).rules.items()}
    assert ReteEngine().rules(rules, facts) == reference
    return reference


def test_unknown_is_not_no() -> None:
    """A missing value leaves a rule unknown; durable-rules alone would read it as a rule that does not apply."""
    rules = program(Premise("r", Derived("f")), Premise("f", atom("a"), "f"))
    assert agree(rules, known())["r"] is Truth.UNKNOWN
    assert agree(rules, known(a=False))["r"] is Truth.FALSE
    assert agree(rules, known(a=True))["r"] is Truth.TRUE


def test_more_than_512_patterns() -> None:
    """900 atoms compile and run: a single level of patterns hangs beyond 512."""
    findings = [Premise(f"f{i}", atom(f"a{i}"), f"f{i}") for i in range(300)]
    rules = program(*findings, Premise("r", AnyOf(tuple(Derived(f"f{i}") for i in range(300)))))
    facts = known(**{f"a{i}": i == 299 for i in range(300)})
    assert agree(rules, facts)["r"] is Truth.TRUE


def test_long_conjunctions_are_chained() -> None:
    """40 findings in one conjunction: more than 16 messages in one rule fail."""
    findings = [Premise(f"f{i}", atom(f"a{i}"), f"f{i}") for i in range(40)]
    rules = program(*findings, Premise("r", All(tuple(Derived(f"f{i}") for i in range(40)))))
    assert agree(rules, known(**{f"a{i}": True for i in range(40)}))["r"] is Truth.TRUE
    assert agree(rules, known(**{f"a{i}": i != 39 for i in range(40)}))["r"] is Truth.FALSE


def test_the_same_atom_twice_in_a_rule() -> None:
    """One message cannot satisfy two conditions: an atom that stands twice in a conjunction is asked once."""
    rules = program(Premise("f", atom("a"), "f"), Premise("r", All((Derived("f"), Derived("f"), atom("b"), atom("b")))))
    assert agree(rules, known(a=True, b=True))["r"] is Truth.TRUE


def test_a_disjunction_true_several_ways_is_concluded_once() -> None:
    """Three true parts of an `any` conclude it without a second assertion."""
    findings = [Premise(f"f{i}", atom(f"a{i}"), f"f{i}") for i in range(3)]
    rules = program(*findings, Premise("g", AnyOf(tuple(Derived(f"f{i}") for i in range(3))), "g"), Premise("r", Derived("g")))
    assert agree(rules, known(a0=True, a1=True, a2=True))["r"] is Truth.TRUE


def test_negation_over_findings() -> None:
    """`not` over a finding is true when all rules of the finding are false, and not before."""
    rules = program(
        Premise("f1", atom("a"), "f"),
        Premise("f2", atom("b"), "f"),
        Premise("r", Not(Derived("f"))),
        Premise("n", Not(Derived("nobody"))),
    )
    assert agree(rules, known(a=False))["r"] is Truth.UNKNOWN
    assert agree(rules, known(a=False, b=False))["r"] is Truth.TRUE
    assert agree(rules, known(a=False, b=True))["r"] is Truth.FALSE
    assert agree(rules, known())["n"] is Truth.TRUE


def test_too_large_is_said_and_not_tried() -> None:
    """Beyond 3,000 atoms the engine refuses with the number, instead of hanging."""
    with pytest.raises(TooLarge, match="3000 at most"):
        ReteEngine().rules(too_large(), known())


def too_large() -> Program:
    findings = [Premise(f"f{i}", atom(f"a{i}"), f"f{i}") for i in range(800)]
    return program(*findings, *(Premise(f"r{i}", Not(Derived(f"f{i}"))) for i in range(800)), Premise("x", _all(800)))


def _all(count: int) -> Condition:
    return All(tuple(AnyOf((Derived(f"f{i}"), Not(Derived(f"f{count - 1 - i}")))) for i in range(count)))


def test_patients_do_not_leak_into_each_other() -> None:
    """Each patient gets a fresh state: what was true of one is not true of the next."""
    rules, engine = program(Premise("f", atom("a"), "f"), Premise("r", Derived("f"))), ReteEngine()
    assert engine.rules(rules, known(a=True))["r"] is Truth.TRUE
    assert engine.rules(rules, known())["r"] is Truth.UNKNOWN
    assert engine.rules(rules, known(a=False))["r"] is Truth.FALSE


def test_no_timer_thread_is_started() -> None:
    """The two daemon timers of a durable-rules host stay off."""
    before = threading.active_count()
    agree(program(Premise("f", atom("a"), "f"), Premise("r", Derived("f"))), known(a=True))
    assert threading.active_count() == before


def test_negation_is_pushed_to_the_leaves() -> None:
    """The compiled program is positive: `not` stands only before leaves."""
    condition = Not(All((atom("a"), Not(AnyOf((Derived("f"), atom("b")))))))
    assert without_not(condition) == AnyOf((Not(atom("a")), AnyOf((Derived("f"), atom("b")))))


def test_one_door() -> None:
    """Only `engine/chaining.py` imports durable, and it never calls what crashes the process."""
    for path in SOURCE.rglob("*.py"):
        tree = ast.parse(path.read_text())
        modules = [n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)]
        modules += [alias.name for n in ast.walk(tree) if isinstance(n, ast.Import) for alias in n.names]
        assert any(m.startswith("durable") for m in modules) is (path.name == "chaining.py"), path
    called = {
        n.func.attr
        for n in ast.walk(ast.parse((SOURCE / "engine" / "chaining.py").read_text()))
        if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)
    }
    assert not called & {"delete_state", "retract_fact", "retract_facts", "post", "assert_facts", "post_batch"}
