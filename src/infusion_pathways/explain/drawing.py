"""Judged conditions as trees of lines: each part with its truth, its own words and its values, each finding opened once."""

from collections.abc import Iterable

from infusion_pathways.explain.explanation import Told
from infusion_pathways.explain.nodes import Judged
from infusion_pathways.trace.blocks import Node, Tree
from infusion_pathways.trace.entries import pointed

PATIENT, MISSING = "patient", "missing"


class Drawer:
    """Draws trees one after the other; a finding that stands in several is opened in the first."""

    def __init__(self) -> None:
        self._opened: set[str] = set()

    def tree(self, rules: Iterable[Told]) -> Tree:
        """Some rules as one block, each with what it says of the therapy."""
        return Tree(tuple(self._rule(rule) for rule in rules))

    def _rule(self, rule: Told) -> Node:
        says = f"{rule.kind.value}: {rule.title} (rule {rule.key})" if rule.kind else rule.title
        return Node(rule.truth.value, says, tuple(map(self._node, rule.tree.parts)))

    def _node(self, node: Judged) -> Node:
        match node.shape:
            case "test":
                values = [Node(PATIENT, value.words + pointed(value.pointer)) for value in node.values]
                gaps = [Node(MISSING, gap.words + pointed(gap.pointer)) for gap in node.gaps]
                return Node(node.truth.value, node.words, (*values, *gaps))
            case "finding":
                if node.name in self._opened:
                    return Node(node.truth.value, f"finding: {node.words} (opened above)")
                self._opened.add(node.name)
                return Node(node.truth.value, f"finding: {node.words}", tuple(map(self._node, node.parts)))
            case "rule":
                return Node(node.truth.value, f"{node.words} (rule {node.name})", tuple(map(self._node, node.parts)))
            case _:
                return Node(node.truth.value, node.words, tuple(map(self._node, node.parts)))
