"""The row of the verdict table that applied, in words: what it says, and why the rows before it did not apply."""

from collections.abc import Callable
from typing import NamedTuple

from infusion_pathways.meaning.rule import RuleKind
from infusion_pathways.meaning.verdicts import TRUE, UNKNOWN, VERDICT_TABLE
from infusion_pathways.trace.deciding import Ground


class Passed(NamedTuple):
    """A row that did not apply: the verdict it would have given, what it asks for, and why it did not."""

    verdict: str
    asked: str
    why: str


def passed_rows(ground: Ground) -> tuple[Passed, ...]:
    """The rows before the one that applied, each with the reason why it did not."""
    before = zip(VERDICT_TABLE[: ground.number - 1], _ASKED, _PASSED, strict=False)
    return tuple(Passed(row.verdict.value, asked, why(ground)) for row, asked, why in before)


def applied_words(ground: Ground) -> str:
    """What the row that applied says, without the names of the rule language."""
    return _APPLIED[ground.number - 1]


_APPLIED = (
    "no reason for it holds, none that is open decides, and it is not in use",
    "there is a reason for it, but it has no infusion form",
    "something rules it out",
    "the input contradicts itself",
    "no reason for it is certain, and at least one is open",
    "it is in use and works, and a safety point puts it on hold",
    "it is in use and works",
    "a label or guideline asks for more than is met",
    "a safety point puts it on hold, or is not known and has to be settled first",
    "whether a label or guideline condition is met is not known",
    "a reason for it holds, nothing stands against it, and what labels and guidelines ask for is met as far as it is known",
)


_ASKED = (
    "no reason",
    "not an infusion",
    "ruled out",
    "undetermined, because of a contradiction",
    "undetermined, because of its reason",
    "on hold while in use",
    "in use",
    "condition unmet",
    "on hold",
    "undetermined, because of a condition",
    "candidate",
)


def _door(g: Ground) -> str:
    if g.standing.conflict:
        return "the input contradicts itself, so that no reason can be denied either"
    if g.standing.supports is TRUE:
        return f"{_counted(len(g.clauses(RuleKind.SUPPORTS, TRUE)), 'reason')} for it"
    return "it is in use already" if g.standing.in_use is TRUE else "a reason for it is open"


def _form(g: Ground) -> str:
    return "it has an infusion form" if g.standing.infusion else "no reason for it is certain"


def _exclusion(g: Ground) -> str:
    waiting = len(g.clauses(RuleKind.EXCLUDES, UNKNOWN))
    return f"nothing that is known rules it out{_still(waiting, 'exclusion')}" if waiting else "nothing rules it out"


def _requirement(g: Ground) -> str:
    waiting = len(g.clauses(RuleKind.REQUIRES, UNKNOWN))
    if not waiting:
        asked = bool(g.clauses(RuleKind.REQUIRES, TRUE))
        return "what labels and guidelines ask for is met" if asked else "no label or guideline asks for more"
    return f"no condition of a label or guideline is known to be unmet{_still(waiting, 'condition')}"


def _hold(g: Ground) -> str:
    waiting = len(g.clauses(RuleKind.HOLDS, UNKNOWN))
    if not waiting:
        return "no safety point puts it on hold"
    return f"no safety point that is known puts it on hold{_still(waiting, 'point')}"


def _used(g: Ground) -> str:
    return (
        "it is not known whether it is given and works" if g.standing.in_use is UNKNOWN else "it is not being given with effect"
    )


def _still(number: int, what: str) -> str:
    return f"; {number} {what}{'s' if number > 1 else ''} cannot be judged yet"


def _counted(number: int, what: str) -> str:
    return f"there is a {what}" if number == 1 else f"there are {number} {what}s"


_PASSED: tuple[Callable[[Ground], str], ...] = (
    _door,
    _form,
    _exclusion,
    lambda g: "the input does not contradict itself",
    lambda g: "it is certain that there is a reason for it",
    lambda g: "no safety point that is known puts it on hold" if g.standing.in_use is TRUE else _used(g),
    _used,
    _requirement,
    _hold,
    lambda g: (
        "what is asked for and not known is only to be checked, and counts as met"
        if g.clauses(RuleKind.REQUIRES, UNKNOWN)
        else "nothing that is asked for is open"
    ),
)
