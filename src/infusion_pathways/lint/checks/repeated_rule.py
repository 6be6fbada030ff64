"""Two rules that say the same."""

from collections.abc import Iterator
from typing import Any

from infusion_pathways.lint.check import LintCheck
from infusion_pathways.lint.context import LintContext, WrittenRule
from infusion_pathways.lint.finding import Remark, Severity
from infusion_pathways.meaning.rule import RuleKind

TOLD_BESIDE = (RuleKind.CAUTIONS, RuleKind.CHECKS, RuleKind.NOTES, RuleKind.CONFLICT)


def find(study: LintContext) -> Iterator[Remark]:
    """Rules that ask and say what an earlier one does."""
    for first, second in repeated(study):
        message = f"`{second}` asks and says what `{first}` does"
        yield Remark(study.spot_of(second), message, "keep one of the two, with the cites of both")


def repeated(study: LintContext) -> list[tuple[str, str]]:
    """Pairs of rules that ask and say the same, the earlier first.

    What is told beside a verdict may rest on one condition and say several things, so there the reason counts as well.
    """
    first: dict[str, str] = {}
    found = []
    for item in study.rules:
        known = first.setdefault(_sense(item), item.rule.id)
        if known != item.rule.id:
            found.append((known, item.rule.id))
    return found


def _sense(item: WrittenRule) -> str:
    rule = item.rule
    said = (rule.because, rule.ask) if rule.kind in TOLD_BESIDE else ()
    where = (rule.pathway, rule.kind.value, tuple(sorted(rule.targets)), rule.unrecorded)
    return repr((*where, rule.when_unknown and rule.when_unknown.value, _sorted(item.raw["when"]), said))


def _sorted(when: Any) -> Any:
    """A condition in which the sequence of parts and names has no meaning."""
    if isinstance(when, dict):
        return [(key, _sorted(value)) for key, value in sorted(when.items())]
    if isinstance(when, list):
        return sorted((_sorted(part) for part in when), key=repr)
    return when


CHECK = LintCheck("repeated-rule", Severity.WARNING, "two rules ask and say the same", find)
