"""What a process writes, read until there is enough of it."""

import os
import select
import time
from collections.abc import Callable

from tests.sizes import HANGS


def read_until(number: int, enough: Callable[[bytes], bool]) -> bytes:
    """What comes out of a pipe until it is enough.

    A process that ends before, or says nothing for long, fails the test that waits for it; it does not keep it for ever.
    """
    text, deadline = b"", time.monotonic() + HANGS
    while not enough(text):
        ready, _, _ = select.select([number], [], [], max(deadline - time.monotonic(), 0))
        assert ready, f"nothing more came, after {text!r}"
        more = os.read(number, 4096)
        assert more, f"the process ended, after {text!r}"
        text += more
    return text
