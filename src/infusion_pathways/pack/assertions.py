"""From the sections `invariants` and `accepted` of a pack to what a proof reads; every name resolved or reported."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from infusion_pathways.meaning.invariant import Accepted, Assertion, Invariant
from infusion_pathways.meaning.rule import Pathway
from infusion_pathways.pack import messages
from infusion_pathways.pack.conditions import ConditionReader, says_this
from infusion_pathways.pack.model import ProblemSink
from infusion_pathways.pack.targets import EVERY, therapies_meant
from infusion_pathways.source.reading import Pointer
from infusion_pathways.vocabulary import Vocabulary

EVERYONE = {"always": True}


class Stated(NamedTuple):
    """An invariant as read: for which therapies of which pathways it is meant, its condition as written, and its place."""

    invariant: Invariant
    pathways: tuple[str, ...]
    therapies: tuple[str, ...]
    when: Mapping[str, Any]
    at: Pointer


def read_invariants(
    raw: Mapping[str, Any], pathways: Mapping[str, Pathway], words: Vocabulary, report: ProblemSink
) -> tuple[Stated, ...]:
    """The invariants of a pack in the order of their names; what cannot be resolved goes to `report`."""
    own = {name: pathway for name, pathway in pathways.items() if not pathway.shared}
    return tuple(_stated(name, entry, own, words, report) for name, entry in sorted(raw.get("invariants", {}).items()))


def read_accepted(raw: Mapping[str, Any], report: ProblemSink) -> tuple[Accepted, ...]:
    """What the author accepts of a proof, in the order of its words; the same statement twice goes to `report`."""
    found: dict[tuple[str, str], Accepted] = {}
    for i, entry in enumerate(raw.get("accepted", ())):
        key = entry["property"], entry["subject"]
        if key in found:
            report(("accepted", i, "subject"), messages.duplicate_name, "accepted statements", " ".join(key))
        found[key] = Accepted(*key, entry["because"])
    return tuple(found[key] for key in sorted(found))


def assertions_for(pathway: Pathway, stated: Iterable[Stated], words: Vocabulary, report: ProblemSink) -> tuple[Assertion, ...]:
    """The invariants that speak about one pathway, their conditions read in its words; problems as for `ConditionReader`."""
    found: list[Assertion] = []
    for invariant, pathways, targets, when, at in stated:
        therapies = tuple(t for t in pathway.therapies if t in targets)
        if pathway.id not in pathways or not (therapies or invariant.outcomes):
            continue
        if therapies and says_this(when):
            for therapy in therapies:
                reader = ConditionReader(words, pathway.diseases, report, therapy)
                found.append(Assertion(invariant, f"{invariant.id}@{therapy}", reader.read(when, (*at, "when")), (therapy,)))
        else:
            reader = ConditionReader(words, pathway.diseases, report)
            found.append(Assertion(invariant, invariant.id, reader.read(when, (*at, "when")), therapies))
    return tuple(found)


def _stated(name: str, raw: Mapping[str, Any], own: Mapping[str, Pathway], words: Vocabulary, report: ProblemSink) -> Stated:
    at: Pointer = ("invariants", name)
    said: dict[str, dict[str, Any]] = {word: raw[word] for word in ("never", "always") if raw.get(word)}
    if len(said) != 1:
        report(at, messages.never_or_always)
    word, what = next(iter([*said.items(), ("never", {})]))
    for i, pathway in enumerate(raw.get("pathways", ())):
        if pathway not in own:
            report((*at, "pathways", i), messages.unknown_pathway, pathway, own)
    meant = [own[pathway] for pathway in raw.get("pathways", own) if pathway in own]
    therapies: tuple[str, ...] = ()
    if "therapy" in what:
        subject = (*at, word, "therapy")
        therapies = therapies_meant(what["therapy"], words, report, subject)
        if therapies == (EVERY,):
            therapies = tuple(sorted({therapy for pathway in meant for therapy in pathway.therapies}))
        else:
            for names, where in _strangers(what["therapy"], therapies, meant, "pathways" in raw, words):
                report(subject, messages.therapy_of_no_pathway, names, where, word=names[0])
    return Stated(
        Invariant(
            id=name,
            title=raw["title"],
            because=raw["because"],
            cites=tuple(raw["cites"]),
            unless_false=raw.get("unless_false", False),
            never=word == "never",
            verdicts=frozenset(_tuple(what.get("verdict", ()))),
            outcomes=frozenset(_tuple(what.get("outcome", ()))),
            to_be_confirmed=raw.get("to_be_confirmed", False),
        ),
        tuple(pathway.id for pathway in meant),
        therapies,
        raw.get("when", EVERYONE),
        at,
    )


def _strangers(
    target: Any, therapies: Sequence[str], meant: Sequence[Pathway], chosen: bool, words: Vocabulary
) -> list[tuple[tuple[str, ...], list[str]]]:
    """The names that stand for no therapy of the pathways; or all of them with each chosen pathway for which none does.

    Unknown names are passed over: what is wrong with them is said elsewhere.
    """
    names = _tuple(target["class"] if isinstance(target, dict) else target)
    if not meant or not set(names) <= {*words.therapies, *words.classes}:
        return []
    everywhere = {therapy for pathway in meant for therapy in pathway.therapies}
    parts = [(names, therapies)] if isinstance(target, dict) else [((name,), (name,)) for name in names]
    lost = [(part, [pathway.id for pathway in meant]) for part, own in parts if everywhere.isdisjoint(own)]
    return lost or [(names, [p.id]) for p in meant if chosen and set(p.therapies).isdisjoint(therapies)]


def _tuple(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)
