"""The search for an error in `ask`, against counting out all answers: `python -m tests.prove.ask_points --count 300`."""

import argparse
import itertools
import random
import sys
import time
from collections.abc import Iterator, Sequence
from typing import Any

from infusion_pathways.ask.asks import asks_of
from infusion_pathways.ask.completions import Completions
from infusion_pathways.ask.relevance import Asking, Relevance, UnknownFact
from infusion_pathways.ask.unknown import Changes
from infusion_pathways.flip.changes import Path, ScenarioPart
from infusion_pathways.pack.model import Pack
from infusion_pathways.scenario import Scenario
from tests.prove.brute_asks import OPEN, Brute, brute, can_change, settles, verdicts_with
from tests.prove.small import answers_to, pack_of, patients, raw_pack

MOST = 2500
"""A patient with more completions than this is left out."""
PATIENTS = 3


def small_pack(seed: int) -> Pack:
    """A small pack, every second one with two therapies."""
    chance = random.Random(seed)
    raw = raw_pack(chance)
    if seed % 2:
        raw["pathways"][0]["pathway"]["therapies"] = ["alphamab", "oldstone"]
        for rule in raw["pathways"][0]["rules"]:
            for kind, target in rule["then"].items():
                if target == "alphamab" and chance.random() < 0.5:
                    rule["then"][kind] = "oldstone"
    return pack_of(raw)


def cases(count: int, start: int = 0) -> Iterator[tuple[str, Pack, Scenario, Brute]]:
    """So many patients of small packs with all their completions."""
    found = 0
    for seed in itertools.count(start):
        pack = small_pack(seed)
        chance = random.Random(-1 - seed)
        everyone = patients(pack) or []
        for patient in chance.sample(everyone, min(PATIENTS, len(everyone))):
            counted = brute(pack, patient.scenario, MOST)
            if counted is not None:
                found += 1
                yield f"seed {seed}", pack, patient.scenario, counted
            if found == count:
                return


def differences(pack: Pack, scenario: Scenario, of: Brute) -> list[str]:
    """Everything in which the answer differs from what counting out says."""
    questions = Asking(Completions(pack, scenario))
    asks = asks_of(questions, scenario, map(questions.asked, questions.completions.unknowns))
    targets = range(len(questions.completions.targets))
    found = [] if asks.complete else ["not all is decided"]
    for target in targets:
        if asks.decided[target] is not (len(verdicts_with(of, {}, target)) == 1):
            found.append(f"therapy {target}: decided {asks.decided[target]}")
    facts = {fact.unknown.path: fact for fact in asks.facts}
    found += [f"{path}: there is no such unknown fact" for path in facts.keys() - of.facts.keys()]
    for path in of.facts:
        changes = tuple(target for target in targets if can_change(of, path, target))
        if path not in facts:
            if changes or any(can_change(of, path, target, True) for target in targets):
                found.append(f"{path}: left out, but can change {changes}")
        elif facts[path].changes != changes:
            found.append(f"{path}: said to change {facts[path].changes}, changes {changes}")
        else:
            found += _of_fact(pack, of, facts[path], questions, targets)
    return [*found, *_settling(of, asks.settling, [f.unknown.path for f in asks.of(Relevance.MATTERS)], questions.open)]


