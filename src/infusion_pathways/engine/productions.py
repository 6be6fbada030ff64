"""A program as positive rules over numbers, which is all that durable-rules is told of it.

* A rule becomes a pair, made true and made false; unknown atoms are left out, so the program is positive and order cannot
  matter.
* Subtrees that read no derived finding are judged by `logic` and handed over as one atom.
* No atom stands twice in a body, at most 8 stand in one, and each `any` is an auxiliary atom.

"Not both" is true when either is false, so `not` moves down to the leaves, where it asks for the other atom of a pair:

    >>> without_not(Not(All((Derived("fever"), Derived("cough")))))
    ... # doctest: +NORMALIZE_WHITESPACE
    AnyOf(parts=(Not(part=Derived(name='fever')), Not(part=Derived(name='cough'))))
    >>> form = compile_productions(pack.programs["harbour_fever"])
    >>> (key, made_true, made_false), *_ = form.keys
    >>> key, [body for head, body in form.productions.rules if head == made_true]
    ('harbour.finding.plainol_was_not_enough', [(0,)])
    >>> form.folded[0][1], form.folded[0][0].words  # atom 0: some conventional drug failed or was not tolerated
    (0, 'conventional drug')
"""

import itertools
from collections.abc import Collection
from dataclasses import dataclass

from infusion_pathways.engine.errors import TooLarge
from infusion_pathways.meaning.condition import All, AnyOf, Condition, Derived, Not, derived_in, fold
from infusion_pathways.meaning.logic import Premise
from infusion_pathways.meaning.rule import Program

MOST_ATOMS = 3_000
LONGEST_CONJUNCTION = 8

Atom = tuple[object, bool]
Rule = tuple[int, tuple[int, ...]]


@dataclass(frozen=True, eq=False, slots=True, weakref_slot=True)
class Productions:
    """Rules `head <- body` over numbered atoms; the atoms below `read` are those that some body reads.

    Two are the same only when they are the same object.
    """

    rules: tuple[Rule, ...]
    read: int


@dataclass(frozen=True, eq=False, slots=True)
class ProductionProgram:
    """A program as productions, with what `logic` judges before and what is read afterwards.

    `folded` are the conditions handed over as atoms where they are true, `never` the atoms that hold for every patient,
    `keys` the numbers of a premise made true and made false, `plain` the premises that need no chaining.
    """

    productions: Productions
    plain: tuple[Premise, ...]
    folded: tuple[tuple[Condition, int], ...]
    never: tuple[int, ...]
    keys: tuple[tuple[str, int, int], ...]


def compile_productions(program: Program) -> ProductionProgram:
    """The compiled form of a program. Raises TooLarge beyond what durable-rules can match."""
    compiler = _Compiler(program)
    read = dict.fromkeys(atom for _, body in compiler.productions for atom in body)
    if len(read) > MOST_ATOMS:
        raise TooLarge(f"{len(read)} atoms in pathway {program.pathway.id}, {MOST_ATOMS} at most")
    # What is only concluded is numbered after what is read.
    numbers = {atom: number for number, atom in enumerate(dict.fromkeys((*read, *(head for head, _ in compiler.productions))))}

    def numbered(atoms: Collection[Atom]) -> tuple[int, ...]:
        return tuple(numbers[atom] for atom in atoms)

    return ProductionProgram(
        Productions(tuple((numbers[head], numbered(body)) for head, body in compiler.productions), len(read)),
        tuple(compiler.plain),
        tuple((part, numbers[part, True]) for part in compiler.folded),
        numbered([atom for atom in compiler.never if atom in numbers]),
        tuple((key, numbers[key, True], numbers[key, False]) for key in compiler.keys),
    )


def without_not(condition: Condition, wanted: bool = True) -> Condition:
    """The condition, or its negation, with `not` pushed down to the leaves."""
    both: tuple[Condition, Condition] = fold(
        condition,
        lambda parts: (All(tuple(a for a, _ in parts)), AnyOf(tuple(b for _, b in parts))),
        lambda parts: (AnyOf(tuple(a for a, _ in parts)), All(tuple(b for _, b in parts))),
        lambda part: (part[1], part[0]),
        lambda leaf: (leaf, Not(leaf)),
    )
    return both[0] if wanted else both[1]


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
                self._produce((premise.key, plane), self._node(without_not(premise.when, plane)))
        by_finding: dict[str, list[Atom]] = {}
        for premise in chained:
            if premise.finding is not None:
                by_finding.setdefault(premise.finding, []).append((premise.key, False))
                self._produce((Derived(premise.finding), True), ((premise.key, True),))
        # A finding is false when all rules that conclude it are; true when one is, which is a production for each of them above.
        for finding, denials in by_finding.items():
            self._produce((Derived(finding), False), tuple(denials))
        empty = {name for p in program.premises for name in derived_in(p.when)} - set(by_finding)
        self.never = [(Derived(name), False) for name in sorted(empty)]
        self.keys = [premise.key for premise in chained]

    @staticmethod
    def _chains(premise: Premise) -> bool:
        return premise.finding is not None or any(True for _ in derived_in(premise.when))

    def _produce(self, head: Atom, body: tuple[Atom, ...]) -> None:
        # Invariant: no production has a negation, so more atoms never make fewer follow, and the order of firing cannot matter.
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
        if not any(True for _ in derived_in(condition)):
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
