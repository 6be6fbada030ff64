"""The journal of a run: one line of JSON for what it is about, then one for each result as it comes.

Each line is written at once and whole, so a run that is killed leaves at most one broken line behind, the last; whoever goes on
drops it.
"""

import contextlib
import json
import os
from codecs import BOM_UTF8
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from infusion_pathways.mutate import messages
from infusion_pathways.mutate.plain import result_of, result_plain
from infusion_pathways.mutate.result import MutantResult
from infusion_pathways.pack.model import Pack
from infusion_pathways.source import Place, Problem, ProblemsFound
from infusion_pathways.source.messages import unwritable, utf16
from infusion_pathways.source.reading import UTF16, first_of, parse_json, read_bytes
from infusion_pathways.source.saving import append_line, cannot_write
from infusion_pathways.vocabulary.renamed import in_mutant, old_words

SCHEMA = "infusion-pathways/mutants/2"
LARGEST_BYTES = 64 * 1024 * 1024


class RunIdentity(NamedTuple):
    """What the results of a run depend on: digests of rules, cases and mutants, the seed, and whether there is a solver."""

    pack: str
    cases: str
    mutants: str
    seed: int
    solver: bool

    def line(self) -> str:
        """The first line of its journal."""
        return json.dumps({"schema": SCHEMA, **self._asdict()}) + "\n"


class Journal:
    """A journal to read from and to add to; without a path, results are kept nowhere."""

    def __init__(self, path: Path | None, run: RunIdentity, pack: Pack) -> None:
        """Open a journal. Raises ProblemsFound for a file that is none, one of another run, or one that cannot be written."""
        self._path, self._run = path, run
        self.known: dict[str, MutantResult] = {} if path is None else self._opened(path, pack)

    def add(self, result: MutantResult) -> None:
        """Add a result, whole or not at all. Raises ProblemsFound where that cannot be done."""
        if self._path is not None:
            append_line(self._path, json.dumps(result_plain(result), ensure_ascii=True) + "\n")

    def _opened(self, path: Path, pack: Pack) -> dict[str, MutantResult]:
        place = Place(path.as_posix())
        if path.exists() and not path.is_file():
            raise ProblemsFound([unwritable(place, "it is no ordinary file")])
        data = read_bytes(path, LARGEST_BYTES) if path.exists() else b""
        if data.startswith(UTF16):
            raise ProblemsFound([utf16(place)])
        mark = BOM_UTF8 if data.startswith(BOM_UTF8) else b""
        head, newline, rest = data.removeprefix(mark).partition(b"\n")
        if not newline:
            if not self._run.line().encode().startswith(head):
                raise ProblemsFound([messages.not_a_journal(place, "its first line is something else")])
            _cut(path, 0)
            append_line(path, self._run.line())
            return {}
        found = self._head(head, place)
        whole = rest[: rest.rfind(b"\n") + 1]
        _refuse_old_words(whole, path)
        self._compare(found, place)
        _cut(path, len(mark) + len(head) + 1 + len(whole))
        return {result.mutant: result for result in self._read(whole, path, pack)}

    def _head(self, head: bytes, place: Place) -> dict[str, Any]:
        try:
            found = json.loads(head)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict) or found.get("schema") != SCHEMA:
            raise ProblemsFound([messages.not_a_journal(place, "its first line is something else")])
        return found

    def _compare(self, found: Mapping[str, Any], place: Place) -> None:
        wanted = self._run._asdict()
        others = [_WORDS[name] for name in wanted if found.get(name) != wanted[name]]
        if others:
            raise ProblemsFound([messages.another_run(place, " and ".join(others))])

    def _read(self, data: bytes, path: Path, pack: Pack) -> list[MutantResult]:
        results, problems = list[MutantResult](), list[Problem]()
        for number, line in enumerate(data.split(b"\n")[:-1], 2):
            try:
                results.append(result_of(json.loads(line), pack))
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError, ProblemsFound):
                text = line.decode("utf-8", "replace")
                place = Place(path.as_posix(), number, 1, max(1, len(text)), text)
                problems.append(messages.not_a_journal(place, "this line holds no result"))
        if problems:
            raise ProblemsFound(first_of(problems, path.as_posix(), lambda problem: problem))
        return results


def _refuse_old_words(data: bytes, path: Path) -> None:
    """Raise ProblemsFound for the old words of a journal, before anything else is said of it: they are what can be mended."""
    problems = list[Problem]()
    for number, line in enumerate(data.decode("utf-8", "replace").split("\n"), 2):
        with contextlib.suppress(ProblemsFound):  # no result at all, as is told of each line that is none
            found = old_words(parse_json(path.as_posix(), line), in_mutant)
            problems += (problem._replace(place=problem.place._replace(line=number)) for problem in found)
    if problems:
        raise ProblemsFound(first_of(problems, path.as_posix(), lambda problem: problem))


_WORDS: Mapping[str, str] = {
    "pack": "other rules",
    "cases": "other cases",
    "mutants": "other mutants",
    "seed": "another seed",
    "solver": "another solver",
}


def _cut(path: Path, length: int) -> None:
    """Drop what stands behind the last whole line."""
    try:
        if path.exists() and path.stat().st_size > length:
            os.truncate(path, length)
    except OSError as error:
        raise cannot_write(path, error) from None
