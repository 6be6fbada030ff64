"""The ladder in the DOT language of Graphviz. Every text is a quoted string of its grammar."""

from collections.abc import Iterator

from infusion_pathways.picture.graph import Graph, GraphNode, State, graph_of
from infusion_pathways.picture.model import LadderPicture

_STYLES = {
    State.TRUE: 'style="filled", fillcolor="#dcebd9", color="#14401a", penwidth=4',
    State.STOPS: 'style="filled", fillcolor="#fdf0d5", color="#5b3a00", penwidth=4',
    State.UNKNOWN: 'style="dashed", color="#3f3f3f", penwidth=2',
    State.FALSE: 'style="filled", fillcolor="#f3f3f3", color="#6f6f6f", penwidth=1',
    State.PLAIN: 'style="solid", color="#3f3f3f", penwidth=1',
}
_EDGES = {
    State.TRUE: 'style="bold", penwidth=3',
    State.UNKNOWN: 'style="dashed"',
    State.FALSE: 'style="solid", color="#6f6f6f", arrowhead="tee"',
}


def dot_of(picture: LadderPicture) -> str:
    """A picture as a DOT digraph from the foot up; the same picture gives the same text."""
    return "\n".join(_lines(graph_of(picture))) + "\n"


def _lines(graph: Graph) -> Iterator[str]:
    yield f"digraph {quoted(graph.title)} {{"
    yield f'  graph [rankdir="BT", label={quoted(*graph.notice.lines)}, comment={quoted(graph.description)}];'
    yield '  node [shape="box", fontname="Arial"];'
    yield '  edge [fontname="Arial"];'
    for group in graph.groups:
        yield f"  subgraph cluster_{group.id} {{"
        yield f"    label={quoted(group.title)};"
        yield from (f"    {_node(node)}" for node in group.nodes)
        yield "  }"
    for edge in graph.edges:
        style = _EDGES.get(edge.state, 'style="solid"')
        yield f"  {edge.below} -> {edge.above} [{style}, label={quoted(edge.words)}];"
    yield "}"


def _node(node: GraphNode) -> str:
    shape = 'shape="ellipse", ' if node.round else ""
    return f"{node.id} [{shape}label={quoted(*node.lines)}, {_STYLES[node.state]}];"


def quoted(*lines: str) -> str:
    """Lines as one quoted string; backslashes and quotes stand for themselves, lines are set to the left."""
    # An ampersand would begin an entity, which Graphviz resolves in quoted strings.
    plain = [line.replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"') for line in lines]
    ends = "\\l" if len(plain) > 1 else ""
    return '"' + ends.join(plain) + ends + '"'
