"""Every single change that may be made to a patient of the small world, written out by hand for the brute force of flips."""

import functools
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from infusion_pathways.meaning.condition import Listed, Treated
from infusion_pathways.meaning.facts import Missing, Treatment
from infusion_pathways.pack.model import Pack
from infusion_pathways.scenario import Scenario
from infusion_pathways.scenario.model import Diagnosis, HistoryEntry
from tests.prove.small import DISEASE, OTHER, TRIED, treated

NR, ASKED = Missing.NOT_RECORDED, Missing.ASKED
Path = tuple[Any, ...]
Paths = tuple[tuple[Path, int], ...]
MEMBERS = {"mab": ["alphamab"], "old": ["oldstone", "newstone"]}
THERAPIES = ["alphamab", "oldstone", "newstone"]
NUMBERS = [10.0, 20.0, 30.0, 50.0, 70.0]
SPOTS = {"present": {"present"}, "absent": {"absent"}, "open": {"present", "absent"}}


class Move(NamedTuple):
    """A change of one path, made by a function; `known` says that it changes something known."""

    path: Path
    make: Callable[[Scenario], Scenario]
    known: bool


def moves(pack: Pack, patient: Scenario, allowed: Sequence[str]) -> list[Move]:
    """Every single change that may be made to a patient, of the facts that the rules read."""
    read = {fact for premise in pack.programs["own"].premises for fact in _read(premise.when)}
    found = [*_facts(pack, patient, allowed, read), *_diagnosis(patient, allowed, read, reads_root(pack))]
    if "comorbidities" in read and "comorbidities" in allowed:
        there = len(patient.diagnoses) > 1
        found.append(Move(("also", OTHER), lambda p: p._replace(diagnoses=_others(p, not there)), True))
    return found + (list(_history(pack, patient, allowed)) if "treatments" in read else [])


def _others(patient: Scenario, there: bool) -> tuple[Diagnosis, ...]:
    return (patient.diagnoses[0], Diagnosis(OTHER)) if there else patient.diagnoses[:1]


def _facts(pack: Pack, patient: Scenario, allowed: Sequence[str], read: set[str]) -> Iterator[Move]:
    spots_fixed = pack.vocabulary.findings["spots"].fixed
    for fact, values, fixed in (
        ("findings.spots", list(SPOTS), spots_fixed),
        ("findings.fever", ["present", "absent"], False),
        ("patient.sex", ["female", "male"], True),
        ("measures.weight", NUMBERS, False),
    ):
        section, name = fact.split(".")
        was = getattr(patient, section).get(name, NR)
        if not {fact.replace("findings", "finding").replace("measures", "measure")} & read and not (
            name == "sex" and "finding.fever" in read
        ):
            continue
        for value in values:
            if value == was:
                continue
            known = was not in (NR, ASKED)
            if known and name == "spots":
                if SPOTS[value] >= SPOTS[was]:
                    continue
                known = not SPOTS[value] < SPOTS[was]
            if known and fixed and name not in allowed:
                continue
            yield Move((section, name), _setter(section, name, value), known)


def _setter(section: str, name: str, value: Any) -> Callable[[Scenario], Scenario]:
    return lambda p: p._replace(**{section: {**getattr(p, section), name: value}})


def _diagnosis(patient: Scenario, allowed: Sequence[str], read: set[str], root_read: bool) -> Iterator[Move]:
    own = patient.diagnoses[0]
    organs_read = "diagnosis.organ_involvement" in read

    def changed(**fields: Any) -> Callable[[Scenario], Scenario]:
        return lambda p: p._replace(diagnoses=(p.diagnoses[0]._replace(**fields), *p.diagnoses[1:]))

    if organs_read or "diagnosis.activity" in read:
        for level in ("calm", "fierce"):
            if level != own.activity:
                yield Move(("activity",), changed(activity=level), own.activity not in (NR, ASKED))
    if (organs_read or "diagnosis.subtype" in read) and (own.subtype in (NR, ASKED) or "subtype" in allowed):
        for names in (("early",), ("rooted",), ("early", "rooted")):
            if names != own.subtype:
                yield Move(("subtype",), changed(subtype=names), own.subtype not in (NR, ASKED))
    if organs_read:
        if not isinstance(own.organs, tuple):
            yield Move(("organs",), _closed, False)
        for organ in ("root", "leaf"):
            path = ("organ", organ if root_read else "unread")
            was = _organ(own.organs, organ)
            for value in (True, False):
                if value is not was:
                    yield Move(path, _answer(organ, value), was is not None)


