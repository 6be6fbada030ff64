"""The shape of pack files, as pydantic models: they check types and keys, and give the JSON Schema of a pack."""

from collections.abc import Callable
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from infusion_pathways.meaning.invariant import OutcomeName, VerdictName
from infusion_pathways.pack.shape_names import FlagCode, Name, PackId, RuleId, SourceId, Text
from infusion_pathways.pack.shape_teaching import MechanismShape, MisconceptionShape

T = TypeVar("T")


def _first_if(applies: Callable[[Any], bool]) -> Discriminator:
    """Which of two forms a value has, so that only the problems of that one are told."""
    return Discriminator(lambda value: "<first>" if applies(value) else "<second>")


_LIST = _first_if(lambda value: isinstance(value, list))
_MAPPING = _first_if(lambda value: isinstance(value, dict))
Names = Annotated[Annotated[list[Name], Tag("<first>")] | Annotated[Name, Tag("<second>")], _LIST]
OneOrMore = Annotated[Annotated[list[T], Field(min_length=1), Tag("<first>")] | Annotated[T, Tag("<second>")], _LIST]


class StrictMapping(BaseModel):
    """A mapping without unknown keys; types are not coerced."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Code(StrictMapping):
    """A code of a public terminology."""

    code: Text
    verified: bool = False
    display: str = ""


class WordShape(StrictMapping):
    """What every word of the vocabulary may say."""

    label: Text
    aliases: list[str] = []
    note: str = ""
    cites: list[SourceId] = []
    to_be_confirmed: bool = False
    codes: dict[Literal["snomed_ct", "icd_10_cm", "rxnorm"], Code] = {}


class SubtypeShape(WordShape):
    """A subtype of a disease; `organs` are those it means are involved."""

    organs: list[Name] = []


class LevelShape(WordShape):
    """A level of activity; `organs` or `no_organs` say what it means where nothing is said about organs."""

    organs: list[Name] = []
    no_organs: bool = False


class DiseaseShape(WordShape):
    """A disease."""

    subtypes: dict[Name, SubtypeShape] = {}
    activity: Annotated[
        Annotated[dict[Name, LevelShape], Tag("<first>")] | Annotated[list[Name], Tag("<second>")],
        _MAPPING,
    ] = []
    activity_from: list[Name] = []
    questions: dict[Literal["subtype", "activity", "organ_involvement", "treatments"], str] = {}


class ClassShape(WordShape):
    """A class of therapies."""

    within: list[Name] = []


class TherapyShape(WordShape):
    """A therapy."""

    classes: list[Name] = []
    mechanism: str = ""
    routes: list[Literal["intravenous", "subcutaneous", "intramuscular", "oral", "rectal", "topical", "inhaled"]] = []
    infusion: bool


class OutcomeShape(WordShape):
    """What came of a treatment."""

    taken: bool = True
    works: bool = False


class ValueShape(WordShape):
    """A value of a finding; `implies` names facts and the values that follow for them where nothing is stated."""

    implies: dict[str, Name] = {}
    one_of: list[Name] = []


class FindingShape(WordShape):
    """A finding; without `values` it is present or absent. `fixed`: neither time nor treatment turns a known value of it."""

    question: str = ""
    values: dict[Name, ValueShape] = {}
    derived: bool = False
    fixed: bool = False


class Limits(StrictMapping):
    """The limits of a band."""

    above: float | None = None
    at_least: float | None = None
    below: float | None = None
    at_most: float | None = None


class MeasureShape(WordShape):
    """A measure."""

    unit: Text
    range: Annotated[list[float], Field(min_length=2, max_length=2)]
    question: str = ""
    bands: dict[Name, Limits] = {}
    fixed: bool = False
    implies: dict[str, Name] = {}


class CheckShape(WordShape):
    """Something to look at or arrange, before a treatment or `during` it."""

    during: bool = False


class ClaimShape(StrictMapping):
    """An atomic statement of the document."""

    locator: Text
    text: Text
    lens: Literal["document", "label", "guideline"]
    kind: Literal["trigger", "qualifier", "mechanism", "background", "process"]
    diseases: list[Name] = []
    therapies: list[Name] = []
    hedged: bool = False
    reason: str = ""
    note: str = ""


class DiscrepancyShape(StrictMapping):
    """Where the document and a label or guideline differ."""

    severity: Literal["A", "B", "C"]
    title: Text
    document: Text
    label: Text
    shown_as: Text
    claims: list[SourceId] = []
    sources: list[SourceId]
    note: str = ""
    to_be_confirmed: bool = False


class ReferenceShape(StrictMapping):
    """A public page, guideline or label that was read."""

    title: Text
    grade: Literal["P", "M", "G", "R"]
    url: str = ""
    other_urls: list[str] = []
    doi: str = ""
    pmid: str = ""
    note: str = ""
    to_be_confirmed: bool = False


class PathwayShape(StrictMapping):
    """The head of a pathway."""

    id: Name
    title: Text
    scope: Literal["disease", "shared"] = "disease"
    diseases: list[Name] = []
    therapies: list[Name] = []


class RuleShape(StrictMapping):
    """A rule; `when` and `then` are read by the condition reader."""

    id: RuleId
    title: Text
    lens: Literal["document", "label", "guideline"]
    jurisdiction: list[Name] = []
    when: dict[str, Any]
    then: dict[str, Any]
    ask: Names = []
    when_unknown: Literal["hold", "check", "skip"] | None = None
    unrecorded: str | None = None
    flag: FlagCode | None = None
    because: Text
    mechanism: MechanismShape | None = None
    cites: Annotated[list[SourceId], Field(min_length=1)]
    to_be_confirmed: bool = False


class AboutTherapies(StrictMapping):
    """What an invariant says about therapies: the verdicts that each of them never, or always, has."""

    therapy: Annotated[
        Annotated[dict[Literal["class"], Names], Field(min_length=1), Tag("<first>")] | Annotated[Names, Tag("<second>")],
        _MAPPING,
    ]
    verdict: OneOrMore[VerdictName]


class AboutOutcomes(StrictMapping):
    """What an invariant says about the patient: the outcomes that never, or always, come about."""

    outcome: OneOrMore[OutcomeName]


Said = Annotated[
    Annotated[AboutOutcomes, Tag("<first>")] | Annotated[AboutTherapies, Tag("<second>")],
    _first_if(lambda value: isinstance(value, dict) and "outcome" in value),
]


class InvariantShape(StrictMapping):
    """What the author wants to hold for every patient; `when` is read by the condition reader."""

    title: Text
    pathways: Annotated[list[Name], Field(min_length=1)] = []
    when: dict[str, Any] = {}
    unless_false: bool = False
    never: Said | None = None
    always: Said | None = None
    because: Text
    cites: Annotated[list[SourceId], Field(min_length=1)]
    to_be_confirmed: bool = False


class AcceptedShape(StrictMapping):
    """A statement of a proof that the author accepts; `subject` is what the statement is about."""

    property: PackId
    subject: Text
    because: Text


class PackHead(StrictMapping):
    """Id, version and title of a pack."""

    id: PackId
    version: Text
    title: Text


class PackFile(StrictMapping):
    """One YAML file of a pack: any of these sections."""

    pack: PackHead | None = None
    parts: dict[Text, Annotated[int, Field(ge=0)]] = {}
    claims: dict[SourceId, ClaimShape] = {}
    discrepancies: dict[SourceId, DiscrepancyShape] = {}
    references: dict[SourceId, ReferenceShape] = {}
    diseases: dict[Name, DiseaseShape] = {}
    organs: dict[Name, WordShape] = {}
    classes: dict[Name, ClassShape] = {}
    therapies: dict[Name, TherapyShape] = {}
    outcomes: dict[Name, OutcomeShape] = {}
    findings: dict[Name, FindingShape] = {}
    measures: dict[Name, MeasureShape] = {}
    patient: dict[
        Name,
        Annotated[
            Annotated[MeasureShape, Tag("<first>")] | Annotated[FindingShape, Tag("<second>")],
            _first_if(lambda value: isinstance(value, dict) and not {"range", "unit", "bands"}.isdisjoint(value)),
        ],
    ] = {}
    checks: dict[Name, CheckShape] = {}
    flags: dict[FlagCode, WordShape] = {}
    pathway: PathwayShape | None = None
    rules: list[RuleShape] = []
    invariants: dict[Name, InvariantShape] = {}
    accepted: list[AcceptedShape] = []
    misconceptions: dict[Name, MisconceptionShape] = {}


def pack_schema() -> dict[str, Any]:
    """The JSON Schema of one YAML file of a pack."""
    schema = PackFile.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Infusion pathways pack file", **schema}
