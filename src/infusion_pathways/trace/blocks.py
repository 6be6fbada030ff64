"""The blocks of an outline, and the three lengths of a reading."""

from enum import Enum
from typing import NamedTuple


class Detail(Enum):
    """How much of a trace to read."""

    SHORT = "short"
    STANDARD = "standard"
    FULL = "full"


class Heading(NamedTuple):
    """A heading; level 1 is the outcome. `verdict` is the code of a verdict or outcome, for colour only."""

    level: int
    text: str
    verdict: str = ""


class Paragraph(NamedTuple):
    """A paragraph; `role` says what kind of text it is."""

    text: str
    role: str = "plain"


class Entry(NamedTuple):
    """A line with a word in front that says what it is, and finer lines below it."""

    tag: str
    text: str
    details: tuple[str, ...] = ()


Block = Heading | Paragraph | Entry
