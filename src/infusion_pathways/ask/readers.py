"""Who asks for an unknown fact: the rules that hang on it for this patient; and, where it cannot matter, why in a few words."""

from collections.abc import Collection, Iterator, Sequence
from enum import Enum
from typing import NamedTuple

from infusion_pathways.ask.completions import Completions
from infusion_pathways.ask.unknown import Unknown
from infusion_pathways.flip.changes import ScenarioPart
from infusion_pathways.meaning.rule import Clause, RuleKind, WhenUnknown, in_use, recorded
from infusion_pathways.scenario.view import implied_values
from infusion_pathways.solver.encoding import SymbolicReading
from infusion_pathways.solver.formula import Formula, Formulas


class Reader(NamedTuple):
    """A rule that hangs on a fact: what it says of which therapies (by number among those asked about), and why."""

    rule: str
    role: str
    because: str
    cites: tuple[str, ...]
    to_be_confirmed: bool
    targets: tuple[int, ...]


class IrrelevanceReason(Enum):
    """Why an unknown fact cannot change a verdict; the first that holds is told."""

    FOLLOWS = "it follows from another fact that is recorded"
    LISTED_ONLY = "no verdict is read from it: only cautions, notes and checks are"
    CONFLICT_ONLY = "it is read only to see whether the input contradicts itself"
    ELSEWHERE = "it is read for other therapies than the one asked about"
    VERDICTS_DECIDED = "the verdicts that it is read for are decided"
    RULES_DECIDED = "the rules that read it are decided by other facts"
    OUTWEIGHED = "whatever it is, other facts lead to the same verdicts"


ROLES = {
    RuleKind.SUPPORTS: "reason",
    RuleKind.REQUIRES: "requirement",
    RuleKind.EXCLUDES: "rules out",
    RuleKind.HOLDS: "holds",
    RuleKind.CONFLICT: "contradiction",
}
IN_USE = "in use"


class Read(NamedTuple):
    """A deciding rule, or whether a therapy is in use: the therapies asked about that it is about, and its formulas."""

    clause: Clause | None
    targets: tuple[int, ...]
    planes: tuple[Formula, ...]


class Readers:
    """The rules that the verdicts asked about hang on, and which of them read which unknown fact."""

    def __init__(self, completions: Completions) -> None:
        self._of, f = completions, completions.formulas
        self._reads = [
            read for slot, reading in enumerate(completions.encoding.readings) for read in self._of_reading(slot, reading)
        ]
        planes = [plane for read in self._reads for plane in read.planes]
        self._all = _supports(f, planes)
        of_patient = completions.of_patient(planes)
        live = _supports(f, of_patient)
        self._live = dict(zip(planes, (live[plane & ~1] for plane in of_patient), strict=True))
        self._implied = implied_values(completions.front, completions.pack.vocabulary)

    def readers(self, unknown: Unknown, targets: Collection[int]) -> tuple[Reader, ...]:
        """The rules about some therapies that hang on a fact as long as it is unknown, each once, reasons first."""
        own = set(unknown.variables)
        found: dict[Reader, set[int]] = {}
        for read in self._reads:
            meant = [target for target in read.targets if target in targets]
            if meant and any(not own.isdisjoint(self._live[plane]) for plane in read.planes):
                found.setdefault(_reader(read.clause), set()).update(meant)
        readers = [reader._replace(targets=tuple(sorted(meant))) for reader, meant in found.items()]
        order = [*dict.fromkeys(ROLES.values()), IN_USE]
        return tuple(sorted(readers, key=lambda reader: order.index(reader.role.partition(",")[0])))

    def idle(self, unknown: Unknown, decided: Collection[int]) -> IrrelevanceReason:
        """Why a fact that cannot matter cannot; `decided` are the therapies whose verdict is."""
        part, name, _ = unknown.path
        if part in (ScenarioPart.FINDING, ScenarioPart.MEASURE, ScenarioPart.PATIENT) and f"{part.value}.{name}" in self._implied:
            return IrrelevanceReason.FOLLOWS
        variables = self._of.variables_of(unknown)
        reads = [read for read in self._reads if any(not variables.isdisjoint(self._all[p & ~1]) for p in read.planes)]
        if not reads:
            return IrrelevanceReason.LISTED_ONLY
        arguing = [read for read in reads if read.clause is None or read.clause.rule.kind is not RuleKind.CONFLICT]
        if not arguing:
            return IrrelevanceReason.CONFLICT_ONLY
        if not any(read.targets for read in arguing):
            return IrrelevanceReason.ELSEWHERE
        if all(target in decided for read in arguing for target in read.targets):
            return IrrelevanceReason.VERDICTS_DECIDED
        own = set(unknown.variables)
        open_ = [read for read in arguing if not set(read.targets) <= set(decided)]
        if all(own.isdisjoint(self._live[plane]) for read in open_ for plane in read.planes):
            return IrrelevanceReason.RULES_DECIDED
        return IrrelevanceReason.OUTWEIGHED

    def _of_reading(self, slot: int, reading: SymbolicReading) -> Iterator[Read]:
        numbers = {target.therapy: i for i, target in enumerate(self._of.targets) if target.slot == slot}
        therapies = reading.program.pathway.therapies
        for therapy in therapies:
            asked = (numbers[therapy],) if therapy in numbers else ()
            yield Read(None, asked, tuple(reading.rules[in_use(therapy)]))
        clauses = dict.fromkeys(clause for therapy in therapies for clause in reading.program.deciding[therapy])
        for clause in clauses:
            planes = [*reading.rules[clause.key]]
            if clause.rule.unrecorded is not None:
                planes += reading.rules[recorded(clause.rule.unrecorded)]
            yield Read(clause, tuple(numbers[t] for t in clause.targets if t in numbers), tuple(planes))
        for clause in reading.program.conflicts:
            yield Read(clause, tuple(numbers.values()), tuple(reading.rules[clause.key]))


def _reader(clause: Clause | None) -> Reader:
    """What a rule is asked for, no therapy said; without a rule, whether one is in use."""
    if clause is None:
        return Reader("", IN_USE, "", (), False, ())
    rule = clause.rule
    checked = rule.kind is RuleKind.REQUIRES and rule.when_unknown is WhenUnknown.CHECK
    role = f"{ROLES[rule.kind]}{', to be checked' * checked}"
    return Reader(rule.id, role, rule.because, rule.cites, rule.to_be_confirmed, ())


def _supports(formulas: Formulas, listed: Sequence[Formula]) -> dict[Formula, frozenset[Formula]]:
    """For each node that some formulas are made of, the variables that it is made of."""
    found: dict[Formula, frozenset[Formula]] = {}
    for node in formulas.cone(listed):
        parts = formulas.parts[node >> 1]
        own = frozenset({node}) if node in formulas.names else frozenset()
        found[node] = own.union(*(found[part & ~1] for part in parts or ()))
    return found
