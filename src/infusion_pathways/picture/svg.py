"""The ladder as SVG: real text, no script, nothing from elsewhere; every text is escaped by the XML library."""

from xml.etree import ElementTree as ET

from infusion_pathways.advice import Advice
from infusion_pathways.document.blocks import Detail
from infusion_pathways.meaning.logic import Truth
from infusion_pathways.pack.model import Pack
from infusion_pathways.picture.build import patient_picture
from infusion_pathways.picture.layout import USUAL, sheet_of
from infusion_pathways.picture.model import LadderPicture
from infusion_pathways.picture.shapes import Arrow, Band, Frame, Group, Rail, Shape, Sign, Tag, TextShape
from infusion_pathways.picture.words import BoxLook

FONTS = "Arial, Helvetica, 'Liberation Sans', 'DejaVu Sans', sans-serif"
INK, FAINT, DARK, PAPER = "#1a1a1a", "#4a4a4a", "#2a2f38", "#ffffff"
_LOOKS = {
    BoxLook.HOLDS: {"fill": "#dcebd9", "stroke": "#14401a", "stroke-width": "4"},
    BoxLook.STOPS: {"fill": "#fdf0d5", "stroke": "#5b3a00", "stroke-width": "4"},
    BoxLook.OPEN: {"fill": "#ffffff", "stroke": "#3f3f3f", "stroke-width": "2.5", "stroke-dasharray": "9 6"},
    BoxLook.NOT: {"fill": "#f3f3f3", "stroke": "#6f6f6f", "stroke-width": "1"},
    BoxLook.PLAIN: {"fill": "#ffffff", "stroke": "#3f3f3f", "stroke-width": "1.5"},
}
Attributes = dict[str, str]


def picture_of(pack: Pack, advice: Advice, prefix: str = "p1", width: int = USUAL, detail: Detail = Detail.STANDARD) -> str:
    """One `<svg>` element for inline use in a page (no XML declaration): this patient's way up the ladder.

    Every id begins with `prefix`, so that several pictures may stand in one page. `width` is the width of the drawing in
    pixels at full size (420 suits a phone, 760 a desk); it scales with its place. Empty where no pathway covers the patient.
    """
    picture = patient_picture(pack, advice, detail)
    return svg_of(picture, prefix, width) if any(ladder.rungs for ladder in picture.ladders) else ""


def svg_of(picture: LadderPicture, prefix: str = "p1", width: int = USUAL) -> str:
    """A picture as one `<svg>` element; the same picture gives the same text."""
    sheet = sheet_of(picture, width)
    root = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {_n(sheet.width)} {_n(sheet.height)}",
            "width": _n(sheet.width),
            "height": _n(sheet.height),
            "style": "max-width:100%;height:auto",
            "role": "graphics-document",
            "aria-labelledby": f"{prefix}-title",
            "aria-describedby": f"{prefix}-desc",
            "font-family": FONTS,
            "fill": INK,
        },
    )
    ET.SubElement(root, "title", {"id": f"{prefix}-title"}).text = sheet.title
    ET.SubElement(root, "desc", {"id": f"{prefix}-desc"}).text = sheet.description
    ET.SubElement(root, "rect", {"width": _n(sheet.width), "height": _n(sheet.height), "fill": PAPER})
    for number, group in enumerate(sheet.groups, 1):
        _group(root, group, f"{prefix}-{number}")
    ET.indent(root)
    return ET.tostring(root, encoding="unicode") + "\n"


def _group(root: ET.Element, group: Group, name: str) -> None:
    element = ET.SubElement(root, "g", {"id": name})
    if group.label:
        element.set("role", "group")
        element.set("aria-labelledby", f"{name}-label")
        ET.SubElement(element, "title", {"id": f"{name}-label"}).text = group.label
    for shape in group.shapes:
        _draw(element, shape)


def _draw(parent: ET.Element, shape: Shape) -> None:
    match shape:
        case TextShape():
            _words(parent, shape)
        case Sign():
            _sign(parent, shape)
        case Tag():
            _tag(parent, shape)
        case Frame():
            _frame(parent, shape)
        case Band():
            _band(parent, shape)
        case Arrow():
            _arrow(parent, shape)
        case Rail():
            _rail(parent, shape)


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def _add(parent: ET.Element, tag: str, attributes: Attributes) -> ET.Element:
    return ET.SubElement(parent, tag, attributes)


def _words(parent: ET.Element, words: TextShape) -> None:
    attributes = {"x": _n(words.x), "y": _n(words.y), "font-size": _n(words.size)}
    if words.bold:
        attributes["font-weight"] = "bold"
    if words.faint or words.light:
        attributes["fill"] = PAPER if words.light else FAINT
    _add(parent, "text", attributes).text = words.text


