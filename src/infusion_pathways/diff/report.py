"""What a change of rules means, as blocks: what became of the rules, of the verdicts, and of what stands beside them."""

from collections.abc import Iterator
from typing import NamedTuple

from infusion_pathways.advice import advise
from infusion_pathways.diff.case_changes import NO_CASES, CaseChange
from infusion_pathways.diff.compare import ChangeMeaning, Diff, Direction, PathwayDiff, TherapyDiff
from infusion_pathways.diff.product import ComparedPatient, ProductResult
from infusion_pathways.diff.rules import annotation_blocks, rule_blocks
from infusion_pathways.diff.scope import headline, not_compared_blocks, not_compared_sentences, patients_compared
from infusion_pathways.diff.verdict_side import VerdictSide, argument_words, counted, outcome_of_side, side_of
from infusion_pathways.diff.word_changes import in_order
from infusion_pathways.document.blocks import Block, Detail, Entry, Heading, Paragraph
from infusion_pathways.document.envelope import ending
from infusion_pathways.meaning.outcomes import Outcome
from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.pack.model import Pack
from infusion_pathways.solver.patient_words import patient_lines
from infusion_pathways.trace.outline import outline
from infusion_pathways.trace.wording import capital, listing
from infusion_pathways.vocabulary import Vocabulary

MOST_ARGUMENTS = 2
MOST_CASES = 10
COLOURS = {
    ChangeMeaning.SAME: "good",
    ChangeMeaning.REASONS: "wait",
    ChangeMeaning.NOT_COMPARED: "open",
    ChangeMeaning.VERDICTS: "bad",
    ChangeMeaning.UNDECIDED: "open",
}
IN_WORDS = {
    Direction.WIDENS: "Some patients become candidates, none ceases to be one.",
    Direction.NARROWS: "Some patients cease to be candidates, none becomes one.",
    Direction.BOTH: "Some patients become candidates, others cease to be.",
}


class VersionNames(NamedTuple):
    """What the two versions are called, where they come from revisions and not from folders."""

    before: str = ""
    now: str = ""


def blocks(diff: Diff, detail: Detail, names: VersionNames) -> tuple[Block, ...]:
    """The report as blocks; in full with the traces of every patient by both versions."""
    return tuple(_blocks(diff, detail, names))


def _blocks(diff: Diff, detail: Detail, names: VersionNames) -> Iterator[Block]:
    yield Heading(1, headline(diff), COLOURS[diff.meaning])
    yield Paragraph(summary(diff), "outcome")
    for word, pack, name in (("Before", diff.known.before, names.before), ("Now", diff.known.now, names.now)):
        yield Paragraph(f"{word}: {pack.id} {pack.version}, digest {pack.digest[:12]}{f' ({name})' if name else ''}", "scenario")
    yield from not_compared_blocks(diff, detail)
    yield from rule_blocks(diff, detail)
    for pathway in diff.pathways:
        yield from _pathway(diff, pathway, detail)
    yield from _the_same(diff)
    yield from annotation_blocks(diff, detail)
    yield from _only(diff)
    yield from _words(diff, detail)
    yield from _invariants(diff)
    yield from _cases(diff, detail)
    yield Paragraph(_scope(diff), "stamp")
    yield from ending(None)


def _scope(diff: Diff) -> str:
    """Whom the answers are about."""
    if not diff.known.words.one_sided:
        return "Compared are the verdicts on every patient that the words can describe, diagnosis by diagnosis."
    return (
        "Each version has words for patients that the other cannot describe. "
        "Compared are the verdicts on every patient that both can describe, diagnosis by diagnosis."
    )


def summary(diff: Diff) -> str:
    """The whole in a sentence or two."""
    if not diff.pathways:
        return "The two versions have no pathway for the same disease."
    asked = [therapy.asked for pathway in diff.pathways for therapy in pathway.therapies]
    number = {answer: asked.count(answer) for answer in ProductResult}
    where = f"{counted(len(asked), 'verdict')} in {counted(len(diff.pathways), 'pathway')}"
    if diff.meaning is ChangeMeaning.SAME:
        return f"Both versions describe the same patients and say the same of each of them: {where}, proved."
    are = "is" if number[ProductResult.SAME] == 1 else "are"
    same = f"{number[ProductResult.SAME]} of {where} {are} the same {patients_compared(diff)}, proved"
    parts = [f"{counted(number[ProductResult.DIFFERS], 'differs', 'differ')}"] if number[ProductResult.DIFFERS] else []
    parts += [f"{number[ProductResult.UNDECIDED]} not decided within the budget"] if number[ProductResult.UNDECIDED] else []
    return " ".join([*not_compared_sentences(diff), f"{'; '.join([same, *parts])}."])


