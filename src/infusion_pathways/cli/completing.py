"""What a shell is offered: files of the working folder, then those that ship; names of the pack that the line says with `--pack`.

A word is completed while its line is unfinished, so nothing here is a problem: what cannot be read offers nothing.
"""

import os
from collections.abc import Callable, Iterable
from pathlib import Path

import typer

from infusion_pathways.pack import Pack, load_pack, shipped
from infusion_pathways.source import ProblemsFound
from infusion_pathways.source.listing import JSON, YAML, has_ending, list_folder


def complete_scenario(incomplete: str) -> list[str]:
    """Scenario files and folders of the working folder, then shipped scenario files, by any part of their path."""
    here = Path.cwd()
    root = shipped("scenarios")
    found = [root / name for name in list_folder(root, JSON).files]
    shown = [str(p.relative_to(here)) if p.is_relative_to(here) else str(p) for p in found]
    return list(dict.fromkeys([*_below(incomplete, JSON), *(path for path in shown if incomplete in path)]))


def complete_folder(incomplete: str) -> list[str]:
    """Folders of the working folder."""
    return _below(incomplete, ())


def complete_files(incomplete: str) -> list[str]:
    """Files that have a form, and folders, of the working folder."""
    return _below(incomplete, (*JSON, *YAML))


def of_the_pack(names: Callable[[Pack], Iterable[str]]) -> Callable[..., list[str]]:
    """A completion that offers names of the pack on the line, or of the shipped one."""

    def complete(incomplete: str, ctx: typer.Context | None = None) -> list[str]:
        folder = None if ctx is None else ctx.params.get("pack")
        try:
            return [name for name in names(load_pack(folder)) if name.startswith(incomplete)]
        except (ProblemsFound, OSError):
            return []

    return complete


def _allowable(pack: Pack) -> Iterable[str]:
    from infusion_pathways.flip.asking import allowable

    return allowable(pack.vocabulary)


complete_pathway = of_the_pack(lambda pack: pack.programs)
complete_therapy = of_the_pack(lambda pack: sorted({name for pathway in pack.pathways.values() for name in pathway.therapies}))
complete_rule = of_the_pack(lambda pack: pack.rules)
complete_disease = of_the_pack(lambda pack: pack.pathway_of)
complete_allowed = of_the_pack(_allowable)


def _below(incomplete: str, endings: tuple[str, ...]) -> list[str]:
    """What begins as typed: folders, and files with one of some endings.

    Where a folder is all that fits, its inside too: a shell sets a space behind an only word, and nobody could go on.
    """
    found = _in_folder(incomplete, endings)
    return [*found, *_in_folder(found[0], endings)] if len(found) == 1 and found[0].endswith("/") else found


def _in_folder(incomplete: str, endings: tuple[str, ...]) -> list[str]:
    above, slash, start = incomplete.rpartition("/")
    folders, files = [], []
    try:
        with os.scandir(f"{above}{slash}" or ".") as entries:
            for entry in entries:
                hidden = entry.name.startswith(".") and not start.startswith(".")
                if hidden or not entry.name.startswith(start) or not entry.name.isprintable():
                    continue
                if entry.is_dir():
                    folders.append(f"{above}{slash}{entry.name}/")
                elif has_ending(entry.name, endings):
                    files.append(f"{above}{slash}{entry.name}")
    except OSError:
        return []
    return [*sorted(files), *sorted(folders)]
