"""All messages about engines, one function each, with their codes."""

from infusion_pathways.source import Place, Problem

BUILD = "CPPFLAGS=-DPyEval_CallObject=PyObject_CallObject pip install --no-binary durable-rules 'infusion-pathways[rete]'"


def engine_missing(place: Place, engine: str, reason: str) -> Problem:
    """An engine was asked for by name that cannot work here."""
    return Problem(
        "engine-missing",
        f"the engine `{engine}` needs durable-rules, which cannot be used here: {reason}",
        place,
        why="an engine that is asked for by name is never replaced by another one in silence",
        help=f"`--engine checked` needs nothing more; durable-rules is built, with a C compiler, by `{BUILD}`",
    )
