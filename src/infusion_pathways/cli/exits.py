"""The exit codes of every command."""

from enum import IntEnum


class Exit(IntEnum):
    """The exit codes; 1 means that a case failed or a check found something, and nothing else."""

    OK = 0
    CASE_FAILED = 1
    BAD_INPUT = 2
    MISSING = 3
    ENGINES_DISAGREE = 70
    FAULT = 71
    NOT_WRITTEN = 74
    INTERRUPTED = 130
    READER_GONE = 141
