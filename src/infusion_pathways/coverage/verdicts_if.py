"""The verdicts of one diagnosis, and what they would be if some rules had another truth."""

from collections.abc import Iterable, Mapping
from functools import reduce

from infusion_pathways.coverage.condition_truth import TRUTHS
from infusion_pathways.coverage.reading import ProgramReader, TruthVector
from infusion_pathways.meaning.logic import Truth
from infusion_pathways.meaning.rule import RuleKind, in_use
from infusion_pathways.meaning.standing import FALSE, TRUE, UNKNOWN, Standing, counted, either
from infusion_pathways.meaning.verdicts import Verdict, verdict_of

Changes = Mapping[int, Truth]
Counts = dict[RuleKind, dict[Truth, int]]
FIELDS = {RuleKind.SUPPORTS: "supports", RuleKind.REQUIRES: "requires", RuleKind.EXCLUDES: "excludes", RuleKind.HOLDS: "holds"}
_VERDICTS: dict[Standing, Verdict] = {}
NOTHING: Changes = {}


class Standings:
    """One diagnosis as it was evaluated; clauses are named by their number in the program."""

    def __init__(self, reader: ProgramReader, state: int, disease: str) -> None:
        self.reader, self.disease = reader, disease
        self.rows: list[TruthVector] = [clause.row(state) for clause in reader.clauses]
        self._beside = reader.beside(state)
        self.findings = {name: any_of(self.rows[i].truth for i in rules) for name, rules in reader.derive.items()}
        self.conflict = self.conflict_if(NOTHING)
        self._counts = {therapy: self._counted(therapy) for therapy in reader.deciding}
        self._standings = {therapy: self._standing(therapy) for therapy in reader.deciding}
        self.verdicts = {therapy: _verdict(standing) for therapy, standing in self._standings.items()}

    def truth_if(self, clause: int, changes: Changes) -> Truth:
        """The truth of a clause after some changes."""
        return changes.get(clause, self.rows[clause].truth)

    def conflict_if(self, changes: Changes) -> bool:
        """Whether the input would contradict itself."""
        return any(self.truth_if(i, changes) is TRUE for i in self.reader.conflicts)

    def verdict_if(self, therapy: str, changes: Changes, conflict: bool) -> Verdict:
        """The verdict on a therapy if some clauses had other truths, and the input did or did not contradict itself."""
        counts, waiting = self._counts[therapy]
        standing = self._standings[therapy]
        shifted: Counts = {}
        waits = waiting
        for i, truth in changes.items():
            reader, was = self.reader.clauses[i], self.rows[i].truth
            if therapy in reader.decides:
                kind = reader.kind
                if kind not in shifted:
                    shifted[kind] = dict(counts[kind])
                shifted[kind][counted(reader.clause, was, self._beside)] -= 1
                shifted[kind][counted(reader.clause, truth, self._beside)] += 1
                if reader.waits:
                    waits += (truth is UNKNOWN) - (was is UNKNOWN)
        groups = {FIELDS[kind]: _group(kind, numbers) for kind, numbers in shifted.items()}
        same = conflict is standing.conflict and (waits > 0) is standing.waits
        if same and all(getattr(standing, name) is truth for name, truth in groups.items()):
            return self.verdicts[therapy]
        return _verdict(standing._replace(waits=waits > 0, conflict=conflict, **groups))  # type: ignore[arg-type]

    def _standing(self, therapy: str) -> Standing:
        counts, waiting = self._counts[therapy]
        return Standing(
            **{name: _group(kind, counts[kind]) for kind, name in FIELDS.items()},
            in_use=self._beside[in_use(therapy)],
            waits=waiting > 0,
            conflict=self.conflict,
            infusion=self.reader.program.infusion[therapy],
        )

    def _counted(self, therapy: str) -> tuple[Counts, int]:
        """How many clauses of each kind count how, and how many wait."""
        counts: Counts = {kind: dict.fromkeys(TRUTHS, 0) for kind in FIELDS}
        waiting = 0
        for i in self.reader.deciding[therapy]:
            reader, truth = self.reader.clauses[i], self.rows[i].truth
            counts[reader.kind][counted(reader.clause, truth, self._beside)] += 1
            waiting += reader.waits and truth is UNKNOWN
        return counts, waiting


def any_of(truths: Iterable[Truth]) -> Truth:
    """Kleene *or* of any number of truths."""
    return reduce(either, truths, FALSE)


def _group(kind: RuleKind, counts: Mapping[Truth, int]) -> Truth:
    """The truth of a group of arguments: all requirements, any of the others."""
    decisive, otherwise = (FALSE, TRUE) if kind is RuleKind.REQUIRES else (TRUE, FALSE)
    return decisive if counts[decisive] else UNKNOWN if counts[UNKNOWN] else otherwise


def _verdict(standing: Standing) -> Verdict:
    known = _VERDICTS.get(standing)
    if known is None:
        known = _VERDICTS[standing] = verdict_of(standing).verdict
    return known
