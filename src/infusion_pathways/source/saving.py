"""Text out to a file, whole or not at all."""

import contextlib
import errno
import os
import re
import secrets
import stat
import sys
import time
from collections.abc import Iterable, Mapping
from io import FileIO
from pathlib import Path
from typing import BinaryIO

from infusion_pathways.source import messages
from infusion_pathways.source.problem import NotWritten, Place, Problem, ProblemsFound

if sys.platform != "win32":
    import fcntl

LEFT_OVER_AFTER = 3600.0
"""So many seconds old is what a killed run has left where no lock tells who is still at work."""

_BESIDE = re.compile(r"\.pathways-[0-9a-f]{16}\.tmp")
_DEVICE = {
    getattr(errno, name)
    for name in ("ENOSPC", "EDQUOT", "EFBIG", "EIO", "ENXIO", "ENODEV", "ESTALE", "ENOMEM")
    if hasattr(errno, name)
}


def save(path: Path, text: str, overwrite: bool = False) -> None:
    """Write a text to a file, in UTF-8 as it stands; a reader finds what was there before or all of the new text.

    A file that holds the text already is left alone, so saving twice is saving once. One that holds something else stays
    as it is unless `overwrite` says so; then it keeps its mode and its owner, and a link stays a link. Raises ProblemsFound
    for a file that has to stay, and where nothing can be written (NotWritten where the device does not take it).
    """
    data = text.encode("utf-8")
    place = Place(path.as_posix())
    try:
        target = Path(os.path.realpath(path))  # so that a link stays a link
        held = target.stat() if target.exists() else None
        if held is not None and not stat.S_ISREG(held.st_mode):
            raise ProblemsFound([messages.unwritable(place, "it is no ordinary file")])
        if held is not None and _holds(target, data):
            return
        if held is not None and not overwrite:
            raise ProblemsFound([messages.file_exists(place)])
        if held is not None:
            check_replaceable([path])
        _replace(target, data, held)
    except (OSError, ValueError) as error:
        raise cannot_write(path, error) from None


def save_all(texts: Mapping[Path, str], overwrite: bool = False) -> None:
    """Write several files, each as `save` does; where one of them must not be replaced, none is written.

    Raises ProblemsFound for every file that stands in the way.
    """
    others = [path for path, text in texts.items() if _holds_other(path, text)]
    if others and not overwrite:
        raise ProblemsFound(messages.file_exists(Place(path.as_posix())) for path in others)
    check_replaceable(others)
    for path, text in texts.items():
        save(path, text, overwrite)


def check_replaceable(paths: Iterable[Path]) -> None:
    """Raise ProblemsFound for files that are there and must not be replaced.

    These are read-only ones, and those that would lose by it: their owner, or the other names of a hard link.
    """
    problems: list[Problem] = []
    for path in paths:
        place = Place(path.as_posix())
        with contextlib.suppress(FileNotFoundError):
            held = path.stat()
            if not held.st_mode & 0o222 or not os.access(path, os.W_OK):
                problems.append(messages.read_only(place))
            elif held.st_nlink > 1:
                problems.append(messages.other_names(place))
            elif not _keeps_owner(held):
                problems.append(messages.other_owner(place))
    if problems:
        raise ProblemsFound(problems)


def append_line(path: Path, line: str) -> None:
    """Add a line to a file: on the disk when this returns, or not at all. After a line that was cut off it begins a new one.

    Several processes may add to one file at once. Raises ProblemsFound where it cannot be written (NotWritten where the device
    does not take it); what was there before is as it was.
    """
    try:
        with FileIO(path, "ab+") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise ProblemsFound([messages.unwritable(Place(path.as_posix()), "it is no ordinary file")])
            _lock(file)
            _append(file, line.encode("utf-8"))
    except (OSError, ValueError) as error:
        raise cannot_write(path, error) from None


