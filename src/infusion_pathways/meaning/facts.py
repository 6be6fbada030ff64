"""A patient's facts as the rules read them: one named value each, or the way in which it is missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

DISEASE = "diagnosis.disease"
SUBTYPE = "diagnosis.subtype"
ACTIVITY = "diagnosis.activity"
STATED_ACTIVITY = "diagnosis.stated_activity"
ORGANS = "diagnosis.organ_involvement"
COMORBIDITIES = "comorbidities"
TREATMENTS = "treatments"


class Missing(Enum):
    """How a fact is missing: nobody wrote it down, or it was asked and is not known. To the logic both are unknown."""

    NOT_RECORDED = "not recorded"
    ASKED = "asked, not known"


@dataclass(frozen=True, slots=True)
class Treatment:
    """One entry of the treatment history.

    `could_be` holds the therapies the entry may mean: one when it names a therapy, all of a class when it names only that.
    `elsewhere` says that it was given for another disease than the one being evaluated.
    """

    could_be: frozenset[str]
    outcome: str | Missing = Missing.NOT_RECORDED
    ongoing: bool | Missing = Missing.NOT_RECORDED
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """What is recorded as involved: names with their answers (None: asked, not known).

    `closed` says that whatever it does not name is absent.
    """

    entries: tuple[tuple[str, bool | None], ...]
    closed: bool

    def get(self, name: str) -> bool | None:
        """True present, False absent, None not known."""
        for key, answer in self.entries:
            if key == name:
                return answer
        return False if self.closed else None


Value = frozenset[str] | float | Record | tuple[Treatment, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of one patient, seen from one diagnosis."""

    values: Mapping[str, Value | Missing]

    def value(self, fact: str) -> Value | Missing:
        """The value of a fact; a fact nobody wrote down is missing as not recorded."""
        return self.values.get(fact, Missing.NOT_RECORDED)
