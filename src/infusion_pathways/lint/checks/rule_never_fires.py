"""A rule that says nothing of any patient."""

from collections.abc import Iterator

from infusion_pathways.lint.check import LintCheck
from infusion_pathways.lint.context import LintContext
from infusion_pathways.lint.finding import Need, Remark, Severity


def find(study: LintContext) -> Iterator[Remark]:
    """Rules of which it is proved that they have nothing to say."""
    for result in study.proofs.refuted("rule-can-fire") if study.proofs else ():
        message = f"`{result.subject}` says nothing of any patient: proved"
        yield Remark(study.spot_of(result.subject), message, "look for parts that contradict each other, or a limit out of range")


CHECK = LintCheck("rule-never-fires", Severity.WARNING, "a rule says nothing of any patient", find, frozenset({Need.SOLVER}))
