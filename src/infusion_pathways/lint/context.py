"""What checks look at: a pack, its files, its cases, and what is worked out of them when a check first asks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from infusion_pathways.lint.finding import RemarkPlace
from infusion_pathways.lint.proofs import Proofs
from infusion_pathways.lint.source_map import SourceMap
from infusion_pathways.meaning.condition import leaves_of
from infusion_pathways.meaning.rule import Clause, Rule
from infusion_pathways.pack import Pack
from infusion_pathways.scenario import Scenario
from infusion_pathways.source import Document
from infusion_pathways.source.reading import Pointer


class LintedCase(NamedTuple):
    """A scenario that was read, with its file."""

    document: Document
    scenario: Scenario

    def spot(self, at: Pointer, key: bool = False, word: str = "") -> RemarkPlace:
        """Where a part of it stands."""
        return RemarkPlace(self.document.place(at, key, word))


class WrittenRule(NamedTuple):
    """A rule, as it is written and where."""

    rule: Rule
    raw: Mapping[str, Any]
    at: Pointer


class TestMapping(NamedTuple):
    """A mapping within a condition that tests something: the word it starts with, and where it stands."""

    head: str
    raw: Mapping[str, Any]
    at: Pointer


@dataclass(eq=False)
class LintContext:
    """A pack to be looked at. `pathways` are those to look at, all of its own where `whole`."""

    pack: Pack
    raw: Mapping[str, Any]
    written: SourceMap
    pathways: tuple[str, ...]
    whole: bool = True
    all_cases: tuple[LintedCase, ...] = ()
    proofs: Proofs | None = None

    @cached_property
    def rules(self) -> tuple[WrittenRule, ...]:
        """The rules to look at, in the sequence of the files; of some pathways only their own."""
        return tuple(item for item in self.every_rule if self.whole or item.rule.pathway in self.pathways)

    @cached_property
    def every_rule(self) -> tuple[WrittenRule, ...]:
        """All rules of the pack, in the sequence of the files."""
        return tuple(
            WrittenRule(self.pack.rules[raw["id"]], raw, ("pathways", i, "rules", j))
            for i, entry in enumerate(self.raw["pathways"])
            for j, raw in enumerate(entry["rules"])
        )

    @cached_property
    def clauses(self) -> Mapping[str, tuple[tuple[str, Clause], ...]]:
        """The clauses of each rule with the pathways that evaluate them, over all pathways."""
        found: dict[str, list[tuple[str, Clause]]] = {}
        for name, program in self.pack.programs.items():
            for clause in program.clauses:
                found.setdefault(clause.rule.id, []).append((name, clause))
        return {rule: tuple(clauses) for rule, clauses in found.items()}

    @cached_property
    def facts_read(self) -> frozenset[str]:
        """The facts that some condition of a rule or an invariant reads."""
        programs = self.pack.programs.values()
        conditions = [clause.when for program in programs for clause in program.clauses]
        conditions += [assertion.when for program in programs for assertion in program.assertions]
        return frozenset(fact for when in conditions for leaf in leaves_of(when) if (fact := getattr(leaf, "fact", None)))

    @cached_property
    def uses(self) -> Mapping[str, frozenset[str]]:
        """The names that rules, invariants and misconceptions write after each key, wherever it stands."""
        found: dict[str, set[str]] = {}
        for item in self.every_rule:
            _note_uses(item.raw, found)
        for section in ("invariants", "misconceptions"):
            _note_uses(self.raw.get(section, {}), found)
        return {key: frozenset(names) for key, names in found.items()}

    @cached_property
    def cases(self) -> tuple[LintedCase, ...]:
        """The cases to look at: of some pathways those with a diagnosis there."""
        return tuple(case for case in self.all_cases if self.whole or self.pathways_of(case) & set(self.pathways))

    def pathways_of(self, case: LintedCase) -> frozenset[str]:
        """The pathways that the diagnoses of a case have."""
        found = (self.pack.pathway_of.get(diagnosis.disease) for diagnosis in case.scenario.diagnoses)
        return frozenset(name for name in found if name is not None)

    def spot_of(self, rule: str, *at: str | int) -> RemarkPlace:
        """Where a rule stands, or a part of it."""
        item = next(item for item in self.every_rule if item.rule.id == rule)
        return self.written.spot((*item.at, *(at or ("id",))))


def tests_of(when: Any, at: Pointer) -> Iterator[TestMapping]:
    """The tests of a condition as it is written, from left to right."""
    if isinstance(when, dict) and when:
        head = next(iter(when))
        if head in ("all", "any"):
            for i, part in enumerate(when[head]):
                yield from tests_of(part, (*at, head, i))
        elif head == "not":
            yield from tests_of(when[head], (*at, head))
        else:
            yield TestMapping(head, when, at)


def _note_uses(value: Any, found: dict[str, set[str]]) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            found.setdefault(key, set()).update(_names(inner))
            _note_uses(inner, found)
    elif isinstance(value, list):
        for inner in value:
            _note_uses(inner, found)


def _names(value: Any) -> Sequence[str]:
    listed = value if isinstance(value, list) else [value]
    return [name for name in listed if isinstance(name, str)]
