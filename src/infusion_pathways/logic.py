"""The meaning: strong Kleene logic over conditions, with the causes of what is unknown.

Everything that evaluates rules (the engines, later the prover) is held to these functions by tests. They are pure: the
same condition and facts give the same judgement, and nothing outside the arguments is read.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import reduce

from infusion_pathways.condition import All, Always, AnyOf, Condition, Derived, Known, Not, Test
from infusion_pathways.facts import Facts, Missing


class Truth(Enum):
    """The three truth values."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Judgement:
    """The truth of a condition; an unknown one names the facts that leave it open."""

    truth: Truth
    causes: frozenset[str] = frozenset()


TRUE = Judgement(Truth.TRUE)
FALSE = Judgement(Truth.FALSE)


def conjunction(left: Judgement, right: Judgement) -> Judgement:
    """Kleene *and*: false wins, then unknown with the causes of both sides."""
    if Truth.FALSE in (left.truth, right.truth):
        return FALSE
    if Truth.UNKNOWN in (left.truth, right.truth):
        return Judgement(Truth.UNKNOWN, left.causes | right.causes)
    return TRUE


def negation(part: Judgement) -> Judgement:
    """Kleene *not*: unknown stays unknown, for the same causes."""
    match part.truth:
        case Truth.TRUE:
            return FALSE
        case Truth.FALSE:
            return TRUE
        case Truth.UNKNOWN:
            return part


def disjunction(left: Judgement, right: Judgement) -> Judgement:
    """Kleene *or*: true wins, then unknown with the causes of both sides."""
    return negation(conjunction(negation(left), negation(right)))


def judge_test(test: Test, facts: Facts) -> Judgement:
    """Judge one atomic test; a missing value, or one that leaves the test open, is unknown because of its fact."""
    value = facts.value(test.fact)
    if isinstance(value, Missing):
        return Judgement(Truth.UNKNOWN, frozenset({test.fact}))
    holds = test.holds(value)
    if holds is None:
        return Judgement(Truth.UNKNOWN, frozenset({test.fact}))
    return TRUE if holds else FALSE


def judge(condition: Condition, facts: Facts, findings: Mapping[str, Judgement]) -> Judgement:
    """Judge a condition over a patient's facts and the findings concluded so far."""
    match condition:
        case All(parts):
            return reduce(conjunction, (judge(part, facts, findings) for part in parts), TRUE)
        case AnyOf(parts):
            return reduce(disjunction, (judge(part, facts, findings) for part in parts), FALSE)
        case Not(part):
            return negation(judge(part, facts, findings))
        case Derived(name):
            return findings.get(name, FALSE)
        case Known(fact):
            known = not isinstance(facts.value(fact), Missing)
            return TRUE if known else Judgement(Truth.UNKNOWN, frozenset({fact}))
        case Always():
            return TRUE
        case _:
            return judge_test(condition, facts)


@dataclass(frozen=True, slots=True)
class Premise:
    """What `conclude` needs of a rule: its key, its condition, and the finding it derives, if any."""

    key: str
    when: Condition
    finding: str | None = None


@dataclass(frozen=True, slots=True)
class Conclusion:
    """The judgement of every rule and every derived finding."""

    rules: Mapping[str, Judgement]
    findings: Mapping[str, Judgement]


def conclude(premises: Iterable[Premise], facts: Facts) -> Conclusion:
    """Judge every rule. A finding is the disjunction of its rules; the rules must be free of cycles.

    The order of the rules has no influence: each finding is concluded when first needed.
    """
    rules = tuple(premises)
    by_finding: dict[str, list[Premise]] = {}
    for rule in rules:
        if rule.finding is not None:
            by_finding.setdefault(rule.finding, []).append(rule)
    findings: dict[str, Judgement] = {}

    def settle(name: str) -> None:
        if name not in findings:
            judged = [judge_rule(rule) for rule in by_finding.get(name, ())]
            findings[name] = reduce(disjunction, judged, FALSE)

    def judge_rule(rule: Premise) -> Judgement:
        for name in rule.when.derived():
            settle(name)
        return judge(rule.when, facts, findings)

    for name in by_finding:
        settle(name)
    return Conclusion({rule.key: judge_rule(rule) for rule in rules}, findings)
