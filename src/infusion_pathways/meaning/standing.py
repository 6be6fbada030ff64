"""The truth of each group of arguments about a therapy: what the verdict table looks at."""

from collections.abc import Mapping
from typing import NamedTuple

from infusion_pathways.meaning.logic import Truth
from infusion_pathways.meaning.rule import Clause, Program, RuleKind, WhenUnknown, in_use, recorded

TRUE, FALSE, UNKNOWN = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN


class Standing(NamedTuple):
    """The truth of each group of arguments about one therapy.

    `door` is `supports`, or the therapy being in use already. `waits` says that something unknown blocks it.
    """

    supports: Truth
    in_use: Truth
    excludes: Truth
    holds: Truth
    waits: bool
    requires: Truth
    conflict: bool
    infusion: bool

    @property
    def door(self) -> Truth:
        """True when the rules name a reason for it, or it is an infusion that is already given and works."""
        return either(self.supports, self.in_use) if self.infusion else self.supports


def either(left: Truth, right: Truth) -> Truth:
    """Kleene *or*."""
    if TRUE in (left, right):
        return TRUE
    return UNKNOWN if UNKNOWN in (left, right) else FALSE


def both(left: Truth, right: Truth) -> Truth:
    """Kleene *and*."""
    if FALSE in (left, right):
        return FALSE
    return UNKNOWN if UNKNOWN in (left, right) else TRUE


def standing_of(program: Program, therapy: str, rules: Mapping[str, Truth]) -> Standing:
    """Gather the truth of the arguments about one therapy."""
    groups = {RuleKind.SUPPORTS: FALSE, RuleKind.EXCLUDES: FALSE, RuleKind.HOLDS: FALSE, RuleKind.REQUIRES: TRUE}
    waits = False
    for clause in program.deciding[therapy]:
        kind = clause.rule.kind
        truth = rules[clause.key]
        combine = both if kind is RuleKind.REQUIRES else either
        groups[kind] = combine(groups[kind], counted(clause, truth, rules))
        waits = waits or (truth is UNKNOWN and clause.rule.when_unknown is WhenUnknown.HOLD)
    return Standing(
        supports=groups[RuleKind.SUPPORTS],
        in_use=rules[in_use(therapy)],
        excludes=groups[RuleKind.EXCLUDES],
        holds=groups[RuleKind.HOLDS],
        waits=waits,
        requires=groups[RuleKind.REQUIRES],
        conflict=any(rules[clause.key] is TRUE for clause in program.conflicts),
        infusion=program.infusion[therapy],
    )


def counted(clause: Clause, truth: Truth, rules: Mapping[str, Truth]) -> Truth:
    """How a rule of such a truth counts; while unknown, it may only be one to be checked.

    A requirement counts as met then. A reason counts as not given as long as the fact it names is not recorded. Both are listed.
    """
    rule = clause.rule
    if truth is not UNKNOWN or rule.when_unknown is not WhenUnknown.CHECK:
        return truth
    if rule.kind is RuleKind.REQUIRES:
        return TRUE
    return UNKNOWN if rule.unrecorded is None or rules[recorded(rule.unrecorded)] is TRUE else FALSE
