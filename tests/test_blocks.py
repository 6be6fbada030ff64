"""Trees and tables: every node under its parent, every cell in its row, whatever the text says."""

import io

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from rich.cells import cell_len

from infusion_pathways.document.blocks import Table, Tree, TreeNode
from infusion_pathways.document.markdown import markdown_of_blocks
from infusion_pathways.document.text import write_blocks

TREE = Tree(
    (
        TreeNode(
            "unknown",
            "all of",
            (TreeNode("true", "A"), TreeNode("unknown", "any of", (TreeNode("false", "B"), TreeNode("unknown", "C")))),
        ),
        TreeNode("", "D"),
    )
)


def text_of(*blocks: Tree | Table, width: int = 60) -> list[str]:
    file = io.StringIO()
    write_blocks(blocks, file, False, width)
    return file.getvalue().splitlines()


def test_a_tree_is_drawn_with_lines_from_each_node_to_those_below_it() -> None:
    assert text_of(TREE) == [
        "    unknown: all of",
        "    ├─ true: A",
        "    └─ unknown: any of",
        "       ├─ false: B",
        "       └─ unknown: C",
        "    D",
    ]


def test_a_long_node_hangs_under_its_own_text() -> None:
    drawn = text_of(
        Tree((TreeNode("true", "one", (TreeNode("false", ("word " * 11).rstrip()), TreeNode("", "last"))),)), width=44
    )
    assert drawn == [
        "    true: one",
        "    ├─ false: word word word word word",
        "    │     word word word word word word",
        "    └─ last",
    ]


def test_a_tree_in_markdown_is_a_nested_list() -> None:
    assert markdown_of_blocks([TREE]).splitlines() == [
        "- **unknown** all of",
        "  - **true** A",
        "  - **unknown** any of",
        "    - **false** B",
        "    - **unknown** C",
        "- D",
    ]


def test_a_narrow_table_takes_a_line_for_each_row_and_a_wrapped_one_leaves_a_gap() -> None:
    rows = (("infliximab", "candidate", "on hold"), ("rituximab", "condition unmet", "candidate"))
    narrow = text_of(Table(("therapy", "before", "after"), rows, "Verdicts"))
    assert narrow == [
        "    Verdicts",
        "    therapy      before            after",
        "    ────────────────────────────────────────",
        "    infliximab   candidate         on hold",
        "    rituximab    condition unmet   candidate",
    ]
    wide = text_of(Table(("therapy", "before"), (("a", "word " * 20), ("b", "c"))))
    assert wide[-2:] == ["", "    b         c"]


@given(st.lists(st.tuples(st.text(max_size=30), st.text(max_size=30)), min_size=1, max_size=4))
def test_a_table_in_markdown_keeps_its_shape_whatever_the_cells_say(rows: list[tuple[str, str]]) -> None:
    """Read as Markdown, it is one table with as many rows and cells as were put in."""
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown_of_blocks([Table(("a", "b"), tuple(rows))]))
    assert sum(token.type == "table_open" for token in tokens) == 1
    assert sum(token.type == "td_open" for token in tokens) == 2 * len(rows)


@given(
    st.recursive(
        st.just(()),
        lambda parts: st.lists(
            st.builds(TreeNode, st.sampled_from(["", "true"]), st.text(max_size=40), parts.map(tuple)), max_size=3
        ),
    )
)
def test_no_line_of_a_tree_is_wider_than_the_page(nodes: list[TreeNode]) -> None:
    assert all(cell_len(line) <= 80 for line in text_of(Tree(tuple(nodes)), width=80))
