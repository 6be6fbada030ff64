"""What one version of a pack says of a therapy for a patient, cut down to what decided it."""

from typing import NamedTuple

from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.pack.model import Pack
from infusion_pathways.scenario import Scenario
from infusion_pathways.solver.patient_words import patient_lines
from infusion_pathways.solver.replay import Replayed
from infusion_pathways.trace import Trace
from infusion_pathways.trace.build import trace_of
from infusion_pathways.trace.deciding import deciding_arguments
from infusion_pathways.trace.entries import cited
from infusion_pathways.trace.tree import Argument, OutcomeTrace
from infusion_pathways.vocabulary import Vocabulary


class VerdictSide(NamedTuple):
    """The verdict on a therapy, why (in one sentence), and the arguments that decided it."""

    verdict: str
    sentence: str
    arguments: tuple[Argument, ...]

    @property
    def label(self) -> str:
        """The verdict as a reader sees it."""
        return Verdict(self.verdict).label


def side_of(pack: Pack, scenario: Scenario, replayed: Replayed, therapy: str) -> VerdictSide:
    """What a pack says of a therapy for the first diagnosis of a patient, whose rules were judged already."""
    diagnosis = _trace(pack, scenario, replayed).diagnoses[0]
    told = next(found for found in diagnosis.therapies if found.therapy == therapy)
    decided = () if told.verdict == Verdict.NO_REASON.value else deciding_arguments(told, diagnosis.conflicts)
    return VerdictSide(told.verdict, told.sentence, decided)


def outcome_of_side(pack: Pack, scenario: Scenario, replayed: Replayed) -> OutcomeTrace:
    """The outcome that a pack gives for the first diagnosis of such a patient."""
    return _trace(pack, scenario, replayed).outcome


def _trace(pack: Pack, scenario: Scenario, replayed: Replayed) -> Trace:
    assert replayed.evaluation is not None
    return trace_of(pack, scenario, [replayed.evaluation])


def argument_words(argument: Argument) -> str:
    """An argument in a line: its reason, its sources, its rule, and what is missing for it."""
    missing = f"; {', '.join(gap.words for gap in argument.gaps)}" if argument.gaps else ""
    return f"{argument.because} {cited(argument.cites)} ({argument.rule}{missing})"


def patient_words(scenario: Scenario, words: Vocabulary) -> str:
    """A patient in one line."""
    return "; ".join(patient_lines(scenario, words))


def counted(number: int, noun: str, nouns: str = "") -> str:
    """`1 rule`, `2 rules`."""
    return f"{number} {noun if number == 1 else nouns or f'{noun}s'}"
