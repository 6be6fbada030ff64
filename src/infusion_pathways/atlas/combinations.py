"""The map of a pathway: every combination of verdicts that is reached, with its smallest patient; where the rules say nothing."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from infusion_pathways.meaning.outcomes import Outcome
from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.pack.model import Pack
from infusion_pathways.pack.spreading import each
from infusion_pathways.prove.properties import single_pathway
from infusion_pathways.prove.verification import ProofSubject
from infusion_pathways.scenario import Scenario
from infusion_pathways.solver.encoding import encode_pathway
from infusion_pathways.solver.formula import FALSE, TRUE, Formula
from infusion_pathways.solver.patient import scenario_at
from infusion_pathways.solver.patient_space import FactChoice, Option
from infusion_pathways.solver.replay import confirm
from infusion_pathways.solver.smallest import Search
from infusion_pathways.solver.z3_solver import Budget, Undecided


class VerdictCombination(NamedTuple):
    """One combination of verdicts with its outcome, and the smallest patient who has it."""

    outcome: Outcome
    verdicts: tuple[tuple[str, Verdict], ...]
    patient: Scenario


class CandidateCell(NamedTuple):
    """A form of a disease at a level of activity (None: whatever it is), and the therapies that can be candidates there.

    `undecided` are those for which the budget ran out.
    """

    disease: str
    subtype: str | None
    activity: str | None
    candidates: tuple[str, ...]
    undecided: tuple[str, ...] = ()


class InertFact(NamedTuple):
    """Something that can be said of a patient and never moves a verdict of this pathway: what kind of thing, and its name."""

    kind: str
    name: str


class Atlas(NamedTuple):
    """The map of a pathway. `complete` says that no other combination is reached, which is proved."""

    pathway: str
    combinations: tuple[VerdictCombination, ...]
    cells: tuple[CandidateCell, ...]
    inert: tuple[InertFact, ...]
    complete: bool


def mapped(pack: Pack, folder: Path | None, pathways: Sequence[str], budget: Budget, jobs: int) -> Iterator[Atlas]:
    """The atlas of each pathway as it is done, on so many processes, in any order; `folder` and errors as for `each`."""
    return each(partial(atlas_of, budget=budget), pack, folder, pathways, jobs)


def atlas_of(pack: Pack, pathway: str, budget: Budget | None = None) -> Atlas:
    """Map a pathway for patients without another disease that has a pathway. Every patient shown was replayed.

    Raises ReplayDisagrees or EnginesDisagree where a replay says otherwise.
    """
    encoding = encode_pathway(pack, pathway)
    subject = ProofSubject(pack, pathway, encoding, Search(encoding.space, budget=budget))
    combinations, complete = [], True
    try:
        for found in _combinations(subject):
            combinations.append(found)
    except Undecided:
        complete = False
    order = list(Outcome)
    combinations.sort(
        key=lambda found: (order.index(found.outcome), [list(Verdict).index(verdict) for _, verdict in found.verdicts])
    )
    return Atlas(pathway, tuple(combinations), tuple(_cells(subject)), tuple(_inert_facts(subject)), complete)


def _combinations(subject: ProofSubject) -> Iterator[VerdictCombination]:
    """Each combination of verdicts and outcome once."""
    search, encoding, f = subject.search, subject.encoding, subject.search.formulas
    parts = [formula for verdicts in encoding.reading.verdicts.values() for formula in verdicts.values()]
    parts += encoding.outcomes.values()
    seen: list[Formula] = [single_pathway(subject)]
    variables = list(f.names)
    while (point := search.solver.model(seen, variables)) is not None:
        held = [part for part, holds in zip(parts, f.values(parts, point), strict=True) if holds]
        here = f.all_of(held)
        seen.append(here ^ 1)
        yield _combination(subject, here, len(seen) - 1)


def _combination(subject: ProofSubject, here: Formula, number: int) -> VerdictCombination:
    encoding = subject.encoding
    point = subject.search.smallest(here, single_pathway(subject))
    assert point is not None
    patient = scenario_at(encoding.space, point, f"{subject.pathway.replace('_', '-')[:60]}-{number}", "One smallest patient")
    replayed = confirm(subject.pack, encoding, encoding.reading, point, patient)
    return VerdictCombination(
        replayed.outcome, tuple((therapy, replayed.verdicts[therapy]) for therapy in encoding.reading.verdicts), patient
    )


def _cells(subject: ProofSubject) -> Iterator[CandidateCell]:
    """Which therapies can be candidates, for each form of each disease of the pathway at each level of activity."""
    space, reading, search = subject.encoding.space, subject.encoding.reading, subject.search
    slot, words = space.slots[0], subject.pack.vocabulary
    for name, chosen in slot.disease.options:
        disease = words.diseases[str(name)]
        for subtype in (None, *disease.subtypes):
            for level in (None, *disease.activity):
                if subtype is None and level is None:
                    continue
                where = [chosen, TRUE if subtype is None else slot.subtypes[subtype]]
                where.append(TRUE if level is None else slot.activity.when(level))
                found, undecided = [], []
                for therapy in reading.verdicts:
                    try:
                        if search.possible(*where, reading.is_verdict(therapy, Verdict.CANDIDATE)):
                            found.append(therapy)
                    except Undecided:
                        undecided.append(therapy)
                yield CandidateCell(str(name), subtype, level, tuple(found), tuple(undecided))


def _inert_facts(subject: ProofSubject) -> Iterator[InertFact]:
    """What can be said of the disease and never moves a verdict, everything else being equal; proved, or left out."""
    encoding, slot = subject.encoding, subject.encoding.space.slots[0]
    for name, flag in slot.subtypes.items():
        if not _moves(subject, [({flag: TRUE}, {flag: FALSE})]):
            yield InertFact("subtype", name)
    for level, _ in slot.activity.said():
        if not _moves(subject, [(_set(slot.activity, level), _set(slot.activity, other)) for other, _ in slot.activity.options]):
            yield InertFact("activity", str(level))
    for name, choice in slot.organs.items():
        if name != slot.stand_in and not _moves(subject, [(_set(choice, True), _set(choice, o)) for o, _ in choice.options]):
            yield InertFact("organ", name)
    for fact, choice in encoding.space.scalars.items():
        options = [_set(choice, option) for option, _ in choice.options]
        if not _moves(subject, [(options[0], other) for other in options[1:]]):
            yield InertFact("fact", fact)


def _set(choice: FactChoice, value: Option) -> dict[int, Formula]:
    return {when: TRUE if option == value else FALSE for option, when in choice.options[1:]}


def _moves(subject: ProofSubject, swaps: list[tuple[dict[int, Formula], dict[int, Formula]]]) -> bool:
    """Whether some patient has another verdict with one thing said instead of another."""
    f, search = subject.search.formulas, subject.search
    verdicts = [formula for given in subject.encoding.reading.verdicts.values() for formula in given.values()]
    valid = subject.encoding.space.valid
    for left, right in swaps:
        if left == right:
            continue
        *before, valid_before = f.substituted([*verdicts, valid], left)
        *after, valid_after = f.substituted([*verdicts, valid], right)
        differs = f.any_of(f.differ(a, b) for a, b in zip(before, after, strict=True))
        try:
            if search.possible(differs, valid_before, valid_after):
                return True
        except Undecided:
            return True
    return False
