"""A reason that is ruled out whenever it holds."""

from collections.abc import Iterator

from infusion_pathways.lint.check import LintCheck
from infusion_pathways.lint.context import LintContext
from infusion_pathways.lint.finding import Need, Remark, Severity


def find(study: LintContext) -> Iterator[Remark]:
    """Reasons and requirements of which it is proved that something speaks against the therapy whenever they are met."""
    for result in study.proofs.refuted("contradiction-has-conflict") if study.proofs else ():
        pathway, rule, therapy = result.subject.split("/")
        where = study.pack.pathways[pathway].title
        message = f"whenever `{rule}` is true, another rule stands against `{therapy}` ({where}): proved"
        help = "correct the rule that says too much, or cite the discrepancy between the sources in it"
        yield Remark(study.spot_of(rule), message, help)


CHECK = LintCheck(
    "conflicting-arguments", Severity.WARNING, "a reason is ruled out whenever it holds", find, frozenset({Need.SOLVER})
)
