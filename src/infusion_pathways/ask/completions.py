"""All that the patient may turn out to be: the unknown facts answered in every way that does not contradict, or left unknown."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from infusion_pathways.ask.fact_unknowns import stated_unknowns
from infusion_pathways.ask.history_unknowns import past_unknowns
from infusion_pathways.ask.unknown import AnswerGroup, Changes, Unknown
from infusion_pathways.flip.candidate_changes import no_new_contradiction
from infusion_pathways.flip.changes import ScenarioPart, applied
from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.pack.model import Pack
from infusion_pathways.scenario.model import Scenario
from infusion_pathways.solver.encoding import Encoding, encode
from infusion_pathways.solver.formula import FALSE, TRUE, Formula, Formulas
from infusion_pathways.solver.patient import point_of

Point = frozenset[Formula]
"""A patient: the variables of the answers that are given."""


class Target(NamedTuple):
    """A therapy of a diagnosis (by its place among those evaluated), with what says that each verdict is given."""

    slot: int
    disease: str
    therapy: str
    verdicts: Mapping[Verdict, Formula]


class Completions:
    """A patient with unknown facts, over formulas: `unknowns`, `targets`, what makes answers go together (`consistent`).

    The evaluated diagnoses come first in `front`, the scenario; `places` has where each stands in the file.
    """

    def __init__(self, pack: Pack, scenario: Scenario, only: Collection[tuple[str, str]] | None = None) -> None:
        """`only`: the therapies asked about, each with its disease; None for all of them."""
        self.pack = pack
        evaluated = [i for i, d in enumerate(scenario.diagnoses) if pack.program_for(d.disease) is not None]
        self.places = (*evaluated, *(i for i in range(len(scenario.diagnoses)) if i not in evaluated))
        self.front = scenario._replace(diagnoses=tuple(scenario.diagnoses[i] for i in self.places))
        self.encoding: Encoding = encode(pack, *(scenario.diagnoses[i].disease for i in evaluated))
        space, self.formulas = self.encoding.space, self.encoding.space.formulas
        self.base = point_of(space, self.front)
        self.tests = AnswerGroup(self.formulas, self.encoding.readings)
        drawn = [*stated_unknowns(space, self.front, self.base, self.tests), *past_unknowns(space, self.front)]
        self.unknowns = tuple(unknown for part in drawn for unknown in part.unknowns)
        self._instead = {v: TRUE if v in self.base else FALSE for v in space.unusual_first()}
        for part in drawn:
            self._instead.update(part.instead)
        self.targets = tuple(t for t in self._targets() if only is None or (t.disease, t.therapy) in only)
        self.valid = self.formulas.all_of(unknown.valid for unknown in self.unknowns)
        self.consistent = self.formulas.all_of((self.valid, *self._no_contradiction()))

    def of_patient(self, formulas: Sequence[Formula]) -> list[Formula]:
        """Formulas over the space as formulas over the answers of this patient."""
        return self.formulas.substituted(formulas, self._instead)

    def variables_of(self, unknown: Unknown) -> frozenset[Formula]:
        """The variables of the space that hang on the answer to one fact."""
        own = frozenset(unknown.variables)
        return frozenset(v for v, formula in self._instead.items() if not own.isdisjoint(self.formulas.cone([formula])))

    @property
    def variables(self) -> list[Formula]:
        """The variables of all answers."""
        return [variable for unknown in self.unknowns for variable in unknown.variables]

    def verdicts(self, point: Point) -> tuple[Verdict, ...]:
        """The verdict on each target for a patient."""
        listed = [formula for target in self.targets for formula in target.verdicts.values()]
        holds = iter(self.formulas.values(listed, point))
        return tuple(next(v for v, h in [(v, next(holds)) for v in target.verdicts] if h) for target in self.targets)

    def is_consistent(self, point: Point) -> bool:
        """Whether the answers of a patient go together, with each other and with what is recorded."""
        return self.formulas.values([self.consistent], point) == [True]

    def changes(self, point: Point) -> Changes:
        """The answers that a patient has, as changes; of answers that no test tells apart the plainest."""
        return tuple(change for unknown in self.unknowns for change in changes_of(self.formulas, unknown, point))

    def patient(self, point: Point) -> Scenario:
        """A patient as a scenario, the evaluated diagnoses in front."""
        return applied(self.front, numbered(self.changes(point)))

    def _targets(self) -> Iterator[Target]:
        for slot, reading in enumerate(self.encoding.readings):
            for therapy, verdicts in reading.verdicts.items():
                formulas = self.of_patient(list(verdicts.values()))
                given = {v: formula for v, formula in zip(verdicts, formulas, strict=True) if formula != FALSE}
                yield Target(slot, self.front.diagnoses[slot].disease, therapy, given)

    def _no_contradiction(self) -> list[Formula]:
        """No two recorded facts come to contradict each other, and no conflict rule comes true where none was."""
        kept = list(no_new_contradiction(self.encoding.space, self.front))
        conflicts = [reading.conflict for reading in self.encoding.readings]
        now = self.formulas.values(conflicts, self.base)
        kept += [conflict ^ 1 for conflict, already in zip(conflicts, now, strict=True) if not already]
        return self.of_patient(kept)


def changes_of(formulas: Formulas, unknown: Unknown, point: Point) -> Changes:
    """The changes that answer one fact as a patient does; nothing where it is left unknown."""
    if unknown.path.part is ScenarioPart.HISTORY:
        given = [answer for answer in unknown.answers if len(answer.told[0]) > 1]
        if unknown.variables[0] not in point:
            return ()
        entries = [a.told[0][1] for a, flag in zip(given, unknown.variables[1:], strict=True) if flag in point]
        return (unknown.answers[0].told[0][0], *entries)
    found = [
        answer.told[0]
        for answer, holds in zip(unknown.answers, formulas.values([a.state for a in unknown.answers], point), strict=True)
        if holds
    ]
    return found[0] if found else ()


def numbered(changes: Changes) -> Changes:
    """Changes of which several may add an entry of the same therapy, each with a path of its own."""
    return tuple(
        change._replace(path=change.path._replace(at=number)) if change.path.part is ScenarioPart.ADDED else change
        for number, change in enumerate(changes)
    )