def _pathway(diff: Diff, pathway: PathwayDiff, detail: Detail) -> Iterator[Block]:
    unlike = [therapy for therapy in pathway.therapies if therapy.asked is not ProductResult.SAME]
    if not unlike and pathway.conflict.asked is ProductResult.SAME:
        return
    yield Heading(2, f"Verdicts: {_title(diff, pathway)}")
    for therapy in unlike:
        yield from _therapy(diff, pathway, therapy, detail)
    if pathway.conflict.asked is not ProductResult.SAME:
        decided = pathway.conflict.asked is ProductResult.DIFFERS
        yield Heading(
            3,
            "Contradictions: " + ("the input of other patients contradicts itself" if decided else ProductResult.UNDECIDED.value),
        )
        if pathway.conflict.patient is not None and detail is not Detail.SHORT:
            yield _patient(diff, pathway.conflict.patient)
            yield from _outcomes(diff, pathway.conflict.patient)


def _title(diff: Diff, pathway: PathwayDiff) -> str:
    old, new = (pack.pathways[name].title for pack, name in zip(_packs(diff), pathway.ids, strict=True))
    return new if old == new else f"{new} (before: {old})"


def _packs(diff: Diff) -> tuple[Pack, Pack]:
    return diff.known.before, diff.known.now


def _therapy(diff: Diff, pathway: PathwayDiff, therapy: TherapyDiff, detail: Detail) -> Iterator[Block]:
    name = capital(diff.known.now.vocabulary.label(therapy.therapy))
    if therapy.asked is ProductResult.UNDECIDED:
        yield Heading(3, f"{name}: {ProductResult.UNDECIDED.value}")
        return
    yield Heading(3, f"{name}: {therapy.direction.value}")
    if detail is Detail.SHORT:
        return
    if therapy.direction in IN_WORDS:
        yield Paragraph(IN_WORDS[therapy.direction])
    patients = therapy.patients()
    if not patients:
        yield Paragraph("No smallest patient was found within the budget.")
    for patient in patients:
        yield _patient(diff, patient)
        for word, pack, replayed in (("before", diff.known.before, patient.before), ("now", diff.known.now, patient.now)):
            yield _side(word, side_of(pack, patient.scenario, replayed, therapy.therapy), _unlike(patient))
        if detail is Detail.FULL:
            yield from _traces(diff, patient)


def _patient(diff: Diff, patient: ComparedPatient) -> Entry:
    first, *others = patient_lines(patient.scenario, diff.known.now.vocabulary)
    return Entry("patient", first, tuple(others))


def _unlike(patient: ComparedPatient) -> frozenset[str]:
    """The rules that are not the same for a patient before and now."""
    before, now = patient.before.rules, patient.now.rules
    return frozenset(key.partition("@")[0] for key in {*before, *now} if before.get(key) is not now.get(key))


def _side(word: str, side: VerdictSide, unlike: frozenset[str]) -> Entry:
    """A verdict with the arguments that decided it, those first that are not the same before and now."""
    told = [argument_words(a) for a in sorted(side.arguments, key=lambda argument: argument.rule not in unlike)]
    more = [f"and {counted(len(told) - MOST_ARGUMENTS, 'more reason')}"] if len(told) > MOST_ARGUMENTS else []
    text = side.label if told else f"{side.label}: {side.sentence}"
    return Entry(word, text, (*told[:MOST_ARGUMENTS], *more))


def _outcomes(diff: Diff, patient: ComparedPatient) -> Iterator[Block]:
    for word, pack, replayed in (("before", diff.known.before, patient.before), ("now", diff.known.now, patient.now)):
        outcome = outcome_of_side(pack, patient.scenario, replayed)
        yield Entry(word, f"{Outcome(outcome.code).label}: {outcome.sentence}")


