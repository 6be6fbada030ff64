"""How much a search of the tests looks at, and from which seeds: in CI enough to meet every kind, and always the same; with
`TESTS_LONG=1` what a long run affords, from fresh seeds that are printed at its end. `TESTS_SEED=N` runs such a one again.
"""

import os
import random
import secrets
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

import pytest

LONG = os.environ.get("TESTS_LONG") == "1"
# In the environment, so that the processes of one run have the same.
SEED = int(os.environ.setdefault("TESTS_SEED", str(secrets.randbits(32)))) if LONG else 0
HANGS = 600
"""Seconds after which a process is taken to hang; far beyond what the slowest machine needs, so that no clock decides a test."""

T = TypeVar("T")

long_only = pytest.mark.skipif(not LONG, reason="takes long; TESTS_LONG=1 runs it")


def sized(usual: int, long: int) -> int:
    """The usual size of a search, or the long one."""
    return long if LONG else usual


def sampled(items: Sequence[T], usual: int, long: int | None = None) -> list[T]:
    """So many of the items, evenly spread, the first among them; in the long suite `long` of them, all if it is not given."""
    wanted = usual if not LONG else len(items) if long is None else long
    if wanted >= len(items):
        return list(items)
    return [items[number * len(items) // wanted] for number in range(wanted)]


def seeds(first: int, last: int) -> range:
    """The seeds of a search: these in the short suite, as many fresh ones in the long one."""
    return range(first + SEED * 100_000, last + SEED * 100_000)


def chance(name: int | str) -> random.Random:
    """The dice of a search: always the same in the short suite, fresh in the long one."""
    return random.Random(f"{name} {SEED}" if LONG else name)


def growth(act: Callable[[int], object], size: int, times: int = 8) -> float:
    """How much more processor time an act takes at many times the size; about as many times where it is in proportion.

    A ratio of processor times, the least of three each, says the same on a fast, a slow and a busy machine.
    """

    def cost(of: int) -> float:
        began = time.process_time()
        act(of)
        return time.process_time() - began

    small = min(cost(size) for _ in range(3))
    return min(cost(size * times) for _ in range(2)) / max(small, 0.001)
