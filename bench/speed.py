"""How long things take here: imports, one run from a cold start, building and evaluating each pathway. Medians, in milliseconds.

    python bench/speed.py

docs/architecture.md and docs/decisions/ quote what this prints; other machines print other numbers.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from infusion_pathways import load_pack, load_scenario
from infusion_pathways.engine.direct import DirectEngine
from infusion_pathways.engine.rete import ReteEngine
from infusion_pathways.meaning.logic import conclude
from infusion_pathways.scenario import facts_for

ROOT = Path(__file__).resolve().parents[1]
SCENARIO = ROOT / "scenarios/rheumatoid_arthritis/ra-methotrexate-and-sulfasalazine-failure.json"
TIMES = 21
MODELS = """
from typing import Literal
from pydantic import BaseModel, ConfigDict

class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

class Diagnosis(Shape):
    disease: str
    subtype: str | list[str] | None = None
    activity: str | None = None
    organ_involvement: list[str] | dict[str, str | None] | None = None

class Treatment(Shape):
    therapy: str | None = None
    outcome: str | None = None
    ongoing: bool | Literal["unknown"] | None = None

class Expect(Shape):
    outcome: str | None = None
    verdicts: dict[str, str] = {}
    because: list[str] = []

class Scenario(Shape):
    id: str
    title: str
    narrative: str = ""
    diagnoses: list[Diagnosis]
    treatments: list[Treatment] | None = None
    findings: dict[str, str | None] = {}
    measures: dict[str, float | None] = {}
    expect: Expect | None = None
"""
IMPORTS = {
    "durable.engine": "import durable.engine",
    "pydantic, to BaseModel": "from pydantic import BaseModel",
    "pydantic and four models of the shape of a scenario": MODELS,
    "pydantic and the models of pack files": "import infusion_pathways.pack.shape",
    "typer": "import typer",
    "rich.console": "import rich.console",
    "yaml": "import yaml",
    "the front door": "import infusion_pathways",
}
RUN = ("-c", "from infusion_pathways.cli import main; main()", "run", str(SCENARIO))


def median(work: Callable[[], object], times: int = TIMES) -> float:
    """The median time of some work."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def fresh(*arguments: str, **environment: str) -> float:
    """The median time of a fresh interpreter."""
    import os

    env = {**os.environ, **environment}
    return median(lambda: subprocess.run([sys.executable, *arguments], check=True, capture_output=True, env=env))


def main() -> None:
    """Measure and print."""
    bare = fresh("-c", "pass")
    print(f"bare interpreter: {bare:.0f}")
    for name, code in IMPORTS.items():
        print(f"import of {name}: {fresh('-c', code) - bare:+.0f}")
    print(f"pathways run, pack in the cache: {fresh(*RUN):.0f}")
    print(f"pathways run --engine direct, pack in the cache: {fresh(*RUN, '--engine', 'direct'):.0f}")
    print(f"pathways run, no cache: {fresh(*RUN, INFUSION_PATHWAYS_CACHE='off'):.0f}")
    pack = load_pack()
    print(f"load_pack, pack in the cache: {median(load_pack, 7):.0f}")
    print(f"load_scenario: {median(lambda: load_scenario(SCENARIO, pack)):.2f}")
    for program in pack.programs.values():
        file = sorted((ROOT / "scenarios" / program.pathway.id).glob("*.json"))[0]
        scenario = load_scenario(file, pack)
        facts = facts_for(scenario, 0, pack.vocabulary)
        rete, direct = ReteEngine(), DirectEngine()
        build_rete = median(lambda p=program, f=facts: ReteEngine().rules(p, f), 5)
        build_direct = median(lambda p=program, f=facts: DirectEngine().rules(p, f), 5)
        rete.rules(program, facts), direct.rules(program, facts)
        print(
            f"{program.pathway.id}: {len(program.premises)} premises;"
            f" rete: first {build_rete:.1f}, next {median(lambda r=rete, p=program, f=facts: r.rules(p, f)):.2f};"
            f" direct: first {build_direct:.1f}, next {median(lambda d=direct, p=program, f=facts: d.rules(p, f)):.3f};"
            f" reference: {median(lambda p=program, f=facts: conclude(p.premises, f)):.2f}"
        )


if __name__ == "__main__":
    main()
