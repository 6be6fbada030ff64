"""Which arguments decide a verdict, and which facts have any bearing on it."""

from collections.abc import Sequence
from typing import NamedTuple

from infusion_pathways.meaning.condition import Condition
from infusion_pathways.meaning.logic import Truth
from infusion_pathways.meaning.rule import Clause, RuleKind, WhenUnknown, in_use
from infusion_pathways.meaning.verdicts import Standing, Verdict, counted
from infusion_pathways.quiz.evidence import NO_MARKS, Evidence, Marks
from infusion_pathways.quiz.misconception_model import MisreadDiagnosis

TRUE, FALSE, UNKNOWN = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN


class DecidingArgument(NamedTuple):
    """An argument that decides: its rule, or None where what decides is that the therapy is given and works."""

    clause: Clause | None
    when: Condition


class Shown(NamedTuple):
    """Where a verdict shows: the group of arguments to look at, and those of it that decide, each of them enough.

    What has no infusion form is decided by no fact of the patient, so there are none.
    """

    group: str
    reasons: tuple[DecidingArgument, ...]
    one_value: bool = False


GIVEN = "whether it is given already, and works"
ROUTE = "how it can be given"
CONFLICT = "contradictions in the input"
GROUPS = {
    RuleKind.SUPPORTS: "reasons for it",
    RuleKind.EXCLUDES: "what rules it out",
    RuleKind.HOLDS: "what puts it on hold",
    RuleKind.REQUIRES: "what a label or guideline asks for",
}


def shown(seen: MisreadDiagnosis, therapy: str) -> Shown:
    """Where the verdict on a therapy shows: the row of the verdict table that applies says which arguments decide."""
    standing = seen.standings[therapy]
    match seen.rows[therapy].verdict:
        case Verdict.NO_REASON:
            return Shown(GROUPS[RuleKind.SUPPORTS], _of(seen, therapy, RuleKind.SUPPORTS), one_value=True)
        case Verdict.NOT_AN_INFUSION:
            return Shown(ROUTE, ())
        case Verdict.CANDIDATE:
            return _group(seen, therapy, RuleKind.SUPPORTS, TRUE)
        case Verdict.RULED_OUT:
            return _group(seen, therapy, RuleKind.EXCLUDES, TRUE)
        case Verdict.IN_USE:
            return Shown(GIVEN, (_given(seen, therapy),))
        case Verdict.CONDITION_UNMET:
            return _group(seen, therapy, RuleKind.REQUIRES, FALSE)
        case Verdict.ON_HOLD:
            return _group(seen, therapy, RuleKind.HOLDS, TRUE) if standing.holds is TRUE else _waiting(seen, therapy)
        case Verdict.UNDETERMINED:
            return _undetermined(seen, therapy, standing)


def _undetermined(seen: MisreadDiagnosis, therapy: str, standing: Standing) -> Shown:
    if standing.conflict:
        true = [c for c in seen.program.conflicts if seen.rules[c.key] is TRUE]
        return Shown(CONFLICT, tuple(DecidingArgument(c, c.when) for c in true))
    if standing.door is not UNKNOWN:
        return _group(seen, therapy, RuleKind.REQUIRES, UNKNOWN)
    reasons = _group(seen, therapy, RuleKind.SUPPORTS, UNKNOWN)
    given = (_given(seen, therapy),) if standing.in_use is UNKNOWN else ()
    return reasons._replace(reasons=(*reasons.reasons, *given))


def _group(seen: MisreadDiagnosis, therapy: str, kind: RuleKind, truth: Truth) -> Shown:
    return Shown(GROUPS[kind], _of(seen, therapy, kind, truth))


def _of(seen: MisreadDiagnosis, therapy: str, kind: RuleKind, truth: Truth | None = None) -> tuple[DecidingArgument, ...]:
    clauses = (c for c in seen.program.deciding[therapy] if c.rule.kind is kind and c.key not in seen.left_out)
    return tuple(
        DecidingArgument(c, c.when) for c in clauses if truth is None or counted(c, seen.rules[c.key], seen.rules) is truth
    )


def _waiting(seen: MisreadDiagnosis, therapy: str) -> Shown:
    clauses = (c for c in seen.program.deciding[therapy] if c.rule.when_unknown is WhenUnknown.HOLD)
    waiting = [c for c in clauses if seen.rules[c.key] is UNKNOWN]
    return Shown(GROUPS[RuleKind.HOLDS], tuple(DecidingArgument(c, c.when) for c in waiting))


def _given(seen: MisreadDiagnosis, therapy: str) -> DecidingArgument:
    premise = next(premise for premise in seen.program.premises if premise.key == in_use(therapy))
    return DecidingArgument(None, premise.when)


def needed(evidence: Evidence, therapy: str, marks: Marks = NO_MARKS) -> Marks:
    """The fewest marks that show why a therapy has its verdict, as many of them as can be in `marks`.

    An argument that a reading counts as given though it is not rests on no fact, so any that it reads shows it.
    """
    read = read_by_given(evidence, therapy) & marks
    if read:
        return frozenset({min(read)})
    where = shown(evidence.seen, therapy)
    return evidence.needed([reason.when for reason in where.reasons], marks, where.one_value)


def read_by_given(evidence: Evidence, therapy: str) -> Marks:
    """The marks of what those arguments read that decide a verdict because a reading counts them as given."""
    reasons = clauses_of(shown(evidence.seen, therapy).reasons)
    leaves = (leaf for c in reasons if c.key in evidence.seen.given for leaf in evidence.leaves(c.when))
    return frozenset(place for leaf in leaves for place in evidence.places(leaf))


def weighing(evidence: Evidence, therapy: str) -> Marks:
    """Every value that a deciding argument rests on, and those of the reasons that hold: most verdicts say that one does."""
    seen = evidence.seen
    reasons = (*shown(seen, therapy).reasons, *_of(seen, therapy, RuleKind.SUPPORTS, TRUE))
    leaves = (leaf for when in dict.fromkeys(r.when for r in reasons) for leaf in evidence.decisive(when))
    return frozenset(place for leaf in leaves for place in evidence.places(leaf))


def bearing(evidence: Evidence, therapy: str) -> Marks:
    """Every mark that has a bearing on the verdict.

    The reasons for the therapy always have one, and of the other arguments those that decide; of contradictions, where there is
    one. For a therapy that nothing stands against all arguments have one: each could have turned it.
    """
    seen = evidence.seen
    verdict = seen.rows[therapy].verdict
    deciding = {reason.when for reason in shown(seen, therapy).reasons}
    whens = [c.when for c in seen.program.conflicts] if seen.standings[therapy].conflict else []
    for clause in seen.program.deciding[therapy]:
        kind = clause.rule.kind
        if kind is RuleKind.SUPPORTS or verdict in _ALL_BEAR or clause.when in deciding or kind in _BEARING.get(verdict, ()):
            whens.append(clause.when)
    leaves = [leaf for when in (*whens, _given(seen, therapy).when) for leaf in evidence.leaves(when)]
    return frozenset({evidence.disease}).union(*(evidence.places(leaf) for leaf in leaves))


_ALL_BEAR = frozenset({Verdict.CANDIDATE, Verdict.IN_USE})
_BEARING = {Verdict.CONDITION_UNMET: (RuleKind.REQUIRES,), Verdict.UNDETERMINED: (RuleKind.REQUIRES,)}


def clauses_of(reasons: Sequence[DecidingArgument]) -> tuple[Clause, ...]:
    """The rules among some reasons."""
    return tuple(reason.clause for reason in reasons if reason.clause is not None)
