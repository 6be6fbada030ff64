"""The explanation of one verdict: what it turned on, what stands beside it, how near the reasons are, how the therapy works."""

from collections.abc import Iterator, Sequence
from enum import Enum
from typing import NamedTuple

from infusion_pathways.advice import EngineChoice, chosen, views_of
from infusion_pathways.explain.nearest import Turns, distance, turns
from infusion_pathways.explain.nodes import ConditionJudge, Judged
from infusion_pathways.explain.rows import Passed, applied_words, passed_rows
from infusion_pathways.meaning.logic import Truth
from infusion_pathways.meaning.rule import Clause, RuleKind, in_use
from infusion_pathways.pack.model import Pack
from infusion_pathways.scenario import Scenario
from infusion_pathways.trace import JudgedDiagnosis, Trace
from infusion_pathways.trace.build import tell
from infusion_pathways.trace.deciding import Ground, deciding_keys, ground_of
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


class Explanation(NamedTuple):
    """Why a therapy has its verdict for one diagnosis; `others` are further diagnoses of the patient that have it too."""

    trace: Trace
    answer: TherapyTrace
    ground: Ground
    applied: str
    passed: tuple[Passed, ...]
    rules: tuple[RuleExplained, ...]
    others: tuple[TherapyTrace, ...] = ()

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

    trace: Trace
    therapy: str
    covered: tuple[str, ...]
    uncovered: tuple[str, ...]
    elsewhere: tuple[str, ...]


def explained(
    pack: Pack, scenario: Scenario, asked: TherapyName, engine: EngineChoice | str | None = None
) -> Explanation | Unnamed:
    """Explain the verdict on a therapy; without a disease named, for the diagnosis with the most favourable verdict.

    Raises EnginesDisagree as `advise` does.
    """
    views = views_of(pack, scenario, chosen(engine))
    trace = tell(pack, scenario, views)
    found = answers(trace, asked)
    if not found:
        return _unnamed(pack, trace, asked)
    view = next(view for view in views if view.disease == found[0].disease)
    return _explanation(pack, scenario, view, trace, found)


def _unnamed(pack: Pack, trace: Trace, asked: TherapyName) -> Unnamed:
    meant = [d for d in trace.diagnoses if asked.disease in ("", d.disease)]
    named = [p for p in pack.pathways.values() if asked.therapy in p.therapies]
    return Unnamed(
        trace,
        asked.therapy,
        tuple(d.disease for d in meant if d.pathway is not None),
        tuple(d.disease for d in meant if d.pathway is None),
        tuple(sorted({disease for pathway in named for disease in pathway.diseases})),
    )


def _explanation(
    pack: Pack, scenario: Scenario, view: JudgedDiagnosis, trace: Trace, found: Sequence[TherapyTrace]
) -> Explanation:
    answer = found[0]
    ground = ground_of(view.program, answer.therapy, view.rules)
    judge = ConditionJudge(pack, scenario, view)
    return Explanation(
        trace,
        answer,
        ground,
        applied_words(ground),
        passed_rows(ground),
        tuple(_told(judge, ground, answer.label)),
        tuple(found[1:]),
    )


def _told(judge: ConditionJudge, ground: Ground, label: str) -> Iterator[RuleExplained]:
    """Every rule about the therapy, and the conflicts that are true, what decides first."""
    deciding = deciding_keys(ground)
    lines = {line.clause.key: line for line in judge.page.arguments[ground.therapy]}
    deciding = (*(key for key in lines if key in deciding), *(key for key in deciding if key not in lines))
    deciding = tuple(sorted(deciding, key=lambda key: ground.rules[key] is Truth.UNKNOWN))
    conflicts = {line.clause.key: line for line in judge.page.conflicts if line.clause.key in deciding}
    for key in deciding:
        line = lines.get(key) or conflicts.get(key)
        yield _of_line(judge, ground, line, Role.DECIDES) if line else _in_use(judge, ground, label)
    rest = [_of_line(judge, ground, line, _role(line, ground)) for key, line in lines.items() if key not in deciding]
    order = list(Role)
    yield from sorted(rest, key=lambda told: order.index(told.role))


def _in_use(judge: ConditionJudge, ground: Ground, label: str) -> RuleExplained:
    tree = judge.premise(in_use(ground.therapy))
    because = f"The treatment history tells whether {label} is being given and works."
    return RuleExplained(tree.name, "It is being given and works", because, None, Role.DECIDES, tree)


def _role(line: ClauseLine, ground: Ground) -> Role:
    """The role of a rule on which the row did not turn."""
    truth, kind = ground.rules[line.clause.key], line.clause.rule.kind
    if kind is RuleKind.SUPPORTS and truth is Truth.TRUE:
        return Role.REASON
    stands = (
        truth is Truth.TRUE if kind in (RuleKind.EXCLUDES, RuleKind.HOLDS) else truth is Truth.FALSE and kind is RuleKind.REQUIRES
    )
    waits = truth is Truth.UNKNOWN and kind in (RuleKind.EXCLUDES, RuleKind.HOLDS) and line.clause.rule.when_unknown is not None
    return Role.AGAINST if stands or waits else Role.BESIDE


def _of_line(judge: ConditionJudge, ground: Ground, line: ClauseLine, role: Role) -> RuleExplained:
    clause = line.clause
    tree = judge.rule(clause, line.title)
    open_reason = clause.rule.kind is RuleKind.SUPPORTS and tree.truth is not Truth.TRUE
    near = turns(tree, True) if open_reason else None
    over, lenient = ground.passed_over(clause), ground.lenient(clause)
    return RuleExplained(clause.key, line.title, line.because, clause, role, tree, over, lenient, near)
