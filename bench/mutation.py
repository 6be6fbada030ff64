"""Measure the mutation of rules: `python -m bench.mutation [--quick]`. Ratios of one run, never an absolute promise."""

import argparse
import time
from collections.abc import Callable
from typing import Any

from bench.__main__ import ROOT
from infusion_pathways import advise
from infusion_pathways.cases import case_files, differences
from infusion_pathways.mutate.building import MutantBuilder
from infusion_pathways.mutate.equivalence import EquivalenceJudge
from infusion_pathways.mutate.mutants import mutants, sampled_mutants
from infusion_pathways.mutate.suite import KillSearch, read_suite
from infusion_pathways.pack.load import load_with_sections
from infusion_pathways.solver.z3_solver import Budget


def main() -> None:
    """Print the rate, and what a mutant costs against running all cases once."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer mutants")
    measure(20 if parser.parse_args().quick else 300)


def measure(count: int) -> None:
    """Hold some mutants of the shipped pack against the shipped cases, in one process."""
    pack, raw = load_with_sections()
    builder = MutantBuilder(pack)
    every = mutants(builder, raw)
    suite = read_suite(case_files([ROOT / "scenarios"]), pack)
    watch, judge = KillSearch(pack, suite), EquivalenceJudge(pack, Budget())
    some = sampled_mutants(every, 0, count)
    once = seconds(
        lambda: [differences(c.scenario.expect, advise(pack, c.scenario, "direct")) for c in suite.cases if c.scenario.expect]
    )
    mutated = [builder.mutated(mutant) for mutant in some]
    alive = []
    held = seconds(lambda: alive.extend(pair for pair in zip(some, mutated, strict=True) if watch.killer(*pair) is None))
    told = seconds(lambda: [judge.result(*pair) for pair in alive])
    print(f"{len(every)} mutants of {len(pack.rules)} rules, {len(suite.cases)} cases; {count} of them, one core:")
    print(f"  {count * len(suite.cases) / held:,.0f} mutants x cases a second")
    print(f"  a mutant costs {held / count / once:.2f} times a run of all cases with `--engine direct`")
    print(f"  {len(alive)} not killed; telling one apart costs {told / max(1, len(alive)) / once:.2f} times such a run")


def seconds(work: Callable[[], Any]) -> float:
    """Seconds for some work."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
