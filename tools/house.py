"""The numbers of the house: how large it is, where it is crowded, and what must never occur in it.

    python -m tools.house          # the table; exit 1 if a value is over its threshold
    python -m tools.house --where  # besides, where each value comes from

All but one is read from the source text; for how often a patient is judged, shipped cases are run (`tools.evaluations`).
Thresholds are set here and nowhere else.
"""

import argparse
import ast
import io
import sys
import tokenize
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from tools.evaluations import most_evaluations

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = "infusion_pathways"

LINES = 40_400
ROOM_PERCENT = 10.0
CONDITION_FILES = 8
FILE_LINES = 400
COMMENTS = 30.0
EVALUATIONS = 1

CONDITIONS = frozenset({"All", "AnyOf", "Not"})
PRAGMAS = ("# type:", "# noqa", "# fmt:")


class Measure(NamedTuple):
    """One number of the house. `where` are the places that it comes from, those that weigh most first."""

    name: str
    value: float
    limit: float
    at_least: bool = False
    where: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether the value keeps to its threshold."""
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    def row(self) -> tuple[str, str, str, str]:
        """The measure as it is printed: name, value, threshold, and a word where it is not kept."""
        return self.name, f"{self.value:,g}", f"{'≥' if self.at_least else '≤'} {self.limit:,g}", "" if self.holds else "OVER"


class Import(NamedTuple):
    """A module imports another, by their dotted names below the package."""

    importer: str
    imported: str
    line: int


@dataclass(frozen=True)
class House:
    """The source text below `src/`, by module; and the layers that `pyproject.toml` gives its rooms, the highest first.

    Modules are named below the package (`solver.numbers`); the module of a room itself is `solver`, that of the package is empty.
    """

    texts: Mapping[str, str]
    packages: frozenset[str]
    layers: Sequence[frozenset[str]]
    trees: Mapping[str, ast.Module] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "trees", {name: ast.parse(text) for name, text in self.texts.items()})

    @cached_property
    def lines(self) -> Mapping[str, int]:
        """The length of every module."""
        return {name: len(text.splitlines()) for name, text in self.texts.items()}

    @cached_property
    def rooms(self) -> Mapping[str, int]:
        """The lines of every room: a package, or a module of its own, at the top level."""
        rooms: Counter[str] = Counter()
        for name, lines in self.lines.items():
            rooms[room_of(name)] += lines
        return rooms

    @cached_property
    def imports(self) -> tuple[Import, ...]:
        """Every import of one module by another, wherever it stands: in functions and below `TYPE_CHECKING` too."""
        return tuple(found for name, tree in self.trees.items() for found in self._imports_of(name, tree))

    def _imports_of(self, name: str, tree: ast.Module) -> Iterator[Import]:
        for node in ast.walk(tree):
            targets: list[str] = []
            if isinstance(node, ast.Import):
                targets = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                targets = [f"{node.module}.{alias.name}" for alias in node.names]
            for target in targets:
                imported = self.module_of(target)
                if imported is not None and imported != name:
                    yield Import(name, imported, getattr(node, "lineno", 0))

    def module_of(self, dotted: str) -> str | None:
        """The module that a dotted name lies in; None where it is none of ours."""
        first, _, name = dotted.partition(".")
        if first != PACKAGE:
            return None
        while name and name not in self.texts:
            name = name.rpartition(".")[0]
        return name


def room_of(module: str) -> str:
    """The room that a module stands in; that of the package itself is `__init__`."""
    return module.partition(".")[0] or "__init__"


def read_house(root: Path) -> House:
    """The house below a folder that has `src/` and `pyproject.toml`."""
    folder = root / "src" / PACKAGE
    texts, packages = {}, set()
    for path in sorted(folder.rglob("*.py")):
        name = ".".join(path.relative_to(folder).with_suffix("").parts)
        if path.name == "__init__.py":
            name = name.removesuffix("__init__").removesuffix(".")
            packages.add(name)
        texts[name] = path.read_text(encoding="utf-8")
    contracts = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    return House(texts, frozenset(packages), [frozenset(row.split(" | ")) for row in layers])


def size(house: House) -> Measure:
    """All lines of `src`."""
    return Measure("lines of src", sum(house.lines.values()), LINES, where=_most(house.rooms))


def biggest_room(house: House) -> Measure:
    """The share of the lines that stands in the biggest room."""
    whole = sum(house.lines.values())
    share = round(100 * max(house.rooms.values()) / whole, 1) if whole else 0.0
    return Measure("biggest room, % of the lines", share, ROOM_PERCENT, where=_most(house.rooms))


def long_files(house: House) -> Measure:
    """Files that are too long to be one idea."""
    long = {name: lines for name, lines in house.lines.items() if lines > FILE_LINES}
    return Measure(f"files over {FILE_LINES} lines", len(long), 0, where=_most(long))


def shared_class_names(house: House) -> Measure:
    """Names that two public classes share."""
    places: dict[str, list[str]] = defaultdict(list)
    for module, tree in house.trees.items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(module)
    shared = [f"{name}: {', '.join(modules)}" for name, modules in sorted(places.items()) if len(modules) > 1]
    return Measure("public class names shared by two classes", len(shared), 0, where=tuple(shared))


def shadowed_modules(house: House) -> Measure:
    """Modules that cannot be reached by their name, because their package binds the name to something in them."""
    shadowed = []
    for package in sorted(house.packages):
        for node in house.trees[package].body:
            if not isinstance(node, ast.ImportFrom):
                continue
            for alias in node.names:
                bound = alias.asname or alias.name
                module = f"{package}.{bound}".lstrip(".")
                is_module = f"{node.module}.{alias.name}".removeprefix(f"{PACKAGE}.") in house.texts
                if module in house.texts and not is_module:
                    shadowed.append(f"{module}: {package or PACKAGE} imports `{bound}` from {node.module}")
    return Measure("modules shadowed by what is in them", len(shadowed), 0, where=tuple(shadowed))


def condition_files(house: House) -> Measure:
    """Files that tell conditions apart by how they join their parts, each of which a new kind would have to be added to."""
    found = [name for name, tree in house.trees.items() if any(_matches_conditions(node) for node in ast.walk(tree))]
    return Measure("files matching on All, AnyOf, Not", len(found), CONDITION_FILES, where=tuple(sorted(found)))


def _matches_conditions(node: ast.AST) -> bool:
    if isinstance(node, ast.MatchClass):
        return _named(node.cls) in CONDITIONS
    if isinstance(node, ast.Call) and _named(node.func) == "isinstance":
        return any(_named(part) in CONDITIONS for argument in node.args[1:] for part in ast.walk(argument))
    return False


def _named(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def comments(house: House) -> Measure:
    """Comment lines in each thousand lines of the solver, where the code is hardest."""
    counts = {name: _comment_lines(text) for name, text in house.texts.items() if room_of(name) == "solver"}
    lines = house.rooms.get("solver", 0)
    value = round(1000 * sum(counts.values()) / lines, 1) if lines else 0.0
    return Measure("comment lines per 1,000 lines of solver/", value, COMMENTS, at_least=True, where=_most(counts))


def _comment_lines(text: str) -> int:
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return sum(token.type == tokenize.COMMENT and not token.string.startswith(PRAGMAS) for token in tokens)


def upward_imports(house: House) -> Measure:
    """Imports of a room by one that does not stand above it; rooms of one row do not know each other."""
    row = {name: number for number, names in enumerate(house.layers) for name in names}
    upward = []
    for importer, imported, line in house.imports:
        above, below = room_of(importer), room_of(imported)
        if above != below and "__init__" not in (above, below) and row.get(above, -1) >= row.get(below, -1):
            upward.append(f"{importer}:{line} imports {imported}")
    return Measure("upward imports, TYPE_CHECKING included", len(upward), 0, where=tuple(upward))


def package_cycles(house: House) -> Measure:
    """Groups of rooms that import each other in a circle."""
    edges: dict[str, set[str]] = {name: set() for name in house.rooms}
    for importer, imported, _ in house.imports:
        # The package itself only hands on what is below it, and is imported by nobody but for its version.
        if imported:
            edges[room_of(importer)].add(room_of(imported))
    found = [" ".join(sorted(group)) for group in circles(edges)]
    return Measure("circles of rooms", len(found), 0, where=tuple(found))


def module_cycles(house: House) -> Measure:
    """Groups of modules that import each other in a circle."""
    edges: dict[str, set[str]] = {name: set() for name in house.texts}
    for importer, imported, _ in house.imports:
        edges[importer].add(imported)
    found = [" ".join(sorted(name or PACKAGE for name in group)) for group in circles(edges)]
    return Measure("circles of modules", len(found), 0, where=tuple(found))


def circles(edges: Mapping[str, set[str]]) -> list[set[str]]:
    """The groups of nodes each of which can be reached from each other one, by Tarjan's algorithm."""
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    found: list[set[str]] = []

    def visit(node: str) -> None:
        number[node] = lowest[node] = len(number)
        stack.append(node)
        for other in edges[node]:
            if other not in number:
                visit(other)
                lowest[node] = min(lowest[node], lowest[other])
            elif other in stack:
                lowest[node] = min(lowest[node], number[other])
        if lowest[node] == number[node]:
            group = set(stack[stack.index(node) :])
            del stack[stack.index(node) :]
            if len(group) > 1:
                found.append(group)

    for node in edges:
        if node not in number:
            visit(node)
    return found


