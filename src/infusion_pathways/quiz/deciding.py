"""Which arguments decide a verdict, and which facts have any bearing on it."""

from collections.abc import Sequence
from typing import NamedTuple

from infusion_pathways.meaning.condition import Condition
from infusion_pathways.meaning.logic import Truth
from infusion_pathways.meaning.rule import Clause, RuleKind, in_use
from infusion_pathways.meaning.standing import counted
from infusion_pathways.meaning.verdicts import Verdict
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


def shown(seen: MisreadDiagnosis, therapy: str) -> Shown:
    """Where the verdict on a therapy shows: the row of the verdict table that applies says which arguments decide.

    Of a hold, what is known goes before what waits to be known. That a therapy is given and works decides where the verdict says
    so, and where it is open.
    """
    appraisal = seen.evaluation.appraisals[therapy]
    verdict, program = appraisal.verdict, seen.program
    if verdict is Verdict.NOT_AN_INFUSION:
        return Shown(appraisal.row.group, ())
    keys = {key for key in appraisal.deciding if key not in seen.left_out}
    clauses = [c for c in (*program.conflicts, *program.deciding[therapy]) if c.key in keys]
    if verdict is Verdict.ON_HOLD and appraisal.standing.holds is TRUE:
        clauses = [clause for clause in clauses if seen.rules[clause.key] is TRUE]
    reasons = [DecidingArgument(clause, clause.when) for clause in clauses]
    if verdict in (Verdict.IN_USE, Verdict.UNDETERMINED) and in_use(therapy) in appraisal.deciding:
        reasons.append(_given(seen, therapy))
    return Shown(appraisal.row.group, tuple(reasons), one_value=verdict is Verdict.NO_REASON)


def _of(seen: MisreadDiagnosis, therapy: str, kind: RuleKind, truth: Truth) -> tuple[DecidingArgument, ...]:
    clauses = (c for c in seen.program.deciding[therapy] if c.rule.kind is kind and c.key not in seen.left_out)
    return tuple(DecidingArgument(c, c.when) for c in clauses if counted(c, seen.rules[c.key], seen.rules) is truth)


def _given(seen: MisreadDiagnosis, therapy: str) -> DecidingArgument:
    return DecidingArgument(None, seen.program.conditions[in_use(therapy)])


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
    verdict = seen.evaluation.verdicts[therapy]
    deciding = {reason.when for reason in shown(seen, therapy).reasons}
    whens = [c.when for c in seen.program.conflicts] if seen.evaluation.conflict else []
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
