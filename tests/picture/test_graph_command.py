"""`pathways graph`: what it writes and where, what it refuses, and the pictures of the docs."""

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from infusion_pathways.cli.app import run
from infusion_pathways.cli.graph import complete_disease
from tests.conftest import ROOT

PATIENT = str(ROOT / "scenarios/multiple_sclerosis/ms-jcv-not-known.json")
TINY = str(ROOT / "tests/packs/tiny")
TWO = str(ROOT / "scenarios/multiple_sclerosis/ms-and-nmosd-both-diagnosed.json")


@pytest.mark.parametrize(("format", "start"), [("svg", "<svg "), ("mermaid", "flowchart BT\n"), ("dot", "digraph ")])
def test_formats(format: str, start: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each format on standard output, and nothing else there."""
    assert run(["graph", PATIENT, "--format", format]) == 0
    printed = capsys.readouterr()
    assert printed.out.startswith(start)
    assert "atalizumab" in printed.out
    assert printed.err == ""


def test_a_pack_of_one_pathway_needs_no_name(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a file and a name, the only pathway is drawn."""
    assert run(["graph", "--pack", TINY]) == 0
    named = capsys.readouterr().out
    assert run(["graph", "--pack", TINY, "--pathway", "lantern_fever"]) == 0
    assert capsys.readouterr().out == named
    assert "indrizumab" in named


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "which-pathway"),
        (["--pathway", "crohns_diseas"], "did you mean `crohns_disease`?"),
        ([PATIENT, "--disease", "multiple_scleroses"], "did you mean `multiple_sclerosis`?"),
        ([PATIENT, "--disease", "crohns_disease"], "no-such-diagnosis"),
        ([PATIENT, "--pathway", "crohns_disease"], "--disease names one"),
        (["--disease", "crohns_disease"], "needs a scenario file"),
        ([PATIENT, "--width", "100"], "100 is not in the range"),
        (["no-such-patient.json"], "no-such-file"),
    ],
)
def test_what_is_refused(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Bad input and usage end with exit code 2, a message, and nothing on standard output."""
    assert run(["graph", *arguments]) == 2
    printed = capsys.readouterr()
    assert said in " ".join(printed.err.replace("│", " ").split())
    assert printed.out == ""


def test_saved_whole_or_not_at_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--out writes the same bytes as standard output, and replaces another text only with --overwrite."""
    out = tmp_path / "way.svg"
    assert run(["graph", PATIENT]) == 0
    printed = capsys.readouterr().out
    assert run(["graph", PATIENT, "--out", str(out)]) == 0
    assert run(["graph", PATIENT, "--out", str(out)]) == 0
    assert out.read_text(encoding="utf-8") == printed
    assert run(["graph", TWO, "--out", str(out)]) == 2
    assert "file-exists" in capsys.readouterr().err
    assert out.read_text(encoding="utf-8") == printed
    assert run(["graph", TWO, "--out", str(out), "--overwrite"]) == 0
    assert "euromyelitis" in out.read_text(encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["way.svg"]


def test_width_detail_and_disease(capsys: pytest.CaptureFixture[str]) -> None:
    """Each says what it says: how wide, how much, and of which diagnosis."""
    widths, sizes = set(), []
    for width in ("320", "1280"):
        assert run(["graph", PATIENT, "--width", width]) == 0
        widths.add(ET.fromstring(capsys.readouterr().out).get("width"))
    for detail in ("short", "standard", "full"):
        assert run(["graph", PATIENT, "--detail", detail]) == 0
        sizes.append(len(capsys.readouterr().out))
    assert widths == {"320", "1280"}
    assert sizes == sorted(sizes)
    assert len(set(sizes)) == 3
    assert run(["graph", TWO, "--disease", "multiple_sclerosis"]) == 0
    assert "No pathway of these rules" not in capsys.readouterr().out


def test_completion_of_diseases() -> None:
    """Diseases with a pathway are completed."""
    assert complete_disease("crohns") == ["crohns_disease"]


def test_the_pictures_of_the_docs_are_current() -> None:
    """Both pictures of the page on the command line are what the code draws today."""
    done = subprocess.run([sys.executable, "docs/images/ladders.py", "--check"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
