"""The SVG: well-formed, all by itself, nothing over anything else, readable without colour and without eyes."""

import itertools
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from xml.etree import ElementTree as ET

import pytest

from infusion_pathways import Pack, Scenario
from infusion_pathways.advice import advised
from infusion_pathways.document.blocks import NOTICE
from infusion_pathways.picture.build import pathway_picture, patient_picture
from infusion_pathways.picture.layout import sheet_of
from infusion_pathways.picture.measure import shortened, width_of, wrapped
from infusion_pathways.picture.model import LadderPicture
from infusion_pathways.picture.shapes import Arrow, Band, Drawing, Frame, Sign, Tag, TextShape
from infusion_pathways.picture.svg import picture_of, svg_of
from infusion_pathways.picture.words import LEGEND, BoxLook, look_of, look_of_line, state_of
from tests.conftest import ROOT
from tests.laws.worlds import seeded
from tests.picture.drawn import HOSTILE

SVG = "{http://www.w3.org/2000/svg}"
WIDTHS = (320, 420, 760, 1280)
HARMLESS = {"svg", "title", "desc", "g", "rect", "text", "circle", "polyline", "polygon"}
Place = tuple[float, float, float, float]


def extents(sheet: Drawing) -> Iterator[tuple[int, object, Place]]:
    """What each shape covers at most: left, top, right, foot."""
    for number, group in enumerate(sheet.groups):
        for shape in group.shapes:
            match shape:
                case TextShape(x, y, text, size, bold):
                    yield number, shape, (x, y - size, x + width_of(text, size, bold), y + 0.3 * size)
                case Sign(x, y, _, size):
                    yield number, shape, (x, y, x + size, y + size)
                case Tag(x, y, text, width, height):
                    assert width_of(text, 15, True) <= width
                    yield number, shape, (x, y, x + width, y + height)
                case Frame(x, y, width, height) | Band(x, y, width, height):
                    yield number, shape, (x, y, x + width, y + height)
                case Arrow(x, y, size):
                    yield number, shape, (x - 2, y, x + size + 2, y + size)


def overlap(a: Place, b: Place) -> bool:
    """Whether two places share more than an edge."""
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def check_layout(sheet: Drawing, name: str) -> None:
    """Everything within the sheet; texts, signs and letters of a box within its outline; no text, box or band over another."""
    shapes = list(extents(sheet))
    frames = {number: place for number, shape, place in shapes if isinstance(shape, Frame) and sheet.groups[number].label}
    solid = []
    for number, shape, place in shapes:
        assert place[0] >= 0, (name, shape)
        assert place[1] >= 0, (name, shape)
        assert place[2] <= sheet.width, (name, shape)
        assert place[3] <= sheet.height, (name, shape)
        if number not in frames and not isinstance(shape, TextShape):
            solid.append(place)
        elif number in frames and not isinstance(shape, Frame):
            frame = frames[number]
            assert frame[0] <= place[0], (name, shape)
            assert frame[1] <= place[1], (name, shape)
            assert place[2] <= frame[2], (name, shape)
            assert place[3] <= frame[3], (name, shape)
    for one, other in itertools.pairwise(sorted(frames.values(), key=lambda place: (place[0], place[1]))):
        assert not overlap(one, other), (name, one, other)
    boxes = sorted(frames.values(), key=lambda place: place[1])
    for number, one in enumerate(boxes):
        for other in boxes[number + 1 :]:
            if other[1] >= one[3]:
                break
            assert not overlap(one, other), (name, one, other)
        assert not any(overlap(one, band) for band in solid), (name, one)
    for group in sheet.groups:
        texts = [shape for shape in group.shapes if isinstance(shape, TextShape)]
        for above, below in itertools.pairwise(texts):
            assert below.y > above.y or below.x > above.x, (name, above, below)


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_overlaps_and_nothing_is_cut(pictures: list[tuple[str, LadderPicture]], width: int) -> None:
    """For every shipped pathway, and every shipped patient at one of the widths in turn: all is in its place."""
    for number, (name, picture) in enumerate(pictures):
        if not picture.patient or number % len(WIDTHS) == WIDTHS.index(width):
            check_layout(sheet_of(picture, width), name)


def test_the_overlap_check_can_fail(shipped_pack: Pack) -> None:
    """A box that is moved over another is found."""
    sheet = sheet_of(pathway_picture(shipped_pack, "multiple_sclerosis"))
    boxes = [group for group in sheet.groups if group.label]
    with pytest.raises(AssertionError):
        check_layout(sheet._replace(groups=(*sheet.groups, boxes[0])), "twice")


