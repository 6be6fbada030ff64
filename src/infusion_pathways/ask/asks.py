"""The answer to `ask`: the unknown facts of a patient in order, who asks for each, and what can matter no more."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from infusion_pathways.advice import EngineChoice, advise
from infusion_pathways.ask.completions import Completions
from infusion_pathways.ask.readers import IrrelevanceReason, Reader, Readers
from infusion_pathways.ask.relevance import Asking, Relevance, UnknownFact
from infusion_pathways.ask.sufficient_set import Settling, settling_set
from infusion_pathways.flip.asking import unanswered
from infusion_pathways.flip.changes import OF_A_DIAGNOSIS, Path, ScenarioPart, pointer
from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.pack.model import Pack
from infusion_pathways.scenario import Scenario
from infusion_pathways.solver import messages
from infusion_pathways.solver.z3_solver import Budget, Undecided
from infusion_pathways.source import Place, ProblemsFound
from infusion_pathways.trace import Trace
from infusion_pathways.trace.therapy_name import answers, asked_of

PLACE = Place("pathways ask")


class Questions(NamedTuple):
    """What to ask about a patient.

    `decided`: for each therapy asked about whether its verdict is decided now (None: not within the budget). `facts` are all
    unknown facts that some rule reads, those that matter first, the most decisive in front; by their paths `readers` has who
    asks for those, `idle` why the others cannot matter. `settling` is None where nothing has to be asked, or where it is not
    decided; `complete` says whether all was decided within the budget.
    """

    completions: Completions
    trace: Trace
    now: tuple[Verdict, ...]
    decided: tuple[bool | None, ...]
    facts: tuple[UnknownFact, ...]
    readers: Mapping[Path, tuple[Reader, ...]]
    idle: Mapping[Path, IrrelevanceReason]
    settling: Settling | None
    complete: bool

    def of(self, bearing: Relevance) -> list[UnknownFact]:
        """The facts of which the same is known."""
        return [fact for fact in self.facts if fact.bearing is bearing]

    def pointer(self, path: Path) -> str:
        """Where a fact stands in the file, as the trace of the patient names it."""
        return pointer_of(self.completions, path)


def asking(pack: Pack, scenario: Scenario, therapy: str | None = None, budget: Budget | None = None) -> Asking:
    """The questions about a patient, for all therapies of their pathways or for one (`therapy` or `disease/therapy`).

    The seconds of the budget are for each fact. Raises ProblemsFound where no pathway covers the patient or names the therapy.
    """
    only = None
    if therapy is not None:
        asked = asked_of(pack, scenario, therapy, PLACE)
        found = answers(advise(pack, scenario, EngineChoice.DIRECT), asked)
        if not found:
            raise ProblemsFound([unanswered(pack, scenario, asked, PLACE)])
        only = frozenset((answer.disease, answer.therapy) for answer in found)
    if all(diagnosis.disease not in pack.pathway_of for diagnosis in scenario.diagnoses):
        raise ProblemsFound([messages.no_pathway(PLACE, [diagnosis.disease for diagnosis in scenario.diagnoses])])
    return Asking(Completions(pack, scenario, only), budget)


def asks_of(questions: Asking, scenario: Scenario, asked: Iterable[UnknownFact]) -> Questions:
    """All that was found about a patient, put in order."""
    of = questions.completions
    ranked = tuple(sorted(asked, key=lambda fact: (fact.bearing is not Relevance.MATTERS, *_rank(of, questions.now, fact))))
    readers = Readers(of)
    decided = [number for number, said in enumerate(questions.decided) if said]
    matters = [fact for fact in ranked if fact.bearing is Relevance.MATTERS]
    idle = [fact for fact in ranked if fact.bearing in (Relevance.NOTHING, Relevance.CONTRADICTION)]
    complete = None not in questions.decided and len(matters) + len(idle) == len(ranked)
    settling = None
    try:
        if complete and questions.open:
            with questions.twins.one_question():
                settling = settling_set(of.formulas, questions.twins, [fact.unknown for fact in matters], questions.open)
    except Undecided:
        complete = False
    return Questions(
        completions=of,
        trace=advise(of.pack, scenario, EngineChoice.DIRECT),
        now=questions.now,
        decided=tuple(questions.decided),
        facts=ranked,
        readers={fact.unknown.path: readers.readers(fact.unknown, fact.changes) for fact in matters},
        idle={fact.unknown.path: readers.idle(fact.unknown, decided) for fact in idle},
        settling=settling,
        complete=complete,
    )


def _rank(of: Completions, now: Sequence[Verdict], fact: UnknownFact) -> tuple[object, ...]:
    """What settles more verdicts whatever the answer, moves more, decides more on average, can change more; then by name."""
    return -len(fact.settles), -fact.moved(now), -fact.average, -len(fact.changes), pointer_of(of, fact.unknown.path)


def pointer_of(of: Completions, path: Path) -> str:
    """Where a fact stands in the file, as the trace names it: an accepted spelling stays as it is written."""
    placed = path._replace(at=of.places[path.at]) if path.part in OF_A_DIAGNOSIS else path
    if path.part in (ScenarioPart.FINDING, ScenarioPart.MEASURE, ScenarioPart.PATIENT):
        return of.front.pointers.get(f"{path.part.value}.{path.name}", pointer(placed))
    return f"/treatments/{path.at}/class" if path.part is ScenarioPart.DRUG else pointer(placed)
