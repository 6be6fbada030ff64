"""A patient scenario as it was written: names resolved, nothing judged yet."""

import copyreg
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from infusion_pathways.meaning.facts import Missing

SCHEMA = "infusion-pathways/scenario/1"


def sealed(mapping: Mapping[str, Any]) -> MappingProxyType[str, Any]:
    """A mapping that cannot be changed."""
    return MappingProxyType(dict(mapping))


# Scenarios travel between processes, and a read-only mapping does not know how to.
copyreg.pickle(MappingProxyType, lambda mapping: (sealed, (dict(mapping),)))

NOTHING: Mapping[str, Any] = sealed({})

Scalar = str | float | Missing


class Diagnosis(NamedTuple):
    """One diagnosis; `organs` is a closed list of what is involved, or a map from organ to presence."""

    disease: str
    subtype: tuple[str, ...] | Missing = Missing.NOT_RECORDED
    activity: str | Missing = Missing.NOT_RECORDED
    organs: tuple[str, ...] | Mapping[str, bool | None] | Missing = Missing.NOT_RECORDED


class HistoryEntry(NamedTuple):
    """One entry of the treatment history: a therapy, or only its class."""

    therapy: str | None
    of_class: str | None
    outcome: str | Missing = Missing.NOT_RECORDED
    ongoing: bool | Missing = Missing.NOT_RECORDED
    given_for: str | None = None


class Expect(NamedTuple):
    """What a case expects; the evaluation never reads it. `findings` holds truths by the names of findings that rules derive.

    `rules` holds truths by the names of rules; `because` and `not_because` name them, too, all as `Clause.names` does.
    """

    outcome: str | None = None
    verdicts: Mapping[str, str] = NOTHING
    findings: Mapping[str, str] = NOTHING
    rules: Mapping[str, str] = NOTHING
    because: tuple[str, ...] = ()
    not_because: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    not_asks: tuple[str, ...] = ()

    @property
    def asserts(self) -> bool:
        """Whether anything is expected at all."""
        return any(self)


class Scenario(NamedTuple):
    """A patient scenario. Aliases are resolved; `pointers` keeps where a fact stands when it was spelled another way."""

    id: str
    title: str
    narrative: str
    diagnoses: tuple[Diagnosis, ...]
    treatments: tuple[HistoryEntry, ...] | Missing = Missing.NOT_RECORDED
    patient: Mapping[str, Scalar] = NOTHING
    findings: Mapping[str, Scalar] = NOTHING
    measures: Mapping[str, Scalar] = NOTHING
    tags: tuple[str, ...] = ()
    expect: Expect | None = None
    pointers: Mapping[str, str] = NOTHING

    @property
    def respelled(self) -> bool:
        """Whether any fact stands under another accepted spelling of its name."""
        return bool(self.pointers)
