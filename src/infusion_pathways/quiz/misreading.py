"""What the rules say of a patient, as they stand or under a reading that takes something otherwise.

There is no second truth: a misread patient is judged by the same meaning and counted by the same tables.
"""

import math
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from infusion_pathways.facts import COMORBIDITIES, ORGANS, TREATMENTS, Facts, Missing, Record, Treatment, Value
from infusion_pathways.logic import Judgement, Truth, conclude
from infusion_pathways.pack.misconception import Reading
from infusion_pathways.pack.rule import Kind, Program, in_use
from infusion_pathways.trace.book import facts_read
from infusion_pathways.verdicts import Row, Standing, standing_of, verdict_of
from infusion_pathways.vocabulary import ABSENT, Measure, Vocabulary

AS_IT_STANDS = Reading()
_OF_NO_KIND = "fits no test"
_LEFT_OUT = {
    Kind.SUPPORTS: Truth.FALSE,
    Kind.EXCLUDES: Truth.FALSE,
    Kind.HOLDS: Truth.FALSE,
    Kind.REQUIRES: Truth.TRUE,
    Kind.CONFLICT: Truth.FALSE,
}


class Seen(NamedTuple):
    """What the rules make of one diagnosis under one reading.

    `rules` is the truth of every rule as it counts, `left_out` the rules that the reading does not look at. For each therapy
    `standings` has the truth of its groups of arguments, and `rows` the row of the verdict table that applies.
    """

    program: Program
    facts: Facts
    findings: Mapping[str, Judgement]
    rules: Mapping[str, Truth]
    left_out: frozenset[str]
    standings: Mapping[str, Standing]
    rows: Mapping[str, Row]

    def verdict(self, therapy: str) -> str:
        """The verdict on a therapy."""
        return self.rows[therapy].verdict.value


def seen(program: Program, facts: Facts, words: Vocabulary, reading: Reading = AS_IT_STANDS) -> Seen:
    """What the rules of a program make of a patient who is read in some way; without a reading, as the facts stand."""
    read = facts_as_read(program, facts, words, reading)
    concluded = conclude(program.premises, read)
    truths = {key: judgement.truth for key, judgement in concluded.rules.items()}
    left_out = _left_out(program, reading)
    rules = {key: left_out.get(key, truth) for key, truth in truths.items()}
    if reading.unknown == "present":
        deciding = {c.key for clauses in program.deciding.values() for c in clauses if c.rule.kind is not Kind.REQUIRES}
        rules = {key: Truth.TRUE if t is Truth.UNKNOWN and key in deciding else t for key, t in rules.items()}
    if reading.route:
        program = replace(program, infusion=dict.fromkeys(program.infusion, True))
    standings = {therapy: standing_of(program, therapy, rules) for therapy in program.pathway.therapies}
    rows = {therapy: verdict_of(standing) for therapy, standing in standings.items()}
    return Seen(program, read, concluded.findings, rules, frozenset(left_out), standings, rows)


def _left_out(program: Program, reading: Reading) -> dict[str, Truth]:
    """The rules that a reading does not look at, each with the truth at which it decides nothing."""
    found = {c.key: _LEFT_OUT[c.rule.kind] for c in program.clauses if c.rule.kind.value in reading.without}
    if "in_use" in reading.without:
        found.update({in_use(therapy): Truth.FALSE for therapy in program.pathway.therapies})
    return found


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
