"""What arguments add up to for a therapy, and what verdicts add up to for a patient: two tables, first row that applies.

The docs print these tables; tests enumerate every combination.
"""

from collections.abc import Callable, Collection, Mapping
from enum import Enum
from itertools import product
from typing import NamedTuple

from infusion_pathways.meaning.logic import Truth
from infusion_pathways.meaning.rule import Clause, Program, RuleKind, WhenUnknown, in_use, recorded

TRUE, FALSE, UNKNOWN = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN


class Verdict(Enum):
    """What the arguments add up to for one therapy of one diagnosis."""

    CANDIDATE = "candidate"
    IN_USE = "in_use"
    ON_HOLD = "on_hold"
    CONDITION_UNMET = "condition_unmet"
    UNDETERMINED = "undetermined"
    RULED_OUT = "ruled_out"
    NOT_AN_INFUSION = "not_an_infusion"
    NO_REASON = "no_reason"


class Outcome(Enum):
    """What the verdicts add up to for the patient."""

    CONFLICTING_INFORMATION = "conflicting_information"
    OUTSIDE_SCOPE = "outside_scope"
    INFUSION_CANDIDATES = "infusion_candidates"
    ON_HOLD = "on_hold"
    CONDITION_UNMET = "condition_unmet"
    CONTINUE_CURRENT_INFUSION = "continue_current_infusion"
    NO_ELIGIBLE_INFUSION = "no_eligible_infusion"
    INSUFFICIENT_INFORMATION = "insufficient_information"
    NO_REASON_FOR_INFUSION = "no_reason_for_infusion"


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


class VerdictRow(NamedTuple):
    """One row of the verdict table: the verdict, when it applies in words, and the test."""

    verdict: Verdict
    words: str
    applies: Callable[[Standing], bool]


VERDICT_TABLE = (
    VerdictRow(
        Verdict.NO_REASON,
        "no `supports` is true, none that is unknown decides, it is not in use, and the input does not contradict itself",
        lambda s: s.door is FALSE and not s.conflict,
    ),
    VerdictRow(
        Verdict.NOT_AN_INFUSION,
        "a `supports` is true, but the therapy has no infusion form",
        lambda s: s.door is TRUE and not s.infusion,
    ),
    VerdictRow(Verdict.RULED_OUT, "an `excludes` is true", lambda s: s.excludes is TRUE),
    VerdictRow(Verdict.UNDETERMINED, "the input contradicts itself", lambda s: s.conflict),
    VerdictRow(Verdict.UNDETERMINED, "no `supports` is true, some are unknown", lambda s: s.door is UNKNOWN),
    VerdictRow(Verdict.ON_HOLD, "it is in use and works, and a `holds` is true", lambda s: s.in_use is TRUE and s.holds is TRUE),
    VerdictRow(Verdict.IN_USE, "it is in use and works", lambda s: s.in_use is TRUE),
    VerdictRow(Verdict.CONDITION_UNMET, "a `requires` is false", lambda s: s.requires is FALSE),
    VerdictRow(
        Verdict.ON_HOLD,
        "a `holds` is true, or an `excludes` or `holds` marked `when_unknown: hold` is unknown",
        lambda s: s.holds is TRUE or s.waits,
    ),
    VerdictRow(Verdict.UNDETERMINED, "a `requires` is unknown", lambda s: s.requires is UNKNOWN),
    VerdictRow(Verdict.CANDIDATE, "otherwise; cautions and outstanding checks are listed with it, always", lambda s: True),
)


def verdict_of(standing: Standing) -> VerdictRow:
    """The first row of the table that applies."""
    return next(row for row in VERDICT_TABLE if row.applies(standing))


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


def allowed_verdicts(program: Program, therapy: str) -> list[Verdict]:
    """The verdicts that the table gives for the kinds of rules a therapy has; a kind without a rule never moves."""
    kinds = {clause.rule.kind for clause in program.deciding[therapy]}
    marks = {clause.rule.when_unknown for clause in program.deciding[therapy]}
    truths, flags = tuple(Truth), (False, True)
    columns: tuple[tuple[object, ...], ...] = (
        truths if RuleKind.SUPPORTS in kinds else (FALSE,),
        truths,
        truths if RuleKind.EXCLUDES in kinds else (FALSE,),
        truths if RuleKind.HOLDS in kinds else (FALSE,),
        flags if WhenUnknown.HOLD in marks else (False,),
        truths if RuleKind.REQUIRES in kinds else (TRUE,),
        flags if program.conflicts else (False,),
        (program.infusion[therapy],),
    )
    found = {verdict_of(Standing(*values)).verdict for values in product(*columns)}  # type: ignore[arg-type]
    return [verdict for verdict in Verdict if verdict in found]


class PatientStanding(NamedTuple):
    """What the outcome depends on: the verdicts of all diagnoses, a conflict among them, and whether any has a pathway."""

    verdicts: Collection[Verdict]
    conflict: bool
    in_scope: bool


class OutcomeRow(NamedTuple):
    """One row of the outcome table."""

    outcome: Outcome
    words: str
    applies: Callable[[PatientStanding], bool]


OUTCOME_TABLE = (
    OutcomeRow(Outcome.OUTSIDE_SCOPE, "no pathway covers any of the diagnoses", lambda p: not p.in_scope),
    OutcomeRow(Outcome.CONFLICTING_INFORMATION, "a conflict rule is true", lambda p: p.conflict),
    OutcomeRow(Outcome.INFUSION_CANDIDATES, "a therapy is `candidate`", lambda p: Verdict.CANDIDATE in p.verdicts),
    OutcomeRow(Outcome.ON_HOLD, "a therapy is `on_hold`", lambda p: Verdict.ON_HOLD in p.verdicts),
    OutcomeRow(Outcome.CONDITION_UNMET, "a therapy is `condition_unmet`", lambda p: Verdict.CONDITION_UNMET in p.verdicts),
    OutcomeRow(Outcome.CONTINUE_CURRENT_INFUSION, "a therapy is `in_use`", lambda p: Verdict.IN_USE in p.verdicts),
    OutcomeRow(Outcome.INSUFFICIENT_INFORMATION, "a therapy is `undetermined`", lambda p: Verdict.UNDETERMINED in p.verdicts),
    OutcomeRow(
        Outcome.NO_ELIGIBLE_INFUSION,
        "a therapy has (or may have) a reason for it, and each that does is `ruled_out` or `not_an_infusion`",
        lambda p: Verdict.RULED_OUT in p.verdicts or Verdict.NOT_AN_INFUSION in p.verdicts,
    ),
    OutcomeRow(Outcome.NO_REASON_FOR_INFUSION, "otherwise: every therapy is `no_reason`", lambda p: True),
)


def outcome_of(picture: PatientStanding) -> OutcomeRow:
    """The first row of the table that applies."""
    return next(row for row in OUTCOME_TABLE if row.applies(picture))
