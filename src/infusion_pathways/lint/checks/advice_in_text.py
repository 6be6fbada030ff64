"""A sentence that tells somebody what to do."""

import re
from collections.abc import Iterator

from infusion_pathways.lint.check import LintCheck
from infusion_pathways.lint.context import LintContext
from infusion_pathways.lint.finding import Remark, RemarkPlace, Severity
from infusion_pathways.pack.checks import texts

SAID = ("title", "because", "text", "label", "note", "question", "shown_as", "mechanism")
OF_SOURCES = ("references", "claims")
DONE = (
    r"given|started|stopped|prescribed|ordered|administered|infused|used|continued|discontinued|arranged|withheld|avoided|"
    r"treated|switched|monitored|screened|tested|referred"
)
ORDERS = (
    re.compile(
        r"(?:^|(?<=[.;:] ))(?:Please |Then |Always |Never |Do not |Don't )?(?:Give|Start|Stop|Switch|Prescribe|Order|Administer|"
        r"Avoid|Begin|Continue|Discontinue|Withhold|Consider|Refer|Ensure|Increase|Reduce|Arrange|Treat|Choose)"
        r"(?= (?:[a-z{]|TNF\b))(?! (?:of|from|in|and|or|with|at|on|is|was|may|can|has)\b)",
    ),
    re.compile(r"\b(?:you|we|patients?|doctors?|clinicians?) (?:should|must|has to|have to|need to|needs to)\b", re.IGNORECASE),
    re.compile(rf"\b(?:should|must|has to|have to|need to|needs to) (?:not |never |always )?be (?:{DONE})\b", re.IGNORECASE),
    re.compile(r"\b(?:should|must) (?:not |never )?(?:receive|get|take|start|stop|switch|have)\b", re.IGNORECASE),
    re.compile(r"\b(?:prescribe|we (?:strongly )?(?:recommend|suggest|advise)|is indicated for you)\b", re.IGNORECASE),
)


def find(study: LintContext) -> Iterator[Remark]:
    """Sentences of rules, words, discrepancies and cases in the form of an order or of advice."""
    for at, text in texts((), study.raw):
        if study.whole and at[0] not in OF_SOURCES and any(key in SAID for key in at[-1:]) and (found := order_in(text)):
            yield _remark(study.written.spot(at, word=found), found)
    for item in study.rules if not study.whole else ():
        for at, text in texts(item.at, dict(item.raw)):
            if at[-1] in SAID and (found := order_in(text)):
                yield _remark(study.written.spot(at, word=found), found)
    for case in study.cases:
        for key, text in (("title", case.scenario.title), ("narrative", case.scenario.narrative)):
            if found := order_in(text):
                yield _remark(case.spot((key,), word=found), found)


def order_in(text: str) -> str:
    """The words of a text that give an order or advice, if there are any."""
    return next((found[0] for pattern in ORDERS if (found := pattern.search(text))), "")


def _remark(spot: RemarkPlace, words: str) -> Remark:
    return Remark(spot, f"`{words}` tells somebody what to do", "say what a source says or expects, and which one")


CHECK = LintCheck("advice-in-text", Severity.WARNING, "a sentence tells somebody what to do", find)
