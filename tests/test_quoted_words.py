"""Words that YAML does not read as text (`no`, `on`, numbers), where a pack takes text or a name: the help says quotes."""

import shutil
from pathlib import Path

import pytest

from infusion_pathways import ProblemsFound, load_pack
from tests.conftest import ROOT

PLACES = {
    "a label": ("vocabulary.yaml", "label: emberol,", "label: {},"),
    "a label of a value": ("vocabulary.yaml", "negative: {label: negative}", "negative: {{label: {}}}"),
    "an alias": ("vocabulary.yaml", "aliases: [emb]", "aliases: [{}]"),
    "a question": ("vocabulary.yaml", "question: Is the patient pregnant?", "question: {}"),
    "a level of activity": ("vocabulary.yaml", "[quiet, glowing, blazing]", "[{}, glowing, blazing]"),
    "a class": ("vocabulary.yaml", "within: [biologic]", "within: [{}]"),
    "a unit": ("vocabulary.yaml", "unit: points", "unit: {}"),
    "a version": ("pack.yaml", "version: 0.1.0", "version: {}"),
    "a title": ("sources.yaml", "title: An invented label of tindrizumab,", "title: {},"),
    "a cite": ("lantern_fever/rules.yaml", "cites: [C1]", "cites: [{}]"),
    "a finding": ("lantern_fever/rules.yaml", "finding: active_infection", "finding: {}"),
    "what is asked": ("lantern_fever/rules.yaml", "ask: lamp_test", "ask: {}"),
    "a class in a condition": ("lantern_fever/rules.yaml", "class: conventional, outcome", "class: {}, outcome"),
}


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
@pytest.mark.parametrize("word", ["no", "Yes", "on", "OFF", "5", "1.0", "null", "~"])
def test_quotes_are_the_help(place: tuple[str, str, str], word: str, tmp_path: Path) -> None:
    """At the word itself, with the word as it is written in quotes."""
    name, before, after = place
    pack = tmp_path / "pack"
    shutil.copytree(ROOT / "tests" / "packs" / "tiny", pack)
    text = (pack / name).read_text(encoding="utf-8")
    assert before in text
    (pack / name).write_text(text.replace(before, after.format(word), 1), encoding="utf-8")
    with pytest.raises(ProblemsFound) as raised:
        load_pack(pack)
    problem = next(p for p in raised.value.problems if p.code == "wrong-type")
    at = problem.place
    assert at.text[at.column - 1 : at.column - 1 + at.length] == word
    assert problem.help == f'YAML reads `yes`, `no`, `null` and numbers as text only if they stand in quotes: `"{word}"`'


def test_where_nothing_stands_something_is_asked_for(tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    shutil.copytree(ROOT / "tests" / "packs" / "tiny", pack)
    text = (pack / "vocabulary.yaml").read_text(encoding="utf-8")
    (pack / "vocabulary.yaml").write_text(text.replace("question: Is the patient pregnant?", "question:"), encoding="utf-8")
    with pytest.raises(ProblemsFound) as raised:
        load_pack(pack)
    assert [problem.help for problem in raised.value.problems] == ["nothing stands here; write a text or a name"]
