"""When does an autoimmune disease move from conventional therapy to an infusion, and how do you know?

    from infusion_pathways import advise, load_pack, load_scenario

    pack = load_pack()
    trace = advise(pack, load_scenario("patient.json", pack))
    print(trace.outcome.sentence)

Educational only: invented patients, no doses, no orders.

Each name is fetched when it is first asked for, so that the command line can guard its own start: it lies in this package.
"""

TYPE_CHECKING = False  # as in `typing`, which takes longer to load than all of this
if TYPE_CHECKING:
    from typing import Any

    from infusion_pathways.advice import EngineChoice, advise
    from infusion_pathways.pack import Pack, load_pack
    from infusion_pathways.scenario import Scenario, load_scenario
    from infusion_pathways.source import ProblemsFound
    from infusion_pathways.trace import Trace

__version__ = "0.2.0"

__all__ = ["EngineChoice", "Pack", "ProblemsFound", "Scenario", "Trace", "advise", "load_pack", "load_scenario"]

_HOMES = {
    "EngineChoice": "advice",
    "Pack": "pack",
    "ProblemsFound": "source",
    "Scenario": "scenario",
    "Trace": "trace",
    "advise": "advice",
    "load_pack": "pack",
    "load_scenario": "scenario",
}


def __getattr__(name: str) -> "Any":
    """A name of the front door, from the module it lives in."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
