"""A rule with a condition that decides nothing."""

from collections.abc import Iterator

from infusion_pathways.lint.check import LintCheck
from infusion_pathways.lint.context import LintContext
from infusion_pathways.lint.finding import Need, Remark, Severity


def find(study: LintContext) -> Iterator[Remark]:
    """Rules of which it is proved that they speak of every patient, though they do not say `always`."""
    for result in study.proofs.refuted("rule-can-fail") if study.proofs else ():
        message = f"`{result.subject}` is silent about no patient: proved"
        yield Remark(study.spot_of(result.subject), message, "write `always: true` if it is meant for everyone")


CHECK = LintCheck("rule-always-fires", Severity.WARNING, "a rule speaks of every patient", find, frozenset({Need.SOLVER}))
