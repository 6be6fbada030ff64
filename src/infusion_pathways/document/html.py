"""Blocks as one page of HTML: it needs no script and no network, and whatever a scenario says comes out as text."""

import re
from collections.abc import Iterator, Sequence
from importlib import resources
from itertools import groupby
from typing import NamedTuple, TypeGuard

from infusion_pathways.document.blocks import NOTICE, Block, Entry, Heading, Paragraph, Table, Tree, TreeNode
from infusion_pathways.document.markup import Content, Markup, element

NAME = "Infusion Pathways"
IN_SHORT = "Educational: an invented patient, not medical advice."
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
LONGEST_TITLE = 120
DEEPEST = 6
HERE = "\0"  # where the answers go; no text of theirs can hold it
BESIDE = re.compile(r"[A-Za-z0-9_-]+\.html")

TAG_TONES = {
    "for": "good",
    "met": "good",
    "true": "good",
    "against": "bad",
    "conflict": "bad",
    "refuted": "bad",
    "false": "bad",
    "hold": "wait",
    "not met": "wait",
    "unknown": "open",
    "open": "open",
    "asserted": "good",
    "ran": "wait",
    "missing": "bad",
}
PLAIN = "plain"
BULLET = "-"

_INLINE = re.compile(r"`(?P<code>[^`\n]+)`|(?<=  )(?P<pointer>/[^\s;,]+)|(?P<cites>\[[A-Z]+\d*[a-z]?(?:, [A-Z]+\d*[a-z]?)*\])")


class PagePicture(NamedTuple):
    """A drawing: an `<svg>` element that is put into the page as it is, what it shows, and another for narrow windows.

    `folded` drawings are seen once their caption is opened, and on paper.
    """

    svg: str
    caption: str
    narrow: str = ""
    folded: bool = False


class PageArticle(NamedTuple):
    """One answer of a page: its blocks, drawings, and whether the finer lines of its entries start folded."""

    blocks: Sequence[Block]
    pictures: Sequence[PagePicture] = ()
    folded: bool = False


def page(answers: Sequence[PageArticle]) -> str:
    """The answers as one HTML document. One answer gives the page its heading; several stand below a common one."""
    return "".join(pieces(answers))


def pieces(answers: Sequence[PageArticle]) -> Iterator[str]:
    """The document of `page` in pieces, an answer at a time: of a hundred, no more than one is held as text."""
    many = len(answers) > 1
    titles = [_title(answer) for answer in answers]
    title = f"{len(answers)} answers" if many else "".join(titles)
    notices = dict.fromkeys([NOTICE, *(block.text for answer in answers for block in answer.blocks if _is_notice(block))])
    top = (element("h1", title), _contents(titles)) if many else ()
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", f"{title} · {NAME}" if title else NAME),
        element("style", Markup(resources.files(__package__).joinpath("page.css").read_text(encoding="utf-8"))),
    )
    body = element(
        "body",
        element("header", element("p", NAME, class_="name"), element("p", IN_SHORT), class_="top"),
        element("main", *top, Markup(HERE)),
        element("footer", *(element("p", notice) for notice in notices), class_="foot"),
    )
    before, _, after = f"<!doctype html>\n{element('html', head, body, lang='en')}\n".partition(HERE)
    yield before
    for number, answer in enumerate(answers, 1):
        yield _article(answer, 2 if many else 1, f"answer-{number}")
    yield after


def _title(answer: PageArticle) -> str:
    """What an answer is called in a list: its first heading, and the scenario it is about."""
    heading = next((b.text for b in answer.blocks if isinstance(b, Heading)), "")
    about = next((b.text for b in answer.blocks if isinstance(b, Paragraph) and b.role == "scenario"), "")
    title = " · ".join(part for part in (heading, about) if part)
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…"


def _contents(titles: Sequence[str]) -> Markup:
    links = [element("li", element("a", title, href=f"#answer-{number}")) for number, title in enumerate(titles, 1)]
    return element("nav", element("ol", *links), aria_label="Answers")


def _is_notice(block: Block) -> TypeGuard[Paragraph]:
    return isinstance(block, Paragraph) and block.role == "notice"


class _Part(NamedTuple):
    """A heading, what stands right below it, and the parts with headings of their own."""

    heading: Heading
    flow: Sequence[Block]
    parts: Sequence["_Part"]


def _parted(blocks: Sequence[Block]) -> tuple[Sequence[Block], list[_Part]]:
    """The blocks before the first heading, and a part for each heading that no other is above."""
    starts: list[tuple[int, Heading]] = []
    for i, block in enumerate(blocks):
        if isinstance(block, Heading) and (not starts or block.level <= starts[-1][1].level):
            starts.append((i, block))
    ends = [*(i for i, _ in starts), len(blocks)]
    parts = [_Part(heading, *_parted(blocks[i + 1 : end])) for (i, heading), end in zip(starts, ends[1:], strict=True)]
    return blocks[: ends[0]], parts


def _article(answer: PageArticle, depth: int, name: str) -> Markup:
    flow, parts = _parted([block for block in answer.blocks if not _is_notice(block)])
    heading: Content = None
    tone = PLAIN
    if parts and not flow:
        first, *others = parts
        heading, tone = _heading(first.heading, depth), _tone(first.heading)
        flow, parts = first.flow, [*first.parts, *others]
    top = element("div", heading, *_flow(flow, answer.folded), class_=f"answer tone-{tone}")
    pictures = [_figure(picture) for picture in answer.pictures]
    return element("article", top, *pictures, *(_section(part, depth + 1, answer.folded) for part in parts), id=name)


