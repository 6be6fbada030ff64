"""A program over a space of patients: rules, findings, verdicts and outcome as formulas, read from the pack and the tables.

Conditions become planes (`formula.Planes`) from the leaves up, as `logic.judge` goes; verdicts are the verdict table itself,
asked once for every standing and turned into formulas (`formula.tabled`). So there is no second copy of any decision.

    >>> harbour = encode_pathway(pack, "harbour_fever")
    >>> [verdict.value for verdict in harbour.reading.verdicts["pennimab"]]
    ['not_an_infusion', 'ruled_out', 'no_reason', 'undetermined']
    >>> f, (candidate, held) = harbour.space.formulas, (
    ...     harbour.reading.is_verdict("tidemab", verdict) for verdict in (Verdict.CANDIDATE, Verdict.ON_HOLD))
    >>> f.values((candidate, held), true=())  # of whom only the diagnosis is known, neither
    [False, False]
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from infusion_pathways.meaning.condition import Condition, Derived, Leaf, fold
from infusion_pathways.meaning.logic import Truth
from infusion_pathways.meaning.outcomes import Outcome, OutcomeRow, PatientStanding, outcome_of
from infusion_pathways.meaning.rule import Clause, Program, RuleKind, WhenUnknown, in_use, recorded
from infusion_pathways.meaning.standing import Standing
from infusion_pathways.meaning.verdicts import Verdict, verdict_of
from infusion_pathways.pack.model import Pack
from infusion_pathways.solver.formula import FALSE, Column, Formula, Formulas, Planes, tabled
from infusion_pathways.solver.patient_space import PatientSpace, ProgramView
from infusion_pathways.solver.symbolic_facts import SymbolicFacts


class Groups(NamedTuple):
    """The truth of each group of arguments about one therapy, as in `verdicts.Standing`."""

    supports: Planes
    in_use: Planes
    excludes: Planes
    holds: Planes
    waits: Formula
    requires: Planes
    conflict: Formula


class SymbolicReading:
    """What one view makes of the patients of a space; another program may be read instead that has no test beyond the view's."""

    def __init__(self, space: PatientSpace, number: int = 0, program: Program | None = None) -> None:
        self.space, self.formulas = space, space.formulas
        self.view: ProgramView = space.views[number]
        self.program: Program = program or self.view.program
        self.facts = SymbolicFacts(space, number)
        # Invariant: for every patient of the space exactly one verdict on a therapy is true, and the planes of no rule both are
        # (property `one-verdict` proves it; `replay.confirm` holds both against the engines).
        self._findings: dict[str, Planes] = {}
        self._conditions: dict[Condition, Planes] = {}
        self.rules = {premise.key: self.planes(premise.when) for premise in self.program.premises}
        self.conflict = self.formulas.any_of(self.rules[clause.key].true for clause in self.program.conflicts)
        self.groups = {therapy: self.grouped(therapy) for therapy in self.program.pathway.therapies}
        self.verdicts = {therapy: self.verdict(therapy, groups) for therapy, groups in self.groups.items()}

    def planes(self, condition: Condition) -> Planes:
        """When a condition is true, and when it is false."""
        return fold(condition, self.formulas.conjunction, self.formulas.disjunction, Planes.negated, self._leaf)

    def _leaf(self, leaf: Leaf) -> Planes:
        if isinstance(leaf, Derived):
            return self.finding(leaf.name)
        known = self._conditions.get(leaf)
        if known is None:
            known = self._conditions[leaf] = self.facts.planes(leaf)
        return known

    def finding(self, name: str) -> Planes:
        """When a derived finding is true, and when it is false."""
        # Findings are without circles (decision 0006), so this comes to an end; one that no rule concludes is false.
        if name not in self._findings:
            rules = [premise.when for premise in self.program.premises if premise.finding == name]
            self._findings[name] = self.formulas.disjunction(self.planes(when) for when in rules)
        return self._findings[name]

    def tests(self) -> Mapping[Condition, Planes]:
        """Every test that the program and what was encoded beside it read."""
        return self._conditions

    def grouped(self, therapy: str, without: str | None = None) -> Groups:
        """The groups of arguments about a therapy, or what they would be without one rule."""
        f = self.formulas
        clauses = [clause for clause in self.program.deciding[therapy] if clause.key != without]

        def of_kind(kind: RuleKind) -> list[Planes]:
            return [self.counted(clause) for clause in clauses if clause.rule.kind is kind]

        waiting = [self.rules[c.key] for c in clauses if c.rule.when_unknown is WhenUnknown.HOLD]
        return Groups(
            supports=f.disjunction(of_kind(RuleKind.SUPPORTS)),
            in_use=self.rules[in_use(therapy)],
            excludes=f.disjunction(of_kind(RuleKind.EXCLUDES)),
            holds=f.disjunction(of_kind(RuleKind.HOLDS)),
            waits=f.any_of(f.all_of((p.true ^ 1, p.false ^ 1)) for p in waiting),
            requires=f.conjunction(of_kind(RuleKind.REQUIRES)),
            conflict=self.conflict,
        )

    def counted(self, clause: Clause) -> Planes:
        """How a rule counts while it is unknown, if it is only to be checked; as in `verdicts`."""
        f, planes = self.formulas, self.rules[clause.key]
        if clause.rule.when_unknown is not WhenUnknown.CHECK:
            return planes
        # A requirement that is only to be checked counts as met while it is unknown.
        if clause.rule.kind is RuleKind.REQUIRES:
            return Planes(planes.false ^ 1, planes.false)
        if clause.rule.unrecorded is None:
            return planes
        # A reason that waits for a fact counts as not given until the fact is recorded.
        awaited = self.rules[recorded(clause.rule.unrecorded)].true
        return Planes(planes.true, f.any_of((planes.false, f.all_of((planes.true ^ 1, awaited ^ 1)))))

    def verdict(self, therapy: str, groups: Groups) -> dict[Verdict, Formula]:
        """When each verdict on a therapy is given, read from the verdict table; those never given are left out."""
        infusion = self.program.infusion[therapy]
        # Invariant: the columns are the fields of `verdicts.Standing` in their order; `Groups` mirrors them.
        columns = [self.column(part) for part in groups]
        found = tabled(self.formulas, columns, lambda *given: verdict_of(_standing(given, infusion)).verdict)
        return {verdict: formula for verdict, formula in found.items() if formula != FALSE}

    def column(self, part: Planes | Formula) -> Column:
        """A group of arguments as an argument of the table."""
        f = self.formulas
        if isinstance(part, Planes):
            rest = f.all_of((part.true ^ 1, part.false ^ 1))
            return Column(((Truth.TRUE, part.true), (Truth.FALSE, part.false), (Truth.UNKNOWN, rest)))
        return Column(((True, part), (False, part ^ 1)))

    def is_verdict(self, therapy: str, *verdicts: Verdict) -> Formula:
        """When the verdict on a therapy is one of these."""
        return self.formulas.any_of(self.verdicts[therapy].get(verdict, FALSE) for verdict in verdicts)


