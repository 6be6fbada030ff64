"""Load a pack: read its files, check them, build it. A pack that was read before is taken from the cache."""

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from infusion_pathways.pack import cache, messages
from infusion_pathways.pack.build import build_pack
from infusion_pathways.pack.rule import Pack
from infusion_pathways.source import Place, Problem, ProblemsFound
from infusion_pathways.source.reading import Pointer

SHIPPED = "rules"


def shipped(folder: str) -> Path:
    """A folder that ships with the program (`rules`, `scenarios` or `docs`): inside the wheel, or beside `src` in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "data" / folder
    return inside if inside.is_dir() else package.parent.parent / folder


def load_pack(path: str | Path | None = None) -> Pack:
    """Load the pack in a folder, or the shipped one.

    Raises ProblemsFound with everything wrong with it: files that cannot be read, unknown names, cites that lead nowhere,
    findings that depend on themselves, rules without a reason, doses.
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
    ordered = dict(sorted(files.items(), key=lambda item: PurePosixPath(item[0])))
    digest = _digest(ordered)
    raw = cache.fetch(digest)
    if raw is None:
        from infusion_pathways.pack.reading import read_pack

        raw = read_pack(name, ordered, digest)
        cache.store(digest, raw)
    return build_pack(raw, digest, _unexpected), raw


def _unexpected(at: Pointer, problem: Callable[..., Problem], *details: object, **_: object) -> None:
    raise AssertionError(f"a pack that passed its checks has a problem at {at}: {problem(Place('pack'), *details).message}")


def files_of(folder: Path) -> dict[str, bytes]:
    """The YAML files below a folder, from their paths within it to their bytes.

    Raises ProblemsFound where the folder is missing or a file cannot be read.
    """
    place = Place(folder.as_posix())
    if not folder.is_dir():
        raise ProblemsFound([messages.not_a_folder(place)])
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    for path in sorted(p for p in folder.rglob("*.yaml") if p.is_file()):
        try:
            files[path.relative_to(folder).as_posix()] = path.read_bytes()
        except OSError as error:
            from infusion_pathways.source.messages import unreadable

            problems.append(unreadable(Place(path.as_posix()), error.strerror or str(error)))
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
