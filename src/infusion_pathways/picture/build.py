"""The picture of a patient, or of a pathway."""

from typing import TypeVar

from infusion_pathways.advice import Advice
from infusion_pathways.document.blocks import NOTICE, Detail
from infusion_pathways.pack.model import Pack
from infusion_pathways.picture.ladder import ladder_of
from infusion_pathways.picture.measure import shortened
from infusion_pathways.picture.model import Ladder, LadderPicture
from infusion_pathways.picture.seen import seen_from
from infusion_pathways.source.problem import one_line
from infusion_pathways.trace.wording import capital, listing

T = TypeVar("T")
NO_PATHWAY = "No pathway of these rules covers this disease."
LONGEST_TITLE = 160
LONGEST_SENTENCE = 400


def patient_picture(pack: Pack, advice: Advice, detail: Detail = Detail.STANDARD, disease: str = "") -> LadderPicture:
    """One ladder for each diagnosis, or only for one `disease`, with this patient's way; without a pathway it says so."""
    scenario, trace = advice.scenario, advice.trace
    evaluations = {evaluation.position: evaluation for evaluation in advice.evaluations}
    ladders = []
    for index, diagnosis in enumerate(trace.diagnoses):
        if disease not in ("", diagnosis.disease):
            continue
        evaluation, title = evaluations.get(index), capital(diagnosis.label)
        if evaluation is None:
            ladders.append(Ladder(title, (), (), (), (f"{title}. {NO_PATHWAY}",), NO_PATHWAY))
        else:
            seen = seen_from(pack.vocabulary, scenario, evaluation, diagnosis)
            ladders.append(ladder_of(pack, evaluation.program, seen, detail, title))
    lead = shortened(trace.outcome.sentence, LONGEST_SENTENCE)
    title = shortened(trace.scenario.title, LONGEST_TITLE) or trace.scenario.id
    return _steering_nothing(LadderPicture(title, lead, tuple(ladders), True, NOTICE))


def pathway_picture(pack: Pack, pathway: str, detail: Detail = Detail.STANDARD) -> LadderPicture:
    """The ladder of a pathway with every rule of it."""
    program = pack.programs[pathway]
    diseases = capital(listing([pack.vocabulary.diseases[name].label for name in program.pathway.diseases]))
    ladder = ladder_of(pack, program, None, detail, diseases if diseases != program.pathway.title else "")
    title = f"The pathway: {program.pathway.title}"
    lead = "From conventional therapy at the foot to the infusions at the top: what opens the door, and what speaks against it."
    return _steering_nothing(LadderPicture(title, lead, (ladder,), False, NOTICE))


def _steering_nothing(value: T) -> T:
    """The same with every text on one line and without characters that steer how it is shown, wherever it came from."""
    if isinstance(value, str):
        return one_line(value)  # type: ignore[return-value]
    if isinstance(value, tuple):
        parts = [_steering_nothing(part) for part in value]
        return type(value)(*parts) if hasattr(value, "_fields") else type(value)(parts)
    return value
