"""What one case runs through and what it asserts, small enough to send from one process to another."""

from collections.abc import Callable
from typing import NamedTuple

from infusion_pathways.advice import Advice
from infusion_pathways.coverage.assertion_strength import Noticing
from infusion_pathways.coverage.condition_truth import BITS
from infusion_pathways.coverage.reading import ProgramReader
from infusion_pathways.coverage.verdicts_if import Standings
from infusion_pathways.meaning.logic import Truth
from infusion_pathways.pack.model import Pack


class ObservedDiagnosis(NamedTuple):
    """One diagnosis of a case: its pathway, the state of the direct engine, the verdicts with those that the case names.

    `noticed` has a byte for each clause of the program: the truths that the case would not let pass, as bits.
    """

    pathway: str
    state: int
    verdicts: tuple[str, ...]
    named: tuple[bool, ...]
    noticed: bytes


class Observation(NamedTuple):
    """One case: its diagnoses that have a pathway, its outcome, and whether it expects that one."""

    case: str
    seen: tuple[ObservedDiagnosis, ...]
    outcome: str
    names_outcome: bool


class Watcher:
    """Watches the cases of a pack; what no case changes is worked out once."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._readers: dict[str, ProgramReader] = {}

    def reader(self, pathway: str) -> ProgramReader:
        """The reader of a pathway's program."""
        known = self._readers.get(pathway)
        if known is None:
            known = self._readers[pathway] = ProgramReader(self._pack.programs[pathway])
        return known

    def observe(self, advice: Advice) -> Observation:
        """What a case runs through and asserts; `advice` is its answer. An observation can be pickled."""
        scenario, trace = advice.scenario, advice.trace
        standings = []
        states = []
        for evaluation in advice.evaluations:
            reader = self.reader(evaluation.program.pathway.id)
            state = reader.state(evaluation.facts)
            states.append(state)
            standings.append(Standings(reader, state, evaluation.disease))
        noticing = Noticing(scenario.expect, trace, standings) if scenario.expect is not None else None
        seen = tuple(
            ObservedDiagnosis(
                s.reader.program.pathway.id,
                state,
                tuple(verdict.value for verdict in s.verdicts.values()),
                tuple(noticing is not None and noticing.names_verdict(position, therapy) for therapy in s.verdicts),
                noticing.noticed(position) if noticing is not None else bytes(len(s.rows)),
            )
            for position, (s, state) in enumerate(zip(standings, states, strict=True))
        )
        return Observation(scenario.id, seen, trace.outcome.code, noticing is not None and noticing.names_outcome)


def watch(pack: Pack) -> Callable[[Advice], Observation]:
    """What looks at each case of a pack that is run, for `cases.Order`; a function that processes can be sent."""
    return Watcher(pack).observe


def truths_of(bits: int) -> frozenset[Truth]:
    """Bits as truths."""
    return frozenset(truth for truth, bit in BITS.items() if bits & bit)
