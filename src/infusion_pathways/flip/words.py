"""Changes in words: what each is about, what was known of it, and what it becomes."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from infusion_pathways.flip.changes import Change, ScenarioPart, Value
from infusion_pathways.meaning.condition import Interval
from infusion_pathways.meaning.facts import ORGANS, TREATMENTS, Missing
from infusion_pathways.scenario import Scenario
from infusion_pathways.scenario.model import HistoryEntry
from infusion_pathways.scenario.words import GOING_ON
from infusion_pathways.solver.history import ONGOING
from infusion_pathways.solver.numbers import joined
from infusion_pathways.trace.wording import listing
from infusion_pathways.vocabulary import Finding, Measure, Vocabulary
from infusion_pathways.vocabulary.words import PRESENCE

MOST_LISTED = 9
"""Of more values of one change than this, the first are named and the others counted."""

_ONGOING: Mapping[frozenset[bool | Missing], str] = {
    frozenset(ONGOING): "",
    frozenset({True}): GOING_ON[True],
    frozenset({False}): GOING_ON[False],
    frozenset({True, False}): f"{GOING_ON[True]} or {GOING_ON[False]}",
    frozenset({Missing.NOT_RECORDED}): "not recorded whether it is still taken",
    frozenset({Missing.NOT_RECORDED, True}): f"{GOING_ON[True]}, or not recorded",
    frozenset({Missing.NOT_RECORDED, False}): f"{GOING_ON[False]}, or not recorded",
}


class ChangeInWords(NamedTuple):
    """A change in words; of an entry that is added nothing was known."""

    subject: str
    was: str
    value: str

    def __str__(self) -> str:
        return f"{self.subject} ({self.was}) -> {self.value}" if self.was else f"{self.subject}, {self.value}"


class ChangeWords:
    """Words for the changes of one patient. `alike` are the therapies that no test tells from the first of them."""

    def __init__(self, scenario: Scenario, words: Vocabulary, alike: Mapping[str, Sequence[str]]) -> None:
        self._scenario, self._words, self._alike = scenario, words, alike

    def told(self, changes: Sequence[Change], short: bool = False) -> ChangeInWords:
        """One path in words, with all the values it may take; `short` where what an entry may say is told elsewhere."""
        change = changes[0]
        if change.path.part is ScenarioPart.ADDED:
            return ChangeInWords(self._subject(change), "", "as follows" if short else self.values(changes))
        return ChangeInWords(self._subject(change), self._value(change, change.was), self.values(changes))

    def values(self, changes: Sequence[Change]) -> str:
        """The values that one path may take, in words."""
        part = changes[0].path.part
        if part is ScenarioPart.ADDED:
            return self._additions([change.value for change in changes if isinstance(change.value, HistoryEntry)])
        if changes[0].alike:
            return self._numbers(changes)
        if part is ScenarioPart.SUBTYPE:
            fewest = min(len(_names(change)) for change in changes)
            changes = [change for change in changes if len(_names(change)) == fewest]
        return _listed([self._value(change, change.value) for change in changes])

    def disease(self, name: str) -> str:
        """A disease in words."""
        return self._words.diseases[name].label

    def _subject(self, change: Change) -> str:
        part, name, at = change.path
        words = self._words
        match part:
            case ScenarioPart.ACTIVITY | ScenarioPart.SUBTYPE:
                several = len(self._scenario.diagnoses) > 1
                return f"{part.value}{f' of {words.diseases[self._disease(change)].label}' if several else ''}"
            case ScenarioPart.ORGANS:
                return words.fact_label(ORGANS)
            case ScenarioPart.ORGAN:
                return words.organs[name].label
            case ScenarioPart.FINDING | ScenarioPart.MEASURE | ScenarioPart.PATIENT:
                return words.fact_label(f"{part.value}.{name}")
            case ScenarioPart.HISTORY:
                return words.fact_label(TREATMENTS)
            case ScenarioPart.COMORBIDITY:
                return words.diseases[name].label
            case ScenarioPart.ADDED:
                others = len(self._alike.get(name, ())) - 1
                like = f" or another of {others} like it" if others > 1 else ""
                like = f" or {words.therapies[self._alike[name][1]].label}" if others == 1 else like
                return f"{words.therapies[name].label}{like}"
        entries = self._scenario.treatments
        assert not isinstance(entries, Missing)
        entry = entries[at]
        label = words.classes[entry.of_class].label if entry.of_class else words.therapies[entry.therapy or ""].label
        same = [i for i, other in enumerate(entries) if (other.therapy, other.of_class) == (entry.therapy, entry.of_class)]
        which = f", entry {at + 1}" if len(same) > 1 else ""
        going = f", {GOING_ON[True]}" if part is ScenarioPart.OUTCOME and entry.ongoing is True else ""
        return f"{label}{which}{going}"

    def _disease(self, change: Change) -> str:
        return self._scenario.diagnoses[change.path.at].disease

    def _value(self, change: Change, value: Value | Missing) -> str:
        """One value in words."""
        part, name, _ = change.path
        words = self._words
        if part is ScenarioPart.DRUG and value == change.was:
            return "which one is not recorded"
        if isinstance(value, Missing):
            return self._missing(change, value)
        match part:
            case ScenarioPart.ACTIVITY:
                return words.diseases[self._disease(change)].activity[str(value)].label
            case ScenarioPart.SUBTYPE:
                known = words.diseases[self._disease(change)].subtypes
                return listing([known[str(name)].label for name in value]) if isinstance(value, tuple) else ""
            case ScenarioPart.ORGANS:
                return "nothing else is involved"
            case ScenarioPart.ORGAN:
                return "involved" if value else PRESENCE["absent"]
            case ScenarioPart.HISTORY:
                return "known, with nothing but what is added here"
            case ScenarioPart.DRUG:
                return words.therapies[str(value)].label
            case ScenarioPart.OUTCOME:
                return words.outcomes[str(value)].label
            case ScenarioPart.ONGOING:
                return GOING_ON[bool(value)]
            case ScenarioPart.COMORBIDITY:
                return "diagnosed" if value else "not diagnosed"
        word = words.fact_word(f"{part.value}.{name}")
        if isinstance(word, Finding):
            return word.values[str(value)].label
        return f"{value:g}{_unit(word)}" if isinstance(value, float) and isinstance(word, Measure) else str(value)

    def _missing(self, change: Change, way: Missing) -> str:
        match change.path.part:
            case ScenarioPart.OUTCOME:
                return f"outcome {way.value}"
            case ScenarioPart.ONGOING:
                return f"whether it is still taken: {way.value}"
            case ScenarioPart.ORGANS if isinstance(self._scenario.diagnoses[change.path.at].organs, Mapping):
                return "not fully recorded"
        return way.value

    def _numbers(self, changes: Sequence[Change]) -> str:
        """The numbers that some changes stand for, as ranges in the unit of the measure."""
        path = changes[0].path
        word = self._words.fact_word(f"{path.part.value}.{path.name}")
        assert isinstance(word, Measure)
        pieces = sorted((i for change in changes for i in change.alike), key=lambda i: (i.low or 0.0, i.high or 0.0))
        return f"{' or '.join(_range(piece, word) for piece in joined(pieces))}{_unit(word)}"

    def _additions(self, entries: Sequence[HistoryEntry]) -> str:
        """What entries of one therapy say, those together that say the same of whether it goes on."""
        going: dict[tuple[str | None, str | Missing], set[bool | Missing]] = {}
        for entry in entries:
            going.setdefault((entry.given_for, entry.outcome), set()).add(entry.ongoing)
        grouped: dict[tuple[str | None, str], list[str]] = {}
        for (disease, outcome), said in going.items():
            label = "outcome not recorded" if isinstance(outcome, Missing) else self._words.outcomes[outcome].label
            goes = "" if len(entries) == 1 and Missing.NOT_RECORDED in said else _ONGOING[frozenset(said)]
            grouped.setdefault((disease, goes), []).append(label)
        told = []
        for (disease, goes), outcomes in grouped.items():
            whatever = len(outcomes) == len(self._words.outcomes) + 1
            parts = ["whatever came of it" if whatever else _listed(outcomes), goes]
            parts.append(f"given for {self._words.diseases[disease].label}" if disease else "")
            told.append(", ".join(part for part in parts if part))
        return "; or ".join(told)


def either(items: Sequence[str]) -> str:
    """`a, b or c`; items that have an "or" of their own are set apart."""
    if len(items) > 1 and any(" or " in item for item in items):
        return f"{'; '.join(items[:-1])}; or {items[-1]}"
    return listing(items, "or")


def _names(change: Change) -> tuple[str, ...]:
    return tuple(str(name) for name in change.value) if isinstance(change.value, tuple) else ()


def _listed(labels: Iterable[str]) -> str:
    distinct = list(dict.fromkeys(labels))
    if len(distinct) > MOST_LISTED:
        distinct = [*distinct[: MOST_LISTED - 1], f"one of {len(distinct) - MOST_LISTED + 1} more"]
    return either(distinct)


def _unit(word: Measure) -> str:
    return f" {word.spoken_unit}".rstrip()


def _range(interval: Interval, word: Measure) -> str:
    low, high = interval.low, interval.high
    if low is not None and low == high:
        return f"{low:g}"
    above = "" if low is None or low <= word.low else f"{'at least' if interval.low_included else 'above'} {low:g}"
    below = "" if high is None or high >= word.high else f"{'at most' if interval.high_included else 'below'} {high:g}"
    return " and ".join(part for part in (above, below) if part) or "any number"
