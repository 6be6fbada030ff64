"""What the commands share: exit codes, options, colour, the pack."""

import os
import sys
from collections.abc import Iterable
from enum import IntEnum
from pathlib import Path

import typer

from infusion_pathways.advise import EngineChoice, chosen, why_not_rete
from infusion_pathways.pack import Pack, load_pack
from infusion_pathways.source import Problem, ProblemsFound, draw


class Exit(IntEnum):
    """The exit codes of every command; 1 means that a case failed or a check found something, and nothing else."""

    OK = 0
    CASE_FAILED = 1
    BAD_INPUT = 2
    MISSING = 3
    ENGINES_DISAGREE = 70
    FAULT = 71
    NOT_WRITTEN = 74
    INTERRUPTED = 130
    READER_GONE = 141


def complain(found: ProblemsFound) -> None:
    """Show problems on standard error, with how many there are and where to read more."""
    for problem in found.problems:
        typer.echo(draw(problem), err=True)
    codes = sorted({problem.code for problem in found.problems})
    count = len(found.problems)
    pages = ", ".join(f"docs/problems/{code}.md" for code in codes)
    typer.echo(f"{count} problem{'s' if count != 1 else ''}; more in {pages}", err=True)


def wants_color() -> bool:
    """Colour only on a terminal, and never when NO_COLOR is set."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def terminal_width() -> int:
    """80 columns, or the width of a narrower terminal."""
    if not sys.stdout.isatty():
        return 80
    return max(40, min(os.get_terminal_size().columns or 80, 100))


def opened_pack(folder: Path | None) -> Pack:
    """The pack of the `--pack` option; what its author should know of its files is told on standard error."""
    pack = load_pack(folder)
    tell_notes(pack.notes)
    return pack


def tell_notes(notes: Iterable[Problem]) -> None:
    """Show notes on standard error, where they disturb nothing that is read by a program."""
    for note in notes:
        typer.echo(f"note: {draw(note)}", err=True)


def engine_here(asked: EngineChoice | None = None) -> EngineChoice:
    """The engine that evaluates: the one asked for, else the default of this machine.

    Where that is not `both`, a line on standard error says so and why. Raises Missing as `chosen` does.
    """
    choice = chosen(asked)
    if asked is None and choice is not EngineChoice.BOTH:
        judges = f"{choice.judges[0]} judges, checked against the reference meaning"
        typer.echo(f"note: {judges}; durable-rules cannot be used here: {why_not_rete()}", err=True)
    return choice


def engines_here() -> str:
    """Which engines are on this machine, in a line."""
    reason = why_not_rete()
    there = "engines: direct (rete needs durable-rules, which cannot be used here: {})" if reason else "engines: rete, direct"
    return f"{there.format(reason)}; the default is {chosen().value}"
