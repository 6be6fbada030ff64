"""How much a search of the tests looks at: enough to meet every kind, and with `TESTS_LONG=1` what a long run affords."""

import os
from collections.abc import Sequence
from typing import TypeVar

import pytest

LONG = os.environ.get("TESTS_LONG") == "1"

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
