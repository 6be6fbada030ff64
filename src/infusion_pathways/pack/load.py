"""Load a pack: read its files, check them, build it. A pack that was read before is taken from the cache."""

import contextlib
import hashlib
import os
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any
from unicodedata import normalize

from infusion_pathways.pack import cache, messages
from infusion_pathways.pack.build import build_pack
from infusion_pathways.pack.model import Pack
from infusion_pathways.pack.parts import notes_of
from infusion_pathways.source import MissingRequirement, Place, Problem, ProblemsFound
from infusion_pathways.source.listing import YAML, contents, list_folder
from infusion_pathways.source.reading import Pointer

SHIPPED = "rules"


def shipped(folder: str) -> Path:
    """A folder that ships with the program (`rules`, `scenarios` or `docs`): inside the wheel, or beside `src` in a checkout.

    Raises MissingRequirement as `load_pack` does.
    """
    package = _package()
    inside = package / "data" / folder
    return inside if inside.is_dir() else package.parent.parent / folder


def _package() -> Path:
    """The folder of this program. Raises MissingRequirement where it is none: its own code and rules are read as files."""
    package = Path(__file__).resolve().parent.parent
    if not package.is_dir():
        from infusion_pathways.source.messages import not_unpacked

        raise MissingRequirement([not_unpacked(Place("pathways"))])
    return package


def load_pack(path: str | Path | None = None) -> Pack:
    """Load the pack in a folder, or the shipped one.

    Raises ProblemsFound with everything wrong with it: files that cannot be read, unknown names, cites that lead nowhere,
    findings that depend on themselves, rules without a reason, doses. Raises MissingRequirement where this program lies in an
    archive.
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
    key = _digest(ordered)
    kept = cache.fetch(key)
    if kept is not None:
        with contextlib.suppress(Exception):  # of whatever kind: the files decide what the pack says, not what was kept of them
            return _built(name, ordered, key, kept), kept
    from infusion_pathways.pack.reading import read_pack

    raw = read_pack(name, ordered, key)
    cache.store(key, raw)
    return _built(name, ordered, key, raw), raw


def _built(name: str, files: Mapping[str, bytes], key: str, raw: dict[str, Any]) -> Pack:
    """The pack of sections that were checked; files that are foreign to it do not count in its digest."""
    held = raw["files"]
    digest = _digest({path: files[path] for path in held["counted"]}) if held["foreign"] else key
    return build_pack(raw, digest, _unexpected, tuple(notes_of(name, held)))


def _unexpected(at: Pointer, problem: Callable[..., Problem], *details: object, **_: object) -> None:
    raise AssertionError(f"a pack that passed its checks has a problem at {at}: {problem(Place('pack'), *details).message}")


def files_of(folder: Path) -> dict[str, bytes]:
    """The YAML files of a pack, from their paths within its folder to their bytes.

    Raises ProblemsFound where the folder is missing, with what cannot be read, and with links and the like.
    """
    if not os.path.isdir(folder):
        raise ProblemsFound([messages.not_a_folder(Place(folder.as_posix()))])
    return contents(folder, list_folder(folder, YAML).checked().files)


def _digest(files: Mapping[str, bytes]) -> str:
    """The digest of a pack: of its files' names and texts, in the order of their names.

    How a machine spells names and ends lines, and whether it puts a mark before a text, makes no difference.
    """
    digest = hashlib.sha256()
    for name, data in files.items():
        text = _in_plain_lines(data)
        digest.update(f"{normalize('NFC', name)}\0{len(text)}\0".encode())
        digest.update(text)
    return digest.hexdigest()


def _in_plain_lines(data: bytes) -> bytes:
    """The bytes of a text without a byte order mark, its lines ended alike; the last one ends if it ends the document."""
    text = data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
    return text + b"\n" if text.endswith(b"\n...") else text
