"""Whether durable-rules can be used here. Nothing is started to find out."""

import os
import re
import sys
from typing import Any

_PYTHON = re.compile(r"(python|pypy|graalpy)[^/\\]*", re.IGNORECASE)


def why_not() -> str:
    """Why it cannot be used, in words that end a sentence; empty where it can."""
    from infusion_pathways.engine.chaining import why_not_loaded

    return why_not_loaded() or why_not_startable()


def why_not_startable() -> str:
    """Why no second Python can be started from this one, which many patients need; empty where nothing speaks against it."""
    program: Any = sys.executable
    if not isinstance(program, str) or not program:
        return "it needs a second Python for many patients, and this one does not know its own program"
    is_python = _PYTHON.fullmatch(os.path.basename(program)) and not getattr(sys, "frozen", False)
    if not is_python or not os.path.isfile(program) or not os.access(program, os.X_OK):
        return "it needs a second Python for many patients, and the program that runs this is none that can be started"
    return ""
