"""A trace as an outline of blocks, at one of three lengths. Text, Markdown and later HTML only draw these blocks."""

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from typing import Any, NamedTuple

from infusion_pathways.trace import tree
from infusion_pathways.trace.wording import OUTCOME_LABELS, VERDICT_LABELS, capital
from infusion_pathways.verdicts import Outcome, Verdict

TO_BE_CONFIRMED = "to be confirmed"
MOST_ASKED = {"short": 3, "standard": 8}
LENSES = {"document": "document", "label": "label", "guideline": "guideline"}


class Detail(Enum):
    """How much of a trace to read."""

    SHORT = "short"
    STANDARD = "standard"
    FULL = "full"


class Heading(NamedTuple):
    """A heading; level 1 is the outcome. `verdict` is the code of a verdict or outcome, for colour only."""

    level: int
    text: str
    verdict: str = ""


class Paragraph(NamedTuple):
    """A paragraph; `role` says what kind of text it is."""

    text: str
    role: str = "plain"


class Entry(NamedTuple):
    """A line with a word in front that says what it is, and finer lines below it."""

    tag: str
    text: str
    details: tuple[str, ...] = ()


Block = Heading | Paragraph | Entry


def outline(trace: tree.Trace, detail: Detail = Detail.STANDARD) -> tuple[Block, ...]:
    """The blocks of a trace, outcome first, the educational notice last, at every length."""
    return tuple(_blocks(trace, detail))


def _blocks(trace: tree.Trace, detail: Detail) -> Iterator[Block]:
    yield Heading(1, capital(OUTCOME_LABELS[Outcome(trace.outcome.code)]), trace.outcome.code)
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
        yield from _not_indicated(trace)
        yield from _flags(trace)
    if detail is Detail.FULL:
        yield from _sources(trace)
    stamp = trace.pack
    yield Paragraph(
        f"Rules: {stamp.id} {stamp.version}, digest {stamp.digest[:12] if detail is not Detail.FULL else stamp.digest}",
        "stamp",
    )
    yield Paragraph(trace.notice, "notice")


def _diagnosis(diagnosis: tree.Diagnosis, detail: Detail) -> Iterator[Block]:
    yield Heading(2, capital(diagnosis.label))
    if diagnosis.pathway is None:
        yield Paragraph("No pathway of these rules covers this disease; it counts as a comorbidity of the others.")
        return
    for conflict in diagnosis.conflicts:
        yield _argument("conflict", conflict, detail)
    shown = [
        therapy
        for therapy in sorted(diagnosis.therapies, key=lambda t: (_ORDER.index(Verdict(t.verdict)), t.label))
        if therapy.verdict != Verdict.NOT_INDICATED.value or detail is Detail.FULL
    ]
    common = _Common(shown) if detail is Detail.STANDARD else _Common(())
    for therapy in shown:
        yield from _therapy(therapy, detail, common)
    yield from common.told(detail)
    if detail is Detail.FULL and diagnosis.findings:
        yield Heading(3, "Conclusions on the way")
        for finding in diagnosis.findings:
            details = [v.words + _at(v.pointer) for v in finding.values] + [g.words + _at(g.pointer) for g in finding.gaps]
            rules = f"rules: {', '.join(finding.rules)}" if finding.rules else ""
            yield Entry(finding.truth, finding.label, tuple(x for x in (*details, rules) if x))


_ORDER = tuple(Verdict)


