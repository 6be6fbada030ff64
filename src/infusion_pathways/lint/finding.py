"""What a check is, what it remarks on, and the findings that come of it."""

from enum import Enum
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from infusion_pathways.source import Place
from infusion_pathways.source.reading import Pointer

CHECKS_PAGES, PROBLEMS_PAGES = "docs/checks", "docs/problems"


class Severity(Enum):
    """How much a finding weighs."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"

    @property
    def weight(self) -> int:
        """The place among the levels, from the lightest."""
        return list(Severity).index(self)


class Need(Enum):
    """What a check needs besides the pack."""

    CASES = "cases"
    SOLVER = "solver"


class Fix(NamedTuple):
    """A mechanical mend: the characters at a place become `text`, by which the value at a pointer of its file becomes `value`."""

    place: Place
    text: str
    at: Pointer
    value: Any


class RemarkPlace(NamedTuple):
    """Where in a file something stands; a comment on or above one of the `lines` may allow it."""

    place: Place
    lines: tuple[int, ...] = ()


class Remark(NamedTuple):
    """What a check has to say about one spot."""

    spot: RemarkPlace
    message: str
    help: str = ""
    fix: Fix | None = None


class LintFinding(NamedTuple):
    """A remark of a check. `page` says more; `allowed` is the reason a comment gives for letting it stand."""

    check: str
    level: Severity
    place: Place
    message: str
    help: str = ""
    fix: Fix | None = None
    page: str = ""
    lines: tuple[int, ...] = ()
    allowed: str = ""

    @property
    def more(self) -> str:
        """How to read the page where the program is installed."""
        return f"more: pathways docs {PurePosixPath(self.page).stem}"


def in_order(finding: LintFinding) -> tuple[str, int, int, str, str]:
    """What findings are sorted by: place first."""
    place = finding.place
    return place.file, place.line, place.column, finding.check, finding.message
