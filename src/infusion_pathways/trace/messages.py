"""All messages of questions that name no therapy or diagnosis to be answered for, with their codes."""

from collections.abc import Iterable

from infusion_pathways.source import Place, Problem


def no_such_diagnosis(place: Place, disease: str, own: Iterable[str]) -> Problem:
    """The disease that was named is not one of the patient's."""
    return Problem(
        "no-such-diagnosis",
        f"the patient has no diagnosis `{disease}`",
        place,
        help=f"of this patient: {', '.join(own)}",
    )
