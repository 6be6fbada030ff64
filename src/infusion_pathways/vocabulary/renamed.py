"""Words of this program that have a new name since 0.2.0, and where in files an old one may stand.

The files that people keep name verdicts, outcomes and properties of proofs. There an old word is refused with the new one named,
and `pathways fmt --fix-words` writes the new one. Both look where the functions here look, so neither knows a place the other
does not. A path leads to the places, with EACH for any key or position:

    ("expect", "verdicts", EACH)    {"title": "excluded", "expect": {"verdicts": {"wickimab": "excluded"}}}

finds the second `excluded`, which is `ruled_out` now. The first is no verdict, and stays.
"""

import re
from collections.abc import Callable, Iterator
from types import EllipsisType, MappingProxyType
from typing import Any, NamedTuple

from infusion_pathways.source import messages
from infusion_pathways.source.problem import Place, Problem, ProblemsFound
from infusion_pathways.source.reading import Document, Pointer, first_of
from infusion_pathways.source.spelling import as_typed

EACH = ...
Path = tuple[str | EllipsisType, ...]


class OldWord(NamedTuple):
    """An old word in a file: where, what it named, itself and the new one, and the text that ends with it."""

    at: Pointer
    what: str
    old: str
    new: str
    text: str


class Renamed(NamedTuple):
    """New words for old ones, and what they name."""

    what: str
    words: MappingProxyType[str, str]

    def refuse(self, command: str, word: str) -> None:
        """Raise ProblemsFound for an old word on a command line."""
        if word in self.words:
            raise ProblemsFound([messages.renamed_word(Place(command), self.what, word, self.words[word])])


VERDICTS = Renamed(
    "verdict", MappingProxyType({"not_indicated": "no_reason", "excluded": "ruled_out", "label_gap": "condition_unmet"})
)
OUTCOMES = Renamed("outcome", MappingProxyType({"stay_conventional": "no_reason_for_infusion", "label_gap": "condition_unmet"}))
PROPERTIES = Renamed("property", MappingProxyType({"excluded-never-candidate": "ruled-out-never-candidate"}))

OldWords = Callable[[Any], Iterator[OldWord]]


def old_words(document: Document, find: OldWords) -> list[Problem]:
    """The problems of the old words that one of the functions below finds in a document."""
    found = list(find(document.value))
    return first_of(found, document.name, lambda w: messages.renamed_word(document.place(w.at, word=w.old), w.what, w.old, w.new))


def in_case(case: Any) -> Iterator[OldWord]:
    """The old words in what a scenario expects."""
    yield from _words(case, ("expect", "outcome"), OUTCOMES)
    yield from _words(case, ("expect", "verdicts", EACH), VERDICTS)


def in_answers(sheets: Any) -> Iterator[OldWord]:
    """The old words in answer sheets, in any spelling that a sheet may have."""
    for end in ((), ("verdict",)):
        yield from _words(sheets, ("cases", EACH, "answers", EACH, *end), VERDICTS, as_typed)


def in_result(result: Any) -> Iterator[OldWord]:
    """The old words in one line of the results of a quiz."""
    for key in ("verdict", "right"):
        yield from _words(result, ("answers", EACH, key), VERDICTS)


def in_mutant(mutant: Any) -> Iterator[OldWord]:
    """The old words in one line of a journal of mutants."""
    for at, scenario in _parts(mutant, ("patient", "scenario")):
        yield from (word._replace(at=(*at, *word.at)) for word in in_case(scenario))
    for answer in ("today", "with_the_mutant"):
        yield from _words(mutant, ("patient", answer, "verdicts", EACH), VERDICTS)
        yield from _words(mutant, ("patient", answer, "outcome"), OUTCOMES)


def in_pack(file: Any) -> Iterator[OldWord]:
    """The old words in the invariants and the accepted statements of a file of a pack."""
    for said in ("never", "always"):
        for key, renamed in (("verdict", VERDICTS), ("outcome", OUTCOMES)):
            for end in ((), (EACH,)):
                yield from _words(file, ("invariants", EACH, said, key, *end), renamed)
    yield from _words(file, ("accepted", EACH, "property"), PROPERTIES)
    for at, statement in _parts(file, ("accepted", EACH)):
        of = {"verdict-reachable": VERDICTS, "outcome-reachable": OUTCOMES}.get(_text(statement, "property"))
        if of is not None:
            # The subject ends with the word, perhaps behind a star: `lantern_fever/*/label_gap`.
            subject = _text(statement, "subject")
            last = re.split(r"[/*]", subject)[-1]
            if last in of.words:
                yield OldWord((*at, "subject"), of.what, last, of.words[last], subject)


def _words(value: Any, path: Path, renamed: Renamed, spelled: Callable[[str], str] = str) -> Iterator[OldWord]:
    for at, text in _parts(value, path):
        if isinstance(text, str) and spelled(text) in renamed.words:
            yield OldWord(at, renamed.what, text, renamed.words[spelled(text)], text)


def _parts(value: Any, path: Path, at: Pointer = ()) -> Iterator[tuple[Pointer, Any]]:
    """What stands where a path leads; nothing where the value has another shape."""
    if not path:
        yield at, value
        return
    head, *rest = path
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in entries:
        if head is EACH or key == head:
            yield from _parts(part, tuple(rest), (*at, key))


def _text(value: Any, key: str) -> str:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""
