"""The facts of a scenario as seen from one of its diagnoses: patient values are read here and nowhere later."""

from collections.abc import Mapping

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
    Record,
    Treatment,
    Value,
)
from infusion_pathways.scenario.model import Diagnosis, HistoryEntry, Scalar, Scenario
from infusion_pathways.vocabulary import Finding, Measure, Vocabulary


def facts_for(scenario: Scenario, index: int, words: Vocabulary) -> Facts:
    """The facts for the diagnosis at an index; the other diagnoses are comorbidities."""
    diagnosis = scenario.diagnoses[index]
    values: dict[str, Value | Missing] = {
        DISEASE: frozenset({diagnosis.disease}),
        SUBTYPE: diagnosis.subtype if isinstance(diagnosis.subtype, Missing) else frozenset(diagnosis.subtype),
        ACTIVITY: activity_of(scenario, diagnosis, words),
        STATED_ACTIVITY: diagnosis.activity if isinstance(diagnosis.activity, Missing) else frozenset({diagnosis.activity}),
        ORGANS: _organs(diagnosis, words),
        COMORBIDITIES: frozenset(d.disease for i, d in enumerate(scenario.diagnoses) if i != index),
        TREATMENTS: _treatments(scenario, diagnosis.disease, words),
    }
    sections: tuple[tuple[str, Mapping[str, Scalar]], ...] = (
        ("patient", scenario.patient),
        ("finding", scenario.findings),
        ("measure", scenario.measures),
    )
    for kind, section in sections:
        for name, value in section.items():
            fact = f"{kind}.{name}"
            values[fact] = _meaning(words.fact_word(fact), value) if isinstance(value, str) else value
    for fact, (_, implied) in implied_values(scenario, words).items():
        if isinstance(values.get(fact, Missing.NOT_RECORDED), Missing):
            values[fact] = frozenset({implied})
    return Facts(values)


def _meaning(word: Finding | Measure | None, value: str) -> frozenset[str]:
    """The values a recorded one may stand for: itself, or the several it leaves open."""
    open_ = word.values[value].one_of if isinstance(word, Finding) else ()
    return frozenset(open_ or (value,))


def implied_values(scenario: Scenario, words: Vocabulary) -> dict[str, tuple[str, str]]:
    """The facts whose values follow from other stated ones: from which fact, and which value.

    Where two say something about the same fact, a finding goes before a patient field, that before a measure, and the later name
    before the earlier: the order in the file has no influence.
    """
    found: dict[str, tuple[str, str]] = {}
    stated: dict[str, Mapping[str, Scalar]] = {
        "measure": scenario.measures,
        "patient": scenario.patient,
        "finding": scenario.findings,
    }
    for kind, name in words.implying:
        value = stated[kind].get(name)
        if value is not None and not isinstance(value, Missing):
            source = f"{kind}.{name}"
            word = words.fact_word(source)
            implies = word.values[str(value)].implies if isinstance(word, Finding) else word.implies if word else {}
            found.update({fact: (source, implied) for fact, implied in implies.items()})
    return found


def activity_of(scenario: Scenario, diagnosis: Diagnosis, words: Vocabulary) -> frozenset[str] | Missing:
    """All levels of activity that the scenario gives evidence for: the stated one, and the band of each recorded measure.

    Evidence that disagrees is kept: a test that it splits is unknown, and a conflict rule may say so.
    """
    stated = () if isinstance(diagnosis.activity, Missing) else (diagnosis.activity,)
    levels = frozenset((*stated, *(level for _, level in measured_levels(scenario, diagnosis, words))))
    if levels:
        return levels
    return diagnosis.activity if isinstance(diagnosis.activity, Missing) else Missing.NOT_RECORDED


def measured_levels(scenario: Scenario, diagnosis: Diagnosis, words: Vocabulary) -> list[tuple[str, str]]:
    """The measures of the disease that are recorded, each with the level of activity its band names."""
    disease = words.diseases[diagnosis.disease]
    found = []
    for name in disease.activity_from:
        value = scenario.measures.get(name)
        if isinstance(value, float):
            bands = words.measures[name].bands.items()
            found += [(name, band) for band, interval in bands if value in interval and band in disease.activity]
    return found


def implied_organs(diagnosis: Diagnosis, words: Vocabulary) -> tuple[str, ...]:
    """The organs whose involvement the stated subtypes and the stated activity mean."""
    disease = words.diseases[diagnosis.disease]
    subtypes = () if isinstance(diagnosis.subtype, Missing) else diagnosis.subtype
    meant = [organ for name in subtypes for organ in disease.subtypes[name].organs]
    if not isinstance(diagnosis.activity, Missing):
        meant += disease.activity[diagnosis.activity].organs
    return tuple(dict.fromkeys(meant))


def means_no_organs(diagnosis: Diagnosis, words: Vocabulary) -> bool:
    """Whether the stated activity means that no organ is involved."""
    level = diagnosis.activity
    return not isinstance(level, Missing) and words.diseases[diagnosis.disease].activity[level].no_organs


def _organs(diagnosis: Diagnosis, words: Vocabulary) -> Record | Missing:
    """What is recorded, and what subtype and activity mean for each organ of which nothing is known.

    An answer goes before a meaning, of its own organ only: what is said of one organ takes back nothing known of another. A
    closed list answers for every organ. Where an answer and a meaning differ, a conflict rule may object. A map in which
    nothing is answered records nothing.
    """
    organs = diagnosis.organs
    if isinstance(organs, tuple):
        return Record(tuple((name, True) for name in sorted(organs)), closed=True)
    answered = {} if isinstance(organs, Missing) else {name: answer for name, answer in organs.items() if answer is not None}
    known: dict[str, bool | None] = {**dict.fromkeys(implied_organs(diagnosis, words), True), **answered}
    if means_no_organs(diagnosis, words):
        return Record(tuple((name, True) for name in sorted(known) if known[name]), closed=True)
    if known:
        return Record(tuple(sorted(known.items())), closed=False)
    if isinstance(organs, Missing):
        return organs
    return Missing.ASKED if organs else Missing.NOT_RECORDED


def _treatments(scenario: Scenario, disease: str, words: Vocabulary) -> tuple[Treatment, ...] | Missing:
    if isinstance(scenario.treatments, Missing):
        return scenario.treatments
    return tuple(_treatment(entry, disease, words) for entry in scenario.treatments)


def _treatment(entry: HistoryEntry, disease: str, words: Vocabulary) -> Treatment:
    could_be = words.members[entry.of_class] if entry.of_class else frozenset({entry.therapy or ""})
    elsewhere = entry.given_for is not None and entry.given_for != disease
    return Treatment(could_be, entry.outcome, entry.ongoing, elsewhere)
