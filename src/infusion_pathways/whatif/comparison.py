"""Two answers held against each other: what differs, and which edits each difference comes from."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from infusion_pathways.advice import EngineChoice
from infusion_pathways.pack.model import Pack
from infusion_pathways.scenario.editing import Edit, edited
from infusion_pathways.source import Document, ProblemsFound
from infusion_pathways.whatif.answer import EditedAnswer, Sort, Thing, answer_of

MOST_COUNTED_OUT = 8
"""Of so many edits every selection is tried; of more, one smallest set is searched for each difference."""

Causes = tuple[tuple[int, ...], ...]


class AnswerDifference(NamedTuple):
    """Something that differs: what it was, what it is now (nothing where the patient lacks the disease), and its first causes.

    Each of `causes` is a smallest set of edits, by their positions, that makes it what it is now without the others.
    """

    thing: Thing
    before: str
    now: str
    causes: Causes

    @property
    def named(self) -> frozenset[int]:
        """The edits that it comes from, by their positions."""
        return frozenset(position for cause in self.causes for position in cause)


class Comparison(NamedTuple):
    """The answers before and after some edits, and everything in which they differ.

    `idle` are the edits, by their positions, without which the answer would be the same. `alone` has, for each edit, the answer
    with that edit only; None where no patient is left then.
    """

    edits: tuple[Edit, ...]
    before: EditedAnswer
    now: EditedAnswer
    differences: tuple[AnswerDifference, ...]
    idle: tuple[int, ...]
    alone: tuple[EditedAnswer | None, ...]

    def of(self, sort: Sort) -> tuple[AnswerDifference, ...]:
        """The differences of one sort."""
        return tuple(difference for difference in self.differences if difference.thing.sort is sort)


def compared(pack: Pack, document: Document, edits: Sequence[Edit], engine: EngineChoice) -> Comparison:
    """Compare the answers for a scenario as it is written and with some edits made.

    Raises ProblemsFound for a patient that cannot be read before or after them, and EnginesDisagree as `advise` does.
    """
    before, now = (answer_of(pack, edited(document, made, pack), engine) for made in ((), edits))
    selections = _Selections(pack, document, edits, before, now)
    things = sorted(before.said.keys() | now.said.keys(), key=lambda thing: (list(Sort).index(thing.sort), *thing[1:]))
    differing = [thing for thing in things if before.said.get(thing) != now.said.get(thing)]
    causes = selections.causes(differing)
    differences = tuple(AnswerDifference(t, before.said.get(t, ""), now.said.get(t, ""), causes[t]) for t in differing)
    named = frozenset[int]().union(*(difference.named for difference in differences))
    idle = (position for position in range(len(edits)) if position not in named and selections.spares(position))
    alone = tuple(selections.answer((position,)) for position in range(len(edits)))
    return Comparison(tuple(edits), before, now, differences, tuple(idle), alone)


class _Selections:
    """The answers with some of the edits made, each found when first asked for."""

    def __init__(self, pack: Pack, document: Document, edits: Sequence[Edit], before: EditedAnswer, now: EditedAnswer) -> None:
        self._pack, self._document, self._edits = pack, document, edits
        self._all = tuple(range(len(edits)))
        self._now = now
        self._known: dict[tuple[int, ...], EditedAnswer | None] = {(): before, self._all: now}

    def answer(self, positions: tuple[int, ...]) -> EditedAnswer | None:
        """The answer with these edits only; None where the others are needed to make a patient that can be read."""
        if positions not in self._known:
            try:
                scenario = edited(self._document, [self._edits[position] for position in positions], self._pack)
                self._known[positions] = answer_of(self._pack, scenario, EngineChoice.DIRECT)
            except ProblemsFound:
                self._known[positions] = None
        return self._known[positions]

    def spares(self, position: int) -> bool:
        """Whether the answer is the same without an edit."""
        answer = self.answer(tuple(other for other in self._all if other != position))
        return answer is not None and answer.said == self._now.said

    def causes(self, things: Iterable[Thing]) -> Mapping[Thing, Causes]:
        """The smallest sets of edits that make each thing what it is now."""
        if len(self._all) > MOST_COUNTED_OUT:
            return {thing: (self._shrunk(thing),) for thing in things}
        found: dict[Thing, list[tuple[int, ...]]] = {thing: [] for thing in things}
        for size in range(1, len(self._all) + 1):
            for positions in combinations(self._all, size):
                for thing, causes in found.items():
                    if not any(set(cause) <= set(positions) for cause in causes) and self._does(positions, thing):
                        causes.append(positions)
        return {thing: tuple(causes) for thing, causes in found.items()}

    def _does(self, positions: tuple[int, ...], thing: Thing) -> bool:
        answer = self.answer(positions)
        return answer is not None and answer.said.get(thing) == self._now.said.get(thing)

    def _shrunk(self, thing: Thing) -> tuple[int, ...]:
        """A set from which no edit can be taken."""
        kept = self._all
        while True:
            fewer = (tuple(other for other in kept if other != position) for position in kept)
            smaller = next((positions for positions in fewer if self._does(positions, thing)), None)
            if smaller is None:
                return kept
            kept = smaller
