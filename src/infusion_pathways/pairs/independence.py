"""When a condition decides alone between two patients one fact apart, as formulas; decision 0010 says it in words."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from infusion_pathways.meaning.condition import Condition, Known, derived_in, leaves_of
from infusion_pathways.meaning.rule import Clause, Program, RuleKind, WhenUnknown
from infusion_pathways.meaning.verdicts import IN_QUESTION, Verdict
from infusion_pathways.pack.model import Pack
from infusion_pathways.pairs.pair_space import PairFormula, PairSpace, facts_in
from infusion_pathways.solver.encoding import SymbolicReading, encode_pathway
from infusion_pathways.solver.formula import TRUE, Formula
from infusion_pathways.trace.phrasebook import book_of

LISTED = frozenset({RuleKind.CAUTIONS, RuleKind.NOTES, RuleKind.CHECKS})
"""The kinds of rules that move no verdict: their answer is what is listed with a therapy."""

NAMED = (Verdict.CANDIDATE, Verdict.IN_USE, Verdict.ON_HOLD, Verdict.CONDITION_UNMET)
"""The verdicts on a therapy that a reading shows with everything that is listed with it."""

TELLING = tuple(verdict for verdict in Verdict if verdict is not Verdict.UNDETERMINED)


def conditions(when: Condition) -> list[Condition]:
    """The conditions that a rule is made of, each once."""
    return list(dict.fromkeys(leaves_of(when)))


class PathwayClauses:
    """The rules of a pathway over one patient, before any two are set side by side."""

    def __init__(self, pack: Pack, pathway: str) -> None:
        self.program = pack.programs[pathway]
        facts, steps = book_of(pack).facts, pack.vocabulary.checks
        checks = [clause for clause in self.program.clauses if clause.rule.kind is RuleKind.CHECKS]
        self.facts = {c.key: [Known(facts[name]) for name in c.rule.ask if name not in steps] for c in checks}
        self.steps = {c.key: any(name in steps for name in c.rule.ask) for c in checks}
        self.encoding = encode_pathway(pack, pathway, more=[known for asked in self.facts.values() for known in asked])
        self.reading = self.encoding.reading
        self._without: dict[str, SymbolicReading] = {}

    def without(self, clause: Clause) -> SymbolicReading:
        """What the rules would make of a patient without one clause."""
        if clause.key not in self._without:
            self._without[clause.key] = SymbolicReading(self.encoding.space, program=_without(self.program, clause))
        return self._without[clause.key]

    def listing(self, clause: Clause) -> list[Clause]:
        """The clauses that list something on account of this one: itself, or those that read what it concludes."""
        if clause.rule.kind is not RuleKind.FINDING:
            return [clause] if clause.rule.kind in LISTED else []
        names, grown = {clause.rule.targets[0]}, True
        while grown:
            reading = [
                p.finding for p in self.program.premises if p.finding is not None and not names.isdisjoint(derived_in(p.when))
            ]
            grown = not names.issuperset(reading)
            names.update(reading)
        return [c for c in self.program.clauses if c.rule.kind in LISTED and not names.isdisjoint(derived_in(c.when))]

    def facts_of(self, condition: Condition) -> tuple[str, ...]:
        """The facts that a condition hangs on."""
        return facts_in(self.encoding.space, self.reading.planes(condition))


class VerdictDiffers(NamedTuple):
    """That what is said of a therapy differs between two patients, and without a clause would not."""

    therapy: str
    formula: Formula


class IndependentEffect:
    """The patients of a pathway two by two, what the rules make of both, and when a condition decides alone."""

    def __init__(self, asked: PathwayClauses, facts: Sequence[str]) -> None:
        self._asked, self._reading, self._f = asked, asked.reading, asked.encoding.space.formulas
        self.apart = PairSpace(asked.encoding, facts)
        self._two: dict[Formula, PairFormula] = {}
        self._learn(formula for verdicts in self._reading.verdicts.values() for formula in verdicts.values())

    def lost(self, condition: Condition) -> Formula:
        """That a condition changes: decided for the first and not so for the second (false where it was true, or unknown)."""
        f, planes = self._f, self._reading.planes(condition)
        true, false = self._of(planes.true), self._of(planes.false)
        return f.any_of((f.all_of((true.a, true.b ^ 1)), f.all_of((false.a, true.b ^ 1, false.b ^ 1))))

    def changes(self, condition: Condition) -> Formula:
        """That a condition does not have the same truth for both."""
        return self._differs(self._reading.planes(condition))

    def others_stay(self, clause: Clause, condition: Condition) -> Formula:
        """That every other condition of a clause has the same truth for both."""
        return self._f.all_of(self.changes(other) ^ 1 for other in conditions(clause.when) if other != condition)

    def turned(self, condition: Condition) -> Formula:
        """That a condition is true for one and false for the other."""
        f, planes = self._f, self._reading.planes(condition)
        true, false = self._of(planes.true), self._of(planes.false)
        return f.any_of((f.all_of((true.a, false.b)), f.all_of((false.a, true.b))))

    def is_true(self, condition: Condition) -> Formula:
        """That a condition is true for the first."""
        return self._of(self._reading.planes(condition).true).a

    def is_false(self, condition: Condition) -> Formula:
        """That a condition is false for the first."""
        return self._of(self._reading.planes(condition).false).a

    def answers(self, clause: Clause) -> Formula:
        """That the answer differs by a clause: the verdict on some therapy, or what is listed with one, as its kind has it."""
        return self._f.any_of(differs.formula for differs in (*self._verdicts(clause), *self._listings(clause)))

    def clearly(self, clause: Clause) -> Iterator[Formula]:
        """That the answer differs by a clause for a reader to see, best first.

        A verdict from or to `candidate`, or else between two that say something; what is listed, with a therapy that a reading
        shows with all that is listed. Neither patient's input contradicts itself; of a rule that tells of a contradiction this is
        not asked, and a verdict may stay open, as contradictions leave it.
        """
        f, kind = self._f, clause.rule.kind
        sound = () if kind is RuleKind.CONFLICT else tuple(conflict ^ 1 for conflict in self._of(self._reading.conflict))
        if kind not in LISTED:
            told = tuple(Verdict) if kind is RuleKind.CONFLICT else TELLING
            clear = {t: f.all_of((differs, *sound, *self._are(t, *told))) for t, differs in self._verdicts(clause)}
            yield f.any_of(f.all_of((clear[t], f.any_of(self._are(t, Verdict.CANDIDATE)))) for t in clear)
            yield f.any_of(clear.values())
        if kind in LISTED or kind is RuleKind.FINDING:
            shown = NAMED if kind is RuleKind.CHECKS else (*NAMED, Verdict.NOT_AN_INFUSION)
            yield f.any_of(f.all_of((differs, *sound, *self._are(t, *shown))) for t, differs in self._listings(clause))

    def _verdicts(self, clause: Clause) -> Iterator[VerdictDiffers]:
        if clause.rule.kind in LISTED:
            return
        without = self._asked.without(clause)
        for therapy, verdicts in self._reading.verdicts.items():
            otherwise = self._differs(without.verdicts[therapy].values())
            yield VerdictDiffers(therapy, self._f.all_of((self._differs(verdicts.values()), otherwise ^ 1)))

    def _listings(self, clause: Clause) -> Iterator[VerdictDiffers]:
        for listing in self._asked.listing(clause):
            for therapy in listing.targets:
                formula = self._differs([self._listed(self._reading, listing, therapy)])
                if listing is not clause:
                    otherwise = self._differs([self._listed(self._asked.without(clause), listing, therapy)])
                    formula = self._f.all_of((formula, otherwise ^ 1))
                yield VerdictDiffers(therapy, formula)

    def _listed(self, reading: SymbolicReading, clause: Clause, therapy: str) -> Formula:
        """That the trace lists a rule with a therapy; mirrors `trace.build`."""
        f, planes = self._f, reading.rules[clause.key]
        if clause.rule.kind is not RuleKind.CHECKS:
            return planes.true
        speaks = planes.true
        if clause.rule.when_unknown is not WhenUnknown.SKIP:
            open_ = f.all_of((planes.true ^ 1, planes.false ^ 1, reading.is_verdict(therapy, *IN_QUESTION)))
            speaks = f.any_of((planes.true, open_))
        missing = [self._reading.planes(known).true ^ 1 for known in self._asked.facts[clause.key]]
        return f.all_of((speaks, TRUE if self._asked.steps[clause.key] else f.any_of(missing)))

    def _are(self, therapy: str, *verdicts: Verdict) -> PairFormula:
        return self._of(self._reading.is_verdict(therapy, *verdicts))

    def _differs(self, formulas: Iterable[Formula]) -> Formula:
        listed = tuple(formulas)
        self._learn(listed)
        return self._f.any_of(self._f.differ(*self._two[formula]) for formula in listed)

    def _of(self, formula: Formula) -> PairFormula:
        self._learn([formula])
        return self._two[formula]

    def _learn(self, formulas: Iterable[Formula]) -> None:
        """Find out what formulas about a patient say of both; together, because they share most of their parts."""
        new = [formula for formula in dict.fromkeys(formulas) if formula not in self._two]
        if new:
            self._two.update(zip(new, self.apart.both(new), strict=True))


def _without(program: Program, clause: Clause) -> Program:
    """A program as it would be without one clause; what a removed clause of a finding leaves is told by the others."""
    return replace(
        program,
        premises=tuple(premise for premise in program.premises if premise.key != clause.key),
        deciding={t: tuple(c for c in clauses if c.key != clause.key) for t, clauses in program.deciding.items()},
        conflicts=tuple(c for c in program.conflicts if c.key != clause.key),
    )
