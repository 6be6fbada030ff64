"""Pairs of patients one fact apart in a small pack, counted out one by one; nothing of the prover is used."""

import itertools
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from infusion_pathways.engine.direct import DirectEngine
from infusion_pathways.meaning.condition import Condition
from infusion_pathways.meaning.facts import Missing
from infusion_pathways.meaning.logic import Findings, Truth, judge
from infusion_pathways.meaning.rule import Clause, Program, RuleKind, WhenUnknown
from infusion_pathways.meaning.standing import standing_of
from infusion_pathways.meaning.verdicts import IN_QUESTION, Verdict, verdict_of
from infusion_pathways.pack.model import Pack
from infusion_pathways.scenario import Scenario, facts_for
from infusion_pathways.scenario.model import HistoryEntry
from tests.prove import small

THERAPY = "alphamab"
LISTED = (RuleKind.CAUTIONS, RuleKind.NOTES, RuleKind.CHECKS)
NAMED = (Verdict.CANDIDATE, Verdict.IN_USE, Verdict.ON_HOLD, Verdict.CONDITION_UNMET)
FIELDS = 9
MOST = 400


def packs(count: int, start: int = 0) -> Iterator[tuple[int, Pack, list[small.Patient]]]:
    """So many small packs whose patients are few; some of their cautions are notes and checks instead."""
    found = 0
    for seed in itertools.count(start):
        raw = small.raw_pack(random.Random(seed))
        for rule in raw["pathways"][0]["rules"]:
            if "cautions" in rule["then"] and seed % 3:
                rule["then"] = {("notes", "checks")[seed % 3 - 1]: THERAPY}
            if "checks" in rule["then"]:
                rule["ask"] = [("look",), ("spots",), ("treatments",), ("fever", "look")][seed % 4]
                if seed % 5 == 0:
                    rule["when_unknown"] = "skip"
        pack = small.pack_of(raw)
        everyone = small.patients(pack, MOST)
        if everyone is not None:
            found += 1
            yield seed, pack, everyone
        if found == count:
            return


class Best(NamedTuple):
    """The rank of the best pair (0 is what is wanted most) and the size of the smallest such."""

    rank: int
    size: int


class Seen(NamedTuple):
    """A patient with all that decides about pairs: the truth of leaves, rules and verdicts, also without each clause."""

    leaves: tuple[Truth, ...]
    rules: Mapping[str, Truth]
    verdict: Verdict
    conflict: bool
    listed: frozenset[str]
    without: Mapping[str, tuple[Verdict, frozenset[str]]]


