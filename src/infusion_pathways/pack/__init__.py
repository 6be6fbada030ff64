"""Packs: rules, vocabulary and sources, read from a folder, checked, frozen."""

from infusion_pathways.pack.invariant import Accepted, Assertion, Invariant
from infusion_pathways.pack.load import load_pack, shipped
from infusion_pathways.pack.misconception import Misconception, Reading
from infusion_pathways.pack.rule import Clause, Kind, Pack, Pathway, Program, Rule, Source, WhenUnknown

__all__ = [
    "Accepted",
    "Assertion",
    "Clause",
    "Invariant",
    "Kind",
    "Misconception",
    "Pack",
    "Pathway",
    "Program",
    "Reading",
    "Rule",
    "Source",
    "WhenUnknown",
    "load_pack",
    "shipped",
]
