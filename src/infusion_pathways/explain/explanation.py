"""The explanation of one verdict: what it turned on, what stands beside it, how near the reasons are, how the therapy works."""

from collections.abc import Iterator, Sequence
from enum import Enum
from typing import NamedTuple

from infusion_pathways.advice import Advice, EngineChoice, advised
from infusion_pathways.explain.nearest import Turns, distance, turns
from infusion_pathways.explain.nodes import ConditionJudge, Judged
from infusion_pathways.meaning.logic import Truth
from infusion_pathways.meaning.rule import Clause, RuleKind, in_use
from infusion_pathways.meaning.verdicts import VERDICT_TABLE, Appraisal
from infusion_pathways.pack.model import Pack
from infusion_pathways.scenario import Scenario
from infusion_pathways.trace import Trace
from infusion_pathways.trace.phrasebook import ClauseLine
from infusion_pathways.trace.therapy_name import TherapyName, answers
from infusion_pathways.trace.tree import TherapyTrace


class Role(Enum):
    """What a rule has to do with the verdict."""

    DECIDES = "decides"
    REASON = "reason"
    AGAINST = "against"
    BESIDE = "beside"


class RuleExplained(NamedTuple):
    """One rule about the therapy: its words, its role, its tree, and how near it is where it gives no reason yet.

    `clause` is None for what the table asks beside the rules: whether the therapy is in use. `near` is None where nothing can
    turn the rule, and for rules that are no reason.
    """

    key: str
    title: str
    because: str
    clause: Clause | None
    role: Role
    tree: Judged
    passed_over: bool = False
    lenient: bool = False
    near: Turns | None = None

    @property
    def truth(self) -> Truth:
        """The truth of the rule."""
        return self.tree.truth

    @property
    def to_be_confirmed(self) -> bool:
        """Whether no primary source was read for the rule."""
        return self.clause is not None and self.clause.rule.to_be_confirmed

    @property
    def kind(self) -> RuleKind | None:
        """What the rule says of the therapy."""
        return None if self.clause is None else self.clause.rule.kind


class PassedRow(NamedTuple):
    """A row of the verdict table that did not apply: what it would have made of the therapy, and why it did not."""

    verdict: str
    asked: str
    why: str


class Explanation(NamedTuple):
    """Why a therapy has its verdict for one diagnosis; `others` are further diagnoses of the patient that have it too."""

    advice: Advice
    answer: TherapyTrace
    appraisal: Appraisal
    passed: tuple[PassedRow, ...]
    rules: tuple[RuleExplained, ...]
    others: tuple[TherapyTrace, ...] = ()

    @property
    def trace(self) -> Trace:
        """The whole answer for the patient."""
        return self.advice.trace

    def having(self, role: Role) -> tuple[RuleExplained, ...]:
        """The rules of a role."""
        return tuple(rule for rule in self.rules if rule.role is role)

    def nearest(self) -> tuple[RuleExplained, ...]:
        """The reasons that do not hold, the nearest first; those that nothing can turn come last."""
        reasons = [rule for rule in self.rules if rule.kind is RuleKind.SUPPORTS and rule.truth is not Truth.TRUE]
        return tuple(sorted(reasons, key=lambda rule: (rule.near is None, distance(rule.near or ()))))


class Unnamed(NamedTuple):
    """A therapy of which the rules say nothing here: no pathway covers the diagnoses, or none of those names it.

    `covered` and `uncovered` are the diagnoses that were meant; `elsewhere` the diseases for which the pack names it.
    """

    advice: Advice
    therapy: str
    covered: tuple[str, ...]
    uncovered: tuple[str, ...]
    elsewhere: tuple[str, ...]

    @property
    def trace(self) -> Trace:
        """The whole answer for the patient."""
        return self.advice.trace


def explained(
    pack: Pack, scenario: Scenario, asked: TherapyName, engine: EngineChoice | str | None = None
) -> Explanation | Unnamed:
    """Explain the verdict on a therapy; without a disease named, for the diagnosis with the most favourable verdict.

    Raises EnginesDisagree as `advise` does.
    """
    advice = advised(pack, scenario, engine)
    found = answers(advice.trace, asked)
    return _explanation(pack, advice, found) if found else _unnamed(pack, advice, asked)


