"""Every JSON document of the command line has one head, and every command that reports has the four readings."""

import json
from pathlib import Path
from typing import Any

import pytest

from infusion_pathways.cli.app import run
from infusion_pathways.document.blocks import NOTICE
from tests.conftest import ROOT

EXAMPLE = ROOT / "scenarios" / "rheumatoid_arthritis" / "ra-methotrexate-and-sulfasalazine-failure.json"
TINY = ROOT / "tests" / "packs" / "tiny"
SOUND = ROOT / "tests" / "packs" / "sound"
PATIENT = ROOT / "tests" / "packs" / "patient.json"
JUDGED = {"direct", "rete", "reference"}
COMMANDS: dict[str, tuple[str, tuple[object, ...]]] = {
    "run": ("trace/2", (EXAMPLE,)),
    "explain": ("explain/1", (EXAMPLE, "rituximab")),
    "what-if": ("what-if/1", (EXAMPLE, "--set", "/patient/age_years=70")),
    "ask": ("ask/1", (PATIENT, "--pack", TINY)),
    "flip": ("flip/1", (PATIENT, "wickimab", "--pack", TINY)),
    "prove": ("prove/1", ("--pack", TINY, "--jobs", "1")),
    "atlas": ("atlas/1", ("--pack", TINY)),
    "pairs": ("pairs/1", ("--pack", TINY, "--jobs", "1")),
    "diff": ("diff/2", (TINY, TINY, "--cases", PATIENT)),
    "mutate": ("mutation-report/2", ("--pack", TINY, "--cases", PATIENT, "--limit", "5", "--jobs", "1")),
    "test": ("test/2", (PATIENT, "--pack", TINY)),
    "lint": ("lint/2", (TINY, "--jobs", "1")),
    "packs": ("packs/1", ("--pack", TINY)),
}
ROLES = {"diff": ["before", "now"]}
JUDGING = set(COMMANDS) - {"packs", "lint"}


def shown(capsys: pytest.CaptureFixture[str], command: str, format: str) -> str:
    code = run([command, *map(str, COMMANDS[command][1]), "--format", format])
    assert code in (0, 1), (command, format)
    return capsys.readouterr().out


@pytest.mark.parametrize("command", COMMANDS)
def test_every_document_has_the_same_head(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Schema, packs with their parts, who judged, the notice, then the result; nothing else, in this order."""
    document: dict[str, Any] = json.loads(shown(capsys, command, "json"))
    assert list(document) == ["schema", "packs", "engines", "notice", "result"]
    assert document["schema"] == f"infusion-pathways/{COMMANDS[command][0]}"
    assert [stamp["role"] for stamp in document["packs"]] == ROLES.get(command, ["rules"])
    assert all(set(stamp) == {"id", "version", "digest", "role"} and len(stamp["digest"]) == 64 for stamp in document["packs"])
    assert set(document["engines"]) <= JUDGED
    assert bool(document["engines"]) is (command in JUDGING)
    assert document["notice"] == NOTICE
    assert not {"schema", "pack", "packs", "notice", "digest"} & set(document["result"])


@pytest.mark.parametrize("command", [name for name in COMMANDS if name not in ("packs", "prove", "atlas", "pairs", "mutate")])
def test_every_report_is_a_page_and_markdown_too(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The notice stands in each of them."""
    assert NOTICE in shown(capsys, command, "html")
    assert shown(capsys, command, "markdown").rstrip().endswith(f"*{NOTICE}*")


def test_a_case_that_fails_stands_on_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With what was expected, what was found and the rule at work."""
    raw = json.loads(PATIENT.read_text()) | {"id": "fails", "expect": {"outcome": "on_hold"}}
    (tmp_path / "fails.json").write_text(json.dumps(raw))
    for format in ("html", "markdown"):
        assert run(["test", str(tmp_path), "--pack", str(TINY), "--format", format]) == 1
        page = capsys.readouterr().out.replace("\\", "")
        assert "outcome: expected on_hold, found" in page
        assert "1 failed" in page
        assert "lantern." in page
