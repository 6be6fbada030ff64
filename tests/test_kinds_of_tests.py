"""Every kind of test that a condition can be made of is known to all rooms that have to know it; what is missing is named."""

from collections.abc import Callable
from typing import Any, get_args

import jsonschema
import pytest

from infusion_pathways import Pack
from infusion_pathways.author.schemas import pack_file_schema
from infusion_pathways.diff.condition_words import ConditionWords
from infusion_pathways.meaning.condition import Leaf
from infusion_pathways.solver.encoding import encode_pathway
from infusion_pathways.trace.condition_words import condition_words
from tests.prove.small import DISEASE, pack_of, words

KINDS = {kind.__name__: kind for kind in get_args(Leaf)}
# How an author writes one of each kind. A new kind needs its line here, and then everything below of it.
WRITTEN: dict[str, dict[str, Any]] = {
    "Always": {"always": True},
    "Derived": {"finding": "worn_down"},
    "IsOneOf": {"finding": "spots"},
    "Within": {"measure": "weight", "above": 50, "unit": "kg"},
    "Listed": {"organ": "root"},
    "Treated": {"treatment": {"class": "old", "outcome": "failed"}},
    "Known": {"known": "finding.spots"},
}


def rule(name: str, when: dict[str, Any], then: dict[str, str]) -> dict[str, Any]:
    about = {"id": name, "title": "A reason", "lens": "document", "because": "It says so.", "cites": ["C1"]}
    return {**about, "when": when, "then": then}


def sections(kind: str) -> dict[str, Any]:
    """A pack with one reason, whose condition is of a kind."""
    head = {"id": "own", "title": "Own", "diseases": [DISEASE], "therapies": ["alphamab"]}
    reason = rule("own.reason", WRITTEN[kind], {"supports": "alphamab"})
    return {"pathway": head, "rules": [rule("own.worn", {"finding": "fever"}, {"finding": "worn_down"}), reason]}


def condition(pack: Pack) -> Any:
    return next(clause.when for clause in pack.programs["own"].clauses if clause.rule.id == "own.reason")


def test_each_kind_is_written_here() -> None:
    assert set(WRITTEN) == set(KINDS)


def told(pack: Pack, when: Any) -> None:
    assert condition_words(when, pack.vocabulary)


def told_by_diff(pack: Pack, when: Any) -> None:
    assert ConditionWords(pack.vocabulary, "").part(when).words


def encoded(pack: Pack, when: Any) -> None:
    planes = encode_pathway(pack, "own").reading.planes(when)
    assert len(planes) == 2


def in_the_schema(pack: Pack, when: Any) -> None:
    schema = pack_file_schema(pack, "rules")
    jsonschema.Draft202012Validator(schema).validate(sections(type(when).__name__))


@pytest.mark.parametrize("kind", WRITTEN)
@pytest.mark.parametrize("known_to", [told, told_by_diff, encoded, in_the_schema])
def test_every_room_knows_every_kind(kind: str, known_to: Callable[[Pack, Any], None]) -> None:
    """The reader gives that kind; its words in traces and comparisons, its planes for the solver, its place in the schema."""
    pack = pack_of({**words(), "pathways": [sections(kind)]})
    when = condition(pack)
    assert type(when) is KINDS[kind]
    known_to(pack, when)
