"""Ctrl-C, whenever it comes, ends a command with 130 and without a traceback."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest

from tests.conftest import ROOT
from tests.ends.lines import PATIENT, TINY
from tests.sizes import sized

# Says when Python has found the program, up to where nothing of the program can guard it; a test below holds how little that is.
BEGIN = "import os; from infusion_pathways.cli import main; os.write(2, b'begun\\n'); main()"
SOLVING = """
import os, sys
from infusion_pathways.cli.guard import ended
from infusion_pathways.solver.z3_solver import Budget, Solver, z3
from infusion_pathways.solver.formula import Formulas

solver = Solver(Formulas(), Budget(60))
n, context = 12, solver._context
held = [[z3.Bool(f"{pigeon} in {hole}", context) for hole in range(n - 1)] for pigeon in range(n)]
solver._solver.add(*map(z3.Or, held))
solver._solver.add(*(z3.Not(z3.And(held[a][c], held[b][c])) for a in range(n) for b in range(a) for c in range(n - 1)))
os.write(2, b"begun\\n")
sys.exit(ended(lambda: len(solver.model())))
"""
"""A question that z3 works at for long: so many pigeons in one hole less."""


def interrupted(command: list[str], seconds: float) -> tuple[int, str]:
    """Send Ctrl-C so long after Python has started; the code and what was told."""
    own = {key: value for key, value in os.environ.items() if key != "INFUSION_PATHWAYS_CACHE"}
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=own)
    assert process.stderr is not None
    process.stderr.readline()
    time.sleep(seconds)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=120)
    return process.returncode, told.decode()


def test_ctrl_c_at_random_moments_of_the_start() -> None:
    """In the first tenths of a second modules are loaded; it ends with 130, or has ended before, and says nothing."""
    chance = random.Random(7)
    commands = [
        ["run", PATIENT, "--pack", TINY],
        ["ask", PATIENT, "--pack", TINY],
        ["flip", PATIENT, "wickimab", "--pack", TINY],
        ["packs"],
        ["lint", TINY, "-j", "1"],
    ]
    for number in range(sized(6, 300)):
        arguments = commands[number % len(commands)]
        moment = chance.random() * (0.3 if number % 2 else 0.03)
        code, told = interrupted([sys.executable, "-c", BEGIN, *arguments], moment)
        assert code in (130, 0, 1), (arguments, moment, told)
        assert "Traceback" not in told, (arguments, moment, told)
        assert "ignored" not in told, (arguments, moment, told)
        if code == 130:
            assert told.strip() == ""


def test_ctrl_c_while_the_solver_works_is_no_answer_of_it() -> None:
    """z3 takes the signal for itself and says *unknown*: that is Ctrl-C, not a budget that ran out."""
    code, told = interrupted([sys.executable, "-c", SOLVING], 1.0)
    assert (code, told.strip()) == (130, "")


def test_the_package_loads_nothing_before_the_guard_stands() -> None:
    """Two small modules are all that is loaded in front of the guard, none of them of Python: what takes time comes behind it."""
    probe = (
        "import sys; before = set(sys.modules); from infusion_pathways.cli import main; print(*sorted(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["infusion_pathways", "infusion_pathways.cli"]


@pytest.mark.parametrize("first", ["", "from infusion_pathways.advice import EngineChoice; "])
def test_the_front_door_gives_the_function(first: str) -> None:
    """`advise` of the package is the function, whether or not the module of the same name was imported before."""
    probe = f"{first}import infusion_pathways; from infusion_pathways import advise; "
    probe += "print(advise is infusion_pathways.advise, callable(advise))"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout == "True True\n"
