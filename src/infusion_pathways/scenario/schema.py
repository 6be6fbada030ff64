"""The JSON Schema of scenario files, with the words of a pack, so that an editor can complete and check them."""

from collections.abc import Iterable, Mapping
from typing import Any

from infusion_pathways.pack.rule import Pack
from infusion_pathways.scenario.model import SCHEMA
from infusion_pathways.scenario.parse import REQUIRED, UNKNOWN
from infusion_pathways.scenario.walker import LONGEST_LIST, LONGEST_TEXT, LONGEST_TITLE
from infusion_pathways.verdicts import Outcome, Verdict
from infusion_pathways.vocabulary import Disease, Finding, Measure, Vocabulary

Schema = dict[str, Any]
TRUTHS = [True, False, UNKNOWN]


def scenario_schema(pack: Pack) -> Schema:
    """The schema of a scenario for one pack."""
    words = pack.vocabulary
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Infusion pathways patient scenario",
        "description": 'An invented patient. No identifying data; unknown is written null or "unknown".',
        **_object(
            {
                "schema": {"const": SCHEMA},
                "id": {"type": "string", "pattern": "^[a-z0-9][a-z0-9-]{0,79}$"},
                "title": {"type": "string", "maxLength": LONGEST_TITLE},
                "narrative": {"type": "string", "maxLength": LONGEST_TEXT},
                "tags": _names({"type": "string", "maxLength": LONGEST_TITLE}),
                "patient": _object({n: _value(w, words, "patient") for n, w in _spelled(words, "patient", words.patient)}),
                "diagnoses": {
                    "type": "array",
                    "minItems": 1,
                    "items": {"anyOf": [_diagnosis(d, words) for d in words.diseases.values()]},
                },
                "treatments": _or_unknown({"type": "array", "maxItems": LONGEST_LIST, "items": _treatment(words)}),
                "findings": _object(
                    {n: _value(w, words, "finding") for n, w in _spelled(words, "findings", words.findings) if not w.derived}
                ),
                "measures": _object({n: _value(w, words, "measure") for n, w in _spelled(words, "measures", words.measures)}),
                "expect": _expect(pack),
            },
            required=(*REQUIRED, "diagnoses"),
        ),
    }


def _object(properties: Mapping[str, Any], required: Iterable[str] = ()) -> Schema:
    needed = list(required)
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": dict(properties),
        **({"required": needed} if needed else {}),
    }


def _spelled(words: Vocabulary, section: str, known: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Every name of a section and every accepted spelling, with its word."""
    aliases = words.aliases.get(section, {})
    return [*known.items(), *((alias, known[name]) for alias, name in aliases.items() if name in known)]


def _enum(words: Vocabulary, section: str, known: Iterable[str]) -> Schema:
    return {"enum": [*known, *words.aliases.get(section, {})]}


def _or_unknown(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"enum": [None, UNKNOWN]}]}


def _names(item: Schema) -> Schema:
    """One name, or a list of names."""
    return {"anyOf": [item, {"type": "array", "maxItems": LONGEST_LIST, "items": item}]}


def _value(word: Finding | Measure, words: Vocabulary, kind: str) -> Schema:
    if isinstance(word, Measure):
        number = {"type": "number", "minimum": word.low, "maximum": word.high}
        return {"description": f"{word.label} ({word.unit})", **_or_unknown(number)}
    return {"description": word.label, **_or_unknown(_enum(words, f"{kind}.{word.name}", word.values))}


def _diagnosis(disease: Disease, words: Vocabulary) -> Schema:
    presence = _or_unknown({"enum": ["present", "absent"]})
    organs = _enum(words, "organs", words.organs)
    return _object(
        {
            "disease": {"enum": [disease.name, *disease.aliases], "description": disease.label},
            "subtype": _or_unknown(_names(_enum(words, f"subtypes.{disease.name}", disease.subtypes))),
            "activity": _or_unknown(_enum(words, f"activity.{disease.name}", disease.activity)),
            "organ_involvement": _or_unknown(
                {
                    "anyOf": [
                        _names(organs),
                        {"type": "object", "propertyNames": organs, "additionalProperties": presence},
                    ]
                }
            ),
        },
        required=("disease",),
    )


def _treatment(words: Vocabulary) -> Schema:
    schema = _object(
        {
            "therapy": _enum(words, "therapies", words.therapies),
            "class": _enum(words, "classes", words.classes),
            "outcome": _or_unknown(_enum(words, "outcomes", words.outcomes)),
            "ongoing": _or_unknown({"type": "boolean"}),
            "for": {"anyOf": [_enum(words, "diseases", words.diseases), {"type": "null"}]},
        }
    )
    return {**schema, "oneOf": [{"required": ["therapy"]}, {"required": ["class"]}]}


def _derived(words: Vocabulary) -> list[str]:
    """Every finding that rules derive, for any diagnosis and for each disease."""
    names = [name for name, word in words.findings.items() if word.derived]
    return [*names, *(f"{disease}/{name}" for disease in words.diseases for name in names)]


def _expect(pack: Pack) -> Schema:
    words = pack.vocabulary
    rules = {"type": "string", "pattern": "^[a-z0-9_]+(\\.[a-z0-9_]+)+(@[a-z0-9_]+)?$"}
    facts = sorted({fact.rpartition(".")[2] for fact in words.facts()})
    askable = _names({"enum": [*words.checks, *(f for f in facts if f not in words.checks)]})
    return _object(
        {
            "outcome": {"enum": [outcome.value for outcome in Outcome]},
            "verdicts": {"type": "object", "additionalProperties": {"enum": [verdict.value for verdict in Verdict]}},
            "findings": _object(
                {n: {"description": words.findings[n.rpartition("/")[2]].label, "enum": TRUTHS} for n in _derived(words)}
            ),
            "rules": {"type": "object", "propertyNames": rules, "additionalProperties": {"enum": TRUTHS}},
            "because": _names(rules),
            "not_because": _names(rules),
            "flags": _names({"enum": list(words.flags)}),
            "asks": askable,
            "not_asks": askable,
        }
    )