def _section(part: _Part, depth: int, folded: bool) -> Markup:
    """A part with its heading. Depth is counted, not read from the heading, so that no page skips a level."""
    below = (_section(each, depth + 1, folded) for each in part.parts)
    kind = f"{'card ' * bool(part.heading.look)}tone-{_tone(part.heading)}"
    return element("section", _heading(part.heading, depth), *_flow(part.flow, folded), *below, class_=kind)


def _tone(heading: Heading) -> str:
    return heading.look or PLAIN


def _heading(heading: Heading, depth: int) -> Markup:
    """A heading; a verdict at its end stands in a chip, in words."""
    tag = f"h{min(depth, DEEPEST)}"
    name, colon, verdict = heading.text.rpartition(": ") if heading.look else ("", "", "")
    if not colon:
        return element(tag, heading.text)
    chip = element("span", verdict, class_=f"chip tone-{_tone(heading)}")
    return element(tag, name, element("span", colon, class_="unseen"), chip)


def _flow(blocks: Sequence[Block], folded: bool) -> Iterator[Markup]:
    """Blocks between two headings; entries that follow each other are one list."""
    for are_entries, same in groupby(blocks, key=lambda block: isinstance(block, Entry)):
        drawn = [_block(block, folded) for block in same]
        yield from [element("ul", *drawn, class_="entries")] if are_entries else drawn


def _block(block: Block, folded: bool) -> Markup:
    match block:
        case Heading():
            return _heading(block, DEEPEST)
        case Paragraph(text, "narrative" | "scenario" as role):
            return element("p", text, class_=role, dir="auto")
        case Paragraph(text, role):
            return element("p", *_inline(text), class_=role)
        case Entry():
            return _entry(block, folded)
        case Tree(nodes):
            return element("ul", *(_node(node) for node in nodes), class_="tree")
        case Table():
            return _table(block)


def _entry(entry: Entry, folded: bool) -> Markup:
    text = (element("a", *_inline(entry.text), href=entry.page),) if BESIDE.fullmatch(entry.page) else _inline(entry.text)
    words = element("span", *text, class_="text")
    line = (words,) if entry.tag == BULLET else (_tag(entry.tag), words)
    kind = "line bare" if entry.tag == BULLET else "line"
    if not entry.details:
        return element("li", element("div", *line, class_=kind))
    facts = element("ul", *(element("li", *_inline(fact)) for fact in entry.details), class_="facts")
    return element("li", element("details", element("summary", *line, class_=kind), facts, **_fold(folded)))


def _fold(folded: bool) -> dict[str, str]:
    return {} if folded else {"open": ""}


def _tag(tag: str) -> Markup:
    """The word in front in a chip; a number, or a sign, as it is. The space keeps it apart from the text in a copy."""
    kind = f"chip tone-{TAG_TONES.get(tag, PLAIN)}" if tag[:1].isalpha() else "number"
    return element("span", element("span", tag, class_=kind), " ", class_="tag")


def _node(node: TreeNode) -> Markup:
    tag = element("span", node.tag, class_=f"chip tone-{TAG_TONES.get(node.tag, PLAIN)}") if node.tag else None
    line = (tag, Markup(" ") if tag else None, element("span", *_inline(node.text)))
    if not node.parts:
        return element("li", *line)
    below = element("ul", *(_node(part) for part in node.parts))
    return element("li", element("details", element("summary", *line), below, open=""))


def _table(table: Table) -> Markup:
    """A table in a region of its own that scrolls where the page is narrow; the first cell of a row is its heading."""
    columns = [element("th", heading, scope="col") if heading else element("td") for heading in table.header]
    rows = [element("tr", *(_cell(cell, first=not number) for number, cell in enumerate(row))) for row in table.rows]
    drawn = element(
        "table",
        element("caption", table.caption) if table.caption else None,
        element("thead", element("tr", *columns)),
        element("tbody", *rows),
    )
    return _scrolling(table.caption or "Table", drawn)


def _cell(text: str, first: bool) -> Markup:
    return element("th", *_inline(text), scope="row") if first and text else element("td", *_inline(text))


def _figure(picture: PagePicture) -> Markup:
    """A drawing with its caption above, by which it can be folded out of the way."""
    drawn: tuple[Markup, ...] = (Markup(picture.svg),)
    if picture.narrow:
        drawn = (element("div", *drawn, class_="wide"), element("div", Markup(picture.narrow), class_="narrow"))
    shown = _scrolling(picture.caption, *drawn)
    return element("details", element("summary", picture.caption), shown, class_="picture", **_fold(picture.folded))


def _scrolling(name: str, *content: Markup) -> Markup:
    return element("div", *content, class_="scroll", role="region", tabindex="0", aria_label=name)


def _inline(text: str) -> Iterator[Content]:
    """The text in pieces: code between backticks, pointers and cites each in an element of its own."""
    end = 0
    for found in _INLINE.finditer(text):
        kind = str(found.lastgroup)
        yield text[end : found.start()]
        yield element("code" if kind in ("code", "pointer") else "span", found[kind], class_=kind)
        end = found.end()
    yield text[end:]
