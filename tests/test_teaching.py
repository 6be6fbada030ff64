"""The lesson for teachers: its commands run, its minutes add up, what it names is there."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "teaching.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def teaching() -> ModuleType:
    spec = importlib.util.spec_from_file_location("teaching", ROOT / "docs" / "teaching.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_command_prints_what_the_page_shows(teaching: ModuleType, tmp_path: Path) -> None:
    """All commands run one after another; what they write is there afterwards, and the good student of the class is."""
    assert teaching.refreshed(PAGE, tmp_path) == PAGE, "run python docs/teaching.py"
    written = set(re.findall(r"^\$ .* > (\S+)$", PAGE, re.MULTILINE))
    assert written == {"first-patient.html", "first-patient-natalizumab.html", "the-ladder.svg", "pair.html", "s1.txt", "s3.txt"}
    assert all((tmp_path / name).stat().st_size > 1000 for name in written)
    assert len(list((tmp_path / "hand-out").iterdir())) == 3
    assert "reasons 3 of 3" in (tmp_path / "s1.txt").read_text(encoding="utf-8")


def test_an_output_that_changed_is_noticed(teaching: ModuleType, tmp_path: Path) -> None:
    """A page that says otherwise is not what comes of running it; a line that is gone from a shortened output is an error."""
    block = (
        "```console\n$ pathways explain scenarios/general/psoriasis-outside-the-document.json infliximab --detail short\n{}```\n"
    )
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert teaching.refreshed(block.format("SOMETHING ELSE\n"), tmp_path / "a") != block.format("SOMETHING ELSE\n")
    with pytest.raises(ValueError, match="is not in list"):
        teaching.refreshed(block.format("[...]\nSOMETHING ELSE\n[...]\n"), tmp_path / "b")


def test_what_is_left_out_is_only_what_is_marked(teaching: ModuleType) -> None:
    printed = "one\ntwo\nthree\nfour\nfive\n"
    assert teaching.kept("x\n", printed) == printed
    assert teaching.kept("one\n[...]\nfour\nfive\n", printed) == "one\n[...]\nfour\nfive\n"
    assert teaching.kept("[...]\ntwo\n?\nfour\n[...]\n", printed) == "[...]\ntwo\nthree\nfour\n[...]\n"


def test_the_minutes_add_up() -> None:
    """The plan is 45 minutes, and the headings follow it."""
    plan = [int(minutes) for minutes in re.findall(r"^\| (\d+) \|", PAGE, re.MULTILINE)]
    assert sum(plan) == 45
    headings = [(int(a), int(b)) for a, b in re.findall(r"^## Minutes (\d+) to (\d+):", PAGE, re.MULTILINE)]
    starts = [sum(plan[:number]) for number in range(len(plan))]
    assert headings == [(start, start + length) for start, length in zip(starts, plan, strict=True)]


def test_the_cases_and_misreadings_named_are_shipped() -> None:
    """Each misreading is one of the pack, and the case beside it carries its tag."""
    from infusion_pathways import load_pack
    from infusion_pathways.source import read_json

    known = {word.label: name for name, word in load_pack().misconceptions.items()}
    rows = re.findall(r"^\| ([^|`]+) \| [^|]+\? \| `([\w-]+)` \|$", PAGE, re.MULTILINE)
    assert len(rows) == 7
    for label, case in rows:
        (file,) = (ROOT / "scenarios" / "course").rglob(f"{case}.json")
        assert f"catches:{known[label]}" in read_json(file).value["tags"], case


def test_the_narratives_are_read_as_they_are_shipped() -> None:
    """What the teacher reads aloud is what the program shows."""
    shown = [" ".join(quote.replace("> ", "").split()) for quote in re.findall(r"(?:^> .*\n)+", PAGE, re.MULTILINE)]
    shipped = {file.stem: file.read_text(encoding="utf-8") for file in (ROOT / "scenarios" / "course").rglob("*.json")}
    assert len(shown) == 2
    assert shown[0] in shipped["ladder-crohns-after-two-drugs"]
    assert shown[1] in shipped["unknown-antibody-not-back-yet"]
