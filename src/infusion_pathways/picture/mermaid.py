"""The ladder as a Mermaid flowchart. Every text is quoted and reduced to characters and entities that mean nothing there."""

import re
from collections.abc import Iterator

from infusion_pathways.picture.graph import Edge, Graph, GraphNode, State, graph_of
from infusion_pathways.picture.model import LadderPicture

_SAFE = frozenset(" .,:/()+-%'")
_CLASSES = {
    State.TRUE: "fill:#dcebd9,stroke:#14401a,stroke-width:4px,color:#1a1a1a",
    State.STOPS: "fill:#fdf0d5,stroke:#5b3a00,stroke-width:4px,color:#1a1a1a",
    State.UNKNOWN: "fill:#ffffff,stroke:#3f3f3f,stroke-width:2px,stroke-dasharray:9 6,color:#1a1a1a",
    State.FALSE: "fill:#f3f3f3,stroke:#6f6f6f,stroke-width:1px,color:#1a1a1a",
    State.PLAIN: "fill:#ffffff,stroke:#3f3f3f,stroke-width:1px,color:#1a1a1a",
}
_ARROWS = {State.TRUE: "==>", State.UNKNOWN: "-.->"}


def mermaid_of(picture: LadderPicture) -> str:
    """A picture as a Mermaid flowchart from the foot up; the same picture gives the same text."""
    return "\n".join(_lines(graph_of(picture))) + "\n"


def _lines(graph: Graph) -> Iterator[str]:
    yield "flowchart BT"
    yield f"accTitle: {plain(graph.title)}"
    yield f"accDescr: {plain(graph.description)}"
    for state, style in _CLASSES.items():
        yield f"classDef {state.value} {style}"
    for group in graph.groups:
        yield f'subgraph {group.id}["{escaped(group.title)}"]'
        yield from (f"  {_node(node)}" for node in group.nodes)
        yield "end"
    yield from map(_edge, graph.edges)
    yield f'{graph.notice.id}["{_label(graph.notice)}"]'


def _node(node: GraphNode) -> str:
    left, right = ("([", "])") if node.round else ("[", "]")
    return f'{node.id}{left}"{_label(node)}"{right}:::{node.state.value}'


def _label(node: GraphNode) -> str:
    return "<br/>".join(map(escaped, node.lines))


def _edge(edge: Edge) -> str:
    words = f'|"{escaped(edge.words)}"|' if edge.words else ""
    return f"{edge.below} {_ARROWS.get(edge.state, '-->')}{words} {edge.above}"


def escaped(text: str) -> str:
    """A text in which only letters, digits and harmless signs stand for themselves; all others are numeric entities."""
    # A label that begins like a list would be read as Markdown.
    start = re.match(r"\d*[-+.)]", text)
    marked = start.end() if start else 0
    return "".join(c if (c.isalnum() or c in _SAFE) and number != marked - 1 else f"#{ord(c)};" for number, c in enumerate(text))


def plain(text: str) -> str:
    """A text for the title and description, where entities are not read: other signs are left out, semicolons are commas."""
    kept = "".join(c if c.isalnum() or c in _SAFE else "," if c == ";" else " " for c in text)
    return " ".join(kept.split())
