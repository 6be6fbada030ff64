"""What was proved, as blocks and as plain values; refuted statements first, each with the patient who refutes it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from infusion_pathways.pack.invariant import Accepted
from infusion_pathways.pack.rule import Pack
from infusion_pathways.prove.prove import PROPERTIES
from infusion_pathways.prove.telling import patient_lines
from infusion_pathways.prove.verify import Result, Status
from infusion_pathways.scenario.writing import scenario_plain
from infusion_pathways.trace.blocks import Block, Entry, Heading, Paragraph
from infusion_pathways.trace.tree import NOTICE
from infusion_pathways.trace.wording import OUTCOME_LABELS, VERDICT_LABELS
from infusion_pathways.verdicts import Outcome, Verdict


def blocks(pack: Pack, results: Sequence[Result], idle: Sequence[Accepted], everything: bool) -> tuple[Block, ...]:
    """The report as blocks; `idle` are accepted statements that are not refuted, `everything` lists proved ones too."""
    return tuple(_blocks(pack, results, idle, everything))


def _blocks(pack: Pack, results: Sequence[Result], idle: Sequence[Accepted], everything: bool) -> Iterator[Block]:
    yield Heading(1, headline(results), "excluded" if _count(results, Status.REFUTED) else "candidate")
    yield Paragraph(f"{len(results)} statements about every patient that these rules can describe.", "outcome")
    for status, title in _SECTIONS:
        wanted = [result for result in results if result.status is status]
        if wanted:
            yield Heading(2, title)
            for result in wanted:
                yield _result(pack, result)
    yield from _accepted(results)
    if idle:
        yield Heading(2, "Accepted, but not refuted")
        yield from (Entry("idle", f"{a.property}: {a.subject}", (a.because,)) for a in idle)
    yield Heading(2, "Properties")
    for name, words in PROPERTIES.items():
        of_it = [result for result in results if result.property == name]
        if of_it:
            counted = Counter(result.status for result in of_it)
            told = ", ".join(f"{counted[status]} {status.value}" for status in Status if counted[status])
            yield Entry(_tag(counted), f"{words}: {told}", (f"more: pathways docs {name}",))
    if everything:
        yield Heading(2, "Proved")
        for result in results:
            if result.status is Status.PROVED:
                yield _result(pack, result)
    yield Paragraph(f"Rules: {pack.id} {pack.version}, digest {pack.digest[:12]}", "stamp")
    yield Paragraph(NOTICE, "notice")


_SECTIONS = (
    (Status.REFUTED, "Refuted"),
    (Status.UNDECIDED, "Not decided within the budget"),
)


def _accepted(results: Sequence[Result]) -> Iterator[Block]:
    """What the author accepts, under each reason once."""
    accepted = [result for result in results if result.status is Status.ACCEPTED]
    if accepted:
        yield Heading(2, "Refuted, and accepted by the author")
    for reason in dict.fromkeys(result.note for result in accepted):
        told = (f"{result.property}: {result.subject}" for result in accepted if result.note == reason)
        yield Entry(Status.ACCEPTED.value, reason, tuple(told))


def headline(results: Sequence[Result]) -> str:
    """The whole in a line."""
    refuted, undecided = _count(results, Status.REFUTED), _count(results, Status.UNDECIDED)
    if not refuted and not undecided:
        return "all proved" if not _count(results, Status.ACCEPTED) else "all proved but what the author accepts"
    return ", ".join([f"{refuted} refuted"] * bool(refuted) + [f"{undecided} not decided"] * bool(undecided))


def _count(results: Sequence[Result], status: Status) -> int:
    return sum(result.status is status for result in results)


def _tag(counted: Counter[Status]) -> str:
    worst = next(s for s in (Status.REFUTED, Status.UNDECIDED, Status.ACCEPTED, Status.PROVED) if counted[s])
    return worst.value


def _result(pack: Pack, result: Result) -> Entry:
    """A statement with the patients who show or refute it."""
    details = []
    for number, patient in enumerate(result.patients):
        lead = ("before: ", "after: ")[number] if len(result.patients) > 1 else ""
        details.append(f"{lead}{'; '.join(patient_lines(patient, pack.vocabulary))}")
        details += [
            f"{lead}{pack.vocabulary.therapies[therapy].label}: {VERDICT_LABELS[Verdict(verdict)]}"
            for therapy, verdict in result.verdicts[number]
        ]
        if result.outcomes:
            details.append(f"{lead}outcome: {OUTCOME_LABELS[Outcome(result.outcomes[number])]}")
    if not result.patients and result.status is Status.REFUTED and not result.note:
        details.append("there is no such patient: proved")
    for rule in result.rules if result.status is not Status.PROVED else ():
        details.append(f"rule {rule}: {pack.rules[rule].title}")
    if result.note:
        details.append(f"why: {result.note}")
    return Entry(result.status.value, f"{result.words} ({result.property}: {result.subject})", tuple(details))


def plain(pack: Pack, results: Sequence[Result], idle: Sequence[Accepted]) -> dict[str, Any]:
    """The report as plain values."""
    return {
        "pack": {"id": pack.id, "version": pack.version, "digest": pack.digest},
        "summary": {status.value: _count(results, status) for status in Status},
        "results": [
            {
                "property": result.property,
                "subject": result.subject,
                "statement": result.words,
                "status": result.status.value,
                "pathway": result.pathway,
                "rules": list(result.rules),
                "patients": [
                    {"scenario": scenario_plain(patient), "verdicts": dict(verdicts), "outcome": outcome}
                    for patient, verdicts, outcome in zip(
                        result.patients, result.verdicts, result.outcomes or (None,) * len(result.patients), strict=True
                    )
                ],
                "note": result.note,
            }
            for result in results
        ],
        "accepted_but_not_refuted": [{"property": a.property, "subject": a.subject, "because": a.because} for a in idle],
        "notice": NOTICE,
    }