def _of_fact(pack: Pack, of: Brute, fact: UnknownFact, questions: Asking, targets: range) -> Iterator[str]:
    path = fact.unknown.path
    if fact.bearing is not Relevance.MATTERS:
        may = any(can_change(of, path, target, True) for target in targets)
        if (fact.bearing is Relevance.CONTRADICTION) is not may:
            yield f"{path}: {fact.bearing.value}"
        return
    states: list[Any] = []
    for consequence in fact.answers:
        for told, state in _said(pack, of, path, consequence.answer.told):
            states.append(state)
            for target in questions.open:
                verdicts = verdicts_with(of, {path: state}, target)
                if (target in consequence.decided) is not (len(verdicts) == 1):
                    yield f"{path}, {told}: {target} decided {target in consequence.decided}, verdicts {verdicts}"
                if consequence.verdicts[target].value not in verdicts:
                    yield f"{path}, {told}: {consequence.verdicts[target]} is none of {verdicts}"
    for answer in fact.contradicting:
        for told, state in _said(pack, of, path, answer.told):
            states.append(state)
            if verdicts_with(of, {path: state}, 0):
                yield f"{path}, {told}: does not contradict"
    listed = [s for s in of.facts[path] if path.part is not ScenarioPart.HISTORY or s is OPEN or len(s) < 2]
    wanted = listed if path.part is ScenarioPart.ORGANS else listed[1:]
    if any(state not in states for state in wanted):
        yield f"{path}: answers {states}, wanted {wanted}"
    for target in questions.open:
        if (target in fact.settles) is not settles(of, [path], target):
            yield f"{path}: settles {fact.settles}"
    for witness in fact.witnesses:
        yield from _of_witness(of, fact, witness, questions)


def _of_witness(of: Brute, fact: UnknownFact, witness: Any, questions: Asking) -> Iterator[str]:
    """Two patients that differ in the fact and no other, do not contradict themselves, and have the verdicts that are said."""
    own = frozenset(fact.unknown.variables)
    if witness.left - own != witness.right - own or witness.left & own == witness.right & own:
        yield f"{fact.unknown.path}: the patients of a witness are not one fact apart"
    sides = [questions.twins.verdicts(point) for point in (witness.left, witness.right)]
    if not witness.shows or any(sides[0][target] is sides[1][target] for target in witness.shows):
        yield f"{fact.unknown.path}: the patients of a witness do not show it"
    if not all(questions.completions.is_consistent(point) for point in (witness.left, witness.right)):
        yield f"{fact.unknown.path}: a patient of a witness contradicts themselves"


def _said(pack: Pack, of: Brute, path: Path, listed: Sequence[Changes]) -> Iterator[tuple[Changes, Any]]:
    """Each of some answers with each state of the fact that it leads to: of a number, all that lie in its stretch."""
    program = pack.programs["own"]
    for told in listed:
        if not told:
            yield told, OPEN
        elif path.part is ScenarioPart.MEASURE:
            yield from ((told, n) for n in of.facts[path][1:] if any(n in interval for interval in told[0].alike))
        elif path.part is not ScenarioPart.HISTORY:
            yield told, told[0].value
        else:
            kinds = {answers_to(program, change.value) for change in told[1:]}  # type: ignore[arg-type]
            same = (s for s in of.facts[path][1:] if {answers_to(program, entry) for entry in s} == kinds)
            yield told, next(state for state in same if len(state) == len(kinds))


def _settling(of: Brute, settling: Any, matter: list[Path], open_: list[int]) -> Iterator[str]:
    if not open_:
        return
    if settling is None:
        if all(settles(of, matter, target) for target in open_):
            yield "no set of facts is given that settles all"
        return
    chosen = [unknown.path for unknown in settling.unknowns]
    if not all(settles(of, chosen, target) for target in open_):
        yield f"{chosen} do not settle all"
    for fewer in itertools.combinations(matter, len(chosen) - 1):
        if settling.smallest and all(settles(of, fewer, target) for target in open_):
            yield f"{fewer} settle all, and are fewer than {chosen}"


def main() -> int:
    """Count out many patients; exit 1 if any answer differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--start", type=int, default=0)
    arguments = parser.parse_args()
    began, found, facts = time.monotonic(), [], 0
    for name, pack, scenario, of in cases(arguments.count, arguments.start):
        facts += len(of.facts)
        found += [f"{name}: {difference}" for difference in differences(pack, scenario, of)]
    print(f"{arguments.count} patients, {facts} unknown facts, {len(found)} differences, {time.monotonic() - began:.0f} s")
    print("\n".join(found[:20]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
