"""From the YAML of `when` to a condition, every name resolved or reported."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from infusion_pathways.meaning import condition as c
from infusion_pathways.meaning.facts import ACTIVITY, COMORBIDITIES, DISEASE, ORGANS, STATED_ACTIVITY, SUBTYPE
from infusion_pathways.pack import messages
from infusion_pathways.pack.model import ProblemSink
from infusion_pathways.source.reading import Pointer
from infusion_pathways.vocabulary import PRESENT, Finding, Measure, Vocabulary, interval_of

THIS = "this"
COMPARISONS = ("above", "at_least", "below", "at_most")


@dataclass(frozen=True, slots=True)
class ConditionReader:
    """Reads conditions for one pathway; `this` is the therapy under consideration, if the rule is read for one.

    Problems go to `report` with the pointer of the offending part; a part that cannot be read counts as `Always`.
    """

    words: Vocabulary
    diseases: tuple[str, ...]
    report: ProblemSink
    this: str | None = None

    def read(self, raw: Any, at: Pointer) -> c.Condition:
        """Read one condition."""
        if not isinstance(raw, dict) or not raw:
            self.report(at, messages.not_a_condition)
            return c.Always()
        head = next(iter(raw))
        reader = _READERS.get(head)
        if reader is None:
            self.report((*at, head), messages.unknown_test, head, _READERS, key=True)
            return c.Always()
        allowed = {head} | _COMPANIONS.get(head, frozenset())
        for key in raw:
            if key not in allowed:
                self.report((*at, key), messages.unknown_key, key, allowed, key=True)
        return reader(self, raw, (*at, head))

    def _all(self, raw: Mapping[str, Any], at: Pointer) -> c.Condition:
        return c.All(self._parts(raw["all"], at))

    def _any(self, raw: Mapping[str, Any], at: Pointer) -> c.Condition:
        return c.AnyOf(self._parts(raw["any"], at))

    def _parts(self, raw: Any, at: Pointer) -> tuple[c.Condition, ...]:
        if not isinstance(raw, list) or not raw:
            self.report(at, messages.not_a_list_of_conditions)
            return ()
        return tuple(self.read(part, (*at, i)) for i, part in enumerate(raw))

    def _not(self, raw: Mapping[str, Any], at: Pointer) -> c.Condition:
        return c.Not(self.read(raw["not"], at))

    def _always(self, raw: Mapping[str, Any], at: Pointer) -> c.Condition:
        if raw["always"] is not True:
            self.report(at, messages.always_is_true)
        return c.Always()

    def _diagnosis(self, raw: Mapping[str, Any], at: Pointer) -> c.Condition:
        return c.IsOneOf(DISEASE, self._names(raw["diagnosis"], at, self.words.diseases, "disease"))

    def _comorbidity(self, raw: Mapping[str, Any], at: Pointer) -> c.Condition:
        return c.IsOneOf(COMORBIDITIES, self._names(raw["comorbidity"], at, self.words.diseases, "disease"), some=True)

    def _subtype(self, raw: Mapping[str, Any], at: Pointer) -> c.Condition:
        known = {name for disease in self._own() for name in disease.subtypes}
        return c.IsOneOf(SUBTYPE, self._names(raw["subtype"], at, known, "subtype"), some=True)

    def _activity(self, raw: Mapping[str, Any], at: Pointer) -> c.Condition:
        known = {name for disease in self._own() for name in disease.activity}
        return c.IsOneOf(ACTIVITY, self._names(raw["activity"], at, known, "activity"))

    def _stated_activity(self, raw: Mapping[str, Any], at: Pointer) -> c.Condition:
        known = {name for disease in self._own() for name in disease.activity}
        return c.IsOneOf(STATED_ACTIVITY, self._names(raw["stated_activity"], at, known, "activity"))

    def _own(self) -> list[Any]:
        return [self.words.diseases[name] for name in self.diseases if name in self.words.diseases]

    def _organ(self, raw: Mapping[str, Any], at: Pointer) -> c.Condition:
        return c.Listed(ORGANS, self._names(raw["organ"], at, self.words.organs, "organ"))

    def _finding(self, raw: Mapping[str, Any], at: Pointer) -> c.Condition:
        name = self._name(raw["finding"], at, self.words.findings, "finding")
        word = self.words.findings.get(name)
        if word is None:
            return c.Always()
        if word.derived:
            if "is" in raw:
                self.report((*at[:-1], "is"), messages.derived_has_no_value, key=True)
            return c.Derived(name)
        return self._is(word, f"finding.{name}", raw, at)

    def _is(self, word: Finding, fact: str, raw: Mapping[str, Any], at: Pointer) -> c.Condition:
        if "is" not in raw and PRESENT not in word.values:
            self.report(at, messages.value_needed, word.name, word.values)
            return c.Always()
        self._nothing_but(raw, at, {"is"})
        wanted = self._names(raw.get("is", PRESENT), (*at[:-1], "is"), word.values, "value")
        return c.IsOneOf(fact, wanted)

    def _nothing_but(self, raw: Mapping[str, Any], at: Pointer, allowed: set[str]) -> None:
        """Report what stands beside a test and would be ignored."""
        for key in set(raw) - allowed - {at[-1]}:
            self.report((*at[:-1], key), messages.unknown_key, key, allowed, key=True)

    def _measure(self, raw: Mapping[str, Any], at: Pointer) -> c.Condition:
        name = self._name(raw["measure"], at, self.words.measures, "measure")
        word = self.words.measures.get(name)
        return c.Always() if word is None else self._within(word, f"measure.{name}", raw, at)

    def _within(self, word: Measure, fact: str, raw: Mapping[str, Any], at: Pointer) -> c.Condition:
        if "is" in raw:
            self._nothing_but(raw, at, {"is"})
            bands = sorted(self._names(raw["is"], (*at[:-1], "is"), word.bands, "band"), key=list(word.bands).index)
            return c.Within(fact, tuple(word.bands[band] for band in bands), " or ".join(bands))
        limits = {key: raw[key] for key in COMPARISONS if key in raw}
        if not limits or not all(isinstance(n, int | float) and not isinstance(n, bool) for n in limits.values()):
            self.report(at, messages.comparison_needed, word.name)
            return c.Always()
        if raw.get("unit") != word.unit:
            self.report((*at[:-1], "unit"), messages.wrong_unit, word.name, word.unit)
        words = " and ".join(f"{key.replace('_', ' ')} {limits[key]:g}" for key in limits)
        return c.Within(fact, (interval_of(limits),), words)

    def _patient(self, raw: Mapping[str, Any], at: Pointer) -> c.Condition:
        name = self._name(raw["patient"], at, self.words.patient, "patient field")
        word = self.words.patient.get(name)
        if word is None:
            return c.Always()
        if isinstance(word, Measure):
            return self._within(word, f"patient.{name}", raw, at)
        return self._is(word, f"patient.{name}", raw, at)

    def _known(self, raw: Mapping[str, Any], at: Pointer) -> c.Condition:
        fact = raw["known"]
        known = set(self.words.facts())
        if not isinstance(fact, str):
            self.report(at, messages.takes_a_name, "known", fact)
            return c.Always()
        if fact not in known:
            self.report(at, messages.unknown_name, "fact", fact, known)
            return c.Always()
        return c.Known(fact)

    def _treatment(self, raw: Mapping[str, Any], at: Pointer) -> c.Condition:
        test = raw["treatment"]
        if not isinstance(test, dict) or ("therapy" in test) == ("class" in test):
            self.report(at, messages.treatment_needs_subject)
            return c.Always()
        for key in test:
            if key not in _TREATMENT_KEYS:
                self.report((*at, key), messages.unknown_key, key, _TREATMENT_KEYS, key=True)
        subject, therapies = self._subject(test, at)
        if "other_than" in test:
            therapies -= self._therapies(test["other_than"], (*at, "other_than"))
        outcomes = self._outcomes(test, at)
        ongoing = test.get("ongoing")
        if ongoing is not None and not isinstance(ongoing, bool):
            self.report((*at, "ongoing"), messages.ongoing_is_boolean)
            ongoing = None
        if test.get("for", "any") != "any":
            self.report((*at, "for"), messages.for_is_any)
        return c.Treated(therapies, outcomes, ongoing, "for" in test, subject)

    def _subject(self, test: Mapping[str, Any], at: Pointer) -> tuple[str, frozenset[str]]:
        if "therapy" in test:
            therapies = self._therapies(test["therapy"], (*at, "therapy"))
            return " or ".join(self.words.label(name) for name in sorted(therapies)), therapies
        classes = self._names(test["class"], (*at, "class"), self.words.classes, "class")
        labels = " or ".join(self.words.classes[name].label for name in sorted(classes))
        return labels, frozenset().union(*(self.words.members[name] for name in classes))

    def _therapies(self, raw: Any, at: Pointer) -> frozenset[str]:
        if raw == THIS:
            if self.this is None:
                self.report(at, messages.this_without_therapy)
                return frozenset()
            return frozenset({self.this})
        return self._names(raw, at, self.words.therapies, "therapy")

    def _outcomes(self, test: Mapping[str, Any], at: Pointer) -> frozenset[str] | None:
        if "outcome" in test:
            return self._names(test["outcome"], (*at, "outcome"), self.words.outcomes, "outcome")
        if "ongoing" in test:
            return None
        return frozenset(name for name, outcome in self.words.outcomes.items() if outcome.taken)

    def _names(self, raw: Any, at: Pointer, known: Iterable[str], what: str) -> frozenset[str]:
        known = frozenset(known)
        listed = raw if isinstance(raw, list) else [raw]
        if not listed:
            self.report(at, messages.takes_names, at[-1], raw)
        names = [self._name(name, (*at, i) if isinstance(raw, list) else at, known, what) for i, name in enumerate(listed)]
        return frozenset(name for name in names if name in known)

    def _name(self, raw: Any, at: Pointer, known: Iterable[str], what: str) -> str:
        if not isinstance(raw, str):
            self.report(at, messages.takes_names, next(part for part in reversed(at) if isinstance(part, str)), raw)
            return ""
        if raw not in known:
            self.report(at, messages.unknown_name, what, raw, frozenset(known))
        return raw


_READERS: dict[str, Callable[[ConditionReader, Mapping[str, Any], Pointer], c.Condition]] = {
    "all": ConditionReader._all,
    "any": ConditionReader._any,
    "not": ConditionReader._not,
    "always": ConditionReader._always,
    "diagnosis": ConditionReader._diagnosis,
    "subtype": ConditionReader._subtype,
    "activity": ConditionReader._activity,
    "stated_activity": ConditionReader._stated_activity,
    "organ": ConditionReader._organ,
    "comorbidity": ConditionReader._comorbidity,
    "treatment": ConditionReader._treatment,
    "finding": ConditionReader._finding,
    "measure": ConditionReader._measure,
    "patient": ConditionReader._patient,
    "known": ConditionReader._known,
}
_COMPANIONS: dict[str, frozenset[str]] = {
    "finding": frozenset({"is"}),
    "measure": frozenset({"is", "unit", *COMPARISONS}),
    "patient": frozenset({"is", "unit", *COMPARISONS}),
}
_TREATMENT_KEYS = ("therapy", "class", "outcome", "ongoing", "other_than", "for")


def says_this(raw: Any) -> bool:
    """Whether a raw condition speaks of the therapy under consideration."""
    if isinstance(raw, dict):
        test = raw.get("treatment")
        if isinstance(test, dict) and THIS in (test.get("therapy"), test.get("other_than")):
            return True
        return any(says_this(part) for part in raw.values())
    return isinstance(raw, list) and any(says_this(part) for part in raw)
