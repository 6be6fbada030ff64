"""What of a trace no patient changes: the words of every rule as it speaks of each therapy, and the texts of sources.

A book is written once per pack, so that telling a trace only adds the patient.
"""

from collections.abc import Mapping
from typing import NamedTuple
from weakref import WeakKeyDictionary

from infusion_pathways.meaning.condition import Always, Condition, Derived, leaves_of
from infusion_pathways.meaning.facts import Missing, Value
from infusion_pathways.meaning.logic import Truth
from infusion_pathways.meaning.rule import Clause, Program, Rule, RuleKind, WhenUnknown
from infusion_pathways.pack.model import Pack, Source
from infusion_pathways.trace.asks import AskWeight
from infusion_pathways.trace.tree import Argument, OutstandingCheck, SourceText
from infusion_pathways.vocabulary import CheckWord, Finding, Vocabulary

PLACEHOLDER = "{therapy}"

Groups = Mapping[Truth, str | None]

_GROUPS: Mapping[RuleKind, Groups] = {
    RuleKind.SUPPORTS: {Truth.TRUE: "supporting", Truth.FALSE: "closed", Truth.UNKNOWN: "unknown"},
    RuleKind.REQUIRES: {Truth.TRUE: "met", Truth.FALSE: "unmet", Truth.UNKNOWN: "unknown"},
    RuleKind.EXCLUDES: {Truth.TRUE: "against", Truth.FALSE: None, Truth.UNKNOWN: "unknown"},
    RuleKind.HOLDS: {Truth.TRUE: "against", Truth.FALSE: None, Truth.UNKNOWN: "unknown"},
    RuleKind.CAUTIONS: {Truth.TRUE: "cautions", Truth.FALSE: None, Truth.UNKNOWN: None},
    RuleKind.NOTES: {Truth.TRUE: "notes", Truth.FALSE: None, Truth.UNKNOWN: None},
    RuleKind.CHECKS: {Truth.TRUE: "checks", Truth.FALSE: None, Truth.UNKNOWN: "checks"},
    RuleKind.CONFLICT: {Truth.TRUE: "conflict", Truth.FALSE: None, Truth.UNKNOWN: None},
    RuleKind.FINDING: {Truth.TRUE: None, Truth.FALSE: None, Truth.UNKNOWN: None},
}


MOST_REMEMBERED_FACTS = 3


_SKIPPED: Groups = {**_GROUPS[RuleKind.CHECKS], Truth.UNKNOWN: None}


class ClauseLine(NamedTuple):
    """A clause as it speaks of one therapy. `key` is shared by the therapies of which it says the same.

    `reads` names the facts it depends on, if they are few and each has few values: then what it says can be remembered.
    """

    clause: Clause
    key: str
    title: str
    because: str
    groups: Groups
    bearing: AskWeight
    reads: tuple[str, ...] | None
    checks: tuple[OutstandingCheck, ...]


class Page(NamedTuple):
    """The lines of one pathway: its conflicts, the arguments about each therapy, the clauses behind each finding."""

    conflicts: tuple[ClauseLine, ...]
    arguments: Mapping[str, tuple[ClauseLine, ...]]
    findings: Mapping[str, tuple[Clause, ...]]


class Book:
    """The pages of all pathways, each written when first asked for, and the source texts."""

    def __init__(self, pack: Pack) -> None:
        self._words: Vocabulary = pack.vocabulary
        self._labels = {name: therapy.label for name, therapy in pack.vocabulary.therapies.items()}
        self._pages: dict[str, Page] = {}
        self.sources = {
            **{name: _claim(source) for name, source in sorted(pack.claims.items())},
            **{name: _reference(pack.references[name]) for name in sorted(pack.references, key=lambda n: (len(n), n))},
        }
        self.facts = {fact.rpartition(".")[2]: fact for fact in reversed(tuple(pack.vocabulary.facts()))}
        self.remembered: dict[tuple[str, tuple[Value | Missing, ...]], Argument] = {}

    def page(self, program: Program) -> Page:
        """The page of a pathway."""
        page = self._pages.get(program.pathway.id)
        if page is None:
            findings = _by_finding(program)
            page = self._pages[program.pathway.id] = Page(
                tuple(self._line(clause, "", findings) for clause in program.conflicts),
                {
                    t: tuple(self._line(c, t, findings) for c in own_first(program, clauses))
                    for t, clauses in program.arguments.items()
                },
                findings,
            )
        return page

    def _line(self, clause: Clause, therapy: str, by_finding: Mapping[str, tuple[Clause, ...]]) -> ClauseLine:
        rule = clause.rule
        label = self._labels.get(therapy, "")
        own = PLACEHOLDER in rule.because or PLACEHOLDER in rule.title
        return ClauseLine(
            clause=clause,
            key=f"{clause.key}/{therapy}" if own else clause.key,
            title=_filled(rule.title, label),
            because=_filled(rule.because, label),
            groups=_GROUPS[rule.kind] if rule.when_unknown is not WhenUnknown.SKIP else _SKIPPED,
            bearing=_bearing(rule.kind, rule.when_unknown),
            reads=self._remembered_by(facts_read(clause.when, by_finding)),
            checks=self._checks(rule, _filled(rule.because, label)),
        )

    def _checks(self, rule: Rule, because: str) -> tuple[OutstandingCheck, ...]:
        """The checks of a rule that asks for steps only; those that ask for facts depend on the patient."""
        known = self._words.checks
        if rule.kind is not RuleKind.CHECKS or not all(name in known for name in rule.ask):
            return ()
        return tuple(check_of(known[name], rule, because) for name in rule.ask)

    def _remembered_by(self, facts: frozenset[str]) -> tuple[str, ...] | None:
        few = len(facts) <= MOST_REMEMBERED_FACTS and all(isinstance(self._words.fact_word(f), Finding) for f in facts)
        return tuple(sorted(facts)) if few else None


