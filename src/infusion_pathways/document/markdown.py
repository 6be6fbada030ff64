"""Blocks as Markdown; whatever a scenario says comes out as text, never as markup."""

import re
from collections.abc import Iterable, Iterator

from infusion_pathways.document.blocks import Block, Entry, Heading, Paragraph, Table, Tree, TreeNode
from infusion_pathways.source.problem import printable

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~$!&])")
_BULLET = re.compile(r"^([-+=])(?=[-+=\s]|$)")
_SITE = re.compile(r"\b(www)\.", re.IGNORECASE)
_NUMBER = re.compile(r"^(\d+)([.)])(?=\s|$)")


def escaped(text: str) -> str:
    """The text with every character that Markdown or HTML could read as markup escaped, on one line."""
    flat = " ".join(printable(text).split())
    plain = _SITE.sub(r"\1\\.", _SPECIAL.sub(r"\\\1", flat).replace("://", ":\u200b//"))
    return _NUMBER.sub(r"\1\\\2", _BULLET.sub(r"\\\1", plain))


def markdown_of_blocks(blocks: Iterable[Block]) -> str:
    """Any blocks as Markdown."""
    lines: list[str] = []
    in_list = False
    for block in blocks:
        if in_list and not isinstance(block, Entry):
            lines.append("")
        in_list = isinstance(block, Entry)
        match block:
            case Heading(level, text, _):
                lines += [f"{'#' * level} {escaped(text)}", ""]
            case Paragraph(text, role):
                body = escaped(text)
                lines += [f"**{body}**" if role == "outcome" else f"*{body}*" if role == "notice" else body, ""]
            case Entry(tag, text, details):
                lines.append(f"- **{escaped(tag)}** {escaped(text)}")
                lines += [f"  - {escaped(line)}" for line in details]
            case Tree(nodes):
                lines += [*_nodes(nodes, 0), ""]
            case Table(header, rows, caption):
                lines += [escaped(caption), ""] if caption else []
                lines += [_row(map(escaped, header)), _row("---" for _ in header), *(_row(map(escaped, row)) for row in rows), ""]
    return "\n".join(lines).rstrip() + "\n"


def _nodes(nodes: Iterable[TreeNode], depth: int) -> Iterator[str]:
    for node in nodes:
        tag = f"**{escaped(node.tag)}** " if node.tag else ""
        yield f"{'  ' * depth}- {tag}{escaped(node.text)}"
        yield from _nodes(node.parts, depth + 1)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
