"""Paths as a code host names them: seen from the root of the repository, wherever in it work is done."""

import os
from pathlib import Path
from urllib.parse import quote

WORKSPACE = "GITHUB_WORKSPACE"


def repository_path(path: str | Path) -> str:
    """A path from the root of the repository of the working folder, with strokes and without `.` or `..`.

    Without a repository it is seen from the workspace of a CI, else from the working folder. What lies beyond is absolute.
    Links to folders are followed, since a code host knows a file only by where it lies; a file that is a link keeps its name.
    """
    root, path = _root(), Path(path)
    if root is None:
        return path.as_posix()
    last = path.name if path.name != os.pardir else ""
    lies = Path(os.path.realpath(path.parent if last else path), last)
    for place in (lies, Path(os.path.abspath(path))):
        if place.is_relative_to(root):
            return place.relative_to(root).as_posix()
    return lies.as_posix()


def uri_of(name: str) -> str:
    """The URI of a path that `repository_path` gave: relative, or `file://`, with everything escaped that a URI cannot hold."""
    return Path(name).as_uri() if Path(name).is_absolute() else quote(os.fsencode(name))


def _root() -> Path | None:
    """The folder that paths are seen from; None where the working folder is gone."""
    try:
        here = Path(os.path.realpath(Path.cwd()))
    except FileNotFoundError:
        return None
    for folder in (here, *here.parents):
        if (folder / ".git" / "HEAD").exists() or (folder / ".git").is_file():  # a file in submodules and worktrees
            return folder
    workspace = Path(os.path.realpath(os.environ.get(WORKSPACE) or here))
    return workspace if here.is_relative_to(workspace) else here