def check_of(word: CheckWord, rule: Rule, because: str) -> OutstandingCheck:
    """A step that a rule asks for."""
    unconfirmed = rule.to_be_confirmed or word.to_be_confirmed
    return OutstandingCheck(
        word.name, word.label, rule.id, because, rule.cites, f"Has this been settled: {word.label}?", word.during, unconfirmed
    )


_BOOKS: WeakKeyDictionary[Pack, Book] = WeakKeyDictionary()


def book_of(pack: Pack) -> Book:
    """The book of a pack, written when first asked for."""
    book = _BOOKS.get(pack)
    if book is None:
        book = _BOOKS[pack] = Book(pack)
    return book


def own_first(program: Program, clauses: tuple[Clause, ...]) -> list[Clause]:
    """The pathway's own clauses before the shared ones: what is said of the disease comes first."""
    return sorted(clauses, key=lambda clause: clause.rule.pathway != program.pathway.id)


def facts_read(condition: Condition, by_finding: Mapping[str, tuple[Clause, ...]]) -> frozenset[str]:
    """The facts a condition reads, those behind derived findings included."""
    found: set[str] = set()
    for leaf in leaves_of(condition):
        match leaf:
            case Derived(name):
                found.update(*(facts_read(clause.when, by_finding) for clause in by_finding.get(name, ())))
            case Always():
                continue
            case _:
                found.add(leaf.fact)
    return frozenset(found)


def _filled(text: str, label: str) -> str:
    """The text with the therapy's label; a sentence may begin with it."""
    if PLACEHOLDER not in text:
        return text
    filled = text.replace(PLACEHOLDER, label)
    return filled[:1].upper() + filled[1:]


def _bearing(kind: RuleKind, when_unknown: WhenUnknown | None) -> AskWeight:
    """What hangs on a rule while it is unknown."""
    match kind, when_unknown:
        case _, WhenUnknown.HOLD:
            return AskWeight.BLOCKS
        case RuleKind.SUPPORTS, WhenUnknown.CHECK:
            return AskWeight.POSSIBLE
        case RuleKind.SUPPORTS, _:
            return AskWeight.DOOR
        case RuleKind.REQUIRES, None:
            return AskWeight.REQUIREMENT
        case RuleKind.HOLDS, _:
            return AskWeight.HOLDS
        case RuleKind.EXCLUDES, _:
            return AskWeight.EXCLUDES
        case _:
            return AskWeight.CHECK


def _by_finding(program: Program) -> dict[str, tuple[Clause, ...]]:
    names = sorted({clause.rule.targets[0] for clause in program.clauses if clause.rule.kind is RuleKind.FINDING})
    return {
        name: tuple(c for c in program.clauses if c.rule.kind is RuleKind.FINDING and c.rule.targets[0] == name) for name in names
    }


def _claim(source: Source) -> SourceText:
    return SourceText(source.id, "claim", source.text("text"), source.text("locator"), "", source.to_be_confirmed)


def _reference(source: Source) -> SourceText:
    return SourceText(
        source.id, "reference", source.text("title"), _address(source), source.text("grade"), source.to_be_confirmed
    )


def _address(source: Source) -> str:
    if source.text("doi"):
        return f"doi:{source.text('doi')}"
    return f"PubMed {source.text('pmid')}" if source.text("pmid") else source.text("url")
