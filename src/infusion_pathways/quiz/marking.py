"""The marks of one answer, sorted: what decides and is not among them, and what is among them and does not decide."""

from typing import NamedTuple

from infusion_pathways.quiz.deciding import bearing, needed, weighing
from infusion_pathways.quiz.evidence import Evidence, Marks

FREE = 2
"""So many marks beside the deciding ones cost nothing, as long as they have a bearing: a look to the side is no guess."""


class SortedMarks(NamedTuple):
    """The marks of an answer against what decides.

    `wanted` are the fewest that show the reason, as many of them as can be among the marks; `lacking` those of them that are not.
    `beside` are marks with a bearing on the verdict that are no value of a deciding argument, `strays` those without any.
    """

    wanted: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    strays: tuple[str, ...] = ()

    @property
    def not_deciding(self) -> int:
        """How many of the marks do not decide."""
        return len(self.beside) + len(self.strays)

    @property
    def too_many(self) -> int:
        """How many of the marks cost something: all without bearing, and of the others those beyond what is free."""
        return max(0, len(self.beside) - FREE) + len(self.strays)


def sorted_marks(evidence: Evidence, therapy: str, marks: Marks) -> SortedMarks:
    """The marks for one therapy, sorted by what they have to do with its verdict."""
    wanted = needed(evidence, therapy, marks)
    apt = bearing(evidence, therapy)
    beside = (marks & apt) - wanted - weighing(evidence, therapy)
    return SortedMarks(*(tuple(sorted(part)) for part in (wanted, wanted - marks, beside, marks - apt - wanted)))
