"""Edits of a scenario: where each path leads, what the file says afterwards, and how wrong ones are told."""

from typing import Any

import pytest

from infusion_pathways import Pack, ProblemsFound, Scenario
from infusion_pathways.meaning.facts import Missing
from infusion_pathways.scenario.editing import edited, read_edits
from infusion_pathways.scenario.model import HistoryEntry
from infusion_pathways.scenario.parse import parse_scenario
from infusion_pathways.scenario.writing import scenario_plain
from infusion_pathways.source import Document
from infusion_pathways.source.reading import read_json
from tests.conftest import ROOT

ASKED, NOT_RECORDED = Missing.ASKED, Missing.NOT_RECORDED


def document(**changes: Any) -> Document:
    """The tiny patient, with some keys replaced (by `...`: left out)."""
    read = read_json(ROOT / "tests" / "packs" / "patient.json")
    value = {key: part for key, part in {**read.value, **changes}.items() if part is not ...}
    return Document(read.name, read.text, value)


def after(pack: Pack, *sets: str, unset: tuple[str, ...] = (), of: Document | None = None) -> Scenario:
    before = of or document()
    return edited(before, read_edits(before, sets, unset, pack), pack)


def problems(pack: Pack, *sets: str, unset: tuple[str, ...] = (), of: Document | None = None) -> list[tuple[str, str, str]]:
    """Place, code and help of each problem with some edits."""
    with pytest.raises(ProblemsFound) as found:
        after(pack, *sets, unset=unset, of=of)
    return [(problem.place.file, problem.code, problem.help) for problem in found.value.problems]


def with_organs(organs: Any) -> Document:
    return document(diagnoses=[{"disease": "lantern_fever", "organ_involvement": organs}])


def test_no_edit_leaves_the_patient_as_it_is_but_for_what_was_expected(tiny_pack: Pack) -> None:
    assert after(tiny_pack) == parse_scenario(document(), tiny_pack)._replace(expect=None)


def test_facts(tiny_pack: Pack) -> None:
    """A value is replaced, added, asked for, or taken away; with the leading slash or without; names have their spellings."""
    assert after(tiny_pack, "/findings/active_infection=present").findings["active_infection"] == "present"
    assert after(tiny_pack, "findings/infection=present").findings == {
        "active_infection": "present",
        "soot_antibodies": "negative",
    }
    assert after(tiny_pack, "findings/active_infection=unknown").findings["active_infection"] is ASKED
    assert after(tiny_pack, "findings/active_infection=null").findings["active_infection"] is ASKED
    assert "active_infection" not in after(tiny_pack, unset=("/findings/infection",)).findings
    assert after(tiny_pack, "/measures/glow_score=2.5").measures == {"glow_score": 2.5}
    assert after(tiny_pack, "/patient/pregnancy=pregnant", of=document(patient=...)).patient == {"pregnancy": "pregnant"}
    assert after(tiny_pack, 'findings={"infection": "absent"}').findings == {"active_infection": "absent"}
    assert after(tiny_pack, unset=("/measures",)).measures == {}


def test_a_fact_that_the_file_spells_in_its_own_way_stays_one_fact(tiny_pack: Pack) -> None:
    own = document(findings={"infection": "absent"})
    assert after(tiny_pack, "findings/active_infection=present", of=own).findings == {"active_infection": "present"}
    assert after(tiny_pack, unset=("findings/active_infection",), of=own).findings == {}


def test_diagnoses(tiny_pack: Pack) -> None:
    assert after(tiny_pack, "/diagnoses/0/activity=quiet").diagnoses[0].activity == "quiet"
    assert after(tiny_pack, unset=("/diagnoses/0/activity",)).diagnoses[0].activity is NOT_RECORDED
    assert after(tiny_pack, '/diagnoses/0/subtype=["creeping", "sudden"]').diagnoses[0].subtype == ("creeping", "sudden")
    assert [d.disease for d in after(tiny_pack, unset=("/diagnoses/1",)).diagnoses] == ["lantern_fever"]
    one = document(diagnoses=[{"disease": "lantern_fever"}])
    assert [d.disease for d in after(tiny_pack, "/diagnoses/-=paper_cough", of=one).diagnoses] == ["lantern_fever", "paper_cough"]
    level = '/diagnoses/-={"disease": "lf", "activity": "quiet"}'
    other = document(diagnoses=[{"disease": "paper_cough"}])
    assert after(tiny_pack, level, of=other).diagnoses[1].activity == "quiet"


