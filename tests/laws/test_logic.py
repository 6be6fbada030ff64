"""The meaning agrees with the public CQL suite, carries causes from both sides and grounds of what decided."""

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infusion_pathways.meaning.condition import IsOneOf
from infusion_pathways.meaning.logic import Judgement, Truth, conjunction, disjunction, negation

CQL = Path(__file__).parent / "cql"
TRUTHS = {"true": Truth.TRUE, "false": Truth.FALSE, "null": Truth.UNKNOWN}


def cql_cases() -> list[tuple[str, str, str]]:
    """The logical-operator cases of the CQL suite, and its IsTrue, IsFalse and IsNull over truth values."""
    cases = []
    for file in ("CqlLogicalOperatorsTest.xml", "CqlNullologicalOperatorsTest.xml"):
        for test in ET.parse(CQL / file).iter("{http://hl7.org/fhirpath/tests}test"):
            expression = str(test.findtext("{http://hl7.org/fhirpath/tests}expression"))
            output = str(test.findtext("{http://hl7.org/fhirpath/tests}output"))
            if set(expression.replace("(", " ").replace(")", " ").split()) <= WORDS:
                cases.append((test.attrib["name"], expression, output))
    return cases


WORDS = {*TRUTHS, "and", "or", "xor", "implies", "not", "IsTrue", "IsFalse", "IsNull"}


def value_of(expression: str) -> Truth:
    """Evaluate a CQL expression with our operators; `xor` and `implies` by their definitions."""
    if "(" in expression:
        name, _, argument = expression.rstrip(")").partition("(")
        wanted = {"IsTrue": Truth.TRUE, "IsFalse": Truth.FALSE, "IsNull": Truth.UNKNOWN}[name]
        return Truth.TRUE if TRUTHS[argument] is wanted else Truth.FALSE
    words = expression.split()
    if words[0] == "not":
        return negation(Judgement(TRUTHS[words[1]])).truth
    a, b = Judgement(TRUTHS[words[0]]), Judgement(TRUTHS[words[2]])
    match words[1]:
        case "and":
            return conjunction([a, b]).truth
        case "or":
            return disjunction([a, b]).truth
        case "implies":
            return disjunction([negation(a), b]).truth
        case _:
            return disjunction([conjunction([a, negation(b)]), conjunction([negation(a), b])]).truth


def test_the_suite_is_there() -> None:
    """All 39 logical-operator cases are found, and the 7 about truth values being true, false or null."""
    assert len([c for c in cql_cases() if not c[1].startswith("Is")]) == 39
    assert len([c for c in cql_cases() if c[1].startswith("Is")]) == 7


@pytest.mark.parametrize(("name", "expression", "output"), cql_cases())
def test_cql_logical_operators(name: str, expression: str, output: str) -> None:
    """Each CQL case gives its published output; null is unknown."""
    assert value_of(expression) is TRUTHS[output], name


truths = st.sampled_from(Truth)
names = st.sampled_from("abcdefgh")


@st.composite
def judgements(draw: st.DrawFn) -> Judgement:
    truth, name = draw(truths), draw(names)
    if truth is Truth.UNKNOWN:
        return Judgement(truth, (), frozenset({name}))
    return Judgement(truth, (IsOneOf(name, frozenset({"x"})),))


@given(st.lists(judgements(), max_size=5))
def test_unknown_carries_the_causes_of_both_sides(parts: list[Judgement]) -> None:
    """An unknown conjunction or disjunction names the facts of all its unknown parts, and no other."""
    open_causes = frozenset().union(*(part.causes for part in parts))
    for combined in (conjunction(parts), disjunction(parts)):
        assert combined.causes == (open_causes if combined.truth is Truth.UNKNOWN else frozenset())


@given(st.lists(judgements(), min_size=1, max_size=5))
def test_grounds_are_those_of_the_parts_that_decided(parts: list[Judgement]) -> None:
    """A decided conjunction stands on its false parts, or on all parts when true; a disjunction the other way round."""
    for combine, decisive in ((conjunction, Truth.FALSE), (disjunction, Truth.TRUE)):
        combined = combine(parts)
        if combined.truth is not Truth.UNKNOWN:
            deciding = [p for p in parts if p.truth is combined.truth]
            assert set(combined.grounds) == {ground for part in deciding for ground in part.grounds}
            assert combined.truth is decisive or len(deciding) == len(parts)


@given(st.lists(judgements(), max_size=4))
def test_de_morgan(parts: list[Judgement]) -> None:
    """`not (a and b)` is `not a or not b`, in truth and in causes."""
    left, right = negation(conjunction(parts)), disjunction([negation(part) for part in parts])
    assert (left.truth, left.causes) == (right.truth, right.causes)
