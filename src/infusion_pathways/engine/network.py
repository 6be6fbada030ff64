"""A program flattened for speed: every distinct test and `all`/`any` node is one bit in two planes.

A patient's state is one integer: bit i says that node i is true, bit `size`+i that it is false; neither set means unknown.
`not` is a literal that reads the other plane, so a node costs two `and`s and a comparison.

"At least 75 years old, with salt lung", for a patient of 80 and for one of 60 of whose lung nothing is known: unknown, and false.

    >>> network = Network(pack.programs["harbour_fever"])
    >>> true, false = network.masks(network.literals["harbour.excludes.old_age_and_salt_lung"])
    >>> for age in (80.0, 60.0):
    ...     state = network.state(Facts({"patient.age_years": age}))
    ...     print(bool(state & true), bool(state & false))
    False False
    False True
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from infusion_pathways.meaning.condition import Always, Condition, Derived, Known, Leaf, Test, fold
from infusion_pathways.meaning.facts import TREATMENTS, Facts, Missing, Treatment
from infusion_pathways.meaning.rule import Clause, Program, RuleKind, WhenUnknown, in_use, recorded

MEMO_LIMIT = 10_000


@dataclass(frozen=True, slots=True)
class Literal:
    """A node, or its negation."""

    node: int
    positive: bool = True

    def negated(self) -> "Literal":
        """The opposite literal."""
        return Literal(self.node, not self.positive)


Step = tuple[bool, int, int, int, int]


class Network:
    """The compiled form of a program."""

    def __init__(self, program: Program) -> None:
        # Invariant: what reads the same is one node, numbered when it is first met; its parts have smaller numbers. So the steps,
        # taken in their order, find the bits of their parts settled, and no bit is ever taken back.
        self._names: dict[object, int] = {}
        self._raw: list[tuple[bool, tuple[Literal, ...], int]] = []
        self._leaves: list[tuple[int, Test | Known]] = []
        self._always: list[int] = []
        self._findings: dict[str, Literal] = {}
        self._premises = program.premises
        self.literals = {premise.key: self._compile(premise.when) for premise in program.premises}
        self.groups = {t: _Groups.of(self, program, t) for t in program.pathway.therapies}
        self.conflict = self.any_of(self.literals[clause.key] for clause in program.conflicts)
        self.size = len(self._names)
        self.steps: tuple[Step, ...] = tuple(self._step(*raw) for raw in self._raw)
        self._start = sum(1 << node for node in self._always)
        self._tests: dict[str, list[tuple[int, Test]]] = {}
        self._known: dict[str, int] = {}
        for node, leaf in self._leaves:
            if isinstance(leaf, Known):
                self._known[leaf.fact] = self._known.get(leaf.fact, 0) | 1 << node
            else:
                self._tests.setdefault(leaf.fact, []).append((node, leaf))
        self._facts = tuple(sorted({*self._tests, *self._known}))
        # What the tests on one fact make of one value never changes, so it is kept: most patients share most values.
        self._memo: dict[str, dict[object, int]] = {fact: {} for fact in self._facts}
        self._history_tests = sum(1 << node for node, _ in self._tests.get(TREATMENTS, ()))
        self._entries: dict[Treatment, tuple[int, int]] = {}

    def state(self, facts: Facts) -> int:
        """Evaluate everything for one patient."""
        state = self._start
        values = facts.values
        for fact in self._facts:
            value = values.get(fact)
            if value is None or isinstance(value, Missing):
                continue
            if isinstance(value, tuple):
                state |= self._history(fact, value)
                continue
            memo = self._memo[fact]
            bits = memo.get(value)
            if bits is None:
                if len(memo) >= MEMO_LIMIT:
                    memo.clear()
                bits = memo[value] = self._judge(fact, value)
            state |= bits
        # Strong Kleene over bits: one false part makes `all` false, and only all parts true make it true; `any` the other way
        # round. Where neither happens, neither bit is set: unknown.
        for conjunction, true_mask, false_mask, true_bit, false_bit in self.steps:
            if conjunction:
                if state & false_mask:
                    state |= false_bit
                elif state & true_mask == true_mask:
                    state |= true_bit
            elif state & true_mask:
                state |= true_bit
            elif state & false_mask == false_mask:
                state |= false_bit
        return state

    def read(self, leaf: Condition) -> tuple[int, int]:
        """The bits that say that a test or finding of the program is true, and that it is false."""
        return self.masks(self._compile(leaf))

    def masks(self, literal: Literal) -> tuple[int, int]:
        """The bits that say that a literal is true, and that it is false."""
        true, false = 1 << literal.node, 1 << (self.size + literal.node)
        return (true, false) if literal.positive else (false, true)

    def all_of(self, literals: Iterable[Literal]) -> Literal:
        """The node for a conjunction."""
        return self._node(True, tuple(literals))

    def any_of(self, literals: Iterable[Literal]) -> Literal:
        """The node for a disjunction."""
        return self._node(False, tuple(literals))

    def _judge(self, fact: str, value: object) -> int:
        bits = self._known.get(fact, 0)
        for node, test in self._tests.get(fact, ()):
            holds = test.holds(value)  # type: ignore[arg-type]
            if holds is not None:
                bits |= 1 << node if holds else 1 << (self.size + node)
        return bits

    def _history(self, fact: str, entries: tuple[Treatment, ...]) -> int:
        """A treatment test is the disjunction of its answers for each entry, so entries are judged one by one."""
        # Some entry fits: true. None fits, but one might: neither bit. No entry can fit: false.
        true = possible = 0
        for entry in entries:
            known = self._entries.get(entry)
            if known is None:
                if len(self._entries) >= MEMO_LIMIT:
                    self._entries.clear()
                known = self._entries[entry] = self._entry(fact, entry)
            true |= known[0]
            possible |= known[1]
        return true | ((self._history_tests & ~true & ~possible) << self.size) | self._known.get(fact, 0)

    def _entry(self, fact: str, entry: Treatment) -> tuple[int, int]:
        true = possible = 0
        for node, test in self._tests.get(fact, ()):
            holds = test.holds((entry,))
            if holds:
                true |= 1 << node
            elif holds is None:
                possible |= 1 << node
        return true, possible

    def _compile(self, condition: Condition) -> Literal:
        return fold(condition, self.all_of, self.any_of, Literal.negated, self._leaf)

    def _leaf(self, leaf: Leaf) -> Literal:
        match leaf:
            case Derived(name):
                return self._finding(name)
            case Always():
                return Literal(self._named(leaf, lambda node: self._always.append(node)))
            case _:
                return Literal(self._named(leaf, lambda node: self._leaves.append((node, leaf))))

    def _finding(self, name: str) -> Literal:
        if name not in self._findings:
            rules = [premise.when for premise in self._premises if premise.finding == name]
            self._findings[name] = self.any_of(self._compile(when) for when in rules)
        return self._findings[name]

    def _named(self, what: object, first: Callable[[int], None]) -> int:
        node = self._names.get(what)
        if node is None:
            node = self._names[what] = len(self._names)
            first(node)
        return node

    def _node(self, conjunction: bool, literals: tuple[Literal, ...]) -> Literal:
        if len(literals) == 1:
            return literals[0]
        name = (conjunction, frozenset(literals))
        return Literal(self._named(name, lambda node: self._raw.append((conjunction, literals, node))))

    def _step(self, conjunction: bool, literals: tuple[Literal, ...], node: int) -> Step:
        # Invariant: `size` is final here. The second plane begins behind it, so no step is made before the last node is named.
        masks = [self.masks(literal) for literal in literals]
        true_mask = false_mask = 0
        for true, false in masks:
            true_mask |= true
            false_mask |= false
        return conjunction, true_mask, false_mask, 1 << node, 1 << (self.size + node)


class _Groups(NamedTuple):
    """The literals that decide one therapy's verdict.

    `may_wait` is unknown when something unknown blocks it; `possible` pairs reasons with the literal that says whether
    the fact they wait for is recorded; `lenient` are requirements that count as met while unknown.
    """

    supports: Literal
    possible: tuple[tuple[Literal, Literal], ...]
    in_use: Literal
    excludes: Literal
    holds: Literal
    may_wait: tuple[Literal, ...]
    requires: Literal
    lenient: Literal

    @staticmethod
    def of(network: Network, program: Program, therapy: str) -> "_Groups":
        """Gather them from the clauses about a therapy."""

        def of_kind(wanted: Callable[[Clause], bool]) -> list[Literal]:
            return [network.literals[c.key] for c in program.arguments[therapy] if wanted(c)]

        def marked(kind: RuleKind, lenient: bool) -> list[Literal]:
            check = WhenUnknown.CHECK
            return of_kind(lambda c: c.rule.kind is kind and (c.rule.when_unknown is check) is lenient)

        return _Groups(
            supports=network.any_of(marked(RuleKind.SUPPORTS, lenient=False)),
            possible=tuple(
                (network.literals[c.key], network.literals[recorded(c.rule.unrecorded)])
                for c in program.arguments[therapy]
                if c.rule.kind is RuleKind.SUPPORTS and c.rule.unrecorded is not None
            ),
            in_use=network.literals[in_use(therapy)],
            excludes=network.any_of(of_kind(lambda c: c.rule.kind is RuleKind.EXCLUDES)),
            holds=network.any_of(of_kind(lambda c: c.rule.kind is RuleKind.HOLDS)),
            may_wait=tuple(of_kind(lambda c: c.rule.when_unknown is WhenUnknown.HOLD)),
            requires=network.all_of(marked(RuleKind.REQUIRES, lenient=False)),
            lenient=network.all_of(marked(RuleKind.REQUIRES, lenient=True)),
        )
