"""Find case files and run them."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from infusion_pathways.advise import EngineChoice, advise
from infusion_pathways.cases.expect import Difference, differences
from infusion_pathways.pack.rule import Pack
from infusion_pathways.scenario import messages, parse_scenario
from infusion_pathways.source import Problem, ProblemsFound, read_json


class Result(NamedTuple):
    """What came of one case; `asserts` says whether it expects anything at all."""

    file: str
    id: str
    differences: tuple[Difference, ...] = ()
    problems: tuple[Problem, ...] = ()
    asserts: bool = True

    @property
    def passed(self) -> bool:
        """Whether the file could be read and everything expected was found."""
        return not self.differences and not self.problems


def case_files(paths: list[Path]) -> list[Path]:
    """The scenario files named, and those below the folders named, each once, in the order of their names."""
    found: dict[Path, None] = {}
    for path in paths:
        found.update(dict.fromkeys(sorted(path.rglob("*.json")) if path.is_dir() else [path]))
    return list(found)


def run_cases(files: list[Path], pack: Pack, engine: EngineChoice = EngineChoice.BOTH) -> Iterator[Result]:
    """Run the cases one after another. An id used twice in the run is a problem of the later file."""
    ids: dict[str, str] = {}
    for file in files:
        try:
            document = read_json(file)
            scenario = parse_scenario(document, pack)
        except ProblemsFound as found:
            yield Result(file.as_posix(), "?", problems=found.problems)
            continue
        if scenario.id in ids:
            problem = messages.duplicate_id(document.place(("id",)), scenario.id, ids[scenario.id])
            yield Result(file.as_posix(), scenario.id, problems=(problem,))
            continue
        ids[scenario.id] = file.as_posix()
        if scenario.expect is None:
            advise(pack, scenario, engine)
            yield Result(file.as_posix(), scenario.id, asserts=False)
        else:
            found_differences = differences(scenario.expect, advise(pack, scenario, engine))
            yield Result(file.as_posix(), scenario.id, tuple(found_differences))
