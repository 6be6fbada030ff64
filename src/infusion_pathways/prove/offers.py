"""What may change about one patient, as formulas: for each path the values it may take, and what makes the rest stay."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from infusion_pathways.facts import Missing
from infusion_pathways.prove.changes import Change, Part, Path, Way, contradictions, stated, way_to
from infusion_pathways.prove.formula import Formula
from infusion_pathways.prove.history import Profile
from infusion_pathways.prove.numbers import Stretch
from infusion_pathways.prove.patient import pinned
from infusion_pathways.prove.past import Source, added_entries, existing_entries
from infusion_pathways.prove.space import Choice, Option, Space, implications
from infusion_pathways.scenario.model import Diagnosis, Scenario
from infusion_pathways.vocabulary import Finding, Vocabulary

SUBTYPE, COMORBIDITIES, HISTORY = "subtype", "comorbidities", "history"
MOST_SUBTYPES = 3
"""A new subtype is one, or up to so many at once."""


class Offer(NamedTuple):
    """One value that a path may take: the change, when the patient has it, and what has to be allowed for it (if anything)."""

    change: Change
    when: Formula
    needs: str = ""
    stretch: Stretch | None = None


class Choices(NamedTuple):
    """A path with the values it may take, plainest first; `changed` says that it takes one of them."""

    path: Path
    changed: Formula
    offers: tuple[Offer, ...]


class Offers:
    """All paths of one patient, and `fixed`: what holds of every patient that changes make of this one.

    The first diagnosis of the scenario is the one whose rules are asked. `allowing` are the names by which more may change.
    Every entry may be added up to `most` times over (in words: so many entries that no test tells apart by their therapy).
    """

    def __init__(self, space: Space, scenario: Scenario, words: Vocabulary, most: int) -> None:
        self._space, self._f, self._words, self._scenario = space, space.formulas, words, scenario
        self._diagnosis: Diagnosis = scenario.diagnoses[0]
        self._before = pinned(space, scenario)
        self._fixed: list[Formula] = [space.valid]
        self._allowing: dict[str, Formula] = {}
        found = [*self._activity(), *self._subtype(), *self._organs(), *self._facts(), *self._treatments(most), *self._others()]
        self.choices = tuple(choices for choices in found if choices.offers)
        self._fixed += self._keep_consistent()
        self.fixed = tuple(self._fixed)
        self.allowing: Mapping[str, Formula] = dict(sorted(self._allowing.items()))

    def _offer(self, change: Change, when: Formula, needs: str = "", stretch: Stretch | None = None) -> Offer:
        """An offer; one that has to be allowed is taken only where it is."""
        if needs:
            allowed = self._allowing.setdefault(needs, self._f.variable(("allow", needs)))
            self._fixed.append(self._f.any_of((when ^ 1, allowed)))
        return Offer(change, when, needs, stretch)

    def _stays_or(self, choice: Choice, was: Option, offers: Sequence[Offer]) -> Formula:
        """Let a choice be what it was or one of the offers; says when it is not what it was."""
        kept = choice.when(was)
        self._fixed.append(self._f.any_of((kept, *(offer.when for offer in offers))))
        return kept ^ 1

    def _activity(self) -> Iterator[Choices]:
        slot, was = self._space.slots[0], self._diagnosis.activity
        path, way = Path(Part.ACTIVITY), Way.ANSWER if isinstance(was, Missing) else Way.CHANGE
        levels = [(str(level), when) for level, when in slot.activity.said()]
        at = next((i for i, (level, _) in enumerate(levels) if level == was), -1)
        offers = [self._offer(Change(path, way, was, level), when) for level, when in _nearest(levels, at) if level != was]
        yield Choices(path, self._stays_or(slot.activity, was, offers), tuple(offers))

    def _subtype(self) -> Iterator[Choices]:
        slot, was, f = self._space.slots[0], self._diagnosis.subtype, self._f
        path = Path(Part.SUBTYPE)
        way, needs = (Way.ANSWER, "") if isinstance(was, Missing) else (Way.CHANGE, SUBTYPE)

        def exactly(names: Sequence[str]) -> Formula:
            return f.all_of(flag if name in names else flag ^ 1 for name, flag in slot.subtypes.items())

        sizes = range(1, MOST_SUBTYPES + 1)
        listed = [names for size in sizes for names in combinations(slot.subtypes, size)]
        known = frozenset() if isinstance(was, Missing) else frozenset(was)
        offers = [
            self._offer(Change(path, way, was, names), exactly(names), needs) for names in listed if frozenset(names) != known
        ]
        kept = slot.subtype.when(was) if isinstance(was, Missing) else exactly(was)
        self._fixed.append(f.any_of((kept, *(offer.when for offer in offers))))
        yield Choices(path, kept ^ 1, tuple(offers))

    def _organs(self) -> Iterator[Choices]:
        """Closing the list of organs answers for all that it does not name; opening it would make known things unknown."""
        slot, was, f = self._space.slots[0], self._diagnosis.organs, self._f
        closed_before = isinstance(was, tuple)
        if closed_before:
            self._fixed.append(slot.closed)
        else:
            path = Path(Part.ORGANS)
            named: Missing | tuple[str, ...] = was if isinstance(was, Missing) else Missing.NOT_RECORDED
            yield Choices(path, slot.closed, (self._offer(Change(path, Way.ANSWER, named, True), slot.closed),))
        touched = [slot.closed]
        for name, choice in slot.organs.items():
            known = (name in was) if isinstance(was, tuple) else None if isinstance(was, Missing) else was.get(name)
            before = next((option for option, when in choice.options[1:] if when in self._before), Missing.NOT_RECORDED)
            if name == slot.stand_in and (closed_before or not isinstance(before, Missing)):
                self._fixed.append(f.any_of((slot.closed, choice.when(before))))
                continue
            path, missing = Path(Part.ORGAN, name), Missing.ASKED if before is Missing.ASKED else Missing.NOT_RECORDED
            way, said = (Way.ANSWER, missing) if known is None else (Way.CHANGE, known)
            absent = (
                choice.when(False)
                if known is None
                else f.any_of((choice.when(False), f.all_of((slot.closed, choice.when(Missing.NOT_RECORDED)))))
            )
            values = [(True, choice.when(True)), (False, absent)]
            offers = [self._offer(Change(path, way, said, value), when) for value, when in values if value is not known]
            kept = f.any_of((choice.when(before), f.all_of((slot.closed, choice.when(Missing.NOT_RECORDED)))))
            if known is True:
                kept = choice.when(True)
            self._fixed.append(f.any_of((kept, *(offer.when for offer in offers))))
            changed = f.any_of(offer.when for offer in offers)
            touched.append(changed)
            yield Choices(path, changed, tuple(offers))
        asked = slot.asked_organs if was is Missing.ASKED else slot.asked_organs ^ 1
        self._fixed.append(f.any_of((asked, *touched)))

    def _facts(self) -> Iterator[Choices]:
        for fact, choice in self._space.scalars.items():
            kind, _, name = fact.partition(".")
            path, word = Path(Part(kind), name), self._words.fact_word(fact)
            was = stated(self._scenario, path)
            before = was
            if isinstance(was, float):
                before = self._space.stretch(fact, was)
            options = list(choice.said())
            at = next((i for i, (option, _) in enumerate(options) if option == before), -1)
            offers = []
            for option, when in _nearest(options, at) if isinstance(was, float) else options:
                value = option.number if isinstance(option, Stretch) else option
                assert isinstance(value, str | float)
                way = way_to(was, value, word) if option != before else None
                if way is not None:
                    needs = name if way is Way.CHANGE and word is not None and word.fixed else ""
                    stretch = option if isinstance(option, Stretch) else None
                    offers.append(self._offer(Change(path, way, was, value), when, needs, stretch))
            offers.sort(key=lambda offer: offer.change.way is Way.CHANGE)
            yield Choices(path, self._stays_or(choice, before, offers), tuple(offers))

    def _others(self) -> Iterator[Choices]:
        beside = {diagnosis.disease for diagnosis in self._scenario.diagnoses[1:]}
        for name, flag in self._space.also.items():
            path, there = Path(Part.COMORBIDITY, name), name in beside
            when = flag ^ there
            yield Choices(path, when, (self._offer(Change(path, Way.CHANGE, there, not there), when, COMORBIDITIES),))

    def _treatments(self, most: int) -> Iterator[Choices]:
        space, f, was = self._space, self._f, self._scenario.treatments
        if isinstance(was, Missing):
            known = space.treatments.when(True)
            path = Path(Part.HISTORY)
            self._stays_or(space.treatments, was, [offer := self._offer(Change(path, Way.ANSWER, was, True), known)])
            yield Choices(path, known, (offer,))
        else:
            self._fixed.append(space.treatments.when(True))
        sources: dict[Profile, list[Formula]] = {}
        ...
