"""Which files belong to a folder: the one place that says so, for packs, cases, `fmt`, a revision of git and pytest.

Nothing is left out in silence. What carries a known ending, in whatever spelling, belongs to the folder. What looks as if it did
but cannot be taken (a link, a pipe, a folder that may not be looked into) is a problem. Only what is hidden, or in a folder that
tools fill, is passed over, and it is named.
"""

import os
from collections.abc import Iterable, Iterator
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from infusion_pathways.source import messages
from infusion_pathways.source.problem import Place, Problem, ProblemsFound
from infusion_pathways.source.reading import LARGEST_BYTES, MOST_PROBLEMS, read_bytes

Endings = tuple[str, ...]
YAML: Endings = (".yaml", ".yml")
JSON: Endings = (".json",)
OF_TOOLS = frozenset({"node_modules", "__pycache__"})
"""Folders that tools fill with files of others; they need not be hidden."""
_MISSPELT = {
    **dict.fromkeys((".ymal", ".yalm", ".yaml.txt", ".yml.txt"), ".yaml"),
    **dict.fromkeys((".jsn", ".josn", ".json.txt"), ".json"),
}


class PathKind(Enum):
    """What stands at a path."""

    FILE = "file"
    FOLDER = "folder"
    LINK = "link"
    OTHER = "no ordinary file"


class PathEntry(NamedTuple):
    """What stands at a path, seen from the folder; of a link also what it leads to, None where that is nothing."""

    path: str
    kind: PathKind
    leads_to: PathKind | None = None


class FolderListing(NamedTuple):
    """What belongs to a folder, by paths seen from it: files, what is passed over (folders end in `/`), and what is wrong."""

    files: tuple[str, ...] = ()
    passed_over: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    def checked(self) -> "FolderListing":
        """The listing, if nothing is wrong with it; raises ProblemsFound else."""
        if self.problems:
            raise ProblemsFound(self.problems)
        return self


def has_ending(name: str, endings: Endings) -> bool:
    """Whether a file name ends in one of these endings, in capitals or not."""
    return name.lower().endswith(endings)


def likely_name(name: str, endings: Endings) -> str | None:
    """A file name with its ending as it is likely to be meant, where it has none of these but looks like it."""
    bare = name.rstrip(" .")
    if bare != name and has_ending(bare, endings):
        return bare
    found = ((wrong, meant) for wrong, meant in _MISSPELT.items() if meant in endings and bare.lower().endswith(wrong))
    return next((bare.removesuffix(bare[-len(wrong) :]) + meant for wrong, meant in found), None)


def is_ignored(part: str) -> bool:
    """Whether a file or folder of this name is nobody's business here: it is hidden, or tools fill it."""
    return part.startswith(".") or part in OF_TOOLS


def list_folder(folder: Path, endings: Endings) -> FolderListing:
    """What belongs to a folder that is there, looked for in all folders below it; links are not followed.

    After very many problems the search ends: somebody has named the wrong folder.
    """
    found = _Found(endings)
    waiting = [(folder, "")]
    while waiting and len(found.problems) < MOST_PROBLEMS:
        path, before = waiting.pop()
        try:
            with os.scandir(path) as inside:
                entries = sorted(inside, key=lambda entry: entry.name)
            shown = "" if path == Path() else f"{path.as_posix().rstrip('/')}/"
            for entry in entries:
                if found.add(_entry(entry, before), f"{shown}{entry.name}"):
                    waiting.append((path / entry.name, f"{before}{entry.name}/"))
        except OSError as error:
            found.problems.append(messages.unreadable(Place(path.as_posix()), error.strerror or str(error)))
    if len(found.problems) >= MOST_PROBLEMS:
        found.problems.append(messages.too_many(Place(folder.as_posix()), MOST_PROBLEMS))
    return found.listing()


