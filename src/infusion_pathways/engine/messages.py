"""All messages about engines, one function each, with their codes."""

from infusion_pathways.source import Place, Problem

BUILD = "CPPFLAGS=-DPyEval_CallObject=PyObject_CallObject pip install --no-binary durable-rules durable-rules==2.0.28"


def engine_missing(place: Place, engine: str, reason: str, built: bool) -> Problem:
    """An engine was asked for by name that cannot work here; `built` where durable-rules itself loads."""
    return Problem(
        "engine-missing",
        f"`{engine}` needs durable-rules, which cannot be used here: {reason}",
        place,
        why="an engine that is asked for by name is never replaced by another one in silence",
        help="`checked` needs nothing more" if built else f"`checked` needs nothing more; with a C compiler: `{BUILD}`",
    )
