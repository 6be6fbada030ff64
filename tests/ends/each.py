"""Run many command lines as processes of their own that need not import everything anew: a fork for each, begun as Python begins.

    python -m tests.ends.each < jobs.json > ends.json

A job has `arguments`, the `encoding` of the streams, and what standard `output` is: `closed`, `full`, `head` (a reader that goes
after one line) or `file`; also `input` and `errors`: `closed` or else. An end has the `code` and what was told on standard error.
"""

import importlib
import io
import json
import os
import sys
import tempfile
from typing import Any

HEAVY = (
    "cli.app",
    "document.html",
    "document.markdown",
    "document.text",
    "engine.isolated",
    "solver.z3_solver",
    "pack.reading",
    "coverage.report",
)


def run(job: dict[str, Any]) -> dict[str, Any]:
    """One command line; its end."""
    with tempfile.TemporaryFile() as errors, tempfile.TemporaryFile() as output:
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            _begin(job, errors.fileno(), output.fileno(), writing)
        os.close(writing)
        if job["output"] == "head":
            with open(reading, "rb", buffering=0) as pipe:
                while pipe.read(1) not in (b"\n", b""):
                    pass
        else:
            os.close(reading)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        errors.seek(0)
        output.seek(0)
        return {"code": code, "told": errors.read().decode("latin-1"), "output": output.read().decode("latin-1")}


def _begin(job: dict[str, Any], errors: int, output: int, pipe: int) -> None:
    """Arrange the three streams, then begin as the command `pathways` does."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    _place(0, nothing if job.get("input") != "closed" else None)
    full = os.open("/dev/full", os.O_WRONLY)
    _place(1, {"closed": None, "full": full, "head": pipe, "file": output}[job["output"]])
    _place(2, errors if job.get("errors") != "closed" else None)
    for number in (nothing, full, pipe):
        os.close(number)
    # As Python makes them: None where the file number is closed, in the encoding of PYTHONIOENCODING elsewhere.
    for name, number, mode in (("stdin", 0, "r"), ("stdout", 1, "w"), ("stderr", 2, "w")):
        stream: io.TextIOWrapper | None = None
        try:
            handling = "backslashreplace" if number == 2 else "strict"
            stream = open(number, mode, encoding=job["encoding"], errors=handling, closefd=False)  # noqa: SIM115
        except OSError:
            stream = None
        setattr(sys, name, stream)
    sys.argv = ["pathways", *job["arguments"]]
    from infusion_pathways.cli import main

    code: object = None
    try:
        main()
    except SystemExit as end:
        code = end.code
    except BaseException as error:
        os.write(errors, f"Traceback: {error!r}".encode())
        code = 1
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    except BaseException as error:  # Python says so at its end, and leaves with 120
        os.write(errors, f"Exception ignored: {error!r}".encode())
        code = 120
    os._exit(code if isinstance(code, int) else 0)


def _place(number: int, source: int | None) -> None:
    if source is None:
        os.close(number)
    else:
        os.dup2(source, number)


if __name__ == "__main__":
    for module in HEAVY:
        importlib.import_module(f"infusion_pathways.{module}")
    print(json.dumps([run(job) for job in json.load(sys.stdin)]))
