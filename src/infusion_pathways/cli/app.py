"""The commands put together."""

import os
from collections.abc import Sequence
from functools import partial

import typer

from infusion_pathways.cli.commands import Commands
from infusion_pathways.cli.common import Exit, engines_here, say
from infusion_pathways.cli.guard import ended

NAME, COMPLETION = "pathways", "_PATHWAYS_COMPLETE"

app = typer.Typer(
    name=NAME,
    cls=Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="When does an autoimmune disease move from conventional therapy to an infusion, and how do you know?\n\n"
    "Educational only: invented patients, no doses, no orders.",
    epilog="Start with: pathways run FILE. Exit codes: 0 evaluated, 1 a case failed or a check found something, 2 bad input, "
    "3 something needed is missing, 70 evaluations differ, 71 a fault, 74 output not written. More: pathways docs command-line",
)


@app.callback(invoke_without_command=True)
def version_option(
    version: bool = typer.Option(False, "--version", help="Show the version and leave.", is_eager=True),
) -> None:
    """Answer `--version` before any command."""
    if version:
        from infusion_pathways import __version__

        say(f"pathways {__version__}")
        say(engines_here())
        raise typer.Exit


def run(arguments: Sequence[str]) -> int:
    """Run one command line and give its exit code; what goes wrong is told on standard error."""
    return ended(partial(perform, arguments))


def perform(arguments: Sequence[str]) -> int:
    """Run one command line; raises whatever its command raises, and what click says of wrong usage.

    Not click's own `main`: it makes exit code 1 of a pipe without a reader, and of Ctrl-C at a prompt.
    """
    command = typer.main.get_command(app)
    if COMPLETION in os.environ:
        command.main(list(arguments), prog_name=NAME)
    with command.make_context(NAME, list(arguments)) as context:
        command.invoke(context)
    return Exit.OK
