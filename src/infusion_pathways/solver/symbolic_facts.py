"""The facts of `scenario.view`, as formulas: what each test says of the patients of a space, as two planes.

Where `scenario.view` takes one patient and gives values, this gives for each test when it is true and when it is false, over all
patients at once. A weak heart is true where it is said to be present, false where it is said to be absent, else unknown:

    >>> view = ProgramView(pack.programs["harbour_fever"], pack.vocabulary)
    >>> space = PatientSpace(Formulas(), [view], [("harbour_fever",)])
    >>> heart = space.scalars["finding.weak_heart"]
    >>> planes = SymbolicFacts(space, 0).planes(IsOneOf("finding.weak_heart", frozenset({"present"})))
    >>> [space.formulas.values(planes, true) for true in ({heart.when("present")}, {heart.when("absent")}, ())]
    [[True, False], [False, True], [False, False]]

What follows from other entries (organs from a subtype, an activity from a score) is spelled out here as it is there; a test
compares both over random packs and patients.
"""

from collections.abc import Mapping
from typing import NamedTuple

from infusion_pathways.meaning.condition import Always, Condition, IsOneOf, Known, Listed, Treated, Within
from infusion_pathways.meaning.facts import (
    ACTIVITY,
    COMORBIDITIES,
    DISEASE,
    ORGANS,
    STATED_ACTIVITY,
    SUBTYPE,
    TREATMENTS,
    Missing,
)
from infusion_pathways.solver.formula import FALSE, TRUE, Formula, Planes
from infusion_pathways.solver.numbers import NumberRange
from infusion_pathways.solver.patient_space import Option, PatientSpace, ProgramView, implications
from infusion_pathways.vocabulary import Finding

# What is said of an organ that a scenario cannot name: nothing.
UNSAID: tuple[tuple[Option, Formula], ...] = ((Missing.NOT_RECORDED, TRUE), (Missing.ASKED, FALSE), (True, FALSE), (False, FALSE))


class NameSet(NamedTuple):
    """A fact whose value is a set of names: whether it is known, and which names are in it."""

    known: Formula
    holds: Mapping[str, Formula]


class Organs(NamedTuple):
    """What is known of organs: whether anything is, whether what is not named is absent, and each organ."""

    known: Formula
    closed: Formula
    organs: Mapping[str, Planes]