def parsed(picture: LadderPicture, prefix: str = "p1") -> ET.Element:
    """An SVG as an XML parser reads it, nothing beyond what is harmless in it."""
    text = svg_of(picture, prefix)
    root = ET.fromstring(text)
    assert not text.startswith("<?xml")
    names = [element.attrib["id"] for element in root.iter() if "id" in element.attrib]
    assert len(names) == len(set(names))
    assert all(name.startswith(f"{prefix}-") for name in names)
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= HARMLESS
    attributes = {name for element in root.iter() for name in element.attrib}
    assert not {name for name in attributes if "href" in name or name.startswith("on") or name == "src"}
    assert not re.search(r"url\(|@import|javascript:", text)
    for element in root.iter():
        for pointer in ("aria-labelledby", "aria-describedby"):
            assert element.get(pointer, names[0]) in names
    return root


def test_every_svg_stands_alone(pictures: list[tuple[str, LadderPicture]]) -> None:
    """Well-formed, ids unique and prefixed, no script, no link, no style from elsewhere; titled, described, with the notice."""
    for number, (name, picture) in enumerate(pictures):
        if number % 5 and picture.patient:
            continue
        root = parsed(picture, f"p{number}")
        assert root.get("role") == "graphics-document"
        assert root.findtext(f"{SVG}title") == picture.title, name
        described = root.findtext(f"{SVG}desc") or ""
        assert all(sentence in described for ladder in picture.ladders for sentence in ladder.way), name
        shown = " ".join(element.text or "" for element in root.iter(f"{SVG}text"))
        assert " ".join(NOTICE.split()) in shown, name
        assert all(float(element.get("font-size", "0")) > 0 for element in root.iter(f"{SVG}text"))


def test_two_pictures_share_no_id(shipped_pack: Pack) -> None:
    """Two pictures with different prefixes can stand in one page."""
    one, other = (
        {element.get("id") for element in parsed(pathway_picture(shipped_pack, name), prefix).iter() if element.get("id")}
        for name, prefix in (("crohns_disease", "a"), ("ulcerative_colitis", "b"))
    )
    assert not one & other


def test_truths_differ_without_colour(pictures: list[tuple[str, LadderPicture]]) -> None:
    """A box that holds has a thick line, one that is open a dashed one, one that does not hold a thin one; a word says it too."""
    seen = set()
    for name, picture in itertools.islice(pictures, 0, None, 7):
        root = parsed(picture)
        groups = [g for g in root.iter(f"{SVG}g") if g.get("role") == "group"]
        conflicts_first = [b for ladder in picture.ladders for b in ladder.boxes]
        assert len(groups) >= len(conflicts_first), name
        for box in conflicts_first:
            state = state_of(box)
            label = f"{box.mark}. {box.title}" if box.mark else box.title
            found = [g for g in groups if (g.findtext(f"{SVG}title") or "").startswith(f"{label}: {state}" if state else label)]
            assert found, (name, label)
            rect = found[0].find(f"{SVG}rect")
            assert rect is not None
            look = look_of(box)
            seen.add(look)
            assert (rect.get("stroke-dasharray") is not None) is (look is BoxLook.OPEN)
            assert (float(rect.get("stroke-width", "0")) >= 4) is (look in (BoxLook.HOLDS, BoxLook.STOPS))
            assert float(rect.get("rx", "0")) > 10 or box.infusion
            words = [text.text for text in found[0].iter(f"{SVG}text")]
            assert not state or state in words
    assert seen == set(BoxLook)


def test_the_legend_explains_what_occurs(pictures: list[tuple[str, LadderPicture]]) -> None:
    """Each look of a box in the picture is in the legend, and no other but those of lines."""
    for _, picture in itertools.islice(pictures, 0, None, 11):
        text = " ".join(w.text for g in sheet_of(picture, 2000).groups for w in g.shapes if isinstance(w, TextShape))
        looks = {look_of(box) for ladder in picture.ladders for box in ladder.boxes}
        assert all((LEGEND[look] in text) for look in looks if look in LEGEND)
        signs = {
            look_of_line(line) for ladder in picture.ladders for box in ladder.boxes for part in box.parts for line in part.lines
        }
        assert BoxLook.STOPS in looks | signs or LEGEND[BoxLook.STOPS] not in text


