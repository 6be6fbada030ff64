"""The pytest plugin: scenario files as test items, where a project asks for it with `infusion_pathways_files`.

Every run of pytest in the environment loads it, so all that is heavy waits for the first scenario file.
"""

import itertools
import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from infusion_pathways.cases.run import CaseResult
    from infusion_pathways.scenario import Scenario
    from infusion_pathways.source import Document, Problem

FILES, PACK, ENGINE = "infusion_pathways_files", "infusion_pathways_pack", "infusion_pathways_engine"
MARKERS = (
    "pathway_<name>: the case has a diagnosis of this pathway (infusion-pathways)",
    "tag_<name>: the case has this tag, with _ for what no name may hold (infusion-pathways)",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """The settings of a project; without the first one the plugin does nothing."""
    parser.addini(FILES, "patterns of scenario files to collect, such as scenarios/**/*.json", type="args", default=[])
    parser.addini(PACK, "folder of the rules to hold them against, from the folder of this file; the shipped rules if not given")
    parser.addini(ENGINE, "which engine evaluates: direct, checked, rete or both", default="direct")


def pytest_configure(config: pytest.Config) -> None:
    """Name the markers where scenario files are collected."""
    if config.getini(FILES):
        for marker in MARKERS:
            config.addinivalue_line("markers", marker)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> "ScenarioFile | None":
    """A file that one of the patterns means, as a collector of one case."""
    patterns = parent.config.getini(FILES)
    if not patterns:
        return None
    path = Path(os.path.relpath(file_path, parent.config.rootpath)).as_posix()
    if any(_means(pattern, path) for pattern in patterns) and not _reached_by_link(file_path, parent.session):
        return ScenarioFile.from_parent(parent, path=file_path)
    return None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(session: pytest.Session, config: pytest.Config, items: list[pytest.Item]) -> None:
    """Add an item that fails for whatever `pathways test` would refuse in the folders of scenario files.

    pytest itself follows links, and passes over what is no file without a word.
    """
    patterns = config.getini(FILES)
    if not patterns:
        return
    from infusion_pathways.source.listing import JSON, list_folder

    told: set[Problem] = set()
    for folder in _folders_looked_at(patterns, config):
        for problem in list_folder(folder, JSON).problems:
            path = Path(os.path.relpath(problem.place.file, config.rootpath)).as_posix()
            if problem not in told and any(_could_mean(pattern, path) for pattern in patterns):
                told.add(problem)
                items.append(ScenarioItem.from_parent(session, name=f"{path}: {problem.code}", problems=(problem,)))


def _folders_looked_at(patterns: list[str], config: pytest.Config) -> list[Path]:
    """The folders of scenario files, as far as this run looks into them."""
    named = [config.invocation_params.dir / argument.partition("::")[0] for argument in config.args]
    found: dict[Path, None] = {}
    for pattern in patterns:
        base = config.rootpath.joinpath(*itertools.takewhile(lambda step: not set("*?") & set(step), pattern.split("/")[:-1]))
        for path in named:
            inner = base if base.is_relative_to(path) else path
            if inner.is_dir() and inner.is_relative_to(base):
                found[inner] = None
    return list(found)


def _reached_by_link(path: Path, session: pytest.Session) -> bool:
    """Whether a link stands on the way to a file, from the folder of the project or what the command line names."""
    for step in (path, *path.parents):
        if step == session.config.rootpath or session.isinitpath(step):
            return False
        if step.is_symlink():
            return True
    return False


def _means(pattern: str, path: str) -> bool:
    """Whether a pattern means a path: its ending may be in capitals; what is hidden has to be named as it is."""
    from infusion_pathways.source.listing import JSON, has_ending, is_ignored

    plain = path[: -len(JSON[0])] + JSON[0] if has_ending(path, JSON) else path
    if not (_regex(pattern).fullmatch(path) or _regex(pattern).fullmatch(plain)):
        return False
    return all(step in pattern.split("/") for step in path.split("/") if is_ignored(step))


def _could_mean(pattern: str, path: str) -> bool:
    """Whether a pattern means a path that cannot be read, or something below it."""
    from infusion_pathways.source.listing import JSON, has_ending, likely_name

    meant = path if has_ending(path, JSON) else likely_name(path, JSON)
    if meant is not None and _means(pattern, meant):
        return True
    return meant is None and ("**" in pattern or pattern.count("/") > path.count("/"))


@cache
def _regex(pattern: str) -> re.Pattern[str]:
    """A pattern of paths: `**` for any number of folders, `*` and `?` within a name."""
    parts = {"**/": "(?:[^/]+/)*", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    pieces = re.split(r"(\*\*/|\*\*|\*|\?)", pattern.removeprefix("./"))
    return re.compile("".join(parts.get(piece, re.escape(piece)) for piece in pieces))


class _Bench:
    """What the cases of a run share: the rules, what runs cases, and the file of each id."""

    def __init__(self, config: pytest.Config) -> None:
        from infusion_pathways.cases.run import CaseOrder, Runner
        from infusion_pathways.engine.choice import EngineChoice, chosen
        from infusion_pathways.pack import load_pack

        engine, known = config.getini(ENGINE), [choice.value for choice in EngineChoice]
        if engine not in known:
            raise pytest.Collector.CollectError(f"{ENGINE} is `{engine}`; it is one of {', '.join(known)}")
        folder = config.getini(PACK)
        base = config.inipath.parent if config.inipath is not None else config.rootpath
        self.pack = load_pack(base / folder if folder else None)
        self.runner = Runner(self.pack, CaseOrder(chosen(engine)))
        self.files: dict[str, Path] = {}
        self._config = config
        self._markers: set[str] = set()

    def marker(self, words: str) -> pytest.MarkDecorator:
        """The marker of some words, made a valid name and registered."""
        name = re.sub(r"\W+", "_", words)
        if name not in self._markers:
            self._markers.add(name)
            self._config.addinivalue_line("markers", f"{name}: cases of infusion-pathways")
        marker: pytest.MarkDecorator = getattr(pytest.mark, name)
        return marker


BENCH = pytest.StashKey[_Bench | None]()


def _bench(config: pytest.Config) -> _Bench:
    """The bench of a run, made when the first scenario file is met. Raises CollectError where the rules cannot be loaded."""
    from infusion_pathways.source import ProblemsFound

    if BENCH not in config.stash:
        config.stash[BENCH] = None
        try:
            config.stash[BENCH] = _Bench(config)
        except ProblemsFound as found:
            raise pytest.Collector.CollectError(str(found)) from None
    bench = config.stash[BENCH]
    if bench is None:
        raise pytest.Collector.CollectError("the rules could not be loaded; the first of these errors says why")
    return bench


class ScenarioFile(pytest.File):
    """A scenario file; its one item is the case in it."""

    def collect(self) -> Iterator["ScenarioItem"]:
        """The case, named by its id; where the file cannot be read, an item that says what is wrong with it."""
        from infusion_pathways.scenario import messages, parse_scenario
        from infusion_pathways.source import ProblemsFound, read_json

        bench = _bench(self.config)
        try:
            document = read_json(self.path)
            document.name = self.nodeid
            scenario = parse_scenario(document, bench.pack)
        except ProblemsFound as found:
            problems = tuple(p._replace(place=p.place._replace(file=self.nodeid)) for p in found.problems)
            yield ScenarioItem.from_parent(self, name=self.path.stem, problems=problems)
            return
        first = bench.files.setdefault(scenario.id, self.path)
        if first != self.path:
            other = Path(os.path.relpath(first, self.config.rootpath)).as_posix()
            problem = messages.duplicate_id(document.place(("id",)), scenario.id, other)
            yield ScenarioItem.from_parent(self, name=scenario.id, problems=(problem,))
            return
        yield ScenarioItem.from_parent(self, name=scenario.id, case=(document, scenario))


class CaseFailed(Exception):
    """A case did not come out as expected, or its file could not be read; the text says why."""


class ScenarioItem(pytest.Item):
    """One case."""

    def __init__(
        self, *, case: "tuple[Document, Scenario] | None" = None, problems: "tuple[Problem, ...]" = (), **more: Any
    ) -> None:
        super().__init__(**more)
        self._case = case
        self._problems = problems
        if case is not None:
            self._mark(case[1])

    def _mark(self, scenario: "Scenario") -> None:
        """Give the item the markers of its pathways and tags, and let `-k` find its title and tags.

        A case that expects nothing is skipped: it is neither right nor wrong.
        """
        from infusion_pathways.cases.report import SILENT

        bench = _bench(self.config)
        pack = bench.pack
        pathways = dict.fromkeys(pack.pathway_of[d.disease] for d in scenario.diagnoses if d.disease in pack.pathway_of)
        for name in [*(f"pathway_{p}" for p in pathways), *(f"tag_{tag}" for tag in scenario.tags)]:
            self.add_marker(bench.marker(name))
        self.extra_keyword_matches.update((scenario.title, *scenario.tags))
        self.user_properties += [("pathway", pathway) for pathway in pathways]
        self.user_properties.append(("rules", f"{pack.id} {pack.version}"))
        if scenario.expect is None or not scenario.expect.asserts:
            self.add_marker(pytest.mark.skip(reason=SILENT))

    def runtest(self) -> None:
        """Run the case. Raises CaseFailed."""
        from infusion_pathways.cases.report import failure_of
        from infusion_pathways.source import draw

        if self._case is None:
            raise CaseFailed("\n".join(draw(problem) for problem in self._problems))
        result: CaseResult = _bench(self.config).runner.case(*self._case)
        if result.differences:
            raise CaseFailed(f"{result.file}:{result.differences[0].line}\n{failure_of(result)}")

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *more: Any, **named: Any) -> Any:
        """What is wrong with the case, without the lines of this program that found it."""
        if isinstance(excinfo.value, CaseFailed):
            return str(excinfo.value)
        return super().repr_failure(excinfo, *more, **named)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the case stands, and its name."""
        return self.path, 0, self.name
