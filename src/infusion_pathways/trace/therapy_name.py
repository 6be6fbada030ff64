"""Which therapy, and which diagnosis, somebody asks about: from `therapy` or `disease/therapy` as it is typed."""

from typing import NamedTuple

from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.pack.model import Pack
from infusion_pathways.scenario import Scenario
from infusion_pathways.scenario.messages import unknown_disease, unknown_therapy
from infusion_pathways.source import Place, ProblemsFound
from infusion_pathways.trace import messages
from infusion_pathways.trace.tree import TherapyTrace, Trace

LONGEST_SHOWN = 60


class TherapyName(NamedTuple):
    """A therapy by its name in the pack, and the disease if one was named with it (else empty)."""

    therapy: str
    disease: str


def asked_of(pack: Pack, scenario: Scenario, name: str, place: Place) -> TherapyName:
    """What `therapy` or `disease/therapy` means for a patient; whether any rule speaks of it is another question.

    Raises ProblemsFound for a therapy or disease that the pack does not know, and for a diagnosis that the patient has not.
    """
    words = pack.vocabulary
    disease, _, therapy = "_".join(name.casefold().split()).rpartition("/")
    disease, therapy = words.canonical("diseases", disease), words.canonical("therapies", therapy)
    if therapy not in words.therapies:
        raise ProblemsFound([unknown_therapy(place, therapy[:LONGEST_SHOWN], words.therapies)])
    own = [diagnosis.disease for diagnosis in scenario.diagnoses]
    if disease and disease not in words.diseases:
        raise ProblemsFound([unknown_disease(place, disease[:LONGEST_SHOWN], words.diseases)])
    if disease and disease not in own:
        raise ProblemsFound([messages.no_such_diagnosis(place, disease, own)])
    return TherapyName(therapy, disease)


def answers(trace: Trace, asked: TherapyName) -> tuple[TherapyTrace, ...]:
    """What a trace says of the therapy for each diagnosis that is meant, the most favourable verdict first; perhaps nothing."""
    order = list(Verdict)
    found = [
        therapy
        for diagnosis in trace.diagnoses
        for therapy in diagnosis.therapies
        if therapy.therapy == asked.therapy and asked.disease in ("", diagnosis.disease)
    ]
    return tuple(sorted(found, key=lambda therapy: order.index(Verdict(therapy.verdict))))
