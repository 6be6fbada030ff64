"""Packs: rules, vocabulary and sources, read from a folder, checked, frozen."""

from infusion_pathways.meaning.invariant import Accepted, Assertion, Invariant
from infusion_pathways.meaning.rule import Clause, Pathway, Program, Rule, RuleKind, WhenUnknown
from infusion_pathways.pack.load import load_pack, shipped
from infusion_pathways.pack.misconception import Misconception, Reading
from infusion_pathways.pack.model import Pack, Source

__all__ = [
    "Accepted",
    "Assertion",
    "Clause",
    "Invariant",
    "Misconception",
    "Pack",
    "Pathway",
    "Program",
    "Reading",
    "Rule",
    "RuleKind",
    "Source",
    "WhenUnknown",
    "load_pack",
    "shipped",
]
