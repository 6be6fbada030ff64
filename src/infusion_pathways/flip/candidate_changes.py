"""What may change about one patient, as formulas: for each path the values it may take, and what makes the rest stay."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, product
from typing import NamedTuple, TypeVar

from infusion_pathways.flip.changes import (
    Change,
    ChangeWay,
    Path,
    ScenarioPart,
    Value,
    contradictions,
    disagree,
    meaning,
    stated,
    way_to,
)
from infusion_pathways.flip.history_changes import additions, alike, variants
from infusion_pathways.meaning.facts import Missing
from infusion_pathways.scenario.model import Scenario
from infusion_pathways.solver.formula import TRUE, Formula
from infusion_pathways.solver.history import NO_PROFILE, Profile
from infusion_pathways.solver.numbers import NumberRange
from infusion_pathways.solver.patient import point_of
from infusion_pathways.solver.patient_space import Option, PatientSpace, implications
from infusion_pathways.vocabulary import Vocabulary

SUBTYPE, COMORBIDITIES, HISTORY = "subtype", "comorbidities", "history"
MOST_SUBTYPES = 3
"""A new subtype is one, or up to so many at once."""

T = TypeVar("T")


class Offer(NamedTuple):
    """One value that a path may take: the change, when the patient has it, and what has to be allowed for it (if anything)."""

    change: Change
    when: Formula
    needs: str = ""


class Choices(NamedTuple):
    """A path with the values it may take, plainest first; `changed` says that it takes one of them.

    Of a path that adds entries several offers may be taken; each is a change of its own.
    """

    path: Path
    changed: Formula
    offers: tuple[Offer, ...]


class Offers:
    """All paths of one patient (`choices`), and what holds of every patient that changes make of this one (`fixed`).

    The first diagnosis of the scenario is the one whose rules are asked. `allowing` has a formula for each name by which more
    may change. `sizes` are the formulas of which each that is true is one change.
    """

    def __init__(self, space: PatientSpace, scenario: Scenario) -> None:
        self._space, self._f, self._scenario = space, space.formulas, scenario
        self._words: Vocabulary = space.views[0].words
        self._pinned = point_of(space, scenario)
        self.fixed: list[Formula] = [space.valid]
        self._allowing: dict[str, Formula] = {}
        found = [*self._activity(), *self._subtype(), *self._organs(), *self._facts(), *self._history(), *self._others()]
        self.choices = tuple(choices for choices in found if choices.offers)
        self.fixed += no_new_contradiction(space, scenario)
        self.allowing: Mapping[str, Formula] = dict(sorted(self._allowing.items()))

    @property
    def sizes(self) -> list[Formula]:
        """The formulas of which each that is true is one change."""
        single = [choices.changed for choices in self.choices if choices.path.part is not ScenarioPart.ADDED]
        return single + [offer.when for c in self.choices if c.path.part is ScenarioPart.ADDED for offer in c.offers]

    def _offer(self, change: Change, when: Formula, needs: str = "") -> Offer:
        """An offer; one that has to be allowed is taken only where it is."""
        if needs:
            allowed = self._allowing.setdefault(needs, self._f.variable(("allow", needs)))
            self.fixed.append(self._f.any_of((when ^ 1, allowed)))
        return Offer(change, when, needs)

    def _choices(self, path: Path, kept: Formula, offers: Sequence[Offer]) -> Choices:
        """The choices of a path that stays what it was or takes one of the offers."""
        self.fixed.append(self._f.any_of((kept, *(offer.when for offer in offers))))
        return self._named(path, kept ^ 1, offers)

    def _named(self, path: Path, changed: Formula, offers: Sequence[Offer]) -> Choices:
        """The choices of a path, with a variable for whether it changes."""
        named = self._f.variable(("changed", path))
        self.fixed.append(self._f.differ(named, changed) ^ 1)
        return Choices(path, named, tuple(offers))

    def _activity(self) -> Iterator[Choices]:
        choice, was, path = self._space.slots[0].activity, self._scenario.diagnoses[0].activity, Path(ScenarioPart.ACTIVITY)
        way = ChangeWay.ANSWER if isinstance(was, Missing) else ChangeWay.CHANGE
        levels = [(str(level), when) for level, when in choice.said()]
        offers = [self._offer(Change(path, way, was, level), when) for level, when in _nearest(levels, was) if level != was]
        yield self._choices(path, choice.when(was), offers)

    def _subtype(self) -> Iterator[Choices]:
        slot, was, path = self._space.slots[0], self._scenario.diagnoses[0].subtype, Path(ScenarioPart.SUBTYPE)
        way, needs = (ChangeWay.ANSWER, "") if isinstance(was, Missing) else (ChangeWay.CHANGE, SUBTYPE)

        def exactly(names: Sequence[str]) -> Formula:
            return self._f.all_of(flag if name in names else flag ^ 1 for name, flag in slot.subtypes.items())

        listed = [names for size in range(MOST_SUBTYPES) for names in combinations(slot.subtypes, size + 1)]
        known = set() if isinstance(was, Missing) else set(was)
        offers = [self._offer(Change(path, way, was, names), exactly(names), needs) for names in listed if set(names) != known]
        yield self._choices(path, slot.subtype.when(was) if isinstance(was, Missing) else exactly(was), offers)

    def _organs(self) -> Iterator[Choices]:
        """Each organ, and the closing of the list; opening it would make known what is known to be absent unknown."""
        slot, was, f = self._space.slots[0], self._scenario.diagnoses[0].organs, self._f
        listed, path = isinstance(was, tuple), Path(ScenarioPart.ORGANS)
        missing = was if isinstance(was, Missing) else Missing.NOT_RECORDED
        closing = [] if listed else [self._offer(Change(path, ChangeWay.ANSWER, missing, True), slot.closed)]
        yield self._choices(path, slot.closed if listed else slot.closed ^ 1, closing)
        for name, choice in slot.organs.items():
            before = next((option for option, when in choice.options[1:] if when in self._pinned), Missing.NOT_RECORDED)
            known = listed or not isinstance(before, Missing)
            said: Value | Missing = before is True if known or not isinstance(before, Missing) else before
            left_out = f.all_of((slot.closed, choice.when(Missing.NOT_RECORDED)))
            absent = f.any_of((choice.when(False), left_out)) if said is True else choice.when(False)
            kept = choice.when(before) if said is True else f.any_of((choice.when(before), left_out))
            way, path = ChangeWay.CHANGE if known else ChangeWay.ANSWER, Path(ScenarioPart.ORGAN, name)
            values = [(value, when) for value, when in ((True, choice.when(True)), (False, absent)) if value is not said]
            yield self._choices(path, kept, [self._offer(Change(path, way, said, v), when) for v, when in values])

    def _facts(self) -> Iterator[Choices]:
        for fact, choice in self._space.scalars.items():
            kind, _, name = fact.partition(".")
            path, word = Path(ScenarioPart(kind), name), self._words.fact_word(fact)
            was = stated(self._scenario, path)
            before = self._space.stretch(fact, was) if isinstance(was, float) else was
            assert before is not None
            offers = []
            options = list(choice.said())
            for option, when in _nearest(options, before) if isinstance(was, float) else options:
                value = option.number if isinstance(option, NumberRange) else option
                assert isinstance(value, str | float)
                way = way_to(was, value, word) if option != before else None
                if way is not None:
                    needs = name if way is ChangeWay.CHANGE and word is not None and word.fixed else ""
                    alike = option.intervals if isinstance(option, NumberRange) else ()
                    offers.append(self._offer(Change(path, way, was, value, alike), when, needs))
            yield self._choices(path, choice.when(before), sorted(offers, key=lambda offer: offer.change.way is ChangeWay.CHANGE))

    def _history(self) -> Iterator[Choices]:
        space, was, viewer = self._space, self._scenario.treatments, self._space.viewers[0]
        path, known = Path(ScenarioPart.HISTORY), space.treatments.when(True)
        answers = [self._offer(Change(path, ChangeWay.ANSWER, was, True), known)] if isinstance(was, Missing) else []
        yield self._choices(path, space.treatments.when(was) if isinstance(was, Missing) else known, answers)
        sources: dict[Profile, list[Formula]] = {profile: [] for profile in (*space.entries, NO_PROFILE)}
        for index in range(0 if isinstance(was, Missing) else len(was)):
            yield from self._entry(index, sources)
        others = [diagnosis.disease for diagnosis in self._scenario.diagnoses[1:]]
        for group in alike(viewer):
            path, offers = Path(ScenarioPart.ADDED, group[0]), []
            for number, (entry, profile) in enumerate(additions(group[0], others, viewer)):
                when = self._f.variable((*path, number))
                sources[profile].append(when)
                offers.append(self._offer(Change(path, ChangeWay.ADD, Missing.NOT_RECORDED, entry), when))
            yield self._named(path, self._f.any_of(offer.when for offer in offers), offers)
        for profile, (_, listed) in space.entries.items():
            self.fixed.append(self._f.differ(listed, self._f.any_of(sources[profile])) ^ 1)

    def _entry(self, index: int, sources: dict[Profile, list[Formula]]) -> Iterator[Choices]:
        """The choices of one entry: it is one of its variants, each of which sets some of its fields."""
        listed = [
            (v, self._f.variable(("entry", index, i)))
            for i, v in enumerate(variants(self._scenario, index, self._space.viewers[0]))
        ]
        self.fixed += [self._f.at_most_one([when for _, when in listed]), self._f.any_of(when for _, when in listed)]
        offered: dict[Change, list[Formula]] = {}
        for variant, when in listed:
            sources[variant.profile].append(when)
            for change in variant.changes:
                needs = HISTORY if change.way is ChangeWay.CHANGE and variant.past else ""
                offered.setdefault(change, []).append(self._offer(change, when, needs).when)
        for path in sorted({change.path for change in offered}, key=lambda path: list(ScenarioPart).index(path.part)):
            offers = [Offer(c, self._f.any_of(whens)) for c, whens in offered.items() if c.path == path]
            yield self._named(path, self._f.any_of(offer.when for offer in offers), offers)

    def _others(self) -> Iterator[Choices]:
        beside = {diagnosis.disease for diagnosis in self._scenario.diagnoses[1:]}
        for name, flag in self._space.also.items():
            path, there = Path(ScenarioPart.COMORBIDITY, name), name in beside
            offer = self._offer(Change(path, ChangeWay.CHANGE, there, not there), flag ^ there, COMORBIDITIES)
            yield self._choices(path, flag ^ (not there), [offer])


def no_new_contradiction(space: PatientSpace, scenario: Scenario) -> Iterator[Formula]:
    """No two recorded facts contradict each other, by themselves or by what follows from them, unless they do already."""
    scalars, words = space.scalars, space.views[0].words
    there = contradictions(scenario, words)
    related = sorted({fact for pair in implications(words) for fact in pair})
    said: dict[str, list[tuple[Mapping[str, frozenset[str]], Formula]]] = {}
    for fact in related:
        if fact in scalars:
            options = ((o.number if isinstance(o, NumberRange) else str(o), when) for o, when in scalars[fact].said())
            said[fact] = [(meaning(fact, value, words), when) for value, when in options]
        else:
            kind, _, name = fact.partition(".")
            said[fact] = [(meaning(fact, stated(scenario, Path(ScenarioPart(kind), name)), words), TRUE)]
    for left, right in combinations(related, 2):
        if (left, right) not in there:
            for (one, when), (other, holds) in product(said[left], said[right]):
                if disagree(one, other):
                    yield space.formulas.all_of((when, holds)) ^ 1


def _nearest(options: Sequence[tuple[T, Formula]], before: Option) -> list[tuple[T, Formula]]:
    """The options in their order; where it is known what it was, those next to that first."""
    at = next((i for i, (option, _) in enumerate(options) if option == before), None)
    if at is None:
        return list(options)
    return sorted(options, key=lambda item: abs(options.index(item) - at))
