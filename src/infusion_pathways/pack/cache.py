"""A pack that passed its checks, kept as plain JSON: reading YAML takes longer than everything else in a run.

The key is the digest of the pack's files and of this package's own reading code, so a stale entry is never found. An entry
carries the digest of its own bytes under that key; one that is odd in any way is as good as none. A cache that cannot be used
costs time, nothing else. `INFUSION_PATHWAYS_CACHE` names another folder; `off` turns it off.
"""

import contextlib
import hashlib
import json
import os
import re
import stat
import time
from functools import cache
from pathlib import Path
from typing import Any

VARIABLE = "INFUSION_PATHWAYS_CACHE"
MOST_ENTRIES = 32
LARGEST_BYTES = 32 * 1024 * 1024
LEFT_OVER_AFTER = 3600.0
"""So many seconds old is a half-written file only if the run that wrote it was killed."""

_READING = ("pack", "vocabulary", "meaning", "source")
_ENTRY = re.compile(r"[0-9a-f]{32}-[0-9a-f]{16}\.json")
_HALF_WRITTEN = re.compile(r"(pathways-[0-9a-f]{16}|tmp[a-z0-9_]{8})\.tmp")
_HEAD, _MIDDLE, _TAIL = b'{"sha256":"', b'","sections":', b"}"


def _folder() -> Path | None:
    """The folder of the cache; None where there is none that is surely meant: no absolute path, no home, the root."""
    chosen = os.environ.get(VARIABLE)
    if chosen == "off":
        return None
    if chosen:
        return _usable(os.path.expanduser(chosen))
    base = _usable(os.environ.get("XDG_CACHE_HOME", ""))
    if base is None:
        home = _usable(os.path.expanduser("~"))
        if home is None or not home.is_dir():
            return None
        base = home / ".cache"
    return base / "infusion-pathways"


def _usable(path: str) -> Path | None:
    folder = Path(os.path.normpath(path))
    return folder if folder.is_absolute() and folder != Path(folder.anchor) else None


@cache
def _code_digest() -> str:
    package = Path(__file__).resolve().parent.parent
    digest = hashlib.sha256()
    for path in sorted(p for part in _READING for p in (package / part).glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _path(digest: str) -> Path | None:
    folder = _folder()
    return None if folder is None else folder / f"{digest[:32]}-{_code_digest()}.json"


def fetch(digest: str) -> dict[str, Any] | None:
    """The sections stored under a digest, or None where there are none, or anything is odd about them."""
    path = _path(digest)
    if path is None:
        return None
    try:
        data = _read(path)
        body = data[len(_seal(path, b"")) : -len(_TAIL)]
        if not (data.startswith(_seal(path, body)) and data.endswith(_TAIL)):
            return None
        stored = json.loads(body)
    except (OSError, ValueError, RecursionError, MemoryError):
        return None
    return stored if isinstance(stored, dict) and {"pack", "pathways"} <= set(stored) else None


def _seal(path: Path, body: bytes) -> bytes:
    """What stands before the sections of an entry: their digest under the entry's own name."""
    return _HEAD + hashlib.sha256(path.name.encode() + b"\0" + body).hexdigest().encode() + _MIDDLE


def _read(path: Path) -> bytes:
    """The bytes of an ordinary file that this user, or root, wrote and nobody else can change; of any other none.

    A pipe under its name does not make anybody wait, a link is not followed, and what is too large is not read.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode) or status.st_size > LARGEST_BYTES:
            return b""
        if hasattr(os, "geteuid") and (status.st_uid not in (os.geteuid(), 0) or status.st_mode & 0o022):
            return b""
        return file.read(status.st_size)


def store(digest: str, raw: dict[str, Any]) -> None:
    """Store the sections under a digest: written beside, then moved into place, so that nothing half-written is found."""
    path = _path(digest)
    if path is None:
        return
    body = json.dumps(raw, separators=(",", ":")).encode()
    if len(body) > LARGEST_BYTES - 1024:
        return
    with contextlib.suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside = path.parent / f"pathways-{os.urandom(8).hex()}.tmp"
        try:
            with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(_seal(path, body) + body + _TAIL)
            if path.is_dir() and not path.is_symlink():
                path.rmdir()
            os.replace(beside, path)
            _prune(path)
        except OSError:
            beside.unlink()


def _prune(new: Path) -> None:
    """Keep the new entry and those made last before it: every edit of a pack makes one. What killed runs have left goes too."""
    names = os.listdir(new.parent)
    entries = {new.parent / name: _made(new.parent / name) for name in names if _ENTRY.fullmatch(name) and name != new.name}
    for entry in sorted(entries, key=lambda entry: entries[entry], reverse=True)[MOST_ENTRIES - 1 :]:
        with contextlib.suppress(OSError):
            entry.unlink()
    for name in filter(_HALF_WRITTEN.fullmatch, names):
        with contextlib.suppress(OSError):
            if time.time() - _made(new.parent / name) > LEFT_OVER_AFTER:
                (new.parent / name).unlink()


def _made(path: Path) -> float:
    try:
        return path.lstat().st_mtime
    except OSError:
        return 0.0
