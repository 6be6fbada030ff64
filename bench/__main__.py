"""Measure the program against its own imports and against itself: `python -m bench [--quick]`."""

import argparse
import gc
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from infusion_pathways import Pack, Scenario, Trace, advise, load_pack, load_scenario
from infusion_pathways.engine.direct import DirectEngine
from infusion_pathways.engine.rete import ReteEngine
from infusion_pathways.meaning.facts import Facts
from infusion_pathways.meaning.rule import Program
from infusion_pathways.scenario import facts_for

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "scenarios" / "rheumatoid_arthritis" / "ra-methotrexate-and-sulfasalazine-failure.json"
FLOOR = "import typer, pydantic, durable.lang"
RUN = f"import sys; sys.argv = ['pathways', 'run', {str(EXAMPLE)!r}]; from infusion_pathways.cli import main; main()"


KINDS = ("supports", "requires", "excludes", "holds", "cautions")


def main() -> None:
    """Print every figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer repetitions")
    quick = parser.parse_args().quick
    cold_start(5 if quick else 25)
    pack = load_pack()
    scenarios = [load_scenario(path, pack) for path in sorted((ROOT / "scenarios").rglob("*.json"))]
    throughput(pack, scenarios, 0.3 if quick else 2.0)
    growth(0.1 if quick else 0.6, (1, 4) if quick else (1, 4, 16))


def cold_start(repeat: int) -> None:
    """The cold start of one `pathways run`, with the pack checked before, against the floor of its imports."""
    seconds = {
        name: [cold(code) for _ in range(repeat)] for name, code in (("floor", FLOOR), ("run", RUN), ("floor again", FLOOR))
    }
    floor = statistics.median(seconds["floor"] + seconds["floor again"])
    run = statistics.median(seconds["run"])
    print(f"cold `pathways run`: {run * 1e3:.0f} ms, import floor {floor * 1e3:.0f} ms, ratio {run / floor:.2f} (at most 2.5)")


def cold(code: str) -> float:
    """Seconds for one new process."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - began


def views(pack: Pack, scenario: Scenario) -> list[tuple[Program, Facts]]:
    """The programs and facts of a scenario's diagnoses."""
    found = []
    for i, diagnosis in enumerate(scenario.diagnoses):
        program = pack.program_for(diagnosis.disease)
        if program is not None:
            found.append((program, facts_for(scenario, i, pack.vocabulary)))
    return found


