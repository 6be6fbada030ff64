"""Every single thing that can be learnt about a patient, word by word; what would contradict the rest is no learning."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from infusion_pathways.meaning.facts import Missing
from infusion_pathways.scenario import Scenario
from infusion_pathways.scenario.model import Diagnosis, HistoryEntry
from infusion_pathways.vocabulary import Finding, Measure, Vocabulary

SECTIONS = {"finding": "findings", "measure": "measures", "patient": "patient"}


class Learnt(NamedTuple):
    """What was learnt, in a few words, and the patient with it."""

    what: str
    patient: Scenario


def unknown(value: object) -> bool:
    return value is None or isinstance(value, Missing)


def everything(patient: Scenario, words: Vocabulary) -> Iterator[Learnt]:
    """The patient with one unknown fact known, for every fact and every answer, unless the input would contradict itself."""
    yield from _values(patient, words)
    diagnosis = patient.diagnoses[0]
    for what, wiser in (*_activity(patient, words), *_subtype(diagnosis, words), *_organs(diagnosis, words)):
        yield Learnt(what, patient._replace(diagnoses=(wiser, *patient.diagnoses[1:])))
    yield from _history(patient, words)


def numbers(word: Measure) -> list[float]:
    """Both ends of the range, and the limits of each band with the numbers beside them."""
    limits = [limit for band in word.bands.values() for limit in (band.low, band.high) if limit is not None]
    near = [round(limit + step, 6) for limit in limits for step in (-0.1, 0, 0.1)]
    whole = [float(n) for n in range(4)]
    return sorted({n for n in (word.low, *near, *whole, word.high) if word.low <= n <= word.high})


def _values(patient: Scenario, words: Vocabulary) -> Iterator[Learnt]:
    told = follows(patient, words)
    for kind, section in SECTIONS.items():
        said: Mapping[str, object] = getattr(patient, section)
        known: Mapping[str, Finding | Measure] = getattr(words, section)
        for name, word in known.items():
            was, fact = said.get(name), f"{kind}.{name}"
            if isinstance(word, Finding) and word.derived:
                continue
            answers: list[str] | list[float] = numbers(word) if isinstance(word, Measure) else list(word.values)
            if not unknown(was):
                answers = list(word.values[str(was)].one_of) if isinstance(word, Finding) else []
            for answer in answers:
                wiser = patient._replace(**{section: {**said, name: answer}})
                meant = _meant(word, answer)
                restated = fact in told and told[fact] not in meant
                others = follows(wiser, words) if (kind, name) in words.implying else {}
                agree = all(told.get(other, value) == value for other, value in others.items())
                if agree and not restated and not (kind == "measure" and _more_evidence(patient, wiser, words)):
                    yield Learnt(f"{fact}: {answer}", wiser)


def _meant(word: Finding | Measure, answer: object) -> tuple[object, ...]:
    return word.values[str(answer)].one_of or (answer,) if isinstance(word, Finding) else (answer,)


def follows(patient: Scenario, words: Vocabulary) -> dict[str, str]:
    """What follows from each stated value for facts that are not stated; where two differ, both are told as one."""
    found: dict[str, str] = {}
    for section in SECTIONS.values():
        for name, value in getattr(patient, section).items():
            word = getattr(words, section)[name]
            implied = {} if unknown(value) else (word.values[str(value)] if isinstance(word, Finding) else word).implies
            for fact, other in implied.items():
                own, _, key = fact.partition(".")
                if unknown(getattr(patient, SECTIONS[own]).get(key)):
                    found[fact] = " or ".join(sorted({other, *found.get(fact, other).split(" or ")}))
    return found


def _levels(patient: Scenario, words: Vocabulary) -> set[str]:
    """The levels of activity for which there is evidence."""
    diagnosis = patient.diagnoses[0]
    disease = words.diseases[diagnosis.disease]
    found = set() if isinstance(diagnosis.activity, Missing) else {diagnosis.activity}
    for name in disease.activity_from:
        number = patient.measures.get(name)
        if isinstance(number, float):
            found |= {
                band for band, limits in words.measures[name].bands.items() if number in limits and band in disease.activity
            }
    return found


def _more_evidence(patient: Scenario, wiser: Scenario, words: Vocabulary) -> bool:
    """Whether evidence for an activity that is known already says something else."""
    before = _levels(patient, words)
    return bool(before) and _levels(wiser, words) != before


def _activity(patient: Scenario, words: Vocabulary) -> Iterator[tuple[str, Diagnosis]]:
    diagnosis, others = patient.diagnoses[0], patient.diagnoses[1:]
    if isinstance(diagnosis.activity, Missing):
        for level in words.diseases[diagnosis.disease].activity:
            wiser = diagnosis._replace(activity=level)
            if not _more_evidence(patient, patient._replace(diagnoses=(wiser, *others)), words):
                yield f"activity: {level}", wiser


def _subtype(diagnosis: Diagnosis, words: Vocabulary) -> Iterator[tuple[str, Diagnosis]]:
    before = meant(diagnosis, words)
    if isinstance(diagnosis.subtype, Missing):
        for name, subtype in words.diseases[diagnosis.disease].subtypes.items():
            if isinstance(diagnosis.organs, tuple) or all(before.get(organ, True) for organ in subtype.organs):
                yield f"subtype: {name}", diagnosis._replace(subtype=(name,))


def meant(diagnosis: Diagnosis, words: Vocabulary) -> dict[str, bool]:
    """What subtype and stated activity mean for organs of which nothing is answered."""
    disease = words.diseases[diagnosis.disease]
    level = None if isinstance(diagnosis.activity, Missing) else disease.activity[diagnosis.activity]
    found = dict.fromkeys(words.organs, False) if level is not None and level.no_organs else {}
    subtypes = () if isinstance(diagnosis.subtype, Missing) else diagnosis.subtype
    for word in (*([level] if level else []), *(disease.subtypes[name] for name in subtypes)):
        found |= dict.fromkeys(word.organs, True)
    answers = diagnosis.organs if isinstance(diagnosis.organs, Mapping) else {}
    return {organ: answer for organ, answer in found.items() if answers.get(organ) is None}


def _organs(diagnosis: Diagnosis, words: Vocabulary) -> Iterator[tuple[str, Diagnosis]]:
    """Each organ answered each way, and the whole list; a list that is there already leaves nothing open."""
    if isinstance(diagnosis.organs, tuple):
        return
    answers = dict(diagnosis.organs) if isinstance(diagnosis.organs, Mapping) else {}
    told = meant(diagnosis, words)
    for organ in words.organs:
        for answer in (True, False):
            if answers.get(organ) is None and told.get(organ, answer) is answer:
                yield f"{organ}: {answer}", diagnosis._replace(organs={**answers, organ: answer})
    known = {**{organ: answer for organ, answer in answers.items() if answer is not None}, **told}
    involved = [organ for organ, answer in known.items() if answer]
    open_ = [organ for organ in words.organs if organ not in known]
    for more in ((), tuple(open_), *((organ,) for organ in open_)):
        listed = (*involved, *more)
        yield f"organs: {', '.join(listed) or 'none'}", diagnosis._replace(organs=listed)


def _history(patient: Scenario, words: Vocabulary) -> Iterator[Learnt]:
    """The history itself, what came of each entry, whether it goes on, and which drug of a class it was."""
    if isinstance(patient.treatments, Missing):
        for name in words.therapies:
            told = tuple(HistoryEntry(name, None, outcome, ongoing) for outcome in words.outcomes for ongoing in (True, False))
            yield from (Learnt(f"history: {entry}", patient._replace(treatments=(entry,))) for entry in told)
        yield Learnt("history: none", patient._replace(treatments=()))
        return
    for at, entry in enumerate(patient.treatments):
        options: list[HistoryEntry] = []
        if isinstance(entry.outcome, Missing):
            options += [entry._replace(outcome=outcome) for outcome in words.outcomes]
        if isinstance(entry.ongoing, Missing):
            options += [entry._replace(ongoing=ongoing) for ongoing in (True, False)]
        if entry.of_class is not None:
            drugs = sorted(words.members[entry.of_class] & words.therapies.keys())
            options += [entry._replace(of_class=None, therapy=drug) for drug in drugs]
        for option in options:
            wiser = (*patient.treatments[:at], option, *patient.treatments[at + 1 :])
            yield Learnt(f"entry {at}: {option}", patient._replace(treatments=wiser))
