"""The blocks that every document is made of, the three lengths of a reading, and the notice that none may lack."""

from enum import Enum
from typing import NamedTuple

NOTICE = (
    "Educational software: it shows how a document, labels and guidelines reason about an invented patient. "
    "It is not medical advice, not a medical device, and not for decisions about real people."
)


class Detail(Enum):
    """How much of a trace to read."""

    SHORT = "short"
    STANDARD = "standard"
    FULL = "full"


class Heading(NamedTuple):
    """A heading; level 1 is the outcome. `look` is `good`, `wait`, `open`, `bad` or `plain` if it ends in a verdict."""

    level: int
    text: str
    look: str = ""


class Paragraph(NamedTuple):
    """A paragraph; `role` says what kind of text it is."""

    text: str
    role: str = "plain"


class Entry(NamedTuple):
    """A line with a word in front that says what it is, and finer lines below it.

    `page` is the name of a page in the same folder that tells more; where a reading can have links, the line leads there.
    """

    tag: str
    text: str
    details: tuple[str, ...] = ()
    page: str = ""


class TreeNode(NamedTuple):
    """One line of a tree: the word in front that says what it is (a truth, a kind), its text, and what stands below it."""

    tag: str
    text: str
    parts: tuple["TreeNode", ...] = ()


class Tree(NamedTuple):
    """A tree of reasons, drawn so that each node can be checked against those below it."""

    nodes: tuple[TreeNode, ...]


class Table(NamedTuple):
    """Things side by side: the heading of each column, the rows, and what the table shows."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""


Block = Heading | Paragraph | Entry | Tree | Table
