"""From the state of the direct engine to the truth of every leaf: what is worked out once for a program and once for a vector."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from infusion_pathways.coverage.condition_truth import replaced, truth_of
from infusion_pathways.engine.choice import DIRECT
from infusion_pathways.meaning.condition import Derived, derived_in, leaves_of
from infusion_pathways.meaning.facts import Facts
from infusion_pathways.meaning.logic import Truth
from infusion_pathways.meaning.rule import DECIDING, Clause, Program, RuleKind, WhenUnknown
from infusion_pathways.meaning.standing import FALSE, TRUE, UNKNOWN
from infusion_pathways.trace.phrasebook import facts_read

MEMO_LIMIT = 10_000
GAPS = frozenset({RuleKind.SUPPORTS, RuleKind.REQUIRES, RuleKind.EXCLUDES, RuleKind.HOLDS})


class TruthVector(NamedTuple):
    """What one vector of leaf truths makes of a rule: its truth, and the vector."""

    truth: Truth
    leaves: tuple[Truth, ...]


class ClauseReader:
    """Reads one clause from states; each vector is worked out once.

    `decides` are the therapies whose verdicts may hang on it; two clauses of one `weight` count alike for the same therapies.
    """

    def __init__(self, program: Program, clause: Clause, weights: dict[object, int]) -> None:
        network = DIRECT.compiled(program).network
        self.clause = clause
        self.names = clause.names
        rule = clause.rule
        self.kind, self.waits = rule.kind, rule.when_unknown is WhenUnknown.HOLD
        self.is_conflict = rule.kind is RuleKind.CONFLICT
        self.decides = clause.targets if rule.kind in DECIDING else ()
        self.weight = weights.setdefault((self.decides, rule.kind, rule.when_unknown, rule.unrecorded), len(weights))
        self.findings = tuple(derived_in(clause.when))
        self._masks = tuple(network.read(leaf) for leaf in leaves_of(clause.when))
        self._all = 0
        for true, false in self._masks:
            self._all |= true | false
        self._rows: dict[int, TruthVector] = {}
        self._otherwise: dict[tuple[TruthVector, tuple[tuple[str, Truth], ...]], Truth] = {}

    def vector(self, state: int) -> int:
        """What of a state the clause reads."""
        return state & self._all

    def row(self, state: int) -> TruthVector:
        """The row of a state."""
        vector = self.vector(state)
        known = self._rows.get(vector)
        if known is None:
            if len(self._rows) >= MEMO_LIMIT:
                self._rows.clear()
            leaves = tuple(TRUE if vector & true else FALSE if vector & false else UNKNOWN for true, false in self._masks)
            when = self.clause.when
            known = self._rows[vector] = TruthVector(truth_of(when, leaves), leaves)
        return known

    def otherwise(self, row: TruthVector, findings: Mapping[str, Truth]) -> Truth:
        """The truth of the clause when some findings are otherwise."""
        key = row, tuple((name, findings[name]) for name in dict.fromkeys(self.findings) if name in findings)
        known = self._otherwise.get(key)
        if known is None:
            if len(self._otherwise) >= MEMO_LIMIT:
                self._otherwise.clear()
            known = self._otherwise[key] = replaced(self.clause.when, row.leaves, findings)
        return known

    def speaks(self, truth: Truth) -> bool:
        """Whether a rule of such a truth may raise its flag."""
        rule = self.clause.rule
        match rule.kind:
            case RuleKind.FINDING:
                return False
            case RuleKind.REQUIRES:
                return truth is FALSE
            case RuleKind.CHECKS:
                return self.checks(truth)
            case _:
                return truth is TRUE or (truth is UNKNOWN and rule.when_unknown is WhenUnknown.HOLD)

    def checks(self, truth: Truth) -> bool:
        """Whether a rule of such a truth may ask what its `ask` names."""
        rule = self.clause.rule
        if rule.kind is RuleKind.CONFLICT:
            return truth is TRUE
        return rule.kind is RuleKind.CHECKS and (
            truth is TRUE or (truth is UNKNOWN and rule.when_unknown is not WhenUnknown.SKIP)
        )

    def may_ask(self, truth: Truth, name: str) -> bool:
        """Whether a rule of such a truth may ask for something that it names or reads."""
        return (name in self.clause.rule.ask and self.checks(truth)) or (self.clause.rule.kind in GAPS and truth is UNKNOWN)


class ProgramReader:
    """The clauses of a program, by what they say and whom they tell it.

    Verdicts and outcome hang on `deciders`; `derivers` give findings.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        weights: dict[object, int] = {}
        self.clauses = tuple(ClauseReader(program, clause, weights) for clause in program.clauses)
        self.deciders = tuple(i for i, c in enumerate(self.clauses) if c.decides or c.is_conflict)
        self.derivers = tuple(i for i, c in enumerate(self.clauses) if c.kind is RuleKind.FINDING)
        self._compiled = DIRECT.compiled(program)
        self._beside = {key: masks for key, masks in self._compiled.rules.items() if key not in program.by_key}
        number = {clause.key: i for i, clause in enumerate(program.clauses)}
        self.deciding = {t: tuple(number[c.key] for c in clauses) for t, clauses in program.deciding.items()}
        self.conflicts = tuple(number[c.key] for c in program.conflicts)
        self.derive: dict[str, list[int]] = {}
        self.flags: dict[str, list[int]] = {}
        self._asking: dict[str, dict[int, None]] = {}
        by_finding: dict[str, tuple[Clause, ...]] = {}
        for i, clause in enumerate(program.clauses):
            if clause.rule.kind is RuleKind.FINDING:
                self.derive.setdefault(clause.rule.targets[0], []).append(i)
            if clause.rule.flag is not None:
                self.flags.setdefault(clause.rule.flag, []).append(i)
            for name in clause.rule.ask:
                self._asking.setdefault(name, {})[i] = None
        for name, derived_by in self.derive.items():
            by_finding[name] = tuple(program.clauses[i] for i in derived_by)
        for i, clause in enumerate(program.clauses):
            if clause.rule.kind in GAPS:
                for name in sorted({fact.rpartition(".")[2] for fact in facts_read(clause.when, by_finding)}):
                    self._asking.setdefault(name, {})[i] = None
        self.order = self._sequence()
        self.readers: dict[str, tuple[int, ...]] = {
            name: tuple(i for i, reader in enumerate(self.clauses) if name in reader.findings) for name in self.derive
        }

    def asking(self, name: str) -> Sequence[int]:
        """The clauses that may ask for something: their `ask` names it, or they wait for a fact of that name."""
        return tuple(self._asking.get(name, ()))

    def state(self, facts: Facts) -> int:
        """The state of a patient."""
        return self._compiled.network.state(facts)

    def beside(self, state: int) -> dict[str, Truth]:
        """The truth of what a program judges beside its rules: what is in use, what is recorded."""
        return {key: TRUE if state & true else FALSE if state & false else UNKNOWN for key, (true, false) in self._beside.items()}

    def _sequence(self) -> tuple[str, ...]:
        """The findings, each after those that its rules read."""
        order: dict[str, None] = {}

        def visit(name: str) -> None:
            if name not in order:
                for i in self.derive.get(name, ()):
                    for leaf in leaves_of(self.program.clauses[i].when):
                        if isinstance(leaf, Derived) and leaf.name in self.derive:
                            visit(leaf.name)
                order[name] = None

        for name in sorted(self.derive):
            visit(name)
        return tuple(order)
