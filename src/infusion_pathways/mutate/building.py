"""A pack with one rule replaced: only the clauses of that rule are built anew, and only the programs that have them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from infusion_pathways.meaning.rule import Clause, Program, Rule
from infusion_pathways.mutate.mutant import Mutant
from infusion_pathways.mutate.tree import Raw
from infusion_pathways.pack.build import askable_of, clauses_of, program_of, rule_of
from infusion_pathways.pack.model import Pack
from infusion_pathways.source import Place, Problem
from infusion_pathways.source.reading import Pointer

Clauses = Mapping[str, tuple[Clause, ...]]


class MutatedPack(NamedTuple):
    """A pack with a mutant in it, and the pathways whose programs are not the same any more."""

    pack: Pack
    pathways: tuple[str, ...]


class MutantBuilder:
    """Puts mutants into a pack, as far as some of its pathways go."""

    def __init__(self, pack: Pack, pathways: Sequence[str] = ()) -> None:
        self.pack = pack
        self.pathways = tuple(name for name in pack.programs if not pathways or name in pathways)
        self._askable = askable_of(pack.vocabulary)
        self._standing: dict[str, dict[str, list[Clause]]] = {name: {} for name in self.pathways}
        for name in self.pathways:
            for clause in pack.programs[name].clauses:
                self._standing[name].setdefault(clause.rule.id, []).append(clause)

    def standing(self, rule: str) -> Clauses:
        """The clauses of a rule as the pack has them, by pathway; those pathways left out in which it says nothing."""
        return {name: tuple(rules[rule]) for name, rules in self._standing.items() if rule in rules}

    def rule(self, raw: Raw, home: str) -> Rule:
        """A rule of a pathway from how it is written."""
        return rule_of(raw, home, self.pack.vocabulary, self._askable, _unexpected, ("rule",))

    def clauses(self, rule: Rule, when: Any) -> Clauses:
        """The clauses of a rule in each pathway that evaluates it."""
        pack, found = self.pack, {}
        for name in self.pathways:
            if rule.pathway == name or pack.pathways[rule.pathway].shared:
                built = clauses_of(rule, when, pack.pathways[name], pack.vocabulary, _unexpected, ("when",))
                if built:
                    found[name] = tuple(built)
        return found

    def mutated(self, mutant: Mutant) -> MutatedPack:
        """The pack with a mutant in it."""
        pack, rules = self.pack, dict(self.pack.rules)
        new: Clauses = {}
        if mutant.raw is None:
            if self.pathways == tuple(pack.programs):  # else a patient's second disease may still be read with it
                del rules[mutant.rule]
        else:
            rules[mutant.rule] = self.rule(mutant.raw, mutant.pathway)
            new = self.clauses(rules[mutant.rule], mutant.raw["when"])
        old = self.standing(mutant.rule)
        touched = tuple(name for name in self.pathways if new.get(name) != old.get(name))
        programs = {name: self._program(name, mutant.rule, new.get(name, ())) for name in touched}
        return MutatedPack(replace(pack, rules=rules, programs={**pack.programs, **programs}), touched)

    def _program(self, pathway: str, rule: str, clauses: Sequence[Clause]) -> Program:
        others = [clause for clause in self.pack.programs[pathway].clauses if clause.rule.id != rule]
        together = sorted([*others, *clauses], key=lambda clause: clause.rule.id)
        return program_of(self.pack.pathways[pathway], together, self.pack.vocabulary)


def _unexpected(at: Pointer, problem: Callable[..., Problem], *details: object, **_: object) -> None:
    raise AssertionError(f"a mutant has a problem at {at}: {problem(Place('pack'), *details).message}")
