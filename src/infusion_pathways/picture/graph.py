"""The ladder as nodes and edges with numbered ids: what the graph languages have in common."""

from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from infusion_pathways.meaning.logic import Truth
from infusion_pathways.picture.measure import shortened
from infusion_pathways.picture.model import Box, BoxKind, BoxLine, Ladder, LadderPicture
from infusion_pathways.picture.words import NO_FORM, BoxLook, look_of, state_of
from infusion_pathways.trace.wording import capital

LONGEST_LINE = 160
LONGEST_DESCRIPTION = 4000
SIGNS = {Truth.TRUE: "[yes] ", Truth.FALSE: "[no] ", Truth.UNKNOWN: "[?] ", None: ""}


class State(Enum):
    """How a node or an edge is drawn."""

    TRUE = "holds"
    UNKNOWN = "open"
    FALSE = "not"
    STOPS = "stops"
    PLAIN = "plain"

    __hash__ = object.__hash__


_STATES = {
    BoxLook.HOLDS: State.TRUE,
    BoxLook.OPEN: State.UNKNOWN,
    BoxLook.NOT: State.FALSE,
    BoxLook.STOPS: State.STOPS,
    BoxLook.PLAIN: State.PLAIN,
}
_TRUTHS = {Truth.TRUE: State.TRUE, Truth.UNKNOWN: State.UNKNOWN, Truth.FALSE: State.FALSE, None: State.PLAIN}


class GraphNode(NamedTuple):
    """A node with the lines of its label."""

    id: str
    lines: tuple[str, ...]
    state: State = State.PLAIN
    round: bool = False


class Edge(NamedTuple):
    """An edge upwards between two nodes."""

    below: str
    above: str
    state: State
    words: str


class Cluster(NamedTuple):
    """The nodes of one rung."""

    id: str
    title: str
    nodes: tuple[GraphNode, ...]


class Graph(NamedTuple):
    """All nodes by rung, and what leads to what."""

    title: str
    description: str
    groups: tuple[Cluster, ...]
    edges: tuple[Edge, ...]
    notice: GraphNode


def graph_of(picture: LadderPicture) -> Graph:
    """The graph of a picture: `n1`, `n2`, ... in the order of the boxes, `g1`, `g2`, ... for the rungs."""
    groups: list[Cluster] = []
    edges: list[Edge] = []
    count = 0
    several = len(picture.ladders) > 1
    for ladder in picture.ladders:
        ids = {id(box): f"n{count + number}" for number, box in enumerate(ladder.boxes, 1)}
        count += len(ids)
        sections = [(rung.title, rung.boxes) for rung in ladder.rungs] + [("Beside the ladder", ladder.beside)]
        for title, boxes in sections:
            nodes = tuple(_node(box, ids[id(box)]) for box in boxes)
            if nodes:
                groups.append(Cluster(f"g{len(groups) + 1}", f"{ladder.title}: {title}" if several else title, nodes))
        edges += _edges(ladder, {(box.kind, box.name): ids[id(box)] for box in ladder.boxes})
    description = shortened(" ".join(sentence for ladder in picture.ladders for sentence in ladder.way), LONGEST_DESCRIPTION)
    title = f"{picture.title}. {picture.lead}" if picture.lead else picture.title
    said = [f"{ladder.title}: {ladder.left_out}" if several else ladder.left_out for ladder in picture.ladders if ladder.left_out]
    notice = GraphNode(f"n{count + 1}", (title, *said, picture.notice))
    return Graph(title, description, tuple(groups), tuple(edges), notice)


def _edges(ladder: Ladder, ids: dict[tuple[BoxKind, str], str]) -> Iterator[Edge]:
    """The links of a ladder, and from the foot to each finding and reason that nothing else leads to."""
    kinds = (BoxKind.FINDING, BoxKind.REASON, BoxKind.THERAPY)
    reached = set()
    for link in ladder.links:
        below = next(ids[kind, link.below] for kind in kinds if (kind, link.below) in ids)
        above = next(ids[kind, link.above] for kind in kinds if (kind, link.above) in ids)
        reached.add(above)
        yield Edge(below, above, _TRUTHS[link.truth], "")
    if not ladder.rungs:
        return
    foot = ladder.rungs[0].boxes[0]
    for rung in ladder.rungs[1:-1]:
        for box in rung.boxes:
            name = ids[box.kind, box.name]
            if name not in reached:
                yield Edge(ids[foot.kind, foot.name], name, State.PLAIN, "")


def _node(box: Box, name: str) -> GraphNode:
    return GraphNode(name, tuple(_lines(box)), _STATES[look_of(box)], not box.infusion)


def _lines(box: Box) -> Iterator[str]:
    state = state_of(box)
    title = f"{box.mark}. {box.title}" if box.mark else box.title
    yield f"{title}: {state}" if state else title
    if not box.infusion:
        yield NO_FORM
    if box.note:
        yield box.note
    for part in box.parts:
        if part.heading:
            yield f"{capital(part.heading)}:"
        yield from map(_line, part.lines)


def _line(line: BoxLine) -> str:
    return shortened(f"{SIGNS[line.truth]}{line.text}", LONGEST_LINE)
