"""What pydantic finds wrong with the shape of a pack file, told in our own grammar and with a place."""

import re
from collections.abc import Iterable, Iterator, Mapping
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from infusion_pathways.pack import messages, shape, shape_names
from infusion_pathways.source import Document, Problem
from infusion_pathways.source.reading import Pointer, first_of

_EXPECTED = {
    "string_type": "text",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "float_type": "a number",
}
_FOUND = {str: "text", int: "a number", float: "a number", bool: "true or false", list: "a list", dict: "a mapping"}

_SPELLINGS = {
    shape_names.Name: "use lower-case letters, digits and underscores",
    shape_names.RuleId: "use lower-case parts joined by dots, such as `disease.drug.reason`",
    shape_names.FlagCode: "use capitals, digits and underscores",
    shape_names.SourceId: "use a capital, then letters and digits, such as `C14`",
    shape_names.PackId: "use lower-case letters, digits and hyphens",
}
_SPELLED = {get_args(name)[1].metadata[0].pattern: words for name, words in _SPELLINGS.items()}


def shape_problems(document: Document) -> list[Problem]:
    """The problems of a pack file's shape."""
    if not isinstance(document.value, dict):
        return [messages.not_a_mapping(document.place(()))]
    try:
        shape.PackFile.model_validate(document.value)
    except ValidationError as error:
        return first_of(error.errors(include_url=False), document.name, lambda item: _problem(document, item))
    return []


def _problem(document: Document, error: Mapping[str, Any]) -> Problem:
    at = _pointer(document.value, error["loc"])
    key = str(error["loc"][-1])
    what = _what(at)
    context = error.get("ctx", {})
    match error["type"]:
        case "extra_forbidden":
            return messages.unknown_key(document.place(at, key=True), key[:60], _known_keys(at) - {key})
        case "missing" if key == "because":
            return messages.missing_because(document.place(at), _owner(at, error["input"]))
        case "missing":
            return messages.missing_key(document.place(at), key)
        case "string_pattern_mismatch":
            place = document.place(at, key=key == "[key]")
            return messages.bad_name(place, error["input"][:60], _SPELLED.get(context["pattern"], ""))
        case "literal_error" if key == "[key]":
            return messages.unknown_key(document.place(at, key=True), str(at[-1])[:60], _choices(context))
        case "literal_error" if isinstance(error["input"], str):
            return messages.unknown_value(document.place(at), _key(at), error["input"][:60], _choices(context))
        case "literal_error":
            expected, found = f"one of: {', '.join(_choices(context))}", _found(error["input"])
        case "string_too_short":
            expected, found = "some text", "none"
        case "too_short":
            expected, found = f"at least {_entries(context['min_length'])}", _entries(context["actual_length"])
        case "too_long":
            expected, found = f"at most {_entries(context['max_length'])}", _entries(context["actual_length"])
        case other:
            expected, found = _EXPECTED.get(other, "something else"), _found(error["input"])
    value = error["input"] if error["type"] == "string_type" else ()
    return messages.wrong_shape(document.place(at), what, expected, found, value)


def _pointer(value: Any, loc: Iterable[Any]) -> Pointer:
    """The part of a pydantic location that stands in the file."""
    at: list[str | int] = []
    for part in loc:
        if (isinstance(value, dict) and part in value) or (isinstance(value, list) and isinstance(part, int)):
            at.append(part)
            value = value[part]
    return tuple(at)


def _key(at: Pointer) -> str:
    return next(part for part in reversed(at) if isinstance(part, str))[:60]


def _what(at: Pointer) -> str:
    return f"an entry of `{_key(at)}`" if isinstance(at[-1], int) else f"`{_key(at)}`"


def _known_keys(at: Pointer) -> set[str]:
    """The keys that may stand where the last key of a pointer stands."""
    forms: list[Any] = [shape.PackFile]
    for part in at[:-1]:
        forms = [form for outer in forms for inner in _inside(outer, part) for form in _forms(inner)]
    return {key for form in forms if _is_model(form) for key in form.model_fields}


def _inside(form: Any, part: str | int) -> Iterator[Any]:
    """The types of what stands under a key or at a position of a mapping, list or model."""
    if get_origin(form) in (dict, list):
        yield get_args(form)[-1]
    elif _is_model(form) and part in form.model_fields:
        yield form.model_fields[part].annotation


def _forms(annotation: Any) -> Iterator[Any]:
    """The types that an annotation allows, each by itself."""
    if get_origin(annotation) is Annotated:
        yield from _forms(get_args(annotation)[0])
    elif get_origin(annotation) in (Union, UnionType):
        for part in get_args(annotation):
            yield from _forms(part)
    else:
        yield annotation


def _is_model(form: Any) -> bool:
    return isinstance(form, type) and issubclass(form, BaseModel)


def _choices(context: Mapping[str, Any]) -> list[str]:
    return re.findall(r"'([^']*)'", context["expected"])


def _owner(at: Pointer, entry: Mapping[str, Any]) -> str:
    """How a message speaks of the entry at a place: a rule by its id, an invariant by its name."""
    match at:
        case ("invariants", name):
            return f"the invariant `{str(name)[:60]}`"
        case ("accepted", _):
            return "an accepted statement"
        case _:
            return f"rule `{entry.get('id', '?')}`"


def _entries(count: int) -> str:
    return f"{count} entr{'y' if count == 1 else 'ies'}"


def _found(value: Any) -> str:
    return _FOUND.get(type(value), "nothing")
