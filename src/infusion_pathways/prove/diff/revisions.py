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

BETWEEN = ".."
NO_REPOSITORY = "not a git repository"
# In a hook git names its own repository and index, which need not be those of the folder.
NOT_THE_FOLDERS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")


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
    and with what is wrong with the pack.
    """
    name = SHIPPED if folder is None else folder.as_posix()
    where = shipped(SHIPPED) if folder is None else folder
    return _pack(range.before, where, name), _pack(range.now, where, name) if range.now else load_pack(folder)


def _pack(revision: str, folder: Path, name: str) -> Pack:
    if not folder.is_dir():
        raise ProblemsFound([messages.folder_missing(Place(name))])
    _check_repository(folder, name)
    commit = _git(folder, name, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if commit is None:
        shallow = _git(folder, name, "rev-parse", "--is-shallow-repository") == b"true\n"
        raise ProblemsFound([messages.no_such_revision(Place(name), revision, shallow)])
    files = _files(folder, name, commit.decode().strip())
    if not files:
        raise ProblemsFound([messages.not_in_revision(Place(name), revision)])
    return load_files(f"{revision}:{name}", files)


def _files(folder: Path, name: str, commit: str) -> Mapping[str, bytes]:
    """The YAML files below a folder in a commit, by their paths within it; links are passed over."""
    listed = _git(folder, name, "ls-tree", "-r", "-z", commit, ".") or b""
    found = {}
    for line in filter(None, listed.split(b"\0")):
        head, _, path = line.partition(b"\t")
        mode, _, rest = head.partition(b" ")
        if mode in (b"100644", b"100755") and path.endswith(b".yaml"):
            content = _git(folder, name, "cat-file", "blob", rest.split()[1].decode())
            found[path.decode("utf-8", "replace")] = content or b""
    return found


def _check_repository(folder: Path, name: str) -> None:
    """Raise ProblemsFound where a folder is in no repository, and Missing where git refuses to say."""
    done = _asked(folder, name, "rev-parse", "--show-prefix")
    if done.returncode == 0:
        return
    said = done.stderr.decode("utf-8", "replace").strip()
    if NO_REPOSITORY in said:
        raise ProblemsFound([messages.no_repository(Place(name))])
    raise Missing([messages.git_refuses(Place(name), said)])


def _git(folder: Path, name: str, *arguments: str) -> bytes | None:
    """What git answers; None where it answers with an error. Raises Missing where there is no git that runs."""
    done = _asked(folder, name, *arguments)
    return done.stdout if done.returncode == 0 else None


def _asked(folder: Path, name: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    environment = {name: value for name, value in os.environ.items() if name not in NOT_THE_FOLDERS} | {"LC_ALL": "C"}
    try:
        return subprocess.run(["git", *arguments], cwd=folder, env=environment, capture_output=True, check=False)
    except FileNotFoundError:
        raise Missing([messages.git_missing(Place(name))]) from None
    except OSError as error:
        raise Missing([messages.git_refuses(Place(name), error.strerror or str(error))]) from None
