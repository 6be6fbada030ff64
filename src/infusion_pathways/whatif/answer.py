"""One answer, as the things in it that can differ from another answer."""

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple

from infusion_pathways.advice import EngineChoice, views_of
from infusion_pathways.pack.model import Pack
from infusion_pathways.scenario import Scenario
from infusion_pathways.trace import JudgedDiagnosis, Trace
from infusion_pathways.trace.build import tell


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
    """A patient with the answer: its trace, the diagnoses it was made from, and what it says of each thing."""

    scenario: Scenario
    trace: Trace
    views: tuple[JudgedDiagnosis, ...]
    said: Mapping[Thing, str]

    def view(self, disease: str) -> JudgedDiagnosis | None:
        """The diagnosis of a disease, if a pathway covers it and the patient has it."""
        return next((view for view in self.views if view.disease == disease), None)


def answer_of(pack: Pack, scenario: Scenario, engine: EngineChoice) -> EditedAnswer:
    """The answer for a patient; raises EnginesDisagree as `advise` does."""
    views = tuple(views_of(pack, scenario, engine))
    trace = tell(pack, scenario, views)
    said = {Thing(Sort.OUTCOME): trace.outcome.code}
    for diagnosis in trace.diagnoses:
        said |= {Thing(Sort.VERDICT, t.disease, t.therapy): t.verdict for t in diagnosis.therapies}
        said |= {Thing(Sort.FINDING, diagnosis.disease, f.name): f.truth for f in diagnosis.findings}
    for view in views:
        said |= {Thing(Sort.RULE, view.disease, key): truth.value for key, truth in view.rules.items()}
    return EditedAnswer(scenario, trace, views, said)
