"""What the rules say of a patient, as they stand or under a reading that takes something otherwise.

There is no second truth: a misread patient is judged by the same meaning and counted by the same tables.
"""

import math
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from infusion_pathways.engine.choice import EngineChoice
from infusion_pathways.evaluation import Evaluation, evaluated
from infusion_pathways.meaning.facts import COMORBIDITIES, ORGANS, TREATMENTS, Facts, Missing, Record, Treatment, Value
from infusion_pathways.meaning.logic import Truth
from infusion_pathways.meaning.rule import Program, RuleKind, in_use
from infusion_pathways.meaning.standing import standing_of
from infusion_pathways.pack.misconception import Reading
from infusion_pathways.trace.phrasebook import facts_read
from infusion_pathways.vocabulary import ABSENT, Measure, Vocabulary

AS_IT_STANDS = Reading()
_OF_NO_KIND = "fits no test"
_LEFT_OUT = {
    RuleKind.SUPPORTS: Truth.FALSE,
    RuleKind.EXCLUDES: Truth.FALSE,
    RuleKind.HOLDS: Truth.FALSE,
    RuleKind.REQUIRES: Truth.TRUE,
    RuleKind.CONFLICT: Truth.FALSE,
}


class MisreadDiagnosis(NamedTuple):
    """What the rules make of one diagnosis under one reading: its evaluation has each rule with the truth at which it counts.

    `left_out` are the rules that the reading does not look at, `given` those that count as true though their condition is not.
    """

    evaluation: Evaluation
    left_out: frozenset[str] = frozenset()
    given: frozenset[str] = frozenset()

    @property
    def program(self) -> Program:
        """The rules."""
        return self.evaluation.program

    @property
    def rules(self) -> Mapping[str, Truth]:
        """The truth of every rule as it counts."""
        return self.evaluation.rules

    def verdict(self, therapy: str) -> str:
        """The verdict on a therapy."""
        return self.evaluation.verdicts[therapy].value


def misread(stands: Evaluation, words: Vocabulary, reading: Reading) -> MisreadDiagnosis:
    """What the rules make of a patient who is read in some way; `stands` is the patient as the facts stand.

    No reading makes a contradiction that the recorded facts do not hold: a conflict that only the reading makes true counts as it
    stands.
    """
    program = stands.program
    facts = facts_as_read(program, stands.facts, words, reading)
    read = stands if facts == stands.facts else evaluated(program, facts, EngineChoice.DIRECT)
    truths = dict(read.rules)
    truths.update((c.key, stands.rules[c.key]) for c in program.conflicts if truths[c.key] is Truth.TRUE)
    left_out = _left_out(program, reading, truths)
    given = _given(program, reading, truths) - left_out.keys()
    rules = {key: Truth.TRUE if key in given else left_out.get(key, truth) for key, truth in truths.items()}
    if reading.route:
        program = replace(program, infusion=dict.fromkeys(program.infusion, True))
    return MisreadDiagnosis(replace(read, program=program, rules=rules), frozenset(left_out), given)


def _left_out(program: Program, reading: Reading, truths: Mapping[str, Truth]) -> dict[str, Truth]:
    """The rules that a reading does not look at, each with the truth at which it decides nothing.

    What is open is not left out, for there is nothing yet to pass over; only a condition of a label may be open and passed over.
    """
    found = {c.key: _LEFT_OUT[c.rule.kind] for c in program.clauses if c.rule.kind.value in reading.without}
    if "in_use" in reading.without:
        found.update({in_use(therapy): Truth.FALSE for therapy in program.pathway.therapies})
    return {key: truth for key, truth in found.items() if truth is Truth.TRUE or truths[key] is not Truth.UNKNOWN}


def _given(program: Program, reading: Reading, truths: Mapping[str, Truth]) -> frozenset[str]:
    """The rules that a reading counts as true though their condition is open, or does not hold.

    Where it is open whether an argument of the kind holds, none that does not is counted: it would settle the question.
    """
    found = {c.key for c in program.clauses if truths[c.key] is Truth.UNKNOWN and c.rule.kind.value in reading.open}
    if reading.counts:
        found |= {c.key for c in program.clauses if truths[c.key] is Truth.FALSE and c.rule.kind.value in reading.counts}
        for therapy in program.pathway.therapies:
            standing = standing_of(program, therapy, truths)
            groups = {RuleKind.SUPPORTS: standing.supports, RuleKind.EXCLUDES: standing.excludes, RuleKind.HOLDS: standing.holds}
            undecided = {kind for kind, truth in groups.items() if truth is Truth.UNKNOWN}
            found -= {c.key for c in program.deciding[therapy] if c.rule.kind in undecided and truths[c.key] is Truth.FALSE}
    return frozenset(found)