def test_what_speaks_against_a_therapy_has_no_tick(pictures: list[tuple[str, LadderPicture]]) -> None:
    """A rule that rules a therapy out, or holds it, is marked with the bar when it is true; a reason with the tick."""
    against = [
        line
        for _, picture in pictures
        for ladder in picture.ladders
        for box in ladder.boxes
        for part in box.parts
        for line in part.lines
        if part.heading in ("ruled out by", "put on hold by")
    ]
    assert len(against) > 50
    assert {look_of_line(line) for line in against} == {BoxLook.STOPS}


def luminance(color: str) -> float:
    """The relative luminance of WCAG."""
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def holds(rect: ET.Element, text: ET.Element) -> bool:
    """Whether a text begins on a rectangle."""
    x, y, width, height = (float(rect.get(name, "0")) for name in ("x", "y", "width", "height"))
    return x <= float(text.get("x", "0")) <= x + width and y <= float(text.get("y", "0")) <= y + height


def test_text_and_outlines_stand_out(pictures: list[tuple[str, LadderPicture]]) -> None:
    """Text has a contrast of 4.5 to 1 on the fill behind it, outlines one of 3 to 1 on paper."""
    pairs = set()
    for _, picture in itertools.islice(pictures, 0, None, 9):
        for group in parsed(picture).iter(f"{SVG}g"):
            filled = [element for element in group if element.tag == f"{SVG}rect" and element.get("fill") != "none"]
            outlines = [element.get("stroke") for element in group if element.get("stroke")]
            pairs |= {(stroke, "#ffffff", 3.0) for stroke in outlines if stroke != "#ffffff"}
            for text in group.iter(f"{SVG}text"):
                behind = [rect.get("fill") for rect in filled if holds(rect, text)]
                pairs.add((text.get("fill", "#1a1a1a"), behind[-1] if behind else "#ffffff", 4.5))
    assert len(pairs) > 6
    for one, other, least in pairs:
        assert contrast(str(one), str(other)) >= least, (one, other)


def tags(root: ET.Element) -> list[str]:
    """The elements of a picture, lines of text apart."""
    return [element.tag for element in root.iter() if element.tag != f"{SVG}text"]


def test_hostile_text_comes_out_as_text(shipped_pack: Pack, shipped_scenario: Callable[[str], Scenario]) -> None:
    """A title full of tags, quotes, marks and a hundred thousand letters is cut, kept in its lines, and adds no element."""
    plain = shipped_scenario("ra-methotrexate-and-sulfasalazine-failure")
    advice = advised(shipped_pack, plain, "direct")
    stamp = advice.trace.scenario
    for text in (HOSTILE, HOSTILE[::-1], "", "\u202e", "A" * 100_000, "\U0001f600" * 100_000, "\u0301" * 100_000):
        hostile = advice.trace._replace(scenario=stamp._replace(title=text, narrative=text))
        picture = patient_picture(shipped_pack, advice._replace(trace=hostile))
        assert len(picture.title) <= 160
        for width in WIDTHS:
            check_layout(sheet_of(picture, width), text[:20])
        root = parsed(picture)
        assert Counter(tags(root)) == Counter(tags(parsed(patient_picture(shipped_pack, advice)))), text[:20]
        assert not set("\u202e\u200f\x00\x07") & set("".join(root.itertext()))


def test_texts_are_wrapped_and_cut() -> None:
    """No line is wider than it may be, no letter is lost, and a text that is cut says so."""
    for text in ("one two three", "w" * 300, "a " * 100, "\u6f22\u5b57" * 50, "mixed \U0001f9ea\u200d\U0001f52c words", ""):
        for most in (40, 90, 300):
            lines = wrapped(text, most, 15)
            assert all(width_of(line, 15) <= most for line in lines)
            assert "".join("".join(lines).split()) == "".join(text.split())
    assert shortened("a" * 10, 10) == "a" * 10
    assert shortened("a" * 11, 10) == "a" * 9 + "…"
    assert len(shortened(HOSTILE, 160)) <= 160
    assert shortened(HOSTILE, 160).endswith("…")
    assert shortened(" " * 1000 + "b", 10).endswith("…")


