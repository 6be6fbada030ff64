"""What to ask about a patient, as blocks."""

from collections.abc import Iterator, Sequence

from infusion_pathways.ask.asks import Questions
from infusion_pathways.ask.readers import IN_USE, IrrelevanceReason, Reader
from infusion_pathways.ask.relevance import Relevance, UnknownFact
from infusion_pathways.ask.words import AnswerRow, UnknownWords
from infusion_pathways.document.blocks import Block, Detail, Entry, Heading, Paragraph
from infusion_pathways.document.envelope import ending
from infusion_pathways.flip.flips import therapy_in
from infusion_pathways.flip.report import because as reason_of
from infusion_pathways.meaning.outcomes import Outcome
from infusion_pathways.scenario import Scenario
from infusion_pathways.trace.entries import cited, marked
from infusion_pathways.trace.wording import capital, listing

RANKING = (
    "First comes the fact that settles the most verdicts whatever the answer; then the one by which the most become another "
    "than they are now, whatever the answer; then the one whose answers decide the most verdicts on average, where answers that "
    "no test tells apart count once; then the one that can change the most; then by name."
)
MEANING = (
    "A fact matters if, with some answers to other unknown facts or with none, two states of it lead to different verdicts. A "
    "verdict is decided if no answer to any fact that is still unknown changes it. Both are proved over all answers but those "
    "that contradict what is recorded, or each other."
)
MOST_NAMED, READERS_SHOWN = 6, 2


def blocks(asks: Questions, scenario: Scenario, limit: int, detail: Detail) -> tuple[Block, ...]:
    """The answer as blocks, the educational notice last; at most so many facts are shown."""
    return tuple(_blocks(asks, scenario, limit, detail))


def _blocks(asks: Questions, scenario: Scenario, limit: int, detail: Detail) -> Iterator[Block]:
    words = UnknownWords(asks.completions)
    matters = asks.of(Relevance.MATTERS)
    yield Heading(1, _title(asks), Outcome(asks.trace.outcome.code).row.look.value)
    yield Paragraph(asks.trace.outcome.sentence, "outcome")
    yield Paragraph(f"Scenario: {scenario.title} ({scenario.id})", "scenario")
    if asks.trace.outcome.code == Outcome.CONFLICTING_INFORMATION.value:
        yield Paragraph(CONTRADICTION)
    yield Heading(2, "The verdicts")
    yield from _verdicts(asks, words, matters, detail)
    if matters:
        yield Heading(2, f"What still matters ({_counted(len(matters))}), the most decisive first")
        number = 1
        for alike in _alike(asks, words, matters[:limit], detail):
            last = number + len(alike) - 1
            tag = f"{number}." if last == number else f"{number}-{last}."
            where = [_where(asks, words, fact) for fact in alike]
            about = tuple(_details(asks, words, alike[0], detail))
            yield Entry(tag, words.questions([fact.unknown for fact in alike]), (*where, *about))
            number = last + 1
        if len(matters) > limit:
            yield Paragraph(f"and {len(matters) - limit} more with `--limit {len(matters)}`")
    yield from _others(asks, words, detail)
    yield Heading(2, "How far this answer goes")
    yield from (Paragraph(sentence) for sentence in _scope(asks, words, matters, detail))
    yield from ending(asks.trace.pack)


def _title(asks: Questions) -> str:
    total, open_ = len(asks.now), sum(decided is False for decided in asks.decided)
    verdicts = f"verdict{'s' * (total != 1)}"
    if None in asks.decided:
        shown = f"{open_} of {total} {verdicts} can still change; " * bool(open_)
        return f"What to ask: {shown}not decided within the budget for {asks.decided.count(None)} of {total} {verdicts}"
    if not open_:
        return "Nothing to ask: no answer that fits what is recorded can change a verdict"
    more = "" if not asks.of(Relevance.NOT_DECIDED) else "; on which facts was not decided within the budget"
    return f"What to ask: {open_} of {total} {verdicts} can still change{more}"


def _verdicts(asks: Questions, words: UnknownWords, matters: Sequence[UnknownFact], detail: Detail) -> Iterator[Block]:
    for number, (verdict, decided) in enumerate(zip(asks.now, asks.decided, strict=True)):
        target = asks.completions.targets[number]
        said = f"{words.therapy(number)}: {verdict.label}"
        if decided is None:
            yield Entry("?", f"{said}; whether that can change was not decided within the budget")
        elif decided:
            reason = reason_of(therapy_in(asks.trace, target.disease, target.therapy))
            yield Entry("decided", f"{said}, whatever else comes to light. {reason}")
        else:
            names = [words.label(fact.unknown) for fact in matters if number in fact.changes]
            shown = (
                names
                if detail is Detail.FULL or len(names) <= MOST_NAMED
                else [*names[:MOST_NAMED], f"{len(names) - MOST_NAMED} more"]
            )
            yield Entry("open", f"{said} for now. {_hangs_on(asks, names, shown)}")


def _hangs_on(asks: Questions, names: Sequence[str], shown: Sequence[str]) -> str:
    """On which facts an open verdict hangs, as far as that was decided."""
    if not names:
        return "It can still change; on which facts was not decided within the budget."
    others = "; of others that was not decided within the budget" if asks.of(Relevance.NOT_DECIDED) else ""
    return f"It hangs on {_counted(len(names))}: {listing(list(shown))}{others}."


def _alike(asks: Questions, words: UnknownWords, facts: Sequence[UnknownFact], detail: Detail) -> list[list[UnknownFact]]:
    """The facts in their order, those together that follow each other and of which the same is to be told."""
    found: list[list[UnknownFact]] = []
    for fact in facts:
        told = (fact.unknown.path.part, fact.changes, list(_details(asks, words, fact, detail)))
        last = found[-1][0] if found else None
        if last is not None and told == (last.unknown.path.part, last.changes, list(_details(asks, words, last, detail))):
            found[-1].append(fact)
        else:
            found.append([fact])
    return found


