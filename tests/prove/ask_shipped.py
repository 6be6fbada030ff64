"""The search for an error in `ask` on shipped scenarios, by trying answers: `python -m tests.prove.ask_shipped --each 200`.

For each scenario: every answer to every fact that is said not to matter, alone and beside many random answers to the other facts;
every answer that is said to decide a verdict, beside many random answers; and the scenario with all but a few of its unknown
facts answered at random, whose remaining answers are tried all.
"""

import argparse
import itertools
import random
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from infusion_pathways.advice import advise
from infusion_pathways.ask.asks import Questions, asks_of
from infusion_pathways.ask.completions import Completions, numbered
from infusion_pathways.ask.relevance import Asking, Relevance, UnknownFact
from infusion_pathways.ask.unknown import Changes, Unknown
from infusion_pathways.engine.choice import EngineChoice
from infusion_pathways.flip.changes import Change, ScenarioPart, applied, contradictions
from infusion_pathways.meaning.outcomes import Outcome
from infusion_pathways.pack import load_pack, shipped
from infusion_pathways.pack.model import Pack
from infusion_pathways.scenario import Scenario, load_scenario

FEW, MOST, TRIES = 4, 300, 6
"""So many unknown facts are left in a scenario whose completions are all tried, if there are no more than so many; so often an
answer is sought to each of the others that contradicts nothing."""


class Judged(NamedTuple):
    """The verdicts on all therapies of a patient, and whether the input contradicts itself."""

    verdicts: tuple[str, ...]
    contradicts: bool


class NotReplayed(Asking):
    """Questions whose witnesses are not replayed, of which there would be too many for one process."""

    def _confirm(self, point: frozenset[int]) -> None:
        """Nothing."""


class Tried:
    """A scenario with what `ask` says of it, and completions of it judged by the direct engine."""

    def __init__(self, pack: Pack, scenario: Scenario, chance: random.Random) -> None:
        self.pack, self.chance = pack, chance
        questions = NotReplayed(Completions(pack, scenario))
        self.asks: Questions = asks_of(questions, scenario, map(questions.asked, questions.completions.unknowns))
        self.front = questions.completions.front
        self.unknowns = questions.completions.unknowns
        self.there = contradictions(self.front, pack.vocabulary)
        self.tried = self.in_full = 0
        self.in_conflict = False
        self.now = self.judged(())
        self.in_conflict = self.now.contradicts

    def judged(self, changes: Iterable[Change]) -> Judged:
        """What the direct engine says of the patient with some answers."""
        self.tried += 1
        patient = applied(self.front, numbered(tuple(changes)))
        trace = advise(self.pack, patient, EngineChoice.DIRECT)
        found = {(t.disease, t.therapy): t.verdict for diagnosis in trace.diagnoses for t in diagnosis.therapies}
        conflict = trace.outcome.code == Outcome.CONFLICTING_INFORMATION.value
        new = not contradictions(patient, self.pack.vocabulary) <= self.there
        verdicts = tuple(found[target.disease, target.therapy] for target in self.asks.completions.targets)
        return Judged(verdicts, new or (conflict and not self.in_conflict))

    def answer(self, unknown: Unknown) -> Changes:
        """A random answer to a fact, of numbers any one that lies in the stretch."""
        told = self.chance.choice(self.chance.choice(unknown.answers).told)
        if unknown.path.part is ScenarioPart.HISTORY:
            more = [self.chance.choice(self.chance.choice(unknown.answers).told)[1:] for _ in range(self.chance.randint(0, 3))]
            return (told[0], *{change.value: change for changes in (told[1:], *more) for change in changes}.values())
        return tuple(self._moved(change) for change in told)

    def _moved(self, change: Change) -> Change:
        if not change.alike:
            return change
        interval = self.chance.choice(change.alike)
        assert interval.low is not None
        assert interval.high is not None
        number = self.chance.uniform(interval.low, interval.high)
        return change._replace(value=number if number in interval else change.value)

    def others(self, but: Unknown) -> Changes:
        """Random answers to some of the other facts."""
        part = self.chance.random()
        return tuple(c for u in self.unknowns if u is not but and self.chance.random() < part for c in self.answer(u))


def differences(tried: Tried, each: int) -> Iterator[str]:
    """Everything in which trying answers shows something else than what was said; `each`: how many random completions a claim."""
    asks = tried.asks
    if not asks.complete:
        yield "not all is decided"
    for number, decided in enumerate(asks.decided):
        if decided and asks.now[number].value != tried.now.verdicts[number]:
            yield f"{asks.completions.targets[number].therapy}: decided as {asks.now[number]}"
    for fact in asks.facts:
        if fact.bearing is Relevance.MATTERS:
            yield from _decided(tried, fact, each)
        else:
            yield from _idle(tried, fact.unknown, fact.bearing is Relevance.CONTRADICTION, each)
    yield from _in_full(tried)


