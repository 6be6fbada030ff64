"""Findings as plain values, for JSON."""

from typing import Any

from infusion_pathways.document.envelope import envelope, stamp_of
from infusion_pathways.lint.finding import LintFinding, Severity
from infusion_pathways.lint.run import LintReport

SCHEMA = "infusion-pathways/lint/1"


def plain_of(looked: LintReport) -> dict[str, Any]:
    """A report as one document."""
    pack = looked.pack
    result = {
        "checks": [check.id for check in looked.checks],
        "cases": looked.cases,
        "not_looked_at": list(looked.left_out),
        "findings": [_finding(finding) for finding in looked.findings],
        "allowed": [{**_finding(finding), "reason": finding.allowed} for finding in looked.allowed],
        "counts": {level.value: looked.counted(level) for level in Severity},
    }
    return envelope("lint/2", [] if pack is None else [stamp_of(pack)], [], result)


def _finding(finding: LintFinding) -> dict[str, Any]:
    place = finding.place
    return {
        "check": finding.check,
        "level": finding.level.value,
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "length": place.length,
        "message": finding.message,
        "help": finding.help,
        "page": finding.page,
        "fix": None if finding.fix is None else finding.fix.text,
    }
