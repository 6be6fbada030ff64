"""Which files of a folder are brought into form, and what comes of it."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from infusion_pathways.author import messages
from infusion_pathways.author.forming import JSON, YAML, formed
from infusion_pathways.scenario.model import SCHEMA
from infusion_pathways.source import Place, Problem, ProblemsFound
from infusion_pathways.source.messages import no_such_file, unreadable
from infusion_pathways.source.reading import read_bytes

_SCENARIO = SCHEMA.rpartition("/")[0].encode()


class Formed(NamedTuple):
    """A file: its text as it stands, and in form."""

    path: Path
    before: str
    after: str

    @property
    def changed(self) -> bool:
        """Whether the file is not in form yet."""
        return self.before != self.after


def in_form(paths: Iterable[Path]) -> list[Formed]:
    """The files, and those below the folders, in the sequence of their paths, each as it is and as it should be.

    Below a folder these are the YAML files, and JSON files that say they are scenarios; what is hidden is left alone. Nothing
    is written. Raises ProblemsFound with everything that cannot be read or brought into form.
    """
    found: list[Formed] = []
    problems: list[Problem] = []
    for path in _files(paths):
        try:
            data = read_bytes(path)
            if path.suffix != JSON or _SCENARIO in data or path in paths:
                after = formed(path.as_posix(), data)
                found.append(Formed(path, data.decode("utf-8"), after))
        except ProblemsFound as error:
            problems += error.problems
    if problems:
        raise ProblemsFound(problems)
    return found


def _files(paths: Iterable[Path]) -> list[Path]:
    files: set[Path] = set()
    for path in paths:
        if path.is_dir():
            below = [file for file in path.rglob("*") if file.suffix in (YAML, JSON) and file.is_file()]
            own = {file for file in below if not any(part.startswith(".") for part in file.relative_to(path).parts)}
            if not own:
                raise ProblemsFound([messages.nothing_to_form(Place(path.as_posix()))])
            files |= own
        elif path.is_file():
            files.add(path)
        elif path.exists():
            raise ProblemsFound([unreadable(Place(path.as_posix()), "it is no ordinary file")])
        else:
            raise ProblemsFound([no_such_file(Place(path.as_posix()))])
    return sorted(files)
