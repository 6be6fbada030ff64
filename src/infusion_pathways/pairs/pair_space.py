"""Two patients who differ in one fact, as formulas: what is said of both, which fact differs, and what it is for the second.

The second patient's formulas are those of the first with the variables of one fact replaced, so all that cannot differ is the
same formula. In a space of pairs that may differ in age or in salt lung, an infection is either there for both or for neither:

    >>> harbour = encode_pathway(pack, "harbour_fever")
    >>> pairs, space = PairSpace(harbour, ("patient.age_years", "finding.salt_lung")), harbour.space
    >>> ill = space.scalars["finding.active_infection"].when("present")
    >>> salty = space.scalars["finding.salt_lung"].when("present")
    >>> [pair.a == pair.b for pair in pairs.both([ill, salty])]
    [True, False]

Of the histories one entry may differ, in one field, or stand in one of them only; it is picked beside the entries that both have.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from infusion_pathways.meaning.facts import Missing
from infusion_pathways.scenario import Scenario
from infusion_pathways.scenario.model import HistoryEntry
from infusion_pathways.solver.encoding import Encoding
from infusion_pathways.solver.formula import FALSE, Column, Formula, tabled
from infusion_pathways.solver.history import NO_PROFILE, ONGOING, Profile, could_be, outcomes, profile_of, subjects
from infusion_pathways.solver.numbers import NumberRange
from infusion_pathways.solver.patient import scenario_at
from infusion_pathways.solver.patient_space import FactChoice, PatientSpace
from infusion_pathways.solver.smallest import Point

HISTORY, ENTRY = "treatments", "entry"
"""The facts of a history: whether it is known at all, and one entry of it."""


class PairFormula(NamedTuple):
    """A formula for the first patient and for the second."""

    a: Formula
    b: Formula


class PickedEntry(NamedTuple):
    """One entry of a history, or none: which therapy or class, and its fields."""

    subject: FactChoice
    outcome: FactChoice
    ongoing: FactChoice
    given_for: FactChoice

    def entry(self, point: Point) -> HistoryEntry | None:
        """The entry at a point, None where none is picked."""
        subject, *fields = (next((o for o, when in choice.options[1:] if when in point), choice.options[0][0]) for choice in self)
        return (
            subject._replace(outcome=fields[0], ongoing=fields[1], given_for=fields[2])
            if isinstance(subject, HistoryEntry)
            else None
        )

    @property
    def none(self) -> Formula:
        """That no entry is picked."""
        return self.subject.options[0][1]


def facts_in(space: PatientSpace, formulas: Sequence[Formula]) -> tuple[str, ...]:
    """The facts that formulas about a patient read, in one sequence: any of them may differ where the formulas do."""
    read = set(space.formulas.cone(formulas))
    history = not read.isdisjoint([*_variables(space.treatments), *(listed for _, listed in space.entries.values())])
    return (*(name for name, variables in _facts(space) if not read.isdisjoint(variables)), *[HISTORY, ENTRY] * history)


class PairSpace:
    """The pairs of patients of an encoding (of one diagnosis) who differ in one of some facts; a `search.Searched`."""

    def __init__(self, encoding: Encoding, facts: Sequence[str]) -> None:
        self.encoding, self.formulas = encoding, encoding.space.formulas
        self._space: PatientSpace = encoding.space
        self._valid: list[Formula] = []
        self._unusual: list[Formula] = []
        self._differs = {name: self.formulas.variable(("differs", name)) for name in facts}
        # For each of the two, what stands instead of a variable of the space. The first has other variables only in the history.
        self._instead: tuple[dict[int, Formula], dict[int, Formula]] = ({}, {})
        for name, variables in _facts(self._space):
            if name in self._differs:
                self._other_value(name, variables)
        self._picks: tuple[PickedEntry, ...] = ()
        if ENTRY in self._differs:
            self._picks = self._entry("a"), self._entry("b")
            self._histories()
        self._steps()
        self.sizes = self._sizes()
        self.valid = self._whole()

    def unusual_first(self) -> list[Formula]:
        """All variables: first values far apart, then which fact differs, the second patient's, the first's."""
        return [*self._unusual, *self._space.unusual_first()]

    def both(self, formulas: Sequence[Formula]) -> list[PairFormula]:
        """What formulas about a patient say of the first and of the second."""
        sides = (self.formulas.substituted(formulas, instead) for instead in self._instead)
        return [PairFormula(*sides_) for sides_ in zip(*sides, strict=True)]

    def points(self, point: Point) -> tuple[Point, Point]:
        """The first and the second patient of a pair, each as a point of the space."""
        own = self._space.unusual_first()
        a, b = (
            frozenset(v for v, holds in zip(own, self.formulas.values([i.get(v, v) for v in own], point), strict=True) if holds)
            for i in self._instead
        )
        return a, b

    def scenarios(self, point: Point, ids: tuple[str, str]) -> tuple[Scenario, Scenario]:
        """The two patients of a pair as scenarios; an entry that differs stands last."""
        shared = tuple(kind.entry for kind, listed in self._space.entries.values() if listed in point)
        found = []
        for own, id, pick in zip(self.points(point), ids, self._picks or (None, None), strict=True):
            scenario = scenario_at(self._space, own, id)
            if pick is not None and not isinstance(scenario.treatments, Missing):
                entry = pick.entry(point)
                scenario = scenario._replace(treatments=shared if entry is None else (*shared, entry))
            found.append(scenario)
        return found[0], found[1]

    def _other_value(self, name: str, variables: Sequence[int]) -> None:
        """Let the second patient have another value of one fact."""
        # Invariant: where the fact does not differ, the second patient has the first one's value, and the variables for another
        # value are false, so that a pair is one point and not many.
        f, differs = self.formulas, self._differs[name]
        for variable in variables:
            other = f.variable(("other", variable))
            self._unusual.append(other)
            self._valid.append(f.any_of((other ^ 1, differs)))
            self._instead[1][variable] = f.any_of((f.all_of((differs, other)), f.all_of((differs ^ 1, variable))))

    def _entry(self, side: str) -> PickedEntry:
        """The entry that one of the two has in a way of its own."""
        viewers, words = self._space.viewers, [viewer.words for viewer in self._space.viewers]
        tests = [test for viewer in viewers for test in viewer.tests]
        read = frozenset[str]().union(*(test.therapies for test in tests))
        known = [s for s in subjects(words, tests) if any(not could_be(s, w).isdisjoint(read) for w in words)]
        options: Mapping[str, Sequence[object]] = {
            "subject": (None, *known),
            "outcome": tuple(outcomes(words, tests)),
            "ongoing": ONGOING,
            "given_for": self._space.elsewhere,
        }
        pick = PickedEntry(*(self._choice((side, name), names) for name, names in options.items()))
        f = self.formulas
        self._valid += [f.any_of((pick.none ^ 1, choice.options[0][1])) for choice in pick[1:]]
        self._valid += [f.any_of((pick.none, formula)) for formula in (self._differs[ENTRY], self._space.treatments.when(True))]
        return pick

    def _choice(self, path: tuple[str, str], options: Sequence[object]) -> FactChoice:
        said = [(option, self.formulas.variable(("pick", *path, number))) for number, option in enumerate(options[1:])]
        self._valid.append(self.formulas.at_most_one([formula for _, formula in said]))
        by_class = [when for option, when in said[::-1] if isinstance(option, HistoryEntry) and option.of_class]
        self._unusual += [*by_class, *(when for _, when in said[::-1] if when not in by_class)]
        nothing = self.formulas.all_of(formula ^ 1 for _, formula in said)
        return FactChoice(((options[0], nothing), *said))  # type: ignore[arg-type]

    def _histories(self) -> None:
        """Each history: the entries of both and the picked one. The second may be unknown where the first is not."""
        f, unknown = self.formulas, self._differs[HISTORY]
        profiles: dict[HistoryEntry, Profile] = {}

        def profile(
            subject: HistoryEntry | None, outcome: str | Missing, ongoing: bool | Missing, given_for: str | None
        ) -> Profile:
            if subject is None:
                return NO_PROFILE
            entry = subject._replace(outcome=outcome, ongoing=ongoing, given_for=given_for)
            if entry not in profiles:
                profiles[entry] = profile_of(entry, self._space.viewers)
            return profiles[entry]

        # What the tests make of a picked entry depends on its fields alone, so it is a table of them.
        kinds = [tabled(f, [Column(choice.options) for choice in pick], profile) for pick in self._picks]
        for known, (_, listed) in self._space.entries.items():
            self._instead[0][listed] = f.any_of((listed, kinds[0].get(known, FALSE)))
            self._instead[1][listed] = f.any_of((f.all_of((listed, unknown ^ 1)), kinds[1].get(known, FALSE)))
        for variable in _variables(self._space.treatments):
            self._instead[1][variable] = f.all_of((variable, unknown ^ 1))

    def _steps(self) -> None:
        """One fact differs at most, an entry in one field at most; values next to each other are the plainest."""
        f = self.formulas
        if self._picks:
            a, b = self._picks
            fields = [f.any_of(map(f.differ, _formulas(left), _formulas(right))) for left, right in zip(a, b, strict=True)]
            self._valid.append(f.any_of((a.none, b.none, f.at_most_one(fields))))
        # Invariant: the two differ in one fact at most. That they do differ follows from what is asked of them.
        self._valid.append(f.at_most_one(list(self._differs.values())))
        far = []
        ordered = (*self._space.scalars.items(), ("activity", self._space.slots[0].activity))
        for name, choice in ((name, choice) for name, choice in ordered if name in self._differs):
            steps = [formula for option, formula in choice.said() if name == "activity" or isinstance(option, NumberRange)]
            # An age of 18 beside one of 75 shows less than 74 beside 75: steps that are no neighbours count as unusual.
            if len(steps) > 2:
                far.append(f.variable(("far", name)))
                other = [self._instead[1].get(step, step) for step in steps]
                beside = [pair for i, j in pairwise(range(len(steps))) for pair in ((steps[i], other[j]), (steps[j], other[i]))]
                near = [f.all_of(pair) for pair in beside]
                self._valid.append(f.any_of((far[-1], self._differs[name] ^ 1, *near)))
        self._unusual = [*far, *self._differs.values(), *self._unusual]

    def _sizes(self) -> list[tuple[Formula, int]]:
        """How many values writing both takes."""
        f, found = self.formulas, dict[Formula, int]()
        entries = {listed for _, listed in self._space.entries.values()}
        for formula, weight in self._space.sizes:
            second = self._instead[1].get(formula, formula)
            if self._picks and formula in entries:
                second = f.all_of((formula, self._differs[HISTORY] ^ 1))
            for side in (formula, second):
                found[side] = found.get(side, 0) + weight
        for pick in self._picks:
            found |= {choice.options[0][1] ^ 1: 1 for choice in pick}
        return list(found.items())

    def _whole(self) -> Formula:
        (valid,) = self.both([self._space.valid])
        return self.formulas.all_of((*self._valid, *valid))


def _formulas(choice: FactChoice) -> list[Formula]:
    return [formula for _, formula in choice.options]


def _variables(choice: FactChoice) -> list[int]:
    return _formulas(choice)[1:]


def _facts(space: PatientSpace) -> Iterator[tuple[str, list[int]]]:
    """The facts one of which may differ, with their variables, from the least to the most usual; the history is apart."""
    slot = space.slots[0]
    yield from ((f"also.{name}", [flag]) for name, flag in reversed(space.also.items()))
    yield "disease", _variables(slot.disease)
    yield "closed", [slot.closed]
    yield from ((name, _variables(choice)) for name, choice in reversed(space.scalars.items()))
    yield from ((f"organ.{name}", _variables(choice)) for name, choice in reversed(slot.organs.items()))
    yield "subtype", [*_variables(slot.subtype), *slot.subtypes.values()]
    yield "activity", _variables(slot.activity)
