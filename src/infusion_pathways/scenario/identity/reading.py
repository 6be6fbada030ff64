"""A text as the rules see it: compatibility forms made plain, and cut into words once for all of them."""

import re
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

_LETTERS = re.compile(r"[^\W\d_]+")
_LIKE = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("’‘ʼ´`", "'"),
        **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad", None),
    }
)


def words(listed: str) -> frozenset[str]:
    """A set of words that are listed with blanks between them."""
    return frozenset(listed.split())


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern, compiled when the first text needs it: most texts need few, and a cold start none but the plainest."""
    return re.compile(pattern)


class TextWord(NamedTuple):
    """A run of letters, as it is written and without its case, with its place in the text."""

    text: str
    fold: str
    start: int
    end: int


class TextReading(NamedTuple):
    """A text and its words."""

    text: str
    words: tuple[TextWord, ...]

    def before(self, word: TextWord, width: int = 24) -> str:
        """What stands before a word."""
        return self.text[max(0, word.start - width) : word.start]

    def after(self, word: TextWord, width: int = 60) -> str:
        """What stands after a word."""
        return self.text[word.end : word.end + width]


Finder = Callable[[TextReading], str | None]


def read(text: str) -> TextReading:
    """A text made plain: full-width forms, composed letters, one kind of dash, apostrophe and blank, nothing of no width."""
    plain = text if text.isascii() else _plain(text)
    return TextReading(plain, tuple(TextWord(m[0], m[0].lower(), *m.span()) for m in _LETTERS.finditer(plain)))


def _plain(text: str) -> str:
    import unicodedata

    return unicodedata.normalize("NFKC", text).translate(_LIKE)


def capital(word: str) -> bool:
    """Whether a word begins as names do: with a capital, or in a script that has none."""
    return not word[0].islower()


def digits(text: str) -> str:
    """The digits of a text."""
    return "".join(filter(str.isdigit, text))
