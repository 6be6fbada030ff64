"""Expectations made from an answer, and each of them turned otherwise."""

from collections.abc import Iterator
from itertools import chain

from infusion_pathways import Pack, Trace
from infusion_pathways.cases.expect import asked_in, finding_in, truth_in, verdict_in
from infusion_pathways.meaning.logic import Truth
from infusion_pathways.meaning.outcomes import Outcome
from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.scenario import Expect
from infusion_pathways.trace.phrasebook import book_of

MOST = 200
"""As many names as a list of a scenario may hold."""


def filled(pack: Pack, trace: Trace) -> Expect:
    """Everything that a case can expect, as the trace has it."""
    therapies = [(d.disease, t.therapy) for d in trace.diagnoses for t in d.therapies]
    found = [(d.disease, f.name) for d in trace.diagnoses for f in d.findings]
    therapy_names = dict.fromkeys([*(t for _, t in therapies), *(f"{d}/{t}" for d, t in therapies), *pack.vocabulary.therapies])
    finding_names = dict.fromkeys(chain.from_iterable((f, f"{d}/{f}") for d, f in found))
    derived = [name for name, word in pack.vocabulary.findings.items() if word.derived]
    return Expect(
        outcome=trace.outcome.code,
        verdicts={name: verdict_in(trace, name)[0] for name in therapy_names},
        findings={name: finding_in(trace, name) for name in dict.fromkeys([*finding_names, *derived])},
        rules={name: truth_in(trace, name) for name in (*trace.fired, *trace.unknown, *pack.rules)},
        because=trace.fired[:MOST],
        not_because=tuple(name for name in pack.rules if name not in trace.fired)[:MOST],
        flags=tuple(flag.code for flag in trace.flags),
        asks=tuple(sorted(asked_in(trace))),
        not_asks=tuple(name for name in _askable(pack) if name not in asked_in(trace))[:MOST],
    )


def _askable(pack: Pack) -> tuple[str, ...]:
    return (*pack.vocabulary.checks, *book_of(pack).facts)


def turned(pack: Pack, expect: Expect, trace: Trace) -> Iterator[tuple[str, str, Expect]]:
    """Each expectation turned otherwise, once: the section and the name it is about, and all expectations with it."""
    for outcome in Outcome:
        if outcome.value != expect.outcome:
            yield "outcome", "", expect._replace(outcome=outcome.value)
    for name, verdict in expect.verdicts.items():
        for other in Verdict:
            if other.value != verdict:
                yield "verdicts", name, expect._replace(verdicts={**expect.verdicts, name: other.value})
    for name, truth in expect.findings.items():
        for wanted in Truth:
            if wanted.value != truth:
                yield "findings", name, expect._replace(findings={**expect.findings, name: wanted.value})
    for name, truth in expect.rules.items():
        for wanted in Truth:
            if wanted.value != truth:
                yield "rules", name, expect._replace(rules={**expect.rules, name: wanted.value})
    for name in expect.because:
        yield "not_because", name, expect._replace(not_because=(*expect.not_because, name))
    for name in expect.not_because:
        yield "because", name, expect._replace(because=(*expect.because, name))
    for name in pack.vocabulary.flags:
        if name not in expect.flags:
            yield "flags", name, expect._replace(flags=(*expect.flags, name))
    for name in _askable(pack):
        if name not in expect.asks:
            yield "asks", name, expect._replace(asks=(*expect.asks, name))
    for name in expect.asks:
        yield "not_asks", name, expect._replace(not_asks=(*expect.not_asks, name))
