"""A rule with a condition that decides nothing."""

from collections.abc import Iterator

from infusion_pathways.lint.finding import Check, Level, Need, Remark
from infusion_pathways.lint.study import Study


def find(study: Study) -> Iterator[Remark]:
    """Rules of which it is proved that they speak of every patient, though they do not say `always`."""
    for result in study.proofs.refuted("rule-can-fail") if study.proofs else ():
        message = f"`{result.subject}` is silent about no patient: proved"
        yield Remark(study.spot_of(result.subject), message, "write `always: true` if it is meant for everyone")


CHECK = Check("rule-always-fires", Level.WARNING, "a rule speaks of every patient", find, frozenset({Need.SOLVER}))
