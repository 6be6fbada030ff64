"""A finding that is concluded where no rule reads it."""

from collections.abc import Iterator

from infusion_pathways.lint.check import LintCheck
from infusion_pathways.lint.context import LintContext
from infusion_pathways.lint.finding import Remark, Severity
from infusion_pathways.meaning.condition import derived_in
from infusion_pathways.meaning.rule import RuleKind


def find(study: LintContext) -> Iterator[Remark]:
    """Rules that conclude a finding in pathways none of whose rules or invariants read it."""
    read = {
        name: {f for when in (*(c.when for c in p.clauses), *(a.when for a in p.assertions)) for f in derived_in(when)}
        for name, p in study.pack.programs.items()
    }
    for item in study.rules:
        pathways = [name for name, _ in study.clauses.get(item.rule.id, ())]
        if item.rule.kind is RuleKind.FINDING and pathways and not any(item.rule.targets[0] in read[name] for name in pathways):
            message = f"no rule of the pathway reads the finding `{item.rule.targets[0]}`"
            yield Remark(study.written.spot((*item.at, "then")), message, "use the finding there, or take the rule out")


CHECK = LintCheck("finding-never-read", Severity.WARNING, "a finding is concluded where no rule reads it", find)
