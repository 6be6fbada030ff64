"""A rule that says nothing of any patient."""

from collections.abc import Iterator

from infusion_pathways.lint.finding import Check, Level, Need, Remark
from infusion_pathways.lint.study import Study


def find(study: Study) -> Iterator[Remark]:
    """Rules of which it is proved that they have nothing to say."""
    for result in study.proofs.refuted("rule-can-fire") if study.proofs else ():
        message = f"`{result.subject}` says nothing of any patient: proved"
        yield Remark(study.spot_of(result.subject), message, "look for parts that contradict each other, or a limit out of range")


CHECK = Check("rule-never-fires", Level.WARNING, "a rule says nothing of any patient", find, frozenset({Need.SOLVER}))
