"""A trace as an outline of blocks, at one of three lengths. Text, Markdown and HTML only draw these blocks."""

from collections.abc import Iterable, Iterator, Sequence

from infusion_pathways.document.blocks import Block, Detail, Entry, Heading, Paragraph
from infusion_pathways.document.envelope import ending
from infusion_pathways.meaning.outcomes import Outcome
from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.trace import tree
from infusion_pathways.trace.deciding import hidden_behind, main_sentence
from infusion_pathways.trace.entries import Common, argument_entry, check_entries, cited, marked, pointed, quieted
from infusion_pathways.trace.wording import capital

MOST_ASKED = {"short": 3, "standard": 8}


def outline(trace: tree.Trace, detail: Detail = Detail.STANDARD) -> tuple[Block, ...]:
    """The blocks of a trace, outcome first, the educational notice last, at every length."""
    return tuple(_blocks(trace, detail))


def _blocks(trace: tree.Trace, detail: Detail) -> Iterator[Block]:
    outcome = Outcome(trace.outcome.code).row
    yield Heading(1, capital(outcome.label), outcome.look.value)
    yield Paragraph(trace.outcome.sentence, "outcome")
    yield Paragraph(f"Scenario: {trace.scenario.title} ({trace.scenario.id})", "scenario")
    if detail is not Detail.SHORT and trace.scenario.narrative:
        yield Paragraph(trace.scenario.narrative, "narrative")
    for diagnosis in trace.diagnoses:
        yield from _diagnosis(diagnosis, detail)
    yield from _asks(trace, detail)
    if detail is Detail.SHORT:
        yield from _flags_in_a_line(trace)
    else:
        yield from _discrepancies(trace, detail)
        yield from _not_considered(trace)
        yield from _flags(trace)
    if detail is Detail.FULL:
        yield from _sources(trace)
    full = detail is Detail.FULL
    yield from ending(trace.pack, whole_digest=full, engines=trace.engines if full else ())


def _diagnosis(diagnosis: tree.DiagnosisTrace, detail: Detail) -> Iterator[Block]:
    yield Heading(2, capital(diagnosis.label))
    if diagnosis.pathway is None:
        yield Paragraph("No pathway of these rules covers this disease.")
        return
    for conflict in diagnosis.conflicts:
        yield argument_entry("conflict", conflict, detail)
    shown = [
        therapy
        for therapy in sorted(diagnosis.therapies, key=lambda t: (_ORDER.index(Verdict(t.verdict)), t.label))
        if therapy.verdict != Verdict.NO_REASON.value or detail is Detail.FULL
    ]
    if detail is Detail.STANDARD:
        shown = [quieted(therapy) for therapy in shown]
    common = Common(shown if detail is Detail.STANDARD else ())
    for therapy in shown:
        yield from _therapy(therapy, detail, common)
    yield from common.told(detail)
    if detail is Detail.STANDARD:
        yield from _besides([t for t in diagnosis.therapies if t.verdict == Verdict.NO_REASON.value], bool(shown))
    if detail is Detail.FULL and diagnosis.findings:
        yield Heading(3, "Conclusions on the way")
        for finding in diagnosis.findings:
            details = [v.words + pointed(v.pointer) for v in finding.values] + [
                g.words + pointed(g.pointer) for g in finding.gaps
            ]
            rules = f"rules: {', '.join(finding.rules)}" if finding.rules else ""
            yield Entry(finding.truth, finding.label, tuple(x for x in (*details, rules) if x))


def _besides(therapies: Sequence[tree.TherapyTrace], others: bool) -> Iterator[Block]:
    """What therapies without a reason still bring up: flagged notes, checks that follow from what is recorded."""
    arguments = {a.rule: a for t in therapies for a in (*t.cautions, *t.notes) if a.flag}
    checks = list({check.name: check for t in therapies for check in t.checks}.values())
    if arguments or checks:
        yield Heading(3, "Also worth knowing" if others else "No infusion in question, but worth knowing")
        for argument in arguments.values():
            yield argument_entry("note", argument, Detail.STANDARD)
        yield from check_entries(checks)


_ORDER = tuple(Verdict)


def _therapy(therapy: tree.TherapyTrace, detail: Detail, common: Common) -> Iterator[Block]:
    verdict = Verdict(therapy.verdict)
    yield Heading(3, f"{capital(therapy.label)}: {verdict.label}", verdict.about.look.value)
    if detail is Detail.SHORT:
        yield from _in_short(therapy)
        return
    yield Paragraph(therapy.sentence)
    parts = {
        "against": _against(therapy, detail),
        "unmet": (argument_entry("not met", argument, detail) for argument in therapy.unmet),
        "for": _for(therapy, detail, common),
        "unknown": _unknown(therapy, detail),
        "closed": (argument_entry("no reason", a, detail) for a in (therapy.closed if detail is Detail.FULL else ())),
    }
    last = () if verdict is Verdict.NO_REASON else parts.pop("closed")
    yield from parts.pop(verdict.about.first)
    for part in parts.values():
        yield from part
    for argument in common.cautions(therapy):
        yield argument_entry("caution", argument, detail)
    for argument in therapy.met if detail is Detail.FULL else ():
        yield argument_entry("met", argument, detail)
    for argument in common.notes(therapy):
        yield argument_entry("note", argument, detail)
    yield from last
    yield from _checks(common.checks(therapy), detail)


