"""The three streams of a process, made fit for whatever they were given as: closed, full, without a reader, in any encoding.

What is no terminal gets UTF-8. A terminal keeps its encoding, and a character it cannot show is replaced by a plainer one.
Standard output that fails says so once, as `OutputLost`; standard error never fails, since what it says is in the exit code too.
"""

import codecs
import errno
import io
import os
import sys
from typing import Any, TextIO

STDIN, STDOUT, STDERR = 0, 1, 2
PLAINER = "infusion_pathways.plainer"
PLAIN = {"·": "-", "–": "-", "—": "-", "…": "...", "▸": ">", "→": "->", "≥": ">=", "≤": "<=", "×": "x", "\N{NO-BREAK SPACE}": " "}
PLAIN |= {"│": "|", "├": "|", "└": "`", "─": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "✓": "+", "✗": "x"}
QUIET_ERRORS = "backslashreplace"


class OutputLost(Exception):
    """Standard output took no more. No OSError: libraries turn those of a pipe into exit codes of their own."""

    def __init__(self, reason: OSError) -> None:
        self.reader_gone = reason.errno == errno.EPIPE
        told = "it is closed" if reason.errno == errno.EBADF else (reason.strerror or str(reason))
        super().__init__(f"standard output could not be written: {told[:1].lower()}{told[1:]}")


class _Sink(io.RawIOBase):
    """The bytes of a stream on their way to a file number. After the first failure, told once, the rest is dropped."""

    def __init__(self, number: int, forgiving: bool) -> None:
        self._file = io.FileIO(number, "w", closefd=False)
        self._forgiving = forgiving
        self._lost = False
        self.name = self._file.name

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._file.fileno()

    def isatty(self) -> bool:
        return self._file.isatty()

    def write(self, data: Any, /) -> int:
        if not self._lost:
            try:
                return self._write(data)
            except OSError as error:
                self._lost = True
                if not self._forgiving:
                    raise OutputLost(error) from None
        return len(data)

    def _write(self, data: Any) -> int:
        """Write some of the bytes; wait where another process set the file not to block."""
        while (count := self._file.write(data)) is None:
            import select

            select.select([], [self._file], [])
        return count


def prepare() -> None:
    """Put streams that cannot go wrong in the places of `sys.stdin`, `sys.stdout` and `sys.stderr`."""
    codecs.register_error(PLAINER, _plainer)
    for number in (STDIN, STDOUT, STDERR):
        _occupy(number)
    sys.stdin = _input(sys.stdin)
    sys.stdout = _output(STDOUT, sys.stdout)
    sys.stderr = _output(STDERR, sys.stderr)


def flush() -> None:
    """Write out what standard output still holds. Raises OutputLost where that cannot be done."""
    try:
        sys.stdout.flush()
    except OSError as error:
        sys.stdout = io.StringIO()  # Python would try the old one again at its end
        raise OutputLost(error) from None


def _occupy(number: int) -> None:
    """Give a number that is closed a file that fails as a closed one does: the next file to be opened would take its place."""
    try:
        os.fstat(number)
    except OSError:
        flags = {STDIN: os.O_WRONLY, STDOUT: os.O_RDONLY, STDERR: os.O_WRONLY}[number]
        opened = os.open(os.devnull, flags)
        if opened == number:
            os.set_inheritable(number, True)
        else:
            os.dup2(opened, number)
            os.close(opened)


def _input(stream: TextIO | None) -> TextIO:
    if not isinstance(stream, io.TextIOWrapper):
        return io.TextIOWrapper(io.BufferedReader(io.FileIO(STDIN, "r", closefd=False)), encoding="utf-8", errors="replace")
    if stream.isatty():
        stream.reconfigure(errors="replace")
    else:
        stream.reconfigure(encoding="utf-8-sig", errors="replace")
    return stream


def _output(number: int, stream: TextIO | None) -> TextIO:
    """A stream to a file number. What a terminal cannot show becomes plainer; everything else takes every character."""
    if isinstance(stream, io.TextIOWrapper) and stream.isatty():
        stream.reconfigure(errors=PLAINER)
        return stream
    at_once = number == STDERR or bool(getattr(stream, "write_through", False))
    bytes_out = io.BufferedWriter(_Sink(number, forgiving=number == STDERR))
    return io.TextIOWrapper(bytes_out, encoding="utf-8", errors=QUIET_ERRORS, line_buffering=at_once)


def _plainer(error: UnicodeError) -> tuple[str, int]:
    """What stands for characters that an encoding has not: a likeness where there is one, else a question mark."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(_likeness(character) for character in error.object[error.start : error.end]), error.end


def _likeness(character: str) -> str:
    import unicodedata

    plain = PLAIN.get(character) or unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
    return plain or "?"
