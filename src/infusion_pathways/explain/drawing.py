"""Judged conditions as trees of lines: each part with its truth, its own words and its values, each finding opened once."""

from collections.abc import Iterable

from infusion_pathways.document.blocks import Tree, TreeNode
from infusion_pathways.explain.explanation import RuleExplained
from infusion_pathways.explain.nodes import Judged
from infusion_pathways.trace.entries import pointed

PATIENT, MISSING = "patient", "missing"


class ConditionDrawer:
    """Draws trees one after the other; a finding that stands in several is opened in the first."""

    def __init__(self) -> None:
        self._opened: set[str] = set()

    def tree(self, rules: Iterable[RuleExplained]) -> Tree:
        """Some rules as one block, each with what it says of the therapy."""
        return Tree(tuple(self._rule(rule) for rule in rules))

    def _rule(self, rule: RuleExplained) -> TreeNode:
        says = f"{rule.kind.value}: {rule.title} (rule {rule.key})" if rule.kind else rule.title
        return TreeNode(rule.truth.value, says, tuple(map(self._node, rule.tree.parts)))

    def _node(self, node: Judged) -> TreeNode:
        match node.shape:
            case "test":
                values = [TreeNode(PATIENT, value.words + pointed(value.pointer)) for value in node.values]
                gaps = [TreeNode(MISSING, gap.words + pointed(gap.pointer)) for gap in node.gaps]
                return TreeNode(node.truth.value, node.words, (*values, *gaps))
            case "finding":
                if node.name in self._opened:
                    return TreeNode(node.truth.value, f"finding: {node.words} (opened above)")
                self._opened.add(node.name)
                return TreeNode(node.truth.value, f"finding: {node.words}", tuple(map(self._node, node.parts)))
            case "rule":
                return TreeNode(node.truth.value, f"{node.words} (rule {node.name})", tuple(map(self._node, node.parts)))
            case _:
                return TreeNode(node.truth.value, node.words, tuple(map(self._node, node.parts)))
