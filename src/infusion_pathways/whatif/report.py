"""Two answers side by side, only what differs, as blocks."""

from collections.abc import Iterator

from infusion_pathways.document.blocks import Block, Detail, Entry, Heading, Paragraph, Table, Tree
from infusion_pathways.document.envelope import ending
from infusion_pathways.meaning.outcomes import Outcome
from infusion_pathways.pack.model import Pack
from infusion_pathways.source import Document
from infusion_pathways.trace.entries import cited, marked
from infusion_pathways.trace.wording import capital, listing
from infusion_pathways.whatif.answer import Sort
from infusion_pathways.whatif.arguments import Turned, arguments_of, evidence
from infusion_pathways.whatif.comparison import MOST_COUNTED_OUT, Comparison
from infusion_pathways.whatif.drawing import ComparisonDrawer
from infusion_pathways.whatif.idle import why_idle
from infusion_pathways.whatif.naming import Namer, is_told, said
from infusion_pathways.whatif.words import EditWords


def blocks(pack: Pack, document: Document, comparison: Comparison, detail: Detail) -> tuple[Block, ...]:
    """The comparison as blocks, the educational notice last."""
    return tuple(_blocks(pack, document, comparison, detail))


def _blocks(pack: Pack, document: Document, comparison: Comparison, detail: Detail) -> Iterator[Block]:
    teller = EditWords(document, pack.vocabulary)
    edits = [capital(str(teller.told(edit))) for edit in comparison.edits]
    yield from _head(comparison)
    yield Heading(2, "What is edited")
    for number, (edit, told) in enumerate(zip(comparison.edits, edits, strict=True), 1):
        yield Entry(f"{number}.", told, (edit.path,))
    if comparison.differences:
        yield from _beside(Namer(pack, comparison), comparison)
    if comparison.differences and detail is not Detail.SHORT:
        yield Heading(2, "What brings it about")
        if len(comparison.edits) > MOST_COUNTED_OUT:
            yield Paragraph("There are many edits: for each difference one smallest set of them is named, perhaps of several.")
        yield Tree(ComparisonDrawer(pack, document, comparison).causes())
        yield from _left_out(pack, comparison)
    if comparison.differences and detail is Detail.FULL:
        yield from _arguments(pack, comparison)
    if comparison.idle:
        yield Heading(2, "What makes no difference")
        for position in comparison.idle:
            yield Entry(f"{position + 1}.", edits[position], why_idle(pack, comparison, position))
    yield from ending(comparison.now.trace.pack)


def _head(comparison: Comparison) -> Iterator[Block]:
    before, now = (Outcome(answer.trace.outcome.code).label for answer in (comparison.before, comparison.now))
    code = comparison.now.trace.outcome.code
    if not comparison.differences:
        yield Heading(1, f"{capital(now)}: nothing differs", code)
        yield Paragraph("Every verdict, every finding and every rule is as it was.", "outcome")
    else:
        yield Heading(1, f"{capital(now)}, as before" if before == now else f"{capital(now)} instead of {before}", code)
        yield Paragraph(comparison.now.trace.outcome.sentence, "outcome")
    scenario = comparison.before.trace.scenario
    yield Paragraph(f"Scenario: {scenario.title} ({scenario.id})", "scenario")


def _beside(namer: Namer, comparison: Comparison) -> Iterator[Block]:
    """Outcome, verdicts and findings that differ, side by side, and how much does not."""
    yield Heading(2, "What differs")
    shown = [d for sort in (Sort.OUTCOME, Sort.VERDICT, Sort.FINDING) for d in comparison.of(sort) if is_told(d)]
    rows = [(namer.name(d.thing), said(d.thing, d.before), said(d.thing, d.now)) for d in shown]
    if rows:
        yield Table(("what", "before", "now"), tuple(rows))
    rules = len(comparison.of(Sort.RULE))
    yield Paragraph(
        f"{rules} rule{'s' if rules != 1 else ''} {'have' if rules != 1 else 'has'} another truth. {_kept(comparison)}"
    )


def _kept(comparison: Comparison) -> str:
    """What is as before, of what both answers speak of: counted, not repeated."""
    kept = [] if comparison.of(Sort.OUTCOME) else ["the outcome"]
    for sort in (Sort.VERDICT, Sort.FINDING):
        things = [thing for thing in comparison.now.said if thing.sort is sort and thing in comparison.before.said]
        same = sum(comparison.before.said.get(thing) == comparison.now.said[thing] for thing in things)
        if same:
            which = f"all {same}" if same == len(things) else f"{same} of {len(things)}"
            kept.append(f"the {sort.value}" if len(things) == 1 else f"{which} {sort.value}s")
    return f"As before: {listing(kept)}." if kept else ""


def _left_out(pack: Pack, comparison: Comparison) -> Iterator[Block]:
    """Of a diagnosis that only one of the patients has: how many rules and findings are not told by themselves."""
    quiet = [difference for difference in comparison.differences if not is_told(difference)]
    for disease in dict.fromkeys(difference.thing.disease for difference in quiet):
        count = sum(difference.thing.disease == disease for difference in quiet)
        label = pack.vocabulary.diseases[disease].label
        yield Paragraph(f"Only one of the two patients has {label}: its {count} rules and findings are not listed one by one.")


TAGS = {"appeared": "new", "gone": "gone", "changed": "changed"}


def _arguments(pack: Pack, comparison: Comparison) -> Iterator[Block]:
    """The arguments about each therapy that are not as before, with the values behind them."""
    therapy = ("", "")
    for turned in arguments_of(pack, comparison):
        if therapy == ("", ""):
            yield Heading(2, "Arguments, therapy by therapy")
        if therapy != (turned.disease, turned.therapy):
            therapy = (turned.disease, turned.therapy)
            several = (
                len({view.disease for view in (*comparison.before.advice.evaluations, *comparison.now.advice.evaluations)}) > 1
            )
            of = f" ({pack.vocabulary.diseases[turned.disease].label})" if several else ""
            yield Heading(3, f"{capital(pack.vocabulary.therapies[turned.therapy].label)}{of}")
        yield _argument(pack, comparison, turned)


def _argument(pack: Pack, comparison: Comparison, turned: Turned) -> Entry:
    rule, difference = turned.line.clause.rule, turned.difference
    details = [f"rule {rule.id} ({rule.kind.value}, {rule.lens})"]
    for word, code, answer in (("before", difference.before, comparison.before), ("now", difference.now, comparison.now)):
        behind = "; ".join(evidence(pack, answer, turned.disease, turned.line.clause))
        details.append(f"{word} {said(difference.thing, code)}{f': {behind}' if behind else ''}")
    return Entry(
        TAGS[turned.way.value], f"{turned.line.because}{marked(rule.to_be_confirmed)} {cited(rule.cites)}", tuple(details)
    )
