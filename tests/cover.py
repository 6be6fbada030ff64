"""A small set of shipped cases that reaches all that all of them reach.

Many laws are held for shipped patients, and each new patient would make each of them dearer. So the short suite looks at a
cover: patients chosen one by one, each the one that reaches most coverage goals (truths of rules, of their conditions, verdicts,
outcomes, claims) that none before it reached. With `TESTS_LONG=1` the laws look at everybody, and a test says when the cover is
out of date. `python -m tests.cover` writes it anew.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SCENARIOS = ROOT / "scenarios"
LIST = ROOT / "tests" / "data" / "cover.txt"


def every_file() -> list[Path]:
    """All scenario files that ship."""
    return sorted(SCENARIOS.rglob("*.json"))


def cover_files() -> list[Path]:
    """The files of the cover, in the order of all files."""
    return [SCENARIOS / line for line in LIST.read_text(encoding="utf-8").splitlines()]


def reached(files: Iterable[Path] = ()) -> dict[str, frozenset[str]]:
    """Each coverage goal that the cases in some files (all that ship, if none are named) reach, with the ids of those cases."""
    from infusion_pathways.cli.app import run

    with TemporaryDirectory() as folder:
        target = Path(folder) / "coverage.json"
        assert run(["test", *map(str, files), "--engine", "direct", "--coverage-json", str(target), "-f", "github"]) == 0
        data = json.loads(target.read_text(encoding="utf-8"))
    names = data.pop("cases")
    return {path: frozenset(names[number] for number in cases) for path, cases in _goals(data) if cases}


def _goals(node: Any, path: str = "") -> Iterator[tuple[str, list[int]]]:
    if isinstance(node, dict):
        if "status" in node and isinstance(node.get("cases"), list):
            yield path, node["cases"]
        for key, part in node.items():
            yield from _goals(part, f"{path}/{key}")
    elif isinstance(node, list):
        for number, part in enumerate(node):
            yield from _goals(part, f"{path}/{number}")


def greedy(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    """Members such that each set has one of them, taken greedily; of two that are as good, the first by name."""
    left, chosen = list(sets), set[str]()
    while left:
        counts = Counter(member for each in left for member in each)
        best = min(counts, key=lambda member: (-counts[member], member))
        chosen.add(best)
        left = [each for each in left if best not in each]
    return frozenset(chosen)


def main() -> None:
    """Write the list of the cover anew."""
    files, chosen = every_file(), greedy(reached().values())
    lines = [file.relative_to(SCENARIOS).as_posix() for file in files if file.stem in chosen]
    LIST.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    print(f"{len(lines)} of {len(files)} cases reach what all of them reach")


if __name__ == "__main__":
    main()
