"""A text of the pack that could tell who somebody is."""

from collections.abc import Iterator

from infusion_pathways.lint.check import LintCheck
from infusion_pathways.lint.context import LintContext
from infusion_pathways.lint.finding import Remark, Severity
from infusion_pathways.pack.checks import texts
from infusion_pathways.scenario.identity import tells_who

OF_SOURCES = ("references",)


def find(study: LintContext) -> Iterator[Remark]:
    """Texts that hold what scenario files may not; references are left aside, which have dates and authors."""
    for at, text in texts((), study.raw):
        told = None if at[0] in OF_SOURCES else tells_who(text)
        if told is not None:
            what, words = told
            yield Remark(study.written.spot(at, word=words), f"`{words}` looks like {what}", "a pack is about no real person")


CHECK = LintCheck("identifying-text", Severity.ERROR, "a text could tell who somebody is", find, whole=True)
