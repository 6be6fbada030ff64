"""The trace as JSON: one document, the same bytes for the same input, described by a JSON Schema."""

import json
import types
from typing import Any, Union, get_args, get_origin, get_type_hints

from infusion_pathways.trace.tree import Trace


def json_of(trace: Trace) -> str:
    """A trace as JSON text; characters beyond ASCII are escaped, so that any terminal or pipe can carry it."""
    return json.dumps(plain(trace), indent=2, ensure_ascii=True) + "\n"


def plain(value: Any) -> Any:
    """A part of a trace as plain values: a record becomes an object, any other tuple a list."""
    if isinstance(value, tuple):
        if hasattr(value, "_fields"):
            return {name: plain(part) for name, part in zip(value._fields, value, strict=True)}
        return [plain(part) for part in value]
    return value


def trace_schema() -> dict[str, Any]:
    """The JSON Schema of a trace, from the types of its records."""
    schema = _model(Trace, {}).model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _model(record: Any, known: dict[Any, Any]) -> Any:
    """The pydantic model of a record type, those of its parts included."""
    if record not in known:
        from pydantic import ConfigDict, Field, create_model

        hints = get_type_hints(record).items()
        fields: dict[str, Any] = {f"{name}_": (_field(hint, known), Field(alias=name)) for name, hint in hints}
        doc = (record.__doc__ or "").strip()
        known[record] = create_model(record.__name__, __doc__=doc, __config__=ConfigDict(extra="forbid"), **fields)
    return known[record]


def _field(hint: Any, known: dict[Any, Any]) -> Any:
    if hasattr(hint, "_fields"):
        return _model(hint, known)
    if get_origin(hint) is tuple:
        return list[_field(get_args(hint)[0], known)]  # type: ignore[misc]
    if get_origin(hint) in (types.UnionType, Union):
        return Union[tuple(_field(part, known) for part in get_args(hint))]  # noqa: UP007
    return hint
