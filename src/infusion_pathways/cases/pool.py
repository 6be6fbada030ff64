"""Running many cases with bounded memory: on several processes, each of which ends after some cases."""

import multiprocessing
from collections import deque
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import NamedTuple

from infusion_pathways.advice import EngineChoice
from infusion_pathways.cases.run import CaseOrder, CaseResult, Runner, once_each
from infusion_pathways.engine import EngineFailed
from infusion_pathways.engine.interrupts import die_on_interrupt, interrupts_deferred
from infusion_pathways.pack import Pack, load_pack

# With durable-rules a case takes so long that few of them are worth a process.
CASES_PER_PROCESS = {
    EngineChoice.BOTH: 60,
    EngineChoice.RETE: 60,
    EngineChoice.DIRECT: 1_000,
    EngineChoice.CHECKED: 1_000,
}


class ProcessLost(EngineFailed):
    """A process was killed while it ran cases."""


def run_all(
    files: Sequence[Path], pack: Pack, folder: Path | None, order: CaseOrder, jobs: int, at_once: int | None = None
) -> Iterator[CaseResult]:
    """Run the cases on so many processes, each for `at_once` cases; the results come in the sequence of the files.

    Few cases are run in this process, and so are all with the direct engine and one job. `folder` is where the pack was loaded
    from; None is the shipped one. Raises as `Runner.file`, and ProcessLost for a process that was killed; whatever ends the
    iteration ends the processes.
    """
    at_once = at_once or CASES_PER_PROCESS[order.engine]
    if len(files) <= at_once or jobs <= 1:
        yield from once_each(map(Runner(pack, order).file, files))
        return
    parts = [files[start : start + at_once] for start in range(0, len(files), at_once)]
    yield from once_each(_spread(parts, folder, order, min(jobs, len(parts))))


class _Worker(NamedTuple):
    process: SpawnProcess
    results: Connection


def _spread(parts: Sequence[Sequence[Path]], folder: Path | None, order: CaseOrder, jobs: int) -> Iterator[CaseResult]:
    """The results of each part from a process of its own, part after part.

    A process that is ahead waits until it is its turn: a pipe takes only so much.
    """
    waiting = deque(parts)
    working: deque[_Worker] = deque()
    try:
        while waiting or working:
            while waiting and len(working) < jobs:
                working.append(_begin(waiting.popleft(), folder, order))
            yield from _received(working[0].results)
            done = working.popleft()
            done.process.join()
            done.results.close()
    finally:
        for worker in working:
            worker.process.terminate()
        for worker in working:
            worker.process.join()
            worker.results.close()


def _begin(part: Sequence[Path], folder: Path | None, order: CaseOrder) -> _Worker:
    context = multiprocessing.get_context("spawn")
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(sending, part, folder, order), daemon=True)
    # Ctrl-C waits until the process has begun to work: one that is still being born would answer with a traceback.
    with interrupts_deferred():
        process.start()
    sending.close()
    return _Worker(process, receiving)


def _received(results: Connection) -> Iterator[CaseResult]:
    """What a process sends, up to its last word: None, or the error that it ended with."""
    while True:
        try:
            result = results.recv()
        except EOFError as error:
            raise ProcessLost("a process that ran cases ended before its last result") from error
        if result is None:
            return
        if isinstance(result, BaseException):
            raise result
        yield result


def _work(results: Connection, part: Sequence[Path], folder: Path | None, order: CaseOrder) -> None:
    """Run some cases and send what comes of them; Ctrl-C ends it without a word, the process that gathers has the last one."""
    die_on_interrupt()
    try:
        runner = Runner(load_pack(folder), order)
        for path in part:
            results.send(runner.file(path))
    except BrokenPipeError:
        return
    except Exception as error:  # whatever it is, it is raised again where the results are gathered
        results.send(error)
        return
    results.send(None)