def _standing(given: Sequence[object], infusion: bool) -> Standing:
    return Standing(*given, infusion)  # type: ignore[call-arg, arg-type]


def outcome(readings: Sequence[SymbolicReading]) -> dict[Outcome, Formula]:
    """When each outcome is given for a patient whose diagnoses these readings are, read from the outcome table."""
    f = readings[0].formulas
    # The outcome depends on which verdicts are given at all, not on which therapy has them: one column for each verdict.
    columns = [Column(((True, conflict := f.any_of(r.conflict for r in readings)), (False, conflict ^ 1)))]
    for verdict in Verdict:
        given = f.any_of(r.verdicts[t].get(verdict, FALSE) for r in readings for t in r.verdicts)
        columns.append(Column(((True, given), (False, given ^ 1))))

    def row(conflict: bool, *given: bool) -> OutcomeRow:
        verdicts = [verdict for verdict, is_given in zip(Verdict, given, strict=True) if is_given]
        return outcome_of(PatientStanding(verdicts, conflict, in_scope=True))

    found = tabled(f, columns, lambda *given: row(*given).outcome)
    return {name: formula for name, formula in found.items() if formula != FALSE}


class Encoding(NamedTuple):
    """A space of patients and what each of its views makes of them."""

    space: PatientSpace
    readings: tuple[SymbolicReading, ...]
    outcomes: Mapping[Outcome, Formula]

    @property
    def reading(self) -> SymbolicReading:
        """The first reading: the only one where one diagnosis is evaluated by one pack."""
        return self.readings[0]


def encode(
    pack: Pack, *diseases: str, more: Sequence[Condition] = (), copy: str = "", formulas: Formulas | None = None
) -> Encoding:
    """The patients with some diagnoses, each of which has a pathway, and what the rules of a pack make of them.

    `more` are conditions to encode beside those of the first pathway. `copy` names a second patient over the same formulas.
    """
    views = []
    for slot, disease in enumerate(diseases):
        program = pack.program_for(disease)
        assert program is not None
        views.append(ProgramView(program, pack.vocabulary, slot, tuple(more) if slot == 0 else ()))
    return _encoded(views, [(disease,) for disease in diseases], copy, formulas)


def encode_pathway(
    pack: Pack, pathway: str, more: Sequence[Condition] = (), copy: str = "", formulas: Formulas | None = None
) -> Encoding:
    """The patients of a pathway, with any one of its diseases; other diagnoses may stand beside it as comorbidities."""
    program = pack.programs[pathway]
    return _encoded([ProgramView(program, pack.vocabulary, 0, tuple(more))], [program.pathway.diseases], copy, formulas)


def _encoded(views: Sequence[ProgramView], slots: Sequence[Sequence[str]], copy: str, formulas: Formulas | None) -> Encoding:
    space = PatientSpace(Formulas() if formulas is None else formulas, views, slots, copy)
    readings = tuple(SymbolicReading(space, number) for number in range(len(views)))
    return Encoding(space, readings, outcome(readings))