class Brute:
    """All pairs of patients of a small pack."""

    def __init__(self, pack: Pack, everyone: Sequence[small.Patient]) -> None:
        self.pack, self.program = pack, pack.programs["own"]
        self._engine = DirectEngine()
        self.leaves = list(dict.fromkeys(leaf for clause in self.program.clauses for leaf in leaves(clause.when)))
        self._less = {clause.key: without(self.program, clause) for clause in self.program.clauses}
        self._entries = small.all_entries()
        self._kinds: dict[Any, list[HistoryEntry]] = {}
        for entry in self._entries:
            self._kinds.setdefault(small.answers_to(self.program, entry), []).append(entry)
        self._near = self._neighbours()
        self.scenarios = [patient.scenario for patient in everyone]
        self.seen = [self.see(scenario) for scenario in self.scenarios]
        self.pairs = list(self._pairs())

    def see(self, scenario: Scenario) -> Seen:
        """All that decides about pairs, of one patient."""
        facts = facts_for(scenario, 0, self.pack.vocabulary)
        findings = Findings(self.program.premises, facts)
        truths = tuple(judge(leaf, facts, findings).truth for leaf in self.leaves)
        rules = self._engine.rules(self.program, facts)
        verdict = verdict_of(standing_of(self.program, THERAPY, rules)).verdict
        less = {}
        for key, program in self._less.items():
            own = self._engine.rules(program, facts)
            other = verdict_of(standing_of(program, THERAPY, own)).verdict
            less[key] = other, self._listed(program, own, other, facts)
        conflict = any(rules[clause.key] is Truth.TRUE for clause in self.program.conflicts)
        return Seen(truths, rules, verdict, conflict, self._listed(self.program, rules, verdict, facts), less)

    def _listed(self, program: Program, rules: Mapping[str, Truth], verdict: Verdict, facts: Any) -> frozenset[str]:
        named = {fact.rpartition(".")[2]: fact for fact in reversed(tuple(self.pack.vocabulary.facts()))}
        found = set()
        for clause in program.clauses:
            if clause.rule.kind not in LISTED or clause.key not in rules:
                continue
            truth = rules[clause.key]
            speaks = truth is Truth.TRUE
            if clause.rule.kind is RuleKind.CHECKS:
                mark = clause.rule.when_unknown
                speaks = speaks or (truth is Truth.UNKNOWN and mark is not WhenUnknown.SKIP and verdict in IN_QUESTION)
                asks = [n in self.pack.vocabulary.checks or isinstance(facts.value(named[n]), Missing) for n in clause.rule.ask]
                speaks = speaks and any(asks)
            if speaks:
                found.add(clause.key)
        return frozenset(found)

    def _neighbours(self) -> dict[tuple[Any, Any], int]:
        """The kinds of entries with members that differ in one field, and the fewest values that writing two such takes."""
        found: dict[tuple[Any, Any], int] = {}
        kind = {entry: answers for answers, entries in self._kinds.items() for entry in entries}
        for left, right in itertools.permutations(self._entries, 2):
            fields = [left[:2] != right[:2], *(x != y for x, y in zip(left[2:], right[2:], strict=True))]
            if sum(fields) == 1 and kind[left] != kind[right]:
                size = entry_size(left) + entry_size(right)
                found[kind[left], kind[right]] = min(size, found.get((kind[left], kind[right]), size))
        return found

    def _kinds_of(self, history: Any) -> frozenset[Any] | None:
        return None if isinstance(history, Missing) else frozenset(small.answers_to(self.program, entry) for entry in history)

    def _pairs(self) -> Iterator[tuple[int, int, int]]:
        """All pairs one fact apart: two patients and how many values writing both takes."""
        fields = [fields_of(scenario) for scenario in self.scenarios]
        kinds = [self._kinds_of(scenario.treatments) for scenario in self.scenarios]
        for place in range(FIELDS):
            alike: dict[Any, list[int]] = {}
            for number, own in enumerate(fields):
                alike.setdefault((*own[:place], *own[place + 1 :]), []).append(number)
            for group in alike.values():
                for a, b in itertools.combinations(group, 2):
                    size = self._size(fields[a][:-1], kinds[a]) + self._size(fields[b][:-1], kinds[b])
                    if place == FIELDS - 1:
                        extra = self._step(kinds[a], kinds[b])
                        if extra is not None:
                            yield a, b, size + extra
                    elif place != ORGANS or frozenset((str(fields[a][place]), str(fields[b][place]))) in ONE_ORGAN:
                        yield a, b, size

    def _step(self, a: frozenset[Any] | None, b: frozenset[Any] | None) -> int | None:
        """How many values more it takes to write two histories one fact apart; None where they are further apart."""
        if a is None or b is None:
            return 0
        gone, come = a - b, b - a
        if len(gone) + len(come) == 1:
            return 0
        if len(gone) != 1 or len(come) != 1:
            return None
        written = self._near.get((next(iter(gone)), next(iter(come))))
        return None if written is None else written - self._kind_size(next(iter(gone))) - self._kind_size(next(iter(come)))

    def _kind_size(self, kind: Any) -> int:
        return min(map(entry_size, self._kinds[kind]))

    def _size(self, fields: Sequence[Any], history: frozenset[Any] | None) -> int:
        entries = 0 if history is None else 1 + sum(map(self._kind_size, history))
        return entries + sum(map(field_size, fields))

    def best(self, clause: Clause, condition: Condition) -> Best | None:
        """The best pair in which a condition decides alone; None where there is none."""
        ranks = ((self.rank(clause, condition, self.seen[a], self.seen[b]), size) for a, b, size in self.pairs)
        return min((Best(rank, size) for rank, size in ranks if rank is not None), default=None)

    def rank(self, clause: Clause, condition: Condition, a: Seen, b: Seen) -> int | None:
        """The rank of two patients one fact apart, None where the condition does not decide alone between them."""
        own = self.leaves.index(condition)
        if a.leaves[own] is b.leaves[own] or not self._others_stay(clause, own, a, b):
            return None
        rule = {a.rules[clause.key], b.rules[clause.key]}
        if len(rule) == 1 or not self._answers(clause, a, b):
            return None
        turned = {a.leaves[own], b.leaves[own]} == {Truth.TRUE, Truth.FALSE}
        both = turned and rule == {Truth.TRUE, Truth.FALSE}
        clear = self._clear(clause, a, b)
        wanted = [*(both and c for c in clear), both, turned, *clear, True]
        return wanted.index(True)

    def _others_stay(self, clause: Clause, own: int, a: Seen, b: Seen) -> bool:
        others = [i for i in map(self.leaves.index, leaves(clause.when)) if i != own]
        return all(a.leaves[i] is b.leaves[i] for i in others)

    def _moves(self, clause: Clause, a: Seen, b: Seen) -> bool:
        same = a.without[clause.key][0] is b.without[clause.key][0]
        return clause.rule.kind not in LISTED and a.verdict is not b.verdict and same

    def _lists(self, clause: Clause, a: Seen, b: Seen) -> frozenset[str]:
        """What a clause lists for one of the two only: itself, or for a finding what would be the same for both without it."""
        if clause.rule.kind is RuleKind.FINDING:
            return (a.listed ^ b.listed) - (a.without[clause.key][1] ^ b.without[clause.key][1])
        return (a.listed ^ b.listed) & {clause.key}

    def _answers(self, clause: Clause, a: Seen, b: Seen) -> bool:
        return self._moves(clause, a, b) or bool(self._lists(clause, a, b))

    def _clear(self, clause: Clause, a: Seen, b: Seen) -> list[bool]:
        kind, verdicts = clause.rule.kind, (a.verdict, b.verdict)
        sound = kind is RuleKind.CONFLICT or not (a.conflict or b.conflict)
        told = kind is RuleKind.CONFLICT or Verdict.UNDETERMINED not in verdicts
        moves = self._moves(clause, a, b) and sound and told
        found = [] if kind in LISTED else [moves and Verdict.CANDIDATE in verdicts, moves]
        if kind in LISTED or kind is RuleKind.FINDING:
            shown = NAMED if kind is RuleKind.CHECKS else (*NAMED, Verdict.NOT_AN_INFUSION)
            found.append(bool(self._lists(clause, a, b)) and sound and all(v in shown for v in verdicts))
        return found

    def why_none(self, clause: Clause, condition: Condition) -> str:
        """Why there is no pair, as the names of the reasons have it."""
        own = self.leaves.index(condition)
        pairs = [(self.seen[a], self.seen[b]) for a, b, _ in self.pairs]
        moved = [(a, b) for a, b in pairs if a.leaves[own] is not b.leaves[own]]
        if not moved:
            return {Truth.TRUE: "ALWAYS_TRUE", Truth.FALSE: "ALWAYS_FALSE", Truth.UNKNOWN: "NEVER_KNOWN"}[
                self.seen[0].leaves[own]
            ]
        alone = [(a, b) for a, b in moved if self._others_stay(clause, own, a, b)]
        if not alone:
            return "TOGETHER"
        return "MASKED" if any(a.rules[clause.key] is not b.rules[clause.key] for a, b in alone) else "SETTLED"


