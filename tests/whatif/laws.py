"""What must hold of every comparison; `python -m tests.whatif.laws --count N` tries more random edits than the suite does."""

import argparse
import random
from itertools import combinations

from infusion_pathways import Pack, ProblemsFound, Scenario, advise, load_pack
from infusion_pathways.engine.choice import EngineChoice
from infusion_pathways.meaning.logic import conclude
from infusion_pathways.scenario import facts_for
from infusion_pathways.scenario.editing import Edit, edited
from infusion_pathways.scenario.writing import scenario_json
from infusion_pathways.source import Document
from infusion_pathways.source.reading import parse_json, read_json
from infusion_pathways.whatif.comparison import Comparison, compared
from infusion_pathways.whatif.plain import plain
from tests.conftest import ROOT
from tests.laws import worlds
from tests.whatif.random_edits import many

Said = dict[tuple[str, str, str], str]


def plain_run(pack: Pack, scenario: Scenario) -> Said:
    """What one plain run says: the trace of the direct engine, and the truth of every rule by the reference meaning."""
    trace = advise(pack, scenario, EngineChoice.DIRECT)
    said = {("outcome", "", ""): trace.outcome.code}
    for diagnosis in trace.diagnoses:
        said |= {("verdict", diagnosis.disease, therapy.therapy): therapy.verdict for therapy in diagnosis.therapies}
        said |= {("finding", diagnosis.disease, finding.name): finding.truth for finding in diagnosis.findings}
    for index, diagnosis in enumerate(scenario.diagnoses):
        program = pack.program_for(diagnosis.disease)
        if program is not None:
            rules = conclude(program.premises, facts_for(scenario, index, pack.vocabulary)).rules
            said |= {("rule", diagnosis.disease, key): judgement.truth.value for key, judgement in rules.items()}
    return said


def named(pack: Pack, document: Document, comparison: Comparison) -> dict[tuple[str, str, str], tuple[str | None, str | None]]:
    """What the answer names as different, as it stands in its JSON, with what was and is said of it."""
    told = plain(pack, document, comparison)["result"]
    found = {}
    if told["outcome"]["before"] != told["outcome"]["now"]:
        found["outcome", "", ""] = (told["outcome"]["before"], told["outcome"]["now"])
    for sort, name in (("verdict", "therapy"), ("finding", "finding"), ("rule", "rule")):
        found |= {(sort, row["disease"], row[name]): (row["before"], row["now"]) for row in told[f"{sort}s"]}
    return found


def hold(pack: Pack, document: Document, edits: tuple[Edit, ...]) -> Comparison:
    """Assert all laws for some edits of a scenario, and return the comparison."""
    comparison = compared(pack, document, edits, EngineChoice.DIRECT)
    runs: dict[tuple[int, ...], Said | None] = {}

    def run(positions: tuple[int, ...]) -> Said | None:
        if positions not in runs:
            try:
                runs[positions] = plain_run(pack, edited(document, [edits[i] for i in positions], pack))
            except ProblemsFound:
                runs[positions] = None
        return runs[positions]

    every = tuple(range(len(edits)))
    before, now = run(()), run(every)
    assert before is not None
    assert now is not None
    differing = {key: (before.get(key), now.get(key)) for key in before.keys() | now.keys() if before.get(key) != now.get(key)}
    assert named(pack, document, comparison) == differing

    for difference in comparison.differences:
        key = (difference.thing.sort.value, difference.thing.disease, difference.thing.name)
        assert difference.causes
        for cause in difference.causes:
            alone = run(cause)
            assert alone is not None
            assert alone.get(key) == now.get(key), "the edits that are named bring it about without the others"
            for size in range(len(cause)):
                for fewer in combinations(cause, size):
                    part = run(fewer)
                    assert part is None or part.get(key) != now.get(key), "and no fewer of them do"
        undone = run(tuple(i for i in every if i not in difference.named))
        assert undone is None or undone.get(key) != now.get(key), "undoing what is named, and nothing else, changes it"
        if difference.named == set(every):
            assert undone is not None
            assert undone.get(key) == before.get(key)

    for position in comparison.idle:
        without = run(tuple(i for i in every if i != position))
        assert without == now, "without an edit that makes no difference, the answer is the same"
    return comparison


def of_a_world(seed: int, count: int = 3) -> int:
    """Hold the laws to a random pack and patient; how many comparisons had a difference."""
    pack, patient = worlds.seeded(seed, rich=bool(seed % 2))
    document = parse_json(f"world {seed}", scenario_json(patient))
    r = random.Random(seed)
    return sum(bool(hold(pack, document, edits).differences) for edits in many(r, document, pack, count))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    pack, r = load_pack(), random.Random(given.seed)
    documents = [read_json(path) for path in sorted((ROOT / "scenarios").rglob("*.json"))]
    different = 0
    for _ in range(given.count):
        document = r.choice(documents)
        for edits in many(r, document, pack, 1, most=4):
            try:
                different += bool(hold(pack, document, edits).differences)
            except BaseException:
                print(document.name, [(e.option, e.path, e.value) for e in edits])
                raise
    print(f"shipped: {given.count} sets of edits, {different} with a difference")
    in_worlds = sum(of_a_world(given.seed * 100_000 + number) for number in range(given.count // 3))
    print(f"random worlds: {given.count // 3 * 3} sets of edits, {in_worlds} with a difference")


if __name__ == "__main__":
    main()