def test_history(tiny_pack: Pack) -> None:
    """Entries are added, changed and taken out; a name alone stands for an entry, with its outcome behind a colon."""
    first, second = after(tiny_pack).treatments  # type: ignore[misc]
    assert after(tiny_pack, "/treatments/-=wickimab:intolerance").treatments == (
        first,
        second,
        HistoryEntry("wickimab", None, "intolerance"),
    )
    assert after(tiny_pack, "/treatments/-=biologic").treatments[2] == HistoryEntry(None, "biologic")  # type: ignore[index]
    assert after(tiny_pack, '/treatments/-={"therapy": "emb", "ongoing": true}').treatments[2].ongoing is True  # type: ignore[index]
    assert after(tiny_pack, "treatments/0/outcome=intolerance").treatments[0].outcome == "intolerance"  # type: ignore[index]
    assert after(tiny_pack, unset=("treatments/0/outcome",)).treatments[0].outcome is NOT_RECORDED  # type: ignore[index]
    assert after(tiny_pack, "treatments/1/therapy=wickimab").treatments[1] == HistoryEntry("wickimab", None, ASKED)  # type: ignore[index]
    assert after(tiny_pack, "treatments/0=wickimab").treatments == (HistoryEntry("wickimab", None), second)
    assert after(tiny_pack, unset=("treatments/0",)).treatments == (second,)
    assert after(tiny_pack, "treatments=unknown").treatments is ASKED
    assert after(tiny_pack, "treatments=[]").treatments == ()
    assert after(tiny_pack, unset=("treatments",)).treatments is NOT_RECORDED
    assert after(tiny_pack, 'treatments=["emberol:failed"]').treatments == (HistoryEntry("emberol", None, "inadequate_response"),)


def test_entries_count_as_in_the_file_whatever_else_is_edited(tiny_pack: Pack) -> None:
    found = after(tiny_pack, "treatments/1/outcome=failed", "treatments/-=wickimab", unset=("treatments/0",)).treatments
    assert found == (HistoryEntry(None, "wick_blocker", "inadequate_response"), HistoryEntry("wickimab", None))
    assert after(tiny_pack, unset=("treatments/0", "treatments/1")).treatments == ()
    three = document(treatments=[{"therapy": name} for name in ("emberol", "wickimab", "flintumab")])
    wrong = problems(tiny_pack, "treatments/2/outcome=failed", "treatments/1/outcome=fine", unset=("treatments/0",), of=three)
    assert [place for place, *_ in wrong] == ["--set /treatments/1/outcome"]


@pytest.mark.parametrize(
    ("organs", "sets", "unset", "wanted"),
    [
        (["lantern_gland"], "inner_ear=present", "", ("lantern_gland", "inner_ear")),
        (["gland"], "lantern_gland=absent", "", ()),
        ("gland", "inner_ear=present", "", ("lantern_gland", "inner_ear")),
        (["lantern_gland"], "gland=present", "", ("lantern_gland",)),
        (["lantern_gland"], "inner_ear=unknown", "", {"lantern_gland": True, "inner_ear": None}),
        (["lantern_gland"], "", "inner_ear", {"lantern_gland": True}),
        (["lantern_gland"], "", "0", {"inner_ear": False}),
        (["lantern_gland"], "0=unknown", "", {"lantern_gland": None, "inner_ear": False}),
        (["lantern_gland"], "-=inner_ear", "", ("lantern_gland", "inner_ear")),
        ({"gland": "absent"}, "lantern_gland=present", "", {"lantern_gland": True}),
        ({"gland": "absent"}, "inner_ear=unknown", "", {"lantern_gland": False, "inner_ear": None}),
        ({"gland": "absent", "inner_ear": "present"}, "", "lantern_gland", {"inner_ear": True}),
        ("unknown", "inner_ear=absent", "", {"inner_ear": False}),
    ],
)
def test_one_organ(organs: Any, sets: str, unset: str, wanted: Any, tiny_pack: Pack) -> None:
    """A closed list gains or loses it; where it is not known, the other organs keep their answers and the list is open."""
    at = "/diagnoses/0/organ_involvement/"
    made = [f"{at}{sets}"] if sets else []
    found = after(tiny_pack, *made, unset=(f"{at}{unset}",) if unset else (), of=with_organs(organs))
    assert found.diagnoses[0].organs == wanted


