"""`pathways prove` that is cut short from outside, in a process of its own: by Ctrl-C, by a limit of memory."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from infusion_pathways import load_pack, load_scenario
from tests.prove.faults import BY_NAME
from tests.prove.sound import SOUND, write_pack
from tests.sizes import HANGS

# The program with a disk so slow that Ctrl-C comes while a file is being written.
SLOW_DISK = """
import os, time
write = os.fsync
os.fsync = lambda file: (time.sleep(1), write(file))
from infusion_pathways.cli import main
main()
"""
PLAIN = "from infusion_pathways.cli import main; main()"


def started(program: str, *arguments: str | Path) -> subprocess.Popen[bytes]:
    """The command in a process group of its own, as a terminal starts it."""
    command = [sys.executable, "-c", program, "prove", *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)


def interrupted(process: subprocess.Popen[bytes]) -> int:
    """Ctrl-C, as a terminal sends it to the whole group; the exit code, once nobody can write to the terminal any more."""
    os.killpg(process.pid, signal.SIGINT)
    process.communicate(timeout=HANGS)
    return process.returncode


def test_ctrl_c_while_cases_are_written_leaves_whole_files_only(tmp_path: Path) -> None:
    """What is there is whole, what was being written is gone; exit code 130."""
    fault = BY_NAME["a contraindication behind `all`, `any` was meant"]
    pack, folder = write_pack(tmp_path / "faulty", fault.change), tmp_path / "cases"
    process = started(SLOW_DISK, "--pack", pack, "--property", "invariant", "-j", "1", "--write-cases", folder)
    deadline = time.monotonic() + HANGS
    while process.poll() is None and time.monotonic() < deadline and not (len(list(folder.glob("*"))) > 1):
        time.sleep(0.01)
    assert [path for path in folder.iterdir() if path.suffix == ".tmp"], "Ctrl-C came when nothing was being written"
    assert interrupted(process) == 130
    words = load_pack(pack)
    left = sorted(folder.iterdir())
    assert 0 < len(left) < 3
    for path in left:
        assert path.suffix == ".json"
        load_scenario(path, words)


def test_ctrl_c_while_proofs_are_made_leaves_nothing(tmp_path: Path) -> None:
    """The processes that prove end with the one that gathers; no file is left."""
    folder = tmp_path / "cases"
    process = started(PLAIN, "-j", "2", "--write-cases", folder)
    deadline = time.monotonic() + HANGS
    while not folder.is_dir() and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(1.5)
    assert process.poll() is None, "all was proved before Ctrl-C"
    assert interrupted(process) == 130
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_budget_of_memory_that_is_too_small_is_told(jobs: str) -> None:
    """With a megabyte for the solver: exit code 1 and *not decided*, as with the other budgets."""
    process = started(PLAIN, "--pack", SOUND, "-j", jobs, "--megabytes", "1")
    out, _ = process.communicate(timeout=HANGS)
    assert process.returncode == 1
    assert b"NOT DECIDED" in out.splitlines()[0]
