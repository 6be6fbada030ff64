"""What became of the vocabulary between two versions of a pack: names that only one of them has, words that mean something else.

Labels, spellings, questions and sources are told apart from meaning.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, NamedTuple

from infusion_pathways.diff.condition_words import limits_words
from infusion_pathways.meaning.condition import Interval
from infusion_pathways.vocabulary import Finding, Vocabulary

SECTIONS = (
    "diseases", "organs", "classes", "therapies", "outcomes", "findings", "measures", "patient", "checks", "flags",
)  # fmt: skip
NOT_IN_SCENARIOS = ("checks", "flags")
TEXTS = ("label", "aliases", "note", "cites", "to_be_confirmed", "question", "questions", "mechanism", "routes")
# Who belongs to a class is told by its members.
TOLD_ELSEWHERE = ("name", "classes", "within")
# Where the words stand whose spellings are kept under another name.
_PLACES = {"subtypes": "diseases", "activity": "diseases", "finding": "findings", "measure": "measures"}


class WordChange(NamedTuple):
    """What became of one word: its path (`findings.fever`, `findings.colour.green`), and what is different.

    `describes` says that one version can describe patients with it that the other cannot, or takes what is written for
    something else.
    """

    path: str
    told: str
    describes: bool = False


class WordChanges(NamedTuple):
    """All that became of a vocabulary; `texts` are the words of which only labels, spellings or questions changed."""

    changes: tuple[WordChange, ...]
    texts: tuple[str, ...]

    @property
    def one_sided(self) -> tuple[WordChange, ...]:
        """The words by which the two versions describe different patients."""
        return tuple(change for change in self.changes if change.describes)


def word_changes(before: Vocabulary, now: Vocabulary) -> WordChanges:
    """What became of every word, in the order of the vocabulary."""
    changes: list[WordChange] = []
    texts: list[str] = []
    for section in SECTIONS:
        _compare(section, getattr(before, section), getattr(now, section), changes, texts)
    for name in before.classes:
        if name in now.classes:
            old, new = before.members[name], now.members[name]
            told = [f"without {', '.join(sorted(old - new))}"] if old - new else []
            told += [f"now also {', '.join(sorted(new - old))}"] if new - old else []
            changes += [WordChange(f"classes.{name}", f"members {', '.join(told)}")] if told else []
    changes += _spellings(before, now)
    return WordChanges(tuple(changes), tuple(texts))


def _spellings(before: Vocabulary, now: Vocabulary) -> Iterator[WordChange]:
    """The accepted spellings that stand for one word before and for another now."""
    for section, spelled in before.aliases.items():
        kind, _, name = section.partition(".")
        place = _PLACES.get(kind, kind) + (f".{name}" if name else "")
        for alias, meant in spelled.items():
            means = now.aliases.get(section, {}).get(alias, meant)
            if means != meant:
                yield WordChange(f"{place}.{meant}", f"the spelling {alias} meant it before, and means {means} now", True)


def _compare(path: str, old: Mapping[str, Any], new: Mapping[str, Any], changes: list[WordChange], texts: list[str]) -> None:
    for name in [*old, *(name for name in new if name not in old)]:
        place = f"{path}.{name}"
        if name not in new or name not in old:
            word = old.get(name, new.get(name))
            changes.append(WordChange(place, "only before" if name in old else "only now", _in_scenarios(path, word)))
        elif type(old[name]) is not type(new[name]):
            was_number = isinstance(new[name], Finding)
            told = "a number before, values now" if was_number else "values before, a number now"
            changes.append(WordChange(place, told, True))
        else:
            _word(place, old[name], new[name], changes, texts)


def _in_scenarios(path: str, word: object) -> bool:
    """Whether a scenario may name a word: not checks and flags, nor what rules conclude, nor the bands of a number."""
    section = path.partition(".")[0]
    return section not in NOT_IN_SCENARIOS and not isinstance(word, Interval) and not getattr(word, "derived", False)


def _word(path: str, old: Any, new: Any, changes: list[WordChange], texts: list[str]) -> None:
    if isinstance(old, Interval):
        changes += [WordChange(path, f"{limits_words(old)} before, {limits_words(new)} now")] if old != new else []
        return
    if any(getattr(old, name, None) != getattr(new, name, None) for name in TEXTS):
        texts.append(path)
    for name in (field.name for field in fields(old) if field.name not in (*TEXTS, *TOLD_ELSEWHERE)):
        before, now = getattr(old, name), getattr(new, name)
        if isinstance(before, Mapping) and any(_is_word(part) for part in (*before.values(), *now.values())):
            _compare(path, before, now, changes, texts)
        elif before != now and name in ("low", "high"):
            changes.append(WordChange(path, f"{'lowest' if name == 'low' else 'highest'} {before:g} before, {now:g} now", True))
        elif before != now:
            # In another unit the same number means something else.
            told = f"{name}: {_plain(before)} before, {_plain(now)} now"
            changes.append(WordChange(path, told, name in ("derived", "unit")))


def _is_word(part: object) -> bool:
    return is_dataclass(part)


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {part}" for key, part in value.items()) or "none"
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) or "none"


def in_order(changes: tuple[WordChange, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What is different in each word, one after another."""
    by_path: dict[str, list[str]] = {}
    for change in changes:
        by_path.setdefault(change.path, []).append(change.told)
    yield from ((path, tuple(told)) for path, told in by_path.items())
