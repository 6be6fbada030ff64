"""What can be said of a therapy for which the rules give no verdict: why there is none, and where the pack uses it."""

from collections.abc import Iterator, Sequence

from infusion_pathways.explain.explanation import Unnamed
from infusion_pathways.pack.model import Pack
from infusion_pathways.trace.wording import capital, listing


def unnamed_sentences(pack: Pack, found: Unnamed) -> tuple[str, ...]:
    """Why there is no verdict, and for which diseases the pack names the therapy; the first sentence says the most."""
    return tuple(_sentences(pack, found))


def _sentences(pack: Pack, found: Unnamed) -> Iterator[str]:
    name = pack.vocabulary.label(found.therapy)
    if found.covered:
        yield f"No rule of this pack speaks of {name} for {_labels(pack, found.covered)}, so there is no verdict on it."
    else:
        yield f"No pathway of this pack covers {_labels(pack, found.uncovered)}, so there is no verdict on {name}."
    if found.covered and found.uncovered:
        yield f"No pathway covers {_labels(pack, found.uncovered)}."
    if found.elsewhere:
        yield f"The rules name {name} for {listing([pack.vocabulary.label(disease) for disease in found.elsewhere])}."
    else:
        yield f"No pathway names {name}: the rules know it only as a part of the treatment history."
    therapies = dict.fromkeys(t for disease in found.covered for t in pack.pathways[pack.pathway_of[disease]].therapies)
    if therapies:
        labels = listing([pack.vocabulary.label(therapy) for therapy in therapies])
        yield f"{capital(_labels(pack, found.covered))}: the rules speak of {labels}."


def _labels(pack: Pack, diseases: Sequence[str]) -> str:
    return listing([pack.vocabulary.label(disease) for disease in diseases], "or")
