"""A claim or a discrepancy that nothing accounts for."""

from collections.abc import Iterator

from infusion_pathways.lint.check import LintCheck
from infusion_pathways.lint.context import LintContext
from infusion_pathways.lint.finding import Remark, Severity
from infusion_pathways.pack.ledger import claims_accounted, discrepancies_accounted, unsettled


def find(study: LintContext) -> Iterator[Remark]:
    """Claims that no rule cites and for which no reason is given, and discrepancies that no rule cites."""
    for section, accounts in (("claims", claims_accounted), ("discrepancies", discrepancies_accounted)):
        for name in unsettled(accounts(study.pack)):
            help = "cite it in the rule that encodes it"
            help += ", or give the `reason` why none needs to" if section == "claims" else ""
            yield Remark(study.written.spot((section, name), key=True), f"no rule cites `{name}`", help)


CHECK = LintCheck("claim-never-cited", Severity.WARNING, "no rule cites a claim or a discrepancy", find, whole=True)
