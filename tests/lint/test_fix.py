"""What `--fix` writes: the mended texts, and nothing else; a file that would say something else stays as it is."""

from pathlib import Path

import pytest

from infusion_pathways.cli.app import run
from infusion_pathways.lint.finding import Fix
from infusion_pathways.lint.fixes import fixed_text
from infusion_pathways.pack import load_pack
from infusion_pathways.source.reading import parse_yaml
from tests.lint.witnesses import CASE, GRASS, SAFETY, Witness, looked_at, planted

UGLY = "# a comment before\n- id: safety.clovermab.grass_allergy   # and one beside\n  title:   'grass allergy.'  # in quotes\n"


def test_texts_are_mended_and_everything_else_stays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Comments, blanks and quotes stay; a second run finds and writes nothing."""
    pack = planted(tmp_path, Witness("", SAFETY, GRASS, "", ""), UGLY)
    path = pack / SAFETY
    before = path.read_text()
    path.write_text(before.replace("Labels look for hay first.", "labels look for hay first").replace("[R2, R3]", "[R2, R3, R2]"))
    assert run(["lint", str(pack), "--fix", "--jobs", "1"]) == 0
    assert path.read_text() == before.replace("'grass allergy.'", "'Grass allergy'")
    assert "mended: 3 in" in capsys.readouterr().err
    inode = path.stat().st_ino
    assert run(["lint", str(pack), "--fix", "--jobs", "1"]) == 0
    assert path.stat().st_ino == inode
    assert "mended:" not in capsys.readouterr().err


def test_the_title_of_a_case_is_mended_in_its_json(tmp_path: Path) -> None:
    pack = planted(tmp_path, Witness("", CASE, '"A wild bloom in an adult"', "", ""), '"a wild bloom in an adult."')
    before = (pack / CASE).read_text()
    assert run(["lint", str(pack), "--fix", "--jobs", "1"]) == 0
    assert (pack / CASE).read_text() == before.replace("a wild bloom in an adult.", "A wild bloom in an adult")


@pytest.mark.parametrize(
    "title",
    [
        ">-\n    grass\n    allergy",
        "grass\n    allergy",
        '"grass \\u0061llergy"',
        "grass",
    ],
)
def test_what_is_not_mechanical_is_found_and_left(title: str, tmp_path: Path) -> None:
    """A text over several lines, with escapes, or of one bare word, which another spelling could turn into something else."""
    pack = planted(tmp_path, Witness("", SAFETY, GRASS, "", ""), f"- id: safety.clovermab.grass_allergy\n  title: {title}\n")
    before = (pack / SAFETY).read_bytes()
    assert [(finding.check, finding.fix) for finding in looked_at(pack).findings] == [("title-style", None)]
    assert run(["lint", str(pack), "--fix", "--jobs", "1"]) == 1
    assert (pack / SAFETY).read_bytes() == before


def test_what_is_allowed_is_not_mended(tmp_path: Path) -> None:
    text = "- id: safety.clovermab.grass_allergy\n  title: grass allergy  # lint: allow title-style - a small name\n"
    pack = planted(tmp_path, Witness("", SAFETY, GRASS, "", ""), text)
    before = (pack / SAFETY).read_bytes()
    assert run(["lint", str(pack), "--fix", "--jobs", "1"]) == 0
    assert (pack / SAFETY).read_bytes() == before


def test_a_file_that_would_say_something_else_is_not_written() -> None:
    """A mend whose characters do not come out as the value it stands for is none; neither is one that breaks the file."""
    document = parse_yaml("x.yaml", b"title: grass allergy  # why\nother: 1\n")
    place = document.place(("title",))
    assert (
        fixed_text(document, [Fix(place, "Grass allergy", ("title",), "Grass allergy")])
        == "title: Grass allergy  # why\nother: 1\n"
    )
    assert fixed_text(document, [Fix(place, "Grass: allergy", ("title",), "Grass: allergy")]) is None
    assert fixed_text(document, [Fix(place, "Grass # allergy", ("title",), "Grass # allergy")]) is None


def test_the_mended_pack_means_the_same(tmp_path: Path) -> None:
    """Rules, conditions and cites are those of before; only the title differs."""
    pack = planted(tmp_path, Witness("", SAFETY, GRASS, "", ""), UGLY)
    before = load_pack(pack).rules
    run(["lint", str(pack), "--fix", "--jobs", "1"])
    after = load_pack(pack).rules
    assert {id: rule._replace(title="") for id, rule in before.items()} == {
        id: rule._replace(title="") for id, rule in after.items()
    }
    assert after["safety.clovermab.grass_allergy"].title == "Grass allergy"
