"""Rules and what they argue; a pack, its pathways, and the program of one pathway."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Any, NamedTuple, Protocol

from infusion_pathways.condition import Condition
from infusion_pathways.logic import Premise
from infusion_pathways.pack.invariant import Accepted, Assertion, Invariant
from infusion_pathways.pack.misconception import Misconception
from infusion_pathways.source import Problem
from infusion_pathways.source.reading import Pointer
from infusion_pathways.vocabulary import Vocabulary


class Report(Protocol):
    """Takes a problem: where it is, the function that words it, and what that needs.

    `key` means the key at that place, `word` a word of its value.
    """

    def __call__(self, at: Pointer, problem: Callable[..., Problem], *details: Any, key: bool = False, word: str = "") -> None:
        """Note the problem."""
        ...


class Kind(Enum):
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


DECIDING = frozenset({Kind.SUPPORTS, Kind.REQUIRES, Kind.EXCLUDES, Kind.HOLDS})


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
    kind: Kind
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
        return Premise(self.key, self.when, self.rule.targets[0] if self.rule.kind is Kind.FINDING else None)


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


class Source(NamedTuple):
    """A claim, a discrepancy or a reference of the ledger, with its fields as written."""

    id: str
    fields: Mapping[str, object]

    @property
    def to_be_confirmed(self) -> bool:
        """Whether no primary source has been read for it."""
        return bool(self.fields.get("to_be_confirmed", False))

    def text(self, name: str) -> str:
        """A field as text, empty where it is not given."""
        return str(self.fields.get(name, ""))

    def names(self, name: str) -> tuple[str, ...]:
        """A field that lists names, empty where it is not given."""
        value = self.fields.get(name, ())
        return tuple(str(item) for item in value) if isinstance(value, list | tuple) else ()


@dataclass(frozen=True, eq=False)
class Pack:
    """A pack: rules, vocabulary, ledger, invariants and misconceptions, with an id, a version and the digest of its files.

    `notes` is what whoever loads it should know of its files, though nothing is wrong with them.
    """

    id: str
    version: str
    title: str
    digest: str
    vocabulary: Vocabulary
    claims: Mapping[str, Source]
    discrepancies: Mapping[str, Source]
    references: Mapping[str, Source]
    pathways: Mapping[str, Pathway]
    rules: Mapping[str, Rule]
    programs: Mapping[str, Program]
    pathway_of: Mapping[str, str]
    invariants: Mapping[str, Invariant]
    accepted: tuple[Accepted, ...]
    misconceptions: Mapping[str, Misconception]
    notes: tuple[Problem, ...] = ()

    def program_for(self, disease: str) -> Program | None:
        """The program of the pathway that covers a disease, if one does."""
        pathway = self.pathway_of.get(disease)
        return None if pathway is None else self.programs[pathway]
