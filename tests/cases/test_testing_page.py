"""The page about testing shows what happens: its case gives its output, and its settings are those of the plugin."""

import re
from pathlib import Path

import pytest

from infusion_pathways.cli.app import run
from infusion_pathways.pytest_plugin import ENGINE, FILES, PACK
from infusion_pathways.scenario.expectation import EXPECT_KEYS
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "testing.md").read_text(encoding="utf-8")


def shown(name: str) -> str:
    """What stands between the marks of a part."""
    found = re.search(rf"<!-- {name}: begin -->\n```\w+\n(.*?)```\n<!-- {name}: end -->", PAGE, re.DOTALL)
    assert found, name
    return found[1]


def test_the_case_on_the_page_gives_the_output_on_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Byte for byte, below the line with the command."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my-cases").mkdir()
    (tmp_path / "my-cases" / "ra-after-methotrexate.json").write_text(shown("case"))
    assert run(["test", "my-cases"]) == 1
    assert f"$ pathways test my-cases\n{capsys.readouterr().out}" == shown("output")


def test_every_key_of_expect_and_every_setting_is_on_the_page() -> None:
    """Each key of `expect` has its row, in the sequence in which they are written; each setting of the plugin has one too."""
    rows = re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)
    assert rows == [*EXPECT_KEYS, FILES, PACK, ENGINE]
