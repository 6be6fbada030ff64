"""The cases of a pack, and which of them first notices a mutant."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from infusion_pathways.advice import EngineChoice, advised
from infusion_pathways.cases import differences
from infusion_pathways.engine.direct import DirectEngine
from infusion_pathways.evaluation import Evaluation
from infusion_pathways.meaning.logic import Truth
from infusion_pathways.meaning.rule import Clause, Program, RuleKind
from infusion_pathways.mutate import messages
from infusion_pathways.mutate.building import MutatedPack
from infusion_pathways.mutate.mutant import Mutant
from infusion_pathways.pack.model import Pack
from infusion_pathways.scenario import Scenario, parse_scenario
from infusion_pathways.scenario.messages import duplicate_id
from infusion_pathways.source import Problem, ProblemsFound, read_json
from infusion_pathways.trace.build import trace_of

Truths = Mapping[str, Truth]


class PassingCase(NamedTuple):
    """A case that passes with the rules as they are, and what the engine made of each of its diagnoses."""

    scenario: Scenario
    evaluations: tuple[Evaluation, ...]


class Suite(NamedTuple):
    """Cases that expect something, in the order of their files, and a digest of them all."""

    cases: tuple[PassingCase, ...]
    digest: str


def read_suite(files: Iterable[Path], pack: Pack) -> Suite:
    """The cases of some files; one that expects nothing can notice nothing and is left aside.

    Raises ProblemsFound for files that cannot be read, for ids used twice, and for a case that fails without any mutant.
    """
    digest, cases = hashlib.sha256(), list[PassingCase]()
    problems: list[Problem] = []
    seen: dict[str, Path] = {}
    for file in files:
        try:
            document = read_json(file)
            scenario = parse_scenario(document, pack)
        except ProblemsFound as found:
            problems += found.problems
            continue
        digest.update(repr(scenario).encode())
        if seen.setdefault(scenario.id, file) is not file:
            problems.append(duplicate_id(document.place(("id",)), scenario.id, seen[scenario.id].as_posix()))
        elif scenario.expect is not None and scenario.expect.asserts:
            advice = advised(pack, scenario, EngineChoice.DIRECT)
            if differences(scenario.expect, advice.trace):
                problems.append(messages.fails_already(document.place(("id",)), scenario.id))
            cases.append(PassingCase(scenario, advice.evaluations))
    if problems:
        raise ProblemsFound(problems)
    return Suite(tuple(cases), digest.hexdigest())


def cases_concerned(suite: Suite, pathways: Sequence[str]) -> int:
    """How many cases have a diagnosis that one of some pathways covers."""
    return sum(any(evaluation.program.pathway.id in pathways for evaluation in case.evaluations) for case in suite.cases)


class KillSearch:
    """Holds mutants against a suite."""

    def __init__(self, pack: Pack, suite: Suite) -> None:
        self._pack, self._suite = pack, suite

    def killer(self, mutant: Mutant, mutated: MutatedPack) -> str | None:
        """The first case whose expectations a mutant no longer meets, None where all of them still do.

        The comparison is that of `pathways test`; it is left out where nothing that it reads can be otherwise.
        """
        engine = DirectEngine()
        clauses = {name: self._clauses(mutant, mutated, name) for name in mutated.pathways}
        for case in self._suite.cases:
            assert case.scenario.expect is not None
            evaluations, differs = [], False
            for evaluation in case.evaluations:
                name = evaluation.program.pathway.id
                if name not in clauses:
                    evaluations.append(evaluation)
                    continue
                program: Program = mutated.pack.programs[name]
                rules = engine.rules(program, evaluation.facts)
                evaluations.append(evaluation.with_rules(rules, program))
                asks = bool(case.scenario.expect.asks or case.scenario.expect.not_asks)
                differs = differs or _may_differ(clauses[name], evaluation.rules, rules, mutant.speaks_otherwise, asks)
            if differs and differences(case.scenario.expect, trace_of(mutated.pack, case.scenario, evaluations)):
                return case.scenario.id
        return None

    def _clauses(self, mutant: Mutant, mutated: MutatedPack, pathway: str) -> "_Both":
        sides = (self._pack, mutated.pack)
        return _Both(*(tuple(c for c in pack.programs[pathway].clauses if c.rule.id == mutant.rule) for pack in sides))


class _Both(NamedTuple):
    """The clauses of a rule without and with a mutant."""

    before: tuple[Clause, ...]
    now: tuple[Clause, ...]


def _may_differ(clauses: _Both, before: Truths, now: Truths, speaks_otherwise: bool, asks: bool) -> bool:
    """Whether a trace may differ in anything that is expected of traces, judged by the truth of rules alone.

    Apart from its truth, a rule can be seen by the facts it waits for while unknown. One that is false is not seen at all,
    unless something was required.
    """
    own = {clause.key for clause in (*clauses.before, *clauses.now)}
    if speaks_otherwise:
        if any(before.get(key) is not now.get(key) for key in {*before, *now} - own):
            return True
        kinds = {clause.rule.kind for clause in (*clauses.before, *clauses.now)}
        return RuleKind.REQUIRES in kinds or any(
            rules.get(key, Truth.FALSE) is not Truth.FALSE for key in own for rules in (before, now)
        )
    return before != now or (asks and any(now[key] is Truth.UNKNOWN for key in own))
