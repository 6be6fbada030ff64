"""The meaning: strong Kleene logic over conditions. A decided judgement carries its grounds, an unknown one its causes.

Everything that evaluates rules (the engines, later the prover) is held to these functions by tests. They are pure: the
same condition and facts give the same judgement, and nothing outside the arguments is read.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from typing import NamedTuple

from infusion_pathways.meaning.condition import All, Always, AnyOf, Condition, Derived, Known, Not, Test, parts_of
from infusion_pathways.meaning.facts import Facts, Missing


class Truth(Enum):
    """The three truth values."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"

    # Members are singletons; Enum's own hash runs in Python and costs a tenth of a trace.
    __hash__ = object.__hash__


Ground = Test | Derived | Known | Always


class Judgement(NamedTuple):
    """The truth of a condition.

    `grounds` are the tests and findings that decided it; `causes` are the facts that leave it open.
    """

    truth: Truth
    grounds: tuple[Ground, ...] = ()
    causes: frozenset[str] = frozenset()


def conjunction(parts: Sequence[Judgement]) -> Judgement:
    """Kleene *and*: false wins, on the grounds of every false part; then unknown, with all causes of the unknown parts."""
    return _combined(parts, Truth.FALSE, Truth.TRUE)


def disjunction(parts: Sequence[Judgement]) -> Judgement:
    """Kleene *or*: true wins, on the grounds of every true part; then unknown, with all causes of the unknown parts."""
    return _combined(parts, Truth.TRUE, Truth.FALSE)


def negation(part: Judgement) -> Judgement:
    """Kleene *not*: unknown stays unknown, for the same causes; a decided part turns over on the same grounds."""
    match part.truth:
        case Truth.TRUE:
            return Judgement(Truth.FALSE, part.grounds)
        case Truth.FALSE:
            return Judgement(Truth.TRUE, part.grounds)
        case Truth.UNKNOWN:
            return part


def _combined(parts: Sequence[Judgement], decisive: Truth, otherwise: Truth) -> Judgement:
    for truth in (decisive, Truth.UNKNOWN):
        deciding = [part for part in parts if part.truth is truth]
        if deciding:
            return _joined(truth, deciding)
    return _joined(otherwise, parts)


def _joined(truth: Truth, parts: Sequence[Judgement]) -> Judgement:
    if len(parts) == 1:
        return parts[0]
    if truth is Truth.UNKNOWN:
        return Judgement(truth, (), frozenset().union(*(part.causes for part in parts)))
    return Judgement(truth, tuple(ground for part in parts for ground in part.grounds))


def deciding_parts(condition: Condition, truth: Callable[[Condition], Truth]) -> tuple[Condition, ...]:
    """The parts of a condition on which its truth rests: those with the truth that decides, else those left open, else all.

    A leaf has none. `truth` gives the truth of a part.
    """
    parts, decisive = parts_of(condition), Truth.FALSE if isinstance(condition, All) else Truth.TRUE
    if not isinstance(condition, Not):
        truths = [truth(part) for part in parts]
        for wanted in (decisive, Truth.UNKNOWN):
            if wanted in truths:
                return tuple(part for part, given in zip(parts, truths, strict=True) if given is wanted)
    return parts


def judge_test(test: Test, facts: Facts) -> Judgement:
    """Judge one atomic test; a missing value, or one that leaves the test open, is unknown because of its fact."""
    value = facts.value(test.fact)
    holds = None if isinstance(value, Missing) else test.holds(value)
    if holds is None:
        return Judgement(Truth.UNKNOWN, (), frozenset({test.fact}))
    return Judgement(Truth.TRUE if holds else Truth.FALSE, (test,))


def judge(condition: Condition, facts: Facts, findings: Mapping[str, Judgement]) -> Judgement:
    """Judge a condition over a patient's facts and the findings that rules concluded."""
    match condition:
        case All(parts):
            return conjunction([judge(part, facts, findings) for part in parts])
        case AnyOf(parts):
            return disjunction([judge(part, facts, findings) for part in parts])
        case Not(part):
            return negation(judge(part, facts, findings))
        case Derived(name):
            return findings[name]
        case Known(fact):
            if isinstance(facts.value(fact), Missing):
                return Judgement(Truth.UNKNOWN, (), frozenset({fact}))
            return Judgement(Truth.TRUE, (condition,))
        case Always():
            return Judgement(Truth.TRUE, (condition,))
        case _:
            return judge_test(condition, facts)


class Premise(NamedTuple):
    """What the meaning needs of a rule: its key, its condition, and the finding it derives, if any."""

    key: str
    when: Condition
    finding: str | None = None


class Findings(Mapping[str, Judgement]):
    """The derived findings of a rule set, each concluded when first asked for: the disjunction of its rules.

    A decided finding names itself first among its grounds. A finding that no rule derives is false. The rules must be free
    of cycles; their order has no influence.
    """

    def __init__(self, premises: Iterable[Premise], facts: Facts) -> None:
        self._facts = facts
        self._rules: dict[str, list[Condition]] = {}
        self._concluded: dict[str, Judgement] = {}
        for premise in premises:
            if premise.finding is not None:
                self._rules.setdefault(premise.finding, []).append(premise.when)

    def __getitem__(self, name: str) -> Judgement:
        known = self._concluded.get(name)
        if known is None:
            rules = self._rules.get(name, ())
            found = disjunction([judge(when, self._facts, self) for when in rules])
            decided = found.truth is not Truth.UNKNOWN
            known = Judgement(found.truth, (Derived(name), *found.grounds)) if decided else found
            self._concluded[name] = known
        return known

    def __iter__(self) -> Iterator[str]:
        return iter(self._rules)

    def __len__(self) -> int:
        return len(self._rules)


class Conclusion(NamedTuple):
    """The judgement of every rule, by key, and of every derived finding."""

    rules: Mapping[str, Judgement]
    findings: Mapping[str, Judgement]


def conclude(premises: Iterable[Premise], facts: Facts) -> Conclusion:
    """Judge every rule of a rule set over a patient's facts."""
    rules = tuple(premises)
    findings = Findings(rules, facts)
    return Conclusion({rule.key: judge(rule.when, facts, findings) for rule in rules}, {n: findings[n] for n in findings})