class _Common:
    """What several therapies of a diagnosis share, so that a reader meets it once."""

    def __init__(self, therapies: Sequence[tree.Therapy]) -> None:
        several = len(therapies) > 1
        self._cautions = _shared([[_said(a) for a in t.cautions] for t in therapies]) if several else {}
        self._notes = _shared([[_said(a) for a in t.notes] for t in therapies]) if several else {}
        self._checks = _shared([[c.name for c in t.checks] for t in therapies]) if several else {}
        self._arguments = {_said(a): a for t in therapies for a in (*t.cautions, *t.notes)}
        self._words = {c.name: c.words for t in therapies for c in t.checks}
        self._first: dict[tuple[tree.Value, ...], str] = {}

    def cautions(self, therapy: tree.Therapy) -> list[tree.Argument]:
        """The cautions of this therapy alone."""
        return [a for a in therapy.cautions if _said(a) not in self._cautions]

    def notes(self, therapy: tree.Therapy) -> list[tree.Argument]:
        """The notes of this therapy alone."""
        return [a for a in therapy.notes if _said(a) not in self._notes]

    def checks(self, therapy: tree.Therapy) -> list[tree.Check]:
        """The checks of this therapy alone."""
        return [c for c in therapy.checks if c.name not in self._checks]

    def seen(self, values: tuple[tree.Value, ...], therapy: str) -> str | None:
        """The therapy under which the same values were shown before, if there was one."""
        before = self._first.setdefault(values, therapy)
        return before if len(values) > 1 and before != therapy else None

    def told(self, detail: Detail) -> Iterator[Block]:
        """The shared part."""
        if self._cautions or self._notes or self._checks:
            yield Heading(3, "For all of these")
            for said in self._cautions:
                yield _argument("caution", self._arguments[said], detail)
            for said in self._notes:
                yield _argument("note", self._arguments[said], detail)
            if self._checks:
                yield Entry("checks", f"To check or arrange: {'; '.join(self._words[name] for name in self._checks)}.")


def _said(argument: tree.Argument) -> tuple[str, str]:
    return argument.rule, argument.because


def _shared(lists: Sequence[Sequence[Any]]) -> dict[Any, None]:
    """What stands in every list, in the order of the first."""
    return {item: None for item in lists[0] if all(item in other for other in lists[1:])}


def _therapy(therapy: tree.Therapy, detail: Detail, common: _Common) -> Iterator[Block]:
    verdict = Verdict(therapy.verdict)
    yield Heading(3, f"{capital(therapy.label)}: {VERDICT_LABELS[verdict]}", therapy.verdict)
    if detail is Detail.SHORT:
        main = _main_reason(therapy)
        yield Paragraph(main.because if main else therapy.sentence)
        return
    yield Paragraph(therapy.sentence)
    for argument in therapy.against:
        yield _argument("hold" if argument.kind == "holds" else "against", argument, detail)
    for argument in therapy.unmet:
        yield _argument("not met", argument, detail)
    for argument in therapy.supporting:
        before = common.seen(argument.values, therapy.label) if detail is Detail.STANDARD else None
        entry = _argument("for", argument, detail)
        yield Entry(entry.tag, entry.text, (f"on the same facts as {before}",)) if before else entry
    yield from _unknown(therapy, detail)
    for argument in common.cautions(therapy):
        yield _argument("caution", argument, detail)
    for argument in therapy.met if detail is Detail.FULL else ():
        yield _argument("met", argument, detail)
    for argument in common.notes(therapy):
        yield _argument("note", argument, detail)
    for argument in therapy.closed if detail is Detail.FULL else ():
        yield _argument("no reason", argument, detail)
    yield from _checks(common.checks(therapy), detail)


def _main_reason(therapy: tree.Therapy) -> tree.Argument | None:
    """The argument that tells the verdict: the first that stands against it, else the first for it."""
    waiting = tuple(a for a in therapy.unknown if a.blocks_unknown)
    groups: dict[str, Sequence[tree.Argument]] = {
        Verdict.EXCLUDED.value: therapy.against,
        Verdict.ON_HOLD.value: (*therapy.against, *waiting),
        Verdict.LABEL_GAP.value: therapy.unmet,
        Verdict.CANDIDATE.value: therapy.supporting,
        Verdict.NOT_AN_INFUSION.value: [a for a in therapy.notes if a.flag],
    }
    return next(iter(groups.get(therapy.verdict, ())), None)


def _argument(tag: str, argument: tree.Argument, detail: Detail) -> Entry:
    details = [value.words + _at(value.pointer) for value in argument.values]
    details += [gap.words + _at(gap.pointer) for gap in argument.gaps]
    if detail is Detail.FULL:
        via = f", through {', '.join(argument.through)}" if argument.through else ""
        details.append(f"rule {argument.rule} ({_lens(argument)}){via}")
    elif tag in ("note", "caution"):
        details = []
    return Entry(tag, f"{argument.because}{_mark(argument.to_be_confirmed)} {_cites(argument.cites)}", tuple(details))