def _organ(organs: Any, name: str) -> bool | None:
    if isinstance(organs, tuple):
        return name in organs
    return None if isinstance(organs, Missing) else organs.get(name)


def _closed(patient: Scenario) -> Scenario:
    organs = patient.diagnoses[0].organs
    listed = tuple(n for n, a in organs.items() if a) if isinstance(organs, Mapping) else ()
    assert not isinstance(organs, tuple)
    return patient._replace(diagnoses=(patient.diagnoses[0]._replace(organs=listed), *patient.diagnoses[1:]))


def _answer(name: str, value: bool) -> Callable[[Scenario], Scenario]:
    def make(patient: Scenario) -> Scenario:
        organs: Any = patient.diagnoses[0].organs
        if isinstance(organs, tuple):
            organs = tuple(dict.fromkeys([*organs, name])) if value else tuple(other for other in organs if other != name)
        else:
            organs = {**(organs if isinstance(organs, Mapping) else {}), name: value}
        return patient._replace(diagnoses=(patient.diagnoses[0]._replace(organs=organs), *patient.diagnoses[1:]))

    return make


def _history(pack: Pack, patient: Scenario, allowed: Sequence[str]) -> Iterator[Move]:
    if isinstance(patient.treatments, Missing):
        yield Move(("history",), lambda p: p._replace(treatments=()), False)
    else:
        for index, entry in enumerate(patient.treatments):
            free = entry.ongoing is True or "history" in allowed
            if entry.of_class:
                for drug in MEMBERS[entry.of_class]:
                    yield Move(("therapy", index), _field(index, therapy=drug, of_class=None), False)
            for name, values in (("outcome", TRIED), ("ongoing", [True, False])):
                was = getattr(entry, name)
                known = was not in (NR, ASKED)
                for value in values:
                    if value != was and (free or not known):
                        yield Move((name, index), _field(index, **{name: value}), known)
    others = [OTHER] if len(patient.diagnoses) > 1 else []
    seen = set()
    for drug in THERAPIES:
        for outcome, ongoing, given_for in itertools.product((*TRIED, NR), (NR, True, False), (None, *others)):
            entry = HistoryEntry(drug, None, outcome, ongoing, given_for)
            kind = alike(pack, drug), _answers(pack, entry)
            if kind not in seen and any(answer is not False for answer in kind[1]):
                seen.add(kind)
                yield Move(("added", kind[0]), lambda p, e=entry: p._replace(treatments=(*p.treatments, e)), False)  # type: ignore[misc]


def _field(index: int, **fields: Any) -> Callable[[Scenario], Scenario]:
    def make(patient: Scenario) -> Scenario:
        assert isinstance(patient.treatments, tuple)
        entries = list(patient.treatments)
        entries[index] = entries[index]._replace(**fields)
        return patient._replace(treatments=tuple(entries))

    return make


@functools.cache
def _tests(pack: Pack) -> list[Treated]:
    return treated(pack.programs["own"])


def _answers(pack: Pack, entry: HistoryEntry) -> tuple[bool | None, ...]:
    """What each treatment test makes of an entry alone."""
    drugs = MEMBERS[entry.of_class] if entry.of_class else [entry.therapy or ""]
    seen = Treatment(frozenset(drugs), entry.outcome, entry.ongoing, entry.given_for not in (None, DISEASE))
    return tuple(test.holds((seen,)) for test in _tests(pack))


@functools.cache
def alike(pack: Pack, drug: str) -> str:
    """The first therapy that no test tells from a drug, whatever came of it."""

    def every(name: str) -> list[tuple[bool | None, ...]]:
        said = itertools.product((NR, *TRIED), (NR, True, False), (None, OTHER))
        return [_answers(pack, HistoryEntry(name, None, *rest)) for rest in said]

    return next(name for name in THERAPIES if every(name) == every(drug))


def _read(condition: Any) -> set[str]:
    parts = getattr(condition, "parts", None) or ((condition.part,) if hasattr(condition, "part") else ())
    own = {condition.fact} if hasattr(condition, "fact") else set()
    return own.union(*(_read(part) for part in parts))


@functools.cache
def reads_root(pack: Pack) -> bool:
    """Whether a test asks for the root; organs that no test asks for are one path."""

    def within(condition: Any) -> bool:
        parts = getattr(condition, "parts", None) or ((condition.part,) if hasattr(condition, "part") else ())
        return isinstance(condition, Listed) or any(within(part) for part in parts)

    return any(within(premise.when) for premise in pack.programs["own"].premises)
