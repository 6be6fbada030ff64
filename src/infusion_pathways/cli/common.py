"""What the commands share: how they write, width and colour, the pack. Every line and document goes out through here."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

import typer

from infusion_pathways.cli.exits import Exit as Exit
from infusion_pathways.document.blocks import Block
from infusion_pathways.engine.choice import EngineChoice, chosen, why_not_rete
from infusion_pathways.pack import Pack, load_pack
from infusion_pathways.source import Problem, ProblemsFound, draw
from infusion_pathways.source.problem import one_line, printable

USUAL_WIDTH, NARROWEST, WIDEST = 80, 40, 100


def say(line: str, err: bool = False, color: str | None = None) -> None:
    """Write one line of text, on standard error if `err`; whatever it quotes, it stays one line and steers no terminal.

    With a colour it is coloured where standard output is.
    """
    told = one_line(line)
    if color and wants_color():
        told = typer.style(told, fg=color)
    stream = sys.stderr if err else sys.stdout
    if stream is not None:
        stream.write(f"{told}\n")
        stream.flush()


def write_text(text: str) -> None:
    """Write a text of several lines, which a terminal may show in a poorer encoding; its writer has made it harmless."""
    sys.stdout.write(text)


def write_document(text: str) -> None:
    """Write what programs read: in UTF-8, whatever the encoding of standard output, and with its own line ends."""
    stream = sys.stdout
    buffer = getattr(stream, "buffer", None)
    if buffer is None or (os.linesep == "\n" and (stream.encoding or "").lower().replace("_", "-") == "utf-8"):
        stream.write(text)
        return
    stream.flush()
    buffer.write(text.encode("utf-8", "backslashreplace"))


def write_blocks(blocks: Iterable[Block]) -> None:
    """Write blocks as text to standard output."""
    from infusion_pathways.document import text

    text.write_blocks(blocks, sys.stdout, wants_color(), terminal_width())


def read_line(prompt: str) -> str | None:
    """The next line of standard input, asked for on standard output; None at its end.

    Raises ProblemsFound where there is no standard input.
    """
    from infusion_pathways.source.reading import input_line

    sys.stdout.write(f"\n{printable(prompt)}")
    sys.stdout.flush()
    line = input_line()
    if not on_terminal(sys.stdin) or not line:
        sys.stdout.write("\n")
    return line.rstrip("\n") if line else None


def complain(found: ProblemsFound) -> None:
    """Show problems on standard error, with how many there are and where to read more."""
    for problem in found.problems:
        complain_of(problem)
    codes = sorted({problem.code for problem in found.problems})
    count = len(found.problems)
    say(f"{count} problem{'s' if count != 1 else ''}; more: pathways docs {' '.join(codes)}", err=True)


def complain_of(problem: Problem) -> None:
    """Show one problem on standard error."""
    for line in draw(problem, width_of(sys.stderr)).split("\n"):
        say(line, err=True)


def on_terminal(stream: TextIO | None) -> bool:
    """Whether a stream is there and is a terminal."""
    return stream is not None and stream.isatty()


def wants_color() -> bool:
    """Colour only on a terminal that has some, or where FORCE_COLOR is set; never where NO_COLOR is."""
    if os.environ.get("NO_COLOR"):
        return False
    if forced := os.environ.get("FORCE_COLOR"):
        return forced != "0"
    return on_terminal(sys.stdout) and os.environ.get("TERM") != "dumb"


def terminal_width() -> int:
    """As many columns as COLUMNS says; else 80, fewer on a narrower terminal, more on a wider one."""
    return output_width() or USUAL_WIDTH


def output_width() -> int | None:
    """The columns of standard output; None where lines may be as long as they are: in a file, or a pipe."""
    return width_of(sys.stdout)


def width_of(stream: TextIO | None) -> int | None:
    """The columns of a stream that has some: those that COLUMNS names, or those of a terminal, within what reads well."""
    named = os.environ.get("COLUMNS", "")
    if named.isascii() and named.isdigit() and len(named) < 5 and int(named) > 0:
        return max(NARROWEST, int(named))
    if stream is None or not stream.isatty():
        return None
    try:
        columns = os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):
        columns = 0
    return max(NARROWEST, min(columns or USUAL_WIDTH, WIDEST))


def opened_pack(folder: Path | None) -> Pack:
    """The pack of the `--pack` option; what its author should know of its files is told on standard error."""
    pack = load_pack(folder)
    tell_notes(pack.notes)
    return pack


def tell_notes(notes: Iterable[Problem]) -> None:
    """Show notes on standard error, where they disturb nothing that is read by a program."""
    for note in notes:
        for line in f"note: {draw(note, width_of(sys.stderr))}".split("\n"):
            say(line, err=True)


def engine_here(asked: EngineChoice | None = None) -> EngineChoice:
    """The engine that evaluates: the one asked for, else the default of this machine.

    Where that is not `both`, a line on standard error says so and why. Raises Missing as `chosen` does.
    """
    choice = chosen(asked)
    if asked is None and choice is not EngineChoice.BOTH:
        judges = f"{choice.judges[0]} judges, checked against the reference meaning"
        say(f"note: {judges}; durable-rules cannot be used here: {why_not_rete()}", err=True)
    return choice


def engines_here() -> str:
    """Which engines are on this machine, in a line."""
    reason = why_not_rete()
    there = "engines: direct (rete needs durable-rules, which cannot be used here: {})" if reason else "engines: rete, direct"
    return f"{there.format(reason)}; the default is {chosen().value}"