def _in_short(therapy: tree.TherapyTrace) -> Iterator[Block]:
    """The main reason alone, and what it must not hide."""
    yield Paragraph(main_sentence(therapy))
    for argument in hidden_behind(therapy):
        yield Entry("caution" if argument.kind == "cautions" else _stops(argument), argument.because)


def _stops(argument: tree.Argument) -> str:
    return "hold" if argument.kind == "holds" else "against"


def _against(therapy: tree.TherapyTrace, detail: Detail) -> Iterator[Entry]:
    """What rules it out, then what puts it on hold, then what does so by being unknown."""
    for argument in sorted(therapy.against, key=lambda argument: argument.kind == "holds"):
        yield argument_entry(_stops(argument), argument, detail)
    for argument in therapy.unknown:
        if _waits(therapy, argument):
            yield argument_entry("hold", argument, detail)


def _for(therapy: tree.TherapyTrace, detail: Detail, common: Common) -> Iterator[Entry]:
    for argument in therapy.supporting:
        before = common.seen(argument.values, therapy.label) if detail is Detail.STANDARD else None
        entry = argument_entry("for", argument, detail)
        yield Entry(entry.tag, entry.text, (f"on the same facts as {before}",)) if before else entry


def _unknown(therapy: tree.TherapyTrace, detail: Detail) -> Iterator[Entry]:
    """Unknown arguments: in full, or gathered by what they could do."""
    if detail is Detail.FULL:
        for argument in sorted(therapy.unknown, key=lambda argument: argument.rule not in therapy.deciding):
            if not _waits(therapy, argument):
                yield argument_entry("unknown", argument, detail)
        return
    lenient = therapy.verdict in (Verdict.CANDIDATE.value, Verdict.ON_HOLD.value)
    words = {
        "supports": "not known; could be a reason for it",
        "requires": "expected by a label or guideline, and to be checked" if lenient else "needed and not known",
        "excludes": "not known; could rule it out",
        "holds": "not known; could put it on hold",
    }
    for kind, lead in words.items():
        arguments = [a for a in therapy.unknown if a.kind == kind and not _waits(therapy, a)]
        if not arguments:
            continue
        gaps = dict.fromkeys(gap.words for argument in arguments for gap in argument.gaps)
        yield Entry("unknown", f"{capital(lead)}: {_gathered(gaps)}.")


def _waits(therapy: tree.TherapyTrace, argument: tree.Argument) -> bool:
    """Whether an argument puts the therapy on hold by being unknown."""
    return therapy.verdict == Verdict.ON_HOLD.value and argument.blocks_unknown


def _gathered(gaps: Iterable[str]) -> str:
    """Gaps by the way they are missing, so that each way is said once."""
    by_way: dict[str, list[str]] = {}
    for words in gaps:
        name, _, way = words.partition(": ")
        by_way.setdefault(way, []).append(name)
    return "; ".join(f"{'; '.join(names)} ({way})" for way, names in by_way.items())


def _checks(checks: Sequence[tree.OutstandingCheck], detail: Detail) -> Iterator[Entry]:
    if detail is Detail.FULL:
        for check in checks:
            yield Entry("check", f"{capital(check.words)}. {check.because}{marked(check.to_be_confirmed)} {cited(check.cites)}")
    else:
        yield from check_entries(checks)


def _asks(trace: tree.Trace, detail: Detail) -> Iterator[Block]:
    if not trace.asks:
        return
    yield Heading(2, "What to ask next")
    most = MOST_ASKED.get(detail.value, len(trace.asks))
    for number, ask in enumerate(trace.asks[:most], 1):
        about = f" ({', '.join(ask.therapies)})" if ask.therapies else ""
        where = pointed(ask.pointer) if not ask.pointer.startswith("check:") else ""
        details = (f"{ask.words}{where}; {ask.bearing}{about}",) if detail is not Detail.SHORT else ()
        yield Entry(f"{number}.", ask.question, details)
    if len(trace.asks) > most:
        yield Paragraph(f"and {len(trace.asks) - most} more with --detail full")


def _discrepancies(trace: tree.Trace, detail: Detail) -> Iterator[Block]:
    if not trace.discrepancies:
        return
    yield Heading(2, "Where the document and labels or guidelines differ")
    for found in trace.discrepancies:
        sources = cited(found.sources)
        details = (
            f"document: {found.document}",
            f"label or guideline: {found.label} {sources}",
            *((f"shown here: {found.shown_as}", f"touched by: {', '.join(found.rules)}") if detail is Detail.FULL else ()),
        )
        yield Entry(found.id, f"{found.title} (severity {found.severity}){marked(found.to_be_confirmed)}", details)


def _not_considered(trace: tree.Trace) -> Iterator[Block]:
    if trace.not_considered:
        yield Heading(2, "No reason for it, or not named for this disease")
        for item in trace.not_considered:
            yield Entry("-", item.line)


def _flags_in_a_line(trace: tree.Trace) -> Iterator[Block]:
    if trace.flags:
        yield Paragraph(f"Flags: {', '.join(flag.code for flag in trace.flags)}", "flags")


def _flags(trace: tree.Trace) -> Iterator[Block]:
    if trace.flags:
        yield Heading(2, "Flags")
        for flag in trace.flags:
            yield Entry("!", f"{flag.code}: {flag.label}")


def _sources(trace: tree.Trace) -> Iterator[Block]:
    yield Heading(2, "Sources")
    for source in trace.sources:
        grade = f" (grade {source.grade})" if source.grade else ""
        place = f" {source.place}" if source.place else ""
        yield Entry(source.id, f"{source.text}{grade}{place}{marked(source.to_be_confirmed)}")
