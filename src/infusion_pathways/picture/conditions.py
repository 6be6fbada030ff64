"""Whole conditions as one phrase for a reader."""

from infusion_pathways.meaning.condition import All, AnyOf, Condition, Not
from infusion_pathways.trace.condition_words import condition_words
from infusion_pathways.vocabulary import Vocabulary


def told(condition: Condition, words: Vocabulary) -> str:
    """What a condition asks, its parts joined by words; parts of parts stand in brackets."""
    match condition:
        case All(parts):
            return " and ".join(_within(part, words) for part in parts)
        case AnyOf(parts):
            return " or ".join(dict.fromkeys(_within(part, words) for part in parts))
        case Not(part):
            return f"not: {_within(part, words)}"
        case _:
            return condition_words(condition, words)


def _within(part: Condition, words: Vocabulary) -> str:
    inner = told(part, words)
    return f"({inner})" if isinstance(part, All | AnyOf) and len(part.parts) > 1 else inner
