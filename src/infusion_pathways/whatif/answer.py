"""One answer, as the things in it that can differ from another answer."""

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple

from infusion_pathways.advice import Advice, EngineChoice, advised
from infusion_pathways.pack.model import Pack
from infusion_pathways.scenario import Scenario
from infusion_pathways.trace import Trace


class Sort(Enum):
    """What kind of thing differs, in the order in which differences are listed."""

    OUTCOME = "outcome"
    VERDICT = "verdict"
    FINDING = "finding"
    RULE = "rule"


class Thing(NamedTuple):
    """Something that an answer says: the outcome, or of a disease a verdict, a finding or the truth of a rule.

    `name` is the therapy, the finding, or the key of the rule in the program of the disease.
    """

    sort: Sort
    disease: str = ""
    name: str = ""


class EditedAnswer(NamedTuple):
    """The answer for a patient, and what it says of each thing."""

    advice: Advice
    said: Mapping[Thing, str]

    @property
    def scenario(self) -> Scenario:
        """The patient."""
        return self.advice.scenario

    @property
    def trace(self) -> Trace:
        """The trace of the answer."""
        return self.advice.trace


def answer_of(pack: Pack, scenario: Scenario, engine: EngineChoice) -> EditedAnswer:
    """The answer for a patient; raises EnginesDisagree as `advise` does."""
    advice = advised(pack, scenario, engine)
    said = {Thing(Sort.OUTCOME): advice.trace.outcome.code}
    for diagnosis in advice.trace.diagnoses:
        said |= {Thing(Sort.VERDICT, t.disease, t.therapy): t.verdict for t in diagnosis.therapies}
        said |= {Thing(Sort.FINDING, diagnosis.disease, f.name): f.truth for f in diagnosis.findings}
    for evaluation in advice.evaluations:
        said |= {Thing(Sort.RULE, evaluation.disease, key): truth.value for key, truth in evaluation.rules.items()}
    return EditedAnswer(advice, said)
