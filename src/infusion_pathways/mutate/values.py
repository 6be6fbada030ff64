"""Errors in the names of a test: one forgotten, one too many, a neighbour instead."""

from collections.abc import Iterator, Sequence
from typing import Any

from infusion_pathways.mutate.connectives import Edited
from infusion_pathways.mutate.mutant import ErrorKind
from infusion_pathways.mutate.tree import Raw, condition_places, listed, replaced_at, unlisted, without
from infusion_pathways.pack.conditions import THIS
from infusion_pathways.vocabulary import PRESENT, Finding, Measure, Vocabulary

WAYS = {"diagnosis": ErrorKind.DISEASE, "subtype": ErrorKind.DISEASE, "comorbidity": ErrorKind.DISEASE}
SOME = ("subtype", "comorbidity", "organ")


class NameChoices:
    """The names that a test may use, in the order of the vocabulary, for a pathway with some diseases."""

    def __init__(self, words: Vocabulary, diseases: Sequence[str]) -> None:
        self.words, self._diseases = words, [words.diseases[name] for name in diseases or words.diseases]

    def of(self, test: Raw) -> tuple[str, list[str]]:
        """The key under which a test has its names, and the names it could have; none where it has no list of names."""
        head = next(iter(test))
        match head:
            case "organ":
                return head, list(self.words.organs)
            case "diagnosis":
                return head, [disease.name for disease in self._diseases]
            case "comorbidity":
                own = {disease.name for disease in self._diseases} if len(self._diseases) == 1 else set[str]()
                return head, [name for name in self.words.diseases if name not in own]
            case "subtype":
                return head, list(dict.fromkeys(name for disease in self._diseases for name in disease.subtypes))
            case "activity" | "stated_activity":
                return head, list(dict.fromkeys(name for disease in self._diseases for name in disease.activity))
            case "finding" | "patient" | "measure":
                return "is", self._values(f"{head}.{test[head]}", test)
        return head, []

    def _values(self, fact: str, test: Raw) -> list[str]:
        word = self.words.fact_word(fact)
        if isinstance(word, Finding):
            return [] if word.derived else list(word.values)
        return list(word.bands) if isinstance(word, Measure) and "is" in test else []


def renamed(when: Raw, names: NameChoices) -> Iterator[Edited]:
    """Each test with a value, organ, subtype, activity or disease dropped, added or exchanged for its neighbour."""
    for spot in condition_places(when):
        key, known = names.of(spot.test)
        if known:
            old = listed(spot.test.get(key, PRESENT))
            two_answers = len(known) == 2 and key not in SOME
            for new in other_names(old, known, only_drop=two_answers):
                yield WAYS.get(key, ErrorKind.VALUE), replaced_at(when, (*spot.path, key), new)


def other_names(old: list[str], known: Sequence[str], only_drop: bool = False) -> Iterator[Any]:
    """Some names with one of them dropped, or with a neighbour added or, of a single one, put in its place.

    Where there are two answers only, the other one is what a negation asks.
    """
    if len(old) > 1:
        yield from (unlisted([name for name in old if name != gone]) for gone in old)
    places = [known.index(name) for name in old if name in known]
    left = [name for name in known if name not in old]
    if only_drop or not places or not left:
        return
    after = next((name for name in known[max(places) + 1 :] if name in left), None)
    before = next((name for name in reversed(known[: min(places)]) if name in left), None)
    neighbours = [name for name in (after, before) if name is not None] or left[:1]
    yield from ([*old, name] for name in neighbours)
    if len(old) == 1:
        yield from neighbours


def treatment_errors(when: Raw, words: Vocabulary) -> Iterator[Edited]:
    """Each test on the history with another subject or outcome, or with the rest of it dropped or turned round."""
    for spot in condition_places(when):
        test = spot.test.get("treatment")
        if isinstance(test, dict):
            for way, other in (*_subjects(test, words), *_outcomes(test, words), *_rest(test)):
                yield way, replaced_at(when, (*spot.path, "treatment"), other)


def _subjects(test: Raw, words: Vocabulary) -> Iterator[Edited]:
    if "other_than" in test:
        yield ErrorKind.DRUG, without(test, "other_than")
    key = "therapy" if "therapy" in test else "class"
    old = listed(test[key])
    if len(old) > 1:
        for gone in old:
            yield ErrorKind.DRUG, {**test, key: unlisted([name for name in old if name != gone])}
    elif old != [THIS]:
        for name in _alike_therapies(old[0], words) if key == "therapy" else _alike_classes(old[0], words):
            yield ErrorKind.DRUG, {**test, key: name}


def _alike_therapies(name: str, words: Vocabulary) -> list[str]:
    """The next therapy that shares a class with one."""
    own = set(words.therapies[name].classes)
    order = list(words.therapies)
    order = order[order.index(name) + 1 :] + order[: order.index(name)]
    return [other for other in order if own & set(words.therapies[other].classes)][:1]


def _alike_classes(name: str, words: Vocabulary) -> list[str]:
    """The class that one lies within, and the next that lies within the same."""
    wider = words.classes[name].within
    order = list(words.classes)
    order = order[order.index(name) + 1 :] + order[: order.index(name)]
    beside = [other for other in order if set(wider) & set(words.classes[other].within)]
    return [*wider[:1], *beside[:1]]


def _outcomes(test: Raw, words: Vocabulary) -> Iterator[Edited]:
    if "outcome" in test:
        for new in other_names(listed(test["outcome"]), list(words.outcomes)):
            yield ErrorKind.OUTCOME, {**test, "outcome": new}


def _rest(test: Raw) -> Iterator[Edited]:
    if "ongoing" in test:
        yield ErrorKind.ONGOING, {**test, "ongoing": not test["ongoing"]}
        yield ErrorKind.ONGOING, without(test, "ongoing")
    if "for" in test:
        yield ErrorKind.ONGOING, without(test, "for")
    elif "outcome" in test or "ongoing" not in test:
        yield ErrorKind.ONGOING, {**test, "for": "any"}
