"""durable-rules in a process of its own, asked through pipes of its own.

It is no child of `multiprocessing`: nothing of the caller's program is imported in it, so a script without a `__main__` guard, a
notebook and a program from standard input may ask it. Neither is what belongs to the site, which may print.
"""

import io
import json
import os
import subprocess
import sys
import weakref
from collections.abc import Sequence
from typing import IO, Any

from infusion_pathways.engine.chaining import import_folders
from infusion_pathways.engine.errors import RuleEngineFailed
from infusion_pathways.engine.productions import Productions

# Whether a descriptor can be given to another process by its number; elsewhere the standard streams carry it.
PASSES_DESCRIPTORS = os.name == "posix"


class ProcessEnded(Exception):
    """The process ended before it answered."""


class ChainProcess:
    """A process that answers one question after another and ends with its input."""

    def __init__(self) -> None:
        self._process, self._questions, self._answers = _started()
        self._known: dict[Productions, int] = {}
        self.end = weakref.finalize(self, _end, self._process, self._questions, self._answers, os.getpid())

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    def reach(self, productions: Productions, given: Sequence[int]) -> set[int]:
        """Every atom that follows. Raises ProcessEnded, and RuleEngineFailed as in one process."""
        number = self._known.get(productions)
        question: dict[str, Any] = {"number": len(self._known) if number is None else number, "given": given}
        if number is None:
            question |= {"rules": productions.rules, "read": productions.read}
        try:
            _send(self._questions, json.dumps(question).encode() + b"\n")
            answer = json.loads(self._answers.readline())
        except (OSError, ValueError) as error:
            raise ProcessEnded("the process of durable-rules came to an end before it answered") from error
        if "failed" in answer:
            raise RuleEngineFailed(answer["failed"])
        self._known[productions] = question["number"]
        return set(answer["reached"])


def _started() -> tuple["subprocess.Popen[bytes]", io.FileIO, IO[bytes]]:
    # In a session of its own: Ctrl-C is for the caller, who ends this process with its input.
    if not PASSES_DESCRIPTORS:
        process = subprocess.Popen(
            _command(0, 1),
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
            creationflags=_NEW_GROUP,
        )
        assert isinstance(process.stdin, io.FileIO)
        assert isinstance(process.stdout, io.FileIO)
        return process, process.stdin, io.BufferedReader(process.stdout)
    (its_questions, questions), (answers, its_answers) = os.pipe(), os.pipe()
    try:
        process = subprocess.Popen(
            _command(its_questions, its_answers),
            pass_fds=(its_questions, its_answers),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
    except BaseException:
        os.close(questions)
        os.close(answers)
        raise
    finally:
        os.close(its_questions)
        os.close(its_answers)
    return process, io.FileIO(questions, "wb"), os.fdopen(answers, "rb")


def _send(to: io.FileIO, data: bytes) -> None:
    """Write all of it. Nothing waits in a buffer, which a fork of this process would write a second time."""
    rest = memoryview(data)
    while rest:
        rest = rest[to.write(rest) or 0 :]


_NEW_GROUP: int = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)


def _command(reading: int, writing: int) -> list[str]:
    """The line that starts it: where modules are found is as here, and last where durable-rules was found here.

    The packages around `subprocess_server` are put there empty: all of this program would be half of the memory of that process.
    """
    path = [os.fsdecode(entry) for entry in sys.path if isinstance(entry, str | bytes | os.PathLike)]
    here = __name__.split(".")[:-1]
    packages = {".".join(here[:n]): list(sys.modules[".".join(here[:n])].__path__) for n in range(1, len(here) + 1)}
    start = (
        f"import sys; sys.path[:] = {[*path, *import_folders()]!a}; sys.dont_write_bytecode = {sys.dont_write_bytecode}\n"
        f"from types import ModuleType\n"
        f"for name, places in {packages!a}.items():\n"
        f"    sys.modules[name] = ModuleType(name); sys.modules[name].__path__ = places\n"
        f"from {'.'.join(here)}.subprocess_server import serve; serve({reading}, {writing})\n"
    )
    return [sys.executable, "-s", "-S", "-c", start]


def _end(process: "subprocess.Popen[bytes]", to: IO[bytes], of: IO[bytes], home: int) -> None:
    """End the process, if it was started by this one: a fork of its starter leaves it alone."""
    if os.getpid() != home:
        process.returncode = 0  # it is no child of this one
        return
    process.kill()
    for pipe in (to, of):
        try:
            pipe.close()
        except OSError:  # what was not yet sent has no reader any more
            continue
    process.wait()
