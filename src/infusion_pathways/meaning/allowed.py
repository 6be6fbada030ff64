"""What the verdict table allows, counted out: the verdicts a therapy can have, and which may become which as facts are learnt.

The docs print the second as a table; the prover holds packs to both.
"""

from collections.abc import Iterator
from functools import cache
from itertools import product

from infusion_pathways.meaning.logic import Truth
from infusion_pathways.meaning.rule import Program, RuleKind, WhenUnknown
from infusion_pathways.meaning.standing import FALSE, TRUE, UNKNOWN, Standing
from infusion_pathways.meaning.verdicts import Verdict, verdict_of


def is_possible(standing: Standing) -> bool:
    """Whether there can be such a standing: what waits is unknown, so `excludes` and `holds` are not both false."""
    return not standing.waits or {standing.excludes, standing.holds} != {FALSE}


def standings() -> Iterator[Standing]:
    """Every standing there can be."""
    truths, flags = tuple(Truth), (False, True)
    cube = (Standing(*values) for values in product(truths, truths, truths, truths, flags, truths, flags, flags))
    return filter(is_possible, cube)


def after_learning(before: Standing, lenient: bool, conflict: bool, reason: bool) -> Iterator[Standing]:
    """Every standing that learning facts can lead to; what is decided stays so.

    `lenient`: a requirement that was only to be checked may turn out unmet. `conflict`: a contradiction may come to light.
    `reason`: a reason that was passed over for want of a recorded fact may turn out to be one.
    """

    def kept(truth: Truth) -> tuple[Truth, ...]:
        return tuple(Truth) if truth is UNKNOWN else (truth,)

    after = product(
        tuple(Truth) if reason and before.supports is FALSE else kept(before.supports),
        kept(before.in_use),
        kept(before.excludes),
        kept(before.holds),
        {before.waits, False},
        (TRUE, FALSE) if lenient and before.requires is TRUE else kept(before.requires),
        {before.conflict, before.conflict or conflict},
        (before.infusion,),
    )
    return filter(is_possible, (Standing(*values) for values in after))


@cache
def allowed_verdict_changes(lenient: bool, conflict: bool, reason: bool = False) -> frozenset[tuple[Verdict, Verdict]]:
    """Every pair of different verdicts of which the first may become the second."""
    found = {
        (verdict_of(before).verdict, verdict_of(after).verdict)
        for before in standings()
        for after in after_learning(before, lenient, conflict, reason)
    }
    return frozenset((old, new) for old, new in found if old is not new)


def allowed_verdicts(program: Program, therapy: str) -> list[Verdict]:
    """The verdicts that the table gives for the kinds of rules a therapy has; a kind without a rule never moves."""
    kinds = {clause.rule.kind for clause in program.deciding[therapy]}
    marks = {clause.rule.when_unknown for clause in program.deciding[therapy]}
    truths, flags = tuple(Truth), (False, True)
    columns: tuple[tuple[object, ...], ...] = (
        truths if RuleKind.SUPPORTS in kinds else (FALSE,),
        truths,
        truths if RuleKind.EXCLUDES in kinds else (FALSE,),
        truths if RuleKind.HOLDS in kinds else (FALSE,),
        flags if WhenUnknown.HOLD in marks else (False,),
        truths if RuleKind.REQUIRES in kinds else (TRUE,),
        flags if program.conflicts else (False,),
        (program.infusion[therapy],),
    )
    found = {verdict_of(Standing(*values)).verdict for values in product(*columns)}  # type: ignore[arg-type]
    return [verdict for verdict in Verdict if verdict in found]
