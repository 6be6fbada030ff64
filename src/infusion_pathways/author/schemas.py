"""JSON Schemas of pack files with the words of a pack, so that an editor completes names and marks those that are none."""

import json
import re
from collections.abc import Mapping

from infusion_pathways.author.conditions import CONDITION, TARGET, THEN, definitions, enum, one_or_more, ref
from infusion_pathways.pack.build import askable_of
from infusion_pathways.pack.model import Pack
from infusion_pathways.scenario.schema import Part, Schema, scenario_schema
from infusion_pathways.vocabulary import Finding, Vocabulary

_REFERENCE = re.compile(r'"#/\$defs/(\w+)"')
ANY, SCENARIO = "pack", "scenario"
KINDS: Mapping[str, tuple[str, ...]] = {
    ANY: (),
    "rules": ("pathway", "rules"),
    "vocabulary": (
        "diseases", "organs", "classes", "therapies", "outcomes", "findings", "measures", "patient", "checks", "flags",
    ),
    "sources": ("claims", "discrepancies", "references"),
    "invariants": ("invariants", "accepted"),
    "misconceptions": ("misconceptions",),
}  # fmt: skip
"""The kinds of pack files, with the sections each holds; a file of the first kind may hold any."""


def pack_file_schema(pack: Pack, kind: str = ANY) -> Schema:
    """The schema of a pack file of one kind, with the words of a pack."""
    from infusion_pathways.pack.shape import pack_schema

    schema = pack_schema()
    defs = {**schema["$defs"], **_words(pack), **definitions(pack.vocabulary)}
    for owner, key, part in _places(pack.vocabulary):
        properties = defs[owner]["properties"]
        told = {name: properties[key][name] for name in ("title", "description", "default") if name in properties[key]}
        properties[key] = {**told, **part}
    sections = KINDS[kind] or tuple(schema["properties"])
    properties = {section: schema["properties"][section] for section in sections}
    title = schema["title"] if kind == ANY else f"{schema['title']}: {kind}"
    return {**schema, "title": title, "properties": properties, "$defs": _used(properties, defs)}


def _used(properties: Schema, defs: Schema) -> Schema:
    """The definitions that some sections need, others of them included."""
    used: set[str] = set()
    waiting = set(_REFERENCE.findall(json.dumps(properties)))
    while waiting:
        used |= waiting
        waiting = {name for found in waiting for name in _REFERENCE.findall(json.dumps(defs[found]))} - used
    return {name: part for name, part in defs.items() if name in used}


def schema_files(pack: Pack) -> dict[str, str]:
    """The schemas of every kind of pack file and of scenarios, as texts by the names of their files."""
    schemas = {kind: pack_file_schema(pack, kind) for kind in KINDS} | {SCENARIO: scenario_schema(pack)}
    return {f"{kind}.schema.json": json.dumps(schema, indent=1, ensure_ascii=True) + "\n" for kind, schema in schemas.items()}


def _words(pack: Pack) -> dict[str, Part]:
    """The names that may stand where a pack file speaks of a word, by kind of word."""
    words = pack.vocabulary
    return {
        "source": enum({*pack.claims, *pack.discrepancies, *pack.references}),
        "claim": enum(pack.claims),
        "disease": enum(words.diseases),
        "activity": enum({name for disease in words.diseases.values() for name in disease.activity}),
        "organ": enum(words.organs),
        "class": enum(words.classes),
        "therapy": enum(words.therapies),
        "outcome": enum(words.outcomes),
        "finding": enum(words.findings),
        "measure": enum(words.measures),
        "flag": enum(words.flags),
        "fact": enum(words.facts()),
        "askable": enum(askable_of(words)),
        "pathway": enum(name for name, pathway in pack.pathways.items() if not pathway.shared),
    }


def _places(words: Vocabulary) -> list[tuple[str, str, Schema]]:
    """Where names stand in pack files: the model, the key, and what may stand there."""
    sources, implied = _list("source"), _implied(words)
    citing = (
        "WordShape", "SubtypeShape", "LevelShape", "DiseaseShape", "ClassShape", "TherapyShape", "OutcomeShape", "ValueShape",
        "FindingShape", "MeasureShape", "CheckShape", "RuleShape", "InvariantShape", "MechanismShape", "MisconceptionShape",
    )  # fmt: skip
    outcomes = {"type": "object", "propertyNames": ref("outcome"), "additionalProperties": ref("outcome")}
    return [
        *((owner, "cites", sources) for owner in citing),
        ("SubtypeShape", "organs", _list("organ")),
        ("LevelShape", "organs", _list("organ")),
        ("DiseaseShape", "activity_from", _list("measure")),
        ("ClassShape", "within", _list("class")),
        ("TherapyShape", "classes", _list("class")),
        ("ValueShape", "implies", implied),
        ("MeasureShape", "implies", implied),
        ("ClaimShape", "diseases", _list("disease")),
        ("ClaimShape", "therapies", _list("therapy")),
        ("DiscrepancyShape", "claims", sources),
        ("DiscrepancyShape", "sources", sources),
        ("PathwayShape", "diseases", _list("disease")),
        ("PathwayShape", "therapies", _list("therapy")),
        ("RuleShape", "when", ref(CONDITION)),
        ("RuleShape", "then", ref(THEN)),
        ("RuleShape", "ask", one_or_more(ref("askable"))),
        ("RuleShape", "unrecorded", ref("fact")),
        ("RuleShape", "flag", ref("flag")),
        ("InvariantShape", "pathways", _list("pathway")),
        ("InvariantShape", "when", ref(CONDITION)),
        ("AboutTherapies", "therapy", ref(TARGET)),
        ("ReadingShape", "outcomes", outcomes),
        ("ReadingShape", "values", _read_otherwise(words)),
        ("ReadingShape", "overlooks", _list("fact")),
    ]


def _list(word: str) -> Schema:
    return {"type": "array", "items": ref(word)}


def _valued(words: Vocabulary) -> dict[str, Part]:
    """The facts that have values by name, with these."""
    known = ((fact, words.fact_word(fact)) for fact in words.facts())
    return {fact: enum(word.values) for fact, word in known if isinstance(word, Finding)}


def _implied(words: Vocabulary) -> Schema:
    return {"type": "object", "additionalProperties": False, "properties": _valued(words)}


def _read_otherwise(words: Vocabulary) -> Schema:
    turned = {
        fact: {"type": "object", "propertyNames": values, "additionalProperties": values}
        for fact, values in _valued(words).items()
    }
    return {"type": "object", "additionalProperties": False, "properties": turned}