def _traces(diff: Diff, patient: ComparedPatient) -> Iterator[Block]:
    """Both traces, under headings of their own."""
    for word, pack in zip(("before", "now"), _packs(diff), strict=True):
        yield Heading(4, f"The whole trace {word}")
        for block in outline(advise(pack, patient.scenario), Detail.FULL):
            if isinstance(block, Heading):
                yield Heading(block.level + 4, block.text, block.look)
            elif not (isinstance(block, Paragraph) and block.role in ("notice", "scenario", "narrative")):
                yield block


def _the_same(diff: Diff) -> Iterator[Block]:
    """What is proved the same, so that nobody has to infer it from silence."""
    label = diff.known.now.vocabulary.label
    same = {
        _title(diff, pathway): [label(t.therapy) for t in pathway.therapies if t.asked is ProductResult.SAME]
        for pathway in diff.pathways
    }
    if any(same.values()):
        yield Heading(2, f"The same verdict {patients_compared(diff)}, proved")
        yield from (Entry("same", f"{title}: {listing(names)}") for title, names in same.items() if names)


def _only(diff: Diff) -> Iterator[Block]:
    if not diff.known.only:
        return
    yield Heading(2, "What only one version has")
    for only in diff.known.only:
        of = "" if only.what == "pathway" else f" of the pathway {only.pathway}"
        yield Entry("gone" if only.before else "new", f"{only.what} {only.name}{of}")


def _invariants(diff: Diff) -> Iterator[Block]:
    if diff.known.invariants:
        yield Heading(2, "What the author declares")
        yield from (Entry("invariant", f"{change.name}: {change.told}") for change in diff.known.invariants)


def _words(diff: Diff, detail: Detail) -> Iterator[Block]:
    words = diff.known.words
    if not words.changes and not words.texts:
        return
    yield Heading(2, "Words")
    for path, told in in_order(words.changes):
        yield Entry("word", f"{path}: {'; '.join(told)}")
    if words.texts:
        names = f": {', '.join(words.texts)}" if detail is not Detail.SHORT else ""
        yield Entry("texts", f"only labels, spellings, questions or sources of {counted(len(words.texts), 'word')}{names}")


def _cases(diff: Diff, detail: Detail) -> Iterator[Block]:
    cases, words = diff.cases, diff.known.now.vocabulary
    if cases == NO_CASES:
        return
    yield Heading(2, "Cases")
    one_sided = len(cases.only_before) + len(cases.only_now)
    aside = f" Not compared: {counted(one_sided, 'case')} that only one version can read." if one_sided else ""
    turned = f"{counted(len(cases.turned), 'case')} of {cases.read} {'turns' if len(cases.turned) == 1 else 'turn'}."
    yield Paragraph(f"{turned}{aside} Whether a case still passes, `pathways test` says: here only outcome and verdicts count.")
    most = len(cases.turned) if detail is Detail.FULL else MOST_CASES
    for turn in cases.turned[:most]:
        before, now = (Outcome(code).label for code in turn.outcome)
        details = list(_turned(turn, words)) if detail is not Detail.SHORT else []
        yield Entry(
            "case", f"{turn.id}: {before}, now {now}" if before != now else f"{turn.id}: {now}, as before", tuple(details)
        )
    if len(cases.turned) > most:
        yield Paragraph(f"and {len(cases.turned) - most} more with --detail full")
    sides = ((cases.only_before, "only the version before"), (cases.only_now, "only the version now"), (cases.unread, "neither"))
    for files, who in sides:
        if files:
            yield Entry(
                "unread", f"{counted(len(files), 'case')} that {who} can read", files if detail is not Detail.SHORT else ()
            )


def _turned(turn: CaseChange, words: Vocabulary) -> Iterator[str]:
    """The verdicts of a case that are others; which disease they are for, where there are several."""
    several = len({disease for disease, *_ in turn.verdicts}) > 1
    for disease, therapy, before, now in turn.verdicts:
        of = f" for {words.label(disease)}" if several else ""
        yield f"{words.label(therapy)}{of}: {_verdict(before)}, now {_verdict(now)}"
    if not turn.replayed:
        yield "told by one engine alone: too many cases turn to replay them all"


def _verdict(code: str) -> str:
    return Verdict(code).label if code in {verdict.value for verdict in Verdict} else code
