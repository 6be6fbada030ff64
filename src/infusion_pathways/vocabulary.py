"""The words of a pack: diseases, therapies, findings, measures and the rest, each with one meaning."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from infusion_pathways.condition import Interval
from infusion_pathways.facts import ACTIVITY, COMORBIDITIES, DISEASE, ORGANS, STATED_ACTIVITY, SUBTYPE, TREATMENTS

PRESENT, ABSENT = "present", "absent"
PRESENCE = {PRESENT: "present", ABSENT: "known to be absent"}


@dataclass(frozen=True, slots=True)
class Word:
    """A name with the label a reader sees; `to_be_confirmed` marks what no source was read for."""

    name: str
    label: str
    aliases: tuple[str, ...] = ()
    note: str = ""
    cites: tuple[str, ...] = ()
    to_be_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Subtype(Word):
    """A subtype of a disease, with the organs whose involvement it means."""

    organs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Disease(Word):
    """A disease with its subtypes, its levels of activity from least to most, and the measures that tell the level."""

    subtypes: Mapping[str, Subtype] = field(default_factory=dict)
    activity: Mapping[str, Word] = field(default_factory=dict)
    activity_from: tuple[str, ...] = ()
    questions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TherapyClass(Word):
    """A class of therapies, possibly within wider classes."""

    within: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Therapy(Word):
    """A therapy; `infusion` says that it has an infusion form."""

    classes: tuple[str, ...] = ()
    mechanism: str = ""
    routes: tuple[str, ...] = ()
    infusion: bool = False


@dataclass(frozen=True, slots=True)
class Outcome(Word):
    """What came of a treatment: whether it was really taken, and whether it works."""

    taken: bool = True
    works: bool = False


@dataclass(frozen=True, slots=True)
class FindingValue(Word):
    """A value of a finding; `implies` gives the values of other facts that follow from it where they are not stated."""

    implies: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding(Word):
    """A finding: recorded by the clinician with one of its values, or derived by rules."""

    question: str = ""
    values: Mapping[str, FindingValue] = field(default_factory=dict)
    derived: bool = False


@dataclass(frozen=True, slots=True)
class Measure(Word):
    """A number with a unit and the range outside which it is impossible; its bands have names."""

    unit: str = ""
    low: float = 0.0
    high: float = 0.0
    question: str = ""
    bands: Mapping[str, Interval] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All words of a pack, by section and name."""

    diseases: Mapping[str, Disease]
    organs: Mapping[str, Word]
    classes: Mapping[str, TherapyClass]
    therapies: Mapping[str, Therapy]
    outcomes: Mapping[str, Outcome]
    findings: Mapping[str, Finding]
    measures: Mapping[str, Measure]
    patient: Mapping[str, Finding | Measure]
    checks: Mapping[str, Word]
    flags: Mapping[str, Word]
    members: Mapping[str, frozenset[str]]
    aliases: Mapping[str, Mapping[str, str]]

    def canonical(self, section: str, name: str) -> str:
        """The name an accepted spelling stands for; the spelling itself where it is nobody's alias."""
        return self.aliases.get(section, {}).get(name, name)

    def label(self, name: str) -> str:
        """The label of a disease, therapy, organ, finding or measure; the name in plain words where there is none."""
        for section in (
            self.therapies,
            self.diseases,
            self.findings,
            self.measures,
            self.organs,
            self.patient,
            self.classes,
        ):
            word = section.get(name)
            if word is not None:
                return word.label
        return name.replace("_", " ")

    def facts(self) -> Iterator[str]:
        """The names of all facts that a test can read or a rule can ask for."""
        yield from (SUBTYPE, ACTIVITY, ORGANS, TREATMENTS)
        yield from (f"finding.{name}" for name, word in self.findings.items() if not word.derived)
        yield from (f"measure.{name}" for name in self.measures)
        yield from (f"patient.{name}" for name in self.patient)

    def fact_word(self, fact: str) -> Finding | Measure | None:
        """The word behind a `finding.`, `measure.` or `patient.` fact."""
        kind, _, name = fact.partition(".")
        sections: dict[str, Mapping[str, Finding | Measure]] = {
            "finding": self.findings,
            "measure": self.measures,
            "patient": self.patient,
        }
        return sections[kind].get(name) if kind in sections else None

    def fact_label(self, fact: str, disease: str | None = None) -> str:
        """How a reader sees the name of a fact."""
        word = self.fact_word(fact)
        if word is not None:
            return word.label
        of = f" of {self.diseases[disease].label}" if disease is not None and disease in self.diseases else ""
        return _DIAGNOSIS_LABELS[fact] + of

    def question(self, fact: str, disease: str | None = None) -> str:
        """What to ask in order to learn a fact."""
        word = self.fact_word(fact)
        if word is not None and word.question:
            return word.question
        own = self.diseases[disease].questions if disease is not None and disease in self.diseases else {}
        generic = f"What is known of the {self.fact_label(fact, disease)}?"
        return own.get(fact.rpartition(".")[2], generic)


_DIAGNOSIS_LABELS = {
    DISEASE: "diagnosis",
    SUBTYPE: "subtype",
    ACTIVITY: "activity",
    STATED_ACTIVITY: "stated activity",
    ORGANS: "organ involvement",
    TREATMENTS: "treatment history",
    COMORBIDITIES: "other diagnoses",
}


