"""durable-rules for many patients: it frees nothing of a patient, so after some of them a process of its own takes over.

That process is replaced whenever it holds too much.
"""

import os
import threading
import weakref
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from infusion_pathways.engine.chaining import leaked_bytes
from infusion_pathways.engine.errors import EngineLost
from infusion_pathways.engine.productions import Productions
from infusion_pathways.engine.rete import LocalChains, ReteEngine

if TYPE_CHECKING:
    from infusion_pathways.engine.subprocess_client import ChainProcess

# How much of its patients this process, and the other one, may hold, in bytes. A shipped patient leaves about 1.2 MB.
MOST_HERE, MOST_ELSEWHERE = 6_000_000, 24_000_000


class BoundedChains:
    """Chains with bounded memory: the first patients here, all others in processes that are replaced."""

    def __init__(self, here: int = MOST_HERE, elsewhere: int = MOST_ELSEWHERE) -> None:
        self._left, self._most = here, elsewhere
        self._here = LocalChains()
        self._other: ChainProcess | None = None
        self._held = 0
        self._lock = threading.Lock()
        _ALL.add(self)

    def reach(self, productions: Productions, given: Sequence[int]) -> AbstractSet[int]:
        """Every atom that follows from the given ones, and these.

        A process that ended is replaced, and asked again. Raises EngineLost when that one ends too, or what `LocalChains` raises.
        """
        with self._lock:
            if self._left > 0:
                reached = self._here.reach(productions, given)
                self._left -= leaked_bytes(productions.rules, productions.read, reached)
            else:
                reached = self._asked(productions, given)
                self._held += leaked_bytes(productions.rules, productions.read, reached)
            return reached

    def _asked(self, productions: Productions, given: Sequence[int]) -> AbstractSet[int]:
        from infusion_pathways.engine.subprocess_client import ChainProcess, ProcessEnded

        if self._held >= self._most:
            self._drop()
        for attempt in (1, 2):
            try:
                if self._other is None:
                    self._other = ChainProcess()
                return self._other.reach(productions, given)
            except (ProcessEnded, OSError) as error:
                self._drop()
                if attempt == 2:
                    raise EngineLost(f"durable-rules could not be asked: {error}") from error
            except BaseException:
                # Ctrl-C between a question and its answer: the next question must not be given this answer.
                self._drop()
                raise
        raise AssertionError

    def _drop(self) -> None:
        other, self._other, self._held = self._other, None, 0
        if other is not None:
            other.end()

    def after_fork(self) -> None:
        """In a new process: another thread may have held the lock, and the other process answers to the parent."""
        self._lock = threading.Lock()
        self._other, self._held = None, 0


_ALL: "weakref.WeakSet[BoundedChains]" = weakref.WeakSet()


def _after_fork() -> None:
    for each in tuple(_ALL):
        each.after_fork()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


class IsolatedRete(ReteEngine):
    """The rete engine with bounded memory."""

    def __init__(self, here: int = MOST_HERE, elsewhere: int = MOST_ELSEWHERE) -> None:
        super().__init__(BoundedChains(here, elsewhere))
