"""The schema of scenarios and their reader answer alike, as far as a schema can see; no schema asks for a name out of none."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from infusion_pathways import Pack, ProblemsFound, load_pack
from infusion_pathways.author.schemas import schema_files
from infusion_pathways.scenario import parse_scenario
from infusion_pathways.scenario.schema import scenario_schema
from infusion_pathways.source.reading import parse_json
from tests.conftest import ROOT
from tests.sizes import sized

UNSEEN = {"broken-text", "duplicate-diagnosis", "duplicate-key", "identifying-data", "not-a-finite-number"}
"""What no schema sees: that a name stands twice, perhaps in two spellings, who a text is about, what is half a character."""
VALUES: tuple[Any, ...] = (
    None, "unknown", "", "present", "absent", "nobody", "lf", "gland", "emb", "failed", "paper_cough", "quiet", "pos",
    "lamp_test", "lantern.supports.after_failure@wickimab", "FLINT_NOT_INFUSION", True, 0, 3.5, -1, 1000, [], [None],
    ["gland"], ["nobody"], ["abrupt", "creeping"], ["unknown"], {}, {"gland": "present"}, {"nobody": "present"},
    {"gland": "maybe"}, {"lantern_fever/emb": "ruled_out", "lf/wickimab": "candidate"}, {"paper_cough/nobody": "candidate"},
    {"lf/conventional_therapy_failed": True}, {"lantern.supports.after_failure": "unknown"}, ["x" * 3] * 201, "x" * 201,
)  # fmt: skip


def codes(text: str, pack: Pack) -> set[str]:
    """What the reader finds wrong."""
    try:
        parse_scenario(parse_json("case.json", text), pack)
    except ProblemsFound as found:
        return {problem.code for problem in found.problems}
    return set()


def pointers(value: Any, at: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place in a value."""
    yield at
    for key, part in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from pointers(part, (*at, key))


def changed(value: Any, at: tuple[str | int, ...], to: Any) -> Any:
    """The value with another one in a place."""
    whole = copy.deepcopy({"": value})
    holder: Any = whole
    for part in ("", *at)[:-1]:
        holder = holder[part]
    holder[("", *at)[-1]] = to
    return whole[""]


def test_what_the_reader_refuses_the_schema_refuses(tiny_pack: Pack) -> None:
    """Every witness of a problem that is JSON at all, but for what no schema sees."""
    schema = jsonschema.Draft202012Validator(scenario_schema(tiny_pack))
    seen: set[str] = set()
    for path in sorted((ROOT / "tests" / "bad").glob("*.json")):
        try:
            text = path.read_text(encoding="utf-8-sig")
            value = json.loads(text)
        except (ValueError, RecursionError):
            continue
        found = codes(text, tiny_pack)
        seen |= found
        assert found, path.name
        assert not schema.is_valid(value) or found <= UNSEEN, path.name
    assert len(seen) > 15
    assert seen > UNSEEN


@pytest.mark.parametrize("part", ["tags", "patient", "diagnoses", "treatments", "findings", "measures", "expect", "title", "id"])
def test_whatever_stands_in_a_place_both_answer_alike(part: str, tiny_pack: Pack) -> None:
    """Each place of a whole patient takes each of many values, fitting or not: both take it, or both refuse it."""
    schema = jsonschema.Draft202012Validator(scenario_schema(tiny_pack))
    whole = json.loads((ROOT / "tests" / "packs" / "patient.json").read_text(encoding="utf-8"))
    whole["expect"] |= {
        "findings": {"conventional_therapy_failed": True},
        "rules": {"lantern.supports.after_failure": True},
        "not_because": [],
        "not_asks": [],
    }
    taken = refused = 0
    step = sized(4, 1)
    for number, at in enumerate(pointers(whole[part], (part,))):
        for value in VALUES[number % step :: step]:
            case = changed(whole, at, value)
            found = codes(json.dumps(case), tiny_pack)
            if found - UNSEEN or not found:
                assert schema.is_valid(case) is not found, (at, value, found)
                taken, refused = taken + (not found), refused + bool(found)
    assert taken
    assert refused


BARE: dict[str, str] = {
    "nothing": "",
    "no subtype, no level": "diseases: {dust: {label: dust}}\n",
    "one therapy": "therapies: {broom: {label: broom, infusion: true}}\n",
    "a measure without bands": "measures: {specks: {label: specks, unit: count, range: [0, 9]}}\n",
    "a finding": "findings: {sneeze: {label: sneeze}}\n",
    "a check": "checks: {wipe: {label: wipe}}\n",
    "a flag": "flags: {DUST: {label: dust}}\n",
    "a claim": 'claims: {C1: {locator: P1, text: Dust is swept., lens: document, kind: background, reason: it is so}}\n',
}  # fmt: skip


def parts(schema: Any) -> Iterator[dict[str, Any]]:
    """Every object in a schema."""
    if isinstance(schema, dict):
        yield schema
    for part in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from parts(part)


@pytest.mark.parametrize("words", BARE.values(), ids=BARE)
def test_a_vocabulary_with_little_in_it_has_schemas_all_the_same(words: str, tmp_path: Path) -> None:
    """Validators refuse an empty `enum` or `anyOf`: where no name fits, `false` stands. The patient of such a pack is valid."""
    (tmp_path / "pack.yaml").write_text(f'pack: {{id: bare, version: "1", title: Bare}}\n{words}', encoding="utf-8")
    pack = load_pack(tmp_path)
    for text in schema_files(pack).values():
        for part in parts(json.loads(text)):
            assert [] not in (part.get("enum"), part.get("anyOf"), part.get("oneOf"), part.get("allOf"))
    empty: dict[str, Any] = {"tags": [], "patient": {}, "treatments": [], "findings": {}, "measures": {}}
    head = {"schema": "infusion-pathways/scenario/1", "id": "a", "title": "A", **empty}
    diagnoses = [{"disease": name, "subtype": value, "activity": "unknown", "organ_involvement": []}
                 for name in pack.vocabulary.diseases for value in ([], None)]  # fmt: skip
    validator = jsonschema.Draft202012Validator(scenario_schema(pack))
    for case in ({**head, "diagnoses": [diagnosis]} for diagnosis in (*diagnoses, {"disease": "dirt"}, {"disease": None})):
        assert validator.is_valid(case) is (codes(json.dumps(case), pack) == set()), case
    assert not pack.vocabulary.diseases or validator.is_valid({**head, "diagnoses": diagnoses[:1]})
