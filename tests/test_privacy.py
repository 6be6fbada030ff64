"""What could identify a person: how much of it is refused, over the labelled list; what the docs say of it; what it costs."""

from collections import Counter
from typing import Any

import pytest

from infusion_pathways import Pack, ProblemsFound
from infusion_pathways.scenario.identity import asks_who, tells_who
from tests.conftest import ROOT
from tests.privacy import BEGIN, END, MOST_FALSE, MOST_MISSED, PAGE, Entry, entries, missed, table, wrongly_refused
from tests.sizes import growth
from tests.test_scenario_spellings import scenario

EVERY = entries()


def test_the_list_is_as_long_as_it_was_meant_to_be() -> None:
    """200 texts and more were written before the rules, half of them harmless, and 60 unseen; none is there twice."""
    counted = Counter((entry.written, entry.refuse) for entry in EVERY)
    assert counted[("list", True)] >= 100
    assert counted[("list", False)] >= 100
    assert 0.9 < counted[("list", True)] / counted[("list", False)] < 1.1
    assert counted[("holdout", True)] >= 30
    assert counted[("holdout", False)] >= 30
    assert len({(entry.where, entry.text) for entry in EVERY}) == len(EVERY)
    assert not [entry for entry in EVERY if entry.meant and not entry.refuse]


@pytest.mark.parametrize("written", ["list", "attack", "holdout"])
def test_at_most_a_quarter_is_missed_of_what_the_rules_are_meant_for(written: str) -> None:
    """In each part of the list, those that some rule is there to find are found but for a quarter."""
    passed, meant = missed(entry for entry in EVERY if entry.written == written)
    assert passed / meant <= MOST_MISSED


def test_at_most_one_harmless_text_in_twenty_is_refused() -> None:
    """Over the whole list, and over what was written without a thought of the rules."""
    for these in (EVERY, [entry for entry in EVERY if entry.written != "attack"]):
        refused, tried = wrongly_refused(these)
        assert refused / tried <= MOST_FALSE


@pytest.mark.parametrize("kind", sorted({entry.kind for entry in EVERY if entry.meant}))
def test_no_class_is_left_to_the_others(kind: str) -> None:
    """At most a quarter is missed in each class too, so that no class hides behind the rest."""
    passed, meant = missed(entry for entry in EVERY if entry.kind == kind)
    assert passed / meant <= MOST_MISSED


def test_the_docs_say_what_is_measured() -> None:
    """The rates of the page are those of the list and the rules: `python -m tests.privacy --write` writes them."""
    assert PAGE.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0] == table()


def test_the_sentences_promise_no_more_than_some() -> None:
    """README, page and problem say *some*, and that no rule finds a bare name."""
    for path in ("README.md", "docs/privacy.md", "docs/problems/identifying-data.md"):
        text = " ".join((ROOT / path).read_text(encoding="utf-8").replace("**", "").split()).lower()
        assert "some of what could identify a person" in text, path
        assert "no rule finds a bare name" in text, path
        assert "docs/privacy.md" in text or "../privacy.md" in text or path == "docs/privacy.md"


def _stands(entry: Entry) -> dict[str, Any]:
    """The entry where it stands in a scenario."""
    if entry.where == "key":
        return {"patient": {entry.text: "unknown"}}
    return {"tags": [entry.text]} if entry.where == "tag" else {entry.where: entry.text}


def test_a_scenario_file_is_refused_as_the_list_says(tiny_pack: Pack) -> None:
    """The rates are those of files: what is counted as refused is a problem `identifying-data` of a whole scenario."""
    for entry in EVERY[::4]:
        if entry.where == "student":
            continue
        try:
            scenario(tiny_pack, **_stands(entry))
            codes = set()
        except ProblemsFound as found:
            codes = {problem.code for problem in found.problems}
        assert ("identifying-data" in codes) == entry.refused, entry


def test_a_bare_name_is_not_found() -> None:
    """What the README says cannot be done is not done: were it otherwise, the sentence would be untrue."""
    for text in ("John Smith has had Crohn's disease", "Anna, 34, relapsing MS", "Иван Петров", "kowalska-1961"):
        assert tells_who(text) is None


@pytest.mark.parametrize(
    ("text", "what", "words"),
    [
        ("Seen with Mrs O'Brien today", "a person's name", "Mrs O'Brien"),
        ("mailto: jane＠example.org", "an e-mail address", "jane@example.org"),
        ("ill; born March 4, 1961, in spring", "a full birth date", "born March 4, 1961"),
        ("Scan of 3 May 2021: clear", "a full date", "3 May 2021"),
        ("at 12 Main Street since", "a postal address", "12 Main Street"),
        ("see chart number 48291377 there", "a record number", "chart number 48291377"),
        ("Call 555-010-1234", "a telephone number", "555-010-1234"),
        ("mrs-jones-lupus", "a person's name", "mrs-jones"),
    ],
)
def test_what_was_found_is_told_with_its_words(text: str, what: str, words: str) -> None:
    """Each class has its name, and the words that are shown are those that identify, no more and no less."""
    assert tells_who(text) == (what, words)


HOSTILE = (
    "a", "1", " ", ".", "@", "1 ", "1-", "A ", "Mr. ", "Mr A", "born ", "12 Main ", "a.", "a@", "1.1.", "tel 1", "record n", "Ä'",
    "de la ", "Street ", "address A ", "May 1 ", "a-", "0 1", "(1", "+1", "Name: ", "Dr. von ", "さ", "씨", "\u0301",
)  # fmt: skip


@pytest.mark.parametrize("part", HOSTILE)
def test_no_text_makes_the_rules_slow(part: str) -> None:
    """Eight times the text costs about eight times the work, whatever it repeats: nothing is tried again and again."""

    assert growth(lambda size: tells_who((part * size)[:size]), 1_000) < 40


@pytest.mark.parametrize("part", ["a", "_", "aA", "name_", "a_", "ä", "first_", "Á́"])
def test_no_key_makes_the_rules_slow(part: str) -> None:
    """Of a key only the beginning is looked at."""
    assert asks_who(part * 100_000) in (True, False)
