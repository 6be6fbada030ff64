"""The one door to z3: asks whether formulas can hold together. Nothing else imports it."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from infusion_pathways.prove.formula import FALSE, TRUE, Formula, Formulas

try:
    import z3
except ImportError:
    z3 = None


def is_installed() -> bool:
    """Whether the solver can be asked at all; it comes with the extra `prove`."""
    return z3 is not None


class Undecided(Exception):
    """The budget ran out before the solver had an answer; never to be read as a proof."""


class Budget(NamedTuple):
    """What one question may cost: seconds, steps of the solver (0: no limit), and megabytes of memory for all of them."""

    seconds: float = 20.0
    steps: int = 0
    megabytes: int = 3000


class Solver:
    """Asks z3 about formulas of one family. What was added stays; assumptions hold for one question."""

    def __init__(self, formulas: Formulas, budget: Budget | None = None) -> None:
        self._formulas = formulas
        self.budget = budget or Budget()
        z3.set_param("memory_max_size", self.budget.megabytes)
        self._context = z3.Context()
        self._solver = z3.SolverFor("QF_FD", ctx=self._context)
        self._solver.set("random_seed", 0)
        self._known: dict[int, Any] = {TRUE: z3.BoolVal(True, ctx=self._context)}
        self.questions = 0

    def add(self, *formulas: Formula) -> None:
        """Let formulas hold from now on."""
        for formula in formulas:
            self._solver.add(self._expression(formula))

    def bound(self, weighted: Sequence[tuple[Formula, int]], most: int, when: Formula) -> None:
        """While `when` holds, let the weights of the true formulas add up to `most` at most."""
        if weighted:
            sum_ = z3.PbLe([(self._expression(formula), weight) for formula, weight in weighted], most)
            self._solver.add(z3.Or(self._expression(when ^ 1), sum_))

    def model(self, assumptions: Iterable[Formula] = (), among: Collection[Formula] = ()) -> frozenset[Formula] | None:
        """The variables `among` those named that are true in some answer; None where the formulas cannot hold together.

        Raises Undecided when the budget runs out.
        """
        given = [formula for formula in assumptions if formula != TRUE]
        if FALSE in given:
            return None
        self.questions += 1
        self._solver.set("timeout", max(1, int(self.budget.seconds * 1000)))
        if self.budget.steps:
            self._solver.set("rlimit", self.budget.steps)
        try:
            answer = self._solver.check(*[self._expression(formula) for formula in given])
        except z3.Z3Exception as error:
            raise Undecided(str(error)) from error
        if answer == z3.unknown:
            raise Undecided(self._solver.reason_unknown())
        if answer == z3.unsat:
            return None
        found = self._solver.model()
        return frozenset(variable for variable in among if z3.is_true(found.eval(self._expression(variable))))

    def holds(self, assumptions: Iterable[Formula] = ()) -> bool:
        """Whether the formulas can hold together. Raises Undecided when the budget runs out."""
        return self.model(assumptions) is not None

    def _expression(self, formula: Formula) -> Any:
        for node in [] if formula & ~1 in self._known else self._formulas.cone([formula]):
            if node not in self._known:
                self._define(node)
        known = self._known[formula & ~1]
        return z3.Not(known) if formula & 1 else known

    def _define(self, node: int) -> None:
        """A conjunction gets a variable of its own, tied to its parts by clauses."""
        named = self._known[node] = z3.Bool(f"n{node}", ctx=self._context)
        parts = self._formulas.parts[node >> 1]
        if parts is not None:
            expressions = [self._expression(part) for part in parts]
            for expression in expressions:
                self._solver.add(z3.Or(z3.Not(named), expression))
            self._solver.add(z3.Or(named, *[z3.Not(expression) for expression in expressions]))
