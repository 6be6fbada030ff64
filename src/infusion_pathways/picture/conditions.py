"""Whole conditions as one phrase for a reader."""

from typing import NamedTuple

from infusion_pathways.meaning.condition import Condition, fold
from infusion_pathways.trace.condition_words import condition_words
from infusion_pathways.vocabulary import Vocabulary


class _Phrase(NamedTuple):
    """Words, and whether they stand in brackets within others."""

    text: str
    in_brackets: bool

    def within(self) -> str:
        """The words as a part of others."""
        return f"({self.text})" if self.in_brackets else self.text


def told(condition: Condition, words: Vocabulary) -> str:
    """What a condition asks, its parts joined by words; parts of parts stand in brackets."""
    return fold(
        condition,
        lambda parts: _Phrase(" and ".join(part.within() for part in parts), len(parts) > 1),
        lambda parts: _Phrase(" or ".join(dict.fromkeys(part.within() for part in parts)), len(parts) > 1),
        lambda part: _Phrase(f"not: {part.within()}", False),
        lambda leaf: _Phrase(condition_words(leaf, words), False),
    ).text
