"""The search for a difference between the encoding and the meaning: `python -m tests.prove.points --count 10000`."""

import argparse
import random
import sys
import time

from infusion_pathways.meaning.logic import Truth, conclude
from infusion_pathways.meaning.outcomes import PatientStanding, outcome_of
from infusion_pathways.meaning.standing import standing_of
from infusion_pathways.meaning.verdicts import verdict_of
from infusion_pathways.pack.model import Pack
from infusion_pathways.scenario import Scenario, facts_for
from infusion_pathways.solver.encoding import Encoding, encode
from infusion_pathways.solver.formula import Planes
from infusion_pathways.solver.patient import point_of, scenario_at
from tests.laws.worlds import Seeded, seeded
from tests.laws.worlds import scenario as random_scenario

PATIENTS = 10


def differences(pack: Pack, scenario: Scenario, encoding: Encoding) -> list[str]:
    """Everything in which the encoding at one patient differs from the meaning: rules, findings, verdicts, outcome.

    The patient is also turned back into a scenario, which must mean the same.
    """
    true = point_of(encoding.space, scenario)
    found = [] if encoding.space.formulas.values([encoding.space.valid], true) == [True] else ["the patient is not valid"]
    found += _compared(pack, scenario, encoding, true)
    again = scenario_at(encoding.space, true, scenario.id)
    found += [f"written again: {difference}" for difference in _compared(pack, again, encoding, true)]
    return found


def _compared(pack: Pack, scenario: Scenario, encoding: Encoding, true: frozenset[int]) -> list[str]:
    found, given, conflict = [], [], False
    value = encoding.space.formulas.values
    for index, reading in enumerate(encoding.readings):
        program = reading.program
        concluded = conclude(program.premises, facts_for(scenario, index, pack.vocabulary))
        expected = concluded.rules | {f"finding {name}": judged for name, judged in concluded.findings.items()}
        encoded = reading.rules | {f"finding {name}": reading.finding(name) for name in concluded.findings}
        for key, planes in encoded.items():
            if (truth := truth_at(encoding, planes, true)) is not expected[key].truth:
                found.append(f"{key}: {expected[key].truth}, encoded {truth}")
        truths = {key: judged.truth for key, judged in concluded.rules.items()}
        conflict = conflict or any(truths[clause.key] is Truth.TRUE for clause in program.conflicts)
        for therapy, verdicts in reading.verdicts.items():
            wanted = verdict_of(standing_of(program, therapy, truths)).verdict
            given.append(wanted)
            got = [verdict for verdict, holds in zip(verdicts, value(list(verdicts.values()), true), strict=True) if holds]
            if got != [wanted]:
                found.append(f"{therapy}: {wanted}, encoded {got}")
    wanted_outcome = outcome_of(PatientStanding(given, conflict, in_scope=True)).outcome
    outcomes = [o for o, holds in zip(encoding.outcomes, value(list(encoding.outcomes.values()), true), strict=True) if holds]
    return found if outcomes == [wanted_outcome] else [*found, f"outcome: {wanted_outcome}, encoded {outcomes}"]


def truth_at(encoding: Encoding, planes: Planes, true: frozenset[int]) -> Truth:
    """The truth of a pair of planes at one patient."""
    is_true, is_false = encoding.space.formulas.values(planes, true)
    assert not (is_true and is_false)
    return Truth.TRUE if is_true else Truth.FALSE if is_false else Truth.UNKNOWN


def of_world(seed: int) -> list[str]:
    """The differences for the random pack of a seed and some random patients."""
    rich = seed % 2 == 1
    pack, first = seeded(seed, rules=4 + seed % 12, rich=rich)
    choices = Seeded(random.Random(-1 - seed))
    found: list[str] = []
    encodings: dict[tuple[str, ...], Encoding] = {}
    for scenario in (first, *(random_scenario(choices, rich) for _ in range(PATIENTS - 1))):
        evaluated = [d for d in scenario.diagnoses if pack.program_for(d.disease) is not None]
        diseases = tuple(d.disease for d in evaluated)
        if diseases not in encodings:
            encodings[diseases] = encode(pack, *diseases)
        found += [f"seed {seed}: {difference}" for difference in differences(pack, scenario, encodings[diseases])]
    return found


def main() -> int:
    """Compare many points; exit 1 if any differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--start", type=int, default=0)
    arguments = parser.parse_args()
    began = time.monotonic()
    worlds = range(arguments.start, arguments.start + arguments.count // PATIENTS)
    found = [difference for seed in worlds for difference in of_world(seed)]
    print(f"{arguments.count} points, {len(found)} differences, {time.monotonic() - began:.0f} s")
    print("\n".join(found[:20]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
