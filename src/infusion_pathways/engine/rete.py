"""The rete engine: durable-rules chains the rules. This is the only module that imports durable.

What durable-rules 2.0.28 must not be asked shapes everything here (docs/decisions/0002-durable-rules-fence.md):

* it sees decided atoms only, never patient values: a missing field looks like a rule that does not apply;
* a rule becomes a pair, made true and made false; unknown atoms are left out, so the program is positive and order cannot
  matter;
* subtrees that read no derived finding are judged by `logic` and handed over as one atom;
* one message per atom, no atom twice in a conjunction, at most 8 messages in a rule, an auxiliary atom per `any`;
* every atom is matched in two levels, a group below 15 and a number below 200: more than 512 different patterns in one
  place hang its compiler;
* its timers stay off, state is never deleted, every patient gets a fresh `sid`.
"""

import itertools
from collections.abc import Iterable, Mapping
from typing import Any
from weakref import WeakKeyDictionary

from durable.engine import Host, MessageObservedException

from infusion_pathways.condition import All, AnyOf, Condition, Derived, Not
from infusion_pathways.engine import EngineFailed
from infusion_pathways.facts import Facts
from infusion_pathways.logic import Findings, Premise, Truth, judge
from infusion_pathways.pack.rule import Program

GROUPS, NUMBERS = 15, 200
LONGEST_CONJUNCTION = 8
RULESET = "pathway"

Atom = tuple[object, bool]


class TooLarge(EngineFailed):
    """A program with more atoms than durable-rules can match without hanging."""


class RuleEngineFailed(EngineFailed):
    """Durable-rules reported an exception from within a run."""


class _QuietHost(Host):  # type: ignore[misc]
    """A host whose two daemon timers never start: they dispatch actions from other threads."""

    def _run(self) -> None:
        return None


def positive(condition: Condition, wanted: bool = True) -> Condition:
    """The condition, or its negation, with `not` pushed down to the leaves."""
    match condition:
        case Not(part):
            return positive(part, not wanted)
        case All(parts):
            return (All if wanted else AnyOf)(tuple(positive(part, wanted) for part in parts))
        case AnyOf(parts):
            return (AnyOf if wanted else All)(tuple(positive(part, wanted) for part in parts))
        case _:
            return condition if wanted else Not(condition)


class _Compiler:
    """Turns a program into positive rules `head <- atoms`; an atom is a key with the plane (made true, made false)."""

    def __init__(self, program: Program) -> None:
        self.productions: list[tuple[Atom, tuple[Atom, ...]]] = []
        self.folded: dict[Condition, None] = {}
        self._auxiliary = itertools.count()
        chained = [premise for premise in program.premises if self._chains(premise)]
        self.plain = [premise for premise in program.premises if not self._chains(premise)]
        for premise in chained:
            for plane in (True, False):
                self._produce((premise.key, plane), self._node(positive(premise.when, plane)))
        by_finding: dict[str, list[Atom]] = {}
        for premise in chained:
            if premise.finding is not None:
                by_finding.setdefault(premise.finding, []).append((premise.key, False))
                self._produce((Derived(premise.finding), True), ((premise.key, True),))
        for finding, denials in by_finding.items():
            self._produce((Derived(finding), False), tuple(denials))
        empty = {name for p in program.premises for name in p.when.derived()} - set(by_finding)
        self.never = [(Derived(name), False) for name in sorted(empty)]
        self.keys = [premise.key for premise in chained]

    @staticmethod
    def _chains(premise: Premise) -> bool:
        return premise.finding is not None or any(True for _ in premise.when.derived())

    def _produce(self, head: Atom, body: tuple[Atom, ...]) -> None:
        distinct = tuple(dict.fromkeys(body))
        while len(distinct) > LONGEST_CONJUNCTION:
            part = self._fresh()
            self.productions.append((part, distinct[:LONGEST_CONJUNCTION]))
            distinct = (part, *distinct[LONGEST_CONJUNCTION:])
        self.productions.append((head, distinct))

    def _fresh(self) -> Atom:
        return (("auxiliary", next(self._auxiliary)), True)

    def _node(self, condition: Condition) -> tuple[Atom, ...]:
        """The atoms that together mean the condition is true."""
        if not any(True for _ in condition.derived()):
            self.folded[condition] = None
            return ((condition, True),)
        match condition:
            case All(parts):
                return tuple(atom for part in parts for atom in self._node(part))
            case AnyOf(parts):
                head = self._fresh()
                for part in parts:
                    self._produce(head, self._node(part))
                return (head,)
            case Not(Derived() as finding):
                return ((finding, False),)
            case _:
                return ((condition, True),)


