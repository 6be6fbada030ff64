"""The smallest and plainest answer, found from below: all values are left out, until the solver says which cannot all be.

Each time some of them cannot (a core), at least one has to be written. The size grows by what that costs, and from then on only
a second one of the core costs anything. Where the rest can be left out, the size is the smallest there is.
"""

from collections.abc import Sequence

from infusion_pathways.solver.formula import Formula
from infusion_pathways.solver.smallest import Point, Search


class Least(Search):
    """As `Search`, with the same answers, and faster where an answer takes many values."""

    def smallest(self, *wanted: Formula) -> Point | None:
        """The smallest answer for which all of it holds (the true variables), None where there is none.

        Raises Undecided when the budget runs out.
        """
        costs = dict[Formula, int]()
        for formula, weight in self._sizes:
            costs[formula ^ 1] = costs.get(formula ^ 1, 0) + weight
        with self.solver.one_question():
            while (core := self.solver.core(wanted, costs)) is not None:
                if not core:
                    return None
                self._charge(core, costs)
            settled = (*wanted, self.formulas.all_of(costs))
            found = self.solver.model(settled, self._variables)
            assert found is not None
            return self._plainest(settled, found)

    def _charge(self, core: Sequence[Formula], costs: dict[Formula, int]) -> None:
        """Of what a core leaves out, one thing is written after all, whichever it is; from now on a second one costs."""
        least = min(costs[formula] for formula in core)
        for formula in core:
            costs[formula] -= least
            if not costs[formula]:
                del costs[formula]
        rest = core[-1]
        for formula in core[-2::-1]:
            spared = self.formulas.any_of((formula, rest))
            costs[spared] = costs.get(spared, 0) + least
            rest = self.formulas.all_of((formula, rest))