def _idle(tried: Tried, unknown: Unknown, consistent: bool, each: int) -> Iterator[str]:
    beside = [(), *(tried.others(unknown) for _ in range(max(1, each // len(unknown.answers))))]
    for others in beside:
        seen = {(): tried.judged(others)}
        listed = [told for answer in unknown.answers for told in answer.told] if not others else [tried.answer(unknown)]
        seen |= {told: tried.judged((*others, *told)) for told in listed}
        kept = {judged.verdicts for judged in seen.values() if not consistent or not judged.contradicts}
        if len(kept) > 1:
            yield f"{unknown.path} cannot matter, and does beside {others}"


def _decided(tried: Tried, fact: UnknownFact, each: int) -> Iterator[str]:
    for consequence in fact.answers:
        told = consequence.answer.told
        for number in range(max(len(told), each // len(fact.answers))):
            changes = told[number % len(told)]
            judged = tried.judged((*tried.others(fact.unknown), *changes))
            wrong = [t for t in consequence.decided if judged.verdicts[t] != consequence.verdicts[t].value]
            if wrong and not judged.contradicts:
                yield f"{fact.unknown.path}, {changes}: {wrong} decided as {consequence.verdicts}, {judged.verdicts}"
    for target in fact.settles:
        if any(target not in consequence.decided for consequence in fact.answers):
            yield f"{fact.unknown.path}: settles {target} and does not decide it"


def _in_full(tried: Tried) -> Iterator[str]:
    """All completions of the scenario once all but a few facts that matter are answered."""
    matters = [fact.unknown for fact in tried.asks.of(Relevance.MATTERS) if fact.unknown.path.part is not ScenarioPart.HISTORY]
    left = tried.chance.sample(matters, min(FEW, len(matters)))
    given: list[Change] = []
    for unknown in tried.unknowns:
        several = (tried.answer(unknown) for _ in range(TRIES if unknown not in left else 0))
        given += next((changes for changes in several if not tried.judged((*given, *changes)).contradicts), ())
    patient = applied(tried.front, numbered(tuple(given)))
    again = Tried(tried.pack, patient, tried.chance)
    options: list[list[Changes]] = [[(), *(told for a in u.answers for told in a.told if told)] for u in again.unknowns]
    total = 1
    for states in options:
        total *= len(states)
    if total > MOST:
        return
    seen = {states: again.judged(tuple(c for changes in states for c in changes)) for states in itertools.product(*options)}
    consistent = {states: judged for states, judged in seen.items() if not judged.contradicts}
    for number, decided in enumerate(again.asks.decided):
        if decided is not (len({judged.verdicts[number] for judged in consistent.values()}) == 1):
            yield f"in full: {again.asks.completions.targets[number].therapy} decided {decided}"
    facts = {fact.unknown.path: fact for fact in again.asks.facts}
    for at, unknown in enumerate(again.unknowns):
        rest: dict[tuple[Changes, ...], set[tuple[str, ...]]] = {}
        for states, judged in consistent.items():
            rest.setdefault((*states[:at], *states[at + 1 :]), set()).add(judged.verdicts)
        able = any(len(verdicts) > 1 for verdicts in rest.values())
        if (facts[unknown.path].bearing is Relevance.MATTERS) is not able:
            yield f"in full: {unknown.path} {facts[unknown.path].bearing}, and can change a verdict: {able}"
    tried.tried += again.tried
    tried.in_full += 1


def scenarios(pack: Pack, step: int = 1, start: int = 0) -> Iterator[tuple[Path, Scenario]]:
    """The shipped scenarios that a pathway covers, every so many."""
    for path in sorted(shipped("scenarios").rglob("*.json"))[start::step]:
        scenario = load_scenario(path, pack)
        if any(diagnosis.disease in pack.pathway_of for diagnosis in scenario.diagnoses):
            yield path, scenario


def first_ask(asks: Questions) -> str | None:
    """The pointer of the fact that `run` would ask for first, if it is proved that it cannot change a verdict."""
    known = {asks.pointer(fact.unknown.path): fact.bearing for fact in asks.facts}
    top = asks.trace.asks[0].pointer if asks.trace.asks else ""
    return top if known.get(top) in (Relevance.NOTHING, Relevance.CONTRADICTION) else None


def main() -> int:
    """Try answers to all shipped scenarios; exit 1 if any shows something else than what was said."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=50)
    parser.add_argument("--step", type=int, default=1)
    parser.add_argument("--start", type=int, default=0)
    arguments = parser.parse_args()
    began, found, tried, count, full, idle = time.monotonic(), [], 0, 0, 0, []
    pack = load_pack()
    for path, scenario in scenarios(pack, arguments.step, arguments.start):
        one = Tried(pack, scenario, random.Random(scenario.id))
        found += [f"{path.name}: {difference}" for difference in differences(one, arguments.each)]
        tried, count, full = tried + one.tried, count + 1, full + one.in_full
        if first := first_ask(one.asks):
            idle.append(f"{path.name}: {first}")
    print(f"{count} scenarios ({full} of them in full as well), {tried} completions", end=", ")
    print(f"{len(found)} differences, {time.monotonic() - began:.0f} s")
    print(f"{len(idle)} where `run` asks first for what cannot change a verdict: {'; '.join(idle)}")
    print("\n".join(found[:20]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
