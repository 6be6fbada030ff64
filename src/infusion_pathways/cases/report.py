"""A run of cases told case by case, as text and as JSON; and its summary."""

import json
from collections import Counter
from collections.abc import Iterator
from enum import Enum
from typing import Any, NamedTuple

from infusion_pathways.advise import EngineChoice
from infusion_pathways.cases.expect import Difference
from infusion_pathways.cases.run import Result, Status
from infusion_pathways.pack.rule import Pack
from infusion_pathways.source import Problem
from infusion_pathways.source.problem import one_line
from infusion_pathways.trace.tree import NOTICE

SCHEMA = "infusion-pathways/test/1"
SILENT = "no expectation"


class Mark(Enum):
    """How a line is meant; a terminal may colour it."""

    GOOD = "good"
    DOUBT = "doubt"
    BAD = "bad"
    PLAIN = "plain"


class Line(NamedTuple):
    """One line of text."""

    text: str
    mark: Mark = Mark.PLAIN


class Summary(NamedTuple):
    """How many cases came to what; `not_run` were not reached."""

    engine: EngineChoice
    rules: str
    counts: Counter[Status]
    not_run: int = 0

    def line(self) -> Line:
        """The summary in one line: good only where every case that was run expects something and passed."""
        count = self.counts
        told = [f"{count[Status.PASSED]} passed", f"{count[Status.FAILED]} failed"]
        told += [f"{count[Status.SILENT]} without an expectation"] * bool(count[Status.SILENT])
        told += [f"{count[Status.UNREADABLE]} could not be read"] * bool(count[Status.UNREADABLE])
        told += [f"{count[Status.LEFT_OUT]} left out"] * bool(count[Status.LEFT_OUT])
        told += [f"{self.not_run} not run"] * bool(self.not_run)
        bad = count[Status.FAILED] or count[Status.UNREADABLE]
        mark = Mark.BAD if bad else Mark.DOUBT if count[Status.SILENT] or not count[Status.PASSED] else Mark.GOOD
        return Line(f"{', '.join(told)} (engine: {self.engine.value}, rules: {self.rules})", mark)

    def plain(self) -> dict[str, int]:
        """The counts as plain values."""
        return {**{status.value.replace(" ", "_"): self.counts[status] for status in Status}, "not_run": self.not_run}


def rules_of(pack: Pack) -> str:
    """The rules that cases are held against."""
    return f"{pack.id} {pack.version}"


def text_of(result: Result) -> Iterator[Line]:
    """A case as text: nothing where it passed; problems of its file are shown elsewhere.

    A reason that was told for one difference is not told again for the next.
    """
    if result.status is Status.SILENT:
        yield Line(one_line(f"{SILENT}: {result.file}"), Mark.DOUBT)
    if result.status is not Status.FAILED:
        return
    yield Line(one_line(f"FAILED {result.id} ({result.file}:{result.differences[0].line})"), Mark.BAD)
    told: set[str] = set()
    for difference in result.differences:
        yield Line(one_line(f"  {difference}"))
        for reason in difference.reasons:
            lines = reason.lines()
            if "\n".join(lines) not in told:
                told.add("\n".join(lines))
                yield from (Line(one_line(f"    {line}")) for line in lines)


def failure_of(result: Result) -> str:
    """Everything that is wrong with a case, as one text: its differences with their reasons."""
    return "\n".join(line.text.removeprefix("  ") for line in list(text_of(result))[1:])


def plain_of(result: Result) -> dict[str, Any]:
    """A case as plain values."""
    return {
        "file": result.file,
        "id": result.id,
        "title": result.title,
        "status": result.status.value,
        "differences": [_difference(difference) for difference in result.differences],
        "problems": [_problem(problem) for problem in result.problems],
    }


def _difference(difference: Difference) -> dict[str, Any]:
    return {
        "section": difference.section,
        "name": difference.name or None,
        "expected": difference.expected,
        "found": difference.found,
        "row": difference.row or None,
        "line": difference.line,
        "reasons": [reason.plain() for reason in difference.reasons],
    }


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "code": problem.code,
        "message": problem.message,
        "line": problem.place.line,
        "column": problem.place.column,
        "help": problem.help,
    }


def json_head(pack: Pack, engine: EngineChoice) -> str:
    """How a report in JSON begins, up to its first case; cases follow with commas between them, then `json_tail`."""
    head = {
        "schema": SCHEMA,
        "notice": NOTICE,
        "rules": {"id": pack.id, "version": pack.version, "digest": pack.digest},
        "engine": engine.value,
    }
    return f'{json.dumps(head, indent=2)[:-2]},\n  "cases": ['


def json_tail(summary: Summary) -> str:
    """How a report in JSON ends."""
    return f'\n  ],\n  "summary": {json.dumps(summary.plain())}\n}}\n'


def json_of(result: Result) -> str:
    """A case on one line of a report in JSON."""
    return f"\n    {json.dumps(plain_of(result))}"
