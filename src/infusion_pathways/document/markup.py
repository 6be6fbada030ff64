"""HTML from values: whatever is not markup already is escaped, so no text can become markup by being forgotten."""

import html

from infusion_pathways.source.problem import printable

VOID = frozenset({"meta", "hr", "br"})


class Markup(str):
    """A piece of finished HTML."""


Content = str | None
"""Markup, text that is still to be escaped, or nothing."""


def element(name: str, /, *content: Content, **attributes: str) -> Markup:
    """An element with its content in order. A trailing `_` of an attribute's name is dropped, other `_` are hyphens."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_escaped(value)}"' if value else f" {key.rstrip('_')}"
        for key, value in attributes.items()
    )
    if name in VOID:
        return Markup(f"<{name}{written}>")
    return Markup(f"<{name}{written}>{''.join(_escaped(piece) for piece in content if piece)}</{name}>")


def _escaped(piece: str) -> str:
    return piece if isinstance(piece, Markup) else html.escape(printable(piece))
