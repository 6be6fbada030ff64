"""From the tests that decided something to the patient's own values, each with its pointer and its words.

Unknown is never worded as no: "not recorded", "asked, not known" and "known to be absent" are three wordings.
"""

from collections.abc import Iterable, Mapping

from infusion_pathways.condition import Always, Derived, IsOneOf, Known, Listed, Test, Treated
from infusion_pathways.facts import (
    ACTIVITY,
    COMORBIDITIES,
    DISEASE,
    ORGANS,
    STATED_ACTIVITY,
    SUBTYPE,
    TREATMENTS,
    Facts,
    Missing,
    Treatment,
)
from infusion_pathways.logic import Ground
from infusion_pathways.scenario.model import Diagnosis, Entry, Scenario
from infusion_pathways.scenario.view import implied_organs, implied_values, measured_levels
from infusion_pathways.trace.tree import Gap, Value
from infusion_pathways.vocabulary import ABSENT, Measure, Vocabulary

KNOWN_ABSENT = "known to be absent"


class ValueReader:
    """Words for the facts of one patient, seen from one diagnosis."""

    def __init__(self, scenario: Scenario, index: int, facts: Facts, words: Vocabulary) -> None:
        self._scenario = scenario
        self._index = index
        self._facts = facts
        self._words = words
        self._diagnosis: Diagnosis = scenario.diagnoses[index]
        self._values: dict[int, tuple[Value, ...]] = {}
        # By identity: rules that read the same finding share its grounds. Kept with the grounds, so that no id is reused.
        self._read_grounds: dict[int, tuple[tuple[Ground, ...], tuple[Value, ...], tuple[str, ...]]] = {}
        self._gaps: dict[str, tuple[Gap, ...]] = {}

    def read(self, grounds: tuple[Ground, ...]) -> tuple[tuple[Value, ...], tuple[str, ...]]:
        """The distinct values behind some grounds and the findings they run through, in their order."""
        known = self._read_grounds.get(id(grounds))
        if known is None:
            through = tuple({ground.name: None for ground in grounds if type(ground) is Derived})
            known = self._read_grounds[id(grounds)] = (grounds, self._distinct(grounds), through)
        return known[1:]

    def _distinct(self, grounds: tuple[Ground, ...]) -> tuple[Value, ...]:
        found: dict[Value, None] = {}
        for ground in {id(ground): ground for ground in grounds}.values():
            if not isinstance(ground, Derived | Always):
                for value in self._of_test(ground):
                    found[value] = None
        return tuple(found)

    def gaps(self, causes: Iterable[str], treated: Iterable[Treated] = ()) -> tuple[Gap, ...]:
        """The missing facts behind some causes; `treated` are the tests that an entry of the history leaves open."""
        found: dict[Gap, None] = {}
        for fact in sorted(causes):
            if fact == TREATMENTS and not isinstance(self._scenario.treatments, Missing):
                found.update(dict.fromkeys(gap for test in treated for gap in self._open_entries(test)))
            else:
                found.update(dict.fromkeys(self._of_cause(fact)))
        return tuple(found)

    def _of_test(self, test: Test | Known) -> tuple[Value, ...]:
        """The values behind one test of the program; tests live as long as it does, so their identity is a key."""
        known = self._values.get(id(test))
        if known is None:
            value = self._facts.value(test.fact)
            holds = True if isinstance(test, Known) or isinstance(value, Missing) else bool(test.holds(value))
            known = self._values[id(test)] = tuple(self._read(test, holds))
        return known

    def _read(self, test: Test | Known, holds: bool) -> Iterable[Value]:
        fact = test.fact
        match fact:
            case x if x == DISEASE:
                name = self._diagnosis.disease
                yield Value(fact, f"/diagnoses/{self._index}/disease", name, f"diagnosis: {self._words.diseases[name].label}")
            case x if x == SUBTYPE:
                yield from self._subtype()
            case x if x in (ACTIVITY, STATED_ACTIVITY):
                yield from self._activity(fact)
            case x if x == ORGANS:
                yield from self._organs(test, holds)
            case x if x == COMORBIDITIES:
                yield from self._comorbidities(test, holds)
            case x if x == TREATMENTS:
                yield from self._treatments(test, holds)
            case _:
                yield self._plain(fact)

    def _plain(self, fact: str) -> Value:
        kind, _, name = fact.partition(".")
        section: Mapping[str, object] = {
            "finding": self._scenario.findings,
            "measure": self._scenario.measures,
            "patient": self._scenario.patient,
        }[kind]
        raw = section.get(name)
        if raw is None or isinstance(raw, Missing):
            return self._plain(implied_values(self._scenario, self._words)[fact][0])
        word = self._words.fact_word(fact)
        assert word is not None
        if isinstance(raw, float):
            unit = word.unit if isinstance(word, Measure) and word.unit != "points" else ""
            words = f"{word.label}: {raw:g} {unit}".rstrip()
            return Value(fact, self.pointer(fact), raw, words)
        assert isinstance(raw, str)
        label = KNOWN_ABSENT if raw == ABSENT else word.values[raw].label if not isinstance(word, Measure) else raw
        return Value(fact, self.pointer(fact), raw, f"{word.label}: {label}")

    def _subtype(self) -> Iterable[Value]:
        subtypes = self._diagnosis.subtype
        if not isinstance(subtypes, Missing):
            known = self._words.diseases[self._diagnosis.disease].subtypes
            words = ", ".join(known[name].label for name in subtypes)
            yield Value(SUBTYPE, self.pointer(SUBTYPE), subtypes if len(subtypes) > 1 else subtypes[0], f"subtype: {words}")

    def _activity(self, fact: str) -> Iterable[Value]:
        disease = self._words.diseases[self._diagnosis.disease]
        stated = self._diagnosis.activity
        if not isinstance(stated, Missing):
            yield Value(fact, f"/diagnoses/{self._index}/activity", stated, f"activity: {disease.activity[stated].label}")
        if fact == ACTIVITY:
            for name, level in measured_levels(self._scenario, self._diagnosis, self._words):
                plain = self._plain(f"measure.{name}")
                yield Value(plain.fact, plain.pointer, plain.value, f"{plain.words} ({disease.activity[level].label})")

    def _organs(self, test: Test | Known, holds: bool) -> Iterable[Value]:
        at = self.pointer(ORGANS)
        organs = self._diagnosis.organs
        if not isinstance(test, Listed):
            return
        label = self._words.organs
        if not isinstance(organs, tuple) and holds:
            implied = implied_organs(self._diagnosis, self._words)
            if any(name in test.names and not (isinstance(organs, Mapping) and organs.get(name) is not None) for name in implied):
                yield from self._subtype()
                yield from self._activity(STATED_ACTIVITY)
        if isinstance(organs, Missing):
            if not holds:
                yield from self._activity(STATED_ACTIVITY)
            return
        if isinstance(organs, Mapping):
            named = [name for name in sorted(test.names) if organs.get(name) is holds]
            yield from (
                Value(
                    ORGANS,
                    f"{at}/{n}",
                    "present" if holds else ABSENT,
                    f"{label[n].label}: {'involved' if holds else KNOWN_ABSENT}",
                )
                for n in named
            )
        elif holds:
            yield from (
                Value(ORGANS, f"{at}/{i}", name, f"involved: {label[name].label}")
                for i, name in enumerate(organs)
                if name in test.names
            )
        else:
            involved = ", ".join(label[name].label for name in organs) or "none"
            yield Value(ORGANS, at, tuple(organs), f"organs involved (the whole list): {involved}")

    def _comorbidities(self, test: Test | Known, holds: bool) -> Iterable[Value]:
        names = test.names if isinstance(test, IsOneOf) else frozenset()
        others = [(i, d.disease) for i, d in enumerate(self._scenario.diagnoses) if i != self._index]
        if holds:
            yield from (
                Value(
                    COMORBIDITIES,
                    f"/diagnoses/{i}/disease",
                    name,
                    f"also diagnosed: {self._words.diseases[name].label}",
                )
                for i, name in others
                if name in names
            )
        else:
            listed = ", ".join(self._words.diseases[name].label for _, name in others) or "none"
            yield Value(COMORBIDITIES, "/diagnoses", tuple(n for _, n in others), f"other diagnoses (the whole list): {listed}")

    def _treatments(self, test: Test | Known, holds: bool) -> Iterable[Value]:
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
            subject = test.words or "such therapy"
            yield Value(TREATMENTS, "/treatments", named, f"{subject}: none in the treatment history (a closed list)")

    def _given(self, index: int, entry: Entry) -> Value:
        key = "therapy" if entry.therapy else "class"
        return Value(TREATMENTS, f"/treatments/{index}/{key}", entry.therapy or entry.of_class, self._entry(entry))

    def _entry(self, entry: Entry) -> str:
        outcome = entry.outcome if isinstance(entry.outcome, Missing) else self._words.outcomes[entry.outcome].label
        parts = [f"outcome {outcome.value}" if isinstance(outcome, Missing) else outcome]
        if not isinstance(entry.ongoing, Missing):
            parts.append("still taken" if entry.ongoing else "no longer taken")
        if entry.given_for:
            parts.append(f"for {self._words.diseases[entry.given_for].label}")
        return f"{self._name(entry)}: {', '.join(parts)}"

    def _of_cause(self, fact: str) -> tuple[Gap, ...]:
        known = self._gaps.get(fact)
        if known is None:
            known = self._gaps[fact] = tuple(self._missing(fact))
        return known

    def _missing(self, fact: str) -> Iterable[Gap]:
        value = self._facts.value(fact)
        label = self._words.fact_label(fact)
        question = self._words.question(fact, self._diagnosis.disease)
        if isinstance(value, Missing):
            yield Gap(fact, self.pointer(fact), f"{label}: {value.value}", question)
        elif fact == ACTIVITY:
            evidence = "; ".join(v.words for v in self._activity(ACTIVITY))
            yield Gap(fact, self.pointer(fact), f"{label}: the evidence is split ({evidence})", question)
        else:
            yield Gap(fact, self.pointer(fact), f"{label}: not fully recorded", question)

    def _open_entries(self, test: Treated) -> Iterable[Gap]:
        """What the entries that might fit a test do not say."""
        entries = self._scenario.treatments
        history = self._facts.value(TREATMENTS)
        if isinstance(entries, Missing) or not isinstance(history, tuple):
            return
        for i, (entry, seen) in enumerate(zip(entries, history, strict=True)):
            if test.fits(seen) is not None:
                continue
            name = self._name(entry)
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
                words = f"{name}: whether it goes on is {entry.ongoing.value}"
                yield Gap(TREATMENTS, f"{at}/ongoing", words, f"Is {name} still taken?")

    def _name(self, entry: Entry) -> str:
        if entry.therapy:
            return self._words.label(entry.therapy)
        return f"a {self._words.classes[entry.of_class or ''].label}"

    def pointer(self, fact: str) -> str:
        """Where a fact stands, or would stand, in the scenario."""
        kind, _, name = fact.partition(".")
        match kind:
            case "finding" | "measure":
                return self._scenario.pointers.get(fact, f"/{kind}s/{name}")
            case "patient":
                return self._scenario.pointers.get(fact, f"/patient/{name}")
            case "diagnosis":
                return f"/diagnoses/{self._index}/{'activity' if name == 'stated_activity' else name}"
            case _:
                return "/diagnoses" if fact == COMORBIDITIES else "/treatments"
