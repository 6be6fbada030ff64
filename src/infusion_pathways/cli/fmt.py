"""`pathways fmt`: bring pack files and scenario files into one form."""

import difflib
from pathlib import Path
from typing import Annotated

import typer

from infusion_pathways.cli.common import Exit, tell_notes, wants_color
from infusion_pathways.pack import shipped
from infusion_pathways.source.saving import check_replaceable, save, sweep

COLORS = {"+": "green", "-": "red", "@": "cyan"}


def fmt(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PATH]...", help="Files, or folders with some; the shipped rules if none.", show_default=False),
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 if a file is not in form.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Write nothing; show what would change.")] = False,
    drop: Annotated[
        list[Path] | None,
        typer.Option(
            "--drop", metavar="PATH", help="A part that is meant to be gone or shorter; may be repeated.", show_default=False
        ),
    ] = None,
) -> None:
    """Bring pack files (YAML) and scenarios (JSON) into one form; comments and meaning stay. Keep the list of a pack's parts.

    Example: pathways fmt my-rules
    """
    from infusion_pathways.author.files import Formed, in_form

    files, notes = in_form(paths or [_from_here(shipped("rules"))], drop or ())
    tell_notes(notes)
    changed: list[Formed] = [file for file in files if file.changed]
    if not check and not diff:
        check_replaceable(file.path for file in changed)
        for folder in {file.path.parent for file in files}:
            sweep(folder)
    for file in changed:
        if not check and not diff:
            save(file.path, file.after, overwrite=True)
        if diff:
            _show(file.path.as_posix(), file.before, file.after)
        else:
            typer.echo(f"{'not in form' if check else 'formed'}: {file.path.as_posix()}")
    kept = len(files) - len(changed)
    said = "not in form" if check or diff else "formed"
    typer.echo(f"{len(changed)} {said}, {kept} in form already", err=diff)
    if check and changed:
        raise typer.Exit(Exit.CASE_FAILED)


def _show(name: str, before: str, after: str) -> None:
    """A unified diff that `patch` takes."""
    lines = difflib.unified_diff(before.splitlines(keepends=True), after.splitlines(keepends=True), name, name)
    for line in lines:
        text = line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
        color = COLORS.get(line[0]) if wants_color() else None
        typer.echo(typer.style(text, fg=color) if color else text, nl=False, color=bool(color))


def _from_here(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
