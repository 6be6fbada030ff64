"""Nothing is shown that was not replayed: the patient as a scenario, through every engine that is here and the meaning.

A proof is only as good as the encoding. So a patient that the solver found is written as a scenario, evaluated by the engines,
and every rule, verdict and outcome is held against what the encoding said of that point:

    >>> harbour = encode_pathway(pack, "harbour_fever")
    >>> point = frozenset({harbour.space.scalars["finding.weak_heart"].when("present")})
    >>> patient = scenario_at(harbour.space, point, "example")
    >>> confirm(pack, harbour, harbour.reading, point, patient).verdicts["tidemab"].value
    'ruled_out'

A difference is an error of this program (`errors.ReplayDisagrees`), never an answer.
"""

from collections.abc import Mapping
from typing import NamedTuple

from infusion_pathways.evaluation import Evaluation, evaluation_of
from infusion_pathways.meaning.logic import Truth
from infusion_pathways.meaning.outcomes import Outcome
from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.pack.model import Pack
from infusion_pathways.scenario import Scenario
from infusion_pathways.solver.encoding import Encoding, SymbolicReading
from infusion_pathways.solver.errors import ReplayDisagrees
from infusion_pathways.solver.formula import Formula


class Replayed(NamedTuple):
    """What the engines say of one diagnosis of a patient; nothing where no pathway covers it."""

    evaluation: Evaluation | None

    @property
    def rules(self) -> Mapping[str, Truth]:
        """The truth of every rule."""
        return self.evaluation.rules if self.evaluation else {}

    @property
    def verdicts(self) -> Mapping[str, Verdict]:
        """The verdict on every therapy."""
        return self.evaluation.verdicts if self.evaluation else {}

    @property
    def outcome(self) -> Outcome:
        """What the verdicts of this diagnosis alone add up to."""
        return self.evaluation.outcome if self.evaluation else Outcome.OUTSIDE_SCOPE


def replay(pack: Pack, scenario: Scenario, index: int = 0) -> Replayed:
    """One diagnosis judged by every engine that is here and the meaning; raises EnginesDisagree when they differ."""
    return Replayed(evaluation_of(pack, scenario, index))


def confirm(pack: Pack, encoding: Encoding, reading: SymbolicReading, point: frozenset[Formula], scenario: Scenario) -> Replayed:
    """Replay a patient of an encoding and hold the encoding against it: every rule, every verdict, and
    the outcome where the encoding is of one diagnosis.

    Raises ReplayDisagrees where they differ, with the patient.
    """
    replayed = replay(pack, scenario, reading.view.slot)
    # All formulas at once, so that what they share is evaluated once.
    listed = [formula for planes in reading.rules.values() for formula in planes]
    listed += [formula for verdicts in reading.verdicts.values() for formula in verdicts.values()]
    holds = dict(zip(listed, encoding.space.formulas.values(listed, point), strict=True))
    told = []
    for key, (is_true, is_false) in reading.rules.items():
        encoded = Truth.TRUE if holds[is_true] else Truth.FALSE if holds[is_false] else Truth.UNKNOWN
        if replayed.rules[key] is not encoded:
            told.append(f"rule {key}: {replayed.rules[key].value}, the proof has {encoded.value}")
    for therapy, verdicts in reading.verdicts.items():
        given = [verdict.value for verdict, formula in verdicts.items() if holds[formula]]
        if given != [replayed.verdicts[therapy].value]:
            told.append(f"verdict of {therapy}: {replayed.verdicts[therapy].value}, the proof has {', '.join(given)}")
    # The outcome of several diagnoses depends on all of them, and only one is replayed here.
    if len(encoding.readings) == 1:
        outcomes = list(encoding.outcomes)
        values = encoding.space.formulas.values([encoding.outcomes[outcome] for outcome in outcomes], point)
        reached = [outcome.value for outcome, value in zip(outcomes, values, strict=True) if value]
        if reached != [replayed.outcome.value]:
            told.append(f"outcome: {replayed.outcome.value}, the proof has {', '.join(reached)}")
    if told:
        raise ReplayDisagrees(scenario, told)
    return replayed
