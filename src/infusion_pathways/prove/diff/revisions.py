"""A pack as it stands in a revision of the git repository that holds its folder; nothing is checked out, nothing is written."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from infusion_pathways.pack.load import SHIPPED, load_files, load_pack, shipped
from infusion_pathways.pack.rule import Pack
from infusion_pathways.prove import messages
from infusion_pathways.source import Missing, Place, ProblemsFound
from infusion_pathways.source.messages import too_large, unreadable
from infusion_pathways.source.reading import LARGEST_BYTES

BETWEEN = ".."
# In a hook git names its own repository and index, which need not be those of the folder.
NOT_THE_FOLDERS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")

_NO_REPOSITORY = "not a git repository (or any"
"""What git says where there is none; of one that is broken it names the folder instead."""


class Range(NamedTuple):
    """Two revisions; `now` is empty for the files as they stand."""

    before: str
    now: str = ""


def range_of(text: str) -> Range:
    """The range that `A..B` means; `A..` and `A` go up to the files as they stand.

    Raises ProblemsFound where no revision is named to start from.
    """
    before, _, now = text.partition(BETWEEN)
    if not before or now.startswith("."):
        raise ProblemsFound([messages.not_a_range(Place("--rev"), text)])
    return Range(before, now)


def packs_of(range: Range, folder: Path | None = None) -> tuple[Pack, Pack]:
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
    files = _files(folder, name, found.output.decode().strip())
    if not files:
        raise ProblemsFound([messages.not_in_revision(Place(name), revision)])
    return load_files(f"{revision}:{name}", files)


def _check_repository(folder: Path, name: str) -> None:
    """Raise ProblemsFound where a folder is in no repository, Missing where git says something else."""
    answer = _git(folder, name, "rev-parse", "--show-prefix")
    if answer.refused and _NO_REPOSITORY in answer.said:
        raise ProblemsFound([messages.no_repository(Place(name))])
    _said_yes(answer, name)


def _files(folder: Path, name: str, commit: str) -> Mapping[str, bytes]:
    """The YAML files below a folder in a commit, by their paths within it; links are passed over."""
    listed = _said_yes(_git(folder, name, "ls-tree", "-r", "-l", "-z", commit, "."), name)
    found = {}
    for line in filter(None, listed.split(b"\0")):
        head, _, path = line.partition(b"\t")
        mode, _, blob, size = head.split()
        if mode in (b"100644", b"100755") and path.endswith(b".yaml"):
            inside = path.decode("utf-8", "replace")
            if size.isdigit() and int(size) > LARGEST_BYTES:
                raise ProblemsFound([too_large(Place(f"{name}/{inside}"), LARGEST_BYTES)])
            found[inside] = _said_yes(_git(folder, name, "cat-file", "blob", blob.decode()), name)
    return found


class _Answer(NamedTuple):
    """What git wrote to standard output, whether it ended with an error, and what it said of that."""

    output: bytes
    refused: bool
    said: str


def _said_yes(answer: _Answer, name: str) -> bytes:
    """What git answers. Raises Missing, with what it said, where it refuses to."""
    if answer.refused:
        raise Missing([messages.git_refuses(Place(name), answer.said)])
    return answer.output


def _git(folder: Path, name: str, *arguments: str) -> _Answer:
    """What git says, in English and without asking anybody. Raises Missing where there is no git, or none that can be run."""
    environment = {name: value for name, value in os.environ.items() if name not in NOT_THE_FOLDERS}
    environment |= {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"}
    command = ["git", *arguments]
    try:
        done = subprocess.run(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    except OSError as error:
        if error.filename == os.fspath(folder):
            raise ProblemsFound([unreadable(Place(name), error.strerror or str(error))]) from None
        if isinstance(error, FileNotFoundError):
            raise Missing([messages.git_missing(Place(name))]) from None
        raise Missing([messages.git_not_runnable(Place(name), error.strerror or str(error))]) from None
    return _Answer(done.stdout, done.returncode != 0, done.stderr.decode("utf-8", "replace").strip())
