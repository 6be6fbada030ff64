"""What a change of rules means: two versions of a pack, asked about every patient that both can describe."""

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import NamedTuple

from infusion_pathways.diff.annotations import AnnotationChange, annotation_changes
from infusion_pathways.diff.case_changes import CaseChanges
from infusion_pathways.diff.invariant_changes import InvariantChange, invariant_changes
from infusion_pathways.diff.not_compared import NotCompared, not_compared_words
from infusion_pathways.diff.product import ComparedPatient, ProductAnswer, ProductProgram, ProductResult
from infusion_pathways.diff.rule_changes import RuleChange, RuleFate, rule_changes
from infusion_pathways.diff.word_changes import WordChange, WordChanges, word_changes
from infusion_pathways.meaning.logic import Truth
from infusion_pathways.meaning.rule import Clause
from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.pack.model import Pack
from infusion_pathways.solver.formula import FALSE
from infusion_pathways.solver.z3_solver import Budget

Clauses = Mapping[str, Clause]


class Direction(Enum):
    """Which way the verdicts on a therapy go; an undecided question leaves it open."""

    SAME = "the same verdict for every patient"
    WIDENS = "only widens"
    NARROWS = "only narrows"
    BOTH = "widens and narrows"
    NEITHER = "other verdicts, the same candidates"
    UNDECIDED = "the direction is not decided within the budget"


class TherapyDiff(NamedTuple):
    """What became of the verdicts on one therapy of a pathway.

    `widens`: a patient becomes a candidate. `narrows`: one ceases to be. `differs`: any other verdict, and the smallest of all.
    """

    therapy: str
    differs: ProductAnswer
    widens: ProductAnswer
    narrows: ProductAnswer

    @property
    def direction(self) -> Direction:
        """Which way the verdicts go."""
        if self.differs.asked is ProductResult.SAME:
            return Direction.SAME
        wider, narrower = self.widens.asked, self.narrows.asked
        if ProductResult.UNDECIDED in (wider, narrower):
            return Direction.UNDECIDED
        either = (wider is ProductResult.DIFFERS, narrower is ProductResult.DIFFERS)
        ways = {(True, False): Direction.WIDENS, (False, True): Direction.NARROWS, (True, True): Direction.BOTH}
        return ways.get(either, Direction.NEITHER if self.differs.asked is ProductResult.DIFFERS else Direction.UNDECIDED)

    @property
    def asked(self) -> ProductResult:
        """Whether the verdicts are the same."""
        answers = {self.differs.asked, self.widens.asked, self.narrows.asked}
        return next(asked for asked in (ProductResult.DIFFERS, ProductResult.UNDECIDED, ProductResult.SAME) if asked in answers)

    def patients(self) -> list[ComparedPatient]:
        """Those worth showing: one for each direction, and the smallest of all where neither is as small."""
        found = [answer.patient for answer in (self.widens, self.narrows) if answer.patient is not None]
        smallest = self.differs.patient
        if smallest is not None and all(patient.size > smallest.size for patient in found):
            found.insert(0, smallest)
        return found


class RuleMeaning(NamedTuple):
    """Whether a rule is true, false and unknown for the same patients; if not, the smallest one of the first pathway.

    `therapy` is the one it speaks of there, with its truth before and now.
    """

    id: str
    answer: ProductAnswer
    pathway: str = ""
    therapy: str = ""
    truths: tuple[Truth, Truth] | None = None


class PathwayDiff(NamedTuple):
    """A pathway that both versions have (`ids`: its name in each), and what became of its answers.

    `left_out` are the words whose patients were not compared: one version does not know them, and a rule reads them.
    """

    ids: tuple[str, str]
    diseases: tuple[str, ...]
    therapies: tuple[TherapyDiff, ...]
    conflict: ProductAnswer
    rules: tuple[RuleMeaning, ...]
    annotations: tuple[AnnotationChange, ...]
    left_out: tuple[NotCompared, ...] = ()


class OneSided(NamedTuple):
    """A pathway, or a therapy of one, that only one of the versions has."""

    what: str
    name: str
    pathway: str
    before: bool


