"""The engines and the meaning agree, on random worlds and on everything that ships."""

import os
from pathlib import Path

from hypothesis import given, settings

from infusion_pathways.engine.direct import DirectEngine
from infusion_pathways.meaning.logic import conclude
from infusion_pathways.meaning.standing import standing_of
from infusion_pathways.meaning.verdicts import verdict_of
from infusion_pathways.pack.model import Pack
from infusion_pathways.scenario import Scenario, facts_for
from tests.laws import differential
from tests.laws.differential import on_new_processes
from tests.laws.worlds import DISEASE, worlds
from tests.sizes import sampled, seeds, sized

RANDOM_WORLDS = int(os.environ.get("LAWS_WORLDS", sized(120, 2000)))


@settings(max_examples=sized(60, 300))
@given(worlds())
def test_direct_equals_the_meaning(world: tuple[Pack, Scenario]) -> None:
    """The truth of every rule, and every verdict, is the same for the direct engine and the reference meaning."""
    pack, scenario = world
    program = pack.program_for(DISEASE)
    assert program is not None
    facts = facts_for(scenario, 0, pack.vocabulary)
    reference = {key: judgement.truth for key, judgement in conclude(program.premises, facts).rules.items()}
    direct = DirectEngine()
    assert direct.rules(program, facts) == reference
    expected = {t: verdict_of(standing_of(program, t, reference)).verdict for t in program.pathway.therapies}
    assert direct.compiled(program).verdicts(facts) == expected


def test_all_evaluations_agree_on_random_worlds() -> None:
    """Rete, direct and the meaning agree on the truth of every rule and finding and on every verdict, 0 differences."""
    every = seeds(0, RANDOM_WORLDS)
    spans = [(start, min(start + 100, every.stop)) for start in every[::100]]
    found = [difference for part in on_new_processes(differential.differences, spans, jobs=2) for difference in part]
    assert found == []


def test_engines_tell_the_same_trace(shipped_files: list[Path]) -> None:
    """For every shipped scenario the whole trace is the same whichever engine evaluates; `both` compares on the way."""
    files = [path.as_posix() for path in sampled(shipped_files, 40)]
    spans = [files[start : start + 30] for start in range(0, len(files), 30)]
    assert [line for part in on_new_processes(differential.other_traces, spans, jobs=2) for line in part] == []
