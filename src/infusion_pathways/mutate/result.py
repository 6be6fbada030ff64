"""What came of a mutant."""

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple

from infusion_pathways.scenario import Scenario


class Fate(Enum):
    """What came of a mutant. `EQUIVALENT` and `REASONS` are proved: no verdict and no outcome of any patient is another one.

    With `REASONS`, a rule has another truth for some patient, or says something else: a case that names its reasons can notice.
    """

    KILLED = "killed"
    SURVIVED = "survived"
    UNDECIDED = "not decided"
    UNTOLD = "not told apart"
    REASONS = "other reasons"
    EQUIVALENT = "equivalent"


SAME_ANSWERS = frozenset({Fate.REASONS, Fate.EQUIVALENT})


class Said(NamedTuple):
    """What a pack says of a patient: its verdicts by `therapy` or `disease/therapy`, the outcome, what is asked for.

    `rule` has the truths of the rule with the error, by each of its names; those that are false are left out.
    """

    verdicts: Mapping[str, str]
    outcome: str
    rule: Mapping[str, str]
    asked: tuple[str, ...]


class Telling(NamedTuple):
    """A smallest patient who tells a mutant from the rules, with what the rules say of them as `expect`, and both answers.

    `kills` says whether `expect` fails with the mutant: what only a reader would notice cannot be expected.
    """

    pathway: str
    scenario: Scenario
    today: Said
    mutant: Said
    kills: bool


class Result(NamedTuple):
    """What came of a mutant, by its id; the case that killed it, or the patient who would tell."""

    mutant: str
    fate: Fate
    killer: str | None = None
    telling: Telling | None = None
