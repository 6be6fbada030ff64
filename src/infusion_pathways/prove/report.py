"""What was proved, as blocks and as plain values; refuted statements first, each with the patient who refutes it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from infusion_pathways.document.blocks import Block, Entry, Heading, Paragraph
from infusion_pathways.document.envelope import ending, envelope, stamp_of
from infusion_pathways.engine.choice import chosen
from infusion_pathways.meaning.invariant import Accepted
from infusion_pathways.meaning.outcomes import Outcome
from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.pack.model import Pack
from infusion_pathways.prove.run import PROPERTIES
from infusion_pathways.prove.verification import ProofResult, ProofStatus
from infusion_pathways.scenario.writing import scenario_plain
from infusion_pathways.solver.patient_words import patient_lines


def blocks(pack: Pack, results: Sequence[ProofResult], needless: Sequence[Accepted], everything: bool) -> tuple[Block, ...]:
    """The report as blocks; `needless` are accepted statements that are not refuted, `everything` lists proved ones too."""
    return tuple(_blocks(pack, results, needless, everything))


def _blocks(pack: Pack, results: Sequence[ProofResult], needless: Sequence[Accepted], everything: bool) -> Iterator[Block]:
    yield Heading(1, headline(results), "bad" if _count(results, ProofStatus.REFUTED) else "good")
    yield Paragraph(f"{len(results)} statements about every patient that these rules can describe.", "outcome")
    for status, title in _SECTIONS:
        wanted = [result for result in results if result.status is status]
        if wanted:
            yield Heading(2, title)
            for result in wanted:
                yield _result(pack, result)
    yield from _accepted(results)
    if needless:
        yield Heading(2, "Accepted, but not refuted")
        yield from (Entry("idle", f"{a.property}: {a.subject}", (a.because,)) for a in needless)
    yield Heading(2, "Properties")
    for name, words in PROPERTIES.items():
        of_it = [result for result in results if result.property == name]
        if of_it:
            counted = Counter(result.status for result in of_it)
            told = ", ".join(f"{counted[status]} {status.value}" for status in ProofStatus if counted[status])
            yield Entry(_tag(counted), f"{words}: {told}", (f"more: pathways docs {name}",))
    if everything:
        yield Heading(2, "Proved")
        for result in results:
            if result.status is ProofStatus.PROVED:
                yield _result(pack, result)
    yield from ending(pack)


_SECTIONS = (
    (ProofStatus.REFUTED, "Refuted"),
    (ProofStatus.UNDECIDED, "Not decided within the budget"),
)


def _accepted(results: Sequence[ProofResult]) -> Iterator[Block]:
    """What the author accepts, under each reason once."""
    accepted = [result for result in results if result.status is ProofStatus.ACCEPTED]
    if accepted:
        yield Heading(2, "Refuted, and accepted by the author")
    for reason in dict.fromkeys(result.note for result in accepted):
        told = (f"{result.property}: {result.subject}" for result in accepted if result.note == reason)
        yield Entry(ProofStatus.ACCEPTED.value, reason, tuple(told))


def headline(results: Sequence[ProofResult]) -> str:
    """The whole in a line."""
    refuted, undecided = _count(results, ProofStatus.REFUTED), _count(results, ProofStatus.UNDECIDED)
    if not refuted and not undecided:
        return "all proved" if not _count(results, ProofStatus.ACCEPTED) else "all proved but what the author accepts"
    return ", ".join([f"{refuted} refuted"] * bool(refuted) + [f"{undecided} not decided"] * bool(undecided))


def _count(results: Sequence[ProofResult], status: ProofStatus) -> int:
    return sum(result.status is status for result in results)


def _tag(counted: Counter[ProofStatus]) -> str:
    worst = next(s for s in (ProofStatus.REFUTED, ProofStatus.UNDECIDED, ProofStatus.ACCEPTED, ProofStatus.PROVED) if counted[s])
    return worst.value


def _result(pack: Pack, result: ProofResult) -> Entry:
    """A statement with the patients who show or refute it."""
    details = []
    for number, patient in enumerate(result.patients):
        lead = ("before: ", "after: ")[number] if len(result.patients) > 1 else ""
        details.append(f"{lead}{'; '.join(patient_lines(patient, pack.vocabulary))}")
        details += [
            f"{lead}{pack.vocabulary.therapies[therapy].label}: {Verdict(verdict).label}"
            for therapy, verdict in result.verdicts[number]
        ]
        if result.outcomes:
            details.append(f"{lead}outcome: {Outcome(result.outcomes[number]).label}")
    if not result.patients and result.status is ProofStatus.REFUTED and not result.note:
        details.append("there is no such patient: proved")
    for rule in result.rules if result.status is not ProofStatus.PROVED else ():
        details.append(f"rule {rule}: {pack.rules[rule].title}")
    if result.note:
        details.append(f"why: {result.note}")
    return Entry(result.status.value, f"{result.words} ({result.property}: {result.subject})", tuple(details))


def plain(pack: Pack, results: Sequence[ProofResult], needless: Sequence[Accepted]) -> dict[str, Any]:
    """The report as plain values."""
    result = {
        "summary": {status.value: _count(results, status) for status in ProofStatus},
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
        "accepted_but_not_refuted": [{"property": a.property, "subject": a.subject, "because": a.because} for a in needless],
    }
    return envelope("prove/1", [stamp_of(pack)], chosen().judges, result)
