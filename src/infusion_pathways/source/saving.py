"""Text out to a file, whole or not at all."""

import contextlib
import os
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path

from infusion_pathways.source import messages
from infusion_pathways.source.problem import Place, ProblemsFound


def save(path: Path, text: str, overwrite: bool = False) -> None:
    """Write a text to a file, in UTF-8 as it stands; a reader finds what was there before or all of the new text.

    A file that holds the text already is left alone, so saving twice is saving once. One that holds something else stays
    as it is unless `overwrite` says so. Raises ProblemsFound for such a file, and where nothing can be written.
    """
    data = text.encode("utf-8")
    place = Place(path.as_posix())
    try:
        target = Path(os.path.realpath(path))  # so that a link stays a link
        held = target.read_bytes() if target.is_file() else None
        if held is None and target.exists():
            raise ProblemsFound([messages.unwritable(place, "it is no ordinary file")])
        if held is not None and held != data and not overwrite:
            raise ProblemsFound([messages.file_exists(place)])
        if held != data:
            _replace(target, data, keep_mode=held is not None)
    except (OSError, ValueError) as error:
        raise ProblemsFound([messages.unwritable(place, getattr(error, "strerror", None) or str(error))]) from None


def save_all(texts: Mapping[Path, str], overwrite: bool = False) -> None:
    """Write several files, each as `save` does; where one of them must not be replaced, none is written.

    Raises ProblemsFound for every file that stands in the way.
    """
    standing = [path for path, text in texts.items() if not overwrite and _holds_other(path, text)]
    if standing:
        raise ProblemsFound(messages.file_exists(Place(path.as_posix())) for path in standing)
    for path, text in texts.items():
        save(path, text, overwrite)


def _holds_other(path: Path, text: str) -> bool:
    with contextlib.suppress(OSError):
        return path.is_file() and path.read_bytes() != text.encode("utf-8")
    return False


def make_folder(path: Path) -> None:
    """Make a folder, and those it lies in, where they are not there. Raises ProblemsFound where that cannot be done."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ProblemsFound([messages.unwritable(Place(path.as_posix()), error.strerror or str(error))]) from None


def _replace(target: Path, data: bytes, keep_mode: bool) -> None:
    """Write beside the target, make sure that it is on the disk, then move it into place."""
    beside = target.parent / f".{secrets.token_hex(8)}.tmp"
    try:
        with beside.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if keep_mode:
            shutil.copymode(target, beside)
        os.replace(beside, target)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise
