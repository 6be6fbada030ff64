"""Which English sentences the tests pin: `python -m tools.pinned [--list]`.

A sentence is a text of at least 25 characters and four words in an `assert`. One test may hold it; each further one makes a
better wording dearer, and had better name the role, the rule or the code. The last line counts tests, sentences and files.
"""

import argparse
import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

TESTS = Path(__file__).resolve().parent.parent / "tests"
SHORTEST = 25
WORDS = re.compile(r"(?:\b[A-Za-z][a-z']*[,;:]? ){3,}[A-Za-z]")


class Pinned(NamedTuple):
    """A sentence that an assert of a test holds, and where."""

    file: str
    test: str
    line: int
    text: str


def pinned(folder: Path = TESTS) -> Iterator[Pinned]:
    """Every sentence in an assert of a test function below a folder, but for messages of asserts."""
    for path in sorted(folder.rglob("*.py")):
        for test in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(test, ast.FunctionDef) and test.name.startswith("test_"):
                for held in ast.walk(test):
                    if isinstance(held, ast.Assert):
                        for node in ast.walk(held.test):
                            if isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_sentence(node.value):
                                yield Pinned(path.relative_to(folder.parent).as_posix(), test.name, node.lineno, node.value)


def _is_sentence(text: str) -> bool:
    return len(text) >= SHORTEST and WORDS.search(text) is not None


def main() -> None:
    """Print how many are held, and with `--list` each of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--list", action="store_true", help="each with its place")
    found = list(pinned())
    if parser.parse_args().list:
        for each in found:
            print(f"{each.file}:{each.line}: {each.text!r}")
    for file, count in Counter(each.file for each in found).most_common(20):
        print(f"{count:4} {file}")
    tests = len({each[:2] for each in found})
    print(f"{tests} tests hold {len(found)} sentences, in {len({each.file for each in found})} files")


if __name__ == "__main__":
    main()
