"""From what single cases ran through to the coverage of a pack."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from infusion_pathways.coverage.condition_truth import TRUTHS, can_be, may_be, swings
from infusion_pathways.coverage.model import (
    DECIDING,
    ClauseCoverage,
    Coverage,
    Goal,
    GoalStatus,
    Leaf,
    PathwayCoverage,
    Reach,
    RuleCoverage,
    TherapyCoverage,
)
from infusion_pathways.coverage.observing import Observation, ObservedDiagnosis, Watcher, truths_of
from infusion_pathways.coverage.reading import ClauseReader, ProgramReader
from infusion_pathways.document.envelope import stamp_of
from infusion_pathways.meaning.allowed import allowed_verdicts
from infusion_pathways.meaning.condition import leaves_of
from infusion_pathways.meaning.logic import Truth
from infusion_pathways.meaning.outcomes import Outcome, PatientStanding, outcome_of
from infusion_pathways.meaning.standing import TRUE
from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.pack.model import Pack
from infusion_pathways.trace.condition_words import condition_words
from infusion_pathways.vocabulary import Vocabulary


class _Reached:
    """A goal while it gathers."""

    def __init__(self) -> None:
        self.cases: list[str] = []
        self.asserted: list[str] = []
        self.possible = False

    def add(self, cases: Iterable[str], asserted: Iterable[str]) -> None:
        """Some more cases, and those among them that assert it."""
        self.cases += cases
        self.asserted += asserted

    def goal(self, what: str, possible: bool = True) -> Goal:
        """The goal as it stands; `possible` as far as that is plain without a look at any patient."""
        reach = Reach.COVERED if self.cases else Reach.OPEN if possible else Reach.NEVER
        return Goal(what, tuple(sorted({*self.cases})), tuple(sorted({*self.asserted})), reach)


def coverage(
    pack: Pack, observations: Iterable[Observation], pathways: Sequence[str] = (), watcher: Watcher | None = None
) -> Coverage:
    """What cases cover of some pathways (all if none are named). The order of the observations has no influence.

    `watcher` is one of this pack that has watched already; it saves the time to make another.
    """
    watcher = watcher or Watcher(pack)
    listed = list(observations)
    fired: dict[str, _Reached] = {}
    found = tuple(_pathway(pack, watcher.reader(name), listed, fired) for name in pathways or pack.programs)
    possible = _possible(pack)
    outcomes = {outcome.value: _Reached() for outcome in Outcome}
    for observation in listed:
        case = (observation.case,)
        outcomes[observation.outcome].add(case, case if observation.names_outcome else ())
    return Coverage(
        pack=stamp_of(pack),
        cases=len(listed),
        pathways=found,
        outcomes=tuple(reached.goal(name, name in possible) for name, reached in outcomes.items()),
        claims=tuple(_claims(pack, fired)),
    )


def _possible(pack: Pack) -> frozenset[str]:
    """The outcomes that the tables give for the kinds of rules in the pack; none is outside its scope if each disease has one."""
    found = set()
    for program in pack.programs.values():
        allowed = sorted({v for t in program.pathway.therapies for v in allowed_verdicts(program, t)}, key=list(Verdict).index)
        some = (given for size in range(len(allowed)) for given in combinations(allowed, size + 1))
        conflicts = (False, True) if program.conflicts else (False,)
        found |= {
            outcome_of(PatientStanding(given, conflict, in_scope=True)).outcome.value for given in some for conflict in conflicts
        }
    if any(name not in pack.pathway_of for name in pack.vocabulary.diseases):
        found.add(Outcome.OUTSIDE_SCOPE.value)
    return frozenset(found)


def _claims(pack: Pack, fired: Mapping[str, _Reached]) -> Iterator[Goal]:
    """The claims that these rules cite; one is covered when a rule that cites it fires, and beyond if none of them ever can."""
    for claim in pack.claims:
        citing = [fired[rule.id] for rule in pack.rules.values() if rule.id in fired and claim in rule.cites]
        if citing:
            reached = _Reached()
            for one in citing:
                reached.add(one.cases, one.asserted)
            yield reached.goal(claim, possible=any(one.possible for one in citing))


def _pathway(
    pack: Pack, reader: ProgramReader, observations: Sequence[Observation], fired: dict[str, _Reached]
) -> PathwayCoverage:
    pathway = reader.program.pathway
    seen = [(each.case, one) for each in observations for one in each.seen if one.pathway == pathway.id]
    clauses: dict[str, list[ClauseCoverage]] = {}
    for number, clause in enumerate(reader.clauses):
        covered = _clause(clause, number, seen, pack.vocabulary)
        clauses.setdefault(clause.clause.rule.id, []).append(covered)
        rule = fired.setdefault(clause.clause.rule.id, _Reached())
        for goal in covered.truths:
            if goal.what == TRUE.value:
                rule.add(goal.cases, goal.asserted)
                rule.possible = rule.possible or goal.status is not GoalStatus.BEYOND
    return PathwayCoverage(
        pathway=pathway.id,
        title=pathway.title,
        cases=len({case for case, _ in seen}),
        rules=tuple(_rule(pack, name, covered) for name, covered in clauses.items()),
        therapies=tuple(_therapy(reader, number, name, seen) for number, name in enumerate(pathway.therapies)),
    )


def _rule(pack: Pack, name: str, clauses: Sequence[ClauseCoverage]) -> RuleCoverage:
    rule = pack.rules[name]
    return RuleCoverage(name, rule.title, rule.kind.value, tuple(clauses))


def _clause(
    reader: ClauseReader, number: int, seen: Sequence[tuple[str, ObservedDiagnosis]], words: Vocabulary
) -> ClauseCoverage:
    """Cases with the same vector of leaf truths, and the same that they would not let pass, are looked at together."""
    alike: dict[tuple[int, int], list[str]] = {}
    state_of: dict[int, int] = {}
    for case, one in seen:
        vector = reader.vector(one.state)
        state_of.setdefault(vector, one.state)
        alike.setdefault((vector, one.noticed[number]), []).append(case)
    leaves = list(leaves_of(reader.clause.when))
    swung: dict[int, tuple[frozenset[Truth], ...]] = {}
    truths = {truth: _Reached() for truth in TRUTHS}
    goals = [{what: _Reached() for what in (*TRUTHS, DECIDING)} for _ in leaves]
    for (vector, bits), cases in alike.items():
        row, noticed = reader.row(state_of[vector]), truths_of(bits)
        if vector not in swung:
            swung[vector] = swings(reader.clause.when, row.leaves)
        truths[row.truth].add(cases, cases if noticed else ())
        for leaf, truth, others in zip(goals, row.leaves, swung[vector], strict=True):
            asserted = () if others.isdisjoint(noticed) else cases
            leaf[truth].add(cases, asserted)
            if others:
                leaf[DECIDING].add(cases, asserted)
    possible = may_be(reader.clause.when)
    return ClauseCoverage(
        key=reader.clause.key,
        therapy=reader.clause.key.partition("@")[2],
        truths=tuple(reached.goal(truth.value, truth in possible) for truth, reached in truths.items()),
        leaves=tuple(
            Leaf(condition_words(leaf, words), tuple(_goal(what, found, can_be(leaf)) for what, found in reached.items()))
            for leaf, reached in zip(leaves, goals, strict=True)
        ),
    )


def _goal(what: Truth | str, reached: _Reached, possible: frozenset[Truth]) -> Goal:
    if isinstance(what, Truth):
        return reached.goal(what.value, what in possible)
    return reached.goal(what)


def _therapy(reader: ProgramReader, number: int, therapy: str, seen: Sequence[tuple[str, ObservedDiagnosis]]) -> TherapyCoverage:
    verdicts = {verdict.value: _Reached() for verdict in allowed_verdicts(reader.program, therapy)}
    for case, one in seen:
        verdicts[one.verdicts[number]].add((case,), (case,) if one.named[number] else ())
    return TherapyCoverage(therapy, tuple(reached.goal(verdict) for verdict, reached in verdicts.items()))
