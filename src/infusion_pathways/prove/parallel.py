"""Proving on several processes: each loads the pack for itself and takes one task after another."""

import multiprocessing
import signal
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from infusion_pathways.pack import Pack, load_pack
from infusion_pathways.prove.atlas import Atlas, atlas
from infusion_pathways.prove.door import Budget
from infusion_pathways.prove.prove import Task, run_task
from infusion_pathways.prove.verify import Result

# Each patient that is replayed leaves some megabytes behind in durable-rules, so a worker is replaced after a few tasks.
TASKS_PER_WORKER = 6

T = TypeVar("T")
R = TypeVar("R")

_pack: Pack | None = None


def proved(
    pack: Pack, folder: Path | None, todo: Sequence[Task], budget: Budget, only: Sequence[str], jobs: int
) -> Iterator[list[Result]]:
    """The results of each task as it is done, on so many processes (1: in this one), in any order.

    `folder` is where the pack was loaded from; None is the shipped one.
    """
    yield from _each(partial(_run, budget=budget, only=tuple(only)), pack, folder, todo, jobs)


def mapped(pack: Pack, folder: Path | None, pathways: Sequence[str], budget: Budget, jobs: int) -> Iterator[Atlas]:
    """The atlas of each pathway as it is done, on so many processes, in any order."""
    yield from _each(partial(_map, budget=budget), pack, folder, pathways, jobs)


def _each(work: Callable[[T], R], pack: Pack, folder: Path | None, todo: Sequence[T], jobs: int) -> Iterator[R]:
    global _pack
    if jobs <= 1 or len(todo) <= 1:
        _pack = pack
        yield from map(work, todo)
        return
    context = multiprocessing.get_context("spawn")
    with context.Pool(min(jobs, len(todo)), _start, (folder,), TASKS_PER_WORKER) as pool:
        yield from pool.imap_unordered(work, todo)


def _map(pathway: str, budget: Budget) -> Atlas:
    assert _pack is not None
    return atlas(_pack, pathway, budget)


def _start(folder: Path | None) -> None:
    """Load the pack once for a worker; Ctrl-C is for the process that gathers."""
    global _pack
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _pack = load_pack(folder)


def _run(task: Task, budget: Budget, only: Sequence[str]) -> list[Result]:
    assert _pack is not None
    return list(run_task(_pack, task, budget, only))
