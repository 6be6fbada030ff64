"""A source that is cited twice in one place."""

from collections.abc import Iterator

from infusion_pathways.lint.check import LintCheck
from infusion_pathways.lint.context import LintContext
from infusion_pathways.lint.finding import Remark, Severity


def find(study: LintContext) -> Iterator[Remark]:
    """Lists of cites in which a name stands twice."""
    for item in study.rules:
        once = list(dict.fromkeys(item.rule.cites))
        if len(once) < len(item.rule.cites):
            at = (*item.at, "cites")
            twice = next(name for name in once if item.rule.cites.count(name) > 1)
            fix = study.written.mend_list(at, once)
            yield Remark(study.written.spot(at), f"`{twice}` is cited twice", "once is enough", fix)


CHECK = LintCheck("repeated-cite", Severity.WARNING, "a source is cited twice in one place", find, mends=True)
