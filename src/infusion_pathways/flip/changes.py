"""What may change about a patient, one path and a new value at a time; see decision 0009."""

from collections.abc import Iterable, Mapping
from enum import Enum
from itertools import combinations
from typing import NamedTuple

from infusion_pathways.meaning.condition import Interval
from infusion_pathways.meaning.facts import Missing
from infusion_pathways.scenario.model import Diagnosis, HistoryEntry, Scalar, Scenario
from infusion_pathways.vocabulary import Finding, Measure, Vocabulary

Value = str | float | bool | tuple[str, ...] | HistoryEntry
Organs = tuple[str, ...] | Mapping[str, bool | None] | Missing


class ScenarioPart(Enum):
    """What part of a scenario a path leads to, in the order in which changes are listed."""

    ACTIVITY = "activity"
    SUBTYPE = "subtype"
    ORGANS = "organ_involvement"
    ORGAN = "organ"
    FINDING = "finding"
    MEASURE = "measure"
    PATIENT = "patient"
    HISTORY = "treatments"
    DRUG = "therapy"
    OUTCOME = "outcome"
    ONGOING = "ongoing"
    ADDED = "added"
    COMORBIDITY = "comorbidity"


class Path(NamedTuple):
    """What one change is about.

    `name`: the fact, the organ, the disease, or the therapy added. `at`: the diagnosis or the entry of the history; for an
    entry to be added, how many of this therapy or those like it were added before.
    """

    part: ScenarioPart
    name: str = ""
    at: int = 0


class ChangeWay(Enum):
    """How a change comes about: something unknown is answered, something known changes, an entry is added."""

    ANSWER = "answer"
    CHANGE = "change"
    ADD = "add"


class Change(NamedTuple):
    """One change: from what is known (or the way in which it is missing) to a new value.

    `True` as a value: the organ is involved, the treatment goes on, the other diagnosis is there, the history is known, the
    list of organs is whole. `alike`: the numbers that no test tells from the value.
    """

    path: Path
    way: ChangeWay
    was: Value | Missing
    value: Value
    alike: tuple[Interval, ...] = ()


def applied(scenario: Scenario, changes: Iterable[Change]) -> Scenario:
    """The scenario with some changes made, of which no two are about the same path; what was expected of it is left out."""
    diagnoses, patient = list(scenario.diagnoses), scenario._replace(expect=None, pointers={})
    listed = sorted(changes, key=lambda change: (list(ScenarioPart).index(change.path.part), change.path[1:]))
    for index in {change.path.at for change in listed if change.path.part in OF_A_DIAGNOSIS}:
        own = [change for change in listed if change.path.part in OF_A_DIAGNOSIS and change.path.at == index]
        diagnoses[index] = _diagnosis(diagnoses[index], own)
    for change in listed:
        match change.path.part:
            case ScenarioPart.FINDING | ScenarioPart.MEASURE | ScenarioPart.PATIENT:
                patient = _with_fact(patient, change)
            case ScenarioPart.COMORBIDITY if change.value:
                diagnoses.append(Diagnosis(change.path.name))
            case ScenarioPart.COMORBIDITY:
                diagnoses = [diagnosis for diagnosis in diagnoses if diagnosis.disease != change.path.name]
    return patient._replace(diagnoses=tuple(diagnoses), treatments=_history(scenario.treatments, listed))


OF_A_DIAGNOSIS = (ScenarioPart.ACTIVITY, ScenarioPart.SUBTYPE, ScenarioPart.ORGANS, ScenarioPart.ORGAN)
OF_THE_HISTORY = (ScenarioPart.HISTORY, ScenarioPart.DRUG, ScenarioPart.OUTCOME, ScenarioPart.ONGOING, ScenarioPart.ADDED)


def _with_fact(patient: Scenario, change: Change) -> Scenario:
    name, value = change.path.name, change.value
    assert isinstance(value, str | float)
    match change.path.part:
        case ScenarioPart.FINDING:
            return patient._replace(findings={**patient.findings, name: value})
        case ScenarioPart.MEASURE:
            return patient._replace(measures={**patient.measures, name: value})
    return patient._replace(patient={**patient.patient, name: value})


def _diagnosis(diagnosis: Diagnosis, changes: Iterable[Change]) -> Diagnosis:
    answers, closed = {}, isinstance(diagnosis.organs, tuple)
    for change in changes:
        match change.path.part:
            case ScenarioPart.ACTIVITY:
                diagnosis = diagnosis._replace(activity=str(change.value))
            case ScenarioPart.SUBTYPE:
                assert isinstance(change.value, tuple)
                diagnosis = diagnosis._replace(subtype=tuple(str(name) for name in change.value))
            case ScenarioPart.ORGANS:
                closed = True
            case ScenarioPart.ORGAN:
                answers[change.path.name] = bool(change.value)
    if not answers and not closed:
        return diagnosis
    return diagnosis._replace(organs=_organs(diagnosis.organs, answers, closed))


