"""A rule without which the answers would be the same."""

from collections.abc import Iterator

from infusion_pathways.lint.check import LintCheck
from infusion_pathways.lint.checks.repeated_rule import repeated
from infusion_pathways.lint.context import LintContext
from infusion_pathways.lint.finding import Need, Remark, Severity


def find(study: LintContext) -> Iterator[Remark]:
    """Rules of which it is proved that others say as much whenever they speak; those that never do are left to their check."""
    if study.proofs is None:
        return
    idle = {result.subject for result in study.proofs.refuted("rule-can-fire")}
    idle |= {rule for pair in repeated(study) for rule in pair}
    for result in study.proofs.refuted("rule-not-masked"):
        if result.subject not in idle:
            message = f"`{result.subject}` adds nothing for any patient, the other rules of its kind say as much: proved"
            help = "look for a rule beside it that is wider than it was meant to be"
            yield Remark(study.spot_of(result.subject), message, help)


CHECK = LintCheck("masked-rule", Severity.WARNING, "a rule adds nothing to the others", find, frozenset({Need.SOLVER}))
