"""All messages of the commands that ask the rules themselves, one function each, with their codes."""

from infusion_pathways.source import Place, Problem


def solver_missing(place: Place) -> Problem:
    """A proof was asked for and the solver is not installed."""
    return Problem(
        "solver-missing",
        "this command needs the solver z3, which is not installed",
        place,
        why="questions about all patients are answered by proof, not by trying many",
        help="install the extra: `pip install 'infusion-pathways[prove]'`",
    )
