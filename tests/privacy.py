"""How much of what identifies a person is found, and how much else is refused, over the list in `tests/data/identifying.tsv`.

python -m tests.privacy            # the table of docs/privacy.md
python -m tests.privacy --wrong    # each entry that comes out otherwise than it should
python -m tests.privacy --write    # write the table into docs/privacy.md
"""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from infusion_pathways import ProblemsFound
from infusion_pathways.quiz.results import checked_code
from infusion_pathways.scenario.identity import asks_who, tells_who

HERE = Path(__file__).resolve().parent
LIST, PAGE = HERE / "data" / "identifying.tsv", HERE.parent / "docs" / "privacy.md"
BEGIN, END = "<!-- rates: begin -->\n", "<!-- rates: end -->\n"
MOST_MISSED, MOST_FALSE = 0.25, 0.05


class Entry(NamedTuple):
    """A text of the list, and what is to become of it."""

    kind: str
    where: str
    refuse: bool
    meant: bool
    written: str
    text: str

    @property
    def refused(self) -> bool:
        """Whether the program refuses it where it stands."""
        if self.where == "key":
            return asks_who(self.text)
        if self.where == "student":
            try:
                return not checked_code(self.text)
            except ProblemsFound:
                return True
        return tells_who(self.text) is not None


def entries() -> list[Entry]:
    """The list."""
    lines = [line.split("\t") for line in LIST.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return [Entry(k, w, refuse == "yes", meant == "yes", written, text) for k, w, refuse, meant, written, text in lines[1:]]


def missed(found: Iterable[Entry]) -> tuple[int, int]:
    """How many of those that the rules are meant for pass, and of how many."""
    meant = [entry for entry in found if entry.meant]
    return sum(not entry.refused for entry in meant), len(meant)


def wrongly_refused(found: Iterable[Entry]) -> tuple[int, int]:
    """How many harmless texts are refused, and of how many."""
    harmless = [entry for entry in found if not entry.refuse]
    return sum(entry.refused for entry in harmless), len(harmless)


def table() -> str:
    """The rates by class, as they stand in the docs."""
    every = entries()
    lines = ["| what could identify | meant for | missed | not meant for | of these refused |", "| --- | --- | --- | --- | --- |"]
    for kind in dict.fromkeys(entry.kind for entry in every if entry.refuse):
        these = [entry for entry in every if entry.kind == kind]
        passed, meant = missed(these)
        beside = [entry for entry in these if entry.refuse and not entry.meant]
        lines.append(f"| {kind} | {meant} | {passed} | {len(beside)} | {sum(entry.refused for entry in beside)} |")
    passed, meant = missed(every)
    lines += [f"| **all** | **{meant}** | **{passed} ({passed / meant:.0%})** | | |", ""]
    lines += ["| harmless | tried | refused |", "| --- | --- | --- |"]
    for kind in dict.fromkeys(entry.kind for entry in every if not entry.refuse):
        refused, tried = wrongly_refused(entry for entry in every if entry.kind == kind)
        lines.append(f"| {kind} | {tried} | {refused} |")
    refused, tried = wrongly_refused(every)
    lines += [f"| **all** | **{tried}** | **{refused} ({refused / tried:.0%})** |", ""]
    lines += ["| written | missed of meant for | harmless that are refused |", "| --- | --- | --- |"]
    for name, written in (("before the rules", "list"), ("to break them", "attack"), ("after them, unseen", "holdout")):
        these = [entry for entry in every if entry.written == written]
        (a, b), (c, d) = missed(these), wrongly_refused(these)
        lines.append(f"| {name} | {a} of {b} | {c} of {d} |")
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> None:
    """Print or write the table, or print what comes out wrong."""
    if "--wrong" in arguments:
        for entry in entries():
            if entry.refused != entry.refuse:
                print("passes: " if entry.refuse else "refused:", f"{entry.kind} ({entry.where}):", entry.text)
    elif "--write" in arguments:
        before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
        PAGE.write_text(before + BEGIN + table() + END + rest.partition(END)[2], encoding="utf-8")
    else:
        print(table(), end="")


if __name__ == "__main__":
    main(sys.argv[1:])
