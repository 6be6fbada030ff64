"""Whom a rule or an invariant speaks about: a therapy, a list of them, a class, or every therapy of its pathway."""

from collections.abc import Mapping
from typing import Any

from infusion_pathways.pack import messages
from infusion_pathways.pack.model import ProblemSink
from infusion_pathways.source.reading import Pointer
from infusion_pathways.vocabulary import Vocabulary

EVERY = "every"


def therapies_meant(target: Any, words: Vocabulary, report: ProblemSink, at: Pointer) -> tuple[str, ...]:
    """The therapies a target stands for; `every` stays a word until a pathway is known. An unknown name goes to `report`."""
    if target == EVERY:
        return (EVERY,)
    if isinstance(target, dict) and set(target) == {"class"}:
        classes = known_names(target["class"], (*at, "class"), words.classes, "class", report)
        return tuple(sorted(frozenset[str]().union(*(words.members.get(name, frozenset()) for name in classes))))
    return known_names(target, at, words.therapies, "therapy", report)


def known_names(raw: Any, at: Pointer, known: Mapping[str, Any], what: str, report: ProblemSink) -> tuple[str, ...]:
    """A name or a list of names of the vocabulary; any other goes to `report`."""
    names = [raw] if isinstance(raw, str) else raw
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        report(at, messages.takes_names, at[-1], raw)
        return ()
    for i, name in enumerate(names):
        if name not in known:
            report((*at, i), messages.unknown_name, what, name, known)
    return tuple(names)
