"""In which sequence the keys of a pack file stand, for each kind of mapping in it.

Mappings from names to entries (therapies, bands) keep the sequence that their author gave them.
"""

from collections.abc import Iterable

from infusion_pathways.source.reading import Pointer

Keys = tuple[str, ...]

_LATE = ("note", "cites", "to_be_confirmed", "codes")
_FACT = ("label", "aliases", "question", "values", "derived", "fixed", *_LATE)
_NUMBER = ("label", "aliases", "unit", "range", "question", "bands", "implies", "fixed", *_LATE)
_SAID = ("therapy", "outcome", "verdict")
CONDITION = ("is", "above", "at_least", "below", "at_most", "unit")
TREATMENT = ("therapy", "class", "other_than", "outcome", "ongoing", "for")

KINDS: dict[tuple[str, ...], Keys] = {
    ("pack",): ("id", "version", "title"),
    ("claims", "*"): ("locator", "text", "lens", "kind", "diseases", "therapies", "hedged", "reason", "note"),
    ("discrepancies", "*"): (
        "severity", "title", "document", "label", "shown_as", "claims", "sources", "to_be_confirmed", "note",
    ),
    ("references", "*"): ("title", "grade", "url", "other_urls", "doi", "pmid", "note", "to_be_confirmed"),
    ("diseases", "*"): ("label", "aliases", "subtypes", "activity", "activity_from", "questions", *_LATE),
    ("diseases", "*", "subtypes", "*"): ("label", "aliases", "organs", *_LATE),
    ("diseases", "*", "activity", "*"): ("label", "aliases", "organs", "no_organs", *_LATE),
    ("organs", "*"): ("label", "aliases", *_LATE),
    ("classes", "*"): ("label", "aliases", "within", *_LATE),
    ("therapies", "*"): ("label", "aliases", "classes", "mechanism", "routes", "infusion", *_LATE),
    ("outcomes", "*"): ("label", "aliases", "taken", "works", *_LATE),
    ("findings", "*"): _FACT,
    ("findings", "*", "values", "*"): ("label", "aliases", "implies", "one_of", *_LATE),
    ("measures", "*"): _NUMBER,
    ("measures", "*", "bands", "*"): ("above", "at_least", "below", "at_most"),
    ("patient", "*"): tuple(dict.fromkeys((*_NUMBER[:4], *_FACT[:4], *_NUMBER[4:], *_FACT[4:]))),
    ("patient", "*", "values", "*"): ("label", "aliases", "implies", "one_of", *_LATE),
    ("patient", "*", "bands", "*"): ("above", "at_least", "below", "at_most"),
    ("checks", "*"): ("label", "aliases", *_LATE, "during"),
    ("flags", "*"): ("label", "aliases", *_LATE),
    ("*", "*", "codes", "*"): ("code", "verified", "display"),
    ("*", "*", "*", "*", "codes", "*"): ("code", "verified", "display"),
    ("pathway",): ("id", "title", "scope", "diseases", "therapies"),
    ("rules", "*"): (
        "id", "title", "lens", "jurisdiction", "when", "then", "ask", "when_unknown", "unrecorded", "flag", "because",
        "mechanism", "cites", "to_be_confirmed",
    ),
    ("rules", "*", "mechanism"): ("text", "cites", "to_be_confirmed"),
    ("invariants", "*"): (
        "title", "pathways", "when", "unless_false", "never", "always", "because", "cites", "to_be_confirmed",
    ),
    ("invariants", "*", "never"): _SAID,
    ("invariants", "*", "always"): _SAID,
    ("accepted", "*"): ("property", "subject", "because"),
    ("misconceptions", "*"): ("label", "feedback", "reading", "cites", "to_be_confirmed"),
    ("misconceptions", "*", "reading"): (
        "unknown", "open", "counts", "outcomes", "values", "overlooks", "stopped", "elsewhere", "without", "route",
    ),
}  # fmt: skip
CONDITIONS = (("rules", "*", "when"), ("invariants", "*", "when"))


def keys_at(at: Pointer) -> Keys:
    """The keys of the mapping at a place of a pack file, in their sequence; none where its keys are names."""
    if any(_fits(at[:3], head) for head in CONDITIONS):
        return TREATMENT if at[-1] == "treatment" else CONDITION
    return next((keys for pattern, keys in KINDS.items() if _fits(at, pattern)), ())


def key_positions(written: Iterable[str], at: Pointer) -> list[int]:
    """The positions of the keys of a mapping as they are to stand: the known ones first, the others as they were.

    In a condition the test itself stays at the head, since it says what the others mean.
    """
    known = {key: rank for rank, key in enumerate(keys_at(at))}
    head = -1 if known and keys_at(at) is CONDITION else len(known)
    return [i for _, i in sorted((known.get(key, head), i) for i, key in enumerate(written))]


def _fits(at: Pointer, pattern: tuple[str, ...]) -> bool:
    return len(at) == len(pattern) and all(part in ("*", step) for part, step in zip(pattern, at, strict=True))
