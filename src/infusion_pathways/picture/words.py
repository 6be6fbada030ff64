"""How boxes look and which words say so: every look differs from the others without any colour."""

from enum import Enum

from infusion_pathways.meaning.logic import Truth
from infusion_pathways.meaning.verdicts import Look
from infusion_pathways.picture.model import Box, BoxKind, BoxLine

TRUE, FALSE, UNKNOWN = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN


class BoxLook(Enum):
    """How a box looks: it holds, stops the way, is open, does not hold, or nothing is said of it."""

    HOLDS = "holds"
    STOPS = "stops"
    OPEN = "open"
    NOT = "not"
    PLAIN = "plain"

    __hash__ = object.__hash__


STATE = {TRUE: "holds", FALSE: "does not hold", UNKNOWN: "not known"}
LOOKS = {TRUE: BoxLook.HOLDS, FALSE: BoxLook.NOT, UNKNOWN: BoxLook.OPEN, None: BoxLook.PLAIN}
OF_VERDICTS = {Look.GOOD: BoxLook.HOLDS, Look.WAIT: BoxLook.STOPS, Look.OPEN: BoxLook.OPEN}
NO_FORM = "no infusion form"
LEGEND = {
    BoxLook.HOLDS: "thick outline, tick: holds, or the way leads here",
    BoxLook.STOPS: "thick outline, bar: the way leads here but stops, or this speaks against it",
    BoxLook.OPEN: "dashed outline, question mark: not known, which is not a no",
    BoxLook.NOT: "thin outline, cross: does not hold, or is ruled out",
}


def look_of_line(line: BoxLine) -> BoxLook:
    """The sign of a line: by its truth; what holds and speaks against the therapy is a bar, no tick."""
    return BoxLook.STOPS if line.against and line.truth is TRUE else LOOKS[line.truth]


def look_of(box: Box) -> BoxLook:
    """How a box looks: by its verdict if it is a therapy, else by its truth; a contradiction stops every way."""
    if box.kind is BoxKind.CONFLICT:
        return BoxLook.STOPS
    return OF_VERDICTS.get(box.verdict.about.look, BoxLook.NOT) if box.verdict is not None else LOOKS[box.truth]


def state_of(box: Box) -> str:
    """The word for it: the verdict, or what its truth is; empty where it has neither."""
    if box.verdict is not None:
        return box.verdict.label
    if box.kind is BoxKind.CONFLICT:
        return "stops every way"
    return STATE[box.truth] if box.truth is not None else ""


def label_of(box: Box) -> str:
    """What a box is, in words: its state, its title, the rules behind it."""
    state = state_of(box)
    said = f"{box.mark}. {box.title}" if box.mark else box.title
    said += f": {state}" if state else ""
    said += "" if box.infusion else f" ({NO_FORM})"
    return f"{said}; rules: {', '.join(box.rules)}" if box.rules else said
