"""The front door: a pack and a scenario in, an explained trace out."""

from typing import NamedTuple

from infusion_pathways.engine.choice import EngineChoice as EngineChoice
from infusion_pathways.evaluation import Evaluation, evaluations_of
from infusion_pathways.pack.model import Pack
from infusion_pathways.scenario import Scenario
from infusion_pathways.trace.build import trace_of
from infusion_pathways.trace.tree import Trace


class Advice(NamedTuple):
    """A patient, the evaluation of each diagnosis that has a pathway, and the trace that was built from them."""

    scenario: Scenario
    evaluations: tuple[Evaluation, ...]
    trace: Trace

    def evaluation(self, disease: str) -> Evaluation | None:
        """The evaluation for a disease, if a pathway covers it and the patient has it."""
        return next((evaluation for evaluation in self.evaluations if evaluation.disease == disease), None)


def advised(pack: Pack, scenario: Scenario, engine: EngineChoice | str | None = None) -> Advice:
    """Evaluate a scenario with the rules of a pack; `engine` and errors are as for `advise`."""
    evaluations = evaluations_of(pack, scenario, engine)
    return Advice(scenario, evaluations, trace_of(pack, scenario, evaluations))


def advise(pack: Pack, scenario: Scenario, engine: EngineChoice | str | None = None) -> Trace:
    """Evaluate a scenario with the rules of a pack and explain the answer. Educational only, never advice.

    `engine` is the name of an EngineChoice, or None for the most that can be compared here; the trace names who judged. Raises
    EnginesDisagree where evaluations of the same rules differ, EngineFailed where one could not be made, MissingRequirement where
    an engine is named that cannot be used here, ValueError for a name that means none.
    """
    return advised(pack, scenario, engine).trace