# The place of the organs among the fields of a patient, and which of their values are one fact apart.
ORGANS = 4
_ORGANS = {"unknown": Missing.NOT_RECORDED, "none": (), "list": ("root",), "yes": {"root": True}, "no": {"root": False}}
ONE_ORGAN = {
    frozenset((str(_ORGANS[a]), str(_ORGANS[b])))
    for a, b in (("unknown", "none"), ("unknown", "yes"), ("unknown", "no"), ("yes", "no"), ("none", "list"), ("list", "yes"))
}


def fields_of(scenario: Scenario) -> tuple[Any, ...]:
    """What is said of a patient of a small world, fact by fact, the history last."""
    (diagnosis, *others) = scenario.diagnoses
    return (
        scenario.findings.get("spots"),
        scenario.findings.get("fever"),
        scenario.patient.get("sex"),
        scenario.measures.get("weight"),
        diagnosis.organs if not isinstance(diagnosis.organs, dict) else Answers(**diagnosis.organs),
        diagnosis.activity,
        diagnosis.subtype,
        bool(others),
        scenario.treatments,
    )


class Answers(NamedTuple):
    """The answers about the one organ there is."""

    root: bool

    def __str__(self) -> str:
        return str(self._asdict())


def field_size(value: Any) -> int:
    """How many values it takes to write one fact."""
    if value is None or value is False or value is Missing.NOT_RECORDED:
        return 0
    if isinstance(value, Answers):
        return 1
    if value == () or value == ("root",):
        return 1 + len(value)
    return len(value) if isinstance(value, tuple) else 1


def entry_size(entry: HistoryEntry) -> int:
    """How many values it takes to write an entry."""
    said = (entry.outcome is not Missing.NOT_RECORDED, entry.ongoing is not Missing.NOT_RECORDED, entry.given_for is not None)
    return 1 + sum(said)


def leaves(condition: Any) -> list[Condition]:
    """The conditions that are not made of others."""
    parts = getattr(condition, "parts", None) or ((condition.part,) if hasattr(condition, "part") else ())
    return [leaf for part in parts for leaf in leaves(part)] if parts else [condition]


def without(program: Program, clause: Clause) -> Program:
    """The program of a pack that does not have one rule."""
    rest = tuple(c for c in program.clauses if c.key != clause.key)
    return replace(
        program,
        clauses=rest,
        by_key={c.key: c for c in rest},
        arguments={THERAPY: tuple(c for c in program.arguments[THERAPY] if c.key != clause.key)},
        deciding={THERAPY: tuple(c for c in program.deciding[THERAPY] if c.key != clause.key)},
        premises=tuple(p for p in program.premises if p.key != clause.key),
        conflicts=tuple(c for c in program.conflicts if c.key != clause.key),
    )
