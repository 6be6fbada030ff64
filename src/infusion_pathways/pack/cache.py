"""A pack that passed its checks, kept as plain JSON: reading YAML takes longer than everything else in a run.

The key is the digest of the pack's files and of this package's own reading code, so a stale entry is never found. A cache
that cannot be used costs time, nothing else. `INFUSION_PATHWAYS_CACHE` names another folder; `off` turns it off.
"""

import contextlib
import hashlib
import json
import os
from functools import cache
from pathlib import Path
from typing import Any

VARIABLE = "INFUSION_PATHWAYS_CACHE"
MOST_ENTRIES = 32
_READING = ("pack", "vocabulary", "source")


def _folder() -> Path | None:
    chosen = os.environ.get(VARIABLE)
    if chosen == "off":
        return None
    if chosen:
        return Path(chosen)
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return Path(base) / "infusion-pathways"


@cache
def _code_digest() -> str:
    package = Path(__file__).resolve().parent.parent
    digest = hashlib.sha256()
    for path in sorted([*(p for part in _READING for p in (package / part).glob("*.py")), package / "condition.py"]):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _path(digest: str) -> Path | None:
    folder = _folder()
    return None if folder is None else folder / f"{digest[:32]}-{_code_digest()}.json"


def fetch(digest: str) -> dict[str, Any] | None:
    """The sections stored under a digest, or None."""
    path = _path(digest)
    if path is None:
        return None
    try:
        stored = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return stored if isinstance(stored, dict) and {"pack", "pathways"} <= set(stored) else None


def store(digest: str, raw: dict[str, Any]) -> None:
    """Store the sections under a digest: written beside, then moved into place, so that nothing half-written is found."""
    import tempfile  # only when something is stored: it costs five milliseconds of every start

    path = _path(digest)
    if path is None:
        return
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(raw, file, separators=(",", ":"))
            os.replace(name, path)
            _prune(path.parent)
        except OSError:
            os.unlink(name)


def _prune(folder: Path) -> None:
    """Keep the entries used last: every edit of a pack makes a new one."""
    entries = sorted(folder.glob("*.json"), key=lambda entry: entry.stat().st_mtime, reverse=True)
    for entry in entries[MOST_ENTRIES:]:
        entry.unlink(missing_ok=True)
