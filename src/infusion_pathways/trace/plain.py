"""The trace as JSON: one document, the same bytes for the same input, described by a JSON Schema."""

import types
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from infusion_pathways.document.envelope import FAMILY, PackStamp, envelope, json_text, plain
from infusion_pathways.trace.tree import Trace

KIND = "trace/2"
IN_THE_HEAD = ("pack", "engines")


def document_of(trace: Trace) -> dict[str, Any]:
    """A trace as a JSON document."""
    result = {name: plain(part) for name, part in zip(trace._fields, trace, strict=True) if name not in IN_THE_HEAD}
    return envelope(KIND, [trace.pack], trace.engines, result)


def json_of(trace: Trace) -> str:
    """A trace as JSON text."""
    return json_text(document_of(trace))


def trace_schema() -> dict[str, Any]:
    """The JSON Schema of a trace as a document, from the types of its records."""
    from pydantic import ConfigDict, Field, create_model

    hints = get_type_hints(Trace)
    known: dict[Any, Any] = {}
    parts: dict[str, Any] = {name: (_field(hint, known), ...) for name, hint in hints.items() if name not in IN_THE_HEAD}
    closed = ConfigDict(extra="forbid")
    record: Any = _model(PackStamp, known)
    result = create_model("Trace", __doc__=(Trace.__doc__ or "").strip(), __config__=closed, **parts)
    head: dict[str, Any] = {
        "schema_": (Literal[f"{FAMILY}/{KIND}"], Field(alias="schema")),
        "packs": (list[record], ...),
        "engines": (list[str], ...),
        "notice": (str, ...),
        "result": (result, ...),
    }
    schema = create_model("Document", __doc__="A trace.", __config__=closed, **head).model_json_schema(by_alias=True)
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
