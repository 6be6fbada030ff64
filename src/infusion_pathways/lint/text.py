"""Findings as text: file by file, each with its line and a caret, what helps, and where to read more."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from infusion_pathways.cases.report import Line, Mark, rules_of
from infusion_pathways.lint.finding import Check, Finding, Level
from infusion_pathways.lint.run import Looked
from infusion_pathways.source.problem import excerpt, one_line

MARKS = {Level.ERROR: Mark.BAD, Level.WARNING: Mark.DOUBT, Level.NOTE: Mark.PLAIN}


def lines_of(looked: Looked, width: int | None = None) -> Iterator[Line]:
    """A report as lines of text; the last one counts. With a width, excerpts are cut to as many columns."""
    for file, findings in groupby(looked.findings, key=lambda finding: finding.place.file):
        yield Line(one_line(file))
        for finding in findings:
            yield from _finding(finding, None if width is None else width - 2)
        yield Line("")
    for reason in looked.left_out:
        yield Line(one_line(f"not looked at: {reason}"), Mark.DOUBT)
    yield summary(looked)


def _finding(finding: Finding, width: int | None) -> Iterator[Line]:
    place = finding.place
    where = f"{place.line}:{place.column}: " if place.line else ""
    yield Line(one_line(f"  {where}{finding.level.value}: {finding.check}: {finding.message}"), MARKS[finding.level])
    if place.line and place.text.strip():
        yield from (Line(f"  {line}") for line in excerpt(place, width))
    if finding.help:
        yield Line(one_line(f"    help: {finding.help}"))
    if finding.fix is not None:
        yield Line("    `--fix` mends it")
    yield Line(f"    {finding.more}")


def summary(looked: Looked) -> Line:
    """How many findings there are of each level, among what."""
    told = [_counted(looked.counted(level), level.value) for level in reversed(Level)]
    told += [f"{len(looked.allowed)} allowed with a reason"] * bool(looked.allowed)
    among = f"{_counted(len(looked.checks), 'check')}, {_counted(looked.cases, 'case')}"
    rules = f", rules: {rules_of(looked.pack)}" if looked.pack is not None else ""
    mark = Mark.BAD if looked.at_least(Level.ERROR) else Mark.DOUBT if looked.at_least(Level.WARNING) else Mark.GOOD
    return Line(f"{', '.join(told)} ({among}{rules})", mark)


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def listed(checks: Iterable[Check]) -> Iterator[Line]:
    """The checks in columns: id, level, what it says, what it needs."""
    rows = list(checks)
    widest = max(len(check.id) for check in rows)
    for check in rows:
        more = [need.value for need in sorted(check.needs, key=lambda need: need.value)] + ["--fix"] * check.mends
        needs = f" [{', '.join(more)}]" if more else ""
        yield Line(f"{check.id:<{widest}}  {check.level.value:<7}  {check.summary}{needs}")
