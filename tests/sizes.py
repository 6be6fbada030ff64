"""How much a search of the tests looks at: in CI enough to meet every kind, with `TESTS_LONG=1` what a long run affords."""

import os

LONG = os.environ.get("TESTS_LONG") == "1"


def sized(usual: int, long: int) -> int:
    """The usual size of a search, or the long one."""
    return long if LONG else usual
