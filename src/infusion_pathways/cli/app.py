"""The commands put together, and the one place where errors become exit codes."""

import typer

from infusion_pathways.cli.ask import ask
from infusion_pathways.cli.atlas import atlas
from infusion_pathways.cli.common import Exit, complain, engines_here
from infusion_pathways.cli.diff import diff
from infusion_pathways.cli.explain import explain
from infusion_pathways.cli.flip import flip
from infusion_pathways.cli.fmt import fmt
from infusion_pathways.cli.graph import graph
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
from infusion_pathways.engine import EngineFailed, EnginesDisagree
from infusion_pathways.prove.disagreement import ReplayDisagrees
from infusion_pathways.source import Missing, NotWritten, ProblemsFound

app = typer.Typer(
    name="pathways",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="When does an autoimmune disease move from conventional therapy to an infusion, and how do you know?\n\n"
    "Educational only: invented patients, no doses, no orders.",
    epilog="Start with: pathways run FILE. Exit codes: 0 evaluated, 1 a case or proof failed, 2 bad input, 70 engines disagree.",
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
app.add_typer(quiz, name="quiz")
app.add_typer(new, name="new")


@app.callback(invoke_without_command=True)
def version_option(
    version: bool = typer.Option(False, "--version", help="Show the version and leave.", is_eager=True),
) -> None:
    """Answer `--version` before any command."""
    if version:
        from infusion_pathways import __version__

        typer.echo(f"pathways {__version__}")
        typer.echo(engines_here())
        raise typer.Exit


def run(arguments: list[str]) -> int:
    """Run one command line and give its exit code; typer itself answers usage errors (2) and Ctrl-C (130)."""
    try:
        app(arguments, prog_name="pathways")
    except Missing as found:
        complain(found)
        return Exit.MISSING
    except NotWritten as found:
        complain(found)
        return Exit.NOT_WRITTEN
    except ProblemsFound as found:
        complain(found)
        return Exit.BAD_INPUT
    except ReplayDisagrees as error:
        from infusion_pathways.cli.reports import saved

        typer.echo(f"internal error: {error}; {saved(error)}", err=True)
        return Exit.ENGINES_DISAGREE
    except (EnginesDisagree, EngineFailed) as error:
        typer.echo(f"internal error: {error}", err=True)
        return Exit.ENGINES_DISAGREE
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else Exit.OK
    return Exit.OK
