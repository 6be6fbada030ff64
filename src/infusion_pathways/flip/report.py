"""What would bring a therapy to a verdict, as blocks."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from infusion_pathways.document.blocks import Block, Entry, Heading, Paragraph
from infusion_pathways.document.envelope import ending
from infusion_pathways.flip.changes import ChangeWay
from infusion_pathways.flip.flips import Flip, Flips, therapy_in
from infusion_pathways.flip.minimal import Ended
from infusion_pathways.flip.words import ChangeInWords, ChangeWords, either
from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.pack.model import Pack
from infusion_pathways.scenario import Scenario
from infusion_pathways.trace.deciding import main_sentence
from infusion_pathways.trace.tree import TherapyTrace
from infusion_pathways.trace.wording import capital, listing

WAYS = {ChangeWay.ANSWER: "answer", ChangeWay.CHANGE: "change", ChangeWay.ADD: "add to the history"}
NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")


class Family(NamedTuple):
    """Sets of changes that are told together: alike but for what one change is about, and with the same consequences.

    `slots` has, for each change of a set, how it comes about and what it may be.
    """

    flips: tuple[Flip, ...]
    slots: tuple[tuple[ChangeWay, tuple[ChangeInWords, ...]], ...]
    consequences: tuple[str, ...]


def blocks(pack: Pack, flips: Flips, scenario: Scenario) -> tuple[Block, ...]:
    """The answer as blocks, the educational notice last."""
    return tuple(_blocks(pack, flips, scenario))


def _blocks(pack: Pack, flips: Flips, scenario: Scenario) -> Iterator[Block]:
    question = flips.question
    now = therapy_in(flips.trace, question.disease, question.therapy)
    of = f" of {pack.vocabulary.diseases[question.disease].label}" if len(flips.trace.diagnoses) > 1 else ""
    verdict = Verdict(now.verdict)
    yield Heading(1, f"{capital(now.label)}: {verdict.label}", verdict.about.look.value)
    yield Paragraph(because(now), "outcome")
    yield Paragraph(f"Scenario: {scenario.title} ({scenario.id})", "scenario")
    size, number = 0, 1
    for family in families(pack, flips, scenario):
        if len(family.slots) != size:
            size = len(family.slots)
            yield Heading(2, f"{_counted(size)}{' together' * (size > 1)} after which it is {_aim(question.wanted)}")
        lines = [f"{WAYS[way]}: {_slot(told)}" for way, told in family.slots]
        more = [f"and {line}" for line in lines[1:]]
        last = number + len(family.flips) - 1
        tag = f"{number}." if number == last else f"{number}-{last}."
        yield Entry(tag, capital(lines[0]), (*more, *family.consequences))
        number = last + 1
    yield Heading(2, "How far this answer goes")
    yield from (Paragraph(sentence) for sentence in _ending(flips, of))
    yield from ending(flips.trace.pack)


def because(therapy: TherapyTrace) -> str:
    """A verdict in one sentence: its main reason, or what the verdict says where there is none."""
    return therapy.sentence if therapy.verdict == Verdict.CANDIDATE.value else main_sentence(therapy)


def _aim(wanted: Sequence[Verdict]) -> str:
    if len(wanted) > 1:
        return "no candidate"
    return "a candidate" if wanted == (Verdict.CANDIDATE,) else wanted[0].label


def _leads(wanted: Sequence[Verdict]) -> str:
    return f"makes it {_aim(wanted)}" if len(wanted) > 1 or wanted == (Verdict.CANDIDATE,) else f"leads to `{_aim(wanted)}`"


def _counted(size: int) -> str:
    return f"{NUMBERS[size] if size < len(NUMBERS) else size} change{'s' * (size != 1)}"


def families(pack: Pack, flips: Flips, scenario: Scenario) -> list[Family]:
    """The sets in their order, those that differ in what one change is about told together. Sets are numbered in this order."""
    teller = ChangeWords(scenario, pack.vocabulary, flips.alike)
    found: list[Family] = []
    for flip in flips.flips:
        values = [[change for reached in flip.values for change in reached.changes]] if flip.values else zip(flip.changes)
        slots = tuple((same[0].way, (teller.told(same, short=len(flip.values) > 1),)) for same in values)
        found.append(Family((flip,), slots, tuple(_consequences(flips, flip, teller))))
    merged = True
    while merged:
        merged = False
        for i, family in enumerate(found):
            for j in range(i):
                both = _together(found[j], family)
                if both is not None:
                    found[j : i + 1] = [both, *found[j + 1 : i]]
                    merged = True
                    break
            if merged:
                break
    return found


def numbered(pack: Pack, flips: Flips, scenario: Scenario) -> list[Flip]:
    """The sets in the order in which they are told and numbered."""
    return [flip for family in families(pack, flips, scenario) for flip in family.flips]


def _together(left: Family, right: Family) -> Family | None:
    """Two families as one, if they differ in the subject of one change only."""
    if left.consequences != right.consequences or len(left.slots) != len(right.slots):
        return None
    differing = [i for i, (a, b) in enumerate(zip(left.slots, right.slots, strict=True)) if a != b]
    if len(differing) != 1:
        return None
    at = differing[0]
    (way, told), (other_way, other) = left.slots[at], right.slots[at]
    if way is not other_way or told[0][1:] != other[0][1:]:
        return None
    slots = (*left.slots[:at], (way, (*told, *other)), *left.slots[at + 1 :])
    return Family((*left.flips, *right.flips), slots, left.consequences)


def _slot(told: Sequence[ChangeInWords]) -> str:
    return str(told[0]._replace(subject=either([each.subject for each in told])))


def _consequences(flips: Flips, flip: Flip, teller: ChangeWords) -> Iterator[str]:
    """What becomes of the therapy, where several verdicts would do, and of the others."""
    if len(flips.question.wanted) > 1:
        for reached in flip.values:
            which = f"{teller.values(reached.changes)}: " if len(flip.values) > 1 else ""
            yield f"{which}then {reached.verdict.label}: {because(reached.therapy)}"
        if not flip.values:
            now = therapy_in(flip.trace, flips.question.disease, flips.question.therapy)
            yield f"then {verdict_label(now.verdict)}: {because(now)}"
    several = sum(diagnosis.pathway is not None for diagnosis in flip.trace.diagnoses) > 1
    others = []
    for before, after in beside(flips, flip):
        of = f" for {teller.disease(after.disease)}" if several else ""
        others.append(f"{after.label}{of}: {verdict_label(before)} -> {verdict_label(after.verdict)}")
    if others:
        yield f"beside it: {'; '.join(others)}"


def verdict_label(verdict: str) -> str:
    """A verdict in words; none was given where no diagnosis asked for the therapy."""
    return Verdict(verdict).label if verdict else "not asked"


def beside(flips: Flips, flip: Flip) -> list[tuple[str, TherapyTrace]]:
    """The other therapies whose verdict changes: what it was (nothing where no diagnosis asked for it), and what it is now."""
    before = {(t.disease, t.therapy): t.verdict for d in flips.trace.diagnoses for t in d.therapies}
    asked = flips.question.disease, flips.question.therapy
    after = [therapy for diagnosis in flip.trace.diagnoses for therapy in diagnosis.therapies]
    changed = [(before.get((t.disease, t.therapy), ""), t) for t in after if (t.disease, t.therapy) != asked]
    return [(verdict, therapy) for verdict, therapy in changed if verdict != therapy.verdict]


def _ending(flips: Flips, of: str) -> Iterator[str]:
    question, some = flips.question, bool(flips.flips)
    match flips.ended:
        case Ended.SO_ALREADY:
            yield "Nothing has to change: it is so already."
            return
        case Ended.NONE_LEFT if some:
            yield "These are all: whatever else does it contains one of them (proved)."
        case Ended.NONE_LEFT:
            yield f"No change of the facts that may change {_leads(question.wanted)} (proved)."
            yield _opening(flips)
        case Ended.LIMIT:
            among = f"; those of up to {_counted(flips.searched).lower()} are all among them (proved)" if flips.searched else ""
            yield f"These are the first {len(flips.flips)}{among}. `--limit` shows more."
        case Ended.SIZE:
            what = "These are all sets of" if some else "There is no set of"
            told = f"{what} up to {_counted(question.max_size).lower()} (proved)"
            yield f"{told}; {'some larger ones' if some else 'a larger one'} would do it too. `--max-size` shows more."
        case Ended.BUDGET:
            known = f"; the sets of up to {_counted(flips.searched).lower()} are all known" if flips.searched else ""
            yield f"Not decided within the budget{known}. `--seconds` gives it more time."
    fixed = f", and what is known of: {', '.join(flips.fixed)} (`--allow NAME` lets one of them change)" if flips.fixed else ""
    yield f"Kept as it is: the diagnosis{of}{fixed}."
    yield "Left out: what makes the input contradict itself, what makes known facts unknown, and taking back a treatment."


def _opening(flips: Flips) -> str:
    if flips.opening is None:
        return "Whether a fact that is kept would open a way is not decided within the budget."
    if not flips.opening:
        return "Not even with all facts but the diagnosis allowed to change." if flips.fixed else "No fact is kept that might."
    ways = [" ".join(f"--allow {name}" for name in names) for names in flips.opening]
    return f"It could be done with {listing([f'`{way}`' for way in ways], 'or')}."
