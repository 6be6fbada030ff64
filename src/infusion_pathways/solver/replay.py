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

from infusion_pathways.advice import chosen, evaluate
from infusion_pathways.meaning.logic import Truth
from infusion_pathways.meaning.verdicts import Outcome, PatientStanding, Verdict, outcome_of, standing_of, verdict_of
from infusion_pathways.pack.model import Pack
from infusion_pathways.scenario import Scenario, facts_for
from infusion_pathways.solver.encoding import Encoding, SymbolicReading
from infusion_pathways.solver.errors import ReplayDisagrees
from infusion_pathways.solver.formula import Formula


class Replayed(NamedTuple):
    """What the engines say of one diagnosis of a patient; `outcome` is what its verdicts alone add up to."""

    rules: Mapping[str, Truth]
    verdicts: Mapping[str, Verdict]
    outcome: Outcome


def replay(pack: Pack, scenario: Scenario, index: int = 0) -> Replayed:
    """The truth of every rule, every verdict and the outcome for one diagnosis, by every engine that is here and the meaning.

    Raises EnginesDisagree when they differ.
    """
    program = pack.program_for(scenario.diagnoses[index].disease)
    if program is None:
        return Replayed({}, {}, Outcome.OUTSIDE_SCOPE)
    rules = evaluate(program, facts_for(scenario, index, pack.vocabulary), chosen())
    verdicts = {t: verdict_of(standing_of(program, t, rules)).verdict for t in program.pathway.therapies}
    conflict = any(rules[clause.key] is Truth.TRUE for clause in program.conflicts)
    return Replayed(rules, verdicts, outcome_of(PatientStanding(frozenset(verdicts.values()), conflict, in_scope=True)).outcome)


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