def build_vocabulary(raw: Mapping[str, Mapping[str, Any]]) -> Vocabulary:
    """Build the words from the merged, shape-checked sections of a pack."""
    classes = {
        name: TherapyClass(**_word(name, entry), within=tuple(entry.get("within", ()))) for name, entry in _of(raw, "classes")
    }
    therapies = {
        name: Therapy(
            **_word(name, entry),
            classes=tuple(entry.get("classes", ())),
            mechanism=entry.get("mechanism", ""),
            routes=tuple(entry.get("routes", ())),
            infusion=entry.get("infusion", False),
        )
        for name, entry in _of(raw, "therapies")
    }
    findings = {name: _finding(name, entry) for name, entry in _of(raw, "findings")}
    return Vocabulary(
        diseases={name: _disease(name, entry) for name, entry in _of(raw, "diseases")},
        organs={name: Word(**_word(name, entry)) for name, entry in _of(raw, "organs")},
        classes=classes,
        therapies=therapies,
        outcomes={
            name: Outcome(**_word(name, entry), taken=entry.get("taken", True), works=entry.get("works", False))
            for name, entry in _of(raw, "outcomes")
        },
        findings=findings,
        measures={name: _measure(name, entry) for name, entry in _of(raw, "measures")},
        patient={
            name: _measure(name, entry) if "range" in entry else _finding(name, entry) for name, entry in _of(raw, "patient")
        },
        checks={name: Word(**_word(name, entry)) for name, entry in _of(raw, "checks")},
        flags={name: Word(**_word(name, entry)) for name, entry in _of(raw, "flags")},
        members=_members(classes, therapies),
        aliases=_aliases(raw),
    )


def _of(raw: Mapping[str, Mapping[str, Any]], section: str) -> Iterator[tuple[str, Any]]:
    yield from raw.get(section, {}).items()


def _word(name: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "label": entry.get("label", name.replace("_", " ")),
        "aliases": tuple(entry.get("aliases", ())),
        "note": entry.get("note", ""),
        "cites": tuple(entry.get("cites", ())),
        "to_be_confirmed": entry.get("to_be_confirmed", False),
    }


def _disease(name: str, entry: Mapping[str, Any]) -> Disease:
    levels = entry.get("activity", [])
    named = levels if isinstance(levels, dict) else {level: {} for level in levels}
    return Disease(
        **_word(name, entry),
        subtypes={
            key: Subtype(**_word(key, value), organs=tuple(value.get("organs", ())))
            for key, value in entry.get("subtypes", {}).items()
        },
        activity={key: Word(**_word(key, value)) for key, value in named.items()},
        activity_from=tuple(entry.get("activity_from", ())),
        questions=entry.get("questions", {}),
    )


def _finding(name: str, entry: Mapping[str, Any]) -> Finding:
    values = entry.get("values") or {key: {"label": label} for key, label in PRESENCE.items()}
    return Finding(
        **_word(name, entry),
        question=entry.get("question", ""),
        values={key: FindingValue(**_word(key, value), implies=value.get("implies", {})) for key, value in values.items()},
        derived=entry.get("derived", False),
    )


def _measure(name: str, entry: Mapping[str, Any]) -> Measure:
    low, high = entry["range"]
    return Measure(
        **_word(name, entry),
        unit=entry.get("unit", ""),
        low=float(low),
        high=float(high),
        question=entry.get("question", ""),
        bands={band: interval_of(limits) for band, limits in entry.get("bands", {}).items()},
    )


def interval_of(limits: Mapping[str, float]) -> Interval:
    """The interval that `above` / `at_least` / `below` / `at_most` describe."""
    low = limits.get("above", limits.get("at_least"))
    high = limits.get("below", limits.get("at_most"))
    return Interval(
        None if low is None else float(low),
        None if high is None else float(high),
        "at_least" in limits,
        "at_most" in limits,
    )


def _members(classes: Mapping[str, TherapyClass], therapies: Mapping[str, Therapy]) -> dict[str, frozenset[str]]:
    """The therapies of every class, those of the classes within it included.

    A class of which no therapy has a name of its own counts as one unnamed therapy.
    """

    def lineage(name: str, seen: frozenset[str]) -> frozenset[str]:
        if name in seen or name not in classes:
            return frozenset()
        return frozenset({name}).union(*(lineage(parent, seen | {name}) for parent in classes[name].within))

    members: dict[str, set[str]] = {name: set() for name in classes}
    for therapy in therapies.values():
        for own in therapy.classes:
            for name in lineage(own, frozenset()):
                members[name].add(therapy.name)
    for name in [name for name, own in members.items() if not own]:
        for wider in lineage(name, frozenset()):
            members[wider].add(f"some {name}")
    return {name: frozenset(names) for name, names in members.items()}


def _aliases(raw: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    """Accepted spellings by section; nested words (subtypes, values) have sections such as `subtypes.NAME`."""
    found: dict[str, dict[str, str]] = {}
    for section, nested in _NESTED.items():
        for name, entry in _of(raw, section):
            found.setdefault(section, {}).update(dict.fromkeys(entry.get("aliases", ()), name))
            for part, prefix in nested:
                inner = entry.get(part) or {}
                if isinstance(inner, dict):
                    own = {alias: key for key, value in inner.items() for alias in (value or {}).get("aliases", ())}
                    found[f"{prefix}.{name}"] = own
    return found


_NESTED: dict[str, tuple[tuple[str, str], ...]] = {
    "diseases": (("subtypes", "subtypes"), ("activity", "activity")),
    "organs": (),
    "classes": (),
    "therapies": (),
    "outcomes": (),
    "findings": (("values", "finding"),),
    "measures": (),
    "patient": (("values", "patient"),),
    "checks": (),
}
