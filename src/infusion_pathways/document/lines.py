"""Single lines of text with how they are meant: what is told while a long run goes on, before there is a document."""

from enum import Enum
from typing import NamedTuple


class Mark(Enum):
    """How a line is meant; a terminal may colour it."""

    GOOD = "good"
    DOUBT = "doubt"
    BAD = "bad"
    PLAIN = "plain"


LOOKS = {Mark.GOOD: "good", Mark.DOUBT: "wait", Mark.BAD: "bad", Mark.PLAIN: "plain"}


class ReportLine(NamedTuple):
    """One line of text."""

    text: str
    mark: Mark = Mark.PLAIN
