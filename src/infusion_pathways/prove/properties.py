"""The properties of a pathway's rules, verdicts and outcome: each yields statements for `verify`, one line each.

A page of each stands in docs/properties.
"""

from collections.abc import Callable, Iterator
from itertools import product

from infusion_pathways.meaning.allowed import allowed_verdicts
from infusion_pathways.meaning.condition import Always
from infusion_pathways.meaning.outcomes import Outcome, PatientStanding, outcome_of
from infusion_pathways.meaning.rule import Clause, RuleKind, WhenUnknown
from infusion_pathways.prove.verification import ProofSubject, Statement
from infusion_pathways.solver.encoding import SymbolicReading
from infusion_pathways.solver.formula import Formula, Planes
from infusion_pathways.solver.z3_solver import Undecided

Property = Callable[[ProofSubject], Iterator[Statement]]
VERDICT_MOVING = frozenset(
    {RuleKind.SUPPORTS, RuleKind.REQUIRES, RuleKind.EXCLUDES, RuleKind.HOLDS, RuleKind.FINDING, RuleKind.CONFLICT}
)


def by_rule(subject: ProofSubject) -> dict[str, list[Clause]]:
    """The clauses of each rule; those of a shared rule as well, which one pathway is enough for."""
    found: dict[str, list[Clause]] = {}
    for clause in subject.encoding.reading.program.clauses:
        found.setdefault(clause.rule.id, []).append(clause)
    return found


def rule_speaks(reading: SymbolicReading, clause: Clause) -> Formula:
    """When a rule has something to say: true, or unknown where that is told or blocks."""
    planes, mark = reading.rules[clause.key], clause.rule.when_unknown
    told = clause.rule.kind is RuleKind.CHECKS and mark is not WhenUnknown.SKIP
    return planes.false ^ 1 if told or mark is WhenUnknown.HOLD else planes.true


def rule_can_fire(subject: ProofSubject) -> Iterator[Statement]:
    """Every rule has something to say of some patient."""
    reading = subject.encoding.reading
    for rule, clauses in by_rule(subject).items():
        formula = subject.search.formulas.any_of(rule_speaks(reading, clause) for clause in clauses)
        yield _of_rule(subject, "rule-can-fire", rule, f"{rule} has something to say of some patient", formula)


def rule_can_fail(subject: ProofSubject) -> Iterator[Statement]:
    """Every rule but those that say `always` is silent about some patient; a requirement can be unmet."""
    reading = subject.encoding.reading
    for rule, clauses in by_rule(subject).items():
        if not all(isinstance(clause.when, Always) for clause in clauses):
            silent = (
                reading.rules[c.key].false if c.rule.kind is RuleKind.REQUIRES else rule_speaks(reading, c) ^ 1 for c in clauses
            )
            formula = subject.search.formulas.any_of(silent)
            yield _of_rule(subject, "rule-can-fail", rule, f"{rule} is silent about some patient", formula)


def rule_not_masked(subject: ProofSubject) -> Iterator[Statement]:
    """Every rule that can move a verdict adds something for some patient: without it, what the rules add up to differs."""
    reading, f = subject.encoding.reading, subject.search.formulas
    for rule, clauses in by_rule(subject).items():
        if clauses[0].rule.kind in VERDICT_MOVING:
            formula = f.any_of(_adds(reading, clause) for clause in clauses)
            yield _of_rule(
                subject, "rule-not-masked", rule, f"without {rule}, something else would be said of some patient", formula
            )


def _adds(reading: SymbolicReading, clause: Clause) -> Formula:
    """When what the rules add up to would be something else without one rule."""
    f, kind = reading.formulas, clause.rule.kind
    if kind is RuleKind.CONFLICT:
        others = (reading.rules[c.key].true for c in reading.program.conflicts if c.key != clause.key)
        return f.differ(reading.conflict, f.any_of(others))
    if kind is RuleKind.FINDING:
        name = clause.rule.targets[0]
        others_of = (c for c in reading.program.clauses if c.rule.kind is kind and c.rule.targets[0] == name)
        without = f.disjunction(reading.rules[c.key] for c in others_of if c.key != clause.key)
        return _differ(reading, reading.finding(name), without)
    return f.any_of(_differ(reading, a, b) for t in clause.targets for a, b in _without(reading, t, clause.key))


def _without(reading: SymbolicReading, therapy: str, key: str) -> Iterator[tuple[Planes | Formula, Planes | Formula]]:
    """Each group of arguments about a therapy, beside what it would be without one rule."""
    yield from zip(reading.groups[therapy], reading.grouped(therapy, without=key), strict=True)


def _differ(reading: SymbolicReading, left: Planes | Formula, right: Planes | Formula) -> Formula:
    f = reading.formulas
    if isinstance(left, int) or isinstance(right, int):
        return f.differ(left, right)  # type: ignore[arg-type]
    return f.any_of((f.differ(left.true, right.true), f.differ(left.false, right.false)))


