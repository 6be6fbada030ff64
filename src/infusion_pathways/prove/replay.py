"""Nothing is shown that was not replayed: the patient as a scenario, through both engines and the meaning."""

from collections.abc import Mapping
from typing import NamedTuple

from infusion_pathways.advise import EngineChoice, evaluate
from infusion_pathways.logic import Truth
from infusion_pathways.pack.rule import Pack
from infusion_pathways.prove.disagreement import ReplayDisagrees
from infusion_pathways.prove.encode import Encoding, Reading
from infusion_pathways.prove.formula import Formula
from infusion_pathways.scenario import Scenario, facts_for
from infusion_pathways.verdicts import Picture, Verdict, outcome_of, standing_of, verdict_of


class Replayed(NamedTuple):
    """What the engines say of one diagnosis of a patient."""

    rules: Mapping[str, Truth]
    verdicts: Mapping[str, Verdict]


def replay(pack: Pack, scenario: Scenario, index: int = 0) -> Replayed:
    """The truth of every rule and every verdict for one diagnosis, by both engines and the meaning.

    Raises EnginesDisagree when they differ.
    """
    program = pack.program_for(scenario.diagnoses[index].disease)
    if program is None:
        return Replayed({}, {})
    rules = evaluate(program, facts_for(scenario, index, pack.vocabulary), EngineChoice.BOTH)
    verdicts = {t: verdict_of(standing_of(program, t, rules)).verdict for t in program.pathway.therapies}
    return Replayed(rules, verdicts)


def confirm(pack: Pack, encoding: Encoding, reading: Reading, point: frozenset[Formula], scenario: Scenario) -> Replayed:
    """Replay a patient of an encoding and hold the encoding against it: every rule, every verdict.

    Raises ReplayDisagrees where they differ, with the patient.
    """
    replayed = replay(pack, scenario, reading.view.slot)
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
    if told:
        raise ReplayDisagrees(scenario, told)
    return replayed


def outcome_of_all(pack: Pack, scenario: Scenario) -> str:
    """The outcome of a patient with all diagnoses, from a replay of each."""
    each = [(pack.program_for(d.disease), replay(pack, scenario, i)) for i, d in enumerate(scenario.diagnoses)]
    conflict = any(r.rules[c.key] is Truth.TRUE for program, r in each if program for c in program.conflicts)
    verdicts = [verdict for _, replayed in each for verdict in replayed.verdicts.values()]
    return outcome_of(Picture(verdicts, conflict, any(program for program, _ in each))).outcome.value
