"""Where everything stands: rungs from the top down, boxes in columns, nothing over anything else."""

from collections.abc import Iterator, Sequence

from infusion_pathways.meaning.logic import Truth
from infusion_pathways.picture.measure import shortened, width_of, wrapped
from infusion_pathways.picture.model import Box, BoxKind, BoxLine, Ladder, LadderPicture, Rung
from infusion_pathways.picture.shapes import Arrow, Band, Drawing, Frame, Group, Rail, Shape, Sign, Tag, TextShape
from infusion_pathways.picture.words import LEGEND, NO_FORM, BoxLook, label_of, look_of, look_of_line, state_of
from infusion_pathways.trace.wording import capital

NARROWEST, WIDEST, USUAL = 320, 2000, 760
MARGIN, RAIL, GAP, INSIDE = 10.0, 6.0, 12.0, 10.0
COLUMN = 300.0
BODY, SMALL, TITLE, HEADING, TOP = 15.0, 14.0, 16.0, 16.0, 20.0
SIGN = 15.0
STEP = 1.32
BAND = 28.0
PASSAGE = 44.0
LONGEST_LINE = 400
EMPTY = Box(BoxKind.RULES, "", "The rules of this pathway name none", ())


def sheet_of(picture: LadderPicture, width: float = USUAL) -> Drawing:
    """The picture laid out at a width; as high as it needs to be."""
    page = _Page(min(max(width, NARROWEST), WIDEST))
    page.text(picture.title, TOP, bold=True)
    page.text(picture.lead, BODY)
    for ladder in picture.ladders:
        page.ladder(ladder)
    page.legend(picture)
    page.text(picture.notice, SMALL)
    told = " ".join(sentence for ladder in picture.ladders for sentence in ladder.way)
    description = " ".join(part for part in (picture.lead, told, picture.notice) if part)
    return Drawing(page.width, round(page.y + MARGIN, 1), tuple(page.groups), picture.title, description)


