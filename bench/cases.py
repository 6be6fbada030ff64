"""Measure `pathways test` on many cases, `python -m bench.cases [--quick]`: peak memory of all its processes together, and rate.

The cases are the shipped ones, copied with new ids as often as needed. Memory is what the kernel says of each process of the run
(/proc, so Linux only), added up at the same moment, many times a second; shared pages count for each process that has them.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
COMMAND = [sys.executable, "-c", "from infusion_pathways.cli import main; main()", "test"]
MOST_MORE = 300.0
"""By how many megabytes many cases may need more than few."""


class Run(NamedTuple):
    """One measured run: seconds, and megabytes of all its processes at the worst moment."""

    seconds: float
    megabytes: float


def main() -> int:
    """Print the figures for both engines and for the direct one; 1 if many cases need too much more than few."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="1,000 cases instead of 10,000")
    many = 1_000 if parser.parse_args().quick else 10_000
    met = True
    for engine in ("both", "direct"):
        for jobs in (1, 2):
            options = ["--engine", engine, "-j", str(jobs)]
            few, lots = measured(100, options), measured(many, options)
            more = lots.megabytes - few.megabytes
            met &= more < MOST_MORE
            print(
                f"{' '.join(options)}: 100 cases {few.megabytes:.0f} MB, {many:,} cases {lots.megabytes:.0f} MB, "
                f"{more:+.0f} MB (less than {MOST_MORE:.0f}); {many / lots.seconds:.0f} cases a second",
                flush=True,
            )
    return 0 if met else 1


def measured(count: int, options: list[str]) -> Run:
    """Run so many cases once."""
    with tempfile.TemporaryDirectory() as folder:
        write_cases(Path(folder), count)
        began, most = time.perf_counter(), 0.0
        process = subprocess.Popen([*COMMAND, folder, *options], stdout=subprocess.PIPE, text=True)
        while process.poll() is None:
            most = max(most, sum(megabytes(pid) for pid in family(process.pid)))
            time.sleep(0.02)
        seconds = time.perf_counter() - began
        told = process.stdout.read() if process.stdout else ""
    if process.returncode != 0 or not told.splitlines()[-1].startswith(f"{count} passed, 0 failed"):
        raise SystemExit(f"the cases did not pass: {told}")
    return Run(seconds, most)


def write_cases(folder: Path, count: int) -> None:
    """Copies of the shipped cases with ids of their own."""
    shipped = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "scenarios").rglob("*.json"))]
    for number in range(count):
        case = {**shipped[number % len(shipped)], "id": f"case-{number}"}
        (folder / f"case-{number:05}.json").write_text(json.dumps(case), encoding="utf-8")


def family(root: int) -> list[int]:
    """A process and all that it started."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            fields = _read(entry / "stat").rpartition(")")[2].split()
            if fields:
                parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found = [root]
    for pid in found:
        found += parents.get(pid, [])
    return found


def megabytes(pid: int) -> float:
    """The memory that a process holds; 0 where it is gone."""
    lines = [line for line in _read(Path(f"/proc/{pid}/status")).splitlines() if line.startswith("VmRSS:")]
    return int(lines[0].split()[1]) / 1024 if lines else 0.0


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""


if __name__ == "__main__":
    sys.exit(main())
