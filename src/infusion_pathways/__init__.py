"""When does an autoimmune disease move from conventional therapy to an infusion, and how do you know?

    from infusion_pathways import advise, load_pack, load_scenario

    pack = load_pack()
    trace = advise(pack, load_scenario("patient.json", pack))
    print(trace.outcome.sentence)

Educational only: invented patients, no doses, no orders.
"""

from infusion_pathways.advise import EngineChoice, advise
from infusion_pathways.pack import Pack, load_pack
from infusion_pathways.scenario import Scenario, load_scenario
from infusion_pathways.source import ProblemsFound
from infusion_pathways.trace import Trace

__version__ = "0.1.0"

__all__ = ["EngineChoice", "Pack", "ProblemsFound", "Scenario", "Trace", "advise", "load_pack", "load_scenario"]
