"""Words for pairs, for who does not know the pack: the one fact in which two patients differ."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from infusion_pathways.meaning.facts import Missing
from infusion_pathways.scenario.model import Diagnosis, HistoryEntry, Scalar, Scenario
from infusion_pathways.scenario.words import entry_words
from infusion_pathways.solver.patient_words import diagnosis_words, organ_words, patient_lines, value_words
from infusion_pathways.vocabulary import Vocabulary

NO_TREATMENT = "no treatment so far"


class FactDifference(NamedTuple):
    """Where two scenarios differ: the place in the files, what both say, and the one fact for each."""

    pointer: str
    both: tuple[str, ...]
    first: str
    second: str


def fact_difference(a: Scenario, b: Scenario, words: Vocabulary) -> FactDifference:
    """The one fact in which two scenarios differ. Raises ValueError where they differ in none or in several."""
    found = [*_of_sections(a, b, words), *_of_diagnoses(a, b, words), *_of_histories(a, b, words)]
    if len(found) != 1:
        raise ValueError(f"these differ in {len(found)} facts: {', '.join(item.pointer for item in found)}")
    return found[0]


def _of_sections(a: Scenario, b: Scenario, words: Vocabulary) -> Iterator[FactDifference]:
    sections: Mapping[str, tuple[str, Mapping[str, Scalar], Mapping[str, Scalar]]] = {
        "patient": ("patient", a.patient, b.patient),
        "findings": ("finding", a.findings, b.findings),
        "measures": ("measure", a.measures, b.measures),
    }
    for section, (kind, first, second) in sections.items():
        for name in dict.fromkeys((*first, *second)):
            values = first.get(name, Missing.NOT_RECORDED), second.get(name, Missing.NOT_RECORDED)
            if values[0] != values[1]:
                rest = {key: value for key, value in first.items() if key != name}
                common = patient_lines(a._replace(**{section: rest}), words)  # type: ignore[arg-type]
                told = [value_words(f"{kind}.{name}", value, words) for value in values]
                yield FactDifference(f"/{section}/{name}", common, *told)


def _of_diagnoses(a: Scenario, b: Scenario, words: Vocabulary) -> Iterator[FactDifference]:
    (first, *others), (second, *also) = a.diagnoses, b.diagnoses
    for one_more, fewer, sides in ((others, also, (True, False)), (also, others, (False, True))):
        for place, diagnosis in enumerate(one_more, start=1):
            if diagnosis not in fewer:
                label = words.diseases[diagnosis.disease].label
                common = a._replace(diagnoses=(first, *(d for d in others if d != diagnosis)))
                told = [f"also diagnosed: {label}" if here else f"{label}: not diagnosed" for here in sides]
                yield FactDifference(f"/diagnoses/{place}", patient_lines(common, words), *told)
    if first.disease != second.disease:
        said = ", ".join(diagnosis_words(first, words)[1:])
        rest = patient_lines(a, words)[1:]
        told = [f"diagnosis: {words.diseases[d.disease].label}" for d in (first, second)]
        yield FactDifference("/diagnoses/0/disease", (*[said] * bool(said), *rest), *told)
    if first.subtype != second.subtype:
        yield _of_diagnosis(a, "subtype", [_subtype(d, words) for d in (first, second)], words)
    if first.activity != second.activity:
        yield _of_diagnosis(a, "activity", [_activity(d, words) for d in (first, second)], words)
    if first.organs != second.organs:
        yield from _of_organs(a, first, second, words)


def _of_diagnosis(a: Scenario, field: str, told: Iterable[str], words: Vocabulary) -> FactDifference:
    diagnosis = a.diagnoses[0]._replace(**{field: Missing.NOT_RECORDED})  # type: ignore[arg-type]
    common = patient_lines(a._replace(diagnoses=(diagnosis, *a.diagnoses[1:])), words)
    place = "organ_involvement" if field == "organs" else field
    return FactDifference(f"/diagnoses/0/{place}", common, *told)


def _subtype(diagnosis: Diagnosis, words: Vocabulary) -> str:
    subtypes = words.diseases[diagnosis.disease].subtypes
    said = diagnosis.subtype
    return f"subtype: {said.value if isinstance(said, Missing) else ', '.join(subtypes[name].label for name in said)}"


def _activity(diagnosis: Diagnosis, words: Vocabulary) -> str:
    levels = words.diseases[diagnosis.disease].activity
    said = diagnosis.activity
    return f"activity: {said.value if isinstance(said, Missing) else levels[said].label}"


def _of_organs(a: Scenario, first: Diagnosis, second: Diagnosis, words: Vocabulary) -> Iterator[FactDifference]:
    """One organ, in a list or by answers; or a list that names all organs beside answers that name the same."""
    told = [
        ", ".join(organ_words(d.organs, words)) or f"organ involvement: {Missing.NOT_RECORDED.value}" for d in (first, second)
    ]
    closed = [frozenset(d.organs) if isinstance(d.organs, tuple) else None for d in (first, second)]
    answers = [dict(d.organs) if isinstance(d.organs, Mapping) else {} for d in (first, second)]
    if closed[0] is not None and closed[1] is not None:
        changed = closed[0] ^ closed[1]
    elif closed[0] is None and closed[1] is None:
        changed = frozenset(n for n in (*answers[0], *answers[1]) if answers[0].get(n, ...) != answers[1].get(n, ...))
    else:
        listed, said = (closed[0], answers[1]) if closed[0] is not None else (closed[1], answers[0])
        wanted = dict.fromkeys(listed or (), True)
        changed = frozenset({"", *(name for name in (*wanted, *said) if wanted.get(name, ...) != said.get(name, ...))})
    for name in sorted(changed):
        found = _of_diagnosis(a, "organs", told, words)
        yield found._replace(pointer=f"{found.pointer}/{name}" if name and closed == [None, None] else found.pointer)


def _of_histories(a: Scenario, b: Scenario, words: Vocabulary) -> Iterator[FactDifference]:
    first, second = a.treatments, b.treatments
    if first == second:
        return
    if isinstance(first, Missing) or isinstance(second, Missing):
        told = [_history(history, words) for history in (first, second)]
        yield FactDifference("/treatments", patient_lines(a._replace(treatments=Missing.NOT_RECORDED), words), *told)
        return
    same = 0
    while same < min(len(first), len(second)) and first[same] == second[same]:
        same += 1
    rest = first[:same]
    common = patient_lines(a._replace(treatments=rest or Missing.NOT_RECORDED), words)
    ends = first[same:], second[same:]
    if len(first) == len(second) == same + 1:
        fields = [f for f, x, y in zip(HistoryEntry._fields, *(end[0] for end in ends), strict=True) if x != y]
        fields = ["drug"] if set(fields) <= {"therapy", "of_class"} else fields
        for field in fields:
            place = {"drug": "", "given_for": "/for"}.get(field, f"/{field}")
            yield FactDifference(f"/treatments/{same}{place}", common, *(entry_words(end[0], words) for end in ends))
    else:
        entries = [entry for end in ends for entry in end]
        for entry in entries:
            yield FactDifference(f"/treatments/{same}", common, *(_entry(entry, end, rest, words) for end in ends))


def _history(history: tuple[HistoryEntry, ...] | Missing, words: Vocabulary) -> str:
    if isinstance(history, Missing):
        return f"treatment history: {history.value}"
    return "; ".join(entry_words(entry, words) for entry in history) or NO_TREATMENT


def _entry(entry: HistoryEntry, end: tuple[HistoryEntry, ...], rest: tuple[HistoryEntry, ...], words: Vocabulary) -> str:
    """An entry where it stands, and that it does not stand where it is missing."""
    if entry in end:
        return entry_words(entry, words)
    name = entry_words(entry, words).partition(":")[0]
    return f"{name}: not in the treatment history" if rest else NO_TREATMENT
