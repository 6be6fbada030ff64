"""A pack as it is once read and checked: rules, vocabulary, sources, and what its author declares."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from infusion_pathways.meaning.invariant import Accepted, Invariant
from infusion_pathways.meaning.rule import Pathway, Program, Rule
from infusion_pathways.pack.misconception import Misconception
from infusion_pathways.source import Problem
from infusion_pathways.source.reading import Pointer
from infusion_pathways.vocabulary import Vocabulary


class ProblemSink(Protocol):
    """Takes a problem: where it is, the function that words it, and what that needs.

    `key` means the key at that place, `word` a word of its value.
    """

    def __call__(self, at: Pointer, problem: Callable[..., Problem], *details: Any, key: bool = False, word: str = "") -> None:
        """Note the problem."""
        ...


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
