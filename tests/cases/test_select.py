"""Picking cases by words: `and`, `or`, `not` and brackets mean what they mean in Python."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infusion_pathways import Pack, ProblemsFound, Scenario
from infusion_pathways.cases.select import Selection, read_expression

WORDS = st.sampled_from(["ant", "bee", '"cat and dog"', "e-f"])
OPERATORS = st.sampled_from([" and ", " or ", " and not ", " or not ", " and  not not "])


def chains(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Some parts with operators between them, in brackets or not."""
    rest = st.lists(st.tuples(OPERATORS, parts).map("".join), min_size=1, max_size=4).map("".join)
    chain = st.tuples(st.sampled_from(["", "not "]), parts, rest).map("".join)
    return st.one_of(chain, chain.map(lambda text: f"({text})"), chain.map(lambda text: f" ( {text} )"))


TEXTS = chains(st.one_of(WORDS, WORDS, chains(WORDS)))


@given(TEXTS, st.frozensets(st.sampled_from(["ant", "bee", "cat and dog", "e-f"])))
def test_expressions_mean_what_they_mean_in_python(text: str, found: frozenset[str]) -> None:
    """The law: an expression holds exactly when Python, with the truth of each word in its place, says so."""
    python = re.sub(r'"cat and dog"|e-f|ant|bee', lambda word: str(word[0].strip('"') in found), text)
    assert read_expression(text).holds(found.__contains__) == eval(python.strip())


@pytest.mark.parametrize(
    ("text", "column", "reason"),
    [
        ("", 1, "it is empty"),
        ("a and", 6, "a word is missing at the end"),
        ("or a", 1, "a word is missing before `or`"),
        ("a ()", 3, "`and` or `or` is missing here"),
        ("()", 2, "a word is missing before `)`"),
        ("a b", 3, "`and` or `or` is missing here"),
        ("a not b", 3, "`and` or `or` is missing here"),
        ("(a", 1, "this bracket is never closed"),
        ("a)", 2, "this bracket was never opened"),
        ('a or "b', 6, "a quotation mark is opened here and never closed"),
    ],
)
def test_what_is_no_expression_is_shown_at_its_place(text: str, column: int, reason: str) -> None:
    """The problem stands under the part that is wrong."""
    with pytest.raises(ProblemsFound) as caught:
        read_expression(text)
    (problem,) = caught.value.problems
    assert problem.code == "not-an-expression"
    assert problem.message.endswith(f": {reason}")
    assert problem.place.column == column


def test_deep_brackets_and_long_texts_end() -> None:
    """Hundreds of brackets are read without a stack; more than fits is refused."""
    deep = f"{'(' * 400}{'not ' * 40}a{')' * 400}"
    assert read_expression(deep).holds(lambda word: True) is True
    with pytest.raises(ProblemsFound, match="more than 1,000 characters"):
        read_expression("a or " * 300 + "a")


@pytest.mark.parametrize(
    ("text", "taken"),
    [("lantern", True), ("LANTERN-fever", True), ("still and blazing", True), ('"still blazing"', True), ("test", True),
     ("invented", False), ("not emberol", False), ("nothing or test", True)],
)  # fmt: skip
def test_words_are_looked_for_in_id_title_and_tags(tiny_pack: Pack, tiny_patient: Scenario, text: str, taken: bool) -> None:
    """Parts of words count, capitals do not; the narrative is not looked at."""
    assert Selection(expression=read_expression(text)).takes(tiny_patient, tiny_pack) is taken


def test_a_pathway_takes_the_cases_with_one_of_its_diseases(tiny_pack: Pack, tiny_patient: Scenario) -> None:
    """Any of the diagnoses is enough; a pathway that none has takes nothing."""
    assert Selection(frozenset(["lantern_fever"])).takes(tiny_patient, tiny_pack)
    assert not Selection(frozenset(["another"])).takes(tiny_patient, tiny_pack)
