"""A case as a student meets it: the facts that are recorded, numbered, and the therapies to judge. No verdict, no title."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from infusion_pathways.advice import Advice, EngineChoice, advised
from infusion_pathways.meaning.condition import Known, Treated
from infusion_pathways.meaning.facts import ACTIVITY, ORGANS, STATED_ACTIVITY, SUBTYPE, TREATMENTS, Missing
from infusion_pathways.pack.misconception import Reading
from infusion_pathways.pack.model import Pack
from infusion_pathways.quiz.evidence import Evidence, place_of
from infusion_pathways.quiz.misconception_model import AS_IT_STANDS, MisreadDiagnosis, facts_of, misread, together
from infusion_pathways.scenario.model import Diagnosis, Scenario
from infusion_pathways.scenario.view import facts_for
from infusion_pathways.trace.tree import Trace
from infusion_pathways.trace.values import KNOWN_ABSENT, ValueReader
from infusion_pathways.trace.wording import listing

TO_ASK = ("/findings/", "/measures/")


class Item(NamedTuple):
    """A recorded fact: its number, its mark, and what it says. One that is `to_ask` can be kept back until it is asked for."""

    number: int
    place: str
    words: str
    to_ask: bool


class QuizQuestion(NamedTuple):
    """A therapy to judge for one diagnosis; `name` tells it from the others of the case."""

    letter: str
    name: str
    position: int
    disease: str
    therapy: str
    label: str


class QuizCase:
    """One scenario made ready for the quiz. What the rules say of it is worked out when it is first needed."""

    def __init__(self, pack: Pack, scenario: Scenario) -> None:
        self.pack = pack
        self.scenario = scenario
        self.questions = tuple(_questions(pack, scenario))
        self._seen: dict[tuple[int, tuple[str, ...]], MisreadDiagnosis] = {}
        self._evidence: dict[tuple[int, tuple[str, ...]], Evidence] = {}

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """The recorded facts in the order of the file."""
        told = dict(_told(self.pack, self.scenario))
        return tuple(Item(n, place, words, place.startswith(TO_ASK)) for n, (place, words) in enumerate(told.items(), 1))

    @cached_property
    def advice(self) -> Advice:
        """The answer, with the evaluation of each diagnosis."""
        return advised(self.pack, self.scenario, EngineChoice.CHECKED)

    @property
    def trace(self) -> Trace:
        """The answer, told."""
        return self.advice.trace

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The number of every recorded fact, by its mark."""
        return {item.place: item.number for item in self.items}

    def seen(self, index: int, *misconceptions: str) -> MisreadDiagnosis:
        """What the rules make of the diagnosis at an index: as it stands, or as misconceptions of the pack together read it."""
        known = self._seen.get((index, misconceptions))
        if known is not None:
            return known
        stands = self.advice.evaluation(self.scenario.diagnoses[index].disease)
        assert stands is not None
        reading: Reading | None = AS_IT_STANDS
        for name in misconceptions:
            reading = reading and together(reading, self.pack.misconceptions[name].reading)
        assert reading is not None, "readings that contradict each other"
        found = misread(stands, self.pack.vocabulary, reading) if misconceptions else MisreadDiagnosis(stands)
        if len(misconceptions) < 2:  # pairs are many, and most are looked at once
            self._seen[index, misconceptions] = found
        return found

    def evidence(self, index: int, *misconceptions: str) -> Evidence:
        """The facts behind what the rules make of a diagnosis."""
        known = self._evidence.get((index, misconceptions))
        if known is not None:
            return known
        facts = self.seen(index).evaluation.facts
        found = Evidence(self.scenario, index, self.seen(index, *misconceptions), facts, self.pack.vocabulary)
        if len(misconceptions) < 2:
            self._evidence[index, misconceptions] = found
        return found

    def right(self, question: QuizQuestion) -> str:
        """The verdict of the rules."""
        return self.seen(question.position).verdict(question.therapy)

    def place_words(self, place: str) -> str:
        """What the fact at a mark says, or that nothing is recorded there."""
        number = self.places.get(place)
        if number is not None:
            return self.items[number - 1].words
        return f"{self._label(place)}: {Missing.NOT_RECORDED.value}"

    def _label(self, place: str) -> str:
        kind, _, name = place.strip("/").partition("/")
        words = self.pack.vocabulary
        if kind in ("findings", "measures", "patient"):
            return words.fact_label(f"{kind.removesuffix('s')}.{words.canonical(kind, name)}")
        return words.fact_label(TREATMENTS if kind == "treatments" else f"diagnosis.{name.partition('/')[2]}")


