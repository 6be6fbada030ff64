"""A whole run: which mutants, what is known of them already, and what comes of the others."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from infusion_pathways.mutate import messages
from infusion_pathways.mutate.building import MutantBuilder
from infusion_pathways.mutate.journal import Journal, RunIdentity
from infusion_pathways.mutate.mutant import Mutant
from infusion_pathways.mutate.mutants import mutants, sampled_mutants
from infusion_pathways.mutate.result import MutantResult
from infusion_pathways.mutate.score import MutationReport, in_order, places
from infusion_pathways.mutate.suite import cases_concerned, read_suite
from infusion_pathways.mutate.worker import MutationTask, run
from infusion_pathways.pack.load import load_with_sections, shipped
from infusion_pathways.solver.z3_solver import is_installed
from infusion_pathways.source import Place, ProblemsFound

Shown = Callable[[Iterable[MutantResult], int], Iterable[MutantResult]]


class MutantSelection(NamedTuple):
    """Which mutants are run, in which sequence, how long, and on how many processes."""

    seed: int = 0
    limit: int | None = None
    seconds: float | None = None
    jobs: int = 1


class MutationRun(NamedTuple):
    """The report of a run, and how many of its mutants were run now: the others were known."""

    report: MutationReport
    now: int


def run_mutants(
    task: MutationTask, choice: MutantSelection, journal: Path | None = None, shown: Shown = lambda results, _: results
) -> MutationRun:
    """Run mutants. What a journal knows already is not run again; `shown` passes the results on as they come.

    Raises ProblemsFound for rules, cases or a journal that cannot be used, and other errors as `running.run` does.
    """
    pack, raw = load_with_sections(task.folder)
    builder = MutantBuilder(pack, task.pathways)
    every = mutants(builder, raw)
    if not every:
        raise ProblemsFound([messages.no_mutants(Place("pathways"))])
    suite = read_suite(task.files, pack)
    kept = Journal(journal, RunIdentity(pack.digest, suite.digest, _digest(every), choice.seed, is_installed()), pack)
    wanted = sampled_mutants(every, choice.seed, choice.limit)
    results = {mutant.id: kept.known[mutant.id] for mutant in wanted if mutant.id in kept.known}
    todo = [mutant for mutant in wanted if mutant.id not in results]
    known = len(results)
    parts = run(task._replace(digests=(pack.digest, suite.digest)), todo, choice.jobs, choice.seconds)
    for result in shown((result for part in parts for result in part), len(todo)):
        kept.add(result)
        results[result.mutant] = result
    folder = shipped("rules") if task.folder is None else task.folder
    cases = cases_concerned(suite, builder.pathways)
    report = MutationReport(pack, in_order(every, results), len(every), cases, choice.seed, places(folder))
    return MutationRun(report, len(results) - known)


def _digest(every: Sequence[Mutant]) -> str:
    return hashlib.sha256("\n".join(f"{mutant.id} {mutant.words}" for mutant in every).encode()).hexdigest()
