"""What a sheet is made of: placed shapes with words, nothing of which knows rules."""

from typing import NamedTuple

from infusion_pathways.meaning.logic import Truth
from infusion_pathways.picture.words import BoxLook


class TextShape(NamedTuple):
    """A line of text; `y` is its baseline."""

    x: float
    y: float
    text: str
    size: float
    bold: bool = False
    faint: bool = False
    light: bool = False


class Sign(NamedTuple):
    """The sign of a look, in a square of `size` with its upper left corner at x, y; a dot where nothing is said."""

    x: float
    y: float
    look: BoxLook
    size: float


class Tag(NamedTuple):
    """A letter in a dark square."""

    x: float
    y: float
    text: str
    width: float
    height: float


class Frame(NamedTuple):
    """The outline of a box."""

    x: float
    y: float
    width: float
    height: float
    look: BoxLook
    round: bool = False


class Band(NamedTuple):
    """A rung: a dark bar across the ladder with its name."""

    x: float
    y: float
    width: float
    height: float


class Arrow(NamedTuple):
    """An arrow upwards in a square of `size`, and the two rails beside it from top to foot."""

    x: float
    y: float
    size: float
    truth: Truth | None


class Rail(NamedTuple):
    """A piece of a rail."""

    x: float
    y: float
    height: float
    truth: Truth | None


Shape = TextShape | Sign | Tag | Frame | Band | Arrow | Rail


class Group(NamedTuple):
    """Shapes that belong together; `label` says for a screen reader what a box is, `heading` marks titles."""

    shapes: tuple[Shape, ...]
    label: str = ""

    @property
    def frame(self) -> Frame | None:
        """The outline, if it is a box."""
        return next((shape for shape in self.shapes if isinstance(shape, Frame)), None)


class Drawing(NamedTuple):
    """A drawing: its size, its groups from top to foot, and its texts for those who do not see it."""

    width: float
    height: float
    groups: tuple[Group, ...]
    title: str
    description: str