class _Page:
    """A page that is written from the top down."""

    def __init__(self, width: float) -> None:
        self.width = width
        self.y = MARGIN
        self.groups: list[Group] = []

    def text(self, text: str, size: float, bold: bool = False) -> None:
        """A paragraph over the whole width."""
        if text:
            words = tuple(_lines(text, MARGIN, self.y, self.width - 2 * MARGIN, size, bold))
            self.groups.append(Group(words))
            self.y = _end(words) + GAP

    def ladder(self, ladder: Ladder) -> None:
        """One ladder: what contradicts first, then the rungs from the top down, then what stands beside."""
        self.text(ladder.title, HEADING + 2, bold=True)
        self.boxes([box for box in ladder.beside if box.kind is BoxKind.CONFLICT], MARGIN)
        reached = [
            Truth.TRUE if any(rung.climbed for rung in ladder.rungs) else None,
            *(rung.climbed for rung in ladder.rungs[:-1]),
        ]
        for rung, truth in reversed(list(zip(ladder.rungs, reached, strict=False))):
            self.rung(rung, truth)
        self.y += GAP
        beside = [box for box in ladder.beside if box.kind is not BoxKind.CONFLICT]
        if beside:
            self.text("Beside the ladder", HEADING, bold=True)
            self.boxes(beside, MARGIN)
        self.text(ladder.left_out, SMALL)

    def rung(self, rung: Rung, reached: Truth | None) -> None:
        """The way up from a rung, its band, and its boxes; the rails beside them say whether the way leads here."""
        side = MARGIN + RAIL + GAP
        if rung.passage:
            self.passage(rung)
        band = Band(MARGIN, self.y, self.width - 2 * MARGIN, BAND)
        title = TextShape(side, self.y + BAND - 9, rung.title, HEADING, bold=True, light=True)
        self.groups.append(Group((band, title)))
        top = self.y + BAND
        self.y = top + GAP
        place = len(self.groups)
        self.boxes(rung.boxes or (EMPTY,), side)
        self.groups.insert(place, self._rails(top, self.y, reached))

    def passage(self, rung: Rung) -> None:
        """The piece of the ladder above a rung: whether the way goes on, as an arrow, as rails, and in words."""
        x, top = self.width / 2 - 110, self.y
        most = self.width - MARGIN - RAIL - GAP - x - 44
        words = tuple(_lines(capital(rung.passage), x + 44, top + 2, most, BODY, bold=rung.climbed is Truth.TRUE))
        height = max(PASSAGE, _end(words) - top + 6)
        arrow = Arrow(x, top, 32.0, rung.climbed)
        self.groups.append(Group((*self._rails(top, top + height, rung.climbed).shapes, arrow, *words)))
        self.y = top + height

    def _rails(self, top: float, foot: float, truth: Truth | None) -> Group:
        right = self.width - MARGIN - RAIL
        return Group(tuple(Rail(x, top, foot - top, truth) for x in (MARGIN, right)))

    def boxes(self, boxes: Sequence[Box], side: float) -> None:
        """Boxes in columns, each where there is room first."""
        room = self.width - 2 * side
        columns = max(1, min(len(boxes), int((room + GAP) // (COLUMN + GAP))))
        width = (room - GAP * (columns - 1)) / columns
        feet = [self.y] * columns
        for box in boxes:
            column = feet.index(min(feet))
            group = box_group(box, side + column * (width + GAP), feet[column], width)
            self.groups.append(group)
            assert group.frame is not None
            feet[column] += group.frame.height + GAP
        self.y = max(feet)

    def legend(self, picture: LadderPicture) -> None:
        """What the outlines and signs mean, those that occur."""
        boxes = [box for ladder in picture.ladders for box in ladder.boxes]
        looks = {look_of(box) for box in boxes}
        looks |= {look_of_line(line) for box in boxes for part in box.parts for line in part.lines}
        shapes: list[Shape] = []
        y = self.y
        rows = [(look, False, text) for look, text in LEGEND.items() if look in looks]
        if any(box.kind is BoxKind.THERAPY and not box.infusion for box in boxes):
            rows.append((BoxLook.PLAIN, True, f"round corners: {NO_FORM}"))
        for look, rounded, text in rows:
            shapes.append(Frame(MARGIN + 2, y + 2, 34, 20, look, rounded))
            if look is not BoxLook.PLAIN:
                shapes.append(Sign(MARGIN + 44, y + 4, look, SIGN))
            words = tuple(_lines(text, MARGIN + 66, y + 2, self.width - 2 * MARGIN - 66, SMALL))
            shapes += words
            y = max(_end(words), y + 24) + 5
        if picture.patient and rows:
            shapes += (Rail(MARGIN + 12, y + 2, 20, Truth.TRUE), Rail(MARGIN + 24, y + 2, 20, Truth.TRUE))
            words = tuple(_lines("black rails: as far as the way leads", MARGIN + 66, y + 2, self.width - 2 * MARGIN - 66, SMALL))
            shapes += words
            y = max(_end(words), y + 24) + 5
        if rows:
            self.groups.append(Group(tuple(shapes)))
            self.y = y + GAP


def box_group(box: Box, x: float, y: float, width: float) -> Group:
    """A box at a place: its state, its title, its lines."""
    shapes: list[Shape] = []
    left, most, top = x + INSIDE, width - 2 * INSIDE, y + INSIDE - 2
    look = look_of(box)
    state = state_of(box)
    if state or box.mark:
        at = left
        if box.mark:
            wide = width_of(box.mark, BODY, True) + 10
            shapes.append(Tag(at, top, box.mark, wide, 20))
            at += wide + 8
        if state:
            if look is not BoxLook.PLAIN:
                shapes.append(Sign(at, top + 2, look, SIGN))
                at += SIGN + 6
            shapes.append(TextShape(at, top + 15, state, BODY, bold=True))
        top += 25
    form = [] if box.infusion else [NO_FORM]
    words = list(_lines(box.title, left, top, most, TITLE + (1 if box.kind is BoxKind.THERAPY else 0), bold=True))
    for note in (*form, *([box.note] if box.note else [])):
        words += _lines(note, left, _end(words) + 1, most, SMALL, faint=True)
    shapes += words
    top = _end(words) + 4
    for part in box.parts:
        if part.heading:
            words = list(_lines(capital(part.heading), left, top + 3, most, SMALL, bold=True))
            shapes += words
            top = _end(words) + 2
        for line in part.lines:
            drawn = list(_line(line, left, top, most))
            shapes += drawn
            top = _end([shape for shape in drawn if isinstance(shape, TextShape)]) + 3
    frame = Frame(x, y, width, round(top + INSIDE - 6 - y, 1), look, not box.infusion)
    return Group((frame, *shapes), label_of(box))


def _line(line: BoxLine, x: float, y: float, most: float) -> Iterator[Shape]:
    if not line.under:
        yield Sign(x, y + 2, look_of_line(line), SIGN)
    size = SMALL if line.under else BODY
    yield from _lines(shortened(line.text, LONGEST_LINE), x + SIGN + 6, y, most - SIGN - 6, size, faint=line.under)


def _lines(
    text: str, x: float, y: float, most: float, size: float, bold: bool = False, faint: bool = False
) -> Iterator[TextShape]:
    """A text as lines below y."""
    for number, line in enumerate(wrapped(text, most, size, bold)):
        yield TextShape(round(x, 1), round(y + size * (1 + STEP * number), 1), line, size, bold, faint)


def _end(words: Sequence[TextShape]) -> float:
    """Where the next thing may stand below lines of text."""
    last = words[-1]
    return last.y + last.size * (STEP - 1)