class StructuralDiff(NamedTuple):
    """What can be told of two versions without asking about patients."""

    before: Pack
    now: Pack
    rules: tuple[RuleChange, ...]
    words: WordChanges
    pathways: tuple[tuple[str, str], ...]
    only: tuple[OneSided, ...]
    invariants: tuple[InvariantChange, ...]


class Diff(NamedTuple):
    """All that became of a pack."""

    known: StructuralDiff
    pathways: tuple[PathwayDiff, ...]
    cases: CaseChanges

    @property
    def meaning(self) -> "ChangeMeaning":
        """What the whole change means."""
        verdicts = [t.asked for pathway in self.pathways for t in pathway.therapies]
        verdicts += [pathway.conflict.asked for pathway in self.pathways]
        if self.known.only or ProductResult.DIFFERS in verdicts:
            return ChangeMeaning.VERDICTS
        rules = [rule.answer.asked for pathway in self.pathways for rule in pathway.rules]
        told = [
            asked for pathway in self.pathways for item in pathway.annotations for asked in (item.more.asked, item.fewer.asked)
        ]
        if ProductResult.UNDECIDED in (*verdicts, *rules, *told):
            return ChangeMeaning.UNDECIDED
        if self.left_out:
            return ChangeMeaning.NOT_COMPARED
        other = any(change.fate in (RuleFate.ADDED, RuleFate.REMOVED) or change.fields for change in self.known.rules)
        if other or ProductResult.DIFFERS in (*rules, *told) or self.known.words.one_sided:
            return ChangeMeaning.REASONS
        return ChangeMeaning.SAME

    @property
    def left_out(self) -> tuple[NotCompared, ...]:
        """The words whose patients were not compared in some pathway, each once, with the rules of all of them."""
        found: dict[WordChange, NotCompared] = {}
        for left in (left for pathway in self.pathways for left in pathway.left_out):
            known = found.get(left.word, left)
            readers = tuple(sorted({*known.readers, *left.readers}))
            uses = tuple(dict.fromkeys((*known.uses, *left.uses)))
            found[left.word] = NotCompared(left.word, readers, known.through | left.through, uses)
        return tuple(found.values())

    def truth(self, rule: str) -> RuleMeaning | None:
        """What became of the truth of a rule, of all pathways together; None where nobody asked."""
        found = [meaning for pathway in self.pathways for meaning in pathway.rules if meaning.id == rule]
        order = (ProductResult.DIFFERS, ProductResult.UNDECIDED, ProductResult.SAME)
        found.sort(key=lambda meaning: (order.index(meaning.answer.asked), meaning.answer.patient is None))
        return found[0] if found else None


class ChangeMeaning(Enum):
    """What a change means on the whole."""

    SAME = "the same meaning"
    REASONS = "the same verdicts, other rules or words"
    NOT_COMPARED = "not compared for every patient"
    VERDICTS = "other verdicts"
    UNDECIDED = "not decided within the budget"


def structural_diff(before: Pack, now: Pack) -> StructuralDiff:
    """What the two versions have, and which pathways of them are about the same diseases."""
    pairs = {(before.pathway_of[d], now.pathway_of[d]): None for d in before.pathway_of if d in now.pathway_of}
    changes = rule_changes(before, now)
    words = word_changes(before.vocabulary, now.vocabulary)
    return StructuralDiff(before, now, changes, words, tuple(pairs), tuple(_only(before, now)), invariant_changes(before, now))


def _only(before: Pack, now: Pack) -> Iterator[OneSided]:
    for one, other, was in ((before, now, True), (now, before, False)):
        for name, program in one.programs.items():
            shared = {other.pathway_of[d] for d in program.pathway.diseases if d in other.pathway_of}
            if not shared:
                yield OneSided("pathway", name, name, was)
                continue
            yield from (OneSided("disease", d, name, was) for d in program.pathway.diseases if d not in other.pathway_of)
            # Of several pathways for what was one, each has to name a therapy for the patients it took over.
            named = frozenset.intersection(*(frozenset(other.programs[p].pathway.therapies) for p in shared))
            yield from (OneSided("therapy", t, name, was) for t in program.pathway.therapies if t not in named)