def evaluations(counts: Mapping[str, int]) -> Measure:
    """How often the diagnosis of a patient that is judged most often is judged by one command; counts are by command and case."""
    return Measure("evaluations per patient and diagnosis", max(counts.values()), EVALUATIONS, where=_most(counts))


def _most(counts: Mapping[str, int], shown: int = 5) -> tuple[str, ...]:
    return tuple(f"{name or PACKAGE} {count:,}" for name, count in Counter(counts).most_common(shown))


MEASURES: tuple[Callable[[House], Measure], ...] = (
    size,
    biggest_room,
    long_files,
    shared_class_names,
    shadowed_modules,
    condition_files,
    comments,
    upward_imports,
    package_cycles,
    module_cycles,
)


def table(measures: Sequence[Measure], where: bool) -> Iterator[str]:
    """The measures in columns; below one that is over, and below each if wanted, where it comes from."""
    rows = [("measure", "value", "threshold", ""), *(measure.row() for measure in measures)]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for number, (name, value, limit, word) in enumerate(rows):
        yield f"{name:<{widths[0]}}  {value:>{widths[1]}}  {limit:>{widths[2]}}  {word}".rstrip()
        if number and (word or where):
            yield from (f"    {place}" for place in measures[number - 1].where)


def main(arguments: Sequence[str]) -> int:
    """Print the table. Returns 1 if a threshold is not kept."""
    parser = argparse.ArgumentParser(prog="python -m tools.house", description="The numbers of the house.")
    parser.add_argument("--where", action="store_true", help="say for each number where it comes from")
    given = parser.parse_args(arguments)
    house = read_house(ROOT)
    measures = [*(measure(house) for measure in MEASURES), evaluations(most_evaluations(ROOT))]
    print("\n".join(table(measures, given.where)))
    return int(not all(measure.holds for measure in measures))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
