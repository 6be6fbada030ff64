"""The shape of what a pack says for teaching: reasons behind rules, how a patient or the rules can be misread."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from infusion_pathways.pack.misconception import Counted, Dropped
from infusion_pathways.pack.shape_names import Name, SourceId, Text

_CLOSED = ConfigDict(extra="forbid", strict=True)


class MechanismShape(BaseModel):
    """The mechanism or reason behind a rule, where a source tells one."""

    model_config = _CLOSED

    text: Text
    cites: Annotated[list[SourceId], Field(min_length=1)]
    to_be_confirmed: bool = False


class ReadingShape(BaseModel):
    """How somebody with a misconception reads the patient or the rules: one or more of these."""

    model_config = _CLOSED

    unknown: Literal["absent"] | None = None
    open: list[Counted] = []
    counts: list[Counted] = []
    outcomes: dict[Name, Name] = {}
    values: dict[str, dict[Name, Name]] = {}
    overlooks: list[str] = []
    stopped: Literal["ongoing"] | None = None
    elsewhere: Literal["counted"] | None = None
    without: list[Dropped] = []
    route: Literal["ignored"] | None = None


class MisconceptionShape(BaseModel):
    """A misconception: its name, what is said to a student whose answer shows it, and the reading that leads to it."""

    model_config = _CLOSED

    label: Text
    feedback: Text
    reading: ReadingShape
    cites: list[SourceId] = []
    to_be_confirmed: bool = False
