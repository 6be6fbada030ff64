"""The glossary is the dictionary of the code too: its words are there, and the words it avoids are not."""

import ast
import importlib
import re
from collections.abc import Iterator

import pytest

from tests.conftest import ROOT
from tools.house import House, read_house

GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
PART = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")

# Names that have a word of the list all the same. None is to be added; one that goes from the code has to go from here.
EXCEPTIONS = {
    "ask.asks.asking",
    "ask.relevance.Asking",
    "ask.self_composition.Twins",
    "ask.sufficient_set.Settling",
    "ask.sufficient_set.settling_set",
    "cases.reason.SaidValue",
    "cli.coverage.CoverageWish",
    "cli.quiz.Playing",
    "coverage.assertion_strength.Noticing",
    "explain.prose.spoken",
    "flip.asking",
    "flip.changes.ChangeWay",
    "flip.changes.way_to",
    "flip.report.beside",
    "picture.cards.boxes_beside",
    "picture.conditions.told",
    "picture.reasons.DoorReason",
    "picture.seen",
    "picture.seen.seen_from",
    "quiz.deciding.Shown",
    "quiz.deciding.shown",
    "scenario.identity.tells_who",
    "whatif.answer.Thing",
    "whatif.idle",
    "whatif.idle.why_idle",
    "whatif.naming.is_told",
    "whatif.naming.said",
}


def table(title: str) -> list[list[str]]:
    """The rows of the table below a heading, cell by cell."""
    section = GLOSSARY.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


def parts_of(name: str) -> set[str]:
    """The words that a name is made of."""
    return {part.lower() for part in PART.findall(name)}


def public_names(house: House) -> Iterator[tuple[str, str]]:
    """The name of each module, and of each public class and function, with where it is."""
    for module, tree in house.trees.items():
        yield module, module.rpartition(".")[2]
        for node in tree.body:
            if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_"):
                yield f"{module}.{node.name}", node.name


def test_every_word_stands_once() -> None:
    """A word has one meaning: it is defined in one row of one table."""
    terms = [term for title in ("Words of users", "Words of the code") for row in table(title) for term in row[0].split(", ")]
    assert len(terms) > 80
    assert sorted(terms) == sorted(set(terms))


def test_what_the_glossary_says_of_the_code_is_there() -> None:
    """Each module and class that a row names exists."""
    named = [name for row in table("Words of the code") for name in re.findall(r"`([\w.]+)`", row[2])]
    assert len(named) > 15
    for name in named:
        path, _, last = name.rpartition(".")
        if last[0].isupper():
            assert hasattr(importlib.import_module(f"infusion_pathways.{path}"), last), name
        else:
            importlib.import_module(f"infusion_pathways.{name}")


def test_no_name_has_a_word_to_avoid() -> None:
    """No module, public class or public function is named with a word that the glossary avoids; an exception is still needed."""
    avoided = {word for row in table("Words to avoid in code") for word in re.findall(r"`(\w+)`", row[0])}
    assert {"told", "seen", "twins", "beside"} <= avoided
    found = {where for where, name in public_names(read_house(ROOT)) if parts_of(name) & avoided}
    assert sorted(found - EXCEPTIONS) == []
    assert sorted(EXCEPTIONS - found) == []


@pytest.mark.parametrize(
    ("name", "parts"), [("BoxLook", {"box", "look"}), ("SARIFLog", {"sarif", "log"}), ("told_by", {"told", "by"})]
)
def test_names_are_taken_apart(name: str, parts: set[str]) -> None:
    """Words in a name begin with a capital, or behind a stroke."""
    assert parts_of(name) == parts
