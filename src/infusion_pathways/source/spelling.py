"""The one spelling in which names are compared."""

import unicodedata


def composed(text: str) -> str:
    """The text in Unicode's form NFC: `é` may be typed as one character or as two, and no reader sees which."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)
