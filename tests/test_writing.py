"""Writing: a scenario's text leads back to an equal scenario, and a file is written whole or not at all."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infusion_pathways import Pack, ProblemsFound, Scenario
from infusion_pathways.meaning.facts import Missing
from infusion_pathways.scenario import Diagnosis, Expect, HistoryEntry, parse_scenario
from infusion_pathways.scenario.identity import tells_who
from infusion_pathways.scenario.model import NOTHING
from infusion_pathways.scenario.schema import scenario_schema
from infusion_pathways.scenario.writing import scenario_json, scenario_plain
from infusion_pathways.source.reading import parse_json
from infusion_pathways.source.saving import save
from tests.conftest import ROOT
from tests.laws.worlds import worlds
from tests.sizes import sized

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60).filter(lambda text: tells_who(text) is None)


def read_back(text: str, pack: Pack) -> Scenario:
    """The scenario that a text holds, without the places of other spellings."""
    return parse_scenario(parse_json("written.json", text), pack)._replace(pointers=NOTHING)


@settings(max_examples=sized(40, 150))
@given(worlds(rules=0), TEXTS, TEXTS, st.lists(TEXTS, max_size=3))
def test_reading_what_was_written_gives_the_same_scenario(
    world: tuple[Pack, Scenario], title: str, narrative: str, tags: list[str]
) -> None:
    """Parsing the text of a scenario gives an equal scenario, whatever is known, asked or not recorded in it."""
    pack, patient = world
    patient = patient._replace(title=title, narrative=narrative, tags=tuple(tags))
    assert read_back(scenario_json(patient), pack) == patient


def test_every_shipped_scenario_is_read_back_the_same(
    shipped_pack: Pack, shipped_scenarios: list[Scenario], tiny_pack: Pack, tiny_patient: Scenario
) -> None:
    """The law for the files that ship, with what they expect; a second writing changes no byte."""
    for pack, patient in [(tiny_pack, tiny_patient), *((shipped_pack, scenario) for scenario in shipped_scenarios)]:
        text = scenario_json(patient)
        again = read_back(text, pack)
        assert again == patient._replace(pointers=NOTHING)
        assert scenario_json(again) == text


def test_the_text_looks_like_the_shipped_files(tiny_patient: Scenario) -> None:
    """A file that is written in the style of the project comes out byte for byte."""
    assert scenario_json(tiny_patient) == (ROOT / "tests" / "packs" / "patient.json").read_text(encoding="utf-8")


def test_lines_are_not_wide(shipped_scenarios: list[Scenario]) -> None:
    """Only a single text, which cannot be broken, is wider than the lines of the project."""
    wide = [line for patient in shipped_scenarios for line in scenario_json(patient).splitlines() if len(line) > 130]
    assert all(line.strip().startswith(('"narrative"', '"title"')) for line in wide)


def test_written_scenarios_fit_the_schema(shipped_pack: Pack, shipped_scenarios: list[Scenario]) -> None:
    """What is written is what `pathways schema scenario` describes."""
    validator = jsonschema.Draft202012Validator(scenario_schema(shipped_pack))
    for patient in shipped_scenarios:
        validator.validate(scenario_plain(patient))


def test_the_ways_of_not_knowing_are_told_apart() -> None:
    """Asked and not known is written, not recorded is left out; closed lists stay lists and whole numbers have no point."""
    patient = Scenario(
        id="a",
        title='Ä \u2028 "quoted"',
        narrative="",
        diagnoses=(
            Diagnosis("red", ("one", "two"), Missing.ASKED, {"skin": True, "lung": False, "eye": None}),
            Diagnosis("blue", ("one",), "calm", ()),
            Diagnosis("green", Missing.ASKED, Missing.NOT_RECORDED, Missing.ASKED),
        ),
        treatments=(
            HistoryEntry("drug", None, Missing.ASKED, False, "red"),
            HistoryEntry(None, "kind", "works", Missing.NOT_RECORDED),
        ),
        findings={"spots": Missing.ASKED, "fever": "absent"},
        measures={"heat": 3.0, "weight": 20.5},
        expect=Expect(outcome="on_hold", flags=("LOOK",)),
    )
    assert scenario_plain(patient) == {
        "schema": "infusion-pathways/scenario/1",
        "id": "a",
        "title": 'Ä \u2028 "quoted"',
        "diagnoses": [
            {
                "disease": "red",
                "subtype": ["one", "two"],
                "activity": "unknown",
                "organ_involvement": {"skin": "present", "lung": "absent", "eye": "unknown"},
            },
            {"disease": "blue", "subtype": "one", "activity": "calm", "organ_involvement": []},
            {"disease": "green", "subtype": "unknown", "organ_involvement": "unknown"},
        ],
        "treatments": [
            {"therapy": "drug", "outcome": "unknown", "ongoing": False, "for": "red"},
            {"class": "kind", "outcome": "works"},
        ],
        "findings": {"spots": "unknown", "fever": "absent"},
        "measures": {"heat": 3, "weight": 20.5},
        "expect": {"outcome": "on_hold", "flags": ["LOOK"]},
    }
    text = scenario_json(patient)
    assert list(json.loads(text)) == list(scenario_plain(patient))
    assert '"measures": {"heat": 3, "weight": 20.5}' in text
    assert "Ä" in text
    assert "treatments" not in scenario_plain(patient._replace(treatments=Missing.NOT_RECORDED))
    assert scenario_plain(patient._replace(treatments=()))["treatments"] == []


def test_saving_writes_the_text_as_it_is(tmp_path: Path) -> None:
    """UTF-8, no byte more; the same text again leaves the file alone; nothing else is left in the folder."""
    path = tmp_path / "patient.json"
    save(path, "ä\n")
    assert path.read_bytes() == "ä\n".encode()
    before = path.stat()
    save(path, "ä\n")
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert list(tmp_path.iterdir()) == [path]


def test_another_text_is_overwritten_only_when_told(tmp_path: Path) -> None:
    """Without `overwrite` the file stays as it is; with it, the new text is there and the old permissions are kept."""
    path = tmp_path / "patient.json"
    save(path, "old\n")
    path.chmod(0o640)
    with pytest.raises(ProblemsFound, match="file-exists"):
        save(path, "new\n")
    assert path.read_text() == "old\n"
    save(path, "new\n", overwrite=True)
    assert path.read_text() == "new\n"
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_new_file_has_the_permissions_of_any_other(tmp_path: Path) -> None:
    """A file that is saved can be read by whom any new file of the user can be read."""
    (tmp_path / "other").write_text("")
    save(tmp_path / "patient.json", "text\n")
    assert (tmp_path / "patient.json").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """Saving under the name of a link changes the file that it leads to."""
    (tmp_path / "file").write_text("old\n")
    (tmp_path / "link").symlink_to(tmp_path / "file")
    save(tmp_path / "link", "new\n", overwrite=True)
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_text() == "new\n"


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_nothing_half_written_is_left(step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system fails on the way, the old text stands, no other file is left, and one problem says why."""

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "patient.json"
    save(path, "old\n")
    monkeypatch.setattr(os, step, fail)
    with pytest.raises(ProblemsFound, match="it cannot be written: no space left on device") as found:
        save(path, "new\n", overwrite=True)
    assert len(found.value.problems) == 1
    assert path.read_text() == "old\n"
    assert list(tmp_path.iterdir()) == [path]


