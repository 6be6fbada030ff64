"""The unknown facts beside the history: findings, measures, patient fields, and what is said of each diagnosis."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from infusion_pathways.ask.unknown import AnswerGroup, Changes, Drawn, PossibleAnswer, Unknown, one_of
from infusion_pathways.flip.candidate_changes import MOST_SUBTYPES
from infusion_pathways.flip.changes import Change, ChangeWay, Path, ScenarioPart, stated, way_to
from infusion_pathways.meaning.facts import Missing
from infusion_pathways.scenario.model import Scenario
from infusion_pathways.solver.formula import FALSE, TRUE, Formula
from infusion_pathways.solver.numbers import NumberRange
from infusion_pathways.solver.patient_space import DiagnosisSlot, FactChoice, PatientSpace
from infusion_pathways.vocabulary import Finding

Possible = tuple[Changes, tuple[Formula, ...]]
"""Changes, and the variables of the space that are true once they are made."""


def stated_unknowns(space: PatientSpace, scenario: Scenario, base: frozenset[Formula], told: AnswerGroup) -> Iterator[Drawn]:
    """What is unknown of a patient beside the history, of the facts that some test reads; `base` is the patient as they are.

    The diagnoses that the space evaluates come first in the scenario.
    """
    for index, slot in enumerate(space.slots):
        yield from _of_diagnosis(space, scenario, index, slot, base, told)
    for fact, choice in space.scalars.items():
        yield from _scalar(space, scenario, fact, choice, base, told)


def _scalar(
    space: PatientSpace, scenario: Scenario, fact: str, choice: FactChoice, base: frozenset[Formula], told: AnswerGroup
) -> Iterator[Drawn]:
    kind, _, name = fact.partition(".")
    path, word = Path(ScenarioPart(kind), name), space.views[0].words.fact_word(fact)
    was = stated(scenario, path)
    possible: list[Possible] = []
    for option, when in choice.said():
        value = option.number if isinstance(option, NumberRange) else option
        assert isinstance(value, str | float)
        if option != was and way_to(was, value, word) is ChangeWay.ANSWER:
            alike = option.intervals if isinstance(option, NumberRange) else ()
            possible.append(((Change(path, ChangeWay.ANSWER, was, value, alike),), (when,)))
    variables = [when for _, when in choice.options[1:]]
    yield from _drawn(space, path, was, possible, variables, base, told, word)


def _of_diagnosis(
    space: PatientSpace, scenario: Scenario, index: int, slot: DiagnosisSlot, base: frozenset[Formula], told: AnswerGroup
) -> Iterator[Drawn]:
    diagnosis = scenario.diagnoses[index]
    if isinstance(diagnosis.activity, Missing):
        path = Path(ScenarioPart.ACTIVITY, at=index)
        levels = [
            ((Change(path, ChangeWay.ANSWER, diagnosis.activity, str(level)),), (when,)) for level, when in slot.activity.said()
        ]
        variables = [when for _, when in slot.activity.options[1:]]
        yield from _drawn(space, path, diagnosis.activity, levels, variables, base, told)
    if isinstance(diagnosis.subtype, Missing):
        path, known = Path(ScenarioPart.SUBTYPE, at=index), slot.subtype.when(True)
        listed = [names for size in range(MOST_SUBTYPES) for names in combinations(slot.subtypes, size + 1)]
        possible = [
            ((Change(path, ChangeWay.ANSWER, diagnosis.subtype, names),), (known, *(slot.subtypes[name] for name in names)))
            for names in listed
        ]
        variables = [*(when for _, when in slot.subtype.options[1:]), *slot.subtypes.values()]
        yield from _drawn(space, path, diagnosis.subtype, possible, variables, base, told)
    if not isinstance(diagnosis.organs, tuple):
        yield from _organs(space, scenario, index, slot, base, told)


def _drawn(
    space: PatientSpace,
    path: Path,
    was: str | float | Missing,
    possible: Sequence[Possible],
    variables: Sequence[Formula],
    base: frozenset[Formula],
    told: AnswerGroup,
    word: object = None,
) -> Iterator[Drawn]:
    """A fact that no other shares its variables with; nothing where no test reads it or nothing is open."""
    f, planes = space.formulas, told.reading(variables)
    if not planes or not possible:
        return
    groups: dict[object, list[Possible]] = {}
    for changes, true in possible:
        groups.setdefault(told.of(planes, variables, true), []).append((changes, true))
    listed = list(groups.values())
    unknown = one_of(f, path, was, [[changes for changes, _ in group] for group in listed], _says_more(listed, word))
    instead = {v: unknown.unanswered if v in base else FALSE for v in variables}
    for answer, group in zip(unknown.answers, listed, strict=True):
        for variable in group[0][1]:
            instead[variable] = f.any_of((instead[variable], answer.state))
    yield Drawn((unknown,), instead)


def _says_more(groups: Sequence[Sequence[Possible]], word: object) -> Mapping[int, set[int]]:
    """For each group of values that leave several open, the groups of those that say more."""
    found: dict[int, set[int]] = {}
    for number, group in enumerate(groups):
        for other, members in enumerate(groups):
            pairs = ((own[0].value, more[0].value) for own, _ in group for more, _ in members)
            narrower = any(_leaves(more, word) < _leaves(own, word) for own, more in pairs)
            if narrower and other != number:
                found.setdefault(number, set()).add(other)
    return found


def _leaves(value: object, word: object) -> frozenset[str]:
    """The values that a recorded one leaves open."""
    if not isinstance(word, Finding) or not isinstance(value, str):
        return frozenset()
    return frozenset(word.values[value].one_of or (value,))


def _organs(
    space: PatientSpace, scenario: Scenario, index: int, slot: DiagnosisSlot, base: frozenset[Formula], told: AnswerGroup
) -> Iterator[Drawn]:
    """Each organ of which nothing is known, and whether those that are named are all; then no other is involved."""
    f, said = space.formulas, scenario.diagnoses[index].organs
    path = Path(ScenarioPart.ORGANS, at=index)
    variables = [slot.closed, slot.asked_organs, *(w for c in slot.organs.values() for _, w in c.options[1:])]
    if not told.reading(variables):
        return
    closed = f.variable(("answer", path))
    was = said if isinstance(said, Missing) else Missing.NOT_RECORDED
    whole = PossibleAnswer(closed, ((Change(path, ChangeWay.ANSWER, was, True),),), closed, frozenset({closed}))
    rest = PossibleAnswer(closed ^ 1, ((),), closed ^ 1, frozenset())
    unknown = Unknown(path, was, (whole, rest), (closed,), closed ^ 1, TRUE)
    unknowns = [unknown]
    instead: dict[Formula, Formula] = {slot.closed: closed}
    for name, choice in slot.organs.items():
        before = next((option for option, when in choice.options[1:] if when in base), Missing.NOT_RECORDED)
        if before is False:
            instead[choice.when(False)] = closed ^ 1
        elif isinstance(before, Missing) and told.reading([when for _, when in choice.options[1:]]):
            organ, own = _organ(
                space, Path(ScenarioPart.ORGAN, name, index), choice, said if isinstance(said, Missing) else before, closed
            )
            unknowns.append(organ)
            instead |= own
    if slot.asked_organs in base:
        instead[slot.asked_organs] = f.all_of(unknown.unanswered for unknown in unknowns)
    yield Drawn(tuple(unknowns), instead)


def _organ(
    space: PatientSpace, path: Path, choice: FactChoice, was: Missing, closed: Formula
) -> tuple[Unknown, dict[Formula, Formula]]:
    """One organ: in a list that is whole, what is absent is left out."""
    f = space.formulas
    unknown = one_of(f, path, was, [[(Change(path, ChangeWay.ANSWER, was, value),)] for value in (True, False)])
    involved, absent = (answer.state for answer in unknown.answers)
    asked = f.all_of((unknown.unanswered, closed ^ 1)) if was is Missing.ASKED else FALSE
    return unknown, {
        choice.when(True): involved,
        choice.when(False): f.all_of((absent, closed ^ 1)),
        choice.when(Missing.ASKED): asked,
    }
