"""Minimal sets of changes found by trying: every combination of single changes, made by hand and judged without the prover.

Nothing here is shared with what it is held against: the changes, what is fixed, what is alike and what contradicts itself are
all written out once more, for the small world only.
"""

import itertools
import random
from collections import Counter
from collections.abc import Sequence
from typing import Any

from infusion_pathways.engine.direct import DirectEngine
from infusion_pathways.meaning.logic import Truth
from infusion_pathways.meaning.standing import standing_of
from infusion_pathways.meaning.verdicts import Verdict, verdict_of
from infusion_pathways.pack.model import Pack
from infusion_pathways.scenario import Scenario, facts_for
from infusion_pathways.scenario.model import Diagnosis, HistoryEntry
from tests.prove.brute_moves import ASKED, NR, NUMBERS, SPOTS, THERAPIES, Paths, moves
from tests.prove.small import DISEASE, OTHER, TRIED, pack_of, raw_pack


def small_world(seed: int) -> Pack:
    """The small pack of a seed in a slightly richer world: a class of two drugs, a fixed fact, a value that leaves others open,
    a fact that follows from another, an organ that no rule reads."""
    raw = raw_pack(random.Random(seed))
    raw["therapies"]["newstone"] = {"label": "newstone", "classes": ["old"], "infusion": False}
    raw["organs"]["leaf"] = {"label": "leaf"}
    raw["patient"]["sex"]["fixed"] = True
    raw["patient"]["sex"]["values"]["male"]["implies"] = {"finding.fever": "absent"}
    raw["findings"]["spots"]["values"] = {
        "present": {"label": "present"},
        "absent": {"label": "absent"},
        "open": {"label": "open", "one_of": ["present", "absent"]},
    }
    raw["findings"]["spots"]["fixed"] = seed % 3 == 0
    return pack_of(raw)


def seeds(count: int) -> list[int]:
    """So many seeds, half of them of packs whose rules read the treatment history."""
    of_history = (seed for seed in itertools.count() if _reads_history(seed))
    of_others = (seed for seed in itertools.count() if not _reads_history(seed))
    half = itertools.islice(of_history, count // 2)
    return [seed for pair in zip(half, of_others, strict=False) for seed in pair]


def _reads_history(seed: int) -> bool:
    return "'treatment'" in repr(raw_pack(random.Random(seed))["pathways"])


def patient(chance: random.Random) -> Scenario:
    """A random patient of the small world; every way of being missing occurs, and some patients of whom nothing is known."""
    if chance.random() < 0.2:
        nothing = Diagnosis(DISEASE)
        return Scenario(id="patient", title="Patient", narrative="", diagnoses=(nothing,), treatments=chance.choice([NR, ()]))

    def section(name: str, values: Sequence[Any]) -> dict[str, Any]:
        value = chance.choice([NR, ASKED, *values, *values])
        return {} if value is NR else {name: value}

    answers = {name: chance.choice([True, False, None]) for name in chance.sample(["root", "leaf"], chance.randint(0, 2))}
    organs = chance.choice([NR, ASKED, (), ("root",), ("leaf",), answers, answers])
    own = Diagnosis(
        DISEASE,
        chance.choice([NR, ASKED, ("early",), ("rooted",), ("early", "rooted")]),
        chance.choice([NR, ASKED, "calm", "fierce"]),
        organs,
    )
    subjects = [HistoryEntry(name, None) for name in THERAPIES] + [HistoryEntry(None, "old")]
    entries = tuple(
        chance.choice(subjects)._replace(
            outcome=chance.choice([NR, ASKED, *TRIED]),
            ongoing=chance.choice([NR, ASKED, True, True, False]),
            given_for=chance.choice([None, None, DISEASE, OTHER]),
        )
        for _ in range(chance.randint(0, 2))
    )
    return Scenario(
        id="patient",
        title="Patient",
        narrative="",
        diagnoses=(own, Diagnosis(OTHER)) if chance.random() < 0.4 else (own,),
        treatments=chance.choice([NR, ASKED, entries, entries, entries]),
        patient=section("sex", ["female", "male"]),
        findings=section("spots", list(SPOTS)) | section("fever", ["present", "absent"]),
        measures=section("weight", NUMBERS),
    )


class Judge:
    """Verdict and contradiction of a patient, by the direct engine."""

    def __init__(self, pack: Pack) -> None:
        self._pack, self._program, self._engine = pack, pack.programs["own"], DirectEngine()

    def verdict(self, patient: Scenario) -> Verdict:
        return self.judged(patient)[0]

    def judged(self, patient: Scenario) -> tuple[Verdict, bool, bool]:
        """The verdict, whether a conflict rule is true, and whether a man is said to have a fever."""
        rules = self._engine.rules(self._program, facts_for(patient, 0, self._pack.vocabulary))
        verdict = verdict_of(standing_of(self._program, "alphamab", rules)).verdict
        conflict = any(rules[clause.key] is Truth.TRUE for clause in self._program.conflicts)
        feverish = patient.patient.get("sex") == "male" and patient.findings.get("fever") == "present"
        return verdict, conflict, feverish


def reached(pack: Pack, patient: Scenario, allowed: Sequence[str], most: int) -> dict[Verdict, set[Paths]]:
    """For each verdict the minimal sets of paths, of up to `most` changes, by which the patient comes to it."""
    judge = Judge(pack)
    _, conflict, feverish = judge.judged(patient)
    by_verdict: dict[Verdict, set[Paths]] = {verdict: set() for verdict in Verdict}
    options = moves(pack, patient, allowed)
    first = {"history": 0, "organs": 2}
    for size in range(1, most + 1):
        for chosen in itertools.combinations(options, size):
            counted = Counter(move.path for move in chosen)
            if any(count > 1 and path[0] != "added" for path, count in counted.items()):
                continue
            made = patient
            try:
                for move in sorted(chosen, key=lambda move: first.get(move.path[0], 1)):
                    made = move.make(made)
            except TypeError:
                continue  # an entry cannot be added while the history is not known
            verdict, now_conflict, now_feverish = judge.judged(made)
            if (now_conflict and not conflict) or (now_feverish and not feverish):
                continue
            by_verdict[verdict].add(tuple(sorted(counted.items(), key=repr)))
    return by_verdict


def minimal(sets: set[Paths]) -> set[Paths]:
    """The sets that no other is a part of."""

    def part(small: Paths, large: Paths) -> bool:
        counts = dict(large)
        return small != large and all(counts.get(path, 0) >= count for path, count in small)

    return {large for large in sets if not any(part(small, large) for small in sets)}
