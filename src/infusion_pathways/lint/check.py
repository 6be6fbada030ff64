"""A check of lint: its id and level, what it needs, and the function that looks for what it remarks on."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from infusion_pathways.lint.context import LintContext
from infusion_pathways.lint.finding import CHECKS_PAGES, LintFinding, Need, Remark, Severity


class LintCheck(NamedTuple):
    """A check: its id, its level, what it says in one line, what it needs, and what it remarks on in a pack.

    `whole`: it says something only of a whole pack, not of some pathways. `mends`: it may know a mechanical mend.
    """

    id: str
    level: Severity
    summary: str
    find: Callable[[LintContext], Iterator[Remark]]
    needs: frozenset[Need] = frozenset()
    whole: bool = False
    mends: bool = False

    @property
    def page(self) -> str:
        """Where it is described."""
        return f"{CHECKS_PAGES}/{self.id}.md"


def finding_of(check: LintCheck, remark: Remark) -> LintFinding:
    """The remark of a check as a finding."""
    spot = remark.spot
    return LintFinding(check.id, check.level, spot.place, remark.message, remark.help, remark.fix, check.page, spot.lines)