def _frame(parent: ET.Element, frame: Frame) -> None:
    place = {"x": _n(frame.x), "y": _n(frame.y), "width": _n(frame.width), "height": _n(frame.height)}
    _add(parent, "rect", {**place, "rx": _n(min(18.0, frame.height / 2)) if frame.round else "3", **_LOOKS[frame.look]})


def _sign(parent: ET.Element, sign: Sign) -> None:
    r = sign.size / 2
    x, y = sign.x + r, sign.y + r
    circle = {"cx": _n(x), "cy": _n(y), "r": _n(r - 0.8)}
    match sign.look:
        case BoxLook.HOLDS:
            _add(parent, "circle", {**circle, "fill": INK})
            _path(parent, [(x - 3.6, y + 0.2), (x - 1, y + 3), (x + 3.8, y - 3)], PAPER, 2)
        case BoxLook.NOT:
            _add(parent, "circle", {**circle, "fill": PAPER, "stroke": FAINT, "stroke-width": "1.2"})
            _path(parent, [(x - 2.8, y - 2.8), (x + 2.8, y + 2.8)], FAINT, 1.6)
            _path(parent, [(x - 2.8, y + 2.8), (x + 2.8, y - 2.8)], FAINT, 1.6)
        case BoxLook.OPEN:
            dashes = {"fill": PAPER, "stroke": INK, "stroke-width": "1.5", "stroke-dasharray": "3 2"}
            _add(parent, "circle", {**circle, **dashes})
            mark = {"x": _n(x), "y": _n(y + 4), "font-size": "11", "font-weight": "bold", "text-anchor": "middle"}
            _add(parent, "text", {**mark, "aria-hidden": "true"}).text = "?"
        case BoxLook.STOPS:
            _add(parent, "circle", {**circle, "fill": INK})
            _path(parent, [(x - 4, y), (x + 4, y)], PAPER, 2.6)
        case BoxLook.PLAIN:
            _add(parent, "circle", {"cx": _n(x), "cy": _n(y), "r": "2.5", "fill": FAINT})


def _path(parent: ET.Element, points: list[tuple[float, float]], color: str, width: float) -> None:
    line = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
    _add(parent, "polyline", {"points": line, "fill": "none", "stroke": color, "stroke-width": _n(width)})


def _tag(parent: ET.Element, tag: Tag) -> None:
    place = {"x": _n(tag.x), "y": _n(tag.y), "width": _n(tag.width), "height": _n(tag.height)}
    _add(parent, "rect", {**place, "rx": "3", "fill": DARK})
    middle = {"x": _n(tag.x + tag.width / 2), "y": _n(tag.y + 15.5), "text-anchor": "middle"}
    _add(parent, "text", {**middle, "font-size": "15", "font-weight": "bold", "fill": PAPER}).text = tag.text


def _band(parent: ET.Element, band: Band) -> None:
    place = {"x": _n(band.x), "y": _n(band.y), "width": _n(band.width), "height": _n(band.height)}
    _add(parent, "rect", {**place, "rx": "4", "fill": DARK})


_LINES: dict[Truth | None, Attributes] = {
    Truth.TRUE: {"fill": INK, "stroke": INK, "stroke-width": "1"},
    Truth.UNKNOWN: {"fill": PAPER, "stroke": INK, "stroke-width": "2", "stroke-dasharray": "5 4"},
    Truth.FALSE: {"fill": PAPER, "stroke": FAINT, "stroke-width": "1.2"},
    None: {"fill": PAPER, "stroke": INK, "stroke-width": "1.5"},
}


def _arrow(parent: ET.Element, arrow: Arrow) -> None:
    s, x, y = arrow.size, arrow.x, arrow.y
    shape = [(0.5, 0), (1, 0.45), (0.7, 0.45), (0.7, 1), (0.3, 1), (0.3, 0.45), (0, 0.45)]
    points = " ".join(f"{_n(x + s * a)},{_n(y + s * b)}" for a, b in shape)
    _add(parent, "polygon", {"points": points, **_LINES[arrow.truth]})
    if arrow.truth is Truth.FALSE:
        _path(parent, [(x - 2, y + s * 0.55), (x + s + 2, y + s * 0.75)], INK, 3)


def _rail(parent: ET.Element, rail: Rail) -> None:
    place = {"x": _n(rail.x), "y": _n(rail.y), "width": "6", "height": _n(rail.height)}
    _add(parent, "rect", {**place, **_LINES[rail.truth]})