def _lens(argument: tree.Argument) -> str:
    where = f", {'/'.join(name.upper() for name in argument.jurisdiction)}" if argument.jurisdiction else ""
    return f"{LENSES[argument.lens]}{where}"


def _unknown(therapy: tree.Therapy, detail: Detail) -> Iterator[Entry]:
    """Unknown arguments: in full, or gathered by what they could do."""
    if detail is Detail.FULL:
        for argument in therapy.unknown:
            yield _argument("unknown", argument, detail)
        return
    words = {
        "supports": "not known, and would be a reason for it",
        "requires": "needed and not known",
        "excludes": "not known, and would rule it out",
        "holds": "not known, and would put it on hold",
    }
    for kind, lead in words.items():
        arguments = [a for a in therapy.unknown if a.kind == kind]
        if not arguments:
            continue
        gaps = dict.fromkeys(gap.words for argument in arguments for gap in argument.gaps)
        yield Entry("unknown", f"{capital(lead)}: {_gathered(gaps)}.")


def _gathered(gaps: Iterable[str]) -> str:
    """Gaps by the way they are missing, so that each way is said once."""
    by_way: dict[str, list[str]] = {}
    for words in gaps:
        name, _, way = words.partition(": ")
        by_way.setdefault(way, []).append(name)
    return "; ".join(f"{', '.join(names)} ({way})" for way, names in by_way.items())


def _checks(checks: Sequence[tree.Check], detail: Detail) -> Iterator[Entry]:
    if detail is Detail.FULL:
        for check in checks:
            yield Entry("check", f"{capital(check.words)}. {check.because}{_mark(check.to_be_confirmed)} {_cites(check.cites)}")
    elif checks:
        yield Entry("checks", f"To check or arrange: {'; '.join(dict.fromkeys(check.words for check in checks))}.")


def _asks(trace: tree.Trace, detail: Detail) -> Iterator[Block]:
    if not trace.asks:
        return
    yield Heading(2, "What to ask next")
    most = MOST_ASKED.get(detail.value, len(trace.asks))
    for number, ask in enumerate(trace.asks[:most], 1):
        about = f" ({', '.join(ask.therapies)})" if ask.therapies else ""
        where = _at(ask.pointer) if not ask.pointer.startswith("check:") else ""
        details = (f"{ask.words}{where}; {ask.bearing}{about}",) if detail is not Detail.SHORT else ()
        yield Entry(f"{number}.", ask.question, details)
    if len(trace.asks) > most:
        yield Paragraph(f"and {len(trace.asks) - most} more with --detail full")


def _discrepancies(trace: tree.Trace, detail: Detail) -> Iterator[Block]:
    if not trace.discrepancies:
        return
    yield Heading(2, "Where the document and labels or guidelines differ")
    for found in trace.discrepancies:
        sources = _cites(found.sources)
        details = (
            f"document: {found.document}",
            f"label or guideline: {found.label} {sources}",
            *((f"shown here: {found.shown_as}", f"touched by: {', '.join(found.rules)}") if detail is Detail.FULL else ()),
        )
        yield Entry(found.id, f"{found.title} (severity {found.severity}){_mark(found.to_be_confirmed)}", details)


def _not_indicated(trace: tree.Trace) -> Iterator[Block]:
    if trace.not_indicated:
        yield Heading(2, "Not indicated")
        for item in trace.not_indicated:
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
        yield Entry(source.id, f"{source.text}{grade}{place}{_mark(source.to_be_confirmed)}")


def _cites(cites: Iterable[str]) -> str:
    return f"[{', '.join(cites)}]"


def _mark(to_be_confirmed: bool) -> str:
    return f" ({TO_BE_CONFIRMED})" if to_be_confirmed else ""


def _at(pointer: str) -> str:
    return f"  {pointer}" if pointer else ""
