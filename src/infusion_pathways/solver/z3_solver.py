"""The one door to z3: asks whether formulas can hold together. Nothing else imports it.

    >>> f = Formulas()
    >>> fever, cough = f.variable("fever"), f.variable("cough")
    >>> solver = Solver(f)
    >>> solver.add(f.any_of((fever, cough)))  # from now on
    >>> solver.model((negated(cough),), among=(fever, cough)) == {fever}
    True
    >>> solver.model((negated(cough), negated(fever))) is None
    True
    >>> solver.core((negated(cough),), wished=(negated(fever),)) == [negated(fever)]
    True

Whoever asks gets an answer, None as the proof that there is none, or Undecided: that the budget ran out is never a proof.
"""

import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from infusion_pathways.solver.formula import FALSE, TRUE, Formula, Formulas

try:
    import z3
except ImportError:
    z3 = None


INTERRUPTED = "interrupted from keyboard"
"""What z3 says where Ctrl-C came while it worked: it takes the signal for itself, and Python never hears of it."""


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
    """Asks z3 about formulas of one family. What was added stays; assumptions hold for one question.

    Formulas become z3's own nodes here, past its Python classes: those take ten times as long as the solver does.
    """

    def __init__(self, formulas: Formulas, budget: Budget | None = None) -> None:
        self._formulas = formulas
        self.budget = budget or Budget()
        self._context = z3.Context()
        self._solver = z3.SolverFor("QF_FD", ctx=self._context)
        # The same question has to have the same answer on every machine.
        self._solver.set("random_seed", 0)
        # z3's own hard limit ends the process; this one and the look before each question end the question.
        self._solver.set("max_memory", self.budget.megabytes)
        self._z3 = self._context.ref()
        self._bool = z3.BoolSort(self._context)
        # Invariant: each node of z3 in here is counted once by z3, and never given back: it lives as long as its context.
        self._known: dict[Formula, Any] = {}
        self._keep(TRUE, z3.Z3_mk_true(self._z3))
        self.questions = 0
        self._deadline: float | None = None

    def add(self, *formulas: Formula) -> None:
        """Let formulas hold from now on."""
        for formula in formulas:
            z3.Z3_solver_assert(self._z3, self._solver.solver, self._node(formula))

    @contextmanager
    def one_question(self) -> Iterator[None]:
        """Let all that is asked inside count as one question: the seconds of the budget are for all of it."""
        outer, self._deadline = self._deadline, self._deadline or time.monotonic() + self.budget.seconds
        try:
            yield
        finally:
            self._deadline = outer

    def bound(self, weighted: Sequence[tuple[Formula, int]], most: int, when: Formula) -> None:
        """While `when` holds, let the weights of the true formulas add up to `most` at most."""
        if weighted:
            sum_ = z3.PbLe([(z3.BoolRef(self._node(formula), self._context), weight) for formula, weight in weighted], most)
            self._solver.add(z3.Or(z3.BoolRef(self._node(when ^ 1), self._context), sum_))

    def model(self, assumptions: Iterable[Formula] = (), among: Collection[Formula] = ()) -> frozenset[Formula] | None:
        """The variables `among` those named that are true in some answer; None where the formulas cannot hold together.

        Raises Undecided when the budget runs out.
        """
        given = [formula for formula in assumptions if formula != TRUE]
        if FALSE in given:
            return None
        # Constants are answered here, without z3.
        self.questions += 1
        seconds = self.budget.seconds if self._deadline is None else self._deadline - time.monotonic()
        if seconds <= 0:
            raise Undecided("the time is up")
        if z3.Z3_get_estimated_alloc_size() > self.budget.megabytes << 20:
            raise Undecided("the memory is used up")
        self._solver.set("timeout", max(1, int(seconds * 1000)))
        if self.budget.steps:
            self._solver.set("rlimit", self.budget.steps)
        try:
            told = z3.Z3_solver_check_assumptions(self._z3, self._solver.solver, len(given), self._nodes(given))
        except z3.Z3Exception as error:
            raise Undecided(str(error)) from error
        answer = z3.CheckSatResult(told)
        if answer == z3.unknown:
            reason = self._solver.reason_unknown()
            if reason == INTERRUPTED:
                raise KeyboardInterrupt
            raise Undecided(reason)
        if answer == z3.unsat:
            return None
        if not among:
            return frozenset()
        found = self._solver.model()
        return frozenset(variable for variable in among if self._is_true(found, variable))

    def core(self, assumptions: Collection[Formula], wished: Collection[Formula]) -> list[Formula] | None:
        """Some of what is wished that cannot hold together under the assumptions, in its order; None where all of it can.

        Empty where the assumptions cannot hold as they are. Raises Undecided when the budget runs out.
        """
        if FALSE in assumptions or FALSE in wished:
            return [] if FALSE in assumptions else [FALSE]
        if self.holds((*assumptions, *wished)):
            return None
        # z3 names what cannot hold together among all assumptions; only what is wished is charged for.
        core = {expression.as_ast().value for expression in self._solver.unsat_core()}
        return [formula for formula in wished if self._node(formula).value in core]

    def holds(self, assumptions: Iterable[Formula] = ()) -> bool:
        """Whether the formulas can hold together. Raises Undecided when the budget runs out."""
        return self.model(assumptions) is not None

    def _is_true(self, model: Any, variable: Formula) -> bool:
        value = z3.Z3_model_get_const_interp(self._z3, model.model, z3.Z3_get_app_decl(self._z3, self._node(variable)))
        return bool(value) and z3.Z3_get_bool_value(self._z3, value) == z3.Z3_L_TRUE

    def _node(self, formula: Formula) -> Any:
        """The node of z3 for a formula; what it is made of becomes known to the solver on the way."""
        known = self._known.get(formula)
        if known is None:
            # Parts before the whole, without recursion, as in `Formulas.cone`.
            waiting = [formula & ~1]
            while waiting:
                parts = self._formulas.parts[waiting[-1] >> 1] or ()
                missing = [part & ~1 for part in parts if part & ~1 not in self._known]
                if missing:
                    waiting += missing
                elif (node := waiting.pop()) not in self._known:
                    self._define(node)
            known = self._known.get(formula) or self._keep(formula, z3.Z3_mk_not(self._z3, self._known[formula ^ 1]))
        return known

    def _define(self, node: int) -> None:
        """A conjunction gets a variable of its own, tied to its parts by clauses."""
        # Tseitin's encoding: `node` implies each part, and all parts imply `node`. Linear, where multiplying out explodes.
        self._keep(node, z3.Z3_mk_const(self._z3, z3.Z3_mk_int_symbol(self._z3, node), self._bool.ast))
        parts = self._formulas.parts[node >> 1]
        for part in parts or ():
            self._clause((node ^ 1, part))
        if parts is not None:
            self._clause((node, *(part ^ 1 for part in parts)))

    def _clause(self, formulas: Sequence[Formula]) -> None:
        z3.Z3_solver_assert(self._z3, self._solver.solver, z3.Z3_mk_or(self._z3, len(formulas), self._nodes(formulas)))

    def _nodes(self, formulas: Sequence[Formula]) -> Any:
        return (z3.Ast * len(formulas))(*map(self._node, formulas))

    def _keep(self, formula: Formula, node: Any) -> Any:
        z3.Z3_inc_ref(self._z3, node)
        self._known[formula] = node
        return node
