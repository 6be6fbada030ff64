"""From a scenario to a point in a space, and back to a scenario.

A point is the set of variables that are true. The way there and back keeps whatever a rule can read:

    >>> space = encode_pathway(pack, "harbour_fever").space
    >>> heart = space.scalars["finding.weak_heart"].when("present")
    >>> patient = scenario_at(space, {heart}, "example")
    >>> patient.findings, patient.treatments
    ({'weak_heart': 'present'}, <Missing.NOT_RECORDED: 'not recorded'>)
    >>> point_of(space, patient) == {heart}
    True
"""

from collections.abc import Callable, Collection, Mapping

from infusion_pathways.meaning.facts import Missing
from infusion_pathways.scenario.model import Diagnosis, HistoryEntry, Scalar, Scenario
from infusion_pathways.solver.formula import Formula
from infusion_pathways.solver.history import profile_of
from infusion_pathways.solver.numbers import NumberRange
from infusion_pathways.solver.patient_space import DiagnosisSlot, FactChoice, Option, PatientSpace

Choose = Callable[[FactChoice, Option], None]
Chosen = Callable[[FactChoice], Option]


def point_of(space: PatientSpace, scenario: Scenario) -> frozenset[Formula]:
    """The variables that are true of a scenario; all others are false. What no rule reads is left aside.

    The diagnoses of the scenario that the space evaluates must be its first ones, in the same order.
    """
    true: set[Formula] = set()

    def choose(choice: FactChoice, option: Option) -> None:
        if option != choice.options[0][0]:
            true.add(choice.when(option))

    for fact, choice in space.scalars.items():
        choose(choice, _option(space, scenario, fact))
    for slot, diagnosis in zip(space.slots, scenario.diagnoses, strict=False):
        _pin_slot(slot, diagnosis, choose, true)
    beside = {diagnosis.disease for diagnosis in scenario.diagnoses[len(space.slots) :]}
    true |= {flag for name, flag in space.also.items() if name in beside}
    if isinstance(scenario.treatments, Missing):
        choose(space.treatments, scenario.treatments)
    else:
        choose(space.treatments, True)
        # Entries with one profile are one variable, and what no test reads is none.
        profiles = (profile_of(entry, space.viewers) for entry in scenario.treatments)
        true |= {space.entries[profile][1] for profile in profiles if profile in space.entries}
    return frozenset(true)


def _option(space: PatientSpace, scenario: Scenario, fact: str) -> Option:
    kind, _, name = fact.partition(".")
    section: Mapping[str, Scalar] = {
        "patient": scenario.patient,
        "finding": scenario.findings,
        "measure": scenario.measures,
    }[kind]
    value = section.get(name, Missing.NOT_RECORDED)
    if isinstance(value, float):
        option = space.stretch(fact, value)
        if option is None:
            raise ValueError(f"{fact} cannot be {value:g} here")
        return option
    return value


def _pin_slot(slot: DiagnosisSlot, diagnosis: Diagnosis, choose: Choose, true: set[Formula]) -> None:
    choose(slot.disease, diagnosis.disease)
    if isinstance(diagnosis.subtype, Missing):
        choose(slot.subtype, diagnosis.subtype)
    else:
        choose(slot.subtype, True)
        true |= {slot.subtypes[name] for name in diagnosis.subtype}
    choose(slot.activity, diagnosis.activity)
    organs = diagnosis.organs
    if isinstance(organs, Missing):
        true |= {slot.asked_organs} if organs is Missing.ASKED else set()
    elif isinstance(organs, Mapping):
        # That an organ was answered for which no rule reads is told by the one that stands in for all of them.
        others = any(answer is not None for name, answer in organs.items() if name not in slot.organs)
        for name, choice in slot.organs.items():
            answer = organs.get(name, Missing.NOT_RECORDED)
            if name == slot.stand_in and others and answer in (None, Missing.NOT_RECORDED):
                answer = True
            choose(choice, Missing.ASKED if answer is None else answer)
    else:
        true.add(slot.closed)
        for name, choice in slot.organs.items():
            choose(choice, True if name in organs else Missing.NOT_RECORDED)


def scenario_at(space: PatientSpace, true: Collection[Formula], id: str, title: str = "", narrative: str = "") -> Scenario:
    """The scenario of a point: only what its variables say is written, in the order of the vocabulary."""

    def chosen(choice: FactChoice) -> Option:
        return next((option for option, when in choice.options[1:] if when in true), choice.options[0][0])

    sections: dict[str, dict[str, Scalar]] = {"patient": {}, "finding": {}, "measure": {}}
    for fact, choice in space.scalars.items():
        option = chosen(choice)
        if option is not Missing.NOT_RECORDED:
            kind, _, name = fact.partition(".")
            assert not isinstance(option, bool)
            sections[kind][name] = option.number if isinstance(option, NumberRange) else option
    diagnoses = [_diagnosis(slot, true, chosen) for slot in space.slots]
    diagnoses += [Diagnosis(name) for name, flag in space.also.items() if flag in true]
    history = chosen(space.treatments)
    entries: tuple[HistoryEntry, ...] = tuple(kind.entry for kind, listed in space.entries.values() if listed in true)
    return Scenario(
        id=id,
        title=title,
        narrative=narrative,
        diagnoses=tuple(diagnoses),
        treatments=history if isinstance(history, Missing) else entries,
        patient=sections["patient"],
        findings=sections["finding"],
        measures=sections["measure"],
    )


def _diagnosis(slot: DiagnosisSlot, true: Collection[Formula], chosen: Chosen) -> Diagnosis:
    subtype, activity = chosen(slot.subtype), chosen(slot.activity)
    organs: tuple[str, ...] | dict[str, bool | None] | Missing
    answers = {name: chosen(choice) for name, choice in slot.organs.items()}
    said = {name: answer for name, answer in answers.items() if answer is not Missing.NOT_RECORDED}
    if slot.closed in true:
        organs = tuple(said)
    elif said:
        organs = {name: None if answer is Missing.ASKED else bool(answer) for name, answer in said.items()}
    else:
        organs = Missing.ASKED if slot.asked_organs in true else Missing.NOT_RECORDED
    return Diagnosis(
        disease=str(chosen(slot.disease)),
        subtype=subtype if isinstance(subtype, Missing) else tuple(n for n, flag in slot.subtypes.items() if flag in true),
        activity=activity if isinstance(activity, Missing) else str(activity),
        organs=organs,
    )
