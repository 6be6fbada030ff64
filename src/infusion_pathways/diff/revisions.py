"""A pack as it stands in a revision of the git repository that holds its folder; nothing is checked out, nothing is written."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from infusion_pathways.pack.load import SHIPPED, load_files, load_pack, shipped
from infusion_pathways.pack.model import Pack
from infusion_pathways.solver import messages
from infusion_pathways.source import MissingRequirement, Place, ProblemsFound
from infusion_pathways.source.listing import YAML, PathEntry, PathKind, listing_of
from infusion_pathways.source.messages import too_large, unreadable
from infusion_pathways.source.reading import LARGEST_BYTES

BETWEEN = ".."
KINDS = {"100644": PathKind.FILE, "100755": PathKind.FILE, "120000": PathKind.LINK, "160000": PathKind.FOLDER}
# In a hook git names its own repository and index, which need not be those of the folder.
NOT_THE_FOLDERS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")

_NO_REPOSITORY = "not a git repository (or any"
"""What git says where there is none; of one that is broken it names the folder instead."""


class RevisionRange(NamedTuple):
    """Two revisions; `now` is empty for the files as they stand."""

    before: str
    now: str = ""


def range_of(text: str) -> RevisionRange:
    """The range that `A..B` means; `A..` and `A` go up to the files as they stand.

    Raises ProblemsFound where no revision is named to start from.
    """
    before, _, now = text.partition(BETWEEN)
    if not before or now.startswith("."):
        raise ProblemsFound([messages.not_a_range(Place("--rev"), text)])
    return RevisionRange(before, now)


def packs_of(range: RevisionRange, folder: Path | None = None) -> tuple[Pack, Pack]:
    """The pack of a folder (the shipped one, if none is given) in both revisions of a range.

    Raises ProblemsFound where the folder is in no repository, where there is no such revision, where the folder is not in it,
    and with what is wrong with the pack; Missing where there is no git, or it refuses.
    """
    name = SHIPPED if folder is None else folder.as_posix()
    where = shipped(SHIPPED) if folder is None else folder
    return _pack(range.before, where, name), _pack(range.now, where, name) if range.now else load_pack(folder)


def _pack(revision: str, folder: Path, name: str) -> Pack:
    if not folder.is_dir():
        raise ProblemsFound([messages.folder_missing(Place(name))])
    _check_repository(folder, name)
    found = _git(folder, name, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if found.refused:
        shallow = _git(folder, name, "rev-parse", "--is-shallow-repository").output.strip() == b"true"
        problem = messages.beyond_shallow if shallow else messages.no_such_revision
        raise ProblemsFound([problem(Place(name), revision, found.said)])
    files = _files(folder, name, revision, found.output.decode().strip())
    if not files:
        raise ProblemsFound([messages.not_in_revision(Place(name), revision)])
    return load_files(f"{revision}:{name}", files)


def _check_repository(folder: Path, name: str) -> None:
    """Raise ProblemsFound where a folder is in no repository, Missing where git says something else."""
    answer = _git(folder, name, "rev-parse", "--show-prefix")
    if answer.refused and _NO_REPOSITORY in answer.said:
        raise ProblemsFound([messages.no_repository(Place(name))])
    _accepted(answer, name)


def _files(folder: Path, name: str, revision: str, commit: str) -> Mapping[str, bytes]:
    """The YAML files below a folder in a commit, by their paths within it; what else looks like a part is a problem."""
    blobs: dict[str, str] = {}
    large: set[str] = set()
    entries: list[PathEntry] = []
    for line in filter(None, _accepted(_git(folder, name, "ls-tree", "-r", "-l", "-z", commit, "."), name).split(b"\0")):
        head, _, raw = line.partition(b"\t")
        mode, _, blob, size = head.decode().split()
        path = raw.decode("utf-8", "surrogateescape")
        kind = KINDS.get(mode, PathKind.OTHER)
        entries.append(PathEntry(path, kind, _target(folder, name, commit, path) if kind is PathKind.LINK else None))
        blobs[path] = blob
        if size.isdigit() and int(size) > LARGEST_BYTES:
            large.add(path)
    shown = f"{revision}:{name}"
    files = listing_of(shown, entries, YAML).checked().files
    if not large.isdisjoint(files):
        raise ProblemsFound([too_large(Place(f"{shown}/{path}"), LARGEST_BYTES) for path in files if path in large])
    return {path: _accepted(_git(folder, name, "cat-file", "blob", blobs[path]), name) for path in files}


def _target(folder: Path, name: str, commit: str, path: str) -> PathKind | None:
    """What a link in a commit leads to, as far as it leads to something in the commit."""
    above = _git(folder, name, "rev-parse", "--show-prefix").output.decode("utf-8", "surrogateescape").rstrip("\n")
    asked = f"{commit}:{above}{path}\n".encode("utf-8", "surrogateescape")
    if asked.count(b"\n") > 1:
        return None
    answer = _git(folder, name, "cat-file", "--batch-check=%(objecttype)", "--follow-symlinks", told=asked)
    return PathKind.FILE if not answer.refused and answer.output.strip() == b"blob" else None


class _Answer(NamedTuple):
    """What git wrote to standard output, whether it ended with an error, and what it said of that."""

    output: bytes
    refused: bool
    said: str


def _accepted(answer: _Answer, name: str) -> bytes:
    """What git answers. Raises MissingRequirement, with what it said, where it refuses to."""
    if answer.refused:
        raise MissingRequirement([messages.git_refuses(Place(name), answer.said)])
    return answer.output


def _git(folder: Path, name: str, *arguments: str, told: bytes = b"") -> _Answer:
    """What git says, in English and without asking anybody. Raises MissingRequirement where no git can be run."""
    environment = {name: value for name, value in os.environ.items() if name not in NOT_THE_FOLDERS}
    environment |= {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"}
    command = ["git", *arguments]
    try:
        done = subprocess.run(command, cwd=folder, env=environment, input=told, capture_output=True, check=False)
    except OSError as error:
        if error.filename == os.fspath(folder):
            raise ProblemsFound([unreadable(Place(name), error.strerror or str(error))]) from None
        if isinstance(error, FileNotFoundError):
            raise MissingRequirement([messages.git_missing(Place(name))]) from None
        raise MissingRequirement([messages.git_not_runnable(Place(name), error.strerror or str(error))]) from None
    return _Answer(done.stdout, done.returncode != 0, done.stderr.decode("utf-8", "replace").strip())
