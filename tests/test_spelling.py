"""Names that look alike are alike: composed (NFC) or not (NFD), wherever they stand or are typed."""

import json
import shutil
import unicodedata
from pathlib import Path

import pytest

from infusion_pathways import Pack, ProblemsFound, advise, load_pack, load_scenario
from infusion_pathways.cases.select import Selection, read_expression
from infusion_pathways.cli.app import run
from infusion_pathways.quiz.case import QuizCase
from infusion_pathways.quiz.names import question_of_word
from infusion_pathways.quiz.selection import CaseSelection, choose
from infusion_pathways.source.reading import parse_json, parse_yaml
from tests.conftest import ROOT

TINY, PATIENT = ROOT / "tests" / "packs" / "tiny", ROOT / "tests" / "packs" / "patient.json"
FORMS = ("NFC", "NFD")
FEVER, DRUG, SOOT = "fièvre_de_lanterne", "mèche", "suié"

each_form = pytest.mark.parametrize("form", FORMS)
each_other_form = pytest.mark.parametrize("other", FORMS)


def spelled(form: str, text: str) -> str:
    return unicodedata.normalize("NFC" if form == "NFC" else "NFD", text)


def a_pack(folder: Path, form: str) -> Path:
    """The tiny pack with aliases beyond ASCII for a disease, a therapy, a finding and a value of it."""
    shutil.copytree(TINY, folder / "tiny", dirs_exist_ok=True)
    words = folder / "tiny" / "vocabulary.yaml"
    text = words.read_text(encoding="utf-8")
    assert "aliases: [lf]" in text
    text = text.replace("aliases: [lf]", f"aliases: [lf, {FEVER}]")
    for section, name, alias in (("therapies", "wickimab", DRUG), ("findings", "soot_antibodies", SOOT)):
        head, mark, rest = text.partition(f"\n{section}:\n")
        assert f"  {name}:" in rest, (name, text)
        before, key, after = rest.partition(f"  {name}:")
        line = after.partition("\n")[0]
        if line.strip().startswith("{"):
            after = after.replace("{", f"{{aliases: [{alias}], ", 1)
        else:
            after = after.replace("\n", f"\n    aliases: [{alias}]\n", 1)
        text = head + mark + before + key + after
    words.write_text(spelled(form, text), encoding="utf-8")
    return folder / "tiny"


def a_patient(folder: Path, form: str) -> Path:
    """The tiny patient in those words, and with a title and a tag beyond ASCII."""
    told = json.loads(PATIENT.read_text(encoding="utf-8"))
    told["diagnoses"][0]["disease"] = FEVER
    told["findings"][SOOT] = told["findings"].pop("soot_antibodies")
    told |= {"title": "Une fièvre", "tags": ["leçon"]}
    told.pop("expect")
    path = folder / "patient.json"
    path.write_text(spelled(form, json.dumps(told, ensure_ascii=False)), encoding="utf-8")
    return path


@each_form
@each_other_form
def test_names_of_a_pack_and_of_a_patient_meet(form: str, other: str, tmp_path: Path, tiny_pack: Pack) -> None:
    """Names in either form in the pack, in the patient, escaped or not: the answer is that of the plain names."""
    pack = load_pack(a_pack(tmp_path, form))
    path = a_patient(tmp_path, other)
    meant = advise(tiny_pack, load_scenario(PATIENT, tiny_pack), "direct")
    for text in (path.read_text(encoding="utf-8"), json.dumps(json.loads(path.read_text(encoding="utf-8")))):
        path.write_text(text, encoding="utf-8")
        found = advise(pack, load_scenario(path, pack), "direct")
        assert (found.outcome, [t.verdict for d in found.diagnoses for t in d.therapies]) == (
            meant.outcome, [t.verdict for d in meant.diagnoses for t in d.therapies],
        )  # fmt: skip


@each_form
@each_other_form
def test_names_on_the_command_line(form: str, other: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A therapy, an edit's path and its value, words of `-k`, in another form than the files have them."""
    pack, patient = str(a_pack(tmp_path, form)), str(a_patient(tmp_path, form))
    drug, fever, soot = (spelled(other, word) for word in (DRUG, FEVER, SOOT))
    assert run(["explain", patient, drug, "--pack", pack, "--engine", "direct"]) == 0
    assert run(["explain", patient, f"{fever}/{drug}", "--pack", pack, "--engine", "direct"]) == 0
    assert run(["what-if", patient, "--set", f"/findings/{soot}=positive", "--pack", pack, "--engine", "direct"]) == 0
    assert run(["what-if", patient, "--set", f"/treatments/-={drug}", "--pack", pack, "--engine", "direct"]) == 0
    capsys.readouterr()
    assert run(["test", patient, "--pack", pack, "-k", spelled(other, "fièvre"), "--engine", "direct"]) == 0
    assert run(["test", patient, "--pack", pack, "-k", spelled(other, "leçon"), "--engine", "direct"]) == 0
    assert run(["test", patient, "--pack", pack, "-k", spelled(other, "fieure"), "--engine", "direct"]) == 2


@each_form
@each_other_form
def test_words_that_pick_cases(form: str, other: str, tmp_path: Path) -> None:
    """`-k` and `--tag` find titles and tags in either form, and the quiz a therapy by an alias."""
    pack = load_pack(a_pack(tmp_path, form))
    patient = load_scenario(a_patient(tmp_path, form), pack)
    assert Selection(expression=read_expression(spelled(other, "fièvre and leçon"))).takes(patient, pack)
    assert not Selection(expression=read_expression(spelled(other, "fiévre"))).takes(patient, pack)
    assert len(choose(pack, [patient], CaseSelection(tags=(spelled(other, "leçon"),)))) == 1
    assert question_of_word(QuizCase(pack, patient), spelled(other, DRUG)).therapy == "wickimab"


def test_keys_that_look_alike_are_the_same_key(tiny_pack: Pack) -> None:
    """Two keys of one object that differ in their form only are a duplicate, in JSON, escaped too, and in YAML."""
    for text in ('{"\u00e9": 1, "e\u0301": 2}', r'{"\u00e9": 1, "e\u0301": 2}'):
        with pytest.raises(ProblemsFound, match="duplicate-key") as found:
            parse_json("a.json", text)
        assert found.value.problems[0].place.column == text.index(", ") + 3
    with pytest.raises(ProblemsFound, match="duplicate-key"):
        parse_yaml("a.yaml", "\u00e9: 1\ne\u0301: 2\n".encode())


def test_aliases_that_look_alike_are_the_same_alias(tmp_path: Path) -> None:
    """Two words of a section cannot both have an accepted spelling, once in each form."""
    pack = a_pack(tmp_path, "NFC")
    words = pack / "vocabulary.yaml"
    text = words.read_text(encoding="utf-8")
    words.write_text(text.replace(f"[lf, {FEVER}]", f"[lf, {FEVER}, {spelled('NFD', FEVER)}]"), encoding="utf-8")
    with pytest.raises(ProblemsFound, match="duplicate-name"):
        load_pack(pack)


def test_texts_stay_as_they_are_written(tmp_path: Path, tiny_pack: Pack) -> None:
    """What is told and not named is not changed by reading it."""
    path = a_patient(tmp_path, "NFD")
    pack = load_pack(a_pack(tmp_path, "NFC"))
    assert load_scenario(path, pack).title == spelled("NFD", "Une fièvre")
