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


def no_case(place: Place, reason: str, help: str) -> Problem:
    """No case is there to be run."""
    return Problem("no-case", reason, place, help=help)
