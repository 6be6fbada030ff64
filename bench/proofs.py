"""Measure the questions about all patients against the number of rules: `python -m bench.proofs [--quick]`."""

import argparse
import time
from collections.abc import Callable
from typing import Any

from bench.__main__ import generated
from infusion_pathways import Pack, Scenario
from infusion_pathways.diff.compare import pathway_diffs, structural_diff
from infusion_pathways.flip.asking import question_of
from infusion_pathways.flip.flips import flips_of
from infusion_pathways.meaning.rule import Program
from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.pairs.search import pair_tasks, run_pair_task
from infusion_pathways.prove.run import ProofTask, run_task
from infusion_pathways.solver.encoding import encode_pathway
from infusion_pathways.solver.smallest import Search
from infusion_pathways.solver.z3_solver import Budget

# Without requirements: a candidate would have to meet all of them, and the smallest patient would grow with the rules.
KINDS = ("supports", "excludes", "holds", "cautions")


def main() -> None:
    """Print how each kind of question grows with the number of rules."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="no 16x")
    growth((1, 4) if parser.parse_args().quick else (1, 4, 16))


def growth(sizes: tuple[int, ...]) -> None:
    """Each question at each size, as a ratio to the smallest; linear growth gives the same ratio as the rules."""
    print("growth with the number of rules (time, as a ratio to 1x):")
    first: dict[str, float] = {}
    for size in sizes:
        pack, scenarios = generated(size, KINDS)
        program = pack.programs["invented"]
        times = {name: seconds(work, pack, program) for name, work in QUESTIONS.items()}
        times["one flip"] = seconds(lambda pack, _, patient=scenarios[0]: flipped(pack, patient), pack, program)
        told = ", ".join(f"{name} {value / first.setdefault(name, value):.1f}" for name, value in times.items())
        print(f"  {size:2}x ({len(program.clauses)} rules): {told}", flush=True)


def seconds(work: Callable[[Pack, Program], Any], pack: Pack, program: Program) -> float:
    """Seconds for one question."""
    began = time.perf_counter()
    work(pack, program)
    return time.perf_counter() - began


def encoded(pack: Pack, program: Program) -> Any:
    """The program as formulas."""
    return encode_pathway(pack, program.pathway.id)


def part(name: str) -> Callable[[Pack, Program], Any]:
    """One part of the properties of the pathway, in one process."""
    return lambda pack, program: list(run_task(pack, ProofTask(program.pathway.id, name), Budget()))


def smallest(pack: Pack, program: Program) -> Any:
    """The smallest candidate of the first therapy."""
    encoding = encode_pathway(pack, program.pathway.id)
    return Search(encoding.space).smallest(encoding.reading.is_verdict(program.pathway.therapies[0], Verdict.CANDIDATE))


def flipped(pack: Pack, patient: Scenario) -> Any:
    """The single changes that turn the verdict on the first therapy."""
    return flips_of(pack, patient, question_of(pack, patient, "drug_0", None, (), 1, 5))


def paired(pack: Pack, program: Program) -> Any:
    """A pair for each condition of one rule."""
    (part,) = pair_tasks([program.pathway.id], ["invented.say_0"])
    return run_pair_task(pack, part)


def compared(pack: Pack, program: Program) -> Any:
    """Two versions of the pack, which are the same."""
    return list(pathway_diffs(structural_diff(pack, pack)))


QUESTIONS: dict[str, Callable[[Pack, Program], Any]] = {
    "encoding": encoded,
    "a smallest patient": smallest,
    "the pairs of one rule": paired,
    "diff": compared,
    **{f"prove {name}": part(name) for name in ("rules", "candidates", "contraindications", "learning")},
}


if __name__ == "__main__":
    main()