class SymbolicFacts:
    """The facts as one view sees them. Mirrors `facts_for` and the `holds` of each test."""

    def __init__(self, space: PatientSpace, number: int) -> None:
        self._space, self._f = space, space.formulas
        self._view: ProgramView = space.views[number]
        self._slot = space.slots[self._view.slot]
        # Profiles number the tests of all views in turn; these are the numbers of this one's.
        self._first_treated = sum(len(viewer.tests) for viewer in space.viewers[:number])
        self._treated = {test: i for i, test in enumerate(space.viewers[number].tests, self._first_treated)}
        self._names: dict[str, NameSet] = {}
        self._organs = self._read_organs()

    def planes(self, test: Condition) -> Planes:
        """When a test is true and when it is false; derived findings are not tests."""
        # Invariant: no patient of the space makes both planes of a test true. A third case, neither, is what is unknown.
        f = self._f
        match test:
            case Always():
                return Planes(TRUE, FALSE)
            case Known(fact):
                return Planes(self._known(fact), FALSE)
            case Listed(_, names):
                parts = [self._organs.organs[name] for name in sorted(names)]
                known = self._organs.known
                return Planes(f.any_of(p.true for p in parts), f.all_of((known, *(p.false for p in parts))))
            case Within(fact, intervals):
                said = self._said(fact)
                inside = [f_ for o, f_ in said if isinstance(o, NumberRange) and any(o.number in i for i in intervals)]
                # A range of the space lies inside an interval of a rule as a whole or not at all, so its number speaks for it.
                known, within = f.any_of(formula for _, formula in said), f.any_of(inside)
                return Planes(within, f.all_of((known, within ^ 1)))
            case IsOneOf(fact, names, some):
                # Several names may hold at once (subtypes, two scores that disagree): all of them must be among the wanted ones
                # to be true, unless `some` is enough; none of them to be false.
                value = self._value(fact)
                inside_, outside = (
                    f.any_of(when for name, when in value.holds.items() if (name in names) is wanted) for wanted in (True, False)
                )
                true = inside_ if some else f.all_of((inside_, outside ^ 1))
                return Planes(f.all_of((value.known, true)), f.all_of((value.known, inside_ ^ 1)))
            case Treated():
                return self._history(self._treated[test])
        raise AssertionError(f"not a test: {test}")

    def _history(self, number: int) -> Planes:
        # One entry that fits is enough; where none may fit either, the answer is no, as long as the history is recorded at all.
        f, entries = self._f, self._space.entries.values()
        fits = f.any_of(listed for kind, listed in entries if number in kind.profile.fits)
        may_fit = f.any_of(listed for kind, listed in entries if number in kind.profile.may_fit)
        return Planes(fits, f.all_of((self._space.treatments.when(True), fits ^ 1, may_fit ^ 1)))

    def _known(self, fact: str) -> Formula:
        if fact == TREATMENTS:
            return self._space.treatments.when(True)
        if fact == ORGANS:
            return self._organs.known
        if fact.startswith("measure.") or not isinstance(self._view.words.fact_word(fact), Finding | None):
            return self._f.any_of(when for _, when in self._said(fact))
        return self._value(fact).known

    def _said(self, fact: str) -> list[tuple[Option, Formula]]:
        """The values a scenario may give; none of a fact that another view of the space has no word for."""
        choice = self._space.scalars.get(fact)
        return [] if choice is None else list(choice.said())

    def _value(self, fact: str) -> NameSet:
        if fact not in self._names:
            self._names[fact] = self._read(fact)
        return self._names[fact]

    def _read(self, fact: str) -> NameSet:
        slot, space = self._slot, self._space
        if fact == DISEASE:
            return NameSet(TRUE, {str(name): when for name, when in slot.disease.options})
        if fact == COMORBIDITIES:
            others: dict[str, Formula] = dict(space.also)
            for index, other in enumerate(space.slots):
                if index != self._view.slot:
                    others |= {str(name): when for name, when in other.disease.options}
            return NameSet(TRUE, others)
        if fact == SUBTYPE:
            return NameSet(slot.subtype.when(True), slot.subtypes)
        if fact == STATED_ACTIVITY:
            return self._of_levels({str(level): [when] for level, when in slot.activity.said()})
        if fact == ACTIVITY:
            return self._activity()
        return self._stated(fact)

    def _of_levels(self, levels: Mapping[str, list[Formula]]) -> NameSet:
        holds = {level: self._f.any_of(evidence) for level, evidence in levels.items()}
        return NameSet(self._f.any_of(holds.values()), holds)

    def _activity(self) -> NameSet:
        """The stated level, and the band of each measure that the disease's activity is told from."""
        levels: dict[str, list[Formula]] = {str(level): [when] for level, when in self._slot.activity.said()}
        words = self._view.words
        for name, chosen in self._slot.disease.options:
            disease = words.diseases[str(name)]
            for measure in disease.activity_from:
                for option, when in self._said(f"measure.{measure}"):
                    for band, interval in words.measures[measure].bands.items():
                        if isinstance(option, NumberRange) and option.number in interval and band in disease.activity:
                            levels.setdefault(band, []).append(self._f.all_of((chosen, when)))
        return self._of_levels(levels)

    def _stated(self, fact: str) -> NameSet:
        """A recorded value, what it leaves open, or what follows from another value where nothing is recorded."""
        f, word = self._f, self._view.words.fact_word(fact)
        assert isinstance(word, Finding)
        stated = {str(value): when for value, when in self._said(fact)}
        known = f.any_of(stated.values())
        holds: dict[str, list[Formula]] = {}
        for value, when in stated.items():
            for meant in word.values[value].one_of or (value,):
                holds.setdefault(meant, []).append(when)
        # What is stated counts; else the last of the facts that imply something, as `scenario.view` has it.
        unsettled = known ^ 1
        for source in [source for source, implied in reversed(implications(self._view.words)) if implied == fact]:
            says = self._implied(source, fact)
            for value, when in says.items():
                holds.setdefault(value, []).append(f.all_of((unsettled, when)))
            unsettled = f.all_of((unsettled, f.any_of(says.values()) ^ 1))
        return self._of_levels(holds)

    def _implied(self, source: str, fact: str) -> dict[str, Formula]:
        """What the stated values of one fact say about another."""
        word = self._view.words.fact_word(source)
        says: dict[str, list[Formula]] = {}
        for value, when in self._said(source):
            meaning = word.values[str(value)] if isinstance(word, Finding) else word
            implied = None if meaning is None else meaning.implies.get(fact)
            if implied is not None:
                says.setdefault(implied, []).append(when)
        return {value: self._f.any_of(whens) for value, whens in says.items()}

    def _read_organs(self) -> Organs:
        """The record of organs, completed by what subtype and activity mean for each of which nothing is known."""
        f, slot = self._f, self._slot
        implied: dict[str, list[Formula]] = {}
        none: list[Formula] = []
        for name, chosen in slot.disease.options:
            disease = self._view.words.diseases[str(name)]
            for subtype, word in disease.subtypes.items():
                for organ in word.organs if subtype in slot.subtypes else ():
                    implied.setdefault(organ, []).append(f.all_of((chosen, slot.subtypes[subtype])))
            for level, when in slot.activity.said():
                meant = disease.activity.get(str(level))
                if meant is not None:
                    for organ in meant.organs:
                        implied.setdefault(organ, []).append(f.all_of((chosen, when)))
                    none += [f.all_of((chosen, when))] if meant.no_organs else []
        # A subtype or a level of activity that means an organ settles it only where nobody has answered for that organ.
        follows = {organ: f.any_of(whens) for organ, whens in implied.items()}
        answered = f.any_of(when for choice in slot.organs.values() for _, when in choice.said())
        closed = f.any_of((slot.closed, *none))
        said = {name: slot.organs[name].options if name in slot.organs else UNSAID for name in self._view.words.organs}
        organs = {name: self._organ(options, follows.get(name, FALSE), closed) for name, options in said.items()}
        return Organs(f.any_of((closed, answered, *follows.values())), closed, organs)

    def _organ(self, options: tuple[tuple[Option, Formula], ...], follows: Formula, closed: Formula) -> Planes:
        f, when = self._f, dict(options)
        open_ = f.any_of((when[Missing.NOT_RECORDED], when[Missing.ASKED]))
        by_meaning = f.all_of((open_, follows, self._slot.closed ^ 1))
        present = f.any_of((when[True], by_meaning))
        return Planes(present, f.any_of((when[False], f.all_of((open_, closed, by_meaning ^ 1)))))
