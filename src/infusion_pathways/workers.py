"""Proving on several processes: each loads the pack for itself and takes one task after another."""

import contextlib
import multiprocessing
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from infusion_pathways.atlas.combinations import Atlas, atlas_of
from infusion_pathways.engine import EngineFailed
from infusion_pathways.engine.interrupts import die_on_interrupt, interrupts_deferred
from infusion_pathways.pack import Pack, load_pack
from infusion_pathways.pairs.pair import PairResult
from infusion_pathways.pairs.search import PairTask, run_pair_task
from infusion_pathways.prove.run import ProofTask, run_task
from infusion_pathways.prove.verification import ProofResult
from infusion_pathways.solver.z3_solver import Budget

T = TypeVar("T")
R = TypeVar("R")

# Each patient that is replayed leaves some megabytes behind in durable-rules, so after so many tasks new processes take over.
# (No pool of the standard library: in CPython 3.11 one whose process is replaced, or killed while it writes, can wait for ever.)
TASKS_PER_WORKER = 12

_pack: Pack | None = None


class WorkerLost(EngineFailed):
    """A process was killed while it was at work."""


def proved(
    pack: Pack, folder: Path | None, todo: Sequence[ProofTask], budget: Budget, only: Sequence[str], jobs: int
) -> Iterator[list[ProofResult]]:
    """The results of each task as it is done, on so many processes (1: in this one), in any order.

    `folder` is where the pack was loaded from; None is the shipped one.
    """
    yield from _each(partial(_run, budget=budget, only=tuple(only)), pack, folder, todo, jobs)


def mapped(pack: Pack, folder: Path | None, pathways: Sequence[str], budget: Budget, jobs: int) -> Iterator[Atlas]:
    """The atlas of each pathway as it is done, on so many processes, in any order."""
    yield from _each(partial(_map, budget=budget), pack, folder, pathways, jobs)


def paired(pack: Pack, folder: Path | None, todo: Sequence[PairTask], budget: Budget, jobs: int) -> Iterator[list[PairResult]]:
    """What is found for each part as it is done, on so many processes, in any order.

    Several parts are never done in this process: they replay more patients than one process holds.
    """
    yield from _each(partial(_pair, budget=budget), pack, folder, todo, jobs, at_home=len(todo) <= 1)


def _each(
    work: Callable[[T], R], pack: Pack, folder: Path | None, todo: Sequence[T], jobs: int, at_home: bool | None = None
) -> Iterator[R]:
    global _pack
    if (jobs <= 1 or len(todo) <= 1) if at_home is None else at_home:
        _pack = pack
        yield from map(work, todo)
        return
    step = jobs * TASKS_PER_WORKER
    for start in range(0, len(todo), step):
        yield from spread(work, todo[start : start + step], jobs, partial(_load, folder))


def spread(
    work: Callable[[T], R], todo: Sequence[T], jobs: int, begin: Callable[[], None], is_over: Callable[[], bool] = lambda: False
) -> Iterator[R]:
    """The results of some tasks as they come, on new processes, each of which calls `begin` first; all end with the iteration.

    Once `is_over` says so, no further task is begun. Raises WorkerLost for a process that was killed, and whatever a task raises.
    """
    waiting = deque(todo)
    workers: dict[Connection, SpawnProcess] = {}
    busy = set[Connection]()
    try:
        while True:
            while waiting and len(busy) < jobs and not is_over():
                free = next((one for one in workers if one not in busy), None)
                connection = free or _started(begin, workers)
                _send(connection, (work, waiting.popleft()))
                busy.add(connection)
            if not busy:
                return
            answering = wait(busy)
            for connection in [one for one in workers if one in answering]:
                answer = _received(connection)
                busy.remove(connection)
                if isinstance(answer, _Raised):
                    raise answer.error
                yield answer
    finally:
        for process in workers.values():
            process.terminate()
        for connection, process in workers.items():
            process.join()
            connection.close()


class _Raised(NamedTuple):
    """What a task raised."""

    error: Exception


def _started(begin: Callable[[], None], workers: dict[Connection, SpawnProcess]) -> Connection:
    """Start a process with a pipe of its own, so that one that is killed in the middle of a word is heard to end.

    Ctrl-C waits meanwhile: a process that is still being born would answer with a traceback.
    """
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(there, begin), daemon=True)
    with interrupts_deferred():
        process.start()
        workers[here] = process
    there.close()
    return here


def _send(connection: Connection, task: Any) -> None:
    try:
        connection.send(task)
    except OSError as error:
        raise WorkerLost("a process ended before its answer") from error


def _received(connection: Connection) -> Any:
    try:
        return connection.recv()
    except (EOFError, OSError) as error:
        raise WorkerLost("a process ended before its answer") from error


def _serve(connection: Connection, begin: Callable[[], None]) -> None:
    """Do one task after another; Ctrl-C ends it without a word, the process that gathers has the last one."""
    die_on_interrupt()
    begin()
    with contextlib.suppress(EOFError, BrokenPipeError):  # nobody gathers any more
        while True:
            work, task = connection.recv()
            try:
                answer = work(task)
            except Exception as error:  # whatever it is, it is raised again where the answers are gathered
                answer = _Raised(error)
            connection.send(answer)


def _map(pathway: str, budget: Budget) -> Atlas:
    assert _pack is not None
    return atlas_of(_pack, pathway, budget)


def _pair(part: PairTask, budget: Budget) -> list[PairResult]:
    assert _pack is not None
    return run_pair_task(_pack, part, budget)


def _load(folder: Path | None) -> None:
    """Load the pack once for a worker."""
    global _pack
    _pack = load_pack(folder)


def _run(task: ProofTask, budget: Budget, only: Sequence[str]) -> list[ProofResult]:
    assert _pack is not None
    return list(run_task(_pack, task, budget, only))
