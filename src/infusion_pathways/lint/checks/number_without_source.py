"""A number that no source stands behind."""

import re
from collections.abc import Iterator

from infusion_pathways.lint.check import LintCheck
from infusion_pathways.lint.context import LintContext, WrittenRule, tests_of
from infusion_pathways.lint.finding import Remark, Severity
from infusion_pathways.pack.conditions import COMPARISONS
from infusion_pathways.source.reading import Pointer
from infusion_pathways.vocabulary import Measure


def find(study: LintContext) -> Iterator[Remark]:
    """Bands that cite nothing, and comparisons in rules that cite no reference, no discrepancy and no claim with the number."""
    if study.whole:
        for section in ("measures", "patient"):
            for name, entry in study.raw.get(section, {}).items():
                if entry.get("bands") and not entry.get("cites") and not entry.get("to_be_confirmed"):
                    spot = study.written.spot((section, name, "bands"), key=True)
                    yield Remark(spot, f"the bands of `{name}` cite nothing", "add `cites`, or `to_be_confirmed: true`")
    for item in study.rules:
        if not item.rule.to_be_confirmed and not _has_reference(study, item):
            for at, number in _numbers(study, item):
                if not _is_claimed(study, item, number):
                    message = f"nothing that `{item.rule.id}` cites holds the number {number:g}"
                    help = "cite the label, guideline or discrepancy that gives it, or add `to_be_confirmed: true`"
                    yield Remark(study.written.spot(at), message, help)


def _numbers(study: LintContext, item: WrittenRule) -> Iterator[tuple[Pointer, float]]:
    """The numbers that a rule compares with, but for the ends of a range: `above: 0` only says that there is some."""
    for test in tests_of(item.raw["when"], (*item.at, "when")):
        word = study.pack.vocabulary.fact_word(f"{test.head}.{test.raw[test.head]}")
        for key in COMPARISONS:
            if key in test.raw and isinstance(word, Measure) and word.low < test.raw[key] < word.high:
                yield (*test.at, key), test.raw[key]


def _has_reference(study: LintContext, item: WrittenRule) -> bool:
    return any(cite in study.pack.references or cite in study.pack.discrepancies for cite in item.rule.cites)


def _is_claimed(study: LintContext, item: WrittenRule, number: float) -> bool:
    pattern = re.compile(rf"(?<![\d.]){re.escape(f'{number:g}')}(?!\.?\d)")
    claims = (study.pack.claims[cite] for cite in item.rule.cites if cite in study.pack.claims)
    return any(pattern.search(claim.text("text")) for claim in claims)


CHECK = LintCheck("number-without-source", Severity.WARNING, "no source stands behind a number", find)
