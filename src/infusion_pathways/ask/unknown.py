"""One unknown fact of a patient: the answers it may get, as changes and as variables of their own.

The facts of a patient are unknown one by one, and any answers go together. So a patient of whom more is known is a choice of one
state for each unknown fact, and every variable of a space is a formula over these states.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple

from infusion_pathways.flip.changes import Change, Path, Value
from infusion_pathways.meaning.facts import Missing
from infusion_pathways.solver.encoding import SymbolicReading
from infusion_pathways.solver.formula import FALSE, TRUE, Formula, Formulas

Changes = tuple[Change, ...]


class PossibleAnswer(NamedTuple):
    """One answer, with all others that no test tells from it: `told` has the changes that each of them makes.

    `state` says that it is given, `covers` that it or one that says more is; `alone` are the variables that are true of a
    patient of whom only this is known.
    """

    state: Formula
    told: tuple[Changes, ...]
    covers: Formula
    alone: frozenset[Formula]


class Unknown(NamedTuple):
    """An unknown fact: what is said of it now, its answers, and the variables that say which of them is given.

    `unanswered` and the states of the answers exclude each other. There may be more answers than are listed (a history of
    several entries); then `answered` says that there is any.
    """

    path: Path
    was: Value | Missing
    answers: tuple[PossibleAnswer, ...]
    variables: tuple[Formula, ...]
    unanswered: Formula
    valid: Formula

    @property
    def answered(self) -> Formula:
        """When the fact has an answer; always of a fact to which `not known` is one of the answers that are listed."""
        return self.unanswered ^ 1 if self.must_answer else TRUE

    @property
    def must_answer(self) -> bool:
        """Whether leaving the fact unknown is none of the answers that are listed."""
        return () not in self.answers[-1].told


class Drawn(NamedTuple):
    """Unknown facts, and what becomes of variables of the space by their answers; all others stay as they are."""

    unknowns: tuple[Unknown, ...]
    instead: Mapping[Formula, Formula]


class AnswerGroup:
    """What the tests of all readings make of some variables; answers that no test tells apart are told together."""

    def __init__(self, formulas: Formulas, readings: Iterable[SymbolicReading]) -> None:
        self._f = formulas
        planes = dict.fromkeys(plane for r in readings for planes in r.tests().values() for plane in planes)
        self._reads = {plane: frozenset(node for node in formulas.cone([plane]) if node in formulas.names) for plane in planes}

    def reading(self, variables: Collection[Formula]) -> list[Formula]:
        """The planes of the tests that read some of these variables."""
        return [plane for plane, read in self._reads.items() if not read.isdisjoint(variables)]

    def of(self, planes: Sequence[Formula], variables: Iterable[Formula], true: Collection[Formula]) -> Hashable:
        """What tests make of the variables, where exactly some of them are true."""
        return tuple(self._f.substituted(planes, {v: TRUE if v in true else FALSE for v in variables}))


def one_of(
    formulas: Formulas,
    path: Path,
    was: Value | Missing,
    groups: Sequence[Sequence[Changes]],
    says_more: Mapping[int, Collection[int]] | None = None,
) -> Unknown:
    """An unknown fact that takes one of some answers, each with those like it.

    `says_more`: for an answer that leaves something open, the numbers of those that say the same and more.
    """
    states = [formulas.variable(("answer", path, number)) for number in range(len(groups))]
    more = {number: [states[n] for n in numbers] for number, numbers in (says_more or {}).items()}
    covers = [formulas.any_of((state, *more.get(number, ()))) for number, state in enumerate(states)]
    answers = tuple(
        PossibleAnswer(state, tuple(told), cover, frozenset({state}))
        for state, told, cover in zip(states, groups, covers, strict=True)
    )
    return Unknown(path, was, answers, tuple(states), formulas.any_of(states) ^ 1, formulas.at_most_one(states))
