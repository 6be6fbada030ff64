"""The rete engine: a program is compiled to productions, which durable-rules chains."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Protocol
from weakref import WeakKeyDictionary

from infusion_pathways.engine.chaining import RuleChain
from infusion_pathways.engine.productions import ProductionProgram, Productions, compile_productions
from infusion_pathways.meaning.facts import Facts
from infusion_pathways.meaning.logic import Findings, Truth, judge
from infusion_pathways.meaning.rule import Program


class Chains(Protocol):
    """Who chains productions."""

    def reach(self, productions: Productions, given: Sequence[int]) -> AbstractSet[int]:
        """Every atom that follows from the given ones, and these."""
        ...


class LocalChains:
    """Chains in this process, which keeps something of every patient for ever."""

    def __init__(self) -> None:
        self._chains: WeakKeyDictionary[Productions, RuleChain] = WeakKeyDictionary()

    def reach(self, productions: Productions, given: Sequence[int]) -> AbstractSet[int]:
        """Every atom that follows from the given ones, and these. Raises RuleEngineFailed for an exception inside a run."""
        chain = self._chains.get(productions)
        if chain is None:
            chain = self._chains[productions] = RuleChain(productions.rules, productions.read)
        return chain.reach(given)


class ReteEngine:
    """Evaluates programs with durable-rules; a program is compiled once."""

    name = "rete"

    def __init__(self, chains: Chains | None = None) -> None:
        self._chains = LocalChains() if chains is None else chains
        self._compiled: WeakKeyDictionary[Program, ProductionProgram] = WeakKeyDictionary()

    def rules(self, program: Program, facts: Facts) -> Mapping[str, Truth]:
        """The truth of every premise of a program, by key.

        Raises TooLarge for a program beyond what durable-rules can hold, RuleEngineFailed for an exception inside a run, and
        what else the chains raise.
        """
        form = self._compiled.get(program)
        if form is None:
            form = self._compiled[program] = compile_productions(program)
        nothing = Findings((), facts)
        truths = {premise.key: judge(premise.when, facts, nothing).truth for premise in form.plain}
        given = [number for part, number in form.folded if judge(part, facts, nothing).truth is Truth.TRUE]
        reached = self._chains.reach(form.productions, [*form.never, *given])
        for key, made_true, made_false in form.keys:
            truths[key] = Truth.TRUE if made_true in reached else Truth.FALSE if made_false in reached else Truth.UNKNOWN
        return truths
