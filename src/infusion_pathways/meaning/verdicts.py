"""What arguments add up to for a therapy: the verdict table, first row that applies.

A row says when it applies, which rules it turns on (`decided_by`), and how it is put into words. A therapy
with a true `supports` and a false `requires`, for instance, is told by row 8, `condition_unmet`, and turns on that `requires`.
The docs print the table; tests enumerate every combination.
"""

from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from typing import NamedTuple

from infusion_pathways.meaning.logic import Truth
from infusion_pathways.meaning.rule import Clause, Program, RuleKind, WhenUnknown, in_use
from infusion_pathways.meaning.standing import FALSE, TRUE, UNKNOWN, Standing, counted, standing_of


class Verdict(Enum):
    """What the arguments add up to for one therapy of one diagnosis."""

    CANDIDATE = "candidate"
    IN_USE = "in_use"
    ON_HOLD = "on_hold"
    CONDITION_UNMET = "condition_unmet"
    UNDETERMINED = "undetermined"
    RULED_OUT = "ruled_out"
    NOT_AN_INFUSION = "not_an_infusion"
    NO_REASON = "no_reason"

    @property
    def about(self) -> "AboutVerdict":
        """What there is to say of it whatever the patient."""
        return ABOUT[self]

    @property
    def label(self) -> str:
        """The verdict as a reader sees it."""
        return ABOUT[self].label


class Look(Enum):
    """How good or bad a verdict or an outcome looks, for every reading that has colours or shapes."""

    GOOD = "good"
    WAIT = "wait"
    OPEN = "open"
    BAD = "bad"
    PLAIN = "plain"

    __hash__ = object.__hash__


class AboutVerdict(NamedTuple):
    """What there is to say of a verdict whatever the patient.

    `meaning` is for who is to choose one; `sentence` has `{Therapy}` or `{therapy}`, `{disease}` and `{missing}` to fill in.
    `first` names the arguments that a trace tells first; `by_reason` says that its first deciding argument tells the verdict.
    While `in_question`, what is open about the therapy is told with it. `made_by` is the kind of rule, with its truth, one of
    which is enough for the verdict once the therapy is in question.
    """

    label: str
    meaning: str
    sentence: str
    look: Look
    first: str
    by_reason: bool = False
    in_question: bool = False
    made_by: tuple[RuleKind, Truth] | None = None


ABOUT: Mapping[Verdict, AboutVerdict] = {
    Verdict.CANDIDATE: AboutVerdict(
        "candidate",
        "a reason for it holds and nothing stands against it",
        "{Therapy} comes into question for {disease}; its cautions and open checks belong to the answer.",
        Look.GOOD,
        "for",
        by_reason=True,
        in_question=True,
    ),
    Verdict.IN_USE: AboutVerdict(
        "in use",
        "it is given and works",
        "{Therapy} is being given and works; the rules find no reason against going on.",
        Look.GOOD,
        "for",
        in_question=True,
    ),
    Verdict.ON_HOLD: AboutVerdict(
        "on hold",
        "it would be a candidate once a safety point is settled",
        "{Therapy} would come into question once a safety point is settled.",
        Look.WAIT,
        "against",
        by_reason=True,
        in_question=True,
        made_by=(RuleKind.HOLDS, Truth.TRUE),
    ),
    Verdict.CONDITION_UNMET: AboutVerdict(
        "condition unmet",
        "the document leads to it, but a label or guideline asks for more",
        "The document's reasoning leads to {therapy}, but a label or guideline condition is not met.",
        Look.WAIT,
        "unmet",
        by_reason=True,
        in_question=True,
        made_by=(RuleKind.REQUIRES, Truth.FALSE),
    ),
    Verdict.UNDETERMINED: AboutVerdict(
        "undetermined",
        "what is not known decides, or the input contradicts itself",
        "Whether {therapy} comes into question cannot be told yet{missing}.",
        Look.OPEN,
        "unknown",
        in_question=True,
    ),
    Verdict.RULED_OUT: AboutVerdict(
        "ruled out",
        "something rules it out",
        "{Therapy} is ruled out.",
        Look.BAD,
        "against",
        by_reason=True,
        made_by=(RuleKind.EXCLUDES, Truth.TRUE),
    ),
    Verdict.NOT_AN_INFUSION: AboutVerdict(
        "not an infusion",
        "a reason holds, but it has no infusion form",
        "{Therapy} has no infusion form, so it cannot be the infusion the document means.",
        Look.PLAIN,
        "for",
    ),
    Verdict.NO_REASON: AboutVerdict(
        "no reason", "no reason for it holds", "No reason for {therapy} holds.", Look.PLAIN, "closed"
    ),
}
IN_QUESTION = frozenset(verdict for verdict, about in ABOUT.items() if about.in_question)


