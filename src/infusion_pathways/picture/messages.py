"""All messages of pictures, with their codes."""

from collections.abc import Iterable

from infusion_pathways.source import Place, Problem


def which_pathway(place: Place, pathways: Iterable[str]) -> Problem:
    """A picture of a pathway was asked for, and there are several."""
    return Problem(
        "which-pathway",
        "neither a scenario nor a pathway is named, and the pack has more than one",
        place,
        why="a picture shows one pathway, or the way of one patient",
        help=f"name a file, or `--pathway` with one of: {', '.join(pathways)}",
    )
