"""Findings as workflow commands, which GitHub shows beside the line they are about; files are named as it names them."""

from collections.abc import Iterator

from infusion_pathways.cases.github import workflow_command
from infusion_pathways.lint.finding import Severity
from infusion_pathways.lint.run import LintReport
from infusion_pathways.source.problem import one_line

KINDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def commands_of(looked: LintReport) -> Iterator[str]:
    """A command for each finding; what was not looked at is a notice."""
    for finding in looked.findings:
        text = "\n".join(one_line(part) for part in (finding.message, finding.help, finding.more) if part)
        place = finding.place
        yield workflow_command(
            KINDS[finding.level], text, file=place.file, line=place.line, col=place.column, title=finding.check
        )
    for reason in looked.left_out:
        yield workflow_command("notice", f"not looked at: {reason}", title="pathways lint")
