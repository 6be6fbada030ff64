"""A case that can never fail."""

from collections.abc import Iterator

from infusion_pathways.lint.check import LintCheck
from infusion_pathways.lint.context import LintContext
from infusion_pathways.lint.finding import Need, Remark, Severity


def find(study: LintContext) -> Iterator[Remark]:
    """Scenarios that expect nothing."""
    for case in study.cases:
        expect = case.scenario.expect
        if expect is None or not expect.asserts:
            at, key = (("id",), False) if expect is None else (("expect",), True)
            help = "write down what has to come out, from the sources, before you run it"
            yield Remark(case.spot(at, key), f"the case `{case.scenario.id}` expects nothing", help)


CHECK = LintCheck("case-without-expectation", Severity.WARNING, "a case expects nothing", find, frozenset({Need.CASES}))
