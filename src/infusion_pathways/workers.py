"""One pool of processes for whatever takes long: cases, proofs, pairs, mutants.

A process is started new (never forked), calls `begin` once, and then does one task after another; its answers come through a
pipe of its own, so that one that is killed in the middle of a word is heard to end. Where one process is enough, or none can be
started (in a browser), the tasks are done here, by the same functions. Two processes and three tasks, say:

    list(spread(work, ["a", "b", "c"], 2, begin))    # [work("b"), work("a"), work("c")]: as they come
    list(spread(work, ["a", "b", "c"], 2, begin, in_order=True))    # [work("a"), work("b"), work("c")]

(No pool of the standard library: in CPython 3.11 one whose process is killed while it writes can wait for ever.)
"""

import contextlib
import multiprocessing
import sys
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any, NamedTuple, TypeVar

from infusion_pathways.engine import EngineFailed
from infusion_pathways.engine.interrupts import die_on_interrupt, interrupts_deferred

T = TypeVar("T")
R = TypeVar("R")

WITHOUT_PROCESSES = ("emscripten", "wasi")
# How many tasks beyond the next answer may be begun: what comes early is kept until it is its turn.
AHEAD = 4


class WorkerLost(EngineFailed):
    """A process was killed while it was at work."""


def at_home(jobs: int, tasks: int) -> bool:
    """Whether so many tasks are done in this process."""
    return jobs <= 1 or tasks <= 1 or sys.platform in WITHOUT_PROCESSES


def spread(
    work: Callable[[T], R],
    todo: Sequence[T],
    jobs: int,
    begin: Callable[[], None],
    is_over: Callable[[], bool] = lambda: False,
    in_order: bool = False,
) -> Iterator[R]:
    """The results of some tasks as they come, or in the order of the tasks; all processes end with the iteration.

    `work` and `begin` are functions of a module, or partial ones: they travel. Once `is_over` says so, no further task is begun.
    Raises WorkerLost for a process that was killed, and whatever a task or `begin` raises.
    """
    if at_home(jobs, len(todo)):
        begin()
        for task in todo:
            if is_over():
                return
            yield work(task)
        return
    workers: dict[Connection, SpawnProcess] = {}
    busy: dict[Connection, int] = {}
    early: dict[int, R] = {}
    begun = told = 0
    try:
        while True:
            # Invariant: the tasks before `begun` are told, or lie in `early`, or one process each is at work on them.
            while begun < len(todo) and len(busy) < jobs and begun - told < jobs * AHEAD and not is_over():
                connection = next((one for one in workers if one not in busy), None) or _started(begin, workers)
                _send(connection, (work, todo[begun]))
                busy[connection] = begun
                begun += 1
            if not busy:
                return
            answering = wait(busy)
            for connection in [one for one in workers if one in answering]:
                answer = _received(connection)
                number = busy.pop(connection)
                if isinstance(answer, _Raised):
                    raise answer.error
                if not in_order:
                    told += 1
                    yield answer
                    continue
                early[number] = answer
                while told in early:
                    yield early.pop(told)
                    told += 1
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
    """Start a process; Ctrl-C waits meanwhile, for one that is still being born would answer with a traceback."""
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
    failed: Exception | None = None
    try:
        begin()
    except Exception as error:  # told with the first task, where it is waited for
        failed = error
    with contextlib.suppress(EOFError, BrokenPipeError):  # nobody gathers any more
        while True:
            work, task = connection.recv()
            try:
                answer = _Raised(failed) if failed else work(task)
            except Exception as error:  # whatever it is, it is raised again where the answers are gathered
                answer = _Raised(error)
            connection.send(answer)
