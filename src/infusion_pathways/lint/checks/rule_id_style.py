"""A rule whose id does not look like those beside it."""

import re
from collections import Counter
from collections.abc import Iterator

from infusion_pathways.lint.check import LintCheck
from infusion_pathways.lint.context import LintContext
from infusion_pathways.lint.finding import Remark, Severity

LONGEST = 60
WORDS = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


def find(study: LintContext) -> Iterator[Remark]:
    """Ids that begin otherwise than the other rules of the pathway, have odd underscores, or are very long."""
    heads: dict[str, Counter[str]] = {}
    for item in study.every_rule:
        heads.setdefault(item.rule.pathway, Counter())[_head(item.rule.id)] += 1
    for item in study.rules:
        usual = heads[item.rule.pathway].most_common(1)[0][0]
        wrong = _wrong_with(item.rule.id, usual)
        if wrong:
            help = f"write `{usual}.subject.what_it_says`; cases name rules by their ids, so change both"
            yield Remark(study.written.spot((*item.at, "id")), f"the id `{item.rule.id}` {wrong}", help)


def _head(id: str) -> str:
    return id.partition(".")[0]


def _wrong_with(id: str, usual: str) -> str:
    if _head(id) != usual:
        return f"does not begin with `{usual}.` like the others of its pathway"
    if not all(WORDS.fullmatch(part) for part in id.split(".")):
        return "has a part that is not words joined by single underscores"
    return f"has more than {LONGEST} characters" if len(id) > LONGEST else ""


CHECK = LintCheck("rule-id-style", Severity.WARNING, "the id of a rule does not look like those beside it", find)
