"""Whatever a file holds: a trace or coded problems, in the end, and nothing that steers a terminal."""

from collections import Counter

import pytest

from tests.fuzz.attempt import Outcome, pack_bytes, packs, scenario_bytes, scenarios
from tests.sizes import seeds

SCENARIOS, PACKS, SPAN = 1_000, 300, 100


@pytest.mark.parametrize("first", seeds(0, SCENARIOS)[::SPAN])
def test_any_scenario_file_gives_a_trace_or_problems(first: int) -> None:
    """No scenario file ends in another exception, hangs, or puts a control character into a reading."""
    _hold(scenarios(range(first, first + SPAN)), "scenarios")


@pytest.mark.parametrize("first", seeds(0, PACKS)[::SPAN])
def test_any_pack_file_gives_a_pack_or_problems(first: int) -> None:
    """No file of a pack ends in another exception; a pack that was accepted can be used."""
    _hold(packs(range(first, first + SPAN)), "packs")


def _hold(outcomes: list[Outcome], what: str) -> None:
    failed = [outcome for outcome in outcomes if outcome.kind == "FAILED"]
    replay = f"python -m tests.fuzz{' --packs' if what == 'packs' else ''} --count 1 --seed"
    assert not failed, "\n".join(f"{replay} {outcome.seed}\n{outcome.reason}" for outcome in failed)


def test_the_fuzzer_reaches_both_ends() -> None:
    """Enough files are good and enough are bad, of scenarios and of packs; else the other tests here say nothing."""
    of_scenarios = Counter(outcome.kind for outcome in scenarios(range(1000, 1100)))
    of_packs = Counter(outcome.kind for outcome in packs(range(1000, 1100)))
    assert of_scenarios["trace"] >= 15
    assert of_scenarios["problems"] >= 40
    assert of_packs["pack"] >= 10
    assert of_packs["problems"] >= 30


def test_the_same_seed_gives_the_same_file() -> None:
    """A seed that failed can be tried again."""
    assert [scenario_bytes(seed) for seed in range(20)] == [scenario_bytes(seed) for seed in range(20)]
    assert [pack_bytes(seed) for seed in range(20)] == [pack_bytes(seed) for seed in range(20)]