def test_the_text_is_on_the_disk_before_it_is_in_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sequence matters: first the whole text on the disk, in the same folder, then the name."""
    steps: list[str] = []

    def noted(name: str, act: Callable[..., None]) -> Callable[..., None]:
        def step(*details: object) -> None:
            steps.append(name)
            if name == "replace":
                assert Path(str(details[0])).parent == tmp_path
                assert Path(str(details[0])).read_text() == "text\n"
            act(*details)

        return step

    for name in ("fsync", "replace"):
        monkeypatch.setattr(os, name, noted(name, getattr(os, name)))
    save(tmp_path / "patient.json", "text\n")
    assert steps == ["fsync", "replace"]


def test_what_is_no_ordinary_file_is_not_written_over(tmp_path: Path) -> None:
    """What is neither a file nor free to become one is refused, without waiting for it. A pipe stands for every device."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(ProblemsFound, match="it is no ordinary file"):
        save(pipe, "text\n", overwrite=True)
    assert pipe.is_fifo()
    assert list(tmp_path.iterdir()) == [pipe]


def test_expectations_stand_one_below_the_other() -> None:
    """The scenario itself and what is expected of it are never folded into one line, however short."""
    patient = Scenario("a", "A", "", (Diagnosis("red"),), expect=Expect(outcome="on_hold"))
    assert scenario_json(patient) == (
        "{\n"
        '  "schema": "infusion-pathways/scenario/1",\n'
        '  "id": "a",\n'
        '  "title": "A",\n'
        '  "diagnoses": [{"disease": "red"}],\n'
        '  "expect": {\n'
        '    "outcome": "on_hold"\n'
        "  }\n"
        "}\n"
    )
