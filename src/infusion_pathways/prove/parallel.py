"""Proving on several processes: each loads the pack for itself and takes one task after another."""

import multiprocessing
import signal
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from infusion_pathways.pack import Pack, load_pack
from infusion_pathways.prove.door import Budget
from infusion_pathways.prove.prove import Task, run_task
from infusion_pathways.prove.verify import Result

# Each patient that is replayed leaves some megabytes behind in durable-rules, so a worker is replaced after a few tasks.
TASKS_PER_WORKER = 6

_pack: Pack | None = None


def proved(
    pack: Pack, folder: Path | None, todo: Sequence[Task], budget: Budget, only: Sequence[str], jobs: int
) -> Iterator[list[Result]]:
    """The results of each task as it is done, on so many processes (1: in this one), in any order.

    `folder` is where the pack was loaded from; None is the shipped one.
    """
    if jobs <= 1 or len(todo) <= 1:
        yield from (list(run_task(pack, task, budget, only)) for task in todo)
        return
    context = multiprocessing.get_context("spawn")
    with context.Pool(min(jobs, len(todo)), _start, (folder,), TASKS_PER_WORKER) as pool:
        yield from pool.imap_unordered(partial(_run, budget=budget, only=tuple(only)), todo)


def _start(folder: Path | None) -> None:
    """Load the pack once for a worker; Ctrl-C is for the process that gathers."""
    global _pack
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _pack = load_pack(folder)


def _run(task: Task, budget: Budget, only: Sequence[str]) -> list[Result]:
    assert _pack is not None
    return list(run_task(_pack, task, budget, only))
