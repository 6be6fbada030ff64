"""Ways of writing a scenario that mean the same, and those that look alike and do not."""

import json
from typing import Any

import pytest

from infusion_pathways import Pack, Scenario
from infusion_pathways.meaning.facts import Missing
from infusion_pathways.scenario import identity, parse_scenario
from infusion_pathways.source.reading import parse_json
from tests.conftest import ROOT


def scenario(pack: Pack, **changes: Any) -> Scenario:
    """The tiny patient with some keys changed."""
    whole = json.loads((ROOT / "tests" / "packs" / "patient.json").read_text())
    return parse_scenario(parse_json("patient.json", json.dumps({**whole, **changes})), pack)


def test_another_accepted_spelling_is_the_same_scenario(tiny_pack: Pack) -> None:
    """Aliases of diseases, subtypes, organs, therapies, outcomes and values lead to the same facts."""
    ours = scenario(
        tiny_pack,
        diagnoses=[{"disease": "lantern_fever", "subtype": "sudden", "organ_involvement": ["lantern_gland"]}],
        treatments=[{"therapy": "emberol", "outcome": "inadequate_response"}],
        findings={"active_infection": "absent", "soot_antibodies": "positive"},
    )
    theirs = scenario(
        tiny_pack,
        diagnoses=[{"disease": "lf", "subtype": "abrupt", "organ_involvement": "gland"}],
        treatments=[{"therapy": "emb", "outcome": "failed"}],
        findings={"infection": "absent", "soot_antibodies": "pos"},
    )
    assert theirs._replace(pointers={}) == ours._replace(pointers={})


def test_one_text_stands_for_a_list_of_one(tiny_pack: Pack) -> None:
    """Where names are listed, a single one needs no brackets; a rule with a therapy is a name as well."""
    rule = "lantern.excludes.failed_before@wickimab"
    one = scenario(tiny_pack, tags="test", expect={"because": rule, "flags": "FLINT_NOT_INFUSION"})
    listed = scenario(tiny_pack, tags=["test"], expect={"because": [rule], "flags": ["FLINT_NOT_INFUSION"]})
    assert one == listed


def test_an_empty_list_of_subtypes_says_nothing(tiny_pack: Pack) -> None:
    """A disease has some subtype: an empty list is not recorded, it denies none. One of organs is closed."""
    found = scenario(tiny_pack, diagnoses=[{"disease": "lantern_fever", "subtype": [], "organ_involvement": []}])
    assert found.diagnoses[0].subtype is Missing.NOT_RECORDED
    assert found.diagnoses[0].organs == ()


@pytest.mark.parametrize(
    "key", ["name", "Name", "patientName", "date of birth", "birthday", "DOB", "e-mail", "zip_code", "nhs-number"]
)
def test_keys_that_ask_who_it_is(key: str) -> None:
    """However they are spelled, with capitals, blanks or hyphens."""
    assert identity.asks_who(key)


@pytest.mark.parametrize(
    "key", ["disease_name", "therapy_name", "renamed", "age_years", "mobility", "photosensitivity", "addressed"]
)
def test_keys_that_only_sound_like_it(key: str) -> None:
    """A key about a disease or a drug is not taken for one about a person."""
    assert not identity.asks_who(key)


@pytest.mark.parametrize(
    "text",
    [
        "RA since two years, DAS28 5.9 after methotrexate",
        "MS Relapsing course; JCV index 1.5",
        "ESR 30-40, CRP 12 to 20, CDAI 10.1",
        "weeks 0, 2 and 6, then every 8 weeks",
        "born in the 1960s; ill since 2015",
        "a ratio of 3/4 in 2020",
    ],
)
def test_texts_that_tell_nobody_who_it_is(text: str) -> None:
    """Clinical numbers, years and abbreviations are not taken for data of a person."""
    assert identity.tells_who(text) is None
