"""A run of cases told case by case, as text and as JSON; and its summary."""

import json
from collections import Counter
from collections.abc import Iterator
from enum import Enum
from typing import Any, NamedTuple

from infusion_pathways.advice import EngineChoice
from infusion_pathways.cases.expect import Unmet
from infusion_pathways.cases.run import CaseResult, CaseStatus
from infusion_pathways.document.blocks import NOTICE
from infusion_pathways.pack.model import Pack
from infusion_pathways.source import Problem
from infusion_pathways.source.problem import one_line

SCHEMA = "infusion-pathways/test/1"
SILENT = "no expectation"


class Mark(Enum):
    """How a line is meant; a terminal may colour it."""

    GOOD = "good"
    DOUBT = "doubt"
    BAD = "bad"
    PLAIN = "plain"


class ReportLine(NamedTuple):
    """One line of text."""

    text: str
    mark: Mark = Mark.PLAIN


class Summary(NamedTuple):
    """How many cases came to what; `not_run` were not reached."""

    engine: EngineChoice
    rules: str
    counts: Counter[CaseStatus]
    not_run: int = 0

    def line(self) -> ReportLine:
        """The summary in one line: good only where every case that was run expects something and passed."""
        count = self.counts
        told = [f"{count[CaseStatus.PASSED]} passed", f"{count[CaseStatus.FAILED]} failed"]
        told += [f"{count[CaseStatus.SILENT]} without an expectation"] * bool(count[CaseStatus.SILENT])
        told += [f"{count[CaseStatus.UNREADABLE]} could not be read"] * bool(count[CaseStatus.UNREADABLE])
        told += [f"{count[CaseStatus.LEFT_OUT]} left out"] * bool(count[CaseStatus.LEFT_OUT])
        told += [f"{self.not_run} not run"] * bool(self.not_run)
        bad = count[CaseStatus.FAILED] or count[CaseStatus.UNREADABLE]
        mark = Mark.BAD if bad else Mark.DOUBT if count[CaseStatus.SILENT] or not count[CaseStatus.PASSED] else Mark.GOOD
        return ReportLine(f"{', '.join(told)} (engine: {self.engine.value}, rules: {self.rules})", mark)

    def plain(self) -> dict[str, int]:
        """The counts as plain values."""
        return {**{status.value.replace(" ", "_"): self.counts[status] for status in CaseStatus}, "not_run": self.not_run}


def rules_of(pack: Pack) -> str:
    """The rules that cases are held against."""
    return f"{pack.id} {pack.version}"


def text_of(result: CaseResult) -> Iterator[ReportLine]:
    """A case as text: nothing where it passed; problems of its file are shown elsewhere.

    A reason that was told for one difference is not told again for the next.
    """
    if result.status is CaseStatus.SILENT:
        yield ReportLine(one_line(f"{SILENT}: {result.file}"), Mark.DOUBT)
    if result.status is not CaseStatus.FAILED:
        return
    yield ReportLine(one_line(f"FAILED {result.id} ({result.file}:{result.differences[0].line})"), Mark.BAD)
    told: set[str] = set()
    for difference in result.differences:
        yield ReportLine(one_line(f"  {difference}"))
        for reason in difference.reasons:
            lines = reason.lines()
            if "\n".join(lines) not in told:
                told.add("\n".join(lines))
                yield from (ReportLine(one_line(f"    {line}")) for line in lines)


def failure_of(result: CaseResult) -> str:
    """Everything that is wrong with a case, as one text: its differences with their reasons."""
    return "\n".join(line.text.removeprefix("  ") for line in list(text_of(result))[1:])


def plain_of(result: CaseResult) -> dict[str, Any]:
    """A case as plain values."""
    return {
        "file": result.file,
        "id": result.id,
        "title": result.title,
        "status": result.status.value,
        "differences": [_difference(difference) for difference in result.differences],
        "problems": [_problem(problem) for problem in result.problems],
    }


def _difference(difference: Unmet) -> dict[str, Any]:
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


def json_of(result: CaseResult) -> str:
    """A case on one line of a report in JSON."""
    return f"\n    {json.dumps(plain_of(result))}"
