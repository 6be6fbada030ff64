"""What may stand in `when` and `then` of a rule, as JSON Schema: the shape that `pack/conditions` reads, with a pack's words."""

from collections.abc import Iterable, Mapping

from infusion_pathways.scenario.schema import Part, Schema, having, one_of
from infusion_pathways.vocabulary import PRESENT, Finding, Measure, Vocabulary

COMPARISONS = ("above", "at_least", "below", "at_most")
CONDITION, TREATMENT, THEN, TARGET = "Condition", "TreatmentTest", "Then", "Target"


def enum(names: Iterable[str]) -> Part:
    """One of some names, in the sequence of the alphabet."""
    return one_of(sorted(names))


def ref(name: str) -> Schema:
    """What is defined under a name."""
    return {"$ref": f"#/$defs/{name}"}


def one_or_more(item: Schema) -> Schema:
    """A name, or a list of names."""
    return {"anyOf": [item, {"type": "array", "minItems": 1, "items": item}]}


def _some(names: Iterable[str]) -> Part:
    """One or more of some names; nothing where there are none."""
    known = enum(names)
    return one_or_more(known) if isinstance(known, dict) else known


def definitions(words: Vocabulary) -> dict[str, Schema]:
    """The definitions of conditions, treatment tests, conclusions and their targets."""
    return {CONDITION: _condition(words), TREATMENT: _treatment(), THEN: _then(words), TARGET: _target()}


def _condition(words: Vocabulary) -> Schema:
    number = {"type": "number"}
    parts = {"type": "array", "minItems": 1, "items": ref(CONDITION)}
    diseases = words.diseases.values()
    heads: dict[str, Part] = {
        "all": parts,
        "any": parts,
        "not": ref(CONDITION),
        "always": {"const": True},
        "diagnosis": one_or_more(ref("disease")),
        "subtype": _some({name for disease in diseases for name in disease.subtypes}),
        "activity": one_or_more(ref("activity")),
        "stated_activity": one_or_more(ref("activity")),
        "organ": one_or_more(ref("organ")),
        "comorbidity": one_or_more(ref("disease")),
        "treatment": ref(TREATMENT),
        "finding": ref("finding"),
        "measure": ref("measure"),
        "patient": enum(words.patient),
        "known": ref("fact"),
    }
    # What values there are is said for each word below: said here too, an editor would offer those of all words at once.
    beside = {"is": one_or_more({"type": "string"}), **dict.fromkeys(COMPARISONS, number), "unit": {"type": "string"}}
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {**heads, **beside},
        "oneOf": [having(head) for head in heads],
        "dependentRequired": {key: ["unit"] for key in COMPARISONS},
        "allOf": [
            *_each("finding", words.findings),
            *_each("measure", words.measures),
            *_each("patient", words.patient),
            _only_with("is", ("finding", "measure", "patient")),
            *(_only_with(key, ("measure", "patient")) for key in (*COMPARISONS, "unit")),
        ],
    }


def _only_with(key: str, heads: Iterable[str]) -> Schema:
    return {"if": having(key), "then": {"anyOf": [having(head) for head in heads]}}


def _each(head: str, words: Mapping[str, Finding | Measure]) -> list[Schema]:
    """For each word of a section: what may stand beside it."""
    return [
        {"if": {"properties": {head: {"const": name}}, "required": [head]}, "then": _beside(word)} for name, word in words.items()
    ]


def _beside(word: Finding | Measure) -> Schema:
    if isinstance(word, Measure):
        compared = [having(key) for key in ("is", *COMPARISONS)]
        return {"properties": {"is": _some(word.bands), "unit": {"const": word.unit}}, "anyOf": compared}
    nothing = dict.fromkeys((*COMPARISONS, "unit"), False)
    if word.derived:
        return {"properties": {"is": False, **nothing}}
    needed = {} if PRESENT in word.values else {"required": ["is"]}
    return {"properties": {"is": _some(word.values), **nothing}, **needed}


def _treatment() -> Schema:
    therapies = {"anyOf": [one_or_more(ref("therapy")), {"const": "this"}]}
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "therapy": therapies,
            "class": one_or_more(ref("class")),
            "other_than": therapies,
            "outcome": one_or_more(ref("outcome")),
            "ongoing": {"type": "boolean"},
            "for": {"const": "any"},
        },
        "oneOf": [having("therapy"), having("class")],
    }


def _target() -> Schema:
    of_class = {
        "type": "object",
        "additionalProperties": False,
        "properties": {"class": one_or_more(ref("class"))},
        "required": ["class"],
    }
    return {"anyOf": [one_or_more(ref("therapy")), {"const": "every"}, of_class]}


def _then(words: Vocabulary) -> Schema:
    arguments = ("supports", "requires", "excludes", "holds", "cautions", "checks", "notes")
    return {
        "type": "object",
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
        "properties": {
            "finding": enum(name for name, word in words.findings.items() if word.derived),
            **dict.fromkeys(arguments, ref(TARGET)),
            "conflict": {"type": "string"},
        },
    }
