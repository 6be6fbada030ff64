"""Running many cases: here, or on several processes that each read the rules once."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from infusion_pathways.advice import EngineChoice
from infusion_pathways.cases.run import CaseOrder, CaseResult, Runner, once_each
from infusion_pathways.pack import Pack, load_pack
from infusion_pathways.workers import at_home, spread

AT_A_TIME = 20
# Below these numbers of cases starting another process takes longer than it saves.
FEW = {EngineChoice.BOTH: 60, EngineChoice.RETE: 60, EngineChoice.DIRECT: 600, EngineChoice.CHECKED: 300}

_runner: Runner | None = None


def run_all(files: Sequence[Path], pack: Pack, folder: Path | None, order: CaseOrder, jobs: int) -> Iterator[CaseResult]:
    """Run the cases on so many processes; the results come in the sequence of the files.

    Few cases are run in this process. `folder` is where the pack was loaded from; None is the shipped one. Raises as
    `Runner.file` and `spread` do; whatever ends the iteration ends the processes.
    """
    if at_home(jobs, len(files)) or len(files) <= FEW[order.engine]:
        yield from once_each(map(Runner(pack, order).file, files))
        return
    parts = [files[start : start + AT_A_TIME] for start in range(0, len(files), AT_A_TIME)]
    answers = spread(_run, parts, jobs, partial(_begin, folder, order), in_order=True)
    yield from once_each(result for part in answers for result in part)


def _begin(folder: Path | None, order: CaseOrder) -> None:
    global _runner
    _runner = Runner(load_pack(folder), order)


def _run(part: Sequence[Path]) -> list[CaseResult]:
    assert _runner is not None
    return [_runner.file(path) for path in part]
