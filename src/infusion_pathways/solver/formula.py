"""Boolean formulas as shared nodes, so that a part that occurs twice is one node and constants vanish while building.

A formula is an integer: an even one is a node, the odd one after it its negation. Node 0 is the constant true. Every node is a
variable or a conjunction; all else is made of these and negation (an and-inverter graph). No solver is needed to build, evaluate
or rewrite formulas; `z3_solver` hands them to one.

    >>> f = Formulas()
    >>> fever, cough = f.variable("fever"), f.variable("cough")
    >>> fever, cough, negated(fever)
    (2, 4, 3)
    >>> both = f.all_of((fever, cough))
    >>> both, f.all_of((cough, fever)), f.any_of((negated(fever), negated(cough)))
    (6, 6, 7)
    >>> f.all_of((both, TRUE)) == both, f.all_of((fever, negated(fever))) == FALSE
    (True, True)
    >>> f.values((both, negated(both)), true={fever, cough})
    [True, False]

What may be unknown is a pair of formulas, one that says when it is true and one that says when it is false (`Planes`; a dual-rail
encoding). Kleene's tables need no third value then: *and* is true when all parts are, false when one is.

    >>> here, open_ = Planes(fever, negated(fever)), Planes(FALSE, FALSE)
    >>> f.conjunction((here, open_))
    Planes(true=1, false=3)
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

Formula = int
TRUE: Formula = 0
FALSE: Formula = 1

K = TypeVar("K", bound=Hashable)


def negated(formula: Formula) -> Formula:
    """The opposite."""
    return formula ^ 1


class Planes(NamedTuple):
    """A three-valued formula: when it is true, and when it is false; neither means unknown."""

    true: Formula
    false: Formula

    def negated(self) -> "Planes":
        """Kleene *not*."""
        return Planes(self.false, self.true)


class Formulas:
    """The nodes of a family of formulas: variables and conjunctions, everything else is made of these."""

    def __init__(self) -> None:
        # Invariant: the parts of a node have smaller numbers than the node, so there is no circle and `cone` comes to an end.
        self.parts: list[tuple[Formula, ...] | None] = [None]
        self.names: dict[int, Hashable] = {}
        self._variables: dict[Hashable, Formula] = {}
        self._conjunctions: dict[tuple[Formula, ...], Formula] = {}
        # The same formulas are rewritten for every fact that may differ, so what they are made of is kept.
        self._cones: dict[tuple[Formula, ...], list[tuple[int, tuple[int, ...]]]] = {}

    def variable(self, name: Hashable) -> Formula:
        """The variable of a name, the same one each time."""
        known = self._variables.get(name)
        if known is None:
            known = self._variables[name] = self._new(None)
            self.names[known] = name
        return known

    def all_of(self, parts: Iterable[Formula]) -> Formula:
        """True when every part is; true where there is none."""
        distinct = set(parts)
        distinct.discard(TRUE)
        if FALSE in distinct or any(part ^ 1 in distinct for part in distinct):
            return FALSE
        # Invariant: one node per set of parts. Formulas of the same shape are the same integer; no solver compares them.
        key = tuple(sorted(distinct))
        if len(key) < 2:
            return key[0] if key else TRUE
        known = self._conjunctions.get(key)
        if known is None:
            known = self._conjunctions[key] = self._new(key)
        return known

    def any_of(self, parts: Iterable[Formula]) -> Formula:
        """True when at least one part is; false where there is none."""
        return self.all_of(part ^ 1 for part in parts) ^ 1

    def differ(self, left: Formula, right: Formula) -> Formula:
        """True when exactly one of two is."""
        return self.any_of((self.all_of((left, right ^ 1)), self.all_of((left ^ 1, right))))

    def at_most_one(self, parts: Sequence[Formula]) -> Formula:
        """True when no two parts are, as a chain that stays linear in their number."""
        # Few parts: each pair is excluded. More: every part is held against whether one before it was true already.
        if len(parts) <= 5:
            pairs = ((parts[i], parts[j]) for i in range(len(parts)) for j in range(i))
            return self.all_of(self.all_of(pair) ^ 1 for pair in pairs)
        seen, clashes = FALSE, []
        for part in parts:
            clashes.append(self.all_of((seen, part)) ^ 1)
            seen = self.any_of((seen, part))
        return self.all_of(clashes)

    def conjunction(self, parts: Iterable[Planes]) -> Planes:
        """Kleene *and*."""
        listed = tuple(parts)
        return Planes(self.all_of(p.true for p in listed), self.any_of(p.false for p in listed))

    def disjunction(self, parts: Iterable[Planes]) -> Planes:
        """Kleene *or*."""
        listed = tuple(parts)
        return Planes(self.any_of(p.true for p in listed), self.all_of(p.false for p in listed))

    def cone(self, formulas: Iterable[Formula]) -> list[int]:
        """The nodes that some formulas are made of, each after its parts."""
        # Depth first without recursion: conditions that read findings that read findings nest deeper than Python's stack.
        order: dict[int, None] = {}
        waiting = [formula & ~1 for formula in formulas]
        while waiting:
            node = waiting[-1]
            missing = [p & ~1 for p in self.parts[node >> 1] or () if p & ~1 not in order] if node not in order else []
            if missing:
                waiting += missing
            else:
                order[node] = None
                waiting.pop()
        return list(order)

    def values(self, formulas: Collection[Formula], true: Collection[int]) -> list[bool]:
        """The value of each formula where exactly the variables in `true` are true."""
        value: dict[int, bool] = {TRUE: True}
        for node in self.cone(formulas):
            parts = self.parts[node >> 1]
            if parts is not None:
                value[node] = all(value[p & ~1] is not bool(p & 1) for p in parts)
            elif node != TRUE:
                value[node] = node in true
        return [value[f & ~1] is not bool(f & 1) for f in formulas]

    def substituted(self, formulas: Sequence[Formula], instead: Mapping[int, Formula]) -> list[Formula]:
        """The formulas with some variables replaced; what reads none of them stays the node it is."""
        key = tuple(formulas)
        if key not in self._cones:
            self._cones[key] = [(n, tuple(p & ~1 for p in self.parts[n >> 1] or ())) for n in self.cone(key)]
        # Upwards from the variables, only nodes above a replaced one are built anew: two patients who differ in one fact share
        # all other formulas, and that these are equal is then seen without asking.
        new = {node: formula for node, formula in instead.items() if node != formula}
        for node, below in self._cones[key]:
            if not new.keys().isdisjoint(below):
                new[node] = self.all_of(new.get(p & ~1, p & ~1) ^ (p & 1) for p in self.parts[node >> 1] or ())
        return [new.get(f & ~1, f & ~1) ^ (f & 1) for f in formulas]

    def _new(self, parts: tuple[Formula, ...] | None) -> Formula:
        self.parts.append(parts)
        return 2 * (len(self.parts) - 1)


class Column(NamedTuple):
    """One argument of a table: its possible values, each with the formula that says so; exactly one of these is true."""

    values: tuple[tuple[object, Formula], ...]


def tabled(formulas: Formulas, columns: Sequence[Column], function: Callable[..., K]) -> dict[K, Formula]:
    """A function of finitely many values as formulas: for each of its results, when it is the result.

    Rows that lead to the same results are shared, so a long table gives a small formula (a decision diagram, column by column).

        >>> f = Formulas()
        >>> old, ill = f.variable("old"), f.variable("ill")
        >>> yes_no = [Column(((True, part), (False, negated(part)))) for part in (old, ill)]
        >>> found = tabled(f, yes_no, lambda old, ill: "ask" if old and ill else "go on")
        >>> f.values((found["ask"], found["go on"]), true={old, ill}), f.values((found["ask"], found["go on"]), true={old})
        ([True, False], [False, True])
    """
    # Invariant: of the formulas in the result exactly one is true, because of the values of a column exactly one is.
    shared: dict[tuple[int, tuple[K, ...]], dict[K, Formula]] = {}

    def results(at: int, chosen: tuple[object, ...]) -> tuple[K, ...]:
        if at == len(columns):
            return (function(*chosen),)
        return tuple(r for value, _ in columns[at].values for r in results(at + 1, (*chosen, value)))

    def build(at: int, rows: tuple[K, ...]) -> dict[K, Formula]:
        if len(set(rows)) == 1:
            return {rows[0]: TRUE}
        # What is below depends on the rows that are left alone, not on the way to them.
        key = at, rows
        if key not in shared:
            options = columns[at].values
            size = len(rows) // len(options)
            cases: dict[K, list[Formula]] = {}
            below = [build(at + 1, rows[i * size : (i + 1) * size]) for i in range(len(options))]
            # A column that makes no difference here is left out, as in a reduced diagram.
            if all(part == below[0] for part in below):
                return below[0]
            for (_, when), part in zip(options, below, strict=True):
                for result, formula in part.items():
                    cases.setdefault(result, []).append(formulas.all_of((when, formula)))
            shared[key] = {result: formulas.any_of(parts) for result, parts in cases.items()}
        return shared[key]

    return build(0, results(0, ()))
