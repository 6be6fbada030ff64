"""How a therapy works, as far as the pack tells it: the vocabulary, and what the document says about it, with what differs."""

from collections.abc import Iterator
from typing import NamedTuple

from infusion_pathways.pack.model import Pack
from infusion_pathways.trace.wording import capital

MECHANISM = "mechanism"


class Works(NamedTuple):
    """One sentence about how a therapy works or what it is meant to do; `differs` is what another source says of it."""

    text: str
    cites: tuple[str, ...]
    to_be_confirmed: bool
    differs: tuple[tuple[str, str], ...] = ()


def works_of(pack: Pack, therapy: str, disease: str) -> tuple[Works, ...]:
    """What the pack tells of a therapy in a disease, the vocabulary first, then the claims of the document."""
    return tuple(_works(pack, therapy, disease))


def _works(pack: Pack, therapy: str, disease: str) -> Iterator[Works]:
    word = pack.vocabulary.therapies[therapy]
    if word.mechanism:
        yield Works(f"{capital(word.label)}: {word.mechanism}.", word.cites, word.to_be_confirmed)
    if word.note:
        yield Works(word.note, word.cites, word.to_be_confirmed)
    for name, claim in sorted(pack.claims.items()):
        diseases = claim.names("diseases")
        if claim.text("kind") == MECHANISM and therapy in claim.names("therapies") and (not diseases or disease in diseases):
            found = ((d, s) for d, s in sorted(pack.discrepancies.items()) if s.names("claims") == (name,))
            differs = tuple((d, source.text("label")) for d, source in found)
            yield Works(claim.text("text"), (name,), claim.to_be_confirmed, differs)
