"""One small error in one rule, of a kind that authors make."""

from collections.abc import Mapping
from enum import Enum
from typing import Any, NamedTuple


class ErrorKind(Enum):
    """The kinds of errors, in words."""

    DROPPED = "condition dropped"
    NEGATED = "condition negated"
    ADDED = "condition added"
    JOINED = "all for any"
    NUMBER = "number off by a step"
    EDGE = "edge of a limit"
    VALUE = "value"
    DISEASE = "disease or subtype"
    OUTCOME = "outcome of a treatment"
    DRUG = "drug in the history"
    ONGOING = "ongoing, or for what"
    KIND = "kind of argument"
    MARK = "when_unknown"
    TARGET = "wrong therapy"
    REMOVED = "rule missing"


class Mutant(NamedTuple):
    """A rule with an error: what it is in words, and the rule as it would be written then (None: there is none).

    `id` is the rule with a number that stays the same as long as the pack does. `speaks_otherwise` says that not only the
    condition changed.
    """

    id: str
    rule: str
    pathway: str
    way: ErrorKind
    words: str
    raw: Mapping[str, Any] | None
    speaks_otherwise: bool = False
