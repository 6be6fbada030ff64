"""The head that every JSON document has, the text of one, and what every report ends with.

    {"schema": "infusion-pathways/ask/1", "packs": [{"id": …, "version": …, "digest": …, "role": "rules"}],
     "engines": ["rete", "direct", "reference"], "notice": "Educational software: …", "result": {…}}

Lists of lines, and formats of others (SARIF, JUnit, JSON Schemas), have no such head.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, Protocol

from infusion_pathways.document.blocks import NOTICE, Block, Paragraph

FAMILY = "infusion-pathways"
SHORT_DIGEST = 12


class Stamped(Protocol):
    """What says which rules it is about."""

    @property
    def id(self) -> str:
        """The name of the pack."""
        ...

    @property
    def version(self) -> str:
        """The version of the pack."""
        ...

    @property
    def digest(self) -> str:
        """The digest of the pack's files."""
        ...


class PackStamp(NamedTuple):
    """Which rules a document is about: a pack, its version, the digest of its files, and its part in the document."""

    id: str
    version: str
    digest: str
    role: str = "rules"


def stamp_of(pack: Stamped, role: str = "rules") -> PackStamp:
    """The stamp of a pack."""
    return PackStamp(pack.id, pack.version, pack.digest, role)


def head_of(kind: str, packs: Sequence[PackStamp], engines: Sequence[str] = ()) -> dict[str, Any]:
    """The head of a JSON document; `kind` is its name and the number of its form, as `ask/1`."""
    stamps = [stamp._asdict() for stamp in packs]
    return {"schema": f"{FAMILY}/{kind}", "packs": stamps, "engines": list(engines), "notice": NOTICE}


def envelope(kind: str, packs: Sequence[PackStamp], engines: Sequence[str], result: Any) -> dict[str, Any]:
    """A JSON document: its head, and the result as plain values."""
    return {**head_of(kind, packs, engines), "result": result}


def json_text(document: Any) -> str:
    """A document as JSON text; characters beyond ASCII are escaped, so that any terminal or pipe can carry it."""
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"


def plain(value: Any) -> Any:
    """A frozen record as plain values: a record becomes an object, any other tuple a list."""
    if isinstance(value, tuple):
        if hasattr(value, "_fields"):
            return {name: plain(part) for name, part in zip(value._fields, value, strict=True)}
        return [plain(part) for part in value]
    return value


def ending(pack: Stamped | None, whole_digest: bool = False, engines: Sequence[str] = ()) -> Iterator[Block]:
    """What every report ends with: which rules it is about, who judged where that is to be said, and the educational notice."""
    if pack is not None:
        digest = pack.digest if whole_digest else pack.digest[:SHORT_DIGEST]
        yield Paragraph(f"Rules: {pack.id} {pack.version}, digest {digest}", "stamp")
    if engines:
        yield Paragraph(f"Judged by: {', '.join(engines)}", "stamp")
    yield Paragraph(NOTICE, "notice")
