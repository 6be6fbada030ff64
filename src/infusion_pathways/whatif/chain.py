"""How a difference comes about: from tests that answer otherwise to rules, through findings, to verdicts."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from infusion_pathways.evaluation import Evaluation
from infusion_pathways.meaning.condition import Condition, Derived, is_leaf, leaves_of
from infusion_pathways.meaning.facts import Facts
from infusion_pathways.meaning.logic import Truth, deciding_parts, judge
from infusion_pathways.meaning.rule import Clause, Program, RuleKind, in_use, recorded
from infusion_pathways.meaning.verdicts import appraised
from infusion_pathways.whatif.answer import Sort, Thing
from infusion_pathways.whatif.comparison import Comparison


class CauseChain(NamedTuple):
    """For each thing that differs, the other differing things that it follows from: findings, rules."""

    sources: Mapping[Thing, tuple[Thing, ...]]

    def of(self, thing: Thing) -> tuple[Thing, ...]:
        """What a thing follows from; nothing where the patient's own values decide."""
        return self.sources.get(thing, ())


def chain_of(comparison: Comparison) -> CauseChain:
    """What follows from what, for each diagnosis that both answers have."""
    turned = frozenset(difference.thing for difference in comparison.differences)
    sources: dict[Thing, tuple[Thing, ...]] = {}
    for now in comparison.now.advice.evaluations:
        before = comparison.before.advice.evaluation(now.disease)
        if before is not None:
            for thing in turned:
                if thing.disease == now.disease:
                    sources[thing] = tuple(other for other in _sources(thing, before, now) if other in turned)
    return CauseChain(sources)


def _sources(thing: Thing, before: Evaluation, now: Evaluation) -> Iterator[Thing]:
    match thing.sort:
        case Sort.RULE if thing.name in now.program.by_key:
            condition = now.program.by_key[thing.name].when
            names = dict.fromkeys(name for view in (before, now) for name in deciding_findings(condition, view))
            yield from (Thing(Sort.FINDING, thing.disease, name) for name in names)
        case Sort.FINDING:
            yield from (Thing(Sort.RULE, thing.disease, clause.key) for clause in deriving(thing.name, before, now))
        case Sort.VERDICT:
            yield from (Thing(Sort.RULE, thing.disease, key) for key in bringing(thing.name, before, now))


def deciding_findings(condition: Condition, view: Evaluation) -> tuple[str, ...]:
    """The findings that a condition reads itself and that decide its truth, or leave it open."""
    return tuple(dict.fromkeys(part.name for part in _deciding(condition, view) if isinstance(part, Derived)))


def _deciding(condition: Condition, evaluation: Evaluation) -> Iterator[Condition]:
    """The tests and findings of a condition that decide its truth: as in `logic`, those that have it, else all."""
    if is_leaf(condition):
        yield condition
    for part in deciding_parts(condition, lambda part: evaluation.judge(part).truth):
        yield from _deciding(part, evaluation)


def deriving(finding: str, before: Evaluation, now: Evaluation) -> Iterator[Clause]:
    """The rules behind a finding that decide it, before or now: those that are true, else those that are unknown, else all."""
    clauses = [c for c in now.program.clauses if c.rule.kind is RuleKind.FINDING and finding in c.rule.targets]
    for clause in clauses:
        for view in (before, now):
            truths = {view.rules[other.key] for other in clauses}
            decisive = next((truth for truth in (Truth.TRUE, Truth.UNKNOWN, Truth.FALSE) if truth in truths), None)
            if view.rules[clause.key] is decisive:
                yield clause
                break


def bringing(therapy: str, before: Evaluation, now: Evaluation) -> tuple[str, ...]:
    """The rules that turned and bring about another verdict: alone, or missing among the others; where none does, all of them."""
    program = now.program
    turned = [key for key in read_by(program, therapy) if before.rules[key] is not now.rules[key]]
    verdict = _verdict(program, therapy, now.rules)
    alone = [
        key
        for key in turned
        if _verdict(program, therapy, {**now.rules, key: before.rules[key]}) != verdict
        or _verdict(program, therapy, {**before.rules, key: now.rules[key]}) == verdict
    ]
    return tuple(alone or turned)


def read_by(program: Program, therapy: str) -> Iterable[str]:
    """The keys of everything that a verdict is told from."""
    keys = [clause.key for clause in (*program.deciding[therapy], *program.conflicts)]
    waited = [recorded(c.rule.unrecorded) for c in program.deciding[therapy] if c.rule.unrecorded is not None]
    return dict.fromkeys([*keys, in_use(therapy), *waited])


def _verdict(program: Program, therapy: str, rules: Mapping[str, Truth]) -> str:
    return appraised(program, therapy, rules).verdict.value


def tests_of(condition: Condition) -> Iterator[Condition]:
    """The tests of a condition, findings left aside."""
    return (leaf for leaf in leaves_of(condition) if not isinstance(leaf, Derived))


def answers_otherwise(test: Condition, before: Facts, now: Facts) -> bool:
    """Whether a test has another truth for other facts."""
    return judge(test, before, {}).truth is not judge(test, now, {}).truth
