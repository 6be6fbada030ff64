"""Identifying data is refused: keys that ask for it, and text that looks like it.

A net with known meshes: `tests/data/identifying.tsv` says what it is meant for, and `docs/privacy.md` how much of that it finds.
No rule here finds a bare name. Each rule looks at bounded windows round a word or a number, so that a text costs what its length
does; the rules for numbers are left out where a text has no digit.
"""

import re

from infusion_pathways.scenario.identity import addresses, dates, mail, names, records, telephones
from infusion_pathways.scenario.identity.keys import asks_who
from infusion_pathways.scenario.identity.reading import Finder, read

__all__ = ["asks_who", "tells_who"]

OF_WORDS: tuple[tuple[str, Finder], ...] = (
    ("an e-mail address", mail.find),
    ("a person's name", names.find),
    ("a postal address", addresses.find),
)
OF_NUMBERS: tuple[tuple[str, Finder], ...] = (
    ("a full birth date", dates.find_birth),
    ("a full date", dates.find),
    ("a telephone number", telephones.find),
    ("a record number", records.find),
)
_DIGIT = re.compile(r"\d")
_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)+")


def tells_who(text: str) -> tuple[str, str] | None:
    """What a text holds that looks like it identifies a person, and the words that do; or None.

    The words are as they stand after Unicode's compatibility forms were made plain: `＠` is told as `@`.
    """
    found = _found(text)
    if found is None and _SLUG.fullmatch(text):
        words = names.in_slug(text)
        found = ("a person's name", words) if words else _found(text.replace("-", " ").replace("_", " "))
    return found


def _found(text: str) -> tuple[str, str] | None:
    reading = read(text)
    rules = (*OF_NUMBERS, *OF_WORDS) if _DIGIT.search(reading.text) else OF_WORDS
    return next(((what, words) for what, find in rules if (words := find(reading)) is not None), None)