def make_folder(path: Path) -> None:
    """Make a folder, and those it lies in, where they are not there. Raises ProblemsFound where that cannot be done."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(path, error) from None


def cannot_write(path: Path, error: OSError | ValueError) -> ProblemsFound:
    """What is raised where a path could not be written: NotWritten if that is the device's fault, not the path's."""
    place, reason = Place(path.as_posix()), getattr(error, "strerror", None) or str(error)
    if getattr(error, "errno", None) in _DEVICE:
        return NotWritten([messages.not_saved(place, reason)])
    return ProblemsFound([messages.unwritable(place, reason)])


def remove_leftovers(folder: Path) -> None:
    """Take away the half-written files that killed runs of this program have left in a folder; nothing else is touched."""
    with contextlib.suppress(OSError):
        for name in os.listdir(folder):
            if _BESIDE.fullmatch(name):
                _take_away(folder / name)


def _take_away(path: Path) -> None:
    """Remove a file that nobody writes any more: its writer holds a lock for as long as it lives."""
    with contextlib.suppress(OSError), path.open("rb+") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode) or path.is_symlink():
            return
        if sys.platform != "win32":
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        elif time.time() - status.st_mtime < LEFT_OVER_AFTER:
            return
        else:
            file.close()
        path.unlink()


def _replace(target: Path, data: bytes, held: os.stat_result | None) -> None:
    """Write beside the target, make sure that it is on the disk, then move it into place."""
    remove_leftovers(target.parent)
    beside, file = _opened_beside(target.parent)
    try:
        with file:
            if held is not None:
                _become(beside, held)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            if sys.platform == "win32":
                file.close()  # an open file cannot be moved there; elsewhere the lock is held until it is in place
            os.replace(beside, target)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise


def _opened_beside(folder: Path) -> tuple[Path, BinaryIO]:
    """A new file in a folder, locked: who takes away what was left over sees that this one is being written."""
    while True:
        beside = folder / f".pathways-{secrets.token_hex(8)}.tmp"
        file = beside.open("xb")
        _lock(file)
        if beside.exists():
            return beside, file
        file.close()


def _become(path: Path, held: os.stat_result) -> None:
    """Give a file the owner and the mode of the one that it replaces."""
    if sys.platform != "win32":
        new = path.stat()
        if (new.st_uid, new.st_gid) != (held.st_uid, held.st_gid):
            os.chown(path, held.st_uid, held.st_gid)
    path.chmod(stat.S_IMODE(held.st_mode))


def _keeps_owner(held: os.stat_result) -> bool:
    """Whether a file that replaces this one can be given its owner and its group."""
    if sys.platform == "win32" or os.geteuid() == 0:
        return True
    return held.st_uid == os.geteuid() and held.st_gid in {os.getegid(), *os.getgroups()}


def _append(file: FileIO, line: bytes) -> None:
    start = file.seek(0, os.SEEK_END)
    data = line
    if start:
        file.seek(start - 1)
        data = line if file.read(1) == b"\n" else b"\n" + line
    try:
        rest = memoryview(data)
        while rest:
            written = file.write(rest)
            if not written:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            rest = rest[written:]
        os.fsync(file.fileno())
    except BaseException:
        with contextlib.suppress(OSError):
            _take_back(file, start, data)
        raise


def _take_back(file: FileIO, start: int, data: bytes) -> None:
    """Cut off what was written of a line, unless somebody else has added something behind it."""
    file.seek(start)
    if data.startswith(file.read()):
        file.truncate(start)


def _lock(file: BinaryIO | FileIO) -> None:
    """Wait until nobody else has the file locked, and lock it until it is closed, on systems that can."""
    if sys.platform != "win32":
        with contextlib.suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_EX)


def _holds(path: Path, data: bytes) -> bool:
    """Whether a file holds just these bytes; one of another length is not read."""
    return path.stat().st_size == len(data) and path.read_bytes() == data


def _holds_other(path: Path, text: str) -> bool:
    with contextlib.suppress(OSError):
        return path.is_file() and not _holds(path, text.encode("utf-8"))
    return False
