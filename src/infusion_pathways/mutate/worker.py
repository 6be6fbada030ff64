"""Running mutants: some at a time, on several processes, each of which reads rules and cases for itself."""

import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from infusion_pathways.mutate import messages
from infusion_pathways.mutate.building import MutantBuilder
from infusion_pathways.mutate.equivalence import EquivalenceJudge
from infusion_pathways.mutate.mutant import Mutant
from infusion_pathways.mutate.result import MutantFate, MutantResult
from infusion_pathways.mutate.suite import KillSearch, read_suite
from infusion_pathways.pack.load import load_pack
from infusion_pathways.solver.z3_solver import Budget
from infusion_pathways.source import Place, ProblemsFound
from infusion_pathways.workers import spread

AT_A_TIME = 10


class MutationTask(NamedTuple):
    """Where rules and cases are, which pathways are mutated (all if none), and what one question about all patients may cost.

    `digests` are those of rules and cases when the run began, if they are known: a process that finds others ends the run.
    """

    folder: Path | None
    files: tuple[Path, ...]
    pathways: tuple[str, ...] = ()
    budget: Budget = Budget()
    digests: tuple[str, str] | None = None


class Worker:
    """Rules and cases, ready for mutants. Raises ProblemsFound where they cannot be read, or are no longer what they were."""

    def __init__(self, task: MutationTask) -> None:
        self._pack = load_pack(task.folder)
        suite = read_suite(task.files, self._pack)
        if task.digests not in (None, (self._pack.digest, suite.digest)):
            raise ProblemsFound([messages.changed_meanwhile(Place("pathways"))])
        self._builder = MutantBuilder(self._pack, task.pathways)
        self._watch = KillSearch(self._pack, suite)
        self._judge = EquivalenceJudge(self._pack, task.budget)

    def results(self, part: Sequence[Mutant]) -> list[MutantResult]:
        """What comes of some mutants. Raises ReplayDisagrees or EnginesDisagree."""
        return [self._result(mutant) for mutant in part]

    def _result(self, mutant: Mutant) -> MutantResult:
        mutated = self._builder.mutated(mutant)
        killer = self._watch.killer(mutant, mutated)
        if killer is not None:
            return MutantResult(mutant.id, MutantFate.KILLED, killer)
        return self._judge.result(mutant, mutated)


def run(task: MutationTask, mutants: Sequence[Mutant], jobs: int, seconds: float | None = None) -> Iterator[list[MutantResult]]:
    """The results of mutants, some at a time, as they come.

    After so many seconds no more mutants are begun: which ones are done is a beginning of their sequence, however many
    processes there are. A process that dies ends the run with WorkerLost.
    """
    deadline = None if seconds is None else time.monotonic() + seconds
    parts = [mutants[start : start + AT_A_TIME] for start in range(0, len(mutants), AT_A_TIME)]
    yield from spread(_work, parts, jobs, partial(_begin, task), partial(_is_over, deadline))


def _is_over(deadline: float | None) -> bool:
    return deadline is not None and time.monotonic() >= deadline


_worker: Worker | None = None


def _begin(task: MutationTask) -> None:
    global _worker
    _worker = Worker(task)


def _work(part: Sequence[Mutant]) -> list[MutantResult]:
    assert _worker is not None
    return _worker.results(part)
