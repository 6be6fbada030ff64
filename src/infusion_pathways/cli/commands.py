"""The list of commands, known without loading any: a name and its summary.

Help, completion and `--version` read the list alone; a command is loaded when it is the one that was asked for.
"""

from importlib import import_module
from typing import Any

import click
import typer
from typer.core import TyperGroup

# Each stands in the module of its name; a test holds the summaries to what the commands say of themselves.
COMMANDS = {
    "run": "Evaluate scenario files and explain the answers.",
    "test": "Run scenario files against what they expect; exit 1 if a case fails.",
    "schema": "Print or write JSON Schemas with the words of a pack, for an editor that completes them.",
    "packs": "Show what is in a pack: pathways, therapies, and which claims of the document are accounted for.",
    "graph": "Draw the ladder from conventional therapy to the infusions, with a patient's way or with every rule of a pathway.",
    "explain": "Explain why a therapy has its verdict, or what it lacks, condition by condition.",
    "ask": "Show which unknown facts can still change a verdict, what each answer would decide, and what cannot matter any more.",
    "what-if": "Edit a patient, and show what becomes another answer: only what differs, and which edit brings it about.",
    "flip": "Find the smallest changes to a patient that bring a therapy to a verdict.",
    "prove": "Prove what holds for every patient, or show the smallest patient for whom it does not.",
    "mutate": "Put small errors into the rules, one at a time: which of them does no case notice, and who would tell?",
    "lint": "Look for what is likely to be a mistake in rules and cases; exit 1 if anything is found.",
    "atlas": "Map a pathway: every combination of verdicts that is reached, each with one smallest patient.",
    "diff": "Tell what a change of rules means: the same verdict for every patient, or the smallest patient for "
    "whom it is another.",
    "pairs": "Show, for each condition of a rule, two patients one fact apart whose answers differ, or that there are none.",
    "fmt": "Bring pack files (YAML) and scenarios (JSON) into one form; comments and meaning stay. Keep the "
    "list of a pack's parts.",
    "docs": "Show pages of the documentation: guides, problems, checks, properties, decisions.",
    "quiz": "Judge cases before the rules do; then see which condition was misjudged.",
    "new": "Make a pack, a pathway or a scenario to begin with; what is made passes `pathways test`.",
}


class Commands(TyperGroup):
    """The group of all commands, each of which is loaded when it is asked for."""

    def __init__(self, **given: Any) -> None:
        listed = {name: click.Command(name, help=summary) for name, summary in COMMANDS.items()}
        # click itself says what may have been meant.
        super().__init__(**{**given, "commands": listed, "suggest_commands": False})

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that a line names, loaded; errors as click tells them."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, loaded(name) if name in COMMANDS else command, rest


def loaded(name: str) -> click.Command:
    """A command with its arguments, options and subcommands."""
    module = name.replace("-", "_")
    found = getattr(import_module(f"infusion_pathways.cli.{module}"), module)
    if not isinstance(found, typer.Typer):
        alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
        alone.command(name)(found)
        found = alone
    command = typer.main.get_command(found)
    command.name = name
    return command
