"""Conditions in the words of the pack's author, and the difference of two conditions, part by part.

Names are those of the YAML, not the labels of a reader: who reads this has the rules at hand.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from infusion_pathways.meaning.condition import (
    Always,
    Condition,
    Derived,
    Interval,
    IsOneOf,
    Known,
    Listed,
    Treated,
    Within,
    fold,
)
from infusion_pathways.meaning.facts import ACTIVITY, COMORBIDITIES, DISEASE, STATED_ACTIVITY, SUBTYPE
from infusion_pathways.vocabulary import PRESENT, Finding, Measure, Vocabulary

Key = tuple[object, ...]

WIDEST_PLACE = 60

_DIAGNOSIS = {
    DISEASE: "diagnosis",
    SUBTYPE: "subtype",
    ACTIVITY: "activity",
    STATED_ACTIVITY: "stated_activity",
    COMORBIDITIES: "comorbidity",
}


class PlainPart(NamedTuple):
    """A condition made plain: nesting, order and repetition of parts count for nothing, nor does being negated twice.

    Two with the same `key` ask the same. `connective` is `all`, `any` or `not`, empty for a single test.
    """

    key: Key
    words: str
    connective: str = ""
    parts: tuple["PlainPart", ...] = ()

    def within(self) -> str:
        """The words, in brackets where they are about several parts."""
        return f"({self.words})" if self.connective in ("all", "any") else self.words


class ConditionWords(NamedTuple):
    """Tells conditions with the words of a pack; `this` is the therapy that a rule was read for, if it speaks of one."""

    words: Vocabulary
    this: str | None = None

    def part(self, condition: Condition) -> PlainPart:
        """A condition made plain, in words."""
        return fold(
            condition,
            lambda parts: _joined("all", " and ", parts),
            lambda parts: _joined("any", " or ", parts),
            lambda inner: inner.parts[0] if inner.connective == "not" else _negated(inner),
            lambda leaf: PlainPart(_key(leaf), self._test(leaf)),
        )

    def _test(self, test: Condition) -> str:
        match test:
            case Always():
                return "always"
            case Derived(name):
                return f"finding {name}"
            case Known(fact):
                return f"{fact} is known"
            case Listed(_, names):
                return f"organ {_either(self._ordered(names, self.words.organs))}"
            case IsOneOf(fact, names):
                return self._one_of(fact, names)
            case Within():
                return self._within(test)
            case Treated():
                return self._treated(test)
        raise AssertionError(f"not a test: {test}")

    def _one_of(self, fact: str, names: frozenset[str]) -> str:
        if fact in _DIAGNOSIS:
            return f"{_DIAGNOSIS[fact]} {_either(self._ordered(names, self._of_diseases(fact)))}"
        word = self.words.fact_word(fact)
        values = self._ordered(names, word.values if isinstance(word, Finding) else names)
        return f"{fact.partition('.')[2]} is {_either(values) if values != [PRESENT] else 'present'}"

    def _of_diseases(self, fact: str) -> Iterator[str]:
        """The names that a fact about a diagnosis may have."""
        for name, disease in self.words.diseases.items():
            yield from disease.subtypes if fact == SUBTYPE else disease.activity if "activity" in fact else (name,)

    def _within(self, test: Within) -> str:
        word = self.words.fact_word(test.fact)
        unit = f" {word.unit}" if isinstance(word, Measure) and word.unit else ""
        name, limits = test.fact.partition(".")[2], " or ".join(limits_words(interval) for interval in test.intervals)
        bands = word.bands if isinstance(word, Measure) else {}
        named = bool(test.words) and all(band in bands for band in test.words.split(" or "))
        return f"{name} is {test.words.replace(' or ', ' / ')} ({limits}{unit})" if named else f"{name} {limits}{unit}"

    def _treated(self, test: Treated) -> str:
        said = [self._subject(test)]
        taken = frozenset(name for name, outcome in self.words.outcomes.items() if outcome.taken)
        if test.outcomes == taken:
            said.append("taken")
        elif test.outcomes is not None:
            said.append(f"outcome {_either(self._ordered(test.outcomes, self.words.outcomes))}")
        if test.ongoing is not None:
            said.append("ongoing" if test.ongoing else "stopped")
        if test.any_disease:
            said.append("for any disease")
        return f"treatment ({', '.join(said)})"

    def _subject(self, test: Treated) -> str:
        """The therapies of a test as its author named them: one by one, or as classes with exceptions."""
        if test.therapies == {self.this}:
            return "this"
        named = sorted(test.therapies)
        classes = self._classes(test.words)
        if not classes or test.words == " or ".join(self.words.label(name) for name in named):
            return _either(named)
        left_out = frozenset[str]().union(*(self.words.members[name] for name in classes)) - test.therapies
        others = "this" if left_out == {self.this} else _either(sorted(left_out))
        return f"class {_either(classes)}" + (f" other than {others}" if left_out else "")

    def _classes(self, label: str) -> list[str]:
        """The classes that a label stands for, none where it stands for something else."""
        by_label = {word.label: name for name, word in self.words.classes.items()}
        if label in by_label:
            return [by_label[label]]
        parts = label.split(" or ")
        return [by_label[part] for part in parts] if all(part in by_label for part in parts) else []

    def _ordered(self, names: Iterable[str], known: Iterable[str]) -> list[str]:
        """Names in the order of the vocabulary."""
        order = {name: number for number, name in enumerate(dict.fromkeys(known))}
        return sorted(names, key=lambda name: (order.get(name, len(order)), name))


def _joined(connective: str, word: str, parts: Iterable[PlainPart]) -> PlainPart:
    """A conjunction or disjunction: nested ones opened, each part once; of a single part, that part."""
    flat: dict[Key, PlainPart] = {}
    for part in parts:
        for member in part.parts if part.connective == connective else (part,):
            flat.setdefault(member.key, member)
    members = tuple(flat.values())
    if len(members) == 1:
        return members[0]
    key = (connective, *sorted((member.key for member in members), key=repr))
    return PlainPart(key, word.join(member.within() for member in members), connective, members)


def _negated(inner: PlainPart) -> PlainPart:
    return PlainPart(("not", inner.key), f"not {inner.within()}", "not", (inner,))


def _key(test: Condition) -> Key:
    """What a test asks, without the words its author chose."""
    match test:
        case Treated(therapies, outcomes, ongoing, any_disease):
            tried = None if outcomes is None else tuple(sorted(outcomes))
            return ("treatment", tuple(sorted(therapies)), tried, ongoing, any_disease)
        case Within(fact, intervals):
            return ("within", fact, tuple(sorted(intervals, key=repr)))
        case IsOneOf(fact, names, some):
            return ("is", fact, tuple(sorted(names)), some)
        case Listed(fact, names):
            return ("listed", fact, tuple(sorted(names)))
        case Derived(name):
            return ("finding", name)
        case Known(fact):
            return (type(test).__name__, fact)
    return ("always",)


def _either(names: Iterable[str]) -> str:
    return " / ".join(names)


def limits_words(interval: Interval) -> str:
    """The limits of an interval in words: `at least 3 and below 5`."""
    said = []
    if interval.low is not None:
        said.append(f"{'at least' if interval.low_included else 'above'} {interval.low:g}")
    if interval.high is not None:
        said.append(f"{'at most' if interval.high_included else 'below'} {interval.high:g}")
    return " and ".join(said)


def differences(before: PlainPart, now: PlainPart, lead: str = "") -> Iterator[str]:
    """What is different in a condition, a line for each part; nothing where both ask the same."""
    if before.key == now.key:
        return
    connective, old, new = _aligned(before, now)
    if connective == "switched":
        were, are = ("all of", "any of") if before.connective == "all" else ("any of", "all of")
        yield f"{lead}{are} these instead of {were} them: {'; '.join(part.words for part in now.parts)}"
        return
    if not connective and not _alike(before, now):
        yield f"{lead}instead of {before.words}: {now.words}"
        return
    lead += "under not: " if connective == "not" else ""
    gone = [part for part in old if part.key not in {other.key for other in new}]
    come = [part for part in new if part.key not in {other.key for other in old}]
    without, also = ("no longer enough", "now also enough") if connective == "any" else ("without", "now also")
    for part in gone:
        other = next((other for other in come if _alike(part, other)), None)
        if other is None:
            yield f"{lead}{without}: {part.words}"
            continue
        come.remove(other)
        if part.connective:
            place = "" if part.connective == "not" else f'in "{shortened(part.words)}": '
            yield from differences(part, other, lead + place)
        else:
            yield lead + _changed(part, other)
    yield from (f"{lead}{also}: {part.words}" for part in come)


def shortened(words: str) -> str:
    """Words that only say which part is meant, cut where they get long."""
    return words if len(words) <= WIDEST_PLACE else f"{words[:WIDEST_PLACE].rpartition(' ')[0]} ..."


def _aligned(before: PlainPart, now: PlainPart) -> tuple[str, tuple[PlainPart, ...], tuple[PlainPart, ...]]:
    """How two conditions are to be compared: how their parts are joined, and the parts of each."""
    if before.connective == now.connective != "":
        return before.connective, before.parts, now.parts
    if {before.connective, now.connective} == {"all", "any"} and {p.key for p in before.parts} == {p.key for p in now.parts}:
        return "switched", (), ()
    for whole, part in ((before, now), (now, before)):
        if whole.connective in ("all", "any") and part.key in {member.key for member in whole.parts}:
            sides = (whole.parts, (part,)) if whole is before else ((part,), whole.parts)
            return whole.connective, *sides
    return "", (before,), (now,)


def _alike(part: PlainPart, other: PlainPart) -> bool:
    """Whether one part may be the other with something changed in it."""
    if part.connective or other.connective:
        return part.connective == other.connective
    if part.key[0] == "treatment" == other.key[0]:
        return part.key[1] == other.key[1] or part.key[2:] == other.key[2:]
    return part.key[:2] == other.key[:2] and part.key[0] in ("is", "within", "listed")


def _changed(part: PlainPart, other: PlainPart) -> str:
    """A test that another took the place of: the names it gained and lost, or both in full."""
    lists = [number for number, value in enumerate(part.key) if isinstance(value, tuple) and part.key[0] != "within"]
    unlike = [number for number, pair in enumerate(zip(part.key, other.key, strict=True)) if pair[0] != pair[1]]
    told: list[str] = []
    for number in unlike:
        old, new = _names(part, number), _names(other, number)
        if number not in lists or not old & new or _of_this(part) is not _of_this(other):
            return f"instead of {part.words}: {other.words}"
        told += [f"without {', '.join(sorted(old - new))}"] if old - new else []
        told += [f"now also {', '.join(sorted(new - old))}"] if new - old else []
    return f"in {part.words}: {', '.join(told)}"


def _of_this(part: PlainPart) -> bool:
    """Whether a test on the history names the therapy under consideration."""
    return part.words.startswith("treatment (this")


def _names(part: PlainPart, number: int) -> frozenset[str]:
    value = part.key[number]
    return frozenset(value) if isinstance(value, tuple) else frozenset()
