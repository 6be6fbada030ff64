"""How hard a case is, from its shape: how much is in question, unknown, chained, in dispute, and where it sets a trap."""

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import NamedTuple

from infusion_pathways.meaning.condition import Condition, derived_in
from infusion_pathways.meaning.rule import Program, RuleKind
from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.quiz.case import QuizCase
from infusion_pathways.quiz.deciding import needed, shown

TAG = "difficulty:"


class Difficulty(Enum):
    """How hard a case is."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class CaseShape(NamedTuple):
    """What makes a case hard.

    `questions`: therapies in question. `open`: facts that decide and are not known. `chain`: the longest way through findings
    to an argument that decides. `disputed`: discrepancies that touch the answer. `traps`: misconceptions that turn a verdict.
    """

    questions: int
    open: int
    chain: int
    disputed: int
    traps: int

    @property
    def weight(self) -> int:
        """One number for all of it; disputes and traps weigh half, because most cases have several."""
        return 2 * self.questions + 2 * self.open + 2 * self.chain + self.disputed + self.traps


EASY_UP_TO, MEDIUM_UP_TO = 15, 18
"""About a third of the shipped cases lies in each of the three stretches."""


def shape(case: QuizCase) -> CaseShape:
    """The shape of a case."""
    in_question = [q for q in case.questions if case.right(q) != Verdict.NO_REASON.value]
    wanted = {place for q in case.questions for place in needed(case.evidence(q.position), q.therapy)}
    chains = [
        _chain(reason.when, _findings(case.seen(q.position).program))
        for q in case.questions
        for reason in shown(case.seen(q.position), q.therapy).reasons
    ]
    traps = [
        name
        for name in case.pack.misconceptions
        if any(case.seen(q.position, name).verdict(q.therapy) != case.right(q) for q in case.questions)
    ]
    unknown = len(wanted - set(case.places))
    return CaseShape(len(in_question), unknown, max(chains, default=0), len(case.trace.discrepancies), len(traps))


def difficulty(case: QuizCase) -> Difficulty:
    """How hard a case is: what its tag says, or what its shape does."""
    tagged = [tag.removeprefix(TAG) for tag in case.scenario.tags if tag.startswith(TAG)]
    known = [level for level in Difficulty if level.value in tagged]
    if known:
        return known[0]
    weight = shape(case).weight
    return Difficulty.EASY if weight <= EASY_UP_TO else Difficulty.MEDIUM if weight <= MEDIUM_UP_TO else Difficulty.HARD


def _findings(program: Program) -> Mapping[str, list[Condition]]:
    found: dict[str, list[Condition]] = {}
    for clause in program.clauses:
        if clause.rule.kind is RuleKind.FINDING:
            found.setdefault(clause.rule.targets[0], []).append(clause.when)
    return found


def _chain(condition: Condition, findings: Mapping[str, Iterable[Condition]]) -> int:
    """How many findings stand behind each other below a condition, at most."""
    behind = (max((_chain(when, findings) for when in findings.get(name, ())), default=0) for name in derived_in(condition))
    return max((1 + chain for chain in behind), default=0)
