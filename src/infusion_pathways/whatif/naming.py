"""How the things that differ are called, and what was and is said of them."""

from infusion_pathways.meaning.outcomes import Outcome
from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.pack.model import Pack
from infusion_pathways.trace.wording import capital
from infusion_pathways.whatif.answer import Sort, Thing
from infusion_pathways.whatif.comparison import AnswerDifference, Comparison

NOT_ASKED = "not asked"


class Namer:
    """Names things; the diagnosis is added where several are answered for."""

    def __init__(self, pack: Pack, comparison: Comparison) -> None:
        self._words = pack.vocabulary
        several = {e.disease for answer in (comparison.before, comparison.now) for e in answer.advice.evaluations}
        self._several = len(several) > 1

    def name(self, thing: Thing) -> str:
        """The outcome, a therapy or a finding."""
        of = f" ({self._words.diseases[thing.disease].label})" if self._several and thing.disease else ""
        if thing.sort is Sort.OUTCOME:
            return "Outcome"
        return f"{capital(self._words.label(thing.name))}{of}"

    def turn(self, difference: AnswerDifference) -> str:
        """What was said of a thing and what is said now."""
        return f"{said(difference.thing, difference.before)} -> {said(difference.thing, difference.now)}"


def said(thing: Thing, code: str) -> str:
    """What an answer says of a thing, in words; where the patient lacks the disease, it is not asked."""
    if not code:
        return NOT_ASKED
    match thing.sort:
        case Sort.OUTCOME:
            return Outcome(code).label
        case Sort.VERDICT:
            return Verdict(code).label
        case _:
            return code


def is_told(difference: AnswerDifference) -> bool:
    """Whether a difference is told by itself; of a disease that only one of the patients has, only the verdicts are."""
    return difference.thing.sort is Sort.VERDICT or (bool(difference.before) and bool(difference.now))
