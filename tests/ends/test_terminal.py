"""Width and colour follow what the environment says; completion knows the working folder and the pack; pages are found."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from rich.cells import cell_len

from infusion_pathways.cli.app import run
from infusion_pathways.cli.completing import complete_folder, complete_scenario
from infusion_pathways.cli.docs import pages
from tests.conftest import ROOT
from tests.ends.lines import PATIENT, TINY
from tests.ends.test_streams import on_terminal

RUN = ["run", PATIENT, "--pack", TINY]


@pytest.mark.parametrize("width", [40, 50, 80, 140])
@pytest.mark.parametrize(
    "arguments", [RUN, ["packs", "--rules", "--pack", TINY], ["packs", "--words", "findings", "--pack", TINY]]
)
def test_columns_are_the_width_in_a_pipe_too(
    arguments: list[str], width: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`COLUMNS` is obeyed, and the longest line of a long answer makes use of it."""
    monkeypatch.setenv("COLUMNS", str(width))
    assert run(arguments) == 0
    widest = max(cell_len(line) for line in capsys.readouterr().out.splitlines())
    assert widest <= width
    assert arguments is not RUN or widest > width - 25


@pytest.mark.parametrize("odd", ["0", "-5", "wide", "", "1e3", "99999999999999999999"])
def test_odd_columns_mean_nothing(odd: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """What is no number of columns is passed over."""
    monkeypatch.setenv("COLUMNS", odd)
    assert run(RUN) == 0
    assert 70 < max(map(len, capsys.readouterr().out.splitlines())) <= 80


def test_problems_keep_to_the_width(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Message, excerpt and help of a problem, in a line that is long or wide, with the caret below the word it is about."""
    monkeypatch.chdir(tmp_path)
    text = Path(PATIENT).read_text(encoding="utf-8")
    Path("p.json").write_text(
        text.replace("\n", " ").replace('"lantern_fever"', '"語語語語", "lanternfever": "x"', 1), encoding="utf-8"
    )
    monkeypatch.setenv("COLUMNS", "50")
    assert run(["run", "p.json", "--pack", TINY]) == 2
    *told, last = capsys.readouterr().err.splitlines()
    assert last.startswith("2 problems; more: pathways docs unknown-disease unknown-key")  # to be copied as it is
    assert max(map(cell_len, told)) <= 50
    carets = [number for number, line in enumerate(told) if set(line.partition("|")[2]) <= {" ", "^"} and "^" in line]
    assert carets
    for number in carets:
        marked = told[number - 1]
        assert cell_len(told[number].rstrip()) <= cell_len(marked) + 1


@pytest.mark.parametrize(
    ("settings", "colored"),
    [
        ({}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": "1", "TERM": "dumb"}, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ({"FORCE_COLOR": "0"}, False),
        ({"FORCE_COLOR": ""}, False),
    ],
)
def test_colour_in_a_pipe(
    settings: dict[str, str], colored: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Only where it is forced; `NO_COLOR` wins."""
    for name in ("FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert run(RUN) == 0
    assert ("\x1b[" in capsys.readouterr().out) is colored
    assert run(["test", PATIENT, "--pack", TINY]) == 0
    assert ("\x1b[" in capsys.readouterr().out) is colored


def completed(*words: str) -> list[str]:
    """What bash is offered for the last of some words."""
    typed = " ".join(words)
    settings = {"_PATHWAYS_COMPLETE": "complete_bash", "COMP_WORDS": typed, "COMP_CWORD": str(len(words) - 1)}
    command = [sys.executable, "-c", "from infusion_pathways.cli import main; main()"]
    done = subprocess.run(command, env={**os.environ, **settings}, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return done.stdout.split("\n")[:-1]


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("pathways", "explain", "--pack", TINY, PATIENT, "w"), ["wickimab"]),
        (("pathways", "test", "--pack", TINY, "--pathway", "l"), ["lantern_fever"]),
        (("pathways", "pairs", "--pack", "/no/such/folder", "--rule", "l"), [""]),
        (("pathways", "docs", "unknown-n"), ["unknown-name"]),
    ],
)
def test_completion_knows_the_pack_of_the_line(words: tuple[str, ...], offered: list[str]) -> None:
    """Names are those of `--pack`; a pack that cannot be read offers nothing, without a word."""
    assert completed(*words) == offered


def test_completion_offers_the_working_folder_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files, then folders of the working folder, then what ships; the inside of the only folder that fits; nothing hidden."""
    monkeypatch.chdir(tmp_path)
    for path in ("p.json", "other.txt", ".hidden.json", "cases/a.json", "cases/b.json", "x\x1b.json"):
        Path(path).parent.mkdir(exist_ok=True)
        Path(path).write_text("{}")
    offered = complete_scenario("")
    assert offered[:2] == ["p.json", "cases/"]
    assert offered[2].endswith(".json")
    assert Path(offered[2]).is_relative_to(ROOT / "scenarios")
    assert complete_scenario("ca")[:3] == ["cases/", "cases/a.json", "cases/b.json"]
    assert complete_scenario("cases/b")[:1] == ["cases/b.json"]
    assert complete_folder("c") == ["cases/"]
    assert complete_scenario("no/such/") == []


def test_every_page_has_a_name_and_is_in_the_wheel() -> None:
    """Each page of the docs is shown by its name, no two have the same, and the wheel holds each."""
    below = sorted((ROOT / "docs").rglob("*.md"))
    assert sorted(pages().values()) == below
    held = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    for page in below:
        path = page.relative_to(ROOT)
        assert {path.as_posix(), path.parent.as_posix()} & set(held), page
    for source, target in held.items():
        assert target == f"infusion_pathways/data/{source}"


@pytest.mark.parametrize("name", ["unknown-name", "problems/unknown-name", "docs/problems/unknown-name.md"])
def test_a_page_is_raw_in_a_pipe(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """As it stands in the project, however it is named."""
    assert run(["docs", name]) == 0
    assert capsys.readouterr().out == (ROOT / "docs" / "problems" / "unknown-name.md").read_text(encoding="utf-8")


def test_a_page_that_is_not_there_has_a_near_one(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, and a suggestion."""
    assert run(["docs", "unknwon-name"]) == 2
    assert "there is no page `unknwon-name`\n  help: did you mean `unknown-name`?" in capsys.readouterr().err


def test_a_page_is_made_up_on_a_terminal() -> None:
    """No marks of Markdown, no line that is wider than the terminal."""
    shown = on_terminal(["docs", "truth-and-verdicts"], COLUMNS="70").decode()
    assert "# Truth" not in shown
    assert "](" not in shown
    assert max(cell_len(line) for line in shown.splitlines()) <= 70
