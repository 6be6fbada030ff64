"""What a case asserts: the truths that its `expect` would not let pass. Sound: what is named here makes the case fail.

A rule is thought to have another truth, with everything else as it is: findings and the rules that read them follow, verdicts
and outcome come of the tables. Flags and questions count as gone only where no rule that could raise them is left. What must not
be asked counts for nothing: whether it would be hangs on more than truths.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from infusion_pathways.cases.expect import MOST_FAVOURABLE, asked_in, finding_in, truth_in, verdict_in
from infusion_pathways.coverage.condition_truth import BITS
from infusion_pathways.coverage.verdicts_if import Changes, Standings, any_of
from infusion_pathways.meaning.logic import Truth
from infusion_pathways.meaning.outcomes import PatientStanding, outcome_of
from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.scenario.model import Expect
from infusion_pathways.trace.tree import Trace

Where = tuple[int, int]
FIRES = frozenset({Truth.TRUE.value})
DOES_NOT = frozenset({Truth.FALSE.value, Truth.UNKNOWN.value})


class _Rule(NamedTuple):
    """A rule that an expectation names: the truths that meet it, and the clauses of the rule."""

    truths: frozenset[str]
    clauses: tuple[Where, ...]


class Noticing:
    """One case: its expectations that are met, and the diagnoses they are about."""

    def __init__(self, expect: Expect, trace: Trace, standings: Sequence[Standings]) -> None:
        self._standings = standings
        self._rules = {
            name: _Rule(truths, self._clauses(name)) for name, truths in _expected(expect) if truth_in(trace, name) in truths
        }
        self._verdicts = {name: v for name, v in expect.verdicts.items() if verdict_in(trace, name)[0] == v}
        self._findings = {name: truth for name, truth in expect.findings.items() if finding_in(trace, name) == truth}
        self._outcome = expect.outcome if expect.outcome == trace.outcome.code else None
        shown, asked = {flag.code for flag in trace.flags}, asked_in(trace)
        self._flags = [code for code in expect.flags if code in shown]
        self._asks = [name for name in expect.asks if name in asked]
        self._consequences: dict[tuple[int, str, Truth], tuple[dict[int, Truth], bool]] = {}
        self._alike: dict[tuple[int, int, Truth], int] = {}
        self._raisers = [_by_clause({code: s.reader.flags.get(code, ()) for code in self._flags}) for s in standings]
        self._askers = [_by_clause({name: s.reader.asking(name) for name in self._asks}) for s in standings]
        self._named = [self._names(p, s) for p, s in enumerate(standings)]

    def noticed(self, position: int) -> bytes:
        """For each clause, the truths that the case would not let pass, were the clause to have one of them; as bits."""
        standings, named = self._standings[position], self._named[position]
        found = bytearray(len(standings.rows))
        for i in standings.reader.deciders:
            found[i] = self._by_weight(position, i)
        for i in named:
            others = ((t, bit) for t, bit in BITS.items() if t is not standings.rows[i].truth and not found[i] & bit)
            found[i] |= sum(bit for truth, bit in others if self._notices_names(position, {i: truth}))
        for i in standings.reader.derivers:
            others = ((t, bit) for t, bit in BITS.items() if t is not standings.rows[i].truth)
            found[i] = sum(bit for truth, bit in others if self._notices_finding(position, i, truth))
        return bytes(found)

    def _by_weight(self, position: int, clause: int) -> int:
        """What the expected verdicts and outcome would not let pass; clauses that count alike are worked out once."""
        standings = self._standings[position]
        was = standings.rows[clause].truth
        key = position, standings.reader.clauses[clause].weight, was
        known = self._alike.get(key)
        if known is None:
            others = ((truth, bit) for truth, bit in BITS.items() if truth is not was)
            known = sum(bit for truth, bit in others if self._notices_verdicts(position, {clause: truth}))
            self._alike[key] = known
        return known

    def names_verdict(self, position: int, therapy: str) -> bool:
        """Whether the verdict on a therapy of a diagnosis is what an expectation names."""
        for name in self._verdicts:
            disease, _, named = name.rpartition("/")
            rows = [p for p, s in enumerate(self._standings) if named in s.verdicts and disease in ("", s.disease)]
            if named == therapy and position in rows:
                best = min(_favour(self._standings[p].verdicts[therapy]) for p in rows)
                if _favour(self._standings[position].verdicts[therapy]) == best:
                    return True
        return False

    @property
    def names_outcome(self) -> bool:
        """Whether the outcome is what an expectation names."""
        return self._outcome is not None

    def _notices_finding(self, position: int, clause: int, truth: Truth) -> bool:
        """Whether the case notices that a rule which derives a finding has another truth."""
        standings = self._standings[position]
        name = standings.reader.clauses[clause].clause.rule.targets[0]
        found = self._finding(position, name, {clause: truth})
        changes: dict[int, Truth] = {}
        if found is not standings.findings[name]:
            key = position, name, found
            if key not in self._consequences:
                changes = self._following(position, name, found)
                self._consequences[key] = changes, self._notices_verdicts(position, changes)
            changes, noticed = self._consequences[key]
            if noticed:
                return True
        changes = {**changes, clause: truth}
        return not self._named[position].isdisjoint(changes) and self._notices_names(position, changes)

    def _finding(self, position: int, name: str, changes: Changes) -> Truth:
        standings = self._standings[position]
        return any_of(standings.truth_if(i, changes) for i in standings.reader.derive[name])

    def _following(self, position: int, name: str, truth: Truth) -> dict[int, Truth]:
        """The clauses whose truth turns with a finding, through other findings too."""
        standings = self._standings[position]
        reader, otherwise, changes = standings.reader, {name: truth}, dict[int, Truth]()
        for finding in reader.order[reader.order.index(name) + 1 :]:
            turning = [i for i in reader.derive[finding] if not otherwise.keys().isdisjoint(reader.clauses[i].findings)]
            if not turning:
                continue
            for i in turning:
                self._turn(standings, i, otherwise, changes)
            found = self._finding(position, finding, changes)
            if found is not standings.findings[finding]:
                otherwise[finding] = found
        for i in sorted({i for each in otherwise for i in reader.readers[each]}):
            self._turn(standings, i, otherwise, changes)
        return changes

    @staticmethod
    def _turn(standings: Standings, clause: int, otherwise: Mapping[str, Truth], changes: dict[int, Truth]) -> None:
        row = standings.rows[clause]
        found = standings.reader.clauses[clause].otherwise(row, otherwise)
        if found is not row.truth:
            changes[clause] = found

    def _notices_names(self, position: int, changes: Changes) -> bool:
        """Whether a rule, finding, flag or question that is expected would be missed, or a rule that is not would be true."""
        flags = {code for i in changes for code in self._raisers[position].get(i, ())}
        asks = {name for i in changes for name in self._askers[position].get(i, ())}
        return (
            self._notices_rules(position, changes)
            or self._notices_findings(position, changes)
            or any(not self._raised(code, position, changes) for code in flags)
            or any(not self._asked(name, position, changes) for name in asks)
        )

    def _notices_rules(self, position: int, changes: Changes) -> bool:
        clauses = self._standings[position].reader.clauses
        turned = dict.fromkeys(name for i in changes for name in clauses[i].names if name in self._rules)
        return any(self._truth(name, position, changes) not in self._rules[name].truths for name in turned)

    def _truth(self, name: str, position: int, changes: Changes) -> str:
        """As `cases.truth_in` reads it from a trace."""
        where = self._rules[name].clauses
        return any_of(self._standings[p].truth_if(i, changes if p == position else {}) for p, i in where).value

    def _notices_findings(self, position: int, changes: Changes) -> bool:
        """Read as `cases.finding_in` reads them from a trace."""
        for name, truth in self._findings.items():
            disease, _, finding = name.rpartition("/")
            found = any_of(
                self._finding(p, finding, changes if p == position else {})
                for p, s in enumerate(self._standings)
                if disease in ("", s.disease) and finding in s.reader.derive
            )
            if found.value != truth:
                return True
        return False

    def _notices_verdicts(self, position: int, changes: Changes) -> bool:
        standings = self._standings[position]
        clauses = [standings.reader.clauses[i] for i in changes]
        touched = {therapy: None for clause in clauses for therapy in clause.decides}
        conflict = standings.conflict_if(changes) if any(clause.is_conflict for clause in clauses) else standings.conflict
        if conflict is not standings.conflict:
            touched = dict.fromkeys(standings.verdicts)
        new = {therapy: standings.verdict_if(therapy, changes, conflict) for therapy in touched}
        turned = {therapy: verdict for therapy, verdict in new.items() if verdict is not standings.verdicts[therapy]}
        if not turned and conflict is standings.conflict:
            return False
        after = [{**s.verdicts, **turned} if p == position else s.verdicts for p, s in enumerate(self._standings)]
        if any(self._verdict(name, after) != verdict for name, verdict in self._verdicts.items()):
            return True
        if self._outcome is None:
            return False
        found = frozenset(verdict for verdicts in after for verdict in verdicts.values())
        conflicts = conflict or any(s.conflict for p, s in enumerate(self._standings) if p != position)
        return outcome_of(PatientStanding(found, conflicts, in_scope=True)).outcome.value != self._outcome

    def _verdict(self, name: str, verdicts: Sequence[Mapping[str, Verdict]]) -> str:
        """As `cases.verdict_in` reads it from a trace."""
        disease, _, therapy = name.rpartition("/")
        rows = [
            given[therapy]
            for given, s in zip(verdicts, self._standings, strict=True)
            if therapy in given and disease in ("", s.disease)
        ]
        return min(rows, key=_favour).value if rows else Verdict.NO_REASON.value

    def _raised(self, code: str, position: int, changes: Changes) -> bool:
        """Whether some rule may still raise a flag."""
        for p, s in enumerate(self._standings):
            for i in s.reader.flags.get(code, ()):
                if s.reader.clauses[i].speaks(s.truth_if(i, changes if p == position else {})):
                    return True
        return False

    def _asked(self, name: str, position: int, changes: Changes) -> bool:
        """Whether some rule may still ask for something."""
        for p, s in enumerate(self._standings):
            there = changes if p == position else {}
            if any(s.reader.clauses[i].may_ask(s.truth_if(i, there), name) for i in s.reader.asking(name)):
                return True
        return False

    def _clauses(self, name: str) -> tuple[Where, ...]:
        """The clauses of a rule, by its name."""
        return tuple(
            (p, i) for p, s in enumerate(self._standings) for i, clause in enumerate(s.reader.clauses) if name in clause.names
        )

    def _names(self, position: int, standings: Standings) -> frozenset[int]:
        """The clauses that are named by an expectation, or raise or ask what one names."""
        rules = self._rules.keys()
        named = (i for i, clause in enumerate(standings.reader.clauses) if not rules.isdisjoint(clause.names))
        findings = {name.rpartition("/")[2] for name in self._findings}
        derived = (i for name, clauses in standings.reader.derive.items() if name in findings for i in clauses)
        return frozenset((*self._raisers[position], *self._askers[position], *named, *derived))


def _expected(expect: Expect) -> Iterator[tuple[str, frozenset[str]]]:
    """The rules that are expected to have some truth, the most demanding expectation of each last."""
    yield from ((name, DOES_NOT) for name in expect.not_because)
    yield from ((name, FIRES) for name in expect.because)
    yield from ((name, frozenset({truth})) for name, truth in expect.rules.items())


def _by_clause(clauses: Mapping[str, Sequence[int]]) -> dict[int, list[str]]:
    """From names with their clauses to clauses with their names."""
    found: dict[int, list[str]] = {}
    for name, numbers in clauses.items():
        for i in numbers:
            found.setdefault(i, []).append(name)
    return found


def _favour(verdict: Verdict) -> int:
    return MOST_FAVOURABLE.index(verdict.value)