def _unnamed(pack: Pack, advice: Advice, asked: TherapyName) -> Unnamed:
    meant = [d for d in advice.trace.diagnoses if asked.disease in ("", d.disease)]
    named = [p for p in pack.pathways.values() if asked.therapy in p.therapies]
    return Unnamed(
        advice,
        asked.therapy,
        tuple(d.disease for d in meant if d.pathway is not None),
        tuple(d.disease for d in meant if d.pathway is None),
        tuple(sorted({disease for pathway in named for disease in pathway.diseases})),
    )


def _explanation(pack: Pack, advice: Advice, found: Sequence[TherapyTrace]) -> Explanation:
    answer = found[0]
    evaluation = advice.evaluation(answer.disease)
    assert evaluation is not None
    appraisal = evaluation.appraisals[answer.therapy]
    judge = ConditionJudge(pack, advice.scenario, evaluation)
    before = VERDICT_TABLE[: appraisal.number - 1]
    passed = tuple(PassedRow(row.verdict.value, row.asked, row.why_not(appraisal)) for row in before)
    return Explanation(advice, answer, appraisal, passed, tuple(_told(judge, appraisal, answer.label)), tuple(found[1:]))


def _told(judge: ConditionJudge, appraisal: Appraisal, label: str) -> Iterator[RuleExplained]:
    """Every rule about the therapy, and the conflicts that are true, what decides first."""
    deciding = appraisal.deciding
    lines = {line.clause.key: line for line in judge.page.arguments[appraisal.therapy]}
    deciding = (*(key for key in lines if key in deciding), *(key for key in deciding if key not in lines))
    deciding = tuple(sorted(deciding, key=lambda key: appraisal.rules[key] is Truth.UNKNOWN))
    conflicts = {line.clause.key: line for line in judge.page.conflicts if line.clause.key in deciding}
    for key in deciding:
        line = lines.get(key) or conflicts.get(key)
        yield _of_line(judge, appraisal, line, Role.DECIDES) if line else _in_use(judge, appraisal, label)
    rest = [_of_line(judge, appraisal, line, _role(line, appraisal)) for key, line in lines.items() if key not in deciding]
    order = list(Role)
    yield from sorted(rest, key=lambda told: order.index(told.role))


def _in_use(judge: ConditionJudge, appraisal: Appraisal, label: str) -> RuleExplained:
    tree = judge.premise(in_use(appraisal.therapy))
    because = f"The treatment history tells whether {label} is being given and works."
    return RuleExplained(tree.name, "It is being given and works", because, None, Role.DECIDES, tree)


def _role(line: ClauseLine, appraisal: Appraisal) -> Role:
    """The role of a rule on which the row did not turn."""
    truth, kind = appraisal.rules[line.clause.key], line.clause.rule.kind
    if kind is RuleKind.SUPPORTS and truth is Truth.TRUE:
        return Role.REASON
    stands = (
        truth is Truth.TRUE if kind in (RuleKind.EXCLUDES, RuleKind.HOLDS) else truth is Truth.FALSE and kind is RuleKind.REQUIRES
    )
    waits = truth is Truth.UNKNOWN and kind in (RuleKind.EXCLUDES, RuleKind.HOLDS) and line.clause.rule.when_unknown is not None
    return Role.AGAINST if stands or waits else Role.BESIDE


def _of_line(judge: ConditionJudge, appraisal: Appraisal, line: ClauseLine, role: Role) -> RuleExplained:
    clause = line.clause
    tree = judge.rule(clause, line.title)
    open_reason = clause.rule.kind is RuleKind.SUPPORTS and tree.truth is not Truth.TRUE
    near = turns(tree, True) if open_reason else None
    over, lenient = appraisal.passed_over(clause), appraisal.lenient(clause)
    return RuleExplained(clause.key, line.title, line.because, clause, role, tree, over, lenient, near)
