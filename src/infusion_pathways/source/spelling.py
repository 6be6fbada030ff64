"""The one spelling in which names are compared."""

import re
import unicodedata


def composed(text: str) -> str:
    """The text in Unicode's form NFC: `é` may be typed as one character or as two, and no reader sees which."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def as_typed(text: str) -> str:
    """The name that somebody typed: composed, in small letters, blanks and hyphens as underscores."""
    return re.sub(r"[\s-]+", "_", composed(text).strip().lower())
