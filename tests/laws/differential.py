"""The long search for a difference between the evaluations: `python -m tests.laws.differential --count 100000`."""

import argparse
import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

from infusion_pathways import load_pack, load_scenario
from infusion_pathways.advice import advise
from infusion_pathways.engine.choice import EngineChoice
from infusion_pathways.engine.direct import DirectEngine
from infusion_pathways.engine.rete import ReteEngine
from infusion_pathways.meaning.logic import conclude
from infusion_pathways.meaning.standing import standing_of
from infusion_pathways.meaning.verdicts import verdict_of
from infusion_pathways.scenario import facts_for
from tests.laws.worlds import DISEASE, seeded

S = TypeVar("S")
R = TypeVar("R")

SPAN = 100
SPANS_PER_PROCESS = 2


def on_new_processes(work: Callable[[S], R], spans: Sequence[S], jobs: int) -> Iterator[R]:
    """What comes of each span. Processes are renewed often: durable-rules keeps the state of every patient for ever."""
    step = jobs * SPANS_PER_PROCESS
    for start in range(0, len(spans), step):
        with ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn")) as pool:
            yield from pool.map(work, spans[start : start + step])


def differences(span: tuple[int, int]) -> list[str]:
    """Every difference between rete, direct and the meaning on the random worlds of some seeds."""
    found = []
    for seed in range(*span):
        pack, scenario = seeded(seed, rules=4 + seed % 12)
        program = pack.program_for(DISEASE)
        assert program is not None
        facts = facts_for(scenario, 0, pack.vocabulary)
        concluded = conclude(program.premises, facts)
        reference = {key: judgement.truth for key, judgement in concluded.rules.items()}
        direct, rete = DirectEngine(), ReteEngine()
        for name, rules in (("direct", direct.rules(program, facts)), ("rete", rete.rules(program, facts))):
            found += [f"seed {seed}: {name} says {rules[k].value} of {k}" for k in reference if rules[k] is not reference[k]]
        verdicts = {t: verdict_of(standing_of(program, t, reference)).verdict for t in program.pathway.therapies}
        if direct.compiled(program).verdicts(facts) != verdicts:
            found.append(f"seed {seed}: bare verdicts differ")
    return found


def other_traces(files: Sequence[str]) -> list[str]:
    """The shipped scenarios of which either engine alone tells another trace than both together, which compare on the way."""
    pack = load_pack()
    found = []
    for file in files:
        scenario = load_scenario(file, pack)
        both = advise(pack, scenario, EngineChoice.BOTH)
        alone = (EngineChoice.RETE, EngineChoice.DIRECT)
        found += [
            f"{file}: {engine.value}" for engine in alone if advise(pack, scenario, engine)._replace(engines=both.engines) != both
        ]
    return found


def main() -> int:
    """Search many seeds; exit 1 if any differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--start", type=int, default=0)
    arguments = parser.parse_args()
    spans = [
        (at, min(at + SPAN, arguments.start + arguments.count))
        for at in range(arguments.start, arguments.start + arguments.count, SPAN)
    ]
    began, found = time.monotonic(), []
    for done, part in enumerate(on_new_processes(differences, spans, os.cpu_count() or 1), 1):
        found += part
        if sys.stderr.isatty() or done % 50 == 0:
            print(f"\r{done * SPAN} worlds, {len(found)} differences, {time.monotonic() - began:.0f} s", end="", file=sys.stderr)
    print(f"\n{arguments.count} random packs and patients, {len(found)} differences")
    print("\n".join(found[:20]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
