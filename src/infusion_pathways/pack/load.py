"""Load a pack: read its files, check them, build it. A pack that was read before is taken from the cache."""

import contextlib
import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from infusion_pathways.pack import cache, messages
from infusion_pathways.pack.build import build_pack
from infusion_pathways.pack.rule import Pack
from infusion_pathways.source import Missing, Place, Problem, ProblemsFound
from infusion_pathways.source.reading import Pointer, read_bytes

SHIPPED = "rules"


def shipped(folder: str) -> Path:
    """A folder that ships with the program (`rules` or `scenarios`): inside the wheel, or beside `src` in a checkout.

    Raises Missing as `load_pack` does.
    """
    package = _package()
    inside = package / "data" / folder
    return inside if inside.is_dir() else package.parent.parent / folder


def _package() -> Path:
    """The folder of this program. Raises Missing where it is none: its own code and rules are read as files."""
    package = Path(__file__).resolve().parent.parent
    if not package.is_dir():
        from infusion_pathways.source.messages import not_unpacked

        raise Missing([not_unpacked(Place("pathways"))])
    return package


def load_pack(path: str | Path | None = None) -> Pack:
    """Load the pack in a folder, or the shipped one.

    Raises ProblemsFound with everything wrong with it: files that cannot be read, unknown names, cites that lead nowhere,
    findings that depend on themselves, rules without a reason, doses. Raises Missing where this program lies in an archive.
    """
    return load_with_sections(path)[0]


def load_with_sections(path: str | Path | None = None) -> tuple[Pack, dict[str, Any]]:
    """A pack as `load_pack` loads it, beside the merged sections of its files that it was built from."""
    folder = shipped(SHIPPED) if path is None else Path(path)
    return _loaded(folder.as_posix() if path is not None else SHIPPED, files_of(folder))


def load_files(name: str, files: Mapping[str, bytes]) -> Pack:
    """The pack that YAML files make together, from their paths within it and their bytes; problems name it `name`.

    Raises ProblemsFound as `load_pack` does.
    """
    return _loaded(name, files)[0]


def _loaded(name: str, files: Mapping[str, bytes]) -> tuple[Pack, dict[str, Any]]:
    _package()
    ordered = dict(sorted(files.items(), key=lambda item: PurePosixPath(item[0])))
    digest = _digest(ordered)
    kept = cache.fetch(digest)
    if kept is not None:
        with contextlib.suppress(Exception):  # of whatever kind: the files decide what the pack says, not what was kept of them
            return build_pack(kept, digest, _unexpected), kept
    from infusion_pathways.pack.reading import read_pack

    raw = read_pack(name, ordered, digest)
    cache.store(digest, raw)
    return build_pack(raw, digest, _unexpected), raw


def _unexpected(at: Pointer, problem: Callable[..., Problem], *details: object, **_: object) -> None:
    raise AssertionError(f"a pack that passed its checks has a problem at {at}: {problem(Place('pack'), *details).message}")


def files_of(folder: Path) -> dict[str, bytes]:
    """The YAML files below a folder, from their paths within it to their bytes.

    Raises ProblemsFound where the folder is missing, or a file cannot be read or is too large.
    """
    place = Place(folder.as_posix())
    if not folder.is_dir():
        raise ProblemsFound([messages.not_a_folder(place)])
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    try:
        paths = sorted(p for p in folder.rglob("*.yaml") if p.is_file())
    except OSError as error:  # of a folder that changes while it is looked through
        from infusion_pathways.source.messages import unreadable

        raise ProblemsFound([unreadable(place, error.strerror or str(error))]) from None
    for path in paths:
        try:
            files[path.relative_to(folder).as_posix()] = read_bytes(path)
        except ProblemsFound as found:
            problems += found.problems
    if problems:
        raise ProblemsFound(problems)
    return files


def _digest(files: Mapping[str, bytes]) -> str:
    """The digest of a pack: of its files' names and contents, in the order of their names."""
    digest = hashlib.sha256()
    for name, data in files.items():
        digest.update(f"{name}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()
