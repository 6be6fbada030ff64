"""`pathways fmt`: bring pack files and scenario files into one form."""

import difflib
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from infusion_pathways.cli.common import Exit, on_terminal, say, tell_notes, wants_color, write_document
from infusion_pathways.cli.completing import complete_files
from infusion_pathways.pack import shipped
from infusion_pathways.source.saving import check_replaceable, remove_leftovers, save

ESCAPES = {'"': '"', "\\": "\\", "\a": "a", "\b": "b", "\t": "t", "\n": "n", "\v": "v", "\f": "f", "\r": "r"}
COLORS = {"+": "green", "-": "red", "@": "cyan"}


def fmt(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[PATH]...",
            help="Files, or folders with some; the shipped rules if none.",
            show_default=False,
            autocompletion=complete_files,
        ),
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 if a file is not in form.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Write nothing; show what would change.")] = False,
    drop: Annotated[
        list[Path] | None,
        typer.Option(
            "--drop", metavar="PATH", help="A part that is meant to be gone or shorter; may be repeated.", show_default=False
        ),
    ] = None,
    fix_words: Annotated[
        bool,
        typer.Option("--fix-words", help="Only put new words for those of before 0.2.0; also in answers, results, journals."),
    ] = False,
) -> None:
    """Bring pack files (YAML) and scenarios (JSON) into one form; comments and meaning stay. Keep the list of a pack's parts.

    Example: pathways fmt my-rules
    """
    from infusion_pathways.author.format_files import FormattedFile, format_files
    from infusion_pathways.author.rewording import in_new_words

    if fix_words and drop:
        raise typer.BadParameter("--fix-words changes words only, no list of parts", param_hint="--drop")
    meant = paths or [_from_here(shipped("rules"))]
    files, notes = in_new_words(meant) if fix_words else format_files(meant, drop or ())
    done, not_done, already = ("reworded", "in old words", "in new words") if fix_words else ("formed", "not in form", "in form")
    tell_notes(notes)
    changed: list[FormattedFile] = [file for file in files if file.changed]
    if not check and not diff:
        check_replaceable(file.path for file in changed)
        for folder in {file.path.parent for file in files}:
            remove_leftovers(folder)
    for file in changed:
        if not check and not diff:
            save(file.path, file.after, overwrite=True)
        if diff:
            _show(quoted(file.path.as_posix()), file.before, file.after)
        else:
            said = f": {file.said}" if file.said else ""
            say(f"{not_done if check else done}: {file.path.as_posix()}{said}")
    kept = len(files) - len(changed)
    say(f"{len(changed)} {not_done if check or diff else done}, {kept} {already} already", err=diff)
    if check and changed:
        raise typer.Exit(Exit.CASE_FAILED)


def _show(name: str, before: str, after: str) -> None:
    """A unified diff: byte for byte as `patch` takes it, but harmless lines on a terminal."""
    lines = difflib.unified_diff(before.splitlines(keepends=True), after.splitlines(keepends=True), name, name)
    for line in lines:
        text = line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
        if wants_color() or on_terminal(sys.stdout):
            for part in text.removesuffix("\n").split("\n"):
                say(part, color=COLORS.get(part[:1]))
        else:
            write_document(text)


def quoted(name: str) -> str:
    """A file name as git writes it in a diff: quoted and escaped where it holds a quote, a backslash or what cannot be shown."""
    if name.isprintable() and not set(name) & set('"\\'):
        return f"{name}\t" if " " in name else name
    return '"' + "".join(_escaped(character) for character in name) + '"'


def _escaped(character: str) -> str:
    if character in ESCAPES:
        return f"\\{ESCAPES[character]}"
    if character.isprintable():
        return character
    return "".join(f"\\{byte:03o}" for byte in os.fsencode(character))


def _from_here(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