def test_a_patient_outside_the_pathways_has_no_picture(shipped_pack: Pack, shipped_scenario: Callable[[str], Scenario]) -> None:
    """For a page there is nothing to show; the command says that no pathway covers the disease."""
    scenario = shipped_scenario("psoriasis-outside-the-document")
    advice = advised(shipped_pack, scenario, "direct")
    assert picture_of(shipped_pack, advice) == ""
    text = "".join(parsed(patient_picture(shipped_pack, advice)).itertext())
    assert "No pathway of these rules covers this disease." in text


@pytest.mark.parametrize("seed", range(40))
def test_random_worlds_can_be_drawn(seed: int) -> None:
    """Random packs and patients: nothing overlaps, and the XML is whole."""
    pack, scenario = seeded(seed)
    picture = patient_picture(pack, advised(pack, scenario, "direct"))
    for one in (picture, pathway_picture(pack, "own")):
        check_layout(sheet_of(one, WIDTHS[seed % 4]), str(seed))
        parsed(one)


def test_the_same_bytes_whatever_the_hash_seed() -> None:
    """The hash seed of the interpreter has no influence."""
    code = (
        "from infusion_pathways.cli import main; import sys;"
        "sys.argv = ['pathways', 'graph', '--pathway', 'ulcerative_colitis', '--format', {!r}]; main()"
    )
    for format in ("svg", "mermaid", "dot"):
        outputs = {
            subprocess.run(
                [sys.executable, "-c", code.format(format)],
                cwd=ROOT,
                capture_output=True,
                env={"PYTHONHASHSEED": seed},
                check=True,
            ).stdout
            for seed in ("1", "2", "77")
        }
        assert len(outputs) == 1
        assert len(outputs.pop()) > 5000


def shown(root: ET.Element, start: str) -> ET.Element:
    """The box whose label begins so."""
    return next(g for g in root.iter(f"{SVG}g") if (g.findtext(f"{SVG}title") or "").startswith(start))


@pytest.mark.parametrize(
    ("name", "label", "outline", "sign", "says"),
    [
        ("ms-jcv-not-known", "Ocrelizumab: candidate", "thick", "✓", "candidate"),
        ("ms-jcv-not-known", "Natalizumab: on hold", "thick", "–", "Waits until this is known"),
        ("gpa-organ-map-kidney-asked-not-known", "Rituximab: undetermined", "dashed", "?", "Not known: B and F"),
        ("gpa-organ-map-kidney-asked-not-known", "The disease is severe: not known", "dashed", "?", "not known"),
        ("gpa-nephritis-with-active-hepatitis-b", "Rituximab: ruled out", "thin", "×", "Ruled out by"),
        ("gpa-nephritis-with-active-hepatitis-b", "The disease is severe: holds", "thick", "✓", "holds"),
        (
            "ra-methotrexate-and-sulfasalazine-failure",
            "Rituximab: condition unmet",
            "thick",
            "–",
            "Asked for by labels and guidelines",
        ),
        ("ra-methotrexate-and-sulfasalazine-failure", "Adalimumab: not an infusion", "thin", "×", "no infusion form"),
        ("ms-natalizumab-works", "Natalizumab: in use", "thick", "✓", "Is being given and works"),
        ("cd-beside-ulcerative-colitis", "The input contradicts itself: stops", "thick", "–", "stops every way"),
        ("cd-first-mild-flare-untreated", "Infliximab: no reason", "thin", "×", "no reason"),
    ],
)
def test_each_state_looks_as_it_should(
    shipped_pack: Pack, shipped_scenario: Callable[[str], Scenario], name: str, label: str, outline: str, sign: str, says: str
) -> None:
    """Outline, sign and words of every state, written out: unknown is dashed with a question mark, never drawn like a no."""
    scenario = shipped_scenario(name)
    root = parsed(patient_picture(shipped_pack, advised(shipped_pack, scenario, "direct")))
    box = shown(root, label)
    frame, circle = box.find(f"{SVG}rect"), box.find(f"{SVG}circle")
    assert frame is not None
    assert circle is not None
    drawn = "dashed" if frame.get("stroke-dasharray") else "thick" if frame.get("stroke-width") == "4" else "thin"
    after = list(box)[list(box).index(circle) + 1 :][:2]
    strokes = [element for element in after if element.tag == f"{SVG}polyline"]
    ends = [len(element.get("points", "").split()) for element in strokes]
    found = "?" if after[0].text == "?" else {(3,): "✓", (2, 2): "×", (2,): "–"}[tuple(ends)]
    assert (drawn, found) == (outline, sign)
    assert says in " ".join(text.text or "" for text in box.iter(f"{SVG}text"))
