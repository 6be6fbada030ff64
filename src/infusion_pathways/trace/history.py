"""The treatment history of a patient in words: the entries that decide a test, and what entries leave open."""

from collections.abc import Iterable

from infusion_pathways.meaning.condition import Known, Test, Treated
from infusion_pathways.meaning.facts import TREATMENTS, Facts, Missing, Treatment
from infusion_pathways.scenario.model import HistoryEntry, Scenario
from infusion_pathways.scenario.words import entry_words, treatment_name
from infusion_pathways.trace.condition_words import treated_subject
from infusion_pathways.trace.tree import Gap, Value
from infusion_pathways.vocabulary import Vocabulary


class History:
    """Words for the treatment history of one patient, seen from one diagnosis."""

    def __init__(self, scenario: Scenario, facts: Facts, words: Vocabulary) -> None:
        self._scenario = scenario
        self._facts = facts
        self._words = words

    def values(self, test: Test | Known, holds: bool) -> Iterable[Value]:
        """The entries that decide a test, or the whole list where none has to do with it."""
        entries = self._scenario.treatments
        history = self._facts.value(TREATMENTS)
        if isinstance(entries, Missing) or isinstance(history, Missing):
            return
        assert isinstance(history, tuple)
        named = tuple(entry.therapy or entry.of_class or "" for entry in entries)
        if not isinstance(test, Treated):
            yield Value(TREATMENTS, "/treatments", named, f"treatment history: {len(entries)} entries")
            return
        fitting = [i for i, entry in enumerate(history) if isinstance(entry, Treatment) and test.fits(entry)]
        if holds:
            yield from (self._given(i, entries[i]) for i in fitting)
            return
        related = [i for i, e in enumerate(history) if isinstance(e, Treatment) and not e.could_be.isdisjoint(test.therapies)]
        yield from (self._given(i, entries[i]) for i in related)
        if not related:
            subject = treated_subject(test, self._words) or "such therapy"
            yield Value(TREATMENTS, "/treatments", named, f"{subject}: none in the treatment history (a closed list)")

    def _given(self, index: int, entry: HistoryEntry) -> Value:
        key = "therapy" if entry.therapy else "class"
        return Value(TREATMENTS, f"/treatments/{index}/{key}", entry.therapy or entry.of_class, entry_words(entry, self._words))

    def open_entries(self, test: Treated) -> Iterable[Gap]:
        """What the entries that might fit a test do not say."""
        entries = self._scenario.treatments
        history = self._facts.value(TREATMENTS)
        if isinstance(entries, Missing) or not isinstance(history, tuple):
            return
        for i, (entry, seen) in enumerate(zip(entries, history, strict=True)):
            if test.fits(seen) is not None:
                continue
            name = treatment_name(entry, self._words)
            at = f"/treatments/{i}"
            if not seen.could_be <= test.therapies:
                yield Gap(
                    TREATMENTS,
                    f"{at}/class",
                    f"{name}: which one is not recorded",
                    f"Which {name.removeprefix('a ')} was it?",
                )
            if test.outcomes is not None and isinstance(entry.outcome, Missing):
                yield Gap(TREATMENTS, f"{at}/outcome", f"{name}: outcome {entry.outcome.value}", f"What came of {name}?")
            if test.ongoing is not None and isinstance(entry.ongoing, Missing):
                words = f"{name}: whether it is still taken is {entry.ongoing.value}"
                yield Gap(TREATMENTS, f"{at}/ongoing", words, f"Is {name} still taken?")
