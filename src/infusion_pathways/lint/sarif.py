"""Findings in SARIF 2.1.0, the format that code scanning reads."""

from collections.abc import Sequence
from typing import Any

from infusion_pathways.document.blocks import NOTICE
from infusion_pathways.lint.finding import LintFinding, Severity
from infusion_pathways.lint.ledger import CHECKS
from infusion_pathways.lint.run import LintReport
from infusion_pathways.source import Place
from infusion_pathways.source.problem import one_line
from infusion_pathways.source.repository_paths import uri_of

VERSION = "2.1.0"
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def sarif_of(looked: LintReport, version: str) -> dict[str, Any]:
    """A report as a SARIF log with one run; its files are named as a code host names them.

    What a comment allows is in it, marked as suppressed with its reason.
    """
    found = (*looked.findings, *looked.allowed)
    ids = sorted({*(check.id for check in looked.checks), *(finding.check for finding in found)})
    pages = {finding.check: finding.page for finding in found}
    driver = {
        "name": "pathways lint",
        "semanticVersion": version,
        "fullDescription": {"text": NOTICE},
        "rules": [_rule(id, pages.get(id, "")) for id in ids],
    }
    told = [{"level": "note", "message": {"text": one_line(f"not looked at: {reason}")}} for reason in looked.left_out]
    run: dict[str, Any] = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": looked.pack is not None, "toolExecutionNotifications": told}],
        "results": [_result(finding, ids) for finding in found],
    }
    if looked.pack is not None:
        run["automationDetails"] = {"id": f"pathways-lint/{looked.pack.id}/"}
    return {"$schema": SCHEMA, "version": VERSION, "runs": [run]}


def _rule(id: str, page: str) -> dict[str, Any]:
    check = CHECKS.get(id)
    summary, level = ("what the pack or the case says cannot be read", Severity.ERROR)
    if check is not None:
        summary, level, page = check.summary, check.level, check.page
    return {
        "id": id,
        "shortDescription": {"text": summary},
        "help": {"text": f"see {page}, or `pathways docs {id}`"},
        "defaultConfiguration": {"level": level.value},
    }


def _result(finding: LintFinding, ids: Sequence[str]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.check,
        "ruleIndex": ids.index(finding.check),
        "level": finding.level.value,
        "message": {"text": one_line(". ".join(filter(None, (finding.message, finding.help))))},
        "locations": [{"physicalLocation": _location(finding.place)}],
    }
    if finding.fix is not None:
        change = {
            "artifactLocation": _artifact(finding.fix.place),
            "replacements": [{"deletedRegion": _region(finding.fix.place), "insertedContent": {"text": finding.fix.text}}],
        }
        result["fixes"] = [{"description": {"text": finding.help or finding.message}, "artifactChanges": [change]}]
    if finding.allowed:
        result["suppressions"] = [{"kind": "inSource", "justification": one_line(finding.allowed)}]
    return result


def _location(place: Place) -> dict[str, Any]:
    return {"artifactLocation": _artifact(place)} | ({"region": _region(place)} if place.line else {})


def _artifact(place: Place) -> dict[str, Any]:
    return {"uri": uri_of(place.file)}


def _region(place: Place) -> dict[str, Any]:
    return {"startLine": place.line, "startColumn": place.column, "endLine": place.line, "endColumn": place.column + place.length}
