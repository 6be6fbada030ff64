"""A fact that no rule reads."""

from collections.abc import Iterator

from infusion_pathways.lint.check import LintCheck
from infusion_pathways.lint.context import LintContext
from infusion_pathways.lint.finding import Remark, Severity
from infusion_pathways.vocabulary import Finding

SECTIONS = {"finding": "findings", "measure": "measures", "patient": "patient"}


def find(study: LintContext) -> Iterator[Remark]:
    """Findings, measures and patient fields that no condition reads and from which nothing follows."""
    words = study.pack.vocabulary
    tells_activity = {f"measure.{name}" for disease in words.diseases.values() for name in disease.activity_from}
    telling = {f"{kind}.{name}" for kind, name in words.implying}
    for fact in words.facts():
        kind, _, name = fact.partition(".")
        word = words.fact_word(fact)
        if kind not in SECTIONS or word is None or (isinstance(word, Finding) and word.derived):
            continue
        if fact not in study.facts_read | tells_activity | telling:
            help = "use it in a rule, or take it out; whoever records it gets no other answer"
            yield Remark(study.written.spot((SECTIONS[kind], name), key=True), f"no rule reads `{name}`", help)


CHECK = LintCheck("fact-never-read", Severity.WARNING, "no rule reads a fact", find, whole=True)
