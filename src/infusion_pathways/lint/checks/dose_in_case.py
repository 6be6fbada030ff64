"""A case that speaks of a dose."""

from collections.abc import Iterator

from infusion_pathways.lint.check import LintCheck
from infusion_pathways.lint.context import LintContext
from infusion_pathways.lint.finding import Need, Remark, Severity
from infusion_pathways.pack.checks import DOSE


def find(study: LintContext) -> Iterator[Remark]:
    """Titles and narratives that read like a dose or a dosing interval."""
    for case in study.cases:
        for key, text in (("title", case.scenario.title), ("narrative", case.scenario.narrative)):
            match = DOSE.search(text)
            if match:
                yield Remark(
                    case.spot((key,), word=match[0]), f"`{match[0]}` reads like a dose", "say what happened, not how much"
                )


CHECK = LintCheck("dose-in-case", Severity.ERROR, "a case speaks of a dose", find, frozenset({Need.CASES}))
