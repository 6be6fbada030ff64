"""One diagnosis of a patient as the picture reads it: evaluated once, and told as in the trace."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from infusion_pathways.evaluation import Evaluation
from infusion_pathways.meaning.facts import Missing
from infusion_pathways.scenario import Scenario
from infusion_pathways.scenario.words import entry_words
from infusion_pathways.trace import tree
from infusion_pathways.vocabulary import Vocabulary


class HistoryLine(NamedTuple):
    """One entry of the treatment history in words, the therapies it may mean, and whether it leaves open what came of it."""

    words: str
    could_be: frozenset[str]
    open: bool


class PictureDiagnosis(NamedTuple):
    """A patient seen from one diagnosis. `history` is none where the treatment history is not known."""

    evaluation: Evaluation
    told: Mapping[str, tree.FindingTrace]
    history: tuple[HistoryLine, ...] | None
    missing: str


def seen_from(words: Vocabulary, scenario: Scenario, evaluation: Evaluation, diagnosis: tree.DiagnosisTrace) -> PictureDiagnosis:
    """The patient as he was evaluated, and as the trace tells it."""
    treatments = scenario.treatments
    return PictureDiagnosis(
        evaluation,
        {finding.name: finding for finding in diagnosis.findings},
        None if isinstance(treatments, Missing) else tuple(_entries(scenario, words)),
        treatments.value if isinstance(treatments, Missing) else "",
    )


def _entries(scenario: Scenario, words: Vocabulary) -> Iterable[HistoryLine]:
    assert not isinstance(scenario.treatments, Missing)
    for entry in scenario.treatments:
        could_be = frozenset({entry.therapy}) if entry.therapy else words.members[entry.of_class or ""]
        yield HistoryLine(entry_words(entry, words), could_be, isinstance(entry.outcome, Missing))
