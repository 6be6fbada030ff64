"""The arguments about each therapy that appeared, are gone, or have another truth, with the values behind them."""

from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from infusion_pathways.evaluation import Evaluation
from infusion_pathways.meaning.logic import Truth
from infusion_pathways.meaning.rule import Clause
from infusion_pathways.pack.model import Pack
from infusion_pathways.trace.entries import pointed
from infusion_pathways.trace.phrasebook import ClauseLine, book_of
from infusion_pathways.trace.values import ValueReader
from infusion_pathways.whatif.answer import EditedAnswer, Sort, Thing
from infusion_pathways.whatif.comparison import AnswerDifference, Comparison


class ArgumentChange(Enum):
    """What became of an argument; one that says nothing of the therapy while it is false is not there then."""

    APPEARED = "appeared"
    GONE = "gone"
    CHANGED = "changed"


class Turned(NamedTuple):
    """An argument about a therapy whose truth differs."""

    disease: str
    therapy: str
    way: ArgumentChange
    line: ClauseLine
    difference: AnswerDifference


def arguments_of(pack: Pack, comparison: Comparison) -> Iterator[Turned]:
    """The arguments that differ, diagnosis by diagnosis and therapy by therapy, in the order of the rules."""
    by_thing = {difference.thing: difference for difference in comparison.of(Sort.RULE)}
    views = {view.disease: view for answer in (comparison.before, comparison.now) for view in answer.advice.evaluations}
    for disease, view in views.items():
        for therapy, lines in book_of(pack).page(view.program).arguments.items():
            for line in lines:
                difference = by_thing.get(Thing(Sort.RULE, disease, line.clause.key))
                way = None if difference is None else _way(line, difference)
                if difference is not None and way is not None:
                    yield Turned(disease, therapy, way, line, difference)


def _way(line: ClauseLine, difference: AnswerDifference) -> ArgumentChange | None:
    before, now = (bool(said) and line.groups[Truth(said)] is not None for said in (difference.before, difference.now))
    if before and now:
        return ArgumentChange.CHANGED
    return ArgumentChange.GONE if before else ArgumentChange.APPEARED if now else None


def evidence(pack: Pack, answer: EditedAnswer, disease: str, clause: Clause) -> tuple[str, ...]:
    """The values that decide a rule in an answer, or what is missing for it."""
    view = answer.advice.evaluation(disease)
    return () if view is None else _evidence(pack, answer, view, clause)


def _evidence(pack: Pack, answer: EditedAnswer, view: Evaluation, clause: Clause) -> tuple[str, ...]:
    judgement = view.judgement(clause.key)
    reader = ValueReader(answer.scenario, view.position, view.facts, pack.vocabulary)
    values, _ = reader.read(judgement.grounds)
    gaps = reader.gaps(judgement.causes) if judgement.truth is Truth.UNKNOWN else ()
    return (*(value.words + pointed(value.pointer) for value in values), *(gap.words + pointed(gap.pointer) for gap in gaps))