def pathway_diffs(known: StructuralDiff, budget: Budget | None = None) -> Iterator[PathwayDiff]:
    """What became of the answers of each pathway, one after another.

    A patient is sought once for each rule, in the first pathway where its truth differs. Raises ReplayDisagrees or
    EnginesDisagree where a patient's replay says something else than the proof.
    """
    shown: set[str] = set()
    for ids in known.pathways:
        found = _pathway(known, ProductProgram(known.before, known.now, ids, budget), frozenset(shown))
        shown |= {meaning.id for meaning in found.rules if meaning.answer.patient is not None}
        shown |= {name for item in found.annotations for name in item.shown()}
        yield found


def _pathway(known: StructuralDiff, product: ProductProgram, shown: frozenset[str]) -> PathwayDiff:
    return PathwayDiff(
        ids=product.pathways,
        diseases=product.diseases,
        therapies=tuple(therapy_diff(product, therapy) for therapy in product.therapies),
        conflict=product.smallest(product.formulas.differ(*(reading.conflict for reading in product.readings))),
        rules=tuple(_rules(known, product, shown)),
        annotations=tuple(annotation_changes(product, _pairs(known), shown)),
        left_out=not_compared_words(product.packs, product.pathways, known.words.one_sided),
    )


def therapy_diff(product: ProductProgram, therapy: str) -> TherapyDiff:
    """Whether the verdicts on a therapy are the same for every patient, and if not, which way they go."""
    f, (before, now) = product.formulas, product.readings
    given = [[reading.is_verdict(therapy, verdict) for verdict in Verdict] for reading in (before, now)]
    differs = product.smallest(f.any_of(f.differ(*pair) for pair in zip(*given, strict=True)))
    if differs.asked is ProductResult.SAME:
        return TherapyDiff(therapy, differs, differs, differs)
    was, is_ = (reading.is_verdict(therapy, Verdict.CANDIDATE) for reading in (before, now))
    widens, narrows = (product.smallest(f.all_of(pair)) for pair in ((is_, was ^ 1), (was, is_ ^ 1)))
    return TherapyDiff(therapy, differs, widens, narrows)


def _pairs(known: StructuralDiff) -> list[tuple[str, str]]:
    """The rules that both versions have, by their names in each."""
    renamed = {c.before.id: c.now.id for c in known.rules if c.fate is RuleFate.RENAMED and c.before and c.now}
    return [(rule, renamed.get(rule, rule)) for rule in known.before.rules if renamed.get(rule, rule) in known.now.rules]


def _rules(known: StructuralDiff, product: ProductProgram, shown: frozenset[str]) -> Iterator[RuleMeaning]:
    """The truth of each rule that changed, and of each other one that is not the same."""
    changed = {change.id for change in known.rules if change.fate is not RuleFate.WORDS}
    for old, new in _pairs(known):
        were, are = product.clauses[0].get(old, {}), product.clauses[1].get(new, {})
        unlike = {
            therapy: product.differ(product.readings[0].rules[were[therapy].key], product.readings[1].rules[are[therapy].key])
            for therapy in were
            if therapy in are
        }
        formula = product.formulas.any_of(unlike.values())
        if not unlike or (formula == FALSE and new not in changed):
            continue
        if new in changed and new not in shown:
            yield _shown(product, new, product.smallest(formula), were, are)
        else:
            asked = product.possible(formula)
            if asked is not ProductResult.SAME or new in changed:
                yield RuleMeaning(new, ProductAnswer(asked), product.pathways[1])


def _shown(product: ProductProgram, rule: str, answer: ProductAnswer, were: Clauses, are: Clauses) -> RuleMeaning:
    """What became of a rule's truth, with the therapy for which the patient shows it."""
    patient = answer.patient
    if patient is not None:
        for therapy in (therapy for therapy in were if therapy in are):
            truths = patient.before.rules[were[therapy].key], patient.now.rules[are[therapy].key]
            if truths[0] is not truths[1]:
                return RuleMeaning(rule, answer, product.pathways[1], therapy, truths)
    return RuleMeaning(rule, answer, product.pathways[1])