def listing_of(name: str, entries: Iterable[PathEntry], endings: Endings) -> FolderListing:
    """What belongs to a folder of which all entries are known, folders apart; problems name it `name`."""
    found = _Found(endings)
    for entry in entries:
        parts = entry.path.split("/")
        hidden = next((i for i, part in enumerate(parts[:-1]) if is_ignored(part)), None)
        if hidden is not None:
            found.passed_over["/".join(parts[: hidden + 1]) + "/"] = None
        elif found.add(entry, f"{name}/{entry.path}"):
            found.problems.append(messages.not_ordinary(Place(f"{name}/{entry.path}"), "a repository of its own"))
    return found.listing()


def contents(folder: Path, files: Iterable[str], limit: int = LARGEST_BYTES) -> dict[str, bytes]:
    """The bytes of files below a folder.

    Raises ProblemsFound with every file that is too large or cannot be read, one that has gone since it was listed among them.
    """
    found: dict[str, bytes] = {}
    problems: list[Problem] = []
    for name in files:
        try:
            found[name] = read_bytes(folder / name, limit)
        except ProblemsFound as error:
            problems += error.problems
    if problems:
        raise ProblemsFound(problems)
    return found


class _Found:
    """What was found so far."""

    def __init__(self, endings: Endings) -> None:
        self.problems: list[Problem] = []
        self.passed_over: dict[str, None] = {}
        self._files: list[str] = []
        self._endings = endings

    def add(self, entry: PathEntry, shown: str) -> bool:
        """Note an entry; whether it is a folder that is to be looked into. Problems speak of it as `shown`."""
        name, place = entry.path.rpartition("/")[2], Place(shown)
        ours = has_ending(name, self._endings)
        if is_ignored(name):
            if entry.kind is PathKind.FOLDER or ours:
                self.passed_over[f"{entry.path}/" if entry.kind is PathKind.FOLDER else entry.path] = None
            return False
        meant = likely_name(name, self._endings)
        if entry.kind is PathKind.LINK:
            if ours or meant or entry.leads_to is not PathKind.FILE:
                self.problems.append(messages.linked(place))
            return False
        if not (ours or meant or entry.kind is PathKind.FOLDER):
            return False
        if not _is_text(name):
            self.problems.append(messages.unreadable(place, "its name is not UTF-8 text"))
        elif entry.kind is PathKind.FOLDER:
            return True
        elif entry.kind is PathKind.OTHER:
            self.problems.append(messages.not_ordinary(place, "a pipe, a socket or a device"))
        elif not ours:
            self.problems.append(messages.misspelt_ending(place, meant or name))
        else:
            self._files.append(entry.path)
        return False

    def listing(self) -> FolderListing:
        """All of it, in the sequence of the paths."""
        return FolderListing(tuple(sorted_paths(self._files)), tuple(sorted_paths(self.passed_over)), tuple(self.problems))


def sorted_paths(paths: Iterable[str]) -> Iterator[str]:
    """Paths in the sequence of their parts, in which files of a folder stand together."""
    return iter(sorted(paths, key=lambda path: path.split("/")))


def _is_text(name: str) -> bool:
    return name.isascii() or not any("\ud800" <= character <= "\udfff" for character in name)


def _entry(entry: "os.DirEntry[str]", before: str) -> PathEntry:
    path = f"{before}{entry.name}"
    if entry.is_symlink() or (hasattr(entry, "is_junction") and entry.is_junction()):
        return PathEntry(path, PathKind.LINK, _target(entry))
    if entry.is_dir(follow_symlinks=False):
        return PathEntry(path, PathKind.FOLDER)
    return PathEntry(path, PathKind.FILE if entry.is_file(follow_symlinks=False) else PathKind.OTHER)


def _target(link: "os.DirEntry[str]") -> PathKind | None:
    """What a link leads to; None where that cannot be told, as in a circle of links."""
    try:
        return PathKind.FOLDER if link.is_dir() else PathKind.FILE if link.is_file() else None
    except OSError:
        return None
