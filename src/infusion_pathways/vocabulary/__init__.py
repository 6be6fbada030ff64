"""The words of a pack: diseases, therapies, findings, measures and the rest, each with one meaning."""

from infusion_pathways.vocabulary.build import build_vocabulary, interval_of
from infusion_pathways.vocabulary.words import (
    ABSENT,
    PRESENT,
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

__all__ = [
    "ABSENT",
    "PRESENT",
    "CheckWord",
    "Disease",
    "Finding",
    "FindingValue",
    "Measure",
    "Subtype",
    "Therapy",
    "TherapyClass",
    "TreatmentOutcome",
    "Vocabulary",
    "Word",
    "build_vocabulary",
    "interval_of",
]
