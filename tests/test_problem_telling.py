"""How problems reach a person: on standard error, with an exit code, and with a suggestion only where one is near."""

import io
import random
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from infusion_pathways.cli.app import run
from infusion_pathways.source import nearest
from tests.conftest import ROOT
from tests.witnesses import BAD

TINY = str(ROOT / "tests" / "packs" / "tiny")

FILES = sorted(path for path in BAD.glob("*.*") if path.is_file())


@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_run_refuses_bad_input_with_exit_code_2_and_prints_no_trace(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`pathways run` on a bad file ends with 2, writes nothing to standard output, the code and its page to standard error."""
    code = path.stem.partition("--")[0]
    for format in ("text", "json", "markdown"):
        assert run(["run", "--pack", TINY, "--format", format, str(path)]) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert f": {code}: " in said.err
        assert said.err.endswith(f"more: pathways docs {code}\n")


def test_standard_input_is_read_and_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """`-` reads standard input; problems name it so."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b'{"a": }')))
    assert run(["run", "--pack", TINY, "-"]) == 2
    assert capsys.readouterr().err.startswith("standard input:1:7: not-json: ")


def test_the_command_itself_ends_with_exit_code_2() -> None:
    """The installed command, as a process of its own, does the same."""
    command = [sys.executable, "-c", "from infusion_pathways.cli import main; main()", "run", "--pack", TINY, "no/such.json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("no/such.json: no-such-file: there is no such file\n")


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("wikimab", "wickimab"),
        ("Wickimab", "wickimab"),
        ("wikkimap", "wickimab"),
        ("wckmb", None),
        ("aspirin", None),
        ("flint", None),
        ("tindrizmab", "tindrizumab"),
        ("emberole", "emberol"),
        ("emb", None),
        ("", None),
    ],
)
def test_did_you_mean_names_only_what_is_near(word: str, meant: str | None) -> None:
    """A suggestion is within a third of the word's length, four letters at most; beyond that there is none."""
    assert nearest(word, ["wickimab", "flintumab", "tindrizumab", "emberol"]) == meant


def test_did_you_mean_is_the_nearest_within_the_distance() -> None:
    """For random words: a suggestion exists exactly when some known word is within the distance, and none is nearer."""
    chance = random.Random(1)
    for _ in range(500):
        known = ["".join(chance.choices("ab", k=chance.randint(1, 9))) for _ in range(4)]
        word = "".join(chance.choices("ab", k=chance.randint(1, 12)))
        limit = min(4, max(1, len(word) // 3))
        distances = {name: _distance(word, name) for name in known}
        found = nearest(word, known)
        if min(distances.values()) > limit:
            assert found is None
        else:
            assert found is not None
            assert distances[found] == min(distances.values())


@cache
def _distance(left: str, right: str) -> int:
    """The edit distance, from its definition."""
    if not left or not right:
        return len(left) + len(right)
    return min(
        _distance(left[1:], right) + 1,
        _distance(left, right[1:]) + 1,
        _distance(left[1:], right[1:]) + (left[0] != right[0]),
    )
