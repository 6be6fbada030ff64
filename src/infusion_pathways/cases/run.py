"""Find case files and run them."""

import os
from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

from infusion_pathways.advice import Advice, EngineChoice, advised
from infusion_pathways.cases.expect import Unmet, differences
from infusion_pathways.cases.failure_reasons import explained
from infusion_pathways.cases.select import EVERY, Selection
from infusion_pathways.engine.choice import chosen
from infusion_pathways.pack.model import Pack
from infusion_pathways.scenario import Scenario, messages, parse_scenario
from infusion_pathways.scenario.expectation import place_in
from infusion_pathways.source import Document, Problem, ProblemsFound, read_json
from infusion_pathways.source.listing import JSON, list_folder
from infusion_pathways.source.problem import one_line

MOST_NAMED = 3


class CaseStatus(Enum):
    """What came of a case. `SILENT` expects nothing, so it is neither right nor wrong; `LEFT_OUT` was not asked for."""

    PASSED = "passed"
    FAILED = "failed"
    SILENT = "silent"
    UNREADABLE = "unreadable"
    LEFT_OUT = "left out"


class CaseResult(NamedTuple):
    """What came of one case. `line` is where its id stands, `seen` what a watcher made of it, `compared` whether engines were."""

    file: str
    id: str
    status: CaseStatus
    title: str = ""
    line: int = 0
    differences: tuple[Unmet, ...] = ()
    problems: tuple[Problem, ...] = ()
    seen: Any = None
    compared: bool = False

    @property
    def passed(self) -> bool:
        """Whether the file could be read and everything expected was found."""
        return not self.differences and not self.problems


Watch = Callable[[Pack], Callable[[Advice], Any]]
"""Makes, for one pack, what looks at each case that is run; what that returns goes into `Result.seen`.

Both travel between processes: a function or class of a module, results that can be pickled.
"""


class CaseOrder(NamedTuple):
    """How cases are to be run: by which engine, which of them, and what looks at them.

    `sample` is for the engine `direct`: one in so many cases, always the same ones, is judged by both engines and the meaning.
    """

    engine: EngineChoice
    selection: Selection = EVERY
    watch: Watch | None = None
    sample: int | None = None

    def engine_for(self, case: str) -> EngineChoice:
        """Who judges the case of an id."""
        drawn = self.sample is not None and crc32(case.encode()) % self.sample == 0
        return EngineChoice.BOTH if drawn else self.engine


class CaseFiles(NamedTuple):
    """The files that cases are read from, and what was passed over beside them."""

    files: tuple[Path, ...]
    passed_over: tuple[Path, ...]

    def words(self) -> str:
        """How many of each there are."""
        read = f"{len(self.files)} file{'' if len(self.files) == 1 else 's'} read"
        names = [path.as_posix() for path in self.passed_over[:MOST_NAMED]]
        names += [f"{len(self.passed_over) - MOST_NAMED} more"] if len(self.passed_over) > MOST_NAMED else []
        told = f" ({', '.join(names)})" if names else ""
        return one_line(f"{read}, {len(self.passed_over)} passed over{told}")


def found_cases(paths: Iterable[Path]) -> CaseFiles:
    """The scenario files named, and those below the folders named, each once, in the order of their names.

    What is hidden below a folder (settings of an editor) is passed over. Raises ProblemsFound where something in a folder cannot
    be looked at, or is a link.
    """
    files: dict[Path, None] = {}
    passed_over: dict[Path, None] = {}
    problems: list[Problem] = []
    for path in paths:
        if os.path.isdir(path):
            below = list_folder(path, JSON)
            problems += below.problems
            files.update((path / name, None) for name in below.files)
            passed_over.update((path / name, None) for name in below.passed_over)
        else:
            files[path] = None
    if problems:
        raise ProblemsFound(problems)
    return CaseFiles(tuple(files), tuple(passed_over))


def case_files(paths: Iterable[Path]) -> list[Path]:
    """The files that `found_cases` finds; problems as there."""
    return list(found_cases(paths).files)


def run_cases(files: Iterable[Path], pack: Pack, engine: EngineChoice | None = None) -> Iterator[CaseResult]:
    """Run the cases one after another. An id used twice in the run is a problem of the later file."""
    runner = Runner(pack, CaseOrder(chosen(engine)))
    yield from once_each(map(runner.file, files))


class Runner:
    """Runs cases of one pack."""

    def __init__(self, pack: Pack, order: CaseOrder) -> None:
        self._pack = pack
        self._order = order
        self._watcher = order.watch(pack) if order.watch is not None else None

    def file(self, path: Path) -> CaseResult:
        """What comes of the case in a file. Raises EnginesDisagree as `advise` does."""
        try:
            document = read_json(path)
            scenario = parse_scenario(document, self._pack)
        except ProblemsFound as found:
            return CaseResult(path.as_posix(), "?", CaseStatus.UNREADABLE, problems=found.problems)
        return self.case(document, scenario)

    def case(self, document: Document, scenario: Scenario) -> CaseResult:
        """What comes of a case that was read. Raises EnginesDisagree as `advise` does."""
        result = CaseResult(document.name, scenario.id, CaseStatus.LEFT_OUT, scenario.title)
        if not self._order.selection.takes(scenario, self._pack):
            return result
        engine = self._order.engine_for(scenario.id)
        advice = advised(self._pack, scenario, engine)
        result = result._replace(compared=engine is EngineChoice.BOTH)
        seen = self._watcher(advice) if self._watcher is not None else None
        expect = scenario.expect
        if expect is None or not expect.asserts:
            return result._replace(status=CaseStatus.SILENT, seen=seen)
        found = explained(self._pack, advice, differences(expect, advice.trace))
        if not found:
            return result._replace(status=CaseStatus.PASSED, seen=seen)
        raw, words = document.value["expect"], self._pack.vocabulary
        placed = [d._replace(line=document.place(place_in(raw, words, d.section, d.name)).line) for d in found]
        return result._replace(status=CaseStatus.FAILED, line=document.place(("id",)).line, differences=tuple(placed), seen=seen)


def once_each(results: Iterable[CaseResult]) -> Iterator[CaseResult]:
    """The results, where a case whose id another one of the run has is a problem instead."""
    files: dict[str, str] = {}
    for result in results:
        was_run = result.status not in (CaseStatus.UNREADABLE, CaseStatus.LEFT_OUT)
        first = files.setdefault(result.id, result.file) if was_run else result.file
        if first == result.file:
            yield result
        else:
            place = read_json(result.file).place(("id",))
            problem = messages.duplicate_id(place, result.id, first)
            yield CaseResult(result.file, result.id, CaseStatus.UNREADABLE, result.title, problems=(problem,))


def until_first_failure(results: Iterable[CaseResult]) -> Iterator[CaseResult]:
    """The results up to the first one that did not pass."""
    for result in results:
        yield result
        if not result.passed:
            return
