"""What became of rules, and of what is told beside the verdicts, as blocks."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from infusion_pathways.diff.annotations import AnnotationChange
from infusion_pathways.diff.compare import Diff, RuleMeaning
from infusion_pathways.diff.product import ProductAnswer, ProductResult
from infusion_pathways.diff.rule_changes import RuleChange, RuleFate
from infusion_pathways.diff.scope import words_left_out
from infusion_pathways.diff.verdict_side import counted, patient_words
from infusion_pathways.document.blocks import Block, Detail, Entry, Heading, Paragraph
from infusion_pathways.meaning.rule import Rule
from infusion_pathways.trace.entries import cited
from infusion_pathways.trace.wording import listing

SAME_TRUTH = "the same meaning, written otherwise: true, false and unknown for the same patients, proved"
SAME_TRUTH_OF_SOME = "true, false and unknown for the same of the patients whom both versions can describe, proved"


def rule_blocks(diff: Diff, detail: Detail) -> Iterator[Block]:
    """The rules that changed, part by part, each with what it means; then those that changed through others."""
    through = _through(diff)
    if not diff.known.rules and not through:
        return
    yield Heading(2, "Rules")
    whole = {
        (only.pathway, RuleFate.REMOVED if only.before else RuleFate.ADDED) for only in diff.known.only if only.what == "pathway"
    }
    for pathway, fate in sorted(whole, key=lambda item: (item[0], item[1].value)):
        number = sum((change.rule.pathway, change.fate) == (pathway, fate) for change in diff.known.rules)
        yield Entry(fate.value, f"all {counted(number, 'rule')} of the pathway {pathway}")
    for change in diff.known.rules:
        if change.fate is not RuleFate.WORDS and (change.rule.pathway, change.fate) not in whole:
            details = tuple(_details(diff, change)) if detail is not Detail.SHORT else ()
            yield Entry(change.fate.value, f"{change.id} ({argument_of(change.rule)})", details)
    texts = [change for change in diff.known.rules if change.fate is RuleFate.WORDS]
    if texts:
        told = tuple(f"{change.id}: {', '.join(change.texts)}" for change in texts) if detail is not Detail.SHORT else ()
        yield Entry("words", f"only texts or sources of {counted(len(texts), 'rule')}", told)
    for asked, ids in through.items():
        rules = counted(len(ids), "rule stands", "rules stand")
        hold = (
            "for other patients, because of what it reads" if len(ids) == 1 else "for other patients, because of what they read"
        )
        words = f"true, false or unknown {hold}" if asked is ProductResult.DIFFERS else ProductResult.UNDECIDED.value
        told = (", ".join(ids),) if detail is not Detail.SHORT else ()
        yield Entry("through", f"{rules} as before: {words}", told)


def argument_of(rule: Rule) -> str:
    """What a rule argues, in a few words: `excludes` and the therapy."""
    return f"{rule.kind.value} {listing(rule.targets)}"


def _through(diff: Diff) -> dict[ProductResult, list[str]]:
    """The rules that stand as they stood and are not the same all the same, by what came of the question."""
    changed = {change.id for change in diff.known.rules if change.fate is not RuleFate.WORDS}
    ids = dict.fromkeys(meaning.id for pathway in diff.pathways for meaning in pathway.rules if meaning.id not in changed)
    found: dict[ProductResult, list[str]] = {}
    for rule in sorted(ids):
        meaning = diff.truth(rule)
        if meaning is not None and meaning.answer.asked is not ProductResult.SAME:
            found.setdefault(meaning.answer.asked, []).append(rule)
    return found


def _details(diff: Diff, change: RuleChange) -> Iterator[str]:
    if change.fate in (RuleFate.ADDED, RuleFate.REMOVED):
        yield f"when: {change.condition}"
        yield f"because: {change.rule.because} {cited(change.rule.cites)}"
        yield from _aside(diff, change)
        return
    if change.fate is RuleFate.RENAMED and change.before is not None:
        yield f"was {change.before.id}"
    yield from change.when
    yield from change.fields
    if change.texts:
        yield f"also its texts: {', '.join(change.texts)}"
    yield from _aside(diff, change)
    meaning = diff.truth(change.id)
    if meaning is not None:
        yield from _meaning(diff, change, meaning)
    elif change.when:
        yield "no pathway that both versions have reads it for the same therapy"


def _aside(diff: Diff, change: RuleChange) -> Iterator[str]:
    words = words_left_out(diff, change.id)
    if words:
        yield f"not compared: patients with {words}"


def _meaning(diff: Diff, change: RuleChange, meaning: RuleMeaning) -> Iterator[str]:
    match meaning.answer.asked:
        case ProductResult.SAME if change.when or change.fate is RuleFate.REWRITTEN:
            yield SAME_TRUTH if not words_left_out(diff, change.id) else SAME_TRUTH_OF_SOME
        case ProductResult.UNDECIDED:
            yield f"whether it means the same: {ProductResult.UNDECIDED.value}"
        case ProductResult.DIFFERS:
            patient = meaning.answer.patient
            if patient is None or meaning.truths is None:
                yield "it means something else; no smallest patient was found within the budget"
                return
            before, now = (truth.value for truth in meaning.truths)
            named = meaning.therapy and any("@" in key for key in patient.now.rules if key.partition("@")[0] == change.id)
            about = f"about {diff.known.now.vocabulary.label(meaning.therapy)}: " if named else ""
            yield f"{about}{before} before, {now} now, for: {patient_words(patient.scenario, diff.known.now.vocabulary)}"


class _AnnotationGroup(NamedTuple):
    """Things told of the same other patients."""

    more: ProductAnswer
    fewer: ProductAnswer
    items: list[AnnotationChange]


def annotation_blocks(diff: Diff, detail: Detail) -> Iterator[Block]:
    """Cautions, notes, checks and flags that are told of other patients; those of the same patients together."""
    groups = _grouped(diff)
    if not groups:
        return
    yield Heading(2, "Beside the verdicts")
    yield Paragraph("What is told now of more patients than before, of fewer, or of others:")
    words = diff.known.now.vocabulary
    for told in groups:
        kinds = list(dict.fromkeys(item.kind for item in told.items))
        names = [f"{kind} {', '.join(item.name for item in told.items if item.kind == kind)}" for kind in kinds]
        details = [
            f"{lead}: {patient_words(answer.patient.scenario, words)}"
            for lead, answer in (("now also of", told.more), ("no longer of", told.fewer))
            if answer.patient is not None
        ]
        open_ = f" ({ProductResult.UNDECIDED.value})" if _of_whom(told) == "open" else ""
        yield Entry(_of_whom(told), "; ".join(names) + open_, tuple(details) if detail is not Detail.SHORT else ())


def _of_whom(told: _AnnotationGroup) -> str:
    """Of whom things are told now: of more patients, of fewer, of others."""
    more, fewer = told.more.asked, told.fewer.asked
    if ProductResult.UNDECIDED in (more, fewer):
        return "open"
    return "others" if more is fewer else "more" if more is ProductResult.DIFFERS else "fewer"


def _grouped(diff: Diff) -> Sequence[_AnnotationGroup]:
    """The items of all pathways, each once, with the first patient found for it."""
    merged: dict[tuple[str, str], AnnotationChange] = {}
    for item in (item for pathway in diff.pathways for item in pathway.annotations):
        known = merged.get((item.kind, item.name))
        best = (
            item if known is None else known._replace(more=_better(known.more, item.more), fewer=_better(known.fewer, item.fewer))
        )
        merged[item.kind, item.name] = best
    groups: dict[tuple[object, ...], _AnnotationGroup] = {}
    for _, item in sorted(merged.items()):
        patients = [answer.patient.scenario.id if answer.patient else "" for answer in (item.more, item.fewer)]
        key = (item.more.asked, item.fewer.asked, *patients)
        groups.setdefault(key, _AnnotationGroup(item.more, item.fewer, [])).items.append(item)
    return list(groups.values())


def _better(known: ProductAnswer, other: ProductAnswer) -> ProductAnswer:
    """Of two answers about the same thing, the one that tells more: with a patient, then a difference, then what is open."""
    order = (ProductResult.DIFFERS, ProductResult.UNDECIDED, ProductResult.SAME)
    return min(known, other, key=lambda answer: (answer.patient is None, order.index(answer.asked)))
