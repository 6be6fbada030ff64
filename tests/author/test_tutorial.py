"""The tutorial for authors: its commands run, its files are in form, its minutes add up."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from infusion_pathways.cli.app import run
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "authoring.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def runner() -> ModuleType:
    spec = importlib.util.spec_from_file_location("teaching", ROOT / "docs" / "teaching.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_command_prints_what_the_page_shows(
    runner: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """From an empty folder to a pathway in which no error goes unnoticed; at the end it is in form, linted and passes."""
    assert runner.refreshed(PAGE, tmp_path) == PAGE, "run python docs/teaching.py"
    monkeypatch.chdir(tmp_path)
    assert run(["lint", "my-rules", "--fail-on", "note"]) == 0
    assert run(["fmt", "my-rules", "--check"]) == 0
    assert run(["test", "my-rules", "--pack", "my-rules", "--min", "100"]) == 0
    cases = re.findall(r"<!-- write: (\S+) -->", PAGE)
    assert len(cases) == 5
    assert all(Path(case).is_file() for case in cases)


def test_an_edit_fits_once_or_not_at_all(runner: ModuleType, tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("a:\n  b: 1\n  c: 2\n")
    runner.edit(file, " a:\n-  b: 1\n+  b: 3\n+  d: 4\n")
    assert file.read_text() == "a:\n  b: 3\n  d: 4\n  c: 2\n"
    with pytest.raises(ValueError, match="stand in it 0 times"):
        runner.edit(file, "-  b: 1\n+  b: 3\n")
    file.write_text("a\na\n")
    with pytest.raises(ValueError, match="stand in it 2 times"):
        runner.edit(file, "-a\n+b\n")


@pytest.mark.parametrize("line", ["pathways new pack X  # exit code 1", "pathways new pack X", "rm -rf x", "cp x y"])
def test_a_command_that_ends_otherwise_is_an_error(
    runner: ModuleType, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match=r"exit code 2|not a command"):
        runner.output_of(line)


def test_the_minutes_add_up() -> None:
    """What the title promises is what the headings add up to."""
    minutes = [int(number) for number in re.findall(r"^## .*\((\d+) minutes\)$", PAGE, re.MULTILINE)]
    (promised,) = re.findall(r"^# .* in (\d+) minutes$", PAGE, re.MULTILINE)
    assert sum(minutes) == int(promised)