def test_what_a_scenario_says_of_itself_can_be_edited(tiny_pack: Pack) -> None:
    found = after(tiny_pack, "id=other", "title=Another", 'tags=["a"]', unset=("narrative",))
    assert (found.id, found.title, found.tags, found.narrative) == ("other", "Another", ("a",), "")


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("/finding/soot_antibodies", "did you mean `/findings/soot_antibodies`?"),
        ("soot_antibodies", "did you mean `/findings/soot_antibodies`?"),
        ("/findings/glow_score", "did you mean `/measures/glow_score`?"),
        ("/measures/glow_scor", "did you mean `/measures/glow_score`?"),
        ("/diagnoses/0/organ_involvement/inner_eer", "did you mean `/diagnoses/0/organ_involvement/inner_ear`?"),
        ("/diagnoses/0/organ_involvement/elbow", "`pathways packs --words organs` lists the names"),
        ("/patient/shoe_size", "`pathways packs --words patient` lists the names"),
        ("/diagnoses/2/activity", "did you mean `/diagnoses/0/activity`?"),
        ("/treatments/9/outcome", "did you mean `/treatments/0/outcome`?"),
        ("/treatments/-/outcome", "did you mean `/treatments/0/outcome`?"),
        ("/treatments/01/outcome", "did you mean `/treatments/0/outcome`?"),
        ("", "paths are those which the trace prints, such as `/findings/NAME` or `/treatments/0/outcome`"),
        ("/" + "x" * 100_000, "paths are those which the trace prints, such as `/findings/NAME` or `/treatments/0/outcome`"),
    ],
)
def test_a_path_that_leads_nowhere_says_which_was_meant(path: str, meant: str, tiny_pack: Pack) -> None:
    ((place, code, help),) = problems(tiny_pack, f"{path}=1")
    assert (code, help) == ("no-such-path", meant)
    assert len(place) < 120


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        ("/findings/active_infection=maybe", "unknown-value"),
        ("/findings/conventional_therapy_failed=present", "derived-finding"),
        ("/patient/name=x", "identifying-data"),
        ("/title=Mrs Person", "identifying-data"),
        ("/id=Not An Id", "bad-id"),
        ("/measures/glow_score=high", "wrong-type"),
        ("/measures/glow_score=70", "impossible-value"),
        ("/measures/glow_score=NaN", "not-a-finite-number"),
        ("/diagnoses/0/activity=wild", "unknown-name"),
        ("/diagnoses/0/organ_involvement/inner_ear=maybe", "unknown-value"),
        ("/diagnoses/-=paper_cough", "duplicate-diagnosis"),
        ("/diagnoses/0/disease=paper_cough", "duplicate-diagnosis"),
        ("/treatments/-=wikimab", "unknown-therapy"),
        ("/treatments/0/ongoing=perhaps", "wrong-type"),
        ('/treatments={"a": 1, "a": 2}', "duplicate-key"),
        ("/title=\udcff", "broken-text"),
    ],
)
def test_a_wrong_value_gets_the_message_of_the_file_placed_at_the_option(edit: str, code: str, tiny_pack: Pack) -> None:
    """One message for one problem, at `--set PATH`."""
    found = problems(tiny_pack, edit)
    assert {(place, c) for place, c, _ in found} >= {(f"--set {edit.partition('=')[0]}", code)}
    if edit != "/diagnoses/0/disease=paper_cough":
        assert len(found) == 1


def test_all_problems_come_at_once_each_at_its_option(tiny_pack: Pack) -> None:
    found = problems(tiny_pack, "/measures/glow_score=70", "/findings/active_infection=maybe", unset=("/diagnoses/0/disease",))
    assert [(place, code) for place, code, _ in found] == [
        ("--set /findings/active_infection", "unknown-value"),
        ("--set /measures/glow_score", "impossible-value"),
        ("--unset /diagnoses/0/disease", "missing-key"),
    ]


@pytest.mark.parametrize(
    ("sets", "unset"),
    [
        (("/findings/infection=present", "findings/active_infection=absent"), ()),
        (("/findings/infection=present",), ("/findings/active_infection",)),
        (("/treatments/0/outcome=failed",), ("/treatments/0",)),
        (("/treatments=[]", "/treatments/-=wickimab"), ()),
        (("/diagnoses/0/organ_involvement/0=absent", "/diagnoses/0/organ_involvement/gland=present"), ()),
        ((), ("/measures", "/measures/glow_score")),
    ],
)
def test_edits_of_one_value_clash(sets: tuple[str, ...], unset: tuple[str, ...], tiny_pack: Pack) -> None:
    assert [code for _, code, _ in problems(tiny_pack, *sets, unset=unset)] == ["clashing-edits"]


def test_the_sequence_of_edits_has_no_influence(tiny_pack: Pack) -> None:
    sets = (
        "treatments/-=wickimab",
        "treatments/0/outcome=intolerance",
        "diagnoses/0/organ_involvement/inner_ear=present",
        "id=x",
    )
    assert scenario_plain(after(tiny_pack, *sets)) == scenario_plain(after(tiny_pack, *reversed(sets)))


def test_the_document_stays_as_it_was(tiny_pack: Pack) -> None:
    before = document()
    after(tiny_pack, "treatments/-=wickimab", "diagnoses/0/organ_involvement/inner_ear=present", unset=("measures",), of=before)
    assert before.value == document().value
