"""How often commands judge one diagnosis of one patient: counted where engines are asked, while shipped cases are read."""

import importlib
import io
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

CASES = (
    "scenarios/rheumatoid_arthritis/ra-methotrexate-and-sulfasalazine-failure.json",
    "scenarios/crohns_disease/cd-beside-ulcerative-colitis.json",
)
COMMANDS = (
    ("run", "{case}", "--detail", "full"),
    ("explain", "{case}", "infliximab"),
    ("what-if", "{case}", "--set", "/findings/active_serious_infection=present"),
    ("graph", "{case}"),
    ("quiz", "{case}"),
)

Run = Callable[[Sequence[str]], int]


@contextmanager
def counted(counts: Counter[object]) -> Iterator[None]:
    """Count by diagnosis and patient, the facts of an edited patient being those of another."""
    evaluation: Any = importlib.import_module("infusion_pathways.evaluation")
    real = evaluation.bits_of

    def counting(engine: Any, program: Any, facts: Any) -> Any:
        counts[program.pathway.id, frozenset(facts.values.items())] += 1
        return real(engine, program, facts)

    evaluation.bits_of = counting
    try:
        yield
    finally:
        evaluation.bits_of = real


def most_evaluations(root: Path, run: Run | None = None) -> dict[str, int]:
    """By command and case, how often the diagnosis that is judged most often is judged.

    Raises ValueError for a command that fails, or that judges nothing: its count would say nothing.
    """
    if run is None:
        run = importlib.import_module("infusion_pathways.cli.app").run
    found = {}
    for case in CASES:
        for command in COMMANDS:
            arguments = [part.format(case=root / case) for part in command]
            counts: Counter[object] = Counter()
            typed, sys.stdin = sys.stdin, io.StringIO("candidate 1\ndone\n")
            try:
                with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()) as complaint, counted(counts):
                    code = run(arguments)
            finally:
                sys.stdin = typed
            if code or not counts:
                raise ValueError(f"{command[0]} {case}: exit code {code}, {len(counts)} judged; {complaint.getvalue().strip()}")
            found[f"{command[0]} {Path(case).stem}"] = max(counts.values())
    return found