def throughput(pack: Pack, scenarios: Sequence[Scenario], seconds: float) -> None:
    """Scenarios per second on one core, by what is asked."""
    direct, rete = DirectEngine(), ReteEngine()

    def bare(scenario: Scenario) -> None:
        for program, facts in views(pack, scenario):
            direct.compiled(program).verdicts(facts)

    def chained(scenario: Scenario) -> None:
        for program, facts in views(pack, scenario):
            rete.rules(program, facts)

    full = per_second(lambda s: advise(pack, s, "direct"), scenarios, seconds)
    verdicts = per_second(bare, scenarios, seconds)
    fired = per_second(chained, scenarios[:: max(1, len(scenarios) // 60)], min(seconds, 1.0))
    rules = sum(len(p.clauses) for p in pack.programs.values()) / len(pack.programs)
    arguments = sum(spoken(advise(pack, scenario, "direct")) for scenario in scenarios) / len(scenarios)
    print(f"{len(scenarios)} scenarios, {rules:.0f} rules in a pathway on average, one core:")
    print(f"  direct, full trace   {full:8.0f} a second")
    print(f"    what stands in the way of more: {arguments:.0f} explained arguments, checks and questions in a trace,")
    print(f"    {1e6 / full / arguments:.0f} microseconds each to judge with grounds and to word in Python")
    print(f"  direct, verdicts     {verdicts:8.0f} a second, {verdicts / full:.1f} times as many")
    print(f"  rete, truths only    {fired:8.0f} a second, {verdicts / fired:.0f} times fewer than direct")


def spoken(trace: Trace) -> int:
    """How many arguments, checks and questions a trace explains."""
    groups = ("supporting", "against", "unmet", "met", "unknown", "cautions", "notes", "closed", "checks")
    therapies = [therapy for diagnosis in trace.diagnoses for therapy in diagnosis.therapies]
    return sum(len(getattr(therapy, group)) for therapy in therapies for group in groups) + len(trace.asks)


def per_second(work: Callable[[Scenario], Any], scenarios: Sequence[Scenario], seconds: float) -> float:
    """The best of three rounds, in scenarios per second."""
    for scenario in scenarios:
        work(scenario)
    best = 0.0
    for _ in range(3):
        gc.collect()
        began, done = time.perf_counter(), 0
        while time.perf_counter() - began < seconds:
            for scenario in scenarios:
                work(scenario)
            done += len(scenarios)
        best = max(best, done / (time.perf_counter() - began))
    return best


def growth(seconds: float, sizes: Sequence[int]) -> None:
    """How the time for one scenario grows with the number of rules; linear growth gives the same ratio as the rules."""
    print("growth with the number of rules (time for one scenario, as a ratio to 1x):")
    first: dict[str, float] = {}
    for size in sizes:
        pack, scenarios = generated(size)
        program = pack.programs["invented"]
        facts = [facts_for(scenario, 0, pack.vocabulary) for scenario in scenarios]
        direct = DirectEngine().compiled(program)
        times = {
            "direct, full trace": 1 / per_second(lambda s, p=pack: advise(p, s, "direct"), scenarios, seconds),
            "direct, verdicts": 1 / per_second(direct.verdicts, facts, seconds),  # type: ignore[arg-type]
            "rete": rete_seconds(program, facts[:5]),
        }
        told = ", ".join(f"{name} {value / first.setdefault(name, value):.1f}" for name, value in times.items())
        print(f"  {size:2}x ({len(program.clauses)} rules): {told}")


def rete_seconds(program: Program, facts: Sequence[Facts]) -> float:
    """Seconds for one patient with rete, once its program is built."""
    engine = ReteEngine()
    engine.rules(program, facts[0])
    began = time.perf_counter()
    for patient in facts:
        engine.rules(program, patient)
    return (time.perf_counter() - began) / len(facts)


def generated(size: int, kinds: Sequence[str] = KINDS) -> tuple[Pack, list[Scenario]]:
    """A pack with 40 rules times `size`, half of them through findings, and patients who state a third of what it reads."""
    import json

    chance = random.Random(size)
    count = 20 * size
    names = [f"sign_{i}" for i in range(count)]
    rules = []
    for i in range(count):
        tests = ", ".join(f"{{finding: {name}}}" for name in chance.sample(names, 3))
        rules.append(_rule(f"invented.find_{i}", f"{{any: [{tests}]}}", f"{{finding: state_{i}}}"))
        kind = chance.choice(kinds)
        rules.append(
            _rule(
                f"invented.say_{i}",
                f"{{all: [{{finding: state_{i}}}, {{finding: {chance.choice(names)}}}]}}",
                f"{{{kind}: drug_{i % 4}}}",
            )
        )
    therapies = "\n".join(f"  drug_{i}: {{label: drug {i}, classes: [], infusion: true}}" for i in range(4))
    findings = "\n".join(
        [f"  {name}: {{label: {name}}}" for name in names]
        + [f"  state_{i}: {{label: state {i}, derived: true}}" for i in range(count)]
    )
    text = (
        "pack: {id: invented, version: '0', title: Invented}\nreferences:\n  R1: {title: Invented, grade: R}\n"
        "diseases:\n  invented: {label: invented}\noutcomes:\n  works: {label: works, works: true}\n"
        f"therapies:\n{therapies}\nfindings:\n{findings}\n"
        "pathway: {id: invented, title: Invented, diseases: [invented], therapies: [drug_0, drug_1, drug_2, drug_3]}\n"
        f"rules:\n{''.join(rules)}"
    )
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "pack.yaml").write_text(text)
        pack = load_pack(folder)
        scenarios = []
        for number in range(20):
            path = Path(folder) / f"p{number}.json"
            stated = {name: chance.choice(["present", "absent"]) for name in chance.sample(names, len(names) // 3)}
            path.write_text(
                json.dumps(
                    {
                        "schema": "infusion-pathways/scenario/1",
                        "id": f"p{number}",
                        "title": "P",
                        "treatments": [],
                        "diagnoses": [{"disease": "invented"}],
                        "findings": stated,
                    }
                )
            )
            scenarios.append(load_scenario(path, pack))
    return pack, scenarios


def _rule(name: str, when: str, then: str) -> str:
    return (
        f"  - id: {name}\n    title: Invented\n    lens: document\n    when: {when}\n    then: {then}\n"
        "    because: Invented.\n    cites: [R1]\n"
    )


if __name__ == "__main__":
    main()
