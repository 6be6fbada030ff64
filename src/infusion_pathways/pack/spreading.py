"""Tasks about a pack on several processes, each of which loads it once."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from infusion_pathways.pack.load import load_pack
from infusion_pathways.pack.model import Pack
from infusion_pathways.workers import at_home, spread

T = TypeVar("T")
R = TypeVar("R")

_loaded: Pack | None = None


def each(work: Callable[[Pack, T], R], pack: Pack, folder: Path | None, todo: Sequence[T], jobs: int) -> Iterator[R]:
    """What `work` makes of the pack and each task, as it is done, in any order, on so many processes (1: in this one).

    `folder` is where the pack was loaded from; None is the shipped one. Raises as `spread` does.
    """
    if at_home(jobs, len(todo)):
        yield from (work(pack, task) for task in todo)
    else:
        yield from spread(partial(_with_pack, work), todo, jobs, partial(_load, folder))


def _load(folder: Path | None) -> None:
    global _loaded
    _loaded = load_pack(folder)


def _with_pack(work: Callable[[Pack, T], R], task: T) -> R:
    assert _loaded is not None
    return work(_loaded, task)
