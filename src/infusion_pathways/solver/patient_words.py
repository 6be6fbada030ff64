"""A patient in words: what the scenario says, one line a fact, for proofs, pairs and differences."""

from collections.abc import Iterator, Mapping

from infusion_pathways.meaning.facts import Missing
from infusion_pathways.scenario.model import Diagnosis, Scalar, Scenario
from infusion_pathways.scenario.words import entry_words
from infusion_pathways.vocabulary import Finding, Measure, Vocabulary


def patient_lines(scenario: Scenario, words: Vocabulary) -> tuple[str, ...]:
    """What a scenario says, in words; "asked, not known" and "known to be absent" as the trace words them."""
    return tuple(_lines(scenario, words))


def _lines(scenario: Scenario, words: Vocabulary) -> Iterator[str]:
    for diagnosis in scenario.diagnoses:
        yield ", ".join(diagnosis_words(diagnosis, words))
    if scenario.treatments == ():
        yield "no treatment so far"
    elif isinstance(scenario.treatments, tuple):
        yield from (entry_words(entry, words) for entry in scenario.treatments)
    elif scenario.treatments is Missing.ASKED:
        yield f"treatment history: {Missing.ASKED.value}"
    sections: tuple[tuple[str, Mapping[str, Scalar]], ...] = (
        ("patient", scenario.patient),
        ("finding", scenario.findings),
        ("measure", scenario.measures),
    )
    for kind, section in sections:
        yield from (value_words(f"{kind}.{name}", value, words) for name, value in section.items())


def value_words(fact: str, value: Scalar, words: Vocabulary) -> str:
    """The value of a patient field, finding or measure in words."""
    word = words.fact_word(fact)
    if isinstance(value, Missing):
        said = value.value
    elif isinstance(value, float):
        unit = word.spoken_unit if isinstance(word, Measure) else ""
        said = f"{value:g} {unit}".rstrip()
    else:
        said = word.values[value].label if isinstance(word, Finding) else value
    return f"{words.fact_label(fact)}: {said}"


def diagnosis_words(diagnosis: Diagnosis, words: Vocabulary) -> list[str]:
    """A diagnosis in words: the disease, and what is said of it."""
    disease = words.diseases[diagnosis.disease]
    said = [disease.label]
    if diagnosis.subtype is Missing.ASKED:
        said.append(f"subtype {Missing.ASKED.value}")
    elif isinstance(diagnosis.subtype, tuple):
        said += [disease.subtypes[name].label for name in diagnosis.subtype]
    if not isinstance(diagnosis.activity, Missing):
        said.append(f"activity {disease.activity[diagnosis.activity].label}")
    elif diagnosis.activity is Missing.ASKED:
        said.append(f"activity {Missing.ASKED.value}")
    return [*said, *organ_words(diagnosis.organs, words)]


def organ_words(organs: tuple[str, ...] | Mapping[str, bool | None] | Missing, words: Vocabulary) -> list[str]:
    """What is said of organs, in words; nothing where nothing is recorded."""
    if organs is Missing.ASKED:
        return [f"organ involvement {Missing.ASKED.value}"]
    if organs == ():
        return ["no organ involved"]
    if isinstance(organs, tuple):
        return [f"involved, and no other: {', '.join(words.organs[name].label for name in organs)}"]
    if isinstance(organs, Mapping):
        answers = {True: "involved", False: "known to be absent", None: Missing.ASKED.value}
        return [f"{words.organs[name].label} {answers[answer]}" for name, answer in organs.items()]
    return []
