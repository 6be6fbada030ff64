"""The commands put together."""

import os
from collections.abc import Sequence
from functools import partial

import typer

from infusion_pathways.cli.ask import ask
from infusion_pathways.cli.atlas import atlas
from infusion_pathways.cli.common import Exit, engines_here, say
from infusion_pathways.cli.diff import diff
from infusion_pathways.cli.docs import docs
from infusion_pathways.cli.explain import explain
from infusion_pathways.cli.flip import flip
from infusion_pathways.cli.fmt import fmt
from infusion_pathways.cli.graph import graph
from infusion_pathways.cli.guard import ended
from infusion_pathways.cli.lint import lint
from infusion_pathways.cli.mutate import mutate
from infusion_pathways.cli.new import new
from infusion_pathways.cli.packs import packs
from infusion_pathways.cli.pairs import pairs
from infusion_pathways.cli.prove import prove
from infusion_pathways.cli.quiz import quiz
from infusion_pathways.cli.run import run as run_command
from infusion_pathways.cli.schema import schema
from infusion_pathways.cli.test import test
from infusion_pathways.cli.what_if import what_if

NAME, COMPLETION = "pathways", "_PATHWAYS_COMPLETE"

app = typer.Typer(
    name=NAME,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="When does an autoimmune disease move from conventional therapy to an infusion, and how do you know?\n\n"
    "Educational only: invented patients, no doses, no orders.",
    epilog="Start with: pathways run FILE. Exit codes: 0 evaluated, 1 a case failed or a check found something, 2 bad input, "
    "3 something needed is missing, 70 evaluations differ, 71 a fault, 74 output not written. More: pathways docs command-line",
)
app.command("run")(run_command)
app.command("test")(test)
app.command("schema")(schema)
app.command("packs")(packs)
app.command("graph")(graph)
app.command("explain")(explain)
app.command("ask")(ask)
app.command("what-if")(what_if)
app.command("flip")(flip)
app.command("prove")(prove)
app.command("mutate")(mutate)
app.command("lint")(lint)
app.command("atlas")(atlas)
app.command("diff")(diff)
app.command("pairs")(pairs)
app.command("fmt")(fmt)
app.command("docs")(docs)
app.add_typer(quiz, name="quiz")
app.add_typer(new, name="new")


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
