"""A word of the rules' own vocabulary that nothing uses."""

from collections.abc import Iterator, Mapping

from infusion_pathways.lint.check import LintCheck
from infusion_pathways.lint.context import LintContext
from infusion_pathways.lint.finding import Remark, Severity


def find(study: LintContext) -> Iterator[Remark]:
    """Classes, outcomes, checks and flags that no rule names, nor another word."""
    for section, used in used_words(study).items():
        for name in study.raw.get(section, {}):
            if name not in used:
                spot = study.written.spot((section, name), key=True)
                yield Remark(spot, f"nothing uses `{name}` of `{section}`", "use it in a rule, or take it out")


def used_words(study: LintContext) -> Mapping[str, frozenset[str]]:
    """The words of each section that something uses.

    Facts have a check of their own. Therapies, organs and diseases are left aside: the lists of a scenario are closed, so it must
    be able to name what no rule reads.
    """
    words, uses = study.pack.vocabulary, study.uses
    classes = {name for word in words.classes.values() for name in word.within}
    classes |= {name for therapy in words.therapies.values() for name in therapy.classes}
    outcomes = {name for name, outcome in words.outcomes.items() if outcome.works or not outcome.taken}
    return {
        "classes": uses.get("class", frozenset()) | classes,
        "outcomes": uses.get("outcome", frozenset()) | outcomes,
        "checks": uses.get("ask", frozenset()),
        "flags": uses.get("flag", frozenset()),
    }


CHECK = LintCheck("word-never-used", Severity.WARNING, "nothing uses a word of the vocabulary", find, whole=True)
