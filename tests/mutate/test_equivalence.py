"""What is proved of mutants against all patients of small packs, counted out one by one without the prover."""

import random
from collections import Counter
from dataclasses import replace

from infusion_pathways import Pack, Scenario
from infusion_pathways.engine.direct import DirectEngine
from infusion_pathways.mutate.building import MutantBuilder, MutatedPack
from infusion_pathways.mutate.equivalence import EquivalenceJudge
from infusion_pathways.mutate.mutant import ErrorKind, Mutant
from infusion_pathways.mutate.mutants import mutants
from infusion_pathways.mutate.result import MutantFate
from infusion_pathways.solver.z3_solver import Budget
from tests.prove.small import judged, kinds_of_entries, pack_of, raw_pack, scenarios
from tests.sizes import sized

# The numbers of small patients stand between the limits of the packs, not between those of mutants.
OTHER_NUMBERS = (ErrorKind.NUMBER,)
MOST = 3000
SEEDS = sized(5, long=60)


def everyone(pack: Pack, mutated: MutatedPack) -> list[Scenario] | None:
    """All patients that either pack can tell apart; None where they are too many."""
    own, other = (one.programs["own"] for one in (pack, mutated.pack))
    both = replace(own, premises=(*own.premises, *other.premises))
    if 2 ** len(kinds_of_entries(both)) > MOST:
        return None
    found = []
    for scenario in scenarios(both):
        found.append(scenario)
        if len(found) > MOST:
            return None
    return found


def counted_out(pack: Pack, mutated: MutatedPack, patients: list[Scenario], mutant: Mutant) -> MutantFate:
    """What comes of a mutant by looking at every patient."""
    engine = DirectEngine()
    answers = reasons = False
    for scenario in patients:
        before, now = (judged(one, scenario, engine) for one in (pack, mutated.pack))
        answers = answers or (before.verdicts, before.outcome) != (now.verdicts, now.outcome)
        reasons = reasons or any(before.rules.get(key) is not now.rules.get(key) for key in {*before.rules, *now.rules})
    if answers:
        return MutantFate.SURVIVED
    return MutantFate.REASONS if reasons or mutant.speaks_otherwise else MutantFate.EQUIVALENT


def test_equivalent_is_what_no_patient_tells() -> None:
    """Proved equivalent exactly where no patient differs; with other reasons where only the truth of a rule does."""
    found: Counter[MutantFate] = Counter()
    for seed in range(40_000, 40_000 + SEEDS):
        raw = raw_pack(random.Random(seed))
        pack = pack_of(raw)
        builder = MutantBuilder(pack)
        judge = EquivalenceJudge(pack, Budget())
        every = [mutant for mutant in mutants(builder, raw) if mutant.way not in OTHER_NUMBERS]
        for mutant in random.Random(seed).sample(every, min(12, len(every))):
            mutated = builder.mutated(mutant)
            patients = everyone(pack, mutated)
            if patients is None:
                continue
            result = judge.result(mutant, mutated)
            expected = counted_out(pack, mutated, patients, mutant)
            found[expected] += 1
            if expected is MutantFate.REASONS and mutant.speaks_otherwise:
                assert result.fate in (MutantFate.REASONS, MutantFate.EQUIVALENT), (seed, mutant)
            else:
                assert result.fate is expected, (seed, mutant)
            if result.telling is not None and expected is MutantFate.SURVIVED:
                before, now = (judged(one, result.telling.scenario, DirectEngine()) for one in (pack, mutated.pack))
                assert (before.verdicts, before.outcome) != (now.verdicts, now.outcome), (seed, mutant)
    assert min(found[fate] for fate in (MutantFate.SURVIVED, MutantFate.REASONS, MutantFate.EQUIVALENT)) >= sized(3, 10), found
