"""durable-rules for many patients: it frees nothing of a patient, so after some of them a process of its own takes over.

That process is replaced after as many patients again. It is no child of `multiprocessing`: nothing of the caller's program is
imported in it, so a script without a `__main__` guard and a notebook may ask for any number of patients.
"""

import os
import pickle
import sys
import threading
import weakref
from collections.abc import Mapping
from typing import IO, TYPE_CHECKING, Any, NamedTuple
from weakref import WeakKeyDictionary

from infusion_pathways.engine import EngineFailed
from infusion_pathways.engine.rete import ReteEngine
from infusion_pathways.facts import Facts
from infusion_pathways.logic import Truth
from infusion_pathways.pack.rule import Program

if TYPE_CHECKING:
    import subprocess

PATIENTS_PER_PROCESS = 120


class EngineLost(EngineFailed):
    """The process in which durable-rules ran came to an end."""


class _Question(NamedTuple):
    """A patient's facts; the program goes along with the first of them."""

    number: int
    program: Program | None
    facts: Facts


class _Other:
    """A process with durable-rules that answers one question after another and ends with its input."""

    def __init__(self) -> None:
        import subprocess  # only for many patients: it costs some milliseconds of every start

        start = f"import sys; sys.path[:] = {sys.path!r}; from {__name__} import serve; serve()"
        # In a session of its own: Ctrl-C is for the caller, who ends this process with its input.
        self._process = subprocess.Popen(
            [sys.executable, "-c", start], stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._input, self._output = self._process.stdin, self._process.stdout
        self._known: set[int] = set()
        self.asked = 0
        self.home = os.getpid()
        self.end = weakref.finalize(self, _end, self._process, self._input, self._output, self.home)

    def rules(self, number: int, program: Program, facts: Facts) -> Mapping[str, Truth]:
        self.asked += 1
        question = _Question(number, None if number in self._known else program, facts)
        try:
            pickle.dump(question, self._input)
            self._input.flush()
            answer = pickle.load(self._output)
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            raise EngineLost("the process of durable-rules came to an end before it answered") from error
        self._known.add(number)
        if isinstance(answer, Exception):
            raise answer
        truths: Mapping[str, Truth] = answer
        return truths


def _end(process: "subprocess.Popen[bytes]", to: IO[bytes], of: IO[bytes], home: int) -> None:
    if os.getpid() != home:
        return
    process.kill()
    for pipe in (to, of):
        try:
            pipe.close()
        except OSError:  # what was not yet sent has no reader any more
            continue
    process.wait()


class RenewedRete:
    """The rete engine with bounded memory: the first patients are evaluated here, all others in processes that are replaced."""

    name = "rete"

    def __init__(self, patients: int = PATIENTS_PER_PROCESS) -> None:
        self._patients = patients
        self._here = ReteEngine()
        self._left = patients
        self._numbers: WeakKeyDictionary[Program, int] = WeakKeyDictionary()
        self._given = 0
        self._other: _Other | None = None
        self._lock = threading.Lock()

    def rules(self, program: Program, facts: Facts) -> Mapping[str, Truth]:
        """The truth of every premise of a program, by key.

        Raises as ReteEngine does, and EngineLost when the other process was killed.
        """
        with self._lock:
            if self._left > 0:
                self._left -= 1
                return self._here.rules(program, facts)
            other = self._ready()
            try:
                return other.rules(self._number(program), program, facts)
            except EngineFailed as error:
                if isinstance(error, EngineLost):
                    self._drop()
                raise
            except BaseException:
                # Ctrl-C between a question and its answer: the next question must not be given this answer.
                self._drop()
                raise

    def _ready(self) -> _Other:
        other = self._other
        if other is not None and (other.asked >= self._patients or other.home != os.getpid()):
            self._drop()
            other = None
        if other is None:
            other = self._other = _Other()
        return other

    def _drop(self) -> None:
        if self._other is not None:
            self._other.end()
            self._other = None

    def _number(self, program: Program) -> int:
        number = self._numbers.get(program)
        if number is None:
            self._given += 1
            number = self._numbers[program] = self._given
        return number


def serve() -> None:
    """Answer the questions of standard input on standard output until there are no more."""
    questions, answers = sys.stdin.buffer, sys.stdout.buffer
    engine, programs = ReteEngine(), dict[int, Program]()
    while True:
        try:
            question: _Question = pickle.load(questions)
        except EOFError:
            return
        program = programs.setdefault(question.number, question.program) if question.program else programs[question.number]
        answer: Any
        try:
            answer = dict(engine.rules(program, question.facts))
        except Exception as error:
            answer = error
        pickle.dump(answer, answers)
        answers.flush()
