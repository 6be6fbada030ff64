"""What is found about a condition of a rule: two patients one fact apart, or the proof that there are none."""

from enum import Enum
from typing import NamedTuple

from infusion_pathways.meaning.condition import Condition
from infusion_pathways.meaning.logic import Truth
from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.scenario import Scenario

Truths = tuple[Truth, Truth]


class NoPairReason(Enum):
    """Why no pair exists; the first of these that can be proved."""

    ALWAYS_TRUE = "it holds for every patient"
    ALWAYS_FALSE = "it holds for no patient"
    NEVER_KNOWN = "it is never known"
    TOGETHER = "it never changes alone: another condition of the rule reads the same fact"
    SETTLED = "the rule never changes with it alone: its other conditions settle it"
    MASKED = "the rule changes with it, but no answer changes on account of the rule"


class OneSidedRule(NamedTuple):
    """A rule that the trace lists with a therapy for one of two patients only: for the `first`, or for the second."""

    rule: str
    therapy: str
    first: bool


class Pair(NamedTuple):
    """Two patients one fact apart for whom a condition decides alone.

    `condition` and `rule` are the truths for the first and for the second. `verdicts` are those that differ (therapy, first,
    second), `listed` what is listed for one of the two only, `outcomes` the outcome of each. `with_it` are the other clauses that
    a verdict that differs depends on and that change as well. `clear` says that a reader sees the rule at work: the answer goes
    from or to something that says more than "not known yet".
    """

    pathway: str
    clause: str
    patients: tuple[Scenario, Scenario]
    condition: Truths
    rule: Truths
    verdicts: tuple[tuple[str, Verdict, Verdict], ...]
    listed: tuple[OneSidedRule, ...]
    outcomes: tuple[str, str]
    with_it: tuple[tuple[str, Truth, Truth], ...]
    clear: bool
    size: int


class NoPair(NamedTuple):
    """The proof that a condition of a clause never decides alone; `together` are the conditions that always change with it."""

    pathway: str
    clause: str
    reason: NoPairReason
    together: tuple[Condition, ...] = ()


class PairResult(NamedTuple):
    """What was found for a condition of a rule: a pair, or for each clause why there is none, or what was not decided."""

    rule: str
    number: int
    condition: Condition
    pair: Pair | None = None
    never: tuple[NoPair, ...] = ()
    undecided: str = ""
