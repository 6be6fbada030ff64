"""Each end has a code of its own and one or two lines of words; 1 is a failed case or a finding, nothing else."""

import errno
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from infusion_pathways.cli import app, common
from infusion_pathways.cli.exits import Exit
from infusion_pathways.cli.guard import TRACEBACK, ended
from infusion_pathways.engine import EngineFailed, EnginesDisagree
from infusion_pathways.engine.isolated import EngineLost
from infusion_pathways.meaning.logic import Truth
from infusion_pathways.scenario import Scenario
from infusion_pathways.solver.errors import ReplayDisagrees
from infusion_pathways.source import MissingRequirement, Place, Problem, ProblemsFound
from tests.conftest import ROOT
from tests.ends.lines import PATIENT, TINY

PROBLEM = Problem("unknown-name", "no `x`", Place("file"))


def raised(error: BaseException) -> Callable[[], int]:
    def work() -> int:
        raise error

    return work


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ProblemsFound([PROBLEM]), 2),
        (MissingRequirement([PROBLEM]), 3),
        (ImportError("undefined symbol: x", name="durable_rules_engine"), 3),
        (ModuleNotFoundError("No module named 'rich'", name="rich"), 3),
        (EnginesDisagree("p", "rete", "direct", {"r": (Truth.TRUE, Truth.FALSE)}), 70),
        (EngineFailed("it failed"), 71),
        (EngineLost("it came to an end"), 71),
        (KeyError("x"), 71),
        (AssertionError(), 71),
        (RecursionError("maximum recursion depth exceeded"), 71),
        (MemoryError(), 71),
        (UnicodeEncodeError("ascii", "x", 0, 1, "no"), 71),
        (OSError(errno.EMFILE, "Too many open files", "a"), 71),
        (OSError(errno.ENOSPC, "No space left on device", "a"), 74),
        (OSError(errno.ENOSPC, "No space left on device"), 74),
        (OSError(errno.EIO, "Input/output error"), 74),
        (FileNotFoundError(errno.ENOENT, "No such file or directory", "a\x1b[31m"), 2),
        (PermissionError(errno.EACCES, "Permission denied", b"a"), 2),
        (BrokenPipeError(errno.EPIPE, "Broken pipe"), 141),
        (KeyboardInterrupt(), 130),
        (SystemExit(Exit.CASE_FAILED), 1),
        (SystemExit(1), 2),
        (SystemExit("words\x07"), 2),
        (SystemExit(None), 0),
        (click.exceptions.Exit(Exit.CASE_FAILED), 1),
        (click.exceptions.Exit(1), 2),
        (click.exceptions.Exit(0), 0),
        (click.exceptions.Abort(), 130),
        (click.UsageError("no such thing"), 2),
        (GeneratorExit(), 71),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else str(value),
)
def test_each_end_has_its_code(error: BaseException, code: int, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever is raised, there is a code, and no traceback; nothing that was quoted steers a terminal."""
    assert ended(raised(error)) == code
    told = capsys.readouterr()
    assert told.out == ""
    assert "Traceback" not in told.err
    assert all(c.isprintable() or c == "\n" for c in told.err)
    assert bool(told.err.strip()) is (code not in (0, 1, 130, 141) and str(error) != "1")


def test_a_fault_says_how_to_see_more(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Two lines: what happened, and how to get the traceback; with the variable set the traceback too, and the same code."""
    assert ended(raised(KeyError("x"))) == 71
    assert capsys.readouterr().err.splitlines() == [
        "fault of this program: KeyError: 'x'",
        f"help: set {TRACEBACK}=1 to see where it happened; it belongs in a report of a fault",
    ]
    monkeypatch.setenv(TRACEBACK, "1")
    assert ended(raised(KeyError("x"))) == 71
    told = capsys.readouterr().err
    assert told.startswith("Traceback (most recent call last):\n")
    assert told.endswith("\nfault of this program: KeyError: 'x'\n")


def test_a_disagreement_whose_patient_cannot_be_saved_is_one_all_the_same(
    tiny_patient: Scenario, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The code is 70, and the message says why there is no file."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / f"pathways-disagreement-{tiny_patient.id}.json").mkdir()
    assert ended(raised(ReplayDisagrees(tiny_patient, ("x",)))) == 70
    assert "could not be saved" in capsys.readouterr().err


def test_a_fault_of_any_command_is_71(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A command of the program that breaks anywhere ends so."""
    monkeypatch.setattr("infusion_pathways.cli.packs.opened_pack", lambda _: raised(IndexError("out of range"))())
    assert app.run(["packs"]) == 71
    assert capsys.readouterr().err.startswith("fault of this program: IndexError: out of range\n")


@pytest.mark.parametrize("module", ["yaml", "typer", "click", "rich", "pydantic", "infusion_pathways.cli.run"])
def test_a_part_that_cannot_be_loaded_is_3(module: str) -> None:
    """A module that is missing or broken is named in one line, wherever it is first needed."""
    script = (
        f"import sys; sys.modules[{module!r}] = None; sys.argv = ['pathways', 'run', {PATIENT!r}, '--pack', {TINY!r}]; "
        "from infusion_pathways.cli import main; main()"
    )
    settings = {"INFUSION_PATHWAYS_CACHE": "off", "PATH": "/usr/bin"}
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=settings, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (3, ""), done.stderr
    assert done.stderr.startswith("missing: this needs `")
    assert len(done.stderr.splitlines()) == 2


def test_the_module_runs_as_the_command_does() -> None:
    """`python -m infusion_pathways` is `pathways`, its name in the help too."""
    done = subprocess.run([sys.executable, "-m", "infusion_pathways", "run"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "Usage: pathways run" in done.stderr


def test_all_commands_write_through_one_place() -> None:
    """Only the common module and the guard touch the streams: what a command quotes is always made harmless."""
    import ast

    folder = Path(common.__file__).parent
    for path in sorted(folder.glob("*.py")):
        if path.name in ("common.py", "guard.py", "streams.py"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            told = ast.unparse(node) if isinstance(node, ast.Attribute | ast.Call | ast.Name) else ""
            assert told not in ("typer.echo", "click.echo", "typer.secho", "print"), (path.name, node.lineno)
            assert not told.startswith(("sys.stdout.write", "sys.stderr.write", "print(")), (path.name, node.lineno)
