"""A reason that is no whole sentence."""

from collections.abc import Iterator

from infusion_pathways.lint.check import LintCheck
from infusion_pathways.lint.checks.title_style import SMALL
from infusion_pathways.lint.context import LintContext
from infusion_pathways.lint.finding import Remark, Severity


def find(study: LintContext) -> Iterator[Remark]:
    """Reasons with a small first letter or without a full stop."""
    places = [((*item.at, "because"), item.rule.because) for item in study.rules]
    places += [((*item.at, "mechanism", "text"), item.rule.mechanism.text) for item in study.rules if item.rule.mechanism]
    if study.whole:
        places += [(("invariants", name, "because"), e["because"]) for name, e in study.raw.get("invariants", {}).items()]
    for at, text in places:
        if text != corrected(text):
            what = "begins with a small letter" if SMALL.match(text) else "has no full stop at its end"
            fix = study.written.mend(at, corrected(text))
            yield Remark(study.written.spot(at), f"the reason {what}", "`because` is a plain sentence", fix)


def corrected(text: str) -> str:
    """The sentence with a capital, and with a full stop where it ends in a letter or a bracket."""
    text = text[0].upper() + text[1:] if SMALL.match(text) else text
    return f"{text}." if text[-1].isalnum() or text[-1] in ")}" else text


CHECK = LintCheck("sentence-style", Severity.WARNING, "a reason is no whole sentence", find, mends=True)
