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
from infusion_pathways.source.listing import YAML, Entry, Kind, belonging
from infusion_pathways.source.messages import unreadable

BETWEEN = ".."
KINDS = {"100644": Kind.FILE, "100755": Kind.FILE, "120000": Kind.LINK, "160000": Kind.FOLDER}
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
    if _git(folder, name, "rev-parse", "--show-prefix") is None:
        raise ProblemsFound([messages.no_repository(Place(name))])
    commit = _git(folder, name, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if commit is None:
        raise ProblemsFound([messages.no_such_revision(Place(name), revision)])
    files = _files(folder, name, revision, commit.decode().strip())
    if not files:
        raise ProblemsFound([messages.not_in_revision(Place(name), revision)])
    return load_files(f"{revision}:{name}", files)


def _files(folder: Path, name: str, revision: str, commit: str) -> Mapping[str, bytes]:
    """The YAML files below a folder in a commit, by their paths within it; what else looks like a part is a problem."""
    blobs: dict[str, str] = {}
    entries: list[Entry] = []
    for line in filter(None, (_git(folder, name, "ls-tree", "-r", "-z", commit, ".") or b"").split(b"\0")):
        head, _, raw = line.partition(b"\t")
        mode, _, blob = head.decode().split()
        path = raw.decode("utf-8", "surrogateescape")
        kind = KINDS.get(mode, Kind.OTHER)
        entries.append(Entry(path, kind, _target(folder, name, commit, path) if kind is Kind.LINK else None))
        blobs[path] = blob
    files = belonging(f"{revision}:{name}", entries, YAML).checked().files
    found = {path: _git(folder, name, "cat-file", "blob", blobs[path]) for path in files}
    lost = [path for path, content in found.items() if content is None]
    if lost:
        reason = "git does not give its content"
        raise ProblemsFound([unreadable(Place(f"{revision}:{name}/{path}"), reason) for path in lost])
    return {path: content or b"" for path, content in found.items()}


def _target(folder: Path, name: str, commit: str, path: str) -> Kind | None:
    """What a link in a commit leads to, as far as it leads to something in the commit."""
    above = (_git(folder, name, "rev-parse", "--show-prefix") or b"").decode("utf-8", "surrogateescape").rstrip("\n")
    asked = f"{commit}:{above}{path}\n".encode("utf-8", "surrogateescape")
    if asked.count(b"\n") > 1:
        return None
    answer = _git(folder, name, "cat-file", "--batch-check=%(objecttype)", "--follow-symlinks", told=asked) or b""
    return Kind.FILE if answer.strip() == b"blob" else None


def _git(folder: Path, name: str, *arguments: str, told: bytes = b"") -> bytes | None:
    """What git answers; None where it answers with an error. Raises Missing where there is no git."""
    environment = {name: value for name, value in os.environ.items() if name not in NOT_THE_FOLDERS}
    try:
        done = subprocess.run(["git", *arguments], cwd=folder, env=environment, input=told, capture_output=True, check=False)
    except FileNotFoundError:
        raise Missing([messages.git_missing(Place(name))]) from None
    return done.stdout if done.returncode == 0 else None