class Appraisal(NamedTuple):
    """One therapy appraised: the truth of the rules of its program, its standing, the number of the row that applied, from 1."""

    program: Program
    therapy: str
    rules: Mapping[str, Truth]
    standing: Standing
    number: int

    @property
    def row(self) -> "VerdictRow":
        """The row that applied."""
        return VERDICT_TABLE[self.number - 1]

    @property
    def verdict(self) -> Verdict:
        """The verdict."""
        return self.row.verdict

    @property
    def deciding(self) -> tuple[str, ...]:
        """The keys of the rules (and of being in use) on which the row turned, each once."""
        return tuple(dict.fromkeys(self.row.decided_by(self)))

    def clauses(self, kind: RuleKind, *truths: Truth) -> list[Clause]:
        """The rules of a kind about the therapy that have one of these truths."""
        return [c for c in self.program.deciding[self.therapy] if c.rule.kind is kind and self.rules[c.key] in truths]

    def passed_over(self, clause: Clause) -> bool:
        """Whether a reason that is not known counts as not given, because the fact it waits for is not recorded."""
        return clause.rule.kind is RuleKind.SUPPORTS and self._open_and_counted(clause) is FALSE

    def lenient(self, clause: Clause) -> bool:
        """Whether a requirement that is not known counts as met, to be checked."""
        return clause.rule.kind is RuleKind.REQUIRES and self._open_and_counted(clause) is TRUE

    def _open_and_counted(self, clause: Clause) -> Truth | None:
        return counted(clause, UNKNOWN, self.rules) if self.rules[clause.key] is UNKNOWN else None


def appraised(program: Program, therapy: str, rules: Mapping[str, Truth]) -> Appraisal:
    """What the truth of every rule adds up to for a therapy."""
    standing = standing_of(program, therapy, rules)
    return Appraisal(program, therapy, rules, standing, VERDICT_TABLE.index(verdict_of(standing)) + 1)


class VerdictRow(NamedTuple):
    """One row of the verdict table: the verdict, when it applies in the words of the rule language, and the test.

    `decided_by` gives the keys of the rules on which it turns where it applies, `group` names them. `told` is the row without the
    names of the rule language, `asked` what it would make of the therapy, and `why_not` why it did not apply.
    """

    verdict: Verdict
    words: str
    applies: Callable[[Standing], bool]
    decided_by: Callable[[Appraisal], Iterator[str]]
    group: str
    told: str
    asked: str
    why_not: Callable[[Appraisal], str]


def _keys(kind: RuleKind, truth: Truth) -> Callable[[Appraisal], Iterator[str]]:
    return lambda a: (c.key for c in a.clauses(kind, truth) if not a.lenient(c))


def _closed_reasons(a: Appraisal) -> Iterator[str]:
    yield from (c.key for c in a.clauses(RuleKind.SUPPORTS, FALSE, UNKNOWN))
    if a.standing.infusion:
        yield in_use(a.therapy)


def _open_reasons(a: Appraisal) -> Iterator[str]:
    yield from (c.key for c in a.clauses(RuleKind.SUPPORTS, UNKNOWN) if not a.passed_over(c))
    if a.standing.infusion and a.standing.in_use is UNKNOWN:
        yield in_use(a.therapy)


def _reasons(a: Appraisal) -> Iterator[str]:
    """The reasons that hold; where there is none, that it is in use."""
    yield from [c.key for c in a.clauses(RuleKind.SUPPORTS, TRUE)] or [in_use(a.therapy)]


def _waiting(a: Appraisal) -> Iterator[str]:
    yield from (c.key for c in a.clauses(RuleKind.HOLDS, TRUE))
    unknown = (*a.clauses(RuleKind.EXCLUDES, UNKNOWN), *a.clauses(RuleKind.HOLDS, UNKNOWN))
    yield from (c.key for c in unknown if c.rule.when_unknown is WhenUnknown.HOLD)


def _held_in_use(a: Appraisal) -> Iterator[str]:
    yield in_use(a.therapy)
    yield from (c.key for c in a.clauses(RuleKind.HOLDS, TRUE))


def _has_a_reason(a: Appraisal) -> str:
    if a.standing.conflict:
        return "the input contradicts itself, so that no reason can be denied either"
    if a.standing.supports is TRUE:
        number = len(a.clauses(RuleKind.SUPPORTS, TRUE))
        return "there is a reason for it" if number == 1 else f"there are {number} reasons for it"
    return "it is in use already" if a.standing.in_use is TRUE else "a reason for it is open"


def _not_ruled_out(a: Appraisal) -> str:
    waiting = len(a.clauses(RuleKind.EXCLUDES, UNKNOWN))
    return f"nothing that is known rules it out{_still(waiting, 'exclusion')}" if waiting else "nothing rules it out"


def _none_unmet(a: Appraisal) -> str:
    waiting = len(a.clauses(RuleKind.REQUIRES, UNKNOWN))
    if not waiting:
        asked = bool(a.clauses(RuleKind.REQUIRES, TRUE))
        return "what labels and guidelines ask for is met" if asked else "no label or guideline asks for more"
    return f"no condition of a label or guideline is known to be unmet{_still(waiting, 'condition')}"


def _none_open(a: Appraisal) -> str:
    if a.clauses(RuleKind.REQUIRES, UNKNOWN):
        return "what is asked for and not known is only to be checked, and counts as met"
    return "nothing that is asked for is open"


