"""What the verdicts add up to for the patient: the outcome table, first row that applies."""

from collections.abc import Callable, Collection
from enum import Enum
from typing import NamedTuple

from infusion_pathways.meaning.verdicts import Look, Verdict


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

    @property
    def row(self) -> "OutcomeRow":
        """Its row of the outcome table."""
        return next(row for row in OUTCOME_TABLE if row.outcome is self)

    @property
    def label(self) -> str:
        """The outcome as a reader sees it."""
        return self.row.label


class PatientStanding(NamedTuple):
    """What the outcome depends on: the verdicts of all diagnoses, a conflict among them, and whether any has a pathway."""

    verdicts: Collection[Verdict]
    conflict: bool
    in_scope: bool


class OutcomeRow(NamedTuple):
    """One row of the outcome table, with the outcome's label and look, and the verdicts of which one, at least, makes it."""

    outcome: Outcome
    label: str
    look: Look
    made_by: tuple[Verdict, ...]
    words: str
    applies: Callable[[PatientStanding], bool]


def _has(outcome: Outcome, label: str, verdict: Verdict) -> OutcomeRow:
    words = f"a therapy is `{verdict.value}`"
    return OutcomeRow(outcome, label, verdict.about.look, (verdict,), words, lambda p: verdict in p.verdicts)


OUTCOME_TABLE = (
    OutcomeRow(
        Outcome.OUTSIDE_SCOPE,
        "outside scope",
        Look.PLAIN,
        (),
        "no pathway covers any of the diagnoses",
        lambda p: not p.in_scope,
    ),
    OutcomeRow(
        Outcome.CONFLICTING_INFORMATION,
        "conflicting information",
        Look.BAD,
        (),
        "a conflict rule is true",
        lambda p: p.conflict,
    ),
    _has(Outcome.INFUSION_CANDIDATES, "infusion candidates", Verdict.CANDIDATE),
    _has(Outcome.ON_HOLD, "on hold", Verdict.ON_HOLD),
    _has(Outcome.CONDITION_UNMET, "condition unmet", Verdict.CONDITION_UNMET),
    _has(Outcome.CONTINUE_CURRENT_INFUSION, "continue current infusion", Verdict.IN_USE),
    _has(Outcome.INSUFFICIENT_INFORMATION, "insufficient information", Verdict.UNDETERMINED),
    OutcomeRow(
        Outcome.NO_ELIGIBLE_INFUSION,
        "no eligible infusion",
        Look.BAD,
        (Verdict.RULED_OUT, Verdict.NOT_AN_INFUSION),
        "a therapy has (or may have) a reason for it, and each that does is `ruled_out` or `not_an_infusion`",
        lambda p: Verdict.RULED_OUT in p.verdicts or Verdict.NOT_AN_INFUSION in p.verdicts,
    ),
    OutcomeRow(
        Outcome.NO_REASON_FOR_INFUSION,
        "no reason for an infusion",
        Look.PLAIN,
        (Verdict.NO_REASON,),
        "otherwise: every therapy is `no_reason`",
        lambda p: True,
    ),
)


def outcome_of(picture: PatientStanding) -> OutcomeRow:
    """The first row of the table that applies."""
    return next(row for row in OUTCOME_TABLE if row.applies(picture))
