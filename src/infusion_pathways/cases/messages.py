"""All messages about which cases are run, one function each, with their codes."""

from infusion_pathways.source import Place, Problem


def not_an_expression(place: Place, reason: str) -> Problem:
    """An expression that picks cases and cannot be read."""
    return Problem(
        "not-an-expression",
        f"this expression picks no cases: {reason}",
        place,
        help="words of the id, the title or a tag, joined by `and`, `or`, `not` and brackets; a word in quotes may hold spaces",
    )


def count_differs(place: Place, read: int, expected: int) -> Problem:
    """Another number of files than somebody counts on."""
    return Problem(
        "count-differs",
        f"found {read} scenario file{'' if read == 1 else 's'}, expected {expected}",
        place,
        why="what is not read cannot fail",
        help="look for files that were moved, renamed or hidden; if all are there, change the number",
    )


def no_case(place: Place, reason: str, help: str) -> Problem:
    """No case is there to be run."""
    return Problem("no-case", reason, place, help=help)