def verdict_reachable(subject: ProofSubject) -> Iterator[Statement]:
    """Every verdict that the table allows a therapy with such rules is the verdict on some patient."""
    reading = subject.encoding.reading
    for therapy in reading.verdicts:
        for verdict in allowed_verdicts(reading.program, therapy):
            words = f"{therapy} is {verdict.value} for some patient"
            formula = reading.is_verdict(therapy, verdict)
            yield _shown("verdict-reachable", f"{subject.pathway}/{therapy}/{verdict.value}", words, formula, (therapy,))


def outcome_reachable(subject: ProofSubject) -> Iterator[Statement]:
    """Every outcome that the table allows for such verdicts is the outcome of some patient without another pathway's disease."""
    reading = subject.encoding.reading
    possible = [allowed_verdicts(reading.program, therapy) for therapy in reading.verdicts]
    flags = (False, True) if reading.program.conflicts else (False,)
    pictures = (PatientStanding(verdicts, conflict, in_scope=True) for verdicts in product(*possible) for conflict in flags)
    found = {outcome_of(picture).outcome for picture in pictures}
    for outcome in Outcome:
        if outcome in found:
            words = f"the outcome is {outcome.value} for some patient"
            formula = subject.search.formulas.all_of((subject.encoding.outcomes.get(outcome, 1), single_pathway(subject)))
            shown = _shown("outcome-reachable", f"{subject.pathway}/{outcome.value}", words, formula, tuple(reading.verdicts))
            yield shown._replace(outcome=True)


def single_pathway(subject: ProofSubject) -> Formula:
    """When no other diagnosis has a pathway of its own, so that the outcome is that of this pathway alone."""
    also = subject.encoding.space.also.items()
    return subject.search.formulas.all_of(flag ^ 1 for name, flag in also if name in subject.pack.pathway_of)


def one_verdict(subject: ProofSubject) -> Iterator[Statement]:
    """Every therapy has exactly one verdict and every patient exactly one outcome; no rule is both true and false."""
    reading, f = subject.encoding.reading, subject.search.formulas

    def not_one(parts: tuple[Formula, ...]) -> Formula:
        return f.any_of((f.all_of(part ^ 1 for part in parts), f.at_most_one(parts) ^ 1))

    for therapy, verdicts in reading.verdicts.items():
        formula = not_one(tuple(verdicts.values()))
        yield Statement("one-verdict", f"{subject.pathway}/{therapy}", f"{therapy} has exactly one verdict", formula)
    words = "there is exactly one outcome"
    yield Statement("one-verdict", f"{subject.pathway}/outcome", words, not_one(tuple(subject.encoding.outcomes.values())))
    torn = f.any_of(f.all_of(planes) for planes in reading.rules.values())
    yield Statement("one-verdict", f"{subject.pathway}/rules", "no rule is both true and false", torn)


def contradiction_has_conflict(subject: ProofSubject) -> Iterator[Statement]:
    """No reason or requirement is ruled out whenever it is met, unless a discrepancy is cited or a conflict rule speaks.

    Patients whose input contradicts itself are left aside. Where it is met by no other, `rule-can-fire` tells, or the conflict.
    """
    reading, f = subject.encoding.reading, subject.search.formulas
    for therapy, clauses in reading.program.deciding.items():
        against = f.any_of(
            reading.rules[c.key].true
            for c in clauses
            if c.rule.kind in (RuleKind.EXCLUDES, RuleKind.HOLDS)
            and not any(cite in subject.pack.discrepancies for cite in c.rule.cites)
        )
        for clause in clauses:
            if clause.rule.kind in (RuleKind.SUPPORTS, RuleKind.REQUIRES):
                met = f.all_of((reading.rules[clause.key].true, reading.conflict ^ 1))
                words = f"{therapy} is not ruled out whenever {clause.rule.id} is true"
                where, rules = f"{subject.pathway}/{clause.rule.id}/{therapy}", (clause.rule.id,)
                formula = f.all_of((met, against ^ 1))
                statement = Statement("contradiction-has-conflict", where, words, formula, exists=True, rules=rules)
                try:
                    if subject.search.possible(met):
                        yield statement
                except Undecided as reason:
                    yield statement._replace(undecided=str(reason))


def _of_rule(subject: ProofSubject, property: str, rule: str, words: str, formula: Formula) -> Statement:
    anywhere = subject.pack.pathways[subject.pack.rules[rule].pathway].shared
    return Statement(property, rule, words, formula, exists=True, anywhere=anywhere, rules=(rule,))


def _shown(property: str, subject: str, words: str, formula: Formula, therapies: tuple[str, ...]) -> Statement:
    return Statement(property, subject, words, formula, exists=True, shown=True, therapies=therapies)
