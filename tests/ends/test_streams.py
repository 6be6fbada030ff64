"""However its streams are, a command ends in a message and a code: never in a traceback, never with 1 where nothing failed."""

import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.ends.lines import PATIENT, TINY, lines
from tests.sizes import LONG, sized

PATHWAYS = [sys.executable, "-c", "from infusion_pathways.cli import main; main()"]
ENCODINGS = ("ascii", "cp1252", "cp932")
OUTPUTS = ("closed", "full", "head")
WANTED = {"closed": (74,), "full": (74,), "head": (0, 141)}
RUN = ["run", PATIENT, "--pack", TINY]


def ends_of(jobs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The ends of some command lines, each a process of its own."""
    command = [sys.executable, "-m", "tests.ends.each"]
    done = subprocess.run(command, cwd=ROOT, input=json.dumps(jobs), capture_output=True, text=True, check=True)
    ends: list[dict[str, Any]] = json.loads(done.stdout)
    return ends


def hold(job: dict[str, Any], end: dict[str, Any]) -> None:
    """No traceback, no 1; where nothing could be written, 74 and one line that says why."""
    where = f"{job} ended with {end}"
    assert "Traceback" not in end["told"], where
    assert "Exception ignored" not in end["told"], where
    assert end["code"] in (*WANTED[job["output"]], *((0,) if job["arguments"][0] == "fmt" else ())), where
    if end["code"] == 74:
        (line,) = [line for line in end["told"].splitlines() if "could not be written" in line]
        assert line.endswith("it is closed" if job["output"] == "closed" else "no space left on device"), where
    if end["code"] == 141:
        assert "could not be written" not in end["told"]


def test_every_command_with_streams_that_fail(tmp_path: Path) -> None:
    """40 command lines that use all commands, in three encodings, with output closed, full, or without a reader.

    The short run takes ten of them, the long run all; `fmt --diff` has nothing to write here.
    """
    tried = lines(tmp_path)
    assert len(tried) >= 40
    chosen = [
        {"arguments": [part.replace("{n}", f"{encoding}-{output}") for part in line], "encoding": encoding, "output": output}
        for line in tried
        for encoding in ENCODINGS
        for output in OUTPUTS
    ]
    if not LONG:
        chosen = random.Random(13).sample([job for job in chosen if job["arguments"][0] not in ("prove", "atlas", "mutate")], 10)
    for job, end in zip(chosen, ends_of(chosen), strict=True):
        hold(job, end)


def test_all_commands_are_among_them(tmp_path: Path) -> None:
    """A new command belongs into the list."""
    from infusion_pathways.cli.app import app

    named = {command.name for command in (*app.registered_commands, *app.registered_groups)}
    assert named <= {line[0] for line in lines(tmp_path)}


def shell(script: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """A line of bash with `P` for the command, as a user would type it."""
    command = " ".join(f"'{part}'" for part in PATHWAYS)
    full = f'set -o pipefail; P() {{ {command} "$@"; }}; {script}'
    return subprocess.run(["bash", "-c", full], cwd=ROOT, capture_output=True, env={**os.environ, **environment}, check=False)


@pytest.mark.parametrize(
    ("script", "code"),
    [
        (f"P run {PATIENT} --pack {TINY} > /dev/full", 74),
        (f"P run {PATIENT} --pack {TINY} >&-", 74),
        (f"P run - --pack {TINY} <&-", 2),
        (f"P quiz {PATIENT} --pack {TINY} <&-", 2),
        (f"P test {PATIENT} --pack {TINY} 2>&-", 0),
        (f"P run {PATIENT} --pack {TINY} -f html | head -0", 141),
        (f"P packs --rules --pack {TINY} <&- >&- 2>&-", 74),
        ("P run no-such-file.json 2>/dev/full", 2),
    ],
)  # fmt: skip
def test_the_command_itself_in_a_shell(script: str, code: int) -> None:
    """The same as a process that Python itself began: nothing but the code and a message."""
    done = shell(script)
    assert (done.returncode, b"Traceback" in done.stderr, b"ignored" in done.stderr) == (code, False, False), done.stderr


def test_what_is_no_terminal_gets_utf8(tmp_path: Path) -> None:
    """Whatever the encoding of the machine, a file or a pipe holds the same bytes: text, Markdown, pages, pictures, JSON."""
    chosen = [line for line in lines(tmp_path) if line[0] in ("run", "explain", "graph")][:: sized(4, 1)]
    names = ("utf-8", *ENCODINGS)
    ends = ends_of([{"arguments": line, "encoding": name, "output": "file"} for line in chosen for name in names])
    for line in chosen:
        wanted, *others = (ends.pop(0) for _ in names)
        assert wanted["code"] == 0
        assert all(other == wanted for other in others), line


def on_terminal(arguments: list[str], **environment: str) -> bytes:
    """What a command writes to a terminal."""
    import pty

    leader, follower = pty.openpty()
    env = {**os.environ, "TERM": "xterm", "NO_COLOR": "1", **environment}
    process = subprocess.Popen([*PATHWAYS, *arguments], cwd=ROOT, stdin=follower, stdout=follower, stderr=follower, env=env)
    os.close(follower)
    written = b""
    while True:
        try:
            written += os.read(leader, 65536)
        except OSError:  # the other side has gone
            break
    assert process.wait() == 0
    os.close(leader)
    return written


def test_a_terminal_that_cannot_show_it_gets_plainer_text() -> None:
    """On a terminal in ASCII a tree is drawn with ASCII, and no letter is lost that has a likeness."""
    arguments = ["explain", PATIENT, "wickimab", "--pack", TINY, "-d", "full"]
    plain = on_terminal(arguments, PYTHONIOENCODING="ascii")
    assert plain.isascii()
    assert b"|- " in plain
    assert len(plain.splitlines()) == len(on_terminal(arguments, PYTHONIOENCODING="utf-8").splitlines())


def test_a_page_on_a_terminal_is_utf8_whatever_it_shows() -> None:
    """HTML says that it is UTF-8, so it is, on a terminal in ASCII too."""
    pages = [on_terminal([*RUN, "-f", "html"], PYTHONIOENCODING=name) for name in ("ascii", "utf-8")]
    assert pages[0] == pages[1]
    assert not pages[0].isascii()