def _organs(organs: Organs, answers: Mapping[str, bool], closed: bool) -> Organs:
    """What is said of organs, with some answers more; a closed list names those that are involved."""
    if isinstance(organs, Missing):
        said: dict[str, bool | None] = {}
    elif isinstance(organs, Mapping):
        said = dict(organs)
    else:
        said = dict.fromkeys(organs, True)
    said |= answers
    return tuple(name for name, involved in said.items() if involved) if closed else said


def _history(treatments: tuple[HistoryEntry, ...] | Missing, changes: Iterable[Change]) -> tuple[HistoryEntry, ...] | Missing:
    entries = None if isinstance(treatments, Missing) else list(treatments)
    for change in changes:
        match change.path.part:
            case ScenarioPart.HISTORY:
                entries = []
            case ScenarioPart.ADDED:
                assert entries is not None
                assert isinstance(change.value, HistoryEntry)
                entries.append(change.value)
            case ScenarioPart.DRUG | ScenarioPart.OUTCOME | ScenarioPart.ONGOING:
                assert entries is not None
                entries[change.path.at] = with_field(entries[change.path.at], change.path.part, change.value)
    return treatments if entries is None else tuple(entries)


def with_field(entry: HistoryEntry, part: ScenarioPart, value: Value | Missing) -> HistoryEntry:
    """An entry with another outcome, another word on whether it goes on, or the drug that it was."""
    match part:
        case ScenarioPart.OUTCOME:
            assert isinstance(value, str | Missing)
            return entry._replace(outcome=value)
        case ScenarioPart.ONGOING:
            assert isinstance(value, bool | Missing)
            return entry._replace(ongoing=value)
    return entry._replace(therapy=str(value), of_class=None)


def stated(scenario: Scenario, path: Path) -> Scalar:
    """The value of a finding, measure or patient field."""
    sections: dict[ScenarioPart, Mapping[str, Scalar]] = {
        ScenarioPart.FINDING: scenario.findings,
        ScenarioPart.MEASURE: scenario.measures,
        ScenarioPart.PATIENT: scenario.patient,
    }
    return sections[path.part].get(path.name, Missing.NOT_RECORDED)


def way_to(was: Scalar, value: Scalar, word: object) -> ChangeWay | None:
    """How a value of a fact becomes another; None where less would be known than before.

    A value that leaves several open is answered by one of them.
    """
    if isinstance(was, Missing):
        return ChangeWay.ANSWER
    if not isinstance(word, Finding) or not isinstance(was, str) or not isinstance(value, str):
        return ChangeWay.CHANGE
    before, after = (frozenset(word.values[name].one_of or (name,)) for name in (was, value))
    if after < before:
        return ChangeWay.ANSWER
    return None if after >= before else ChangeWay.CHANGE


def meaning(fact: str, value: Scalar, words: Vocabulary) -> dict[str, frozenset[str]]:
    """What a recorded value says: of its own fact and of those that follow from it, which values it leaves open."""
    word = words.fact_word(fact)
    if isinstance(word, Finding) and isinstance(value, str):
        said = word.values[value]
        return {fact: frozenset(said.one_of or (value,))} | {name: frozenset({v}) for name, v in said.implies.items()}
    if isinstance(word, Measure) and isinstance(value, float):
        return {name: frozenset({v}) for name, v in word.implies.items()}
    return {}


def disagree(left: Mapping[str, frozenset[str]], right: Mapping[str, frozenset[str]]) -> bool:
    """Whether two meanings leave nothing open for some fact."""
    return any(left[fact].isdisjoint(right[fact]) for fact in left.keys() & right.keys())


def contradictions(scenario: Scenario, words: Vocabulary) -> frozenset[tuple[str, str]]:
    """Pairs of recorded facts that contradict each other, by themselves or by what follows from them."""
    sections = (("finding", scenario.findings), ("measure", scenario.measures), ("patient", scenario.patient))
    said = {f"{kind}.{name}": meaning(f"{kind}.{name}", v, words) for kind, section in sections for name, v in section.items()}
    return frozenset(pair for pair in combinations(sorted(said), 2) if disagree(said[pair[0]], said[pair[1]]))


def pointer(path: Path) -> str:
    """Where a path leads to in the file, as a JSON pointer; `-` is the end of a list."""
    part, name, index = path
    match part:
        case ScenarioPart.FINDING | ScenarioPart.MEASURE:
            return f"/{part.value}s/{name}"
        case ScenarioPart.PATIENT:
            return f"/patient/{name}"
        case ScenarioPart.ACTIVITY | ScenarioPart.SUBTYPE | ScenarioPart.ORGANS:
            return f"/diagnoses/{index}/{part.value}"
        case ScenarioPart.ORGAN:
            return f"/diagnoses/{index}/{ScenarioPart.ORGANS.value}/{name}"
        case ScenarioPart.HISTORY:
            return "/treatments"
        case ScenarioPart.ADDED:
            return "/treatments/-"
        case ScenarioPart.COMORBIDITY:
            return "/diagnoses/-"
    return f"/treatments/{index}/{part.value}"
