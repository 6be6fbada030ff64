"""The ladder of a pathway as frozen values: what every reading of the picture draws."""

from enum import Enum
from typing import NamedTuple

from infusion_pathways.meaning.logic import Truth
from infusion_pathways.meaning.verdicts import Verdict


class BoxKind(Enum):
    """What a box stands for."""

    TRIED = "tried"
    FINDING = "finding"
    REASON = "reason"
    THERAPY = "therapy"
    RULES = "rules"
    CONFLICT = "conflict"

    __hash__ = object.__hash__


class BoxLine(NamedTuple):
    """A line of a box.

    `rules` are the keys of the clauses it stands for: one that it names, or several that it counts. `truth` is theirs, none
    where no patient is looked at or the line states no truth. `plain` lines are values of the patient, or conditions; those
    `under` another say more about it; those `against` speak against the therapy.
    """

    text: str
    truth: Truth | None = None
    rules: tuple[str, ...] = ()
    plain: bool = False
    under: bool = False
    against: bool = False


class BoxPart(NamedTuple):
    """Lines of a box below a heading of their own."""

    heading: str
    lines: tuple[BoxLine, ...]


class Box(NamedTuple):
    """A box of the picture: `mark` is the letter by which others name it, `truth` that of what it stands for.

    `name` is what the program calls it: a finding, the key of a clause, a therapy. `rules` are the clauses behind its truth.
    """

    kind: BoxKind
    name: str
    title: str
    parts: tuple[BoxPart, ...]
    truth: Truth | None = None
    verdict: Verdict | None = None
    mark: str = ""
    infusion: bool = True
    note: str = ""
    rules: tuple[str, ...] = ()


class Link(NamedTuple):
    """That one box leads to another, by their names; `truth` is that of the lower one."""

    below: str
    above: str
    truth: Truth | None


class Rung(NamedTuple):
    """One rung of the ladder. `climbed` says whether the way leads on from here; none without a patient."""

    title: str
    boxes: tuple[Box, ...]
    climbed: Truth | None = None
    passage: str = ""


class Ladder(NamedTuple):
    """The ladder of one diagnosis, or of a pathway: its rungs from the foot up, what stands beside it, and the way in words."""

    title: str
    rungs: tuple[Rung, ...]
    beside: tuple[Box, ...]
    links: tuple[Link, ...]
    way: tuple[str, ...]
    left_out: str = ""

    @property
    def boxes(self) -> tuple[Box, ...]:
        """Every box, from the foot up, then those beside."""
        return tuple(box for rung in self.rungs for box in rung.boxes) + self.beside


class LadderPicture(NamedTuple):
    """One or more ladders, one below the other. `patient` says that they show somebody's way."""

    title: str
    lead: str
    ladders: tuple[Ladder, ...]
    patient: bool
    notice: str
