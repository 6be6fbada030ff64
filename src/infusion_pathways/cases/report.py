"""A run of cases told case by case: as lines of text while it goes on, as blocks for a page, as JSON; and its summary."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from infusion_pathways.advice import EngineChoice
from infusion_pathways.cases.expect import Unmet
from infusion_pathways.cases.run import CaseResult, CaseStatus
from infusion_pathways.document.blocks import Block, Entry, Heading, Paragraph
from infusion_pathways.document.envelope import ending, head_of, stamp_of
from infusion_pathways.document.lines import LOOKS, Mark, ReportLine
from infusion_pathways.pack.model import Pack
from infusion_pathways.source import Problem
from infusion_pathways.source.problem import one_line

KIND = "test/2"
SILENT = "no expectation"


class Summary(NamedTuple):
    """How many cases came to what; `not_run` were not reached, `compared` of a sample were judged by both engines."""

    engine: EngineChoice
    rules: str
    counts: Counter[CaseStatus]
    not_run: int = 0
    compared: int | None = None

    @property
    def judged_by(self) -> str:
        """Who judged: the engine, and of a sample how many cases both engines and the meaning judged."""
        if self.compared is None:
            return f"engine: {self.engine.value}"
        return f"engine: {self.engine.value}, {self.compared} cases by both"

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
        return ReportLine(f"{', '.join(told)} ({self.judged_by}, rules: {self.rules})", mark)

    def plain(self) -> dict[str, int | None]:
        """The counts as plain values."""
        return {
            **{status.value.replace(" ", "_"): self.counts[status] for status in CaseStatus},
            "not_run": self.not_run,
            "compared": self.compared,
        }


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


def blocks_of(result: CaseResult) -> Iterator[Block]:
    """A case as blocks, for a page: nothing where it passed."""
    if result.status is CaseStatus.SILENT:
        yield Entry(SILENT, result.file)
    if result.problems:
        yield Heading(2, f"{result.file}: could not be read", "bad")
    for problem in result.problems:
        help = (f"help: {problem.help}",) if problem.help else ()
        yield Entry(problem.code, f"line {problem.place.line}: {problem.message}", help)
    if result.status is CaseStatus.FAILED:
        yield Heading(2, f"{result.title or result.id}: failed", "bad")
        yield Paragraph(f"{result.id}, {result.file}, line {result.differences[0].line}")
        for difference in result.differences:
            yield Entry("not met", str(difference), tuple(line for reason in difference.reasons for line in reason.lines()))


def page_of(pack: Pack, found: str, failed: Iterable[Block], summary: "Summary") -> Iterator[Block]:
    """A run of cases as blocks: the summary, which files were read, and each case that did not pass."""
    line = summary.line()
    counts, _, beside = line.text.partition(" (")
    yield Heading(1, counts, LOOKS[line.mark])
    yield Paragraph(f"{found}; {beside.removesuffix(')')}.", "outcome")
    yield from failed
    yield from ending(pack)


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
    head = head_of(KIND, [stamp_of(pack)], engine.judges)
    return f'{json.dumps(head, indent=2)[:-2]},\n  "result": {{\n    "cases": ['


def json_tail(summary: Summary) -> str:
    """How a report in JSON ends."""
    return f'\n    ],\n    "summary": {json.dumps(summary.plain())}\n  }}\n}}\n'


def json_of(result: CaseResult) -> str:
    """A case on one line of a report in JSON."""
    return f"\n      {json.dumps(plain_of(result))}"