def _questions(pack: Pack, scenario: Scenario) -> Iterator[QuizQuestion]:
    found = []
    for index, diagnosis in enumerate(scenario.diagnoses):
        program = pack.program_for(diagnosis.disease)
        for therapy in program.pathway.therapies if program is not None else ():
            found.append((index, diagnosis.disease, therapy))
    for number, (index, disease, therapy) in enumerate(found):
        alone = sum(other == therapy for _, _, other in found) == 1
        letter = chr(ord("A") + number) if number < 26 else f"A{number}"
        label = pack.vocabulary.therapies[therapy].label
        yield QuizQuestion(letter, therapy if alone else f"{disease}/{therapy}", index, disease, therapy, label)


def _told(pack: Pack, scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Every recorded fact: its mark and its words, as the trace words them."""
    words = pack.vocabulary
    readers = [ValueReader(scenario, i, facts_for(scenario, i, words), words) for i in range(len(scenario.diagnoses))]
    for index, diagnosis in enumerate(scenario.diagnoses):
        yield from _diagnosis(pack, readers[index], index, diagnosis)
    others = len(scenario.diagnoses) - 1
    yield "/diagnoses", f"{'no other diagnosis' if not others else 'no diagnosis but these'} (the whole list)"
    yield from _section(readers[0], pack, "patient", scenario.patient)
    yield from _treatments(readers[0], scenario, pack)
    yield from _section(readers[0], pack, "finding", scenario.findings)
    yield from _section(readers[0], pack, "measure", scenario.measures)


def _diagnosis(pack: Pack, reader: ValueReader, index: int, diagnosis: Diagnosis) -> Iterator[tuple[str, str]]:
    disease = pack.vocabulary.diseases[diagnosis.disease]
    yield f"/diagnoses/{index}/disease", f"diagnosis: {disease.label}"
    stated = ((SUBTYPE, "subtype", diagnosis.subtype), (ACTIVITY, "activity", diagnosis.activity))
    for fact, label, value in stated:
        if value is Missing.ASKED:
            yield reader.pointer(fact), f"{label}: {value.value}"
        elif not isinstance(value, Missing):
            told = reader.read((Known(SUBTYPE if fact == SUBTYPE else STATED_ACTIVITY),))[0]
            yield from ((place_of(v.pointer), v.words) for v in told)
    organs, labels = diagnosis.organs, pack.vocabulary.organs
    place = reader.pointer(ORGANS)
    if organs is Missing.ASKED:
        yield place, f"organs involved: {organs.value}"
    elif isinstance(organs, tuple):
        yield place, f"organs involved: {listing([labels[n].label for n in organs]) or 'none'} (the whole list)"
    elif isinstance(organs, Mapping):
        answers = {True: "involved", False: KNOWN_ABSENT, None: Missing.ASKED.value}
        yield place, f"organs: {'; '.join(f'{labels[n].label} {answers[a]}' for n, a in organs.items())}"


def _section(reader: ValueReader, pack: Pack, kind: str, values: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name, value in values.items():
        fact = f"{kind}.{name}"
        if isinstance(value, Missing):
            yield reader.pointer(fact), f"{pack.vocabulary.fact_label(fact)}: {value.value}"
        else:
            yield from ((v.pointer, v.words) for v in reader.read((Known(fact),))[0])


def _treatments(reader: ValueReader, scenario: Scenario, pack: Pack) -> Iterator[tuple[str, str]]:
    entries = scenario.treatments
    if isinstance(entries, Missing):
        if entries is Missing.ASKED:
            yield "/treatments", f"treatment history: {entries.value}"
        return
    everything = frozenset(pack.vocabulary.therapies).union(*pack.vocabulary.members.values())
    yield from ((place_of(v.pointer), v.words) for v in reader.read((Treated(everything),))[0])
    yield "/treatments", f"treatment history: {'nothing else' if entries else 'nothing'} was given (the whole list)"


def read_by(case: QuizCase) -> frozenset[str]:
    """The facts that the pathways of a case read."""
    programs = [case.seen(question.position).program for question in case.questions]
    return frozenset[str]().union(*map(facts_of, programs))
