"""Misconceptions: readings of a patient, or of the rules, that students are known to make, and what is said to them.

A reading is data, made of a small closed set of operations; what the rules would say under it is worked out with the same
meaning and the same tables as the answer itself.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple

# What a reading may leave out: a kind of argument, contradictions, or that a therapy is being given and works.
Dropped = Literal["supports", "requires", "excludes", "holds", "conflict", "in_use"]
# What a reading may count as given though it is not: a kind of argument that speaks for a therapy or against it.
Counted = Literal["supports", "excludes", "holds"]


class Reading(NamedTuple):
    """What somebody takes otherwise than it stands.

    `unknown`: facts that are not known count as known not to be so. `open`: arguments of a kind count as given while they are
    open. `counts`: arguments of a kind count as given though they do not hold.
    `outcomes`: what came of a treatment, taken for another outcome. `values`: the same for values of recorded facts.
    `overlooks`: facts that are not seen, as if they spoke of nothing. `stopped`: a treatment that ended counts as ongoing.
    `elsewhere`: a treatment given for another disease counts for this one. `without`: arguments that are left out.
    `route`: a therapy that has no infusion form counts as one.
    """

    unknown: Literal["absent"] | None = None
    open: frozenset[str] = frozenset()
    counts: frozenset[str] = frozenset()
    outcomes: Mapping[str, str] = {}
    values: Mapping[str, Mapping[str, str]] = {}
    overlooks: frozenset[str] = frozenset()
    stopped: bool = False
    elsewhere: bool = False
    without: frozenset[str] = frozenset()
    route: bool = False


class Misconception(NamedTuple):
    """A misconception with the reading that leads to it; `feedback` speaks to the student."""

    id: str
    label: str
    feedback: str
    reading: Reading
    cites: tuple[str, ...] = ()
    to_be_confirmed: bool = False
