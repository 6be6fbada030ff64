"""What coverage costs: the shipped cases with the direct engine, once without and once with it, side by side in one run.

    python -m bench.coverage [--quick]

With coverage at most three times the time without is allowed; the proofs of what no patient reaches are timed apart.
"""

import argparse
import statistics
import time
from pathlib import Path

from infusion_pathways import Pack, load_pack
from infusion_pathways.cases.run import CaseOrder, Runner, case_files, once_each
from infusion_pathways.coverage import Coverage, Observation, coverage, watch
from infusion_pathways.coverage.unreachable import reached
from infusion_pathways.engine.choice import EngineChoice

ROOT = Path(__file__).resolve().parents[1]
TIMES = 7
MOST = 3.0


def plainly(pack: Pack, files: list[Path]) -> float:
    """Seconds for all cases without coverage."""
    began = time.process_time()
    for _ in once_each(map(Runner(pack, CaseOrder(EngineChoice.DIRECT)).file, files)):
        pass
    return time.process_time() - began


def with_coverage(pack: Pack, files: list[Path]) -> tuple[float, Coverage]:
    """Seconds for all cases with coverage gathered, and what came of it."""
    began = time.process_time()
    runner = Runner(pack, CaseOrder(EngineChoice.DIRECT, watch=watch))
    observations: list[Observation] = [result.seen for result in once_each(map(runner.file, files)) if result.seen is not None]
    found = coverage(pack, observations)
    return time.process_time() - began, found


def main() -> None:
    """Print the ratio of medians, measured in turns."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer repetitions")
    times = 1 if parser.parse_args().quick else TIMES
    pack = load_pack()
    files = case_files([ROOT / "scenarios"])
    plainly(pack, files)
    pairs = [(plainly(pack, files), with_coverage(pack, files)) for _ in range(times)]
    without = statistics.median(seconds for seconds, _ in pairs)
    covered = statistics.median(seconds for _, (seconds, _) in pairs)
    print(f"{len(files)} cases, engine direct: {without * 1e3 / len(files):.2f} ms a case without coverage,", end=" ")
    print(f"{covered * 1e3 / len(files):.2f} with it, ratio {covered / without:.2f} (at most {MOST:g})")
    began = time.process_time()
    list(reached(pack, pairs[0][1][1]))
    print(f"what no patient reaches, asked of the solver: {time.process_time() - began:.2f} s once")


if __name__ == "__main__":
    main()
