"""The static list of commands: what it says is what the commands say, and nothing is loaded that was not asked for."""

import subprocess
import sys

import pytest

from infusion_pathways.cli.commands import COMMANDS, loaded

LOADED = (
    "import sys; sys.argv = ['pathways', *{arguments!r}]; from infusion_pathways.cli import main\n"
    "try:\n    main()\nexcept SystemExit:\n    pass\n"
    "print('LOADED', *sorted(name for name in sys.modules if name.startswith('infusion_pathways')))"
)


def modules(*arguments: str) -> set[str]:
    done = subprocess.run([sys.executable, "-c", LOADED.format(arguments=arguments)], capture_output=True, text=True, check=True)
    return {name.removeprefix("infusion_pathways.") for name in done.stdout.splitlines()[-1].split()[1:]}


@pytest.mark.parametrize("name", COMMANDS)
def test_the_summary_is_the_first_line_of_the_help(name: str) -> None:
    help = " ".join((loaded(name).help or "").split("\n\n")[0].split())
    assert help == COMMANDS[name]


def test_help_and_version_load_no_command() -> None:
    """Neither a command's module, nor the trace, the cases, the solver; `--version` looks whether durable-rules is there."""
    for argument in ("--help", "--version"):
        found = modules(argument)
        assert {f"cli.{name.replace('-', '_')}" for name in COMMANDS} & found == set()
        assert not {"trace.build", "cases.run", "solver.z3_solver", "engine.isolated"} & found


def test_a_command_loads_itself_alone() -> None:
    found = modules("run", "--help")
    assert {name for name in COMMANDS if f"cli.{name.replace('-', '_')}" in found} == {"run"}
    assert not {"cases.run", "solver.z3_solver", "quiz.case"} & found
