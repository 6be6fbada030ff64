"""Findings as text and as blocks: file by file, each with its line and a caret, what helps, and where to read more."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from infusion_pathways.cases.report import rules_of
from infusion_pathways.document.blocks import Block, Entry, Heading, Paragraph
from infusion_pathways.document.envelope import ending
from infusion_pathways.document.lines import LOOKS, Mark, ReportLine
from infusion_pathways.lint.check import LintCheck
from infusion_pathways.lint.finding import LintFinding, Severity
from infusion_pathways.lint.run import LintReport
from infusion_pathways.source.problem import excerpt, one_line

MARKS = {Severity.ERROR: Mark.BAD, Severity.WARNING: Mark.DOUBT, Severity.NOTE: Mark.PLAIN}


def lines_of(looked: LintReport, width: int | None = None) -> Iterator[ReportLine]:
    """A report as lines of text; the last one counts. With a width, excerpts are cut to as many columns."""
    for file, findings in groupby(looked.findings, key=lambda finding: finding.place.file):
        yield ReportLine(one_line(file))
        for finding in findings:
            yield from _finding(finding, None if width is None else width - 2)
        yield ReportLine("")
    for reason in looked.left_out:
        yield ReportLine(one_line(f"not looked at: {reason}"), Mark.DOUBT)
    yield summary(looked)


def blocks_of(looked: LintReport) -> Iterator[Block]:
    """A report as blocks, for a page; the summary is its heading."""
    line = summary(looked)
    counts, _, beside = line.text.partition(" (")
    yield Heading(1, counts, LOOKS[line.mark])
    yield Paragraph(f"{beside.removesuffix(')')}.", "outcome")
    for file, findings in groupby(looked.findings, key=lambda finding: finding.place.file):
        yield Heading(2, file)
        for finding in findings:
            place = finding.place
            where = f"line {place.line}: " if place.line else ""
            help = (f"help: {finding.help}",) if finding.help else ()
            mends = ("--fix mends it",) if finding.fix is not None else ()
            yield Entry(finding.level.value, f"{where}{finding.message} ({finding.check})", (*help, *mends, finding.more))
    for reason in looked.left_out:
        yield Entry("not looked at", reason)
    yield from ending(looked.pack)


def _finding(finding: LintFinding, width: int | None) -> Iterator[ReportLine]:
    place = finding.place
    where = f"{place.line}:{place.column}: " if place.line else ""
    yield ReportLine(one_line(f"  {where}{finding.level.value}: {finding.check}: {finding.message}"), MARKS[finding.level])
    if place.line and place.text.strip():
        yield from (ReportLine(f"  {line}") for line in excerpt(place, width))
    if finding.help:
        yield ReportLine(one_line(f"    help: {finding.help}"))
    if finding.fix is not None:
        yield ReportLine("    `--fix` mends it")
    yield ReportLine(f"    {finding.more}")


def summary(looked: LintReport) -> ReportLine:
    """How many findings there are of each level, among what."""
    told = [_counted(looked.counted(level), level.value) for level in reversed(Severity)]
    told += [f"{len(looked.allowed)} allowed with a reason"] * bool(looked.allowed)
    among = f"{_counted(len(looked.checks), 'check')}, {_counted(looked.cases, 'case')}"
    rules = f", rules: {rules_of(looked.pack)}" if looked.pack is not None else ""
    mark = Mark.BAD if looked.at_least(Severity.ERROR) else Mark.DOUBT if looked.at_least(Severity.WARNING) else Mark.GOOD
    return ReportLine(f"{', '.join(told)} ({among}{rules})", mark)


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def listed(checks: Iterable[LintCheck]) -> Iterator[ReportLine]:
    """The checks in columns: id, level, what it says, what it needs."""
    rows = list(checks)
    widest = max(len(check.id) for check in rows)
    for check in rows:
        more = [need.value for need in sorted(check.needs, key=lambda need: need.value)] + ["--fix"] * check.mends
        needs = f" [{', '.join(more)}]" if more else ""
        yield ReportLine(f"{check.id:<{widest}}  {check.level.value:<7}  {check.summary}{needs}")
