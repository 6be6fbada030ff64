"""A scenario to begin with: one diagnosis, nothing else known, and what the rules say about it today."""

from infusion_pathways.advice import EngineChoice, advise
from infusion_pathways.cases.expect import asked_in
from infusion_pathways.pack.model import Pack
from infusion_pathways.scenario import Scenario
from infusion_pathways.scenario.model import Diagnosis, Expect
from infusion_pathways.scenario.writing import fitting_title

DRAFT = "draft"
NARRATIVE = (
    "A draft. Nothing but the diagnosis is known yet; say what is, and what has to come out. "
    "What it expects now is only what the rules say today: somebody has to judge it."
)


def draft_scenario(name: str, pack: Pack, pathway: str) -> Scenario:
    """A scenario of a pathway of the pack, as a case that passes today and is marked as a draft."""
    diagnosis = Diagnosis(pack.pathways[pathway].diseases[0])
    scenario = Scenario(name, fitting_title(name.replace("-", " ")), NARRATIVE, (diagnosis,), tags=(DRAFT,))
    trace = advise(pack, scenario, EngineChoice.CHECKED)
    (told,) = trace.diagnoses
    expect = Expect(
        outcome=trace.outcome.code,
        verdicts={therapy.therapy: therapy.verdict for therapy in told.therapies},
        asks=tuple(sorted(asked_in(trace))),
    )
    return scenario._replace(expect=expect)
