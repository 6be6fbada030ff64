"""Which rules a verdict turned on: the row of the verdict table that applied says of which kind and truth they are.

Whatever is told first of a verdict, in any reading, is one of these.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from infusion_pathways.meaning.logic import Truth
from infusion_pathways.meaning.rule import Clause, Program, RuleKind, WhenUnknown, in_use, recorded
from infusion_pathways.meaning.verdicts import (
    FALSE,
    TRUE,
    UNKNOWN,
    VERDICT_TABLE,
    Standing,
    Verdict,
    VerdictRow,
    standing_of,
    verdict_of,
)
from infusion_pathways.trace import tree
from infusion_pathways.trace.wording import listing


class Ground(NamedTuple):
    """The standing of a therapy, the truth of its rules, and the row that applied; `number` counts from 1."""

    program: Program
    therapy: str
    rules: Mapping[str, Truth]
    standing: Standing
    number: int

    @property
    def row(self) -> VerdictRow:
        """The row that applied."""
        return VERDICT_TABLE[self.number - 1]

    def clauses(self, kind: RuleKind, *truths: Truth) -> list[Clause]:
        """The rules of a kind about the therapy that have one of these truths."""
        return [c for c in self.program.deciding[self.therapy] if c.rule.kind is kind and self.rules[c.key] in truths]

    def passed_over(self, clause: Clause) -> bool:
        """Whether a reason that is not known counts as not given, because the fact it waits for is not recorded."""
        rule = clause.rule
        waits = rule.kind is RuleKind.SUPPORTS and rule.unrecorded is not None and self.rules[clause.key] is UNKNOWN
        return waits and self.rules[recorded(rule.unrecorded or "")] is not TRUE

    def lenient(self, clause: Clause) -> bool:
        """Whether a requirement that is not known counts as met, to be checked."""
        rule = clause.rule
        return rule.kind is RuleKind.REQUIRES and rule.when_unknown is WhenUnknown.CHECK and self.rules[clause.key] is UNKNOWN


def ground_of(program: Program, therapy: str, rules: Mapping[str, Truth]) -> Ground:
    """The standing of a therapy and the row that applies to it."""
    standing = standing_of(program, therapy, rules)
    return Ground(program, therapy, rules, standing, VERDICT_TABLE.index(verdict_of(standing)) + 1)


def deciding_keys(ground: Ground) -> tuple[str, ...]:
    """The keys of the rules (and of being in use) on which the row that applied turned, in the order of the pack."""
    return tuple(dict.fromkeys(_DECIDING[ground.number - 1](ground)))


_FOUND = ("finding.", "measure.", "patient.")


def _no_reason(g: Ground) -> Iterator[str]:
    yield from (c.key for c in g.clauses(RuleKind.SUPPORTS, FALSE, UNKNOWN))
    if g.standing.infusion:
        yield in_use(g.therapy)


def _open_door(g: Ground) -> Iterator[str]:
    yield from (c.key for c in g.clauses(RuleKind.SUPPORTS, UNKNOWN) if not g.passed_over(c))
    if g.standing.infusion and g.standing.in_use is UNKNOWN:
        yield in_use(g.therapy)


def _reasons(g: Ground) -> Iterator[str]:
    """The reasons that hold; where there is none, that it is in use."""
    reasons = [c.key for c in g.clauses(RuleKind.SUPPORTS, TRUE)]
    yield from reasons or [in_use(g.therapy)]


def _waiting(g: Ground) -> Iterator[str]:
    yield from (c.key for c in g.clauses(RuleKind.HOLDS, TRUE))
    unknown = (*g.clauses(RuleKind.EXCLUDES, UNKNOWN), *g.clauses(RuleKind.HOLDS, UNKNOWN))
    yield from (c.key for c in unknown if c.rule.when_unknown is WhenUnknown.HOLD)


def _keys(kind: RuleKind, truth: Truth) -> Callable[[Ground], Iterator[str]]:
    return lambda g: (c.key for c in g.clauses(kind, truth) if not g.lenient(c))


def _conflicts(g: Ground) -> Iterator[str]:
    yield from (c.key for c in g.program.conflicts if g.rules[c.key] is TRUE)


def _held_in_use(g: Ground) -> Iterator[str]:
    yield in_use(g.therapy)
    yield from (c.key for c in g.clauses(RuleKind.HOLDS, TRUE))


_DECIDING: tuple[Callable[[Ground], Iterator[str]], ...] = (
    _no_reason,
    _reasons,
    _keys(RuleKind.EXCLUDES, TRUE),
    _conflicts,
    _open_door,
    _held_in_use,
    lambda g: iter((in_use(g.therapy),)),
    _keys(RuleKind.REQUIRES, FALSE),
    _waiting,
    _keys(RuleKind.REQUIRES, UNKNOWN),
    _reasons,
)


def deciding_arguments(therapy: tree.TherapyTrace, conflicts: Sequence[tree.Argument] = ()) -> tuple[tree.Argument, ...]:
    """The arguments of a trace on which a verdict turned, what is known before what is open; `conflicts` are its diagnosis'."""
    groups = (therapy.supporting, therapy.against, therapy.unmet, therapy.unknown, therapy.notes, therapy.closed, conflicts)
    told = {argument.rule: argument for group in groups for argument in group}
    return tuple(told[rule] for rule in therapy.deciding if rule in told)


def main_reason(therapy: tree.TherapyTrace) -> tree.Argument | None:
    """The argument to tell a verdict by: of those on which it turned the first; None where the verdict's own sentence tells it.

    That is so where it turned on what does not hold, what is open, or on the therapy being in use, and where no note is about
    its form.
    """
    deciding = deciding_arguments(therapy)
    match Verdict(therapy.verdict):
        case Verdict.RULED_OUT | Verdict.ON_HOLD | Verdict.CONDITION_UNMET | Verdict.CANDIDATE:
            return deciding[0]
        case Verdict.NOT_AN_INFUSION if deciding[0].kind == RuleKind.NOTES.value:
            return deciding[0]
        case _:
            return None


def main_sentence(therapy: tree.TherapyTrace) -> str:
    """A verdict in one sentence: its main reason, with what is not known where that is the reason, or what the verdict says."""
    reason = main_reason(therapy)
    if reason is None:
        return therapy.sentence
    missing = dict.fromkeys(gap.words.partition(": ")[0] for gap in reason.gaps)
    return f"{reason.because} Not known here: {listing(list(missing))}." if missing else reason.because


def hidden_behind(therapy: tree.TherapyTrace) -> tuple[tree.Argument, ...]:
    """What the main reason must not hide: what rules a therapy out or puts it on hold beside a verdict that says neither.

    Of a therapy in use, where the verdict sees no reason to change, the cautions that rest on what was found in this patient.
    """
    if therapy.verdict in (Verdict.RULED_OUT.value, Verdict.ON_HOLD.value):
        return ()
    if therapy.verdict == Verdict.IN_USE.value:
        return tuple(a for a in therapy.cautions if any(value.fact.startswith(_FOUND) for value in a.values))
    return tuple(sorted(therapy.against, key=lambda argument: argument.kind == RuleKind.HOLDS.value))
