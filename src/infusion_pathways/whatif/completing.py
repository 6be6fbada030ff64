"""What a shell offers behind `--set` and `--unset`: the paths of a scenario file, and the values that a path takes."""

from pathlib import Path

from infusion_pathways.pack import Pack, load_pack
from infusion_pathways.scenario import parse_scenario
from infusion_pathways.scenario.paths import found, pointer_of, possible, recorded, taken
from infusion_pathways.source import Document, ProblemsFound, read_json


def settings(file: Path | None, folder: Path | None, incomplete: str) -> list[str]:
    """`PATH=` for the paths that begin as typed, `PATH=VALUE` once the path is whole; nothing for a file with problems."""
    opened = _opened(file, folder)
    if opened is None:
        return []
    document, pack = opened
    path, equals, value = incomplete.partition("=")
    if not equals:
        return [f"{offered}=" for offered in _beginning(possible(document.value, pack.vocabulary), path)]
    at = found(document.value, pointer_of(path), pack.vocabulary)
    values = [] if at is None else taken(document.value, at, pack.vocabulary)
    return [f"{path}={offered}" for offered in values if offered.startswith(value)]


def removable(file: Path | None, folder: Path | None, incomplete: str) -> list[str]:
    """The paths with a value that begin as typed."""
    opened = _opened(file, folder)
    return [] if opened is None else _beginning(list(recorded(opened[0].value)), incomplete)


def _beginning(paths: list[str], typed: str) -> list[str]:
    """The paths that begin as typed, in the same way: with the leading slash or without."""
    if typed and not typed.startswith("/"):
        return [path[1:] for path in paths if path[1:].startswith(typed)]
    return [path for path in paths if path.startswith(typed)]


def _opened(file: Path | None, folder: Path | None) -> tuple[Document, Pack] | None:
    if file is None or str(file) == "-":
        return None
    try:
        pack = load_pack(folder)
        document = read_json(file)
        parse_scenario(document, pack)
    except ProblemsFound:
        return None
    return document, pack