def _where(asks: Questions, words: UnknownWords, fact: UnknownFact) -> str:
    return f"{words.label(fact.unknown)}: {words.missing(fact.unknown)}  {asks.pointer(fact.unknown.path)}"


def _details(asks: Questions, words: UnknownWords, fact: UnknownFact, detail: Detail) -> Iterator[str]:
    settles = f"; settles {words.therapies(fact.settles)} whatever the answer" if fact.settles else ""
    yield f"can change {words.therapies(fact.changes)}{settles}"
    if detail is Detail.SHORT:
        return
    rows = words.rows(fact)
    if len(rows) == 1 and not rows[0].decided:
        as_now = all(asks.now[target] is verdict for target, verdict in rows[0].standing.items())
        yield "no answer alone changes a verdict" if as_now else f"any answer: {_row(words, rows[0])}"
    else:
        yield from (f"{row.answers}: {_row(words, row)}" for row in rows)
    if fact.contradicting:
        yield f"{words.answers([told for a in fact.contradicting for told in a.told])}: would contradict what is recorded"
    readers = asks.readers[fact.unknown.path]
    shown = readers if detail is Detail.FULL else readers[:READERS_SHOWN]
    yield from (_reader(words, reader, detail) for reader in shown)
    if len(readers) > len(shown):
        more = len(readers) - len(shown)
        yield f"{more} more {'rules ask' if more > 1 else 'rule asks'} for it"
    for witness in fact.witnesses:
        left, right, also = words.witness(fact, witness)
        if detail is Detail.FULL:
            given = f", both with {'; '.join(also)}" if also else ""
            yield f"shown by two patients, {left} and {right}{given}: {words.therapies(witness.shows)}"
        elif also:
            yield f"for {words.therapies(witness.shows)} only together with other facts, such as {'; '.join(also)}"


def _row(words: UnknownWords, row: AnswerRow) -> str:
    decided = f"decides: {listing(list(words.verdicts(row.decided)))}" if row.decided else ""
    standing = f"{listing(list(words.verdicts(row.standing)))} for now" if row.standing else ""
    return "; ".join(part for part in (decided, standing) if part)


def _reader(words: UnknownWords, reader: Reader, detail: Detail) -> str:
    if reader.role == IN_USE:
        return f"asked for to see whether {words.therapies(reader.targets)} is being given and works"
    rule = f" (rule {reader.rule})" if detail is Detail.FULL else ""
    because = f"{reader.because}{marked(reader.to_be_confirmed)} {cited(reader.cites)}"
    return f"{reader.role}, {words.therapies(reader.targets)}: {because}{rule}"


def _others(asks: Questions, words: UnknownWords, detail: Detail) -> Iterator[Block]:
    undecided = asks.of(Relevance.NOT_DECIDED)
    if undecided:
        yield Heading(2, "Not decided within the budget")
        yield Entry("?", f"{capital(listing([words.label(fact.unknown) for fact in undecided]))}.")
    for bearing, heading in (
        (Relevance.NOTHING, "These unknown facts cannot change a verdict any more"),
        (Relevance.CONTRADICTION, "These change a verdict only by contradicting what is recorded"),
    ):
        facts = asks.of(bearing)
        if not facts:
            continue
        yield Heading(2, f"{heading} ({len(facts)})")
        for reason in IrrelevanceReason:
            names = [words.label(fact.unknown) for fact in facts if asks.idle[fact.unknown.path] is reason]
            if names:
                yield Entry("-", f"{capital(listing(names))}: {reason.value if len(names) == 1 else PLURAL[reason]}.")


CONTRADICTION = "First ask about the contradiction: as long as it stands, no other answer settles the verdicts that it touches."
PLURAL = {
    IrrelevanceReason.FOLLOWS: "they follow from other facts that are recorded",
    IrrelevanceReason.LISTED_ONLY: "no verdict is read from them, only cautions, notes and checks are",
    IrrelevanceReason.CONFLICT_ONLY: "they are read only to see whether the input contradicts itself",
    IrrelevanceReason.ELSEWHERE: "they are read for other therapies than the one asked about",
    IrrelevanceReason.VERDICTS_DECIDED: "the verdicts that they are read for are decided",
    IrrelevanceReason.RULES_DECIDED: "the rules that read them are decided by other facts",
    IrrelevanceReason.OUTWEIGHED: "whatever they are, other facts lead to the same verdicts",
}


def _scope(asks: Questions, words: UnknownWords, matters: Sequence[UnknownFact], detail: Detail) -> Iterator[str]:
    if asks.settling is not None:
        names = [words.label(unknown) for unknown in asks.settling.unknowns]
        if len(names) == len(matters):
            yield "To settle every verdict whatever the answers, it takes all facts that matter; none can be left out (proved)."
        else:
            fewest = "no fewer facts do (proved)" if asks.settling.smallest else "none of them can be left out (proved)"
            yield f"To settle every verdict whatever the answers, ask for {listing(names)}: {fewest}."
    if detail is Detail.FULL and matters:
        yield RANKING
    if detail is Detail.FULL:
        yield MEANING
    else:
        yield "Meant are all answers but those that contradict what is recorded; with one of these the input contradicts itself."
    if not asks.complete:
        yield "The budget ran out before all was decided; `--seconds` and `--megabytes` give more."


def _counted(number: int) -> str:
    return f"{number} fact{'s' * (number != 1)}"
