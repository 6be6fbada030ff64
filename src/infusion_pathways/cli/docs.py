"""`pathways docs`: the pages of the documentation, which come with the program."""

import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated

import typer

from infusion_pathways.cli.common import on_terminal, say, terminal_width, wants_color, write_document, write_text
from infusion_pathways.pack import shipped
from infusion_pathways.scenario.messages import unknown_name
from infusion_pathways.source import Place, ProblemsFound

FOLDERS = {
    "": "Guides",
    "problems": "Problems: what a message means and how to mend it",
    "checks": "Checks of lint",
    "properties": "Properties that are proved",
    "decisions": "Decisions",
}
INDEX = "README"


def complete_page(incomplete: str) -> list[str]:
    """The names of the pages, for shell completion."""
    return [name for name in pages() if name.startswith(incomplete)]


def docs(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PAGE]...",
            help="The pages to show; without one, what there is.",
            show_default=False,
            autocompletion=complete_page,
        ),
    ] = None,
) -> None:
    """Show pages of the documentation: guides, problems, checks, properties, decisions.

    Example: pathways docs unknown-name
    """
    if not names:
        for line in _listed():
            say(line)
        return
    known = pages()
    wanted = [_plain(name) for name in names]
    for name in wanted:
        if name not in known:
            problem = unknown_name(Place("pathways docs"), "page", name[:60], known)
            raise ProblemsFound([problem._replace(message=f"there is no page `{name[:60]}`")])
    _show("\n---\n\n".join(known[name].read_text(encoding="utf-8") for name in wanted))


@cache
def pages() -> Mapping[str, Path]:
    """Every page by its name: that of its file, or, for the index of a folder, that of the folder."""
    root = shipped("docs")
    found: dict[str, Path] = {}
    for folder in FOLDERS:
        for path in sorted((root / folder).glob("*.md")):
            found[folder if path.stem == INDEX else path.stem] = path
    return found


def _plain(name: str) -> str:
    """The name of a page, also of one that is named by its path in the project: `docs/problems/unknown-name.md`."""
    *above, last = name.removesuffix(".md").rstrip("/").split("/")
    return above[-1] if last == INDEX and above else last


def _listed() -> Iterator[str]:
    root = shipped("docs")
    for folder, title in FOLDERS.items():
        yield title
        for name, path in pages().items():
            if path.parent == root / folder:
                yield f"  {name}"
        yield ""
    yield "`pathways docs PAGE` shows one"


def _show(text: str) -> None:
    """Markdown as it is for a pipe or a file, and made up for a terminal."""
    if not on_terminal(sys.stdout):
        write_document(text)
        return
    import re

    from rich.console import Console
    from rich.markdown import Markdown

    readable = re.sub(r"(?<!!)\[([^\]]*)\]\((?![a-z]+:)[^)\s]*\)", r"\1", re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL))
    color = wants_color()
    console = Console(width=terminal_width(), force_terminal=color, no_color=not color, color_system="auto" if color else None)
    with console.capture() as written:
        console.print(Markdown(readable, hyperlinks=False))
    write_text(written.get())