class _Ruleset:
    """A compiled program inside durable-rules."""

    def __init__(self, program: Program) -> None:
        compiled = _Compiler(program)
        self.plain, self.keys, self.folded, self.never = compiled.plain, compiled.keys, compiled.folded, compiled.never
        read = dict.fromkeys(atom for _, body in compiled.productions for atom in body)
        self._numbers = {atom: number for number, atom in enumerate(read)}
        if len(self._numbers) > GROUPS * NUMBERS:
            raise TooLarge(f"{len(self._numbers)} atoms in pathway {program.pathway.id}, {GROUPS * NUMBERS} at most")
        self._sids = itertools.count(1)
        self._reached: set[Atom] = set()
        rules = {f"r{i}": self._rule(head, body) for i, (head, body) in enumerate(compiled.productions)}
        self._host = _QuietHost()
        if rules:
            self._host.set_rulesets({RULESET: rules})

    def _pattern(self, atom: Atom) -> dict[str, Any]:
        group, number = divmod(self._numbers[atom], NUMBERS)
        return {"$and": [{"g": group}, {"n": number}]}

    def _rule(self, head: Atom, body: tuple[Atom, ...]) -> dict[str, Any]:
        def conclude(context: Any) -> None:
            if head not in self._reached:
                self._reached.add(head)
                if head in self._numbers:
                    context.assert_fact(self._message(head))

        return {"all": [{f"m_{i}": self._pattern(atom)} for i, atom in enumerate(body)], "run": conclude}

    def _message(self, atom: Atom) -> dict[str, int]:
        group, number = divmod(self._numbers[atom], NUMBERS)
        return {"id": self._numbers[atom], "g": group, "n": number}

    def reach(self, given: Iterable[Atom]) -> set[Atom]:
        """Every atom that follows from the given ones."""
        self._reached = set()
        sid = f"patient-{next(self._sids)}"
        for atom in dict.fromkeys(given):
            if atom in self._numbers and atom not in self._reached:
                self._reached.add(atom)
                try:
                    state = self._host.assert_fact(RULESET, {**self._message(atom), "sid": sid})
                except MessageObservedException as error:
                    raise RuleEngineFailed(f"atom {atom} was asserted twice") from error
                if isinstance(state, dict) and "exception" in state:
                    raise RuleEngineFailed(str(state["exception"]))
        return self._reached


class ReteEngine:
    """Evaluates programs with durable-rules; a program is compiled once."""

    name = "rete"

    def __init__(self) -> None:
        self._rulesets: WeakKeyDictionary[Program, _Ruleset] = WeakKeyDictionary()

    def rules(self, program: Program, facts: Facts) -> Mapping[str, Truth]:
        """The truth of every premise of a program, by key.

        Raises TooLarge for a program beyond what durable-rules can hold, RuleEngineFailed for an exception inside a run.
        """
        ruleset = self._rulesets.get(program)
        if ruleset is None:
            ruleset = self._rulesets[program] = _Ruleset(program)
        nothing = Findings((), facts)
        truths = {premise.key: judge(premise.when, facts, nothing).truth for premise in ruleset.plain}
        given = [(part, True) for part in ruleset.folded if judge(part, facts, nothing).truth is Truth.TRUE]
        reached = ruleset.reach([*ruleset.never, *given])
        for key in ruleset.keys:
            made_true, made_false = (key, True) in reached, (key, False) in reached
            truths[key] = Truth.TRUE if made_true else Truth.FALSE if made_false else Truth.UNKNOWN
        return truths
