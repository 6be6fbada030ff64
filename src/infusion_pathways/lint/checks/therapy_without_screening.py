"""An infusion before which nothing is looked at."""

from collections.abc import Iterator

from infusion_pathways.lint.check import LintCheck
from infusion_pathways.lint.checks.therapy_without_safety import lacking
from infusion_pathways.lint.context import LintContext
from infusion_pathways.lint.finding import Remark, Severity
from infusion_pathways.meaning.rule import RuleKind


def find(study: LintContext) -> Iterator[Remark]:
    """Infusions that a pathway supports and about which no rule lists anything to check."""
    for spot, pathway, therapy in lacking(study, RuleKind.CHECKS):
        message = f"no rule lists anything to check before `{therapy}` in `{pathway}`"
        yield Remark(spot, message, "write a rule that `checks` the therapy and asks for the screening its sources name")


CHECK = LintCheck("therapy-without-screening", Severity.WARNING, "nothing is checked before an infusion", find)
