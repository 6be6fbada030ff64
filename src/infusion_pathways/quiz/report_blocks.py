"""The report of a class as blocks and as plain values."""

from collections.abc import Iterator
from typing import Any

from infusion_pathways.document.blocks import Block, Heading, Paragraph, Table
from infusion_pathways.document.envelope import ending, envelope, stamp_of
from infusion_pathways.pack.model import Pack
from infusion_pathways.quiz.hints import filled
from infusion_pathways.quiz.report import ClassReport, Tally

KINDS = {
    "right": "right, with its reason",
    "too_much": "right, its reason among too many facts",
    "wrong_reason": "right verdict for a wrong reason",
    "misconception": "explained by a misconception",
    "two_misconceptions": "explained by two misconceptions at once",
    "missed": "missed what decides",
}
_PARTS = {"outcome": "verdicts", "reasons": "reasons", "asking": "facts asked for"}


def blocks(pack: Pack, report: ClassReport) -> tuple[Block, ...]:
    """The report, the notice last."""
    return tuple(_blocks(pack, report))


def _blocks(pack: Pack, report: ClassReport) -> Iterator[Block]:
    yield Heading(1, "The class and the quiz")
    yield Paragraph(headline(report), "outcome")
    if report.other_rules:
        yield Paragraph(f"{_cases(report.other_rules)} played with other rules than these; titles are those of today.")
    rows = tuple((_PARTS[part], f"{got:g}", f"{of:g}", _share(got, of)) for part, (got, of) in report.scores.items() if of)
    yield Heading(2, "Verdicts and reasons")
    yield Table(("Part", "Got", "Of", "Share"), rows)
    yield Table(("Answers", "How they stand"), tuple((str(k.answers), KINDS.get(k.name, k.name)) for k in report.kinds))
    if report.misconceptions:
        yield Heading(2, "Misconceptions met")
        yield Table(
            ("Answers", "Students", "Misconception"), tuple(_row(c, misconception(pack, c.name)) for c in report.misconceptions)
        )
    if report.rules:
        yield Heading(2, "Conditions misjudged")
        yield Table(("Answers", "Students", "Rule"), tuple(_row(c, rule(pack, c.name)) for c in report.rules))
    yield Heading(2, "By therapy")
    yield Table(
        ("Disease", "Therapy", "Answers", "Right", "With reason"),
        tuple(
            (pack.vocabulary.label(t.disease), pack.vocabulary.label(t.therapy), str(t.answers), str(t.right), str(t.with_reason))
            for t in report.therapies
        ),
    )
    yield from ending(None)


def headline(report: ClassReport) -> str:
    """The report in a sentence."""
    unfinished = f", {report.unfinished} of them broken off" if report.unfinished else ""
    coded = f" by {report.students} student{'s' if report.students != 1 else ''} with a code" if report.students else ""
    without = f"; {_cases(report.without_code)} without a code" if report.without_code and report.students else ""
    return f"{_cases(report.cases)} played{coded}{unfinished}{without}."


def misconception(pack: Pack, name: str) -> str:
    """A misconception in words; its id where the pack has none of that name."""
    known = pack.misconceptions.get(name)
    return known.label if known is not None else name


def rule(pack: Pack, name: str) -> str:
    """A rule in words, with its id; the id alone where the pack has no such rule."""
    known = pack.rules.get(name)
    return f"{filled(known.title, 'the therapy')} ({name})" if known is not None else name


def plain(pack: Pack, report: ClassReport) -> dict[str, Any]:
    """The report as plain values."""
    result = {
        "cases": report.cases,
        "unfinished": report.unfinished,
        "students": report.students,
        "without_code": report.without_code,
        "other_rules": report.other_rules,
        "scores": {part: {"got": got, "of": of} for part, (got, of) in report.scores.items() if of},
        "kinds": [_plain(c, KINDS.get(c.name, c.name)) for c in report.kinds],
        "misconceptions": [_plain(c, misconception(pack, c.name)) for c in report.misconceptions],
        "rules": [_plain(c, rule(pack, c.name)) for c in report.rules],
        "therapies": [t._asdict() for t in report.therapies],
    }
    return envelope("quiz-report/2", [stamp_of(pack)], [], result)


def _plain(counted: Tally, words: str) -> dict[str, Any]:
    return {**counted._asdict(), "words": words}


def _row(counted: Tally, words: str) -> tuple[str, str, str]:
    return str(counted.answers), str(counted.students), words


def _cases(count: int) -> str:
    return f"{count} case{'s' if count != 1 else ''}"


def _share(got: float, of: float) -> str:
    return f"{100 * got / of:.0f} %"
