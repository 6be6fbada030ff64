"""The smallest and plainest patients for whom something holds.

A patient's size is the number of values that writing them takes. Of the smallest, the plainest is taken: what comes first in
the vocabulary, and the least unusual facts. So the answer does not depend on how the solver searches.

    >>> harbour = encode_pathway(pack, "harbour_fever")
    >>> search = Search(harbour.space)
    >>> point = search.smallest(harbour.reading.is_verdict("tidemab", Verdict.RULED_OUT))
    >>> search.size(point), patient_lines(scenario_at(harbour.space, point, "example"), pack.vocabulary)
    (1, ('harbour fever', 'weak heart: present'))
    >>> search.smallest(harbour.reading.is_verdict("pennimab", Verdict.CANDIDATE)) is None  # proved: there is none
    True
"""

import itertools
from collections.abc import Sequence
from typing import Protocol

from infusion_pathways.solver.formula import Formula, Formulas
from infusion_pathways.solver.z3_solver import Budget, Solver

Point = frozenset[Formula]


class SearchSpace(Protocol):
    """What can be searched: a space, or pairs of its patients. What is valid, how large it is, and which variables are plain."""

    formulas: Formulas
    valid: Formula
    sizes: list[tuple[Formula, int]]

    def unusual_first(self) -> list[Formula]:
        """All variables, those first that a plain patient does without."""
        ...


class Search:
    """Questions about the patients of some spaces over the same formulas (one space, as a rule)."""

    def __init__(self, *spaces: SearchSpace, budget: Budget | None = None) -> None:
        self.spaces = spaces
        self.formulas = spaces[0].formulas
        self.solver = Solver(self.formulas, budget)
        self.solver.add(*(space.valid for space in spaces))
        self._bounds: dict[int, Formula] = {}
        self._sizes = [size for space in spaces for size in space.sizes]
        self._variables = [variable for space in spaces for variable in space.unusual_first()]

    def possible(self, *wanted: Formula) -> bool:
        """Whether there is a patient for whom all of it holds. Raises Undecided when the budget runs out."""
        return self.solver.holds(wanted)

    def smallest(self, *wanted: Formula) -> Point | None:
        """The smallest patient for whom all of it holds (the true variables), None where there is none.

        Raises Undecided when the budget runs out.
        """
        with self.solver.one_question():
            if not self.possible(*wanted):
                return None
            # Upwards from nothing: that no patient of size n - 1 exists is the proof that one of size n is the smallest. Patients
            # worth showing take few values, so few questions are asked; `core_guided` is for those that take many.
            for most in itertools.count():
                found = self.solver.model((*wanted, self._at_most(most)), self._variables)
                if found is not None:
                    return self._plainest((*wanted, self._at_most(most)), found)
        raise AssertionError("unreachable")

    def small(self, *wanted: Formula) -> Point | None:
        """A patient for whom all of it holds and of whom nothing can be left out, where to find the smallest costs too much.

        Raises Undecided when the budget runs out.
        """
        with self.solver.one_question():
            # Invariant: `found` satisfies what is wanted all the time; it only ever loses variables.
            found = self.solver.model(wanted, self._variables)
            for variable in self._variables if found is not None else ():
                if found is not None and variable in found:
                    less = [other ^ 1 for other in self._variables if other not in found or other == variable]
                    found = self.solver.model((*wanted, *less), self._variables) or found
        return found

    def size(self, point: Point) -> int:
        """How many values it takes to write a patient."""
        holds = self.formulas.values([formula for formula, _ in self._sizes], point)
        return sum(weight for (_, weight), holds_ in zip(self._sizes, holds, strict=True) if holds_)

    def _at_most(self, most: int) -> Formula:
        # Each bound hangs on a variable of its own and counts only where that is assumed: the solver keeps what it has learnt.
        if most not in self._bounds:
            self._bounds[most] = self.formulas.variable(("size", self._variables[0], most))
            self.solver.bound(self._sizes, most, self._bounds[most])
        return self._bounds[most]

    def _plainest(self, wanted: Sequence[Formula], found: Point) -> Point:
        """Of the patients for whom it holds, the one that does without the most unusual facts; decided fact by fact."""
        # Lexicographic: once it is decided whether a variable can be done without, that is kept for all later ones. No question
        # is asked for a variable that the patient at hand does without anyway.
        settled: list[Formula] = []
        for variable in self._variables:
            if variable in found:
                without = self.solver.model((*wanted, *settled, variable ^ 1), self._variables)
                found = found if without is None else without
            settled.append(variable if variable in found else variable ^ 1)
        return found
