"""The sections of a pack: what stands at the top of its files."""

from collections.abc import Iterable

from infusion_pathways.source import nearest

LEDGER = ("claims", "discrepancies", "references")
VOCABULARY = (
    "diseases", "organs", "classes", "therapies", "outcomes", "findings", "measures", "patient", "checks", "flags",
)  # fmt: skip
PACK, PARTS = "pack", "parts"
SECTIONS = (PACK, PARTS, *LEDGER, *VOCABULARY, "pathway", "rules", "invariants", "accepted", "misconceptions")
_ALMOST = (*SECTIONS, "therapy", "class", "discrepancy")


def is_foreign(keys: Iterable[object]) -> bool:
    """Whether a file with these keys at its top is about something else: it has some, and none that is ours or nearly so.

    A section whose name is misspelt, or is one of a single thing, must not make its file a stranger.
    """
    known = list(keys)
    return bool(known) and not any(key in SECTIONS or nearest(str(key), _ALMOST) for key in known)
