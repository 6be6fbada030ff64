"""What the author of a pack wants to hold for every patient: invariants, and what of a proof is accepted with a reason.

Nothing here is evaluated with the rules: an invariant speaks about what the rules add up to, and changes none of it.
"""

from typing import Literal, NamedTuple

from infusion_pathways.meaning.condition import Condition

# The names of the two tables that are computed from a pack, which therefore cannot be imported here; a test holds them equal.
VerdictName = Literal[
    "candidate", "in_use", "on_hold", "condition_unmet", "undetermined", "ruled_out", "not_an_infusion", "no_reason"
]
OutcomeName = Literal[
    "conflicting_information",
    "outside_scope",
    "infusion_candidates",
    "on_hold",
    "condition_unmet",
    "continue_current_infusion",
    "no_eligible_infusion",
    "insufficient_information",
    "no_reason_for_infusion",
]


class Invariant(NamedTuple):
    """A statement about answers: while its condition holds, its therapies never (or always) have one of `verdicts`.

    Or, where it speaks about the patient: the outcome is never (or always) one of `outcomes`. One of the two sets is empty.
    With `unless_false` it holds also while the condition is unknown.
    """

    id: str
    title: str
    because: str
    cites: tuple[str, ...]
    unless_false: bool
    never: bool
    verdicts: frozenset[str]
    outcomes: frozenset[str]
    to_be_confirmed: bool = False


class Assertion(NamedTuple):
    """An invariant made ready for one pathway: its condition, with `this` bound where it says `this`.

    `therapies` are those of the pathway that it speaks about, none where it speaks about the outcome.
    """

    invariant: Invariant
    key: str
    when: Condition
    therapies: tuple[str, ...]


class Accepted(NamedTuple):
    """A statement of a proof that the author accepts, with the reason."""

    property: str
    subject: str
    because: str
