"""Two patients one fact apart whose answers differ, for each condition of a rule; or the proof that there are none."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum
from typing import NamedTuple

from infusion_pathways.advise import EngineChoice, advise
from infusion_pathways.condition import Condition
from infusion_pathways.logic import Findings, Truth, judge
from infusion_pathways.pack.rule import Clause, Pack
from infusion_pathways.prove.deciding import LISTED, Asked, Deciding, conditions
from infusion_pathways.prove.disagreement import ReplayDisagrees
from infusion_pathways.prove.door import Budget, Undecided
from infusion_pathways.prove.formula import Formula
from infusion_pathways.prove.least import Least
from infusion_pathways.prove.replay import Replayed, confirm
from infusion_pathways.prove.search import Point
from infusion_pathways.prove.space import leaves
from infusion_pathways.scenario import Scenario, facts_for
from infusion_pathways.trace import Trace
from infusion_pathways.verdicts import Verdict

Truths = tuple[Truth, Truth]


class Reason(Enum):
    """Why no pair exists; the first of these that can be proved."""

    ALWAYS_TRUE = "it holds for every patient"
    ALWAYS_FALSE = "it holds for no patient"
    NEVER_KNOWN = "it is never known"
    TOGETHER = "it never changes alone: another condition of the rule reads the same fact"
    SETTLED = "the rule never changes with it alone: its other conditions settle it"
    MASKED = "the rule changes with it, but no answer does on account of the rule: others decide"


class Listing(NamedTuple):
    """A rule that the trace lists with a therapy for one of two patients only: for the `first`, or for the second."""

    rule: str
    therapy: str
    first: bool


class Pair(NamedTuple):
    """Two patients one fact apart for whom a condition decides alone.

    `condition` and `rule` are the truths for the first and for the second. `verdicts` are those that differ (therapy, first,
    second), `listed` what is listed for one of the two only, `outcomes` the outcome of each. `with_it` are the other clauses that
    a verdict that differs depends on and that change as well.
    """

    pathway: str
    clause: str
    patients: tuple[Scenario, Scenario]
    condition: Truths
    rule: Truths
    verdicts: tuple[tuple[str, Verdict, Verdict], ...]
    listed: tuple[Listing, ...]
    outcomes: tuple[str, str]
    with_it: tuple[tuple[str, Truth, Truth], ...]
    size: int


class Never(NamedTuple):
    """The proof that a condition of a clause never decides alone; `together` are the conditions that always change with it."""

    pathway: str
    clause: str
    reason: Reason
    together: tuple[Condition, ...] = ()


class Found(NamedTuple):
    """What was found for a condition of a rule: a pair, or for each clause why there is none, or what was not decided."""

    rule: str
    number: int
    condition: Condition
    pair: Pair | None = None
    never: tuple[Never, ...] = ()
    undecided: str = ""


class Pairs:
    """The questions about the pairs of patients of one pathway."""

    def __init__(self, pack: Pack, pathway: str, budget: Budget | None = None) -> None:
        self._pack, self._budget = pack, budget
        self._asked = Asked(pack, pathway)
        self._open: tuple[tuple[str, tuple[str, ...]], Deciding, Least] | None = None
        self.program = self._asked.program

    def find(self, clause: Clause, condition: Condition) -> Pair | Never:
        """The best pair in which a condition of a clause decides alone, or the proof that there is none.

        Raises Undecided when the budget runs out, ReplayDisagrees or EnginesDisagree when the engines say otherwise.
        """
        found, search = self._opened(clause, condition)
        wanted = (found.lost(condition), found.others_stay(clause, condition), found.changes(clause.when), found.answers(clause))
        with search.solver.one_question():
            if not search.possible(*wanted):
                return self._why_none(clause, condition)
            best = next((more for more in _preferred(found, clause, condition) if search.possible(*wanted, *more)), ())
            point = search.smallest(*wanted, *best)
        assert point is not None
        return self._shown(found, clause, condition, point, search.size(point))

    def _opened(self, clause: Clause, condition: Condition) -> tuple[Deciding, Least]:
        """The questions about a condition; those about another one of the same clause, if the same facts can change both."""
        key = clause.key, self._asked.facts_of(condition)
        if self._open is None or self._open[0] != key:
            found = Deciding(self._asked, key[1])
            self._open = key, found, Least(found.apart, budget=self._budget)
        return self._open[1:]

    def _why_none(self, clause: Clause, condition: Condition) -> Never:
        found, search = self._opened(clause, condition)
        possible = search.possible
        lost, others_stay = found.lost(condition), found.others_stay(clause, condition)
        reason, together = Reason.MASKED, list[Condition]()
        if not possible(lost):
            known = possible(found.is_true(condition)), possible(found.is_false(condition))
            reason = Reason.ALWAYS_TRUE if known[0] else Reason.ALWAYS_FALSE if known[1] else Reason.NEVER_KNOWN
        elif not possible(lost, others_stay):
            others = (other for other in conditions(clause.when) if other != condition)
            reason, together = Reason.TOGETHER, [o for o in others if not possible(lost, found.changes(o) ^ 1)]
        elif not possible(lost, others_stay, found.changes(clause.when)):
            reason = Reason.SETTLED
        return Never(self.program.pathway.id, clause.key, reason, tuple(together))

    def _shown(self, found: Deciding, clause: Clause, condition: Condition, point: Point, size: int) -> Pair:
        """The pair of a point, replayed with the engines, and what was claimed of it held against their answers."""
        encoding = self._asked.encoding
        patients = found.apart.scenarios(point, ("pair-a", "pair-b"))
        a, b = (
            confirm(self._pack, encoding, encoding.reading, own, scenario)
            for own, scenario in zip(found.apart.points(point), patients, strict=True)
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
            size=size,
        )
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
        a, b = (facts_for(patient, 0, self._pack.vocabulary) for patient in patients)
        first, second = (judge(condition, facts, Findings(self.program.premises, facts)).truth for facts in (a, b))
        return first, second

    def _listed(self, clause: Clause, *traces: Trace) -> Iterator[Listing]:
        """What the trace lists for one of two patients only, on account of a clause."""
        a, b = (_listed_in(trace) for trace in traces)
        for listing in self._asked.listing(clause):
            for therapy in listing.targets:
                name = listing.rule.id, therapy
                if (name in a) is not (name in b):
                    yield Listing(*name, first=name in a)

    def _with_it(self, clause: Clause, therapies: Sequence[str], a: Replayed, b: Replayed) -> Iterator[tuple[str, Truth, Truth]]:
        deciding = dict.fromkeys(c.key for t in therapies for c in (*self.program.conflicts, *self.program.deciding[t]))
        for key in deciding:
            if key != clause.key and a.rules[key] is not b.rules[key]:
                yield key, a.rules[key], b.rules[key]


def _preferred(found: Deciding, clause: Clause, condition: Condition) -> Iterator[tuple[Formula, ...]]:
    """What is wanted of a pair beside what it has to be, best first."""
    turned, rule, clearly = found.turned(condition), found.turned(clause.when), list(found.clearly(clause))
    yield from ((turned, rule, clear) for clear in clearly)
    yield turned, rule
    yield (turned,)
    yield from ((clear,) for clear in clearly)


def _listed_in(trace: Trace) -> set[tuple[str, str]]:
    """The rules that a trace lists with the therapies of its first diagnosis."""
    found = set[tuple[str, str]]()
    for therapy in trace.diagnoses[0].therapies:
        rules = [*(argument.rule for argument in (*therapy.cautions, *therapy.notes)), *(check.rule for check in therapy.checks)]
        found.update((rule, therapy.therapy) for rule in rules)
    return found


class Part(NamedTuple):
    """Some rules, and the pathways in which a pair is looked for, in this order."""

    rules: tuple[str, ...]
    pathways: tuple[str, ...]


# Each pair replays two patients, and a process holds only so many.
RULES_PER_PART = 6


def rules_of(pack: Pack, pathways: Sequence[str]) -> list[str]:
    """The rules that have a clause in some pathways: those of a pathway before the shared ones."""
    found = dict.fromkeys(clause.rule.id for name in pathways for clause in pack.programs[name].clauses)
    return sorted(found, key=lambda rule: pack.pathways[pack.rules[rule].pathway].shared)


def parts(pathways: Sequence[str], rules: Sequence[str]) -> list[Part]:
    """What there is to do, in parts that can run beside each other."""
    starts = range(0, len(rules), RULES_PER_PART)
    return [Part(tuple(rules[start : start + RULES_PER_PART]), tuple(pathways)) for start in starts]


def run_part(pack: Pack, part: Part, budget: Budget | None = None) -> list[Found]:
    """What is found for each condition of each rule of a part. Raises ReplayDisagrees or EnginesDisagree as `Pairs` does."""
    opened: dict[str, Pairs] = {}

    def asked(pathway: str) -> Pairs:
        if pathway not in opened:
            opened[pathway] = Pairs(pack, pathway, budget)
        return opened[pathway]

    return [found for rule in part.rules for found in pairs_of(pack, rule, part.pathways, asked)]


def pairs_of(pack: Pack, rule: str, pathways: Sequence[str], asked: Callable[[str], Pairs]) -> list[Found]:
    """What is found for each condition of a rule: the pair of the first clause, in the order of the pathways, that has one.

    Conditions of several clauses of a rule are the same by their place in it. `asked` gives the questions of a pathway.
    """
    clauses = [(name, c) for name in pathways for c in pack.programs[name].clauses if c.rule.id == rule]
    places = zip(*(leaves(clause.when) for _, clause in clauses), strict=True)
    return [
        _found(rule, number, dict(zip(clauses, alike, strict=True)), asked)
        for number, alike in enumerate(dict.fromkeys(places), start=1)
    ]


def _found(rule: str, number: int, places: Mapping[tuple[str, Clause], Condition], asked: Callable[[str], Pairs]) -> Found:
    never, undecided = [], ""
    for (pathway, clause), condition in places.items():
        try:
            answer = asked(pathway).find(clause, condition)
            if isinstance(answer, Pair):
                return Found(rule, number, condition, answer)
            never.append(answer)
        except Undecided as reason:
            undecided = undecided or str(reason)
    return Found(rule, number, next(iter(places.values())), None, () if undecided else tuple(never), undecided)
