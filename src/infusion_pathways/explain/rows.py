"""The row of the verdict table that applied, in words: which rules it turned on, and why the rows before it did not apply."""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from infusion_pathways.logic import Truth
from infusion_pathways.pack.rule import Clause, Kind, Program, WhenUnknown, in_use, recorded
from infusion_pathways.verdicts import FALSE, TRUE, UNKNOWN, VERDICT_TABLE, Row, Standing, standing_of, verdict_of


class Passed(NamedTuple):
    """A row that did not apply: the verdict it would have given, what it asks for, and why it did not."""

    verdict: str
    asked: str
    why: str


class Ground(NamedTuple):
    """The standing of a therapy, the truth of its rules, and the row that applied; `number` counts from 1."""

    program: Program
    therapy: str
    rules: Mapping[str, Truth]
    standing: Standing
    number: int

    @property
    def row(self) -> Row:
        """The row that applied."""
        return VERDICT_TABLE[self.number - 1]

    def clauses(self, kind: Kind, *truths: Truth) -> list[Clause]:
        """The rules of a kind about the therapy that have one of these truths."""
        return [c for c in self.program.deciding[self.therapy] if c.rule.kind is kind and self.rules[c.key] in truths]

    def passed_over(self, clause: Clause) -> bool:
        """Whether a reason that is not known counts as not given, because the fact it waits for is not recorded."""
        rule = clause.rule
        waits = rule.kind is Kind.SUPPORTS and rule.unrecorded is not None and self.rules[clause.key] is UNKNOWN
        return waits and self.rules[recorded(rule.unrecorded or "")] is not TRUE

    def lenient(self, clause: Clause) -> bool:
        """Whether a requirement that is not known counts as met, to be checked."""
        rule = clause.rule
        return rule.kind is Kind.REQUIRES and rule.when_unknown is WhenUnknown.CHECK and self.rules[clause.key] is UNKNOWN


def ground_of(program: Program, therapy: str, rules: Mapping[str, Truth]) -> Ground:
    """The standing of a therapy and the row that applies to it."""
    standing = standing_of(program, therapy, rules)
    return Ground(program, therapy, rules, standing, VERDICT_TABLE.index(verdict_of(standing)) + 1)


def deciding_keys(ground: Ground) -> tuple[str, ...]:
    """The keys of the rules (and of being in use) on which the row that applied turned, in the order of the pack."""
    return tuple(dict.fromkeys(_DECIDING[ground.number - 1](ground)))


def passed_rows(ground: Ground) -> tuple[Passed, ...]:
    """The rows before the one that applied, each with the reason why it did not."""
    before = zip(VERDICT_TABLE[: ground.number - 1], _ASKED, _PASSED, strict=False)
    return tuple(Passed(row.verdict.value, asked, why(ground)) for row, asked, why in before)


def applied_words(ground: Ground) -> str:
    """What the row that applied says, without the names of the rule language."""
    return _APPLIED[ground.number - 1]


def _no_reason(g: Ground) -> Iterator[str]:
    yield from (c.key for c in g.clauses(Kind.SUPPORTS, FALSE, UNKNOWN))
    if g.standing.infusion:
        yield in_use(g.therapy)


def _open_door(g: Ground) -> Iterator[str]:
    yield from (c.key for c in g.clauses(Kind.SUPPORTS, UNKNOWN) if not g.passed_over(c))
    if g.standing.infusion and g.standing.in_use is UNKNOWN:
        yield in_use(g.therapy)


def _reasons(g: Ground) -> Iterator[str]:
    """The reasons that hold; where there is none, that it is in use."""
    reasons = [c.key for c in g.clauses(Kind.SUPPORTS, TRUE)]
    yield from reasons or [in_use(g.therapy)]


def _waiting(g: Ground) -> Iterator[str]:
    yield from (c.key for c in g.clauses(Kind.HOLDS, TRUE))
    unknown = (*g.clauses(Kind.EXCLUDES, UNKNOWN), *g.clauses(Kind.HOLDS, UNKNOWN))
    yield from (c.key for c in unknown if c.rule.when_unknown is WhenUnknown.HOLD)


def _keys(kind: Kind, truth: Truth) -> Callable[[Ground], Iterator[str]]:
    return lambda g: (c.key for c in g.clauses(kind, truth) if not g.lenient(c))


def _conflicts(g: Ground) -> Iterator[str]:
    yield from (c.key for c in g.program.conflicts if g.rules[c.key] is TRUE)


def _held_in_use(g: Ground) -> Iterator[str]:
    yield in_use(g.therapy)
    yield from (c.key for c in g.clauses(Kind.HOLDS, TRUE))


_DECIDING: tuple[Callable[[Ground], Iterator[str]], ...] = (
    _no_reason,
    _reasons,
    _keys(Kind.EXCLUDES, TRUE),
    _conflicts,
    _open_door,
    _held_in_use,
    lambda g: iter((in_use(g.therapy),)),
    _keys(Kind.REQUIRES, FALSE),
    _waiting,
    _keys(Kind.REQUIRES, UNKNOWN),
    _reasons,
)

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
    "not indicated",
    "not an infusion",
    "excluded",
    "undetermined, because of a contradiction",
    "undetermined, because of its reason",
    "on hold while in use",
    "in use",
    "label gap",
    "on hold",
    "undetermined, because of a condition",
    "candidate",
)


def _door(g: Ground) -> str:
    if g.standing.conflict:
        return "the input contradicts itself, so that no reason can be denied either"
    if g.standing.supports is TRUE:
        return f"{_counted(len(g.clauses(Kind.SUPPORTS, TRUE)), 'reason')} for it"
    return "it is in use already" if g.standing.in_use is TRUE else "a reason for it is open"


def _form(g: Ground) -> str:
    return "it has an infusion form" if g.standing.infusion else "no reason for it is certain"


def _exclusion(g: Ground) -> str:
    waiting = len(g.clauses(Kind.EXCLUDES, UNKNOWN))
    return f"nothing that is known rules it out{_still(waiting, 'exclusion')}" if waiting else "nothing rules it out"


def _requirement(g: Ground) -> str:
    waiting = len(g.clauses(Kind.REQUIRES, UNKNOWN))
    if not waiting:
        asked = bool(g.clauses(Kind.REQUIRES, TRUE))
        return "what labels and guidelines ask for is met" if asked else "no label or guideline asks for more"
    return f"no condition of a label or guideline is known to be unmet{_still(waiting, 'condition')}"


def _hold(g: Ground) -> str:
    waiting = len(g.clauses(Kind.HOLDS, UNKNOWN))
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
        if g.clauses(Kind.REQUIRES, UNKNOWN)
        else "nothing that is asked for is open"
    ),
)
