"""The README keeps its word: its commands run, its snippet works, its picture and tables are what the program says."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections import defaultdict
from pathlib import Path

import pytest
import typer

from infusion_pathways.cli.app import app
from infusion_pathways.cli.common import Exit
from infusion_pathways.meaning.outcomes import OUTCOME_TABLE
from infusion_pathways.meaning.verdicts import Verdict
from tests.conftest import ROOT
from tests.unlisted import strip_list

README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMAND_LINE = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
PICTURE = ROOT / "docs" / "images" / "run.svg"
COMMANDS = dict(re.findall(r"<!-- command: (\w+) -->\n```sh\n(.*?)\n```\n", README, re.DOTALL))
SETS_UP = "python3 -m venv .venv && .venv/bin/pip install -q -c constraints.txt -e "
COLUMN = 12.2


def pathways(line: str) -> str:
    """What `pathways` with the arguments of a line prints, run from the top folder."""
    main = [sys.executable, "-c", "from infusion_pathways.cli import main; main()"]
    done = subprocess.run([*main, *shlex.split(line)[1:]], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout


def without_version(output: str) -> str:
    return re.sub(r"^Rules: .*\n", "", output, flags=re.MULTILINE)


def test_two_commands_of_one_line_set_everything_up() -> None:
    """One line shows an answer and one line runs the tests, each from a fresh clone."""
    assert list(COMMANDS) == ["run", "test"]
    for line in COMMANDS.values():
        assert "\n" not in line
        assert line.startswith(SETS_UP)
    assert COMMANDS["test"].endswith("-e '.[dev]' && .venv/bin/pytest -n auto --dist worksteal")


def test_powershell_does_the_same() -> None:
    """Each line of PowerShell sets the same up, and shows the same patient; the second runs the cases."""
    (block,) = re.findall(r"<!-- command: powershell -->\n```powershell\n(.*?)```\n", README, re.DOTALL)
    shown, tested = (line.replace("\\", "/").replace(".venv/Scripts/", ".venv/bin/").split("; ") for line in block.splitlines())
    assert shown == COMMANDS["run"].replace("python3", "python").split(" && ")
    assert tested == [*shown[:-1], ".venv/bin/pathways test"]


def test_the_first_command_explains_a_shipped_scenario() -> None:
    """What the first line runs after its set-up prints a whole trace."""
    line = COMMANDS["run"].rpartition(" && ")[2].removeprefix(".venv/bin/")
    output = pathways(line)
    assert output.startswith("INFUSION CANDIDATES\n")
    assert "Infliximab: candidate" in output
    assert "It is not medical advice" in " ".join(output.split())


@pytest.mark.slow
@pytest.mark.skipif(os.environ.get("README_FRESH") != "1", reason="set README_FRESH=1 to run the README from a fresh clone")
@pytest.mark.parametrize(("name", "shows"), [("run", "INFUSION CANDIDATES"), ("test", " passed")])
def test_commands_run_from_a_fresh_clone(name: str, shows: str, tmp_path: Path) -> None:
    """Both lines do what they promise on a machine that has Python and a C compiler, and node for what others read."""
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(tmp_path / "clone")], check=True)
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST_", "README_", "VIRTUAL_ENV"))}
    done = subprocess.run(
        ["bash", "-c", COMMANDS[name]], cwd=tmp_path / "clone", env=kept, capture_output=True, text=True, timeout=1200
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    assert shows in done.stdout


def test_the_front_door_snippet_works(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Eight lines of Python are enough, and they run as they stand."""
    (snippet,) = re.findall(r"<!-- snippet: front door -->\n```python\n(.*?)```\n", README, re.DOTALL)
    assert len(snippet.splitlines()) <= 8
    monkeypatch.chdir(ROOT)
    exec(compile(snippet, "README.md", "exec"), {})
    outcome, first, *_ = capsys.readouterr().out.splitlines()
    assert outcome.startswith("For rheumatoid arthritis")
    assert first.startswith("infliximab candidate ['ra.")


