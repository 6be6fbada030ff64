"""A reference that nothing cites."""

from collections.abc import Iterator
from typing import Any

from infusion_pathways.lint.check import LintCheck
from infusion_pathways.lint.context import LintContext
from infusion_pathways.lint.finding import Remark, Severity
from infusion_pathways.pack.checks import CITING, GENERAL_KNOWLEDGE


def find(study: LintContext) -> Iterator[Remark]:
    """References that no rule, word, discrepancy or other part of the pack cites."""
    cited = set(_cited(study.raw))
    for name in study.raw.get("references", {}):
        if name not in cited and name != GENERAL_KNOWLEDGE:
            spot = study.written.spot(("references", name), key=True)
            yield Remark(spot, f"nothing cites `{name}`", "cite it where it was read for, or take it out")


def _cited(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in CITING and isinstance(inner, list):
                yield from (name for name in inner if isinstance(name, str))
            else:
                yield from _cited(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _cited(inner)


CHECK = LintCheck("source-never-cited", Severity.NOTE, "nothing cites a reference", find, whole=True)