def together(one: Reading, other: Reading) -> Reading | None:
    """Both readings at once, or nothing where they take the same thing for two different ones: given and left out is two."""
    if (one.open | one.counts) & other.without or (other.open | other.counts) & one.without:
        return None
    outcomes = _merged(one.outcomes, other.outcomes)
    merged = {fact: _merged(one.values.get(fact, {}), other.values.get(fact, {})) for fact in {**one.values, **other.values}}
    values = {fact: readings for fact, readings in merged.items() if readings is not None}
    if outcomes is None or len(values) < len(merged):
        return None
    return Reading(
        unknown=one.unknown or other.unknown,
        open=one.open | other.open,
        counts=one.counts | other.counts,
        outcomes=outcomes,
        values=values,
        overlooks=one.overlooks | other.overlooks,
        stopped=one.stopped or other.stopped,
        elsewhere=one.elsewhere or other.elsewhere,
        without=one.without | other.without,
        route=one.route or other.route,
    )


def _merged(one: Mapping[str, str], other: Mapping[str, str]) -> Mapping[str, str] | None:
    agree = all(other.get(name, read) == read for name, read in one.items())
    return {**one, **other} if agree else None


def facts_as_read(program: Program, facts: Facts, words: Vocabulary, reading: Reading) -> Facts:
    """The facts of a patient as somebody with a misconception reads them."""
    values = dict(facts.values)
    for fact in reading.overlooks:
        if fact in values:
            values[fact] = Missing.NOT_RECORDED if fact != COMORBIDITIES else frozenset()
    for fact, readings in reading.values.items():
        value = values.get(fact)
        if isinstance(value, frozenset):
            values[fact] = frozenset(readings.get(name, name) for name in value)
    history = values.get(TREATMENTS)
    if isinstance(history, tuple):
        values[TREATMENTS] = tuple(_treatment(entry, reading) for entry in history)
    if reading.unknown == "absent" or reading.overlooks:
        closed = facts_of(program) if reading.unknown == "absent" else reading.overlooks
        for fact in sorted(closed):
            values[fact] = _closed(values.get(fact, Missing.NOT_RECORDED), fact, words)
    return Facts(values)


def _treatment(entry: Treatment, reading: Reading) -> Treatment:
    outcome = entry.outcome
    if not isinstance(outcome, Missing):
        outcome = reading.outcomes.get(outcome, outcome)
    ongoing = True if reading.stopped and entry.ongoing is False else entry.ongoing
    return replace(entry, outcome=outcome, ongoing=ongoing, elsewhere=entry.elsewhere and not reading.elsewhere)


@cache
def facts_of(program: Program) -> frozenset[str]:
    """The facts that some test of a program reads."""
    return frozenset[str]().union(*(facts_read(premise.when, {}) for premise in program.premises))


def _closed(value: Value | Missing, fact: str, words: Vocabulary) -> Value:
    """The value with all that it leaves open taken for a no: a missing one fits no test, or is the word for absent."""
    if isinstance(value, Record):
        return Record(tuple((name, bool(answer)) for name, answer in value.entries), closed=True)
    if isinstance(value, tuple):
        return tuple(_closed_entry(entry) for entry in value)
    if not isinstance(value, Missing):
        return value
    if fact == ORGANS:
        return Record((), closed=True)
    if fact == TREATMENTS:
        return ()
    word = words.fact_word(fact)
    if isinstance(word, Measure):
        return math.nan
    no = words.canonical(fact, ABSENT)
    return frozenset({no}) if word is not None and no in word.values else frozenset()


def _closed_entry(entry: Treatment) -> Treatment:
    outcome = _OF_NO_KIND if isinstance(entry.outcome, Missing) else entry.outcome
    return replace(entry, outcome=outcome, ongoing=False if isinstance(entry.ongoing, Missing) else entry.ongoing)


def deciding_keys(program: Program, therapy: str) -> tuple[str, ...]:
    """The rules on which the verdict on a therapy depends, whether it is in use and the contradictions included."""
    arguments = (clause.key for clause in program.deciding[therapy])
    return (*arguments, in_use(therapy), *(clause.key for clause in program.conflicts))
