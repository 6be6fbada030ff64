"""The words of a pack: diseases, therapies, findings, measures and the rest, each with one meaning."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from infusion_pathways.meaning.condition import Interval
from infusion_pathways.meaning.facts import ACTIVITY, COMORBIDITIES, DISEASE, ORGANS, STATED_ACTIVITY, SUBTYPE, TREATMENTS
from infusion_pathways.source.spelling import composed

PRESENT, ABSENT = "present", "absent"
PRESENCE = {PRESENT: "present", ABSENT: "known to be absent"}


@dataclass(frozen=True, eq=False, repr=False)
class Word:
    """A name with the label a reader sees; `to_be_confirmed` marks what no source was read for."""

    name: str
    label: str
    aliases: tuple[str, ...] = ()
    note: str = ""
    cites: tuple[str, ...] = ()
    to_be_confirmed: bool = False


@dataclass(frozen=True, eq=False, repr=False)
class CheckWord(Word):
    """Something to look at or arrange; `during` says that it accompanies a treatment instead of coming before it."""

    during: bool = False


@dataclass(frozen=True, eq=False, repr=False)
class Subtype(Word):
    """A subtype of a disease, with the organs whose involvement it means."""

    organs: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False, repr=False)
class ActivityLevel(Word):
    """A level of activity. Where nothing is said about organs, it means that these are involved, or that none is."""

    organs: tuple[str, ...] = ()
    no_organs: bool = False


@dataclass(frozen=True, eq=False, repr=False)
class Disease(Word):
    """A disease with its subtypes, its levels of activity from least to most, and the measures that tell the level."""

    subtypes: Mapping[str, Subtype] = field(default_factory=dict)
    activity: Mapping[str, ActivityLevel] = field(default_factory=dict)
    activity_from: tuple[str, ...] = ()
    questions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False, repr=False)
class TherapyClass(Word):
    """A class of therapies, possibly within wider classes."""

    within: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False, repr=False)
class Therapy(Word):
    """A therapy; `infusion` says that it has an infusion form."""

    classes: tuple[str, ...] = ()
    mechanism: str = ""
    routes: tuple[str, ...] = ()
    infusion: bool = False


@dataclass(frozen=True, eq=False, repr=False)
class TreatmentOutcome(Word):
    """What came of a treatment: whether it was really taken, and whether it works."""

    taken: bool = True
    works: bool = False


@dataclass(frozen=True, eq=False, repr=False)
class FindingValue(Word):
    """A value of a finding; `implies` gives the values of other facts that follow from it where they are not stated.

    `one_of` says that the value leaves open which of several others it is.
    """

    implies: Mapping[str, str] = field(default_factory=dict)
    one_of: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False, repr=False)
class Finding(Word):
    """A finding: recorded by the clinician with one of its values, or derived by rules.

    `fixed` says that neither time nor treatment turns a known value of it into another.
    """

    question: str = ""
    values: Mapping[str, FindingValue] = field(default_factory=dict)
    derived: bool = False
    fixed: bool = False


@dataclass(frozen=True, eq=False, repr=False)
class Measure(Word):
    """A number with a unit and the range outside which it is impossible; its bands have names. `fixed` as for a finding.

    `implies` gives the values of other facts that follow from any number of it, where they are not stated.
    """

    unit: str = ""
    low: float = 0.0
    high: float = 0.0
    question: str = ""
    bands: Mapping[str, Interval] = field(default_factory=dict)
    fixed: bool = False
    implies: Mapping[str, str] = field(default_factory=dict)

    @property
    def spoken_unit(self) -> str:
        """The unit as it is said after a number beside the label: nothing for points, nor what the label names already."""
        thing = self.unit.partition("/")[0].removesuffix("s")
        return "" if self.unit == "points" or re.search(rf"\b{re.escape(thing)}s?\b", self.label) else self.unit


@dataclass(frozen=True, eq=False, repr=False)
class Vocabulary:
    """All words of a pack, by section and name.

    `implying` are the facts, as (kind, name), that say something about others; of two that speak of one fact the later counts.
    """

    diseases: Mapping[str, Disease]
    organs: Mapping[str, Word]
    classes: Mapping[str, TherapyClass]
    therapies: Mapping[str, Therapy]
    outcomes: Mapping[str, TreatmentOutcome]
    findings: Mapping[str, Finding]
    measures: Mapping[str, Measure]
    patient: Mapping[str, Finding | Measure]
    checks: Mapping[str, CheckWord]
    flags: Mapping[str, Word]
    members: Mapping[str, frozenset[str]]
    aliases: Mapping[str, Mapping[str, str]]
    implying: tuple[tuple[str, str], ...] = ()

    def canonical(self, section: str, name: str) -> str:
        """The name an accepted spelling stands for; the spelling itself, composed, where it is nobody's alias."""
        spelled = composed(name)
        return self.aliases.get(section, {}).get(spelled, spelled)

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

    def fact_label(self, fact: str) -> str:
        """How a reader sees the name of a fact."""
        word = self.fact_word(fact)
        return word.label if word is not None else _DIAGNOSIS_LABELS[fact]

    def question(self, fact: str, disease: str) -> str:
        """What to ask in order to learn a fact about a patient with a disease."""
        word = self.fact_word(fact)
        if word is not None:
            return word.question or f"What is known of this: {word.label}?"
        name = fact.rpartition(".")[2]
        own = self.diseases[disease].questions.get(name)
        return own or _DIAGNOSIS_QUESTIONS[name].format(self.diseases[disease].label)


_DIAGNOSIS_LABELS = {
    DISEASE: "diagnosis",
    SUBTYPE: "subtype",
    ACTIVITY: "activity",
    STATED_ACTIVITY: "stated activity",
    ORGANS: "organ involvement",
    TREATMENTS: "treatment history",
    COMORBIDITIES: "other diagnoses",
}

_DIAGNOSIS_QUESTIONS = {
    "subtype": "Which form of {} is it?",
    "activity": "How active is the {}, and by which scale?",
    "stated_activity": "How active is the {}?",
    "organ_involvement": "Which organs does the {} involve, and is the function of any of them threatened?",
    "treatments": "Which treatments were taken for the {}, and what came of each?",
}
