"""From the sections of a pack to its vocabulary: words, class members, accepted spellings."""

from collections.abc import Iterator, Mapping
from typing import Any

from infusion_pathways.meaning.condition import Interval
from infusion_pathways.source.spelling import composed
from infusion_pathways.vocabulary.words import (
    PRESENCE,
    ActivityLevel,
    CheckWord,
    Disease,
    Finding,
    FindingValue,
    Measure,
    Subtype,
    Therapy,
    TherapyClass,
    TreatmentOutcome,
    Vocabulary,
    Word,
)


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
    measures = {name: _measure(name, entry) for name, entry in _of(raw, "measures")}
    patient = {name: _measure(name, entry) if "range" in entry else _finding(name, entry) for name, entry in _of(raw, "patient")}
    return Vocabulary(
        diseases={name: _disease(name, entry) for name, entry in _of(raw, "diseases")},
        organs={name: Word(**_word(name, entry)) for name, entry in _of(raw, "organs")},
        classes=classes,
        therapies=therapies,
        outcomes={
            name: TreatmentOutcome(**_word(name, entry), taken=entry.get("taken", True), works=entry.get("works", False))
            for name, entry in _of(raw, "outcomes")
        },
        findings=findings,
        measures=measures,
        patient=patient,
        checks={name: CheckWord(**_word(name, entry), during=entry.get("during", False)) for name, entry in _of(raw, "checks")},
        flags={name: Word(**_word(name, entry)) for name, entry in _of(raw, "flags")},
        members=_members(classes, therapies),
        aliases=_aliases(raw),
        implying=_implying({"measure": measures, "patient": patient, "finding": findings}),
    )


def _implying(sections: Mapping[str, Mapping[str, Finding | Measure]]) -> tuple[tuple[str, str], ...]:
    """The facts that say something about others: measures before patient fields before findings, each in the order of names."""
    found = []
    for kind, words in sections.items():
        for name in sorted(words):
            word = words[name]
            if word.implies if isinstance(word, Measure) else any(value.implies for value in word.values.values()):
                found.append((kind, name))
    return tuple(found)


def _of(raw: Mapping[str, Mapping[str, Any]], section: str) -> Iterator[tuple[str, Any]]:
    yield from raw.get(section, {}).items()


def _word(name: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "label": entry.get("label", name.replace("_", " ")),
        "aliases": tuple(map(composed, entry.get("aliases", ()))),
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
        activity={
            key: ActivityLevel(
                **_word(key, value), organs=tuple(value.get("organs", ())), no_organs=value.get("no_organs", False)
            )
            for key, value in named.items()
        },
        activity_from=tuple(entry.get("activity_from", ())),
        questions=entry.get("questions", {}),
    )


def _finding(name: str, entry: Mapping[str, Any]) -> Finding:
    values = entry.get("values") or {key: {"label": label} for key, label in PRESENCE.items()}
    return Finding(
        **_word(name, entry),
        question=entry.get("question", ""),
        values={key: _finding_value(key, value) for key, value in values.items()},
        derived=entry.get("derived", False),
        fixed=entry.get("fixed", False),
    )


def _finding_value(name: str, entry: Mapping[str, Any]) -> FindingValue:
    return FindingValue(**_word(name, entry), implies=entry.get("implies", {}), one_of=tuple(entry.get("one_of", ())))


def _measure(name: str, entry: Mapping[str, Any]) -> Measure:
    low, high = entry["range"]
    return Measure(
        **_word(name, entry),
        unit=entry.get("unit", ""),
        low=float(low),
        high=float(high),
        question=entry.get("question", ""),
        bands={band: interval_of(limits) for band, limits in entry.get("bands", {}).items()},
        fixed=entry.get("fixed", False),
        implies=entry.get("implies", {}),
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
            found.setdefault(section, {}).update(dict.fromkeys(map(composed, entry.get("aliases", ())), name))
            for part, prefix in nested:
                inner = entry.get(part) or {}
                if isinstance(inner, dict):
                    own = {composed(alias): key for key, value in inner.items() for alias in (value or {}).get("aliases", ())}
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