def _not_on_hold(a: Appraisal) -> str:
    waiting = len(a.clauses(RuleKind.HOLDS, UNKNOWN))
    return "no safety point puts it on hold" if not waiting else f"{NONE_KNOWN_HOLDS}{_still(waiting, 'point')}"


def _not_in_use(a: Appraisal) -> str:
    if a.standing.in_use is UNKNOWN:
        return "it is not known whether it is given and works"
    return "it is not being given with effect"


def _still(number: int, what: str) -> str:
    return f"; {number} {what}{'s' if number > 1 else ''} cannot be judged yet"


FOR_IT, RULES_OUT, HOLDS_BACK = "reasons for it", "what rules it out", "what puts it on hold"
ASKED_FOR, GIVEN, ROUTE = "what a label or guideline asks for", "whether it is given already, and works", "how it can be given"
CONTRADICTIONS, NONE_KNOWN_HOLDS = "contradictions in the input", "no safety point that is known puts it on hold"

VERDICT_TABLE = (
    VerdictRow(
        Verdict.NO_REASON,
        "no `supports` is true, none that is unknown decides, it is not in use, and the input does not contradict itself",
        lambda s: s.door is FALSE and not s.conflict,
        _closed_reasons,
        FOR_IT,
        "no reason for it holds, none that is open decides, and it is not in use",
        "no reason",
        _has_a_reason,
    ),
    VerdictRow(
        Verdict.NOT_AN_INFUSION,
        "a `supports` is true, but the therapy has no infusion form",
        lambda s: s.door is TRUE and not s.infusion,
        _reasons,
        ROUTE,
        "there is a reason for it, but it has no infusion form",
        "not an infusion",
        lambda a: "it has an infusion form" if a.standing.infusion else "no reason for it is certain",
    ),
    VerdictRow(
        Verdict.RULED_OUT,
        "an `excludes` is true",
        lambda s: s.excludes is TRUE,
        _keys(RuleKind.EXCLUDES, TRUE),
        RULES_OUT,
        "something rules it out",
        "ruled out",
        _not_ruled_out,
    ),
    VerdictRow(
        Verdict.UNDETERMINED,
        "the input contradicts itself",
        lambda s: s.conflict,
        lambda a: (c.key for c in a.program.conflicts if a.rules[c.key] is TRUE),
        CONTRADICTIONS,
        "the input contradicts itself",
        "undetermined, because of a contradiction",
        lambda a: "the input does not contradict itself",
    ),
    VerdictRow(
        Verdict.UNDETERMINED,
        "no `supports` is true, some are unknown",
        lambda s: s.door is UNKNOWN,
        _open_reasons,
        FOR_IT,
        "no reason for it is certain, and at least one is open",
        "undetermined, because of its reason",
        lambda a: "it is certain that there is a reason for it",
    ),
    VerdictRow(
        Verdict.ON_HOLD,
        "it is in use and works, and a `holds` is true",
        lambda s: s.in_use is TRUE and s.holds is TRUE,
        _held_in_use,
        HOLDS_BACK,
        "it is in use and works, and a safety point puts it on hold",
        "on hold while in use",
        lambda a: NONE_KNOWN_HOLDS if a.standing.in_use is TRUE else _not_in_use(a),
    ),
    VerdictRow(
        Verdict.IN_USE,
        "it is in use and works",
        lambda s: s.in_use is TRUE,
        lambda a: iter((in_use(a.therapy),)),
        GIVEN,
        "it is in use and works",
        "in use",
        _not_in_use,
    ),
    VerdictRow(
        Verdict.CONDITION_UNMET,
        "a `requires` is false",
        lambda s: s.requires is FALSE,
        _keys(RuleKind.REQUIRES, FALSE),
        ASKED_FOR,
        "a label or guideline asks for more than is met",
        "condition unmet",
        _none_unmet,
    ),
    VerdictRow(
        Verdict.ON_HOLD,
        "a `holds` is true, or an `excludes` or `holds` marked `when_unknown: hold` is unknown",
        lambda s: s.holds is TRUE or s.waits,
        _waiting,
        HOLDS_BACK,
        "a safety point puts it on hold, or is not known and has to be settled first",
        "on hold",
        _not_on_hold,
    ),
    VerdictRow(
        Verdict.UNDETERMINED,
        "a `requires` is unknown",
        lambda s: s.requires is UNKNOWN,
        _keys(RuleKind.REQUIRES, UNKNOWN),
        ASKED_FOR,
        "whether a label or guideline condition is met is not known",
        "undetermined, because of a condition",
        _none_open,
    ),
    VerdictRow(
        Verdict.CANDIDATE,
        "otherwise; cautions and outstanding checks are listed with it, always",
        lambda s: True,
        _reasons,
        FOR_IT,
        "a reason for it holds, nothing stands against it, and what labels and guidelines ask for is met as far as it is known",
        "candidate",
        lambda a: "",
    ),
)


def verdict_of(standing: Standing) -> VerdictRow:
    """The first row of the table that applies."""
    return next(row for row in VERDICT_TABLE if row.applies(standing))
