"""What the unknown facts of a patient can still do: whether each matters, and which verdicts each of its answers decides.

All of it is proved. Patients that show something are replayed before they are given out; where the budget runs out nothing
is said.
"""

from collections.abc import Mapping, Sequence
from enum import Enum
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

from infusion_pathways.ask.completions import Completions, Point
from infusion_pathways.ask.self_composition import AS_THEY_ARE, Twins
from infusion_pathways.ask.unknown import PossibleAnswer, Unknown
from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.solver.errors import ReplayDisagrees
from infusion_pathways.solver.patient import point_of
from infusion_pathways.solver.replay import confirm
from infusion_pathways.solver.z3_solver import Budget, Undecided


class Relevance(Enum):
    """What an unknown fact can still do: change a verdict; show that the input contradicts itself, and nothing else; nothing."""

    MATTERS = "matters"
    CONTRADICTION = "contradiction only"
    NOTHING = "cannot matter"
    NOT_DECIDED = "not decided"


class Consequence(NamedTuple):
    """One answer: what the verdicts are as long as nothing else is known, and which of them are then decided.

    Therapies go by their number among those asked about. Those whose verdict is decided already are left out.
    """

    answer: PossibleAnswer
    verdicts: Mapping[int, Verdict]
    decided: tuple[int, ...]


class Witness(NamedTuple):
    """Two patients who differ in one fact, and the therapies whose verdicts differ."""

    left: Point
    right: Point
    shows: tuple[int, ...]


class UnknownFact(NamedTuple):
    """One unknown fact: the therapies whose verdicts it can change, each shown by a witness, and what its answers decide.

    `contradicting` are answers that contradict what is recorded. `settles`: the therapies whose verdict is decided whatever the
    answer.
    """

    unknown: Unknown
    bearing: Relevance
    changes: tuple[int, ...] = ()
    answers: tuple[Consequence, ...] = ()
    contradicting: tuple[PossibleAnswer, ...] = ()
    settles: tuple[int, ...] = ()
    witnesses: tuple[Witness, ...] = ()

    def moved(self, now: Sequence[Verdict]) -> int:
        """How many verdicts become another than they are now, whatever the answer."""
        given = [consequence.verdicts for consequence in self.answers]
        return sum(bool(given) and all(verdicts[therapy] is not now[therapy] for verdicts in given) for therapy in self.changes)

    @property
    def average(self) -> Fraction:
        """How many verdicts are decided, on average over the answers."""
        decided = sum(len(consequence.decided) for consequence in self.answers)
        return Fraction(decided, max(1, len(self.answers)))


class Asking:
    """The questions about one patient: which verdicts are decided now (`decided`), then one question for each unknown fact."""

    def __init__(self, completions: Completions, budget: Budget | None = None) -> None:
        self.completions, self.twins = completions, Twins(completions, budget)
        self._f = completions.formulas
        self._replayed: set[Point] = set()
        self.now = self.twins.verdicts(AS_THEY_ARE)
        self._confirm(AS_THEY_ARE)
        self.decided = [self._is_decided(target) for target in range(len(completions.targets))]

    @property
    def open(self) -> list[int]:
        """The therapies whose verdict is not known to be decided."""
        return [target for target, decided in enumerate(self.decided) if not decided]

    def _is_decided(self, target: int) -> bool | None:
        """Whether the verdict on a therapy is decided, so that no unknown fact can change it; None: not within the budget."""
        try:
            with self.twins.one_question():
                return not self.twins.may_differ((), {target: self.now[target]})
        except Undecided:
            return None

    def asked(self, unknown: Unknown) -> UnknownFact:
        """What one unknown fact can still do."""
        try:
            with self.twins.one_question():
                return self._asked(unknown)
        except Undecided:
            return UnknownFact(unknown, Relevance.NOT_DECIDED)

    def _asked(self, unknown: Unknown) -> UnknownFact:
        possible = self._possible(unknown)
        witnesses = self._witnesses(unknown, [answer.alone for answer, point in possible.items() if point == answer.alone])
        if not witnesses:
            known = Relevance.CONTRADICTION if self.twins.contradicts(unknown) else Relevance.NOTHING
            return UnknownFact(unknown, known)
        for witness in witnesses:
            self._confirm(witness.left)
            self._confirm(witness.right)
        answers = [self._consequence(answer, point) for answer, point in possible.items() if point is not None]
        return UnknownFact(
            unknown,
            Relevance.MATTERS,
            tuple(sorted(target for witness in witnesses for target in witness.shows)),
            tuple(answers),
            tuple(answer for answer, point in possible.items() if point is None),
            tuple(target for target in self.open if self._settles(unknown, target, answers)),
            tuple(witnesses),
        )

    def _possible(self, unknown: Unknown) -> dict[PossibleAnswer, Point | None]:
        """A patient for each answer: of whom nothing else is known, if that is possible; None where the answer is not."""
        consistent, patient = self.completions.is_consistent, self.twins.patient
        return {answer: answer.alone if consistent(answer.alone) else patient(answer.state) for answer in unknown.answers}

    def _witnesses(self, unknown: Unknown, alone: Sequence[Point]) -> list[Witness]:
        """Pairs of patients that show each therapy whose verdict the fact can change; the plainest, few of them."""
        found: list[Witness] = []
        rest = self.open
        for left, right in combinations(dict.fromkeys((*alone, AS_THEY_ARE)), 2):
            shown = tuple(target for target in self._differing(left, right) if target in rest)
            if shown:
                found.append(Witness(left, right, shown))
                rest = [target for target in rest if target not in shown]
        able = {target for pair in self.twins.changes(unknown, rest) for target in self._differing(*pair)}
        while able := {target for target in able if target in rest}:
            pair = self.twins.one_apart(unknown, min(able))
            assert pair is not None
            shown = tuple(target for target in self._differing(*pair) if target in rest)
            found.append(Witness(*pair, shown))
            rest = [target for target in rest if target not in shown]
        return found

    def _differing(self, left: Point, right: Point) -> list[int]:
        pairs = zip(self.twins.verdicts(left), self.twins.verdicts(right), strict=True)
        return [target for target, (one, other) in enumerate(pairs) if one is not other]

    def _consequence(self, answer: PossibleAnswer, point: Point) -> Consequence:
        verdicts = self.twins.verdicts(point)
        expected = {target: verdicts[target] for target in self.open}
        undecided = self.twins.may_differ((answer.covers,), expected)
        return Consequence(answer, expected, tuple(target for target in expected if target not in undecided))

    def _settles(self, unknown: Unknown, target: int, answers: Sequence[Consequence]) -> bool:
        """Whether the verdict on a therapy is decided whatever the answer, also of those that are not listed."""
        return all(target in c.decided for c in answers) and self.twins.unsettled([unknown], [target]) is None

    def _confirm(self, point: Point) -> None:
        """Replay a patient with the engines. Raises ReplayDisagrees or EnginesDisagree."""
        if point in self._replayed:
            return
        of, patient = self.completions, self.completions.patient(point)
        pinned_ = point_of(of.encoding.space, patient)
        replayed = [confirm(of.pack, of.encoding, reading, pinned_, patient) for reading in of.encoding.readings]
        said = zip(of.targets, self.twins.verdicts(point), strict=True)
        told = [f"{t.disease}/{t.therapy}: {v.value}" for t, v in said if replayed[t.slot].verdicts[t.therapy] is not v]
        if told:
            raise ReplayDisagrees(patient, told)
        self._replayed.add(point)
