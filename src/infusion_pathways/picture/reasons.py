"""The reasons of a pathway: what opens the door to its therapies, and the findings these reasons read."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import NamedTuple

from infusion_pathways.meaning.condition import Condition, Treated, derived_in, leaves_of
from infusion_pathways.meaning.rule import Clause, Program, RuleKind

MOST_LETTERS = 26


class DoorReason(NamedTuple):
    """Rules that open the door under the same condition, with the therapies they open it to.

    `this` says that the condition speaks of the therapy itself, so that it is another one for each of them.
    """

    mark: str
    when: Condition
    clauses: tuple[Clause, ...]
    therapies: tuple[str, ...]
    this: bool


def reasons_of(program: Program, alike: Callable[[Clause], Hashable]) -> tuple[DoorReason, ...]:
    """The rules that support a therapy, those with the same condition together, each group with a letter.

    A rule that was read for several therapies counts as one, in as many parts as `alike` gives different answers for it.
    """
    groups: dict[Hashable, dict[Hashable, list[Clause]]] = {}
    own = sorted(program.clauses, key=lambda clause: clause.rule.pathway != program.pathway.id)
    for clause in own:
        if clause.rule.kind is RuleKind.SUPPORTS:
            same = clause.rule.id if clause.key != clause.rule.id else clause.when
            groups.setdefault(same, {}).setdefault(alike(clause), []).append(clause)
    found = []
    for number, parts in enumerate(groups.values()):
        letter = chr(65 + number % MOST_LETTERS) + "'" * (number // MOST_LETTERS)
        for part, clauses in enumerate(parts.values(), 1):
            targets = {target for clause in clauses for target in clause.targets}
            therapies = tuple(name for name in program.pathway.therapies if name in targets)
            mark = f"{letter}{part}" if len(parts) > 1 else letter
            this = len({clause.when for clause in clauses}) > 1
            found.append(DoorReason(mark, clauses[0].when, tuple(clauses), therapies, this))
    return tuple(found)


def findings_below(conditions: Iterable[Condition], rules: Mapping[str, tuple[Clause, ...]]) -> tuple[str, ...]:
    """The derived findings that conditions read, those read by other findings first."""
    found: dict[str, None] = {}

    def visit(name: str) -> None:
        if name not in found:
            for clause in rules.get(name, ()):
                for below in derived_in(clause.when):
                    visit(below)
            found[name] = None

    for condition in conditions:
        for name in derived_in(condition):
            visit(name)
    return tuple(found)


def treatment_tests(condition: Condition) -> Iterator[Treated]:
    """The tests on the treatment history below a condition."""
    return (leaf for leaf in leaves_of(condition) if isinstance(leaf, Treated))
