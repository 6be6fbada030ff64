"""From the tests that decided something to the patient's own values, each with its pointer and its words.

Unknown is never worded as no: "not recorded", "asked, not known" and "known to be absent" are three wordings.
"""

from collections.abc import Iterable, Mapping

from infusion_pathways.meaning.condition import Always, Derived, IsOneOf, Known, Listed, Test, Treated
from infusion_pathways.meaning.facts import (
    ACTIVITY,
    COMORBIDITIES,
    DISEASE,
    ORGANS,
    STATED_ACTIVITY,
    SUBTYPE,
    TREATMENTS,
    Facts,
    Missing,
)
from infusion_pathways.meaning.logic import Ground
from infusion_pathways.scenario.model import Diagnosis, Scalar, Scenario
from infusion_pathways.scenario.view import implied_organs, implied_values, means_no_organs, measured_levels
from infusion_pathways.trace.history import History
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
        self._history = History(scenario, facts, words)
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
                found.update(dict.fromkeys(gap for test in treated for gap in self._history.open_entries(test)))
            else:
                found.update(dict.fromkeys(self._of_cause(fact)))
        return tuple(found)

    def following(self, test: Test | Known, holds: bool) -> tuple[Value, ...]:
        """The values of other facts from which the same answer to a test would follow if what it reads were not stated."""
        if test.fact == ORGANS:
            return tuple(self._following_organs(test, holds))
        found = []
        for kind, name in self._words.implying:
            said = self._stated(kind).get(name)
            word = self._words.fact_word(f"{kind}.{name}")
            if said is None or isinstance(said, Missing) or word is None:
                continue
            implied = (word.implies if isinstance(word, Measure) else word.values[str(said)].implies).get(test.fact)
            if implied is not None and (isinstance(test, Known) or test.holds(frozenset({implied})) is holds):
                found.append(self._plain(f"{kind}.{name}"))
        return tuple(found)

    def _following_organs(self, test: Test | Known, holds: bool) -> Iterable[Value]:
        """What else says the same of organs that are answered one by one; a closed list stands alone."""
        if not isinstance(self._diagnosis.organs, Mapping) or not isinstance(test, Listed):
            return
        if holds:
            yield from self._meaning_organs(test.names)
        elif means_no_organs(self._diagnosis, self._words):
            yield from self._activity(STATED_ACTIVITY)

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
                yield from self._history.values(test, holds)
            case _:
                yield self._plain(fact)

    def _plain(self, fact: str) -> Value:
        kind, _, name = fact.partition(".")
        raw = self._stated(kind).get(name)
        if raw is None or isinstance(raw, Missing):
            return self._plain(implied_values(self._scenario, self._words)[fact][0])
        word = self._words.fact_word(fact)
        assert word is not None
        if isinstance(raw, float):
            unit = word.spoken_unit if isinstance(word, Measure) else ""
            words = f"{word.label}: {raw:g} {unit}".rstrip()
            return Value(fact, self.pointer(fact), raw, words)
        assert isinstance(raw, str)
        label = KNOWN_ABSENT if raw == ABSENT else word.values[raw].label if not isinstance(word, Measure) else raw
        return Value(fact, self.pointer(fact), raw, f"{word.label}: {label}")

    def _stated(self, kind: str) -> Mapping[str, Scalar]:
        scenario = self._scenario
        return {"finding": scenario.findings, "measure": scenario.measures, "patient": scenario.patient}[kind]

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
        """What decides a test on organs: a closed list, answers one by one, or what subtype and activity mean for them."""
        organs = self._diagnosis.organs
        if isinstance(organs, tuple):
            yield from self._listed_organs(organs, test, holds)
            return
        answered = {name: answer for name, answer in organs.items() if answer is not None} if isinstance(organs, Mapping) else {}
        names = test.names if isinstance(test, Listed) else frozenset(self._words.organs)
        if holds:
            yield from self._meaning_organs(name for name in names if name not in answered)
        for name in sorted(names & answered.keys()):
            if answered[name] is holds or not isinstance(test, Listed):
                said = ("present", "involved") if answered[name] else (ABSENT, KNOWN_ABSENT)
                words = f"{self._words.organs[name].label}: {said[1]}"
                yield Value(ORGANS, f"{self.pointer(ORGANS)}/{name}", said[0], words)
        left = not names <= answered.keys()
        if left and not (holds and isinstance(test, Listed)) and means_no_organs(self._diagnosis, self._words):
            yield from self._activity(STATED_ACTIVITY)

    def _listed_organs(self, organs: tuple[str, ...], test: Test | Known, holds: bool) -> Iterable[Value]:
        at, label = self.pointer(ORGANS), self._words.organs
        if holds and isinstance(test, Listed):
            for i, name in enumerate(organs):
                if name in test.names:
                    yield Value(ORGANS, f"{at}/{i}", name, f"involved: {label[name].label}")
        else:
            involved = ", ".join(label[name].label for name in organs) or "none"
            yield Value(ORGANS, at, organs, f"organs involved (the whole list): {involved}")

    def _meaning_organs(self, names: Iterable[str]) -> Iterable[Value]:
        """The stated subtype and activity, each where it means that one of some organs is involved."""
        wanted = frozenset(names)
        own = self._diagnosis
        if not wanted.isdisjoint(implied_organs(own._replace(activity=Missing.NOT_RECORDED), self._words)):
            yield from self._subtype()
        if not wanted.isdisjoint(implied_organs(own._replace(subtype=Missing.NOT_RECORDED), self._words)):
            yield from self._activity(STATED_ACTIVITY)

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
