"""A case that would pass for a wrong reason."""

from collections.abc import Iterator

from infusion_pathways.lint.check import LintCheck
from infusion_pathways.lint.context import LintContext
from infusion_pathways.lint.finding import Need, Remark, Severity


def find(study: LintContext) -> Iterator[Remark]:
    """Cases that expect an outcome or verdicts and no reason for them, though a pathway answers them."""
    for case in study.cases:
        expect = case.scenario.expect
        if expect is None or not (expect.outcome or expect.verdicts) or not study.pathways_of(case):
            continue
        if not any(expect._replace(outcome=None, verdicts={})):
            what = "only the outcome" if not expect.verdicts else "verdicts and no reason"
            message = f"the case `{case.scenario.id}` expects {what}"
            help = "name a rule that has to fire (`because`), a finding, a flag, or what has to be asked"
            yield Remark(case.spot(("expect",), key=True), message, help)


CHECK = LintCheck(
    "case-without-reason", Severity.WARNING, "a case expects an answer and no reason", find, frozenset({Need.CASES})
)
