"""How wide a text is at most, and where its lines break.

The widths are those of the widest common sans-serif face, so that a text fits whichever face draws it.
"""

import unicodedata

from infusion_pathways.source.problem import one_line

_PLAIN = {
    30: "'IJijl",
    35: " ,./:;\\|·‘’",
    40: "()-[]ft",
    45: "!r",
    50: '"*_`–',
    55: "?csz“”",
    60: "FLkvxy",
    65: "$0123456789EPSTYabdeghnopqu{}µ",
    70: "ABCKRVXZ",
    75: "NU",
    80: "&DGHOQ",
    85: "#+<=>^w~×→≥",
    90: "M",
    100: "%@Wm—…",
}
_WIDTHS = {character: width for width, characters in _PLAIN.items() for character in characters}
_OTHER, _WIDE = 75, 135
_BOLD = 1.17
_JOINERS = "\u200d\u200c\ufe0e\ufe0f"


def width_of(text: str, size: float, bold: bool = False) -> float:
    """The most that a text takes, in pixels at a font size."""
    hundredths = sum(_width(character) for character in text)
    return hundredths * size / 100 * (_BOLD if bold else 1.0)


def _width(character: str) -> int:
    known = _WIDTHS.get(character)
    if known is not None:
        return known
    if character in _JOINERS or unicodedata.combining(character):
        return 0
    wide = unicodedata.east_asian_width(character) in "WF" or ord(character) > 0xFFFF
    # Letters with an accent are as wide as the plain ones; capitals of other scripts can be wider.
    return _WIDE if wide else 100 if character.isupper() and not character.isascii() else _OTHER


def wrapped(text: str, most: float, size: float, bold: bool = False) -> tuple[str, ...]:
    """The lines of a text, none wider than `most`; words break only where one alone is wider."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        for piece in _pieces(word, most, size, bold):
            joined = f"{line} {piece}" if line else piece
            if line and width_of(joined, size, bold) > most:
                lines.append(line)
                line = piece
            else:
                line = joined
    return (*lines, line) if line or not lines else tuple(lines)


def _pieces(word: str, most: float, size: float, bold: bool) -> list[str]:
    if width_of(word, size, bold) <= most:
        return [word]
    pieces, piece = [], ""
    for character in word:
        if piece and width_of(piece + character, size, bold) > most:
            pieces.append(piece)
            piece = character
        else:
            piece += character
    return [*pieces, piece]


def shortened(text: str, most: int) -> str:
    """A text on one line without characters that steer how it is shown, cut with an ellipsis at so many characters."""
    # Cut twice: the first cut keeps the cost of what follows small.
    plain = " ".join(one_line(text[: 4 * most]).split())
    if len(plain) <= most and len(text) <= 4 * most:
        return plain
    return f"{plain[: most - 1].rstrip()}…"
