"""The smallest changes to a patient that bring a therapy to a verdict: asked, found by proof, replayed."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from infusion_pathways.advice import EngineChoice, advise
from infusion_pathways.evaluation import evaluated
from infusion_pathways.flip.candidate_changes import Choices, Offers
from infusion_pathways.flip.changes import OF_A_DIAGNOSIS, OF_THE_HISTORY, Change, applied, contradictions
from infusion_pathways.flip.history_changes import alike, alternatives
from infusion_pathways.flip.minimal import Ended, Minimal
from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.pack.model import Pack
from infusion_pathways.scenario import HistoryEntry, Scenario, facts_for
from infusion_pathways.solver.encoding import encode
from infusion_pathways.solver.errors import ReplayDisagrees
from infusion_pathways.solver.patient import point_of
from infusion_pathways.solver.replay import confirm, replay
from infusion_pathways.solver.z3_solver import Budget
from infusion_pathways.trace import Trace
from infusion_pathways.trace.tree import TherapyTrace


class FlipQuestion(NamedTuple):
    """What is asked: one of the verdicts wanted for a therapy of a diagnosis, and which fixed facts may change all the same."""

    disease: str
    therapy: str
    wanted: tuple[Verdict, ...]
    allowed: tuple[str, ...] = ()
    max_size: int = 3
    limit: int = 20


class Reached(NamedTuple):
    """The values of a single change that lead to one verdict, and what the trace says of the therapy for the first of them."""

    verdict: Verdict
    changes: tuple[Change, ...]
    therapy: TherapyTrace


class Flip(NamedTuple):
    """A minimal set of changes, the patient it makes, and the trace of that patient.

    For a single change, `values` are all values of it that lead to a verdict wanted, by verdict.
    """

    changes: tuple[Change, ...]
    patient: Scenario
    trace: Trace
    values: tuple[Reached, ...] = ()


class Flips(NamedTuple):
    """The trace of the patient as they are, the sets of changes, and why there are no more of them.

    `searched`: all sets of up to so many changes are known. `fixed`: the names by which more might be allowed to change.
    `alike`: the therapies that no test tells from one that may be added. `opening`: where there is no set at all, the names
    of `fixed` that would open a way (None: not decided within the budget).
    """

    question: FlipQuestion
    trace: Trace
    flips: tuple[Flip, ...] = ()
    ended: Ended = Ended.SO_ALREADY
    searched: int = 0
    fixed: tuple[str, ...] = ()
    alike: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    opening: tuple[tuple[str, ...], ...] | None = ()


def flips_of(pack: Pack, scenario: Scenario, question: FlipQuestion, budget: Budget | None = None) -> Flips:
    """The minimal sets of changes that bring a therapy of a patient to one of the verdicts wanted.

    The seconds of the budget are for the whole question. Raises ReplayDisagrees or EnginesDisagree where a replay says
    something else than the proof.
    """
    return Flipping(pack, scenario, question).flips(budget or Budget())


def therapy_in(trace: Trace, disease: str, therapy: str) -> TherapyTrace:
    """What a trace says of a therapy of a diagnosis."""
    return next(t for d in trace.diagnoses for t in d.therapies if (t.disease, t.therapy) == (disease, therapy))


def verdict_in(trace: Trace, disease: str, therapy: str) -> Verdict:
    """The verdict of a trace on a therapy of a diagnosis."""
    return Verdict(therapy_in(trace, disease, therapy).verdict)


class Flipping:
    """One question about one patient; while it is worked on, the diagnosis it is about stands in front."""

    def __init__(self, pack: Pack, scenario: Scenario, question: FlipQuestion) -> None:
        self._pack, self._scenario, self._question = pack, scenario, question
        self._index = next(i for i, d in enumerate(scenario.diagnoses) if d.disease == question.disease)
        self._front = self._in_front(scenario)
        self._encoding = encode(pack, question.disease)
        self._contradictions = contradictions(scenario, pack.vocabulary)
        self._conflict = self._judged(self._front)[1]

    def minimal(self, budget: Budget) -> Minimal:
        """The search for the sets of changes."""
        reading, f = self._encoding.reading, self._encoding.space.formulas
        goal = reading.is_verdict(self._question.therapy, *self._question.wanted)
        consistent = goal if self._conflict else f.all_of((goal, reading.conflict ^ 1))
        return Minimal(f, Offers(self._encoding.space, self._front), consistent, self._question.allowed, budget)

    def flips(self, budget: Budget) -> Flips:
        """The answer, with every set replayed."""
        question, trace = self._question, advise(self._pack, self._scenario)
        if verdict_in(trace, question.disease, question.therapy) in question.wanted:
            return Flips(question, trace)
        minimal = self.minimal(budget)
        with minimal.one_question():
            found, ended, searched = minimal.sets(question.max_size, question.limit)
            opening = minimal.opening() if ended is Ended.NONE_LEFT and not found else ()
        choices = {choices.path: choices for choices in minimal.offers.choices}
        flips = tuple(self._flip(changes, choices[changes[0].path]) for changes in found)
        fixed = tuple(name for name in minimal.offers.allowing if name not in question.allowed)
        groups = {group[0]: group for group in alike(self._encoding.space.viewers[0])}
        return Flips(question, trace, flips, ended, searched, fixed, groups, opening)

    def _flip(self, changes: Sequence[Change], first: Choices) -> Flip:
        """A set of changes applied to the scenario and replayed. Raises ReplayDisagrees where it is not what was wanted."""
        front = applied(self._front, changes)
        replayed = confirm(self._pack, self._encoding, self._encoding.reading, point_of(self._encoding.space, front), front)
        told = [] if self._wanted(front) else [f"{self._question.therapy}: {replayed.verdicts[self._question.therapy].value}"]
        placed = tuple(self._placed(change) for change in changes)
        patient = applied(self._scenario, placed)
        trace = advise(self._pack, patient, EngineChoice.DIRECT)
        for index, diagnosis in enumerate(patient.diagnoses):
            of_it = replayed if diagnosis.disease == self._question.disease else replay(self._pack, patient, index)
            for therapy, verdict in of_it.verdicts.items():
                if verdict_in(trace, diagnosis.disease, therapy) is not verdict:
                    told.append(f"{diagnosis.disease}/{therapy}: {verdict.value}")
        if told:
            raise ReplayDisagrees(patient, told)
        return Flip(placed, patient, trace, tuple(self._values(changes[0], first)) if len(changes) == 1 else ())

    def _values(self, change: Change, choices: Choices) -> Iterator[Reached]:
        """All values that a single change may take to lead to a verdict wanted; the first of each verdict is replayed.

        Entries for another disease are left out where those for this one do.
        """
        others = [diagnosis.disease for diagnosis in self._front.diagnoses[1:]]
        history = self._front.treatments
        entry = history[change.path.at] if isinstance(history, tuple) and change.path.at < len(history) else None
        values = [offer.change for offer in choices.offers if offer.needs in ("", *self._question.allowed)]
        if change.path.part in OF_THE_HISTORY:
            values = alternatives(change, entry, others, self._pack.vocabulary)
        judged = [(value, self._wanted(applied(self._front, [value]))) for value in values]
        plain = [value for value, verdict in judged if verdict is not None and not _elsewhere(value)]
        reached: dict[Verdict, list[Change]] = {}
        for value, verdict in judged:
            if verdict is not None and not (plain and _elsewhere(value)):
                reached.setdefault(verdict, []).append(self._placed(value))
        for verdict, changes in reached.items():
            trace = advise(self._pack, applied(self._scenario, changes[:1]))
            yield Reached(verdict, tuple(changes), therapy_in(trace, self._question.disease, self._question.therapy))

    def _wanted(self, front: Scenario) -> Verdict | None:
        """The verdict on the therapy, if it is wanted and the patient does not contradict themselves more than before."""
        verdict, conflict = self._judged(front)
        if verdict not in self._question.wanted or (conflict and not self._conflict):
            return None
        return verdict if contradictions(front, self._pack.vocabulary) <= self._contradictions else None

    def _judged(self, front: Scenario) -> tuple[Verdict, bool]:
        """The verdict on the therapy, and whether the input contradicts itself, by the direct engine."""
        facts = facts_for(front, 0, self._pack.vocabulary)
        evaluation = evaluated(self._encoding.reading.program, facts, EngineChoice.DIRECT)
        return evaluation.verdicts[self._question.therapy], evaluation.conflict

    def _in_front(self, scenario: Scenario) -> Scenario:
        own = scenario.diagnoses[self._index]
        others = (diagnosis for diagnosis in scenario.diagnoses if diagnosis is not own)
        return scenario._replace(diagnoses=(own, *others))

    def _placed(self, change: Change) -> Change:
        """A change where it stands in the scenario as written."""
        path = change.path
        return change._replace(path=path._replace(at=self._index)) if path.part in OF_A_DIAGNOSIS else change


def _elsewhere(change: Change) -> bool:
    """Whether an entry is added that was given for another disease."""
    return isinstance(change.value, HistoryEntry) and change.value.given_for is not None
