"""The JSON Schema of scenario files, with the words of a pack, so that an editor can complete and check them.

It says what the reader says, as far as a schema can: not that a name stands twice, nor that a text tells who somebody is.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from infusion_pathways.meaning.outcomes import Outcome
from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.pack.model import Pack
from infusion_pathways.scenario.model import SCHEMA
from infusion_pathways.scenario.parse import REQUIRED, UNKNOWN
from infusion_pathways.scenario.walker import LONGEST_LIST, LONGEST_TEXT, LONGEST_TITLE
from infusion_pathways.vocabulary import Disease, Finding, Measure, Vocabulary

Schema = dict[str, Any]
Part = Schema | bool
ORGAN, RULE, ASKABLE = "organ", "rule", "askable"
TRUTHS = {"enum": [True, False, UNKNOWN]}
_SYNTAX = re.compile(r"[][^$\\.*+?(){}|/]")


def one_of(names: Iterable[str]) -> Part:
    """One of some names. Of no names nothing is one: `false`, since validators refuse an `enum` that is empty."""
    known = list(dict.fromkeys(names))
    return {"enum": known} if known else False


def having(key: str) -> Schema:
    """An object in which a key stands; strict validators want the key named beside `required`."""
    return {"required": [key], "properties": {key: True}}


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
                    "maxItems": LONGEST_LIST,
                    "items": _any([_diagnosis(d, words) for d in words.diseases.values()]),
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
        "$defs": _repeated(pack),
    }


def _repeated(pack: Pack) -> dict[str, Part]:
    """What is said in several places: the organs, the rules (`rule` or `rule@therapy`), what may be asked."""
    words = pack.vocabulary
    facts = sorted(fact.rpartition(".")[2] for fact in words.facts())
    return {
        ORGAN: _enum(words, "organs", words.organs),
        RULE: _any([one_of(pack.rules), _pattern(pack.rules, "@", words.therapies)]),
        ASKABLE: one_of([*words.checks, *facts]),
    }


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


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


def _enum(words: Vocabulary, section: str, known: Iterable[str]) -> Part:
    return one_of([*known, *words.aliases.get(section, {})])


def _any(parts: Iterable[Part]) -> Part:
    """What fits one of several schemas."""
    fitting = [part for part in parts if part is not False]
    return {"anyOf": fitting} if fitting else False


def _or_unknown(schema: Part) -> Schema:
    unknown = {"enum": [None, UNKNOWN]}
    return unknown if schema is False else {"anyOf": [schema, unknown]}


def _names(item: Part) -> Schema:
    """One name, or a list of names; where there are none, a list without any."""
    if item is False:
        return {"type": "array", "maxItems": 0}
    return {"anyOf": [item, {"type": "array", "maxItems": LONGEST_LIST, "items": item}]}


def _pattern(before: Iterable[str], mark: str, after: Iterable[str]) -> Part:
    """One of some names, a mark and another name, as `disease/therapy`."""
    first, second = ("|".join(_SYNTAX.sub(r"\\\g<0>", name) for name in names) for names in (before, after))
    return {"type": "string", "pattern": f"^({first}){mark}({second})$"} if first and second else False


def _value(word: Finding | Measure, words: Vocabulary, kind: str) -> Schema:
    if isinstance(word, Measure):
        number = {"type": "number", "minimum": word.low, "maximum": word.high}
        return {"description": f"{word.label} ({word.unit})", **_or_unknown(number)}
    return {"description": word.label, **_or_unknown(_enum(words, f"{kind}.{word.name}", word.values))}


def _diagnosis(disease: Disease, words: Vocabulary) -> Schema:
    presence = _or_unknown({"enum": ["present", "absent"]})
    organs = _ref(ORGAN)
    return _object(
        {
            "disease": {"enum": [disease.name, *disease.aliases], "description": disease.label},
            "subtype": _or_unknown(_names(_enum(words, f"subtypes.{disease.name}", disease.subtypes))),
            "activity": _or_unknown(_enum(words, f"activity.{disease.name}", disease.activity)),
            "organ_involvement": _or_unknown({"anyOf": [_names(organs), _mapping(organs, presence)]}),
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
            "for": _any([_enum(words, "diseases", words.diseases), {"type": "null"}]),
        }
    )
    return {**schema, "oneOf": [having("therapy"), having("class")]}


def _of_disease(words: Vocabulary, section: str, known: Iterable[str]) -> Part:
    """Names of a section in any accepted spelling, each alone or after a disease: `disease/name`."""
    names = [*known, *(alias for alias, name in words.aliases.get(section, {}).items() if name in known)]
    diseases = [*words.diseases, *words.aliases.get("diseases", {})]
    return _any([one_of(names), _pattern(diseases, "/", names)])


def _expect(pack: Pack) -> Schema:
    words = pack.vocabulary
    rules, askable = _ref(RULE), _names(_ref(ASKABLE))
    derived = {name: word for name, word in words.findings.items() if word.derived}
    concluded = {
        name: {"description": word.label, **TRUTHS}
        for finding, word in derived.items()
        for name in (finding, *(f"{disease}/{finding}" for disease in words.diseases))
    }
    verdicts = {"enum": [verdict.value for verdict in Verdict]}
    return _object(
        {
            "outcome": {"enum": [*(outcome.value for outcome in Outcome), None]},
            "verdicts": _mapping(_of_disease(words, "therapies", words.therapies), verdicts),
            "findings": {**_mapping(_of_disease(words, "findings", derived), TRUTHS), "properties": concluded},
            "rules": _mapping(rules, TRUTHS),
            "because": _names(rules),
            "not_because": _names(rules),
            "flags": _names(one_of(words.flags)),
            "asks": askable,
            "not_asks": askable,
        }
    )


def _mapping(names: Part, values: Schema) -> Schema:
    """An object with some names as keys."""
    return {"type": "object", "propertyNames": names, "additionalProperties": values}
