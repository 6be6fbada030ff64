"""The one place where errors become exit codes: whatever happens on the way ends in a message and a code of its own."""

import errno
import os
import sys
from collections.abc import Callable
from typing import Any

from infusion_pathways.cli import streams
from infusion_pathways.cli.exits import Exit

TRACEBACK = "INFUSION_PATHWAYS_TRACEBACK"
DISK = (errno.ENOSPC, errno.EFBIG, errno.EIO, errno.EROFS, getattr(errno, "EDQUOT", errno.ENOSPC))
RESOURCES = (errno.EMFILE, errno.ENFILE, errno.ENOMEM)
LATER = 0.01


def guarded(work: Callable[[], int]) -> int:
    """A whole command, from its first import (`work` has them all) to the last byte of its output; its exit code."""
    sys.unraisablehook = _in_a_destructor
    streams.prepare()
    code = ended(work)
    written = ended(_flushed)
    _deaf()
    return written if written and code in (Exit.OK, Exit.CASE_FAILED) else code


def ended(work: Callable[[], int]) -> int:
    """The exit code that some work ends with; what it raises is told on standard error and has a code."""
    try:
        return work()
    except KeyboardInterrupt:
        if sys.stderr is not None and sys.stderr.isatty():
            sys.stderr.write("\n")  # behind the ^C
        return Exit.INTERRUPTED
    except SystemExit as end:
        return _code(end.code)
    except BaseException as error:
        try:
            return _told(error)
        except Exception as worse:  # what cannot be told properly is told anyhow
            return _fault(worse)


def _flushed() -> int:
    streams.flush()
    return Exit.OK


def _told(error: BaseException) -> int:
    """Tell an error in its words, and give its code."""
    match error:
        case streams.OutputLost():
            return Exit.READER_GONE if error.reader_gone else _say(f"{error}", Exit.NOT_WRITTEN)
        case BrokenPipeError():
            return Exit.READER_GONE
        case ImportError():
            return _import(error)
        case OSError():
            return _system(error)
        case MemoryError():
            return _say("fault: there is not enough memory for this", Exit.FAULT)
        case RecursionError():
            return _say("fault: something here is nested deeper than this program can follow", Exit.FAULT, hint=error)
    return _of_this_program(error)


def _of_this_program(error: BaseException) -> int:
    import click

    from infusion_pathways.cli.common import complain
    from infusion_pathways.engine import EngineFailed, EnginesDisagree
    from infusion_pathways.solver.errors import ReplayDisagrees
    from infusion_pathways.source import MissingRequirement, NotWritten, ProblemsFound

    match error:
        case MissingRequirement():
            complain(error)
            return Exit.MISSING
        case NotWritten():
            complain(error)
            return Exit.NOT_WRITTEN
        case ProblemsFound():
            complain(error)
            return Exit.BAD_INPUT
        case ReplayDisagrees():
            return _say(f"internal error: {error}; {_kept(error)}", Exit.ENGINES_DISAGREE)
        case EnginesDisagree():
            return _say(f"internal error: {error}", Exit.ENGINES_DISAGREE)
        case EngineFailed():
            return _say(f"fault: {error}", Exit.FAULT, hint=error)
        case click.exceptions.Exit():
            return _code(error.exit_code)
        case click.exceptions.Abort():
            return Exit.INTERRUPTED
        case click.ClickException():
            from typer.rich_utils import rich_format_error

            rich_format_error(error)
            return Exit.BAD_INPUT
        case _:
            return _fault(error)


def _kept(error: Any) -> str:
    """Where the patient of a replay that disagreed is; it may be that nothing can be written here."""
    from infusion_pathways.cli.reports import saved
    from infusion_pathways.source import ProblemsFound

    try:
        return saved(error)
    except ProblemsFound as found:
        return f"the patient could not be saved: {found.problems[0].message}"


def _code(code: Any) -> int:
    """The code of an exit. 1 is this program's own word; a library that leaves with it was asked for what it cannot do."""
    if code is None or isinstance(code, Exit):
        return code or Exit.OK
    if isinstance(code, int):
        return Exit.BAD_INPUT if code == Exit.CASE_FAILED else code
    return _say(str(code), Exit.BAD_INPUT)


def _import(error: ImportError) -> int:
    what = f"`{error.name}`" if error.name else "a part of it"
    return _say(f"missing: this needs {what}, which cannot be loaded here: {_first(error)}", Exit.MISSING, hint=error)


def _system(error: OSError) -> int:
    """What the system refused: to write (74), to give more of something (71), or to read what was named (2)."""
    name = error.filename if isinstance(error.filename, str | bytes) else ""
    where = f"{os.fsdecode(name)}: " if name else ""
    reason = error.strerror or _first(error)
    if error.errno in DISK:
        return _say(f"{where}output could not be written: {reason.lower()}", Exit.NOT_WRITTEN, hint=error)
    if not name or error.errno in RESOURCES:
        return _say(f"fault: {where}the system refused something: {reason.lower()}", Exit.FAULT, hint=error)
    return _say(f"{where}the system refused it: {reason.lower()}", Exit.BAD_INPUT, hint=error)


def _fault(error: BaseException) -> int:
    return _say(f"fault of this program: {type(error).__name__}: {_first(error)}", Exit.FAULT, hint=error)


def _say(text: str, code: Exit, hint: BaseException | None = None) -> int:
    """A line on standard error; of what should not happen another that says how to see more, or all of it where that is wished.

    It needs nothing of this program: what could not be loaded may be any part of it.
    """
    if hint is not None and os.environ.get(TRACEBACK):
        import traceback

        _line("".join(traceback.format_exception(hint)).rstrip())
    _line("".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text))
    if hint is not None and not os.environ.get(TRACEBACK):
        _line(f"help: set {TRACEBACK}=1 to see where it happened; it belongs in a report of a fault")
    return code


def _line(text: str) -> None:
    if sys.stderr is not None:
        sys.stderr.write(f"{text}\n")


def _first(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return lines[0][:300] if lines else "no reason was given"


def _deaf() -> None:
    """Hear no Ctrl-C any more: the end has begun, and what is taken apart in it would answer with a traceback."""
    import signal

    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    except ValueError:  # not in the main thread, which alone hears it
        return


def _in_a_destructor(unraisable: Any) -> None:
    """Nothing can be raised in a destructor. Ctrl-C that fell into one comes again a moment later; all else changes no answer."""
    if issubclass(unraisable.exc_type, KeyboardInterrupt):
        import _thread

        _thread.start_new_thread(_interrupt_later, ())
    elif os.environ.get(TRACEBACK):
        sys.__unraisablehook__(unraisable)


def _interrupt_later() -> None:
    import _thread
    import time

    time.sleep(LATER)
    _thread.interrupt_main()
