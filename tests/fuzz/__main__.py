"""The long run: `python -m tests.fuzz --count 20000 --seed 1`; `--packs` for pack files; `--replay FILE` for one file.

Exit code 1 when a file gave anything but a trace (or a pack) or coded problems, or took more than two seconds. Such a
file is saved, and the last lines say how to try it again.
"""

import argparse
import multiprocessing
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from tests.fuzz.attempt import Outcome, pack_bytes, packs, scenario_bytes, scenarios, try_scenario

SPAN, SILENT_SECONDS = 100, 300


def outcomes(work: Callable[[range], list[Outcome]], first: int, count: int) -> Iterator[list[Outcome]]:
    """What all seeds give, span by span. Workers are renewed often: durable-rules keeps what it is told."""
    left = {at: range(at, min(at + SPAN, first + count)) for at in range(first, first + count, SPAN)}
    with multiprocessing.get_context("spawn").Pool(os.cpu_count(), maxtasksperchild=5) as pool:
        coming = pool.imap_unordered(work, left.values())
        while left:
            try:
                part = coming.next(timeout=SILENT_SECONDS)
            except multiprocessing.TimeoutError:
                died = f"no answer for {SILENT_SECONDS} s: a process died or hangs among these {SPAN} seeds"
                yield [Outcome(seed, "FAILED", 0.0, 0, died) for seed in left]
                return
            del left[part[0].seed]
            yield part


def with_progress(parts: Iterable[list[Outcome]], total: int) -> Iterator[Outcome]:
    """The outcomes one by one, with a bar on standard error when that is a terminal."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), disable=not sys.stderr.isatty(), transient=True) as progress:
        task = progress.add_task("files", total=total)
        for part in parts:
            yield from part
            progress.advance(task, len(part))


def saved(outcome: Outcome, of_packs: bool) -> Path:
    """The file that failed, written to the temporary folder."""
    data = pack_bytes(outcome.seed)[1] if of_packs else scenario_bytes(outcome.seed)
    path = Path(tempfile.gettempdir()) / f"pathways-fuzz-{outcome.seed}.{'yaml' if of_packs else 'json'}"
    path.write_bytes(data)
    return path


def main() -> int:
    """Run, count, and say what failed."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.fuzz", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--count", type=int, default=20_000, help="how many files (20000)")
    parser.add_argument("--seed", type=int, default=1, help="the seed of the first file; the next has the next (1)")
    parser.add_argument("--packs", action="store_true", help="pack files instead of scenario files")
    parser.add_argument("--replay", type=Path, metavar="FILE", help="try one scenario file, with the rules of its seed in --seed")
    arguments = parser.parse_args()
    if arguments.replay:
        outcome = try_scenario(arguments.seed, arguments.replay.read_bytes())
        print(f"{outcome.kind} in {outcome.seconds:.2f} s\n{outcome.reason}".rstrip())
        return int(outcome.kind == "FAILED")
    found = outcomes(packs if arguments.packs else scenarios, arguments.seed, arguments.count)
    counted: Counter[str] = Counter()
    failed: list[Outcome] = []
    slowest = Outcome(0, "", 0.0, 0)
    for outcome in with_progress(found, arguments.count):
        counted[outcome.kind] += 1
        slowest = max(slowest, outcome, key=lambda o: o.seconds)
        failed += [outcome] if outcome.kind == "FAILED" else []
    print(", ".join(f"{counted[kind]} {kind}" for kind in ("pack" if arguments.packs else "trace", "problems", "FAILED")))
    print(f"slowest: seed {slowest.seed}, {slowest.size} bytes, {slowest.seconds:.2f} s ({slowest.kind})")
    for outcome in sorted(failed)[:10]:
        last = outcome.reason.strip().splitlines()[-1]
        print(f"\nseed {outcome.seed}: {last}\n  saved as {saved(outcome, arguments.packs)}")
        print(f"  again: python -m tests.fuzz{' --packs' if arguments.packs else ''} --seed {outcome.seed} --count 1")
    if len(failed) == 1:
        print(failed[0].reason)
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
