"""A fact that cannot be asked for in words."""

from collections.abc import Iterator

from infusion_pathways.lint.check import LintCheck
from infusion_pathways.lint.checks.fact_never_read import SECTIONS
from infusion_pathways.lint.context import LintContext
from infusion_pathways.lint.finding import Remark, Severity
from infusion_pathways.vocabulary import Finding


def find(study: LintContext) -> Iterator[Remark]:
    """Facts that rules read and for which the vocabulary has no question."""
    words = study.pack.vocabulary
    for fact in words.facts():
        kind, _, name = fact.partition(".")
        word = words.fact_word(fact)
        if word is None or kind not in SECTIONS or fact not in study.facts_read or (isinstance(word, Finding) and word.derived):
            continue
        if not word.question:
            spot = study.written.spot((SECTIONS[kind], name), key=True)
            yield Remark(spot, f"`{name}` has no question", "add `question`, as it is put to whoever knows the patient")


CHECK = LintCheck("missing-question", Severity.WARNING, "a fact that rules read has no question", find, whole=True)