def test_the_refuted_property_is_what_the_rules_give_without_the_rule(tmp_path: Path) -> None:
    """The proof of the README, replayed: a copy of the rules without the one rule, and what `prove` says of it."""
    shutil.copytree(ROOT / "rules", tmp_path / "faulty-rules")
    strip_list(tmp_path / "faulty-rules")
    file = tmp_path / "faulty-rules" / "safety" / "natalizumab.yaml"
    text = file.read_text(encoding="utf-8")
    rule = re.search(r"  - id: safety\.natalizumab\.pml_history\n.*?\n\n", text, re.DOTALL)
    assert rule
    file.write_text(text.replace(rule[0], ""), encoding="utf-8")
    (shown,) = re.findall(r"<!-- output of a proof: begin -->\n```console\n\$ (.*?)\n(.*?)```\n", README, re.DOTALL)
    main = [sys.executable, "-c", "from infusion_pathways.cli import main; main()"]
    done = subprocess.run([*main, *shlex.split(shown[0])[1:]], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == Exit.CASE_FAILED, done.stderr
    assert without_version(done.stdout) == shown[1]


def test_every_command_option_and_exit_code_is_described() -> None:
    """The page on the command line names them all, and the README every exit code."""
    group = typer.main.get_command(app)
    commands = getattr(group, "commands")  # noqa: B009 - typer's own stubs hide it
    for name, command in commands.items():
        assert f"`pathways {name} " in COMMAND_LINE or f"`pathways {name}`" in COMMAND_LINE, name
        for parameter in command.params:
            for option in parameter.opts:
                assert not option.startswith("-") or f"`{option}" in COMMAND_LINE, f"{name} {option}"
    for option in [*(option for parameter in group.params for option in parameter.opts), "--help", "-h"]:
        assert f"`{option}`" in COMMAND_LINE, option
    for code in Exit:
        assert f"| {code.value} | " in README
        assert f"| {code.value} | " in COMMAND_LINE


def test_every_verdict_and_outcome_is_told() -> None:
    """The README tells each verdict once, the page on truth the outcomes in the sequence of their table."""
    told = re.findall(r"^\| `(\w+)` \|", README, re.MULTILINE)
    assert sorted(told) == sorted(verdict.value for verdict in Verdict)
    page = (ROOT / "docs" / "truth-and-verdicts.md").read_text(encoding="utf-8")
    outcomes = re.findall(r"^\| \d+ \| `(\w+)` \|", page.partition("| outcome |")[2], re.MULTILINE)
    assert outcomes == [row.outcome.value for row in OUTCOME_TABLE]


@pytest.mark.parametrize("script", ["docs/tables.py", "docs/images/make.py"])
def test_what_is_generated_is_current(script: str) -> None:
    """The tables and the picture are what the code says today."""
    done = subprocess.run([sys.executable, script, "--check"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_picture_is_the_real_output() -> None:
    """Read line by line, the picture says what the command beside it prints, the version of the rules left out."""
    ((command, block),) = re.findall(r"<!-- output: begin -->\n```console\n\$ (.*?)\n(.*?)```\n", README, re.DOTALL)
    output = without_version(pathways(command))
    assert block == output
    rows: dict[float, dict[int, str]] = defaultdict(dict)
    for element in ElementTree.parse(PICTURE).getroot().iter("{http://www.w3.org/2000/svg}text"):
        if "clip-path" in element.attrib:
            rows[float(element.attrib["y"])][round(float(element.attrib["x"]) / COLUMN)] = element.text or ""
    lines = []
    for _, pieces in sorted(rows.items()):
        line = ""
        for column, text in sorted(pieces.items()):
            line = line.ljust(column) + text.replace("\xa0", " ")
        lines.append(line.rstrip())
    assert lines == output.rstrip("\n").split("\n")


def test_the_picture_needs_nothing_from_the_network() -> None:
    """No font, style or image is loaded from elsewhere; a fixed-width font of the reader's machine does."""
    picture = PICTURE.read_text(encoding="utf-8")
    assert "@font-face" not in picture
    assert not re.search(r"url\((?!#)|@import|<image|href=", picture)
    assert "monospace" in picture


def test_the_readme_is_short() -> None:
    """A reader gets through it."""
    assert len(README.splitlines()) <= 235
