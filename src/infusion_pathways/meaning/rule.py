"""Rules and what they argue, and the program of one pathway: all its rules made ready to be judged."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import NamedTuple

from infusion_pathways.meaning.condition import Condition
from infusion_pathways.meaning.invariant import Assertion
from infusion_pathways.meaning.logic import Premise


class RuleKind(Enum):
    """What a rule says: an argument about a therapy, an intermediate finding, or a contradiction in the input."""

    SUPPORTS = "supports"
    REQUIRES = "requires"
    EXCLUDES = "excludes"
    HOLDS = "holds"
    CAUTIONS = "cautions"
    CHECKS = "checks"
    NOTES = "notes"
    FINDING = "finding"
    CONFLICT = "conflict"

    # As in `logic.Truth`: members are singletons, and this hash is looked up for every argument.
    __hash__ = object.__hash__


class WhenUnknown(Enum):
    """How a rule counts while its condition is unknown: it blocks, is only listed as outstanding, or is left out."""

    HOLD = "hold"
    CHECK = "check"
    SKIP = "skip"


DECIDING = frozenset({RuleKind.SUPPORTS, RuleKind.REQUIRES, RuleKind.EXCLUDES, RuleKind.HOLDS})


class Mechanism(NamedTuple):
    """The mechanism or reason behind a rule, as a source tells it."""

    text: str
    cites: tuple[str, ...]
    to_be_confirmed: bool = False


class Rule(NamedTuple):
    """One rule as its author wrote it, names resolved."""

    id: str
    pathway: str
    title: str
    lens: str
    kind: RuleKind
    targets: tuple[str, ...]
    because: str
    cites: tuple[str, ...]
    ask: tuple[str, ...] = ()
    flag: str | None = None
    when_unknown: WhenUnknown | None = None
    unrecorded: str | None = None
    jurisdiction: tuple[str, ...] = ()
    to_be_confirmed: bool = False
    mechanism: Mechanism | None = None


class Clause(NamedTuple):
    """A rule made ready for one pathway: its condition, with `this` bound where the rule says `this`.

    `targets` are therapies of the pathway (empty for findings and conflicts).
    """

    rule: Rule
    key: str
    when: Condition
    targets: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """What it is called: the id of the rule, and with each therapy of the pathway that it speaks of, as `rule@therapy`."""
        return (self.rule.id, *(f"{self.rule.id}@{therapy}" for therapy in self.targets))

    def premise(self) -> Premise:
        """What the meaning needs to know of it."""
        return Premise(self.key, self.when, self.rule.targets[0] if self.rule.kind is RuleKind.FINDING else None)


class Pathway(NamedTuple):
    """A pathway as declared: the diseases it is for and the therapies its document names for them."""

    id: str
    title: str
    shared: bool
    diseases: tuple[str, ...] = ()
    therapies: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Program:
    """All clauses that are evaluated for one pathway, in a fixed order; `infusion` tells which therapies have that form.

    `arguments` are all clauses about a therapy, `deciding` those among them that a verdict depends on. `assertions` speak
    about what the clauses add up to; no engine evaluates them.
    """

    pathway: Pathway
    clauses: tuple[Clause, ...]
    by_key: Mapping[str, Clause]
    arguments: Mapping[str, tuple[Clause, ...]]
    deciding: Mapping[str, tuple[Clause, ...]]
    premises: tuple[Premise, ...]
    conflicts: tuple[Clause, ...]
    infusion: Mapping[str, bool]
    assertions: tuple[Assertion, ...] = ()

    @cached_property
    def conditions(self) -> Mapping[str, Condition]:
        """The condition of every premise, by its key."""
        return {premise.key: premise.when for premise in self.premises}

    @cached_property
    def names(self) -> Mapping[str, tuple[str, ...]]:
        """What the rule of each clause is called, by its key."""
        return {clause.key: clause.names for clause in self.clauses}


class Programs(Mapping[str, Program]):
    """The programs of a pack by pathway, each built when first asked for: a run needs only those of its patient."""

    def __init__(self, names: Sequence[str], build: Callable[[str], Program]) -> None:
        self._names = tuple(names)
        self._build = build
        self._built: dict[str, Program] = {}

    def __getitem__(self, name: str) -> Program:
        program = self._built.get(name)
        if program is None:
            if name not in self._names:
                raise KeyError(name)
            program = self._built[name] = self._build(name)
        return program

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def recorded(fact: str) -> str:
    """The key under which a program judges whether a fact is known."""
    return f"recorded@{fact}"


def in_use(therapy: str) -> str:
    """The key under which a program judges whether the patient receives a therapy and it works."""
    return f"in_use@{therapy}"
