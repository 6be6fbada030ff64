"""Two patients one fact apart whose answers differ, for each condition of a rule; or the proof that there are none.

A rule of the harbour pack says that salt lung in old age rules gullmab out. For its second condition:

    >>> search = PairSearch(pack, "harbour_fever")
    >>> (rule,) = (clause for clause in search.program.clauses if clause.rule.id == "harbour.excludes.old_age_and_salt_lung")
    >>> pair = search.find(rule, rule.when.parts[1])
    >>> for patient in pair.patients:
    ...     print(patient.patient, patient.findings)
    {'age_years': 75.0} {'salt_lung': 'present', 'gull_vaccine': 'long_ago'}
    {'age_years': 75.0} {'salt_lung': 'absent', 'gull_vaccine': 'long_ago'}
    >>> pair.verdicts
    (('gullmab', <Verdict.RULED_OUT: 'ruled_out'>, <Verdict.CANDIDATE: 'candidate'>),)

First it is asked whether there is any such pair. If not, the same questions with less and less of what a pair has to be tell why;
if so, what would make it clearer to a reader is asked for, best first, and the smallest pair that has it is shown.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from infusion_pathways.advice import EngineChoice, advise
from infusion_pathways.evaluation import evaluated
from infusion_pathways.meaning.condition import Condition, leaves_of
from infusion_pathways.meaning.logic import Truth
from infusion_pathways.meaning.rule import Clause
from infusion_pathways.pack.model import Pack
from infusion_pathways.pack.spreading import each
from infusion_pathways.pairs.independence import LISTED, IndependentEffect, PathwayClauses, conditions
from infusion_pathways.pairs.pair import NoPair, NoPairReason, OneSidedRule, Pair, PairResult, Truths
from infusion_pathways.scenario import Scenario, facts_for
from infusion_pathways.solver.core_guided import CoreGuidedSearch
from infusion_pathways.solver.errors import ReplayDisagrees
from infusion_pathways.solver.formula import Formula
from infusion_pathways.solver.replay import Replayed, confirm
from infusion_pathways.solver.smallest import Point
from infusion_pathways.solver.z3_solver import Budget, Undecided
from infusion_pathways.trace import Trace

IDS = ("pair-a", "pair-b")


class PairSearch:
    """The questions about the pairs of patients of one pathway."""

    def __init__(self, pack: Pack, pathway: str, budget: Budget | None = None) -> None:
        self._pack, self._budget = pack, budget
        self._asked = PathwayClauses(pack, pathway)
        self._open: tuple[tuple[str, tuple[str, ...]], IndependentEffect, CoreGuidedSearch] | None = None
        self.program = self._asked.program

    def find(self, clause: Clause, condition: Condition) -> Pair | NoPair:
        """The best pair in which a condition of a clause decides alone, or the proof that there is none.

        Raises Undecided when the budget runs out, ReplayDisagrees or EnginesDisagree when the engines say otherwise.
        """
        found, search = self._opened(clause, condition)
        wanted = (found.lost(condition), found.others_stay(clause, condition), found.changes(clause.when), found.answers(clause))
        # Invariant: `wanted` is all that makes a pair a pair. Wishes come on top of it and never decide whether there is one.
        with search.solver.one_question():
            if not search.possible(*wanted):
                return self._why_none(clause, condition)
            best = next(wish for wish in _wishes(found, clause, condition) if search.possible(*wanted, *wish.formulas))
            point = search.smallest(*wanted, *best.formulas)
        assert point is not None
        pair = self._shown(found.apart.scenarios(point, IDS), found.apart.points(point), clause, condition)
        return pair._replace(clear=best.clear, size=search.size(point))

    def _opened(self, clause: Clause, condition: Condition) -> tuple[IndependentEffect, CoreGuidedSearch]:
        """The questions about a condition; those about another one of the same clause, if the same facts can change both."""
        # Which facts may differ makes the space, and conditions of one clause, which come one after another, often share them.
        key = clause.key, self._asked.facts_of(condition)
        if self._open is None or self._open[0] != key:
            found = IndependentEffect(self._asked, key[1])
            self._open = key, found, CoreGuidedSearch(found.apart, budget=self._budget)
        return self._open[1:]

    def _why_none(self, clause: Clause, condition: Condition) -> NoPair:
        found, search = self._opened(clause, condition)
        possible = search.possible
        lost, others_stay = found.lost(condition), found.others_stay(clause, condition)
        # From the weakest claim to the strongest; the first that is impossible is the reason.
        reason, together = NoPairReason.MASKED, list[Condition]()
        if not possible(lost):
            known = possible(found.is_true(condition)), possible(found.is_false(condition))
            reason = NoPairReason.ALWAYS_TRUE if known[0] else NoPairReason.ALWAYS_FALSE if known[1] else NoPairReason.NEVER_KNOWN
        elif not possible(lost, others_stay):
            others = (other for other in conditions(clause.when) if other != condition)
            reason, together = NoPairReason.TOGETHER, [o for o in others if not possible(lost, found.changes(o) ^ 1)]
        elif not possible(lost, others_stay, found.changes(clause.when)):
            reason = NoPairReason.SETTLED
        return NoPair(self.program.pathway.id, clause.key, reason, tuple(together))

    def _shown(
        self, patients: tuple[Scenario, Scenario], points: tuple[Point, Point], clause: Clause, condition: Condition
    ) -> Pair:
        """A pair, replayed with the engines, and what was claimed of it held against their answers."""
        encoding = self._asked.encoding
        a, b = (
            confirm(self._pack, encoding, encoding.reading, own, scenario) for own, scenario in zip(points, patients, strict=True)
        )
        traces = [advise(self._pack, patient, EngineChoice.DIRECT) for patient in patients]
        moved = [therapy for therapy in a.verdicts if a.verdicts[therapy] is not b.verdicts[therapy]]
        pair = Pair(
            pathway=self.program.pathway.id,
            clause=clause.key,
            patients=patients,
            condition=self._judged(condition, patients),
            rule=(a.rules[clause.key], b.rules[clause.key]),
            verdicts=tuple((therapy, a.verdicts[therapy], b.verdicts[therapy]) for therapy in moved),
            listed=tuple(self._listed(clause, *traces)),
            outcomes=(traces[0].outcome.code, traces[1].outcome.code),
            with_it=tuple(self._with_it(clause, moved, a, b)),
            clear=False,
            size=0,
        )
        # What makes it a pair is looked at once more, in the words of the engines: the solver is not believed.
        claimed = {
            "the condition does not change": pair.condition[0] is not pair.condition[1],
            "the rule does not change": pair.rule[0] is not pair.rule[1],
            "the answer does not change": bool(pair.listed or (pair.verdicts and clause.rule.kind not in LISTED)),
            "another condition changes": all(
                len(set(self._judged(other, patients))) == 1 for other in conditions(clause.when) if other != condition
            ),
        }
        if not all(claimed.values()):
            told = [f"{clause.key}: {words}" for words, holds in claimed.items() if not holds]
            raise ReplayDisagrees(patients[0], told)
        return pair

    def _judged(self, condition: Condition, patients: tuple[Scenario, Scenario]) -> Truths:
        """The truth of a condition for both, by the reference meaning."""
        facts = (facts_for(patient, 0, self._pack.vocabulary) for patient in patients)
        first, second = (evaluated(self.program, each, EngineChoice.DIRECT).judge(condition).truth for each in facts)
        return first, second

    def _listed(self, clause: Clause, *traces: Trace) -> Iterator[OneSidedRule]:
        """What the trace lists for one of two patients only, on account of a clause."""
        a, b = (_listed_in(trace) for trace in traces)
        for listing in self._asked.listing(clause):
            for therapy in listing.targets:
                name = listing.rule.id, therapy
                if (name in a) is not (name in b):
                    yield OneSidedRule(*name, first=name in a)

    def _with_it(self, clause: Clause, therapies: Sequence[str], a: Replayed, b: Replayed) -> Iterator[tuple[str, Truth, Truth]]:
        deciding = dict.fromkeys(c.key for t in therapies for c in (*self.program.conflicts, *self.program.deciding[t]))
        for key in deciding:
            if key != clause.key and a.rules[key] is not b.rules[key]:
                yield key, a.rules[key], b.rules[key]


class PairPreference(NamedTuple):
    """What is wanted of a pair beside what it has to be."""

    formulas: tuple[Formula, ...]
    clear: bool = False


def _wishes(found: IndependentEffect, clause: Clause, condition: Condition) -> Iterator[PairPreference]:
    """What is wanted of a pair, best first; of the last every pair has it."""
    turned, rule, clearly = found.turned(condition), found.turned(clause.when), list(found.clearly(clause))
    yield from (PairPreference((turned, rule, clear), clear=True) for clear in clearly)
    yield from (PairPreference((turned, rule)), PairPreference((turned,)))
    yield from (PairPreference((clear,), clear=True) for clear in clearly)
    yield PairPreference(())


def _listed_in(trace: Trace) -> set[tuple[str, str]]:
    """The rules that a trace lists with the therapies of its first diagnosis."""
    found = set[tuple[str, str]]()
    for therapy in trace.diagnoses[0].therapies:
        rules = [*(argument.rule for argument in (*therapy.cautions, *therapy.notes)), *(check.rule for check in therapy.checks)]
        found.update((rule, therapy.therapy) for rule in rules)
    return found


class PairTask(NamedTuple):
    """Some rules, and the pathways in which a pair is looked for, in this order."""

    rules: tuple[str, ...]
    pathways: tuple[str, ...]


# Each pair replays two patients, and a process holds only so many.
RULES_PER_PART = 6


def rules_of(pack: Pack, pathways: Sequence[str]) -> list[str]:
    """The rules that have a clause in some pathways: those of a pathway before the shared ones."""
    found = dict.fromkeys(clause.rule.id for name in pathways for clause in pack.programs[name].clauses)
    return sorted(found, key=lambda rule: pack.pathways[pack.rules[rule].pathway].shared)


def pair_tasks(pathways: Sequence[str], rules: Sequence[str]) -> list[PairTask]:
    """What there is to do, in parts that can run beside each other."""
    starts = range(0, len(rules), RULES_PER_PART)
    return [PairTask(tuple(rules[start : start + RULES_PER_PART]), tuple(pathways)) for start in starts]


def paired(pack: Pack, folder: Path | None, todo: Sequence[PairTask], budget: Budget, jobs: int) -> Iterator[list[PairResult]]:
    """What is found for each part as it is done, on so many processes, in any order; `folder` and errors as for `each`."""
    return each(partial(run_pair_task, budget=budget), pack, folder, todo, jobs)


def run_pair_task(pack: Pack, part: PairTask, budget: Budget | None = None) -> list[PairResult]:
    """What is found for each condition of each rule of a part. Raises ReplayDisagrees or EnginesDisagree as `PairSearch` does."""
    opened: dict[str, PairSearch] = {}

    def asked(pathway: str) -> PairSearch:
        if pathway not in opened:
            opened[pathway] = PairSearch(pack, pathway, budget)
        return opened[pathway]

    return [found for rule in part.rules for found in pairs_of(pack, rule, part.pathways, asked)]


def pairs_of(pack: Pack, rule: str, pathways: Sequence[str], asked: Callable[[str], PairSearch]) -> list[PairResult]:
    """What is found for each condition of a rule; `asked` gives the questions of a pathway.

    Conditions of several clauses of a rule are the same by their place in it. In the order of the pathways, the first clause that
    has a clear pair is shown, or else the first that has one.
    """
    clauses = [(name, c) for name in pathways for c in pack.programs[name].clauses if c.rule.id == rule]
    places = zip(*(leaves_of(clause.when) for _, clause in clauses), strict=True)
    return [
        _found(rule, number, dict(zip(clauses, alike, strict=True)), asked)
        for number, alike in enumerate(dict.fromkeys(places), start=1)
    ]


def _found(
    rule: str, number: int, places: Mapping[tuple[str, Clause], Condition], asked: Callable[[str], PairSearch]
) -> PairResult:
    pairs, never, undecided = list[Pair](), list[NoPair](), ""
    for (pathway, clause), condition in places.items():
        try:
            answer = asked(pathway).find(clause, condition)
        except Undecided as reason:
            undecided = undecided or str(reason)
            continue
        if isinstance(answer, NoPair):
            never.append(answer)
            continue
        pairs.append(answer)
        if answer.clear:
            break
    shown = next((pair for pair in pairs if pair.clear), pairs[0] if pairs else None)
    if shown is not None:
        condition = next(own for (name, clause), own in places.items() if (name, clause.key) == shown[:2])
        return PairResult(rule, number, condition, shown)
    return PairResult(rule, number, next(iter(places.values())), None, () if undecided else tuple(never), undecided)
