"""What came of all mutants that were run, counted."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from infusion_pathways.mutate.mutant import Mutant
from infusion_pathways.mutate.result import SAME_ANSWERS, MutantFate, MutantResult
from infusion_pathways.pack.load import files_of
from infusion_pathways.pack.model import Pack


class MutationScore(NamedTuple):
    """How many mutants came to which end.

    `percent` counts those that give some patient another verdict or outcome, or may do so; `strict` counts those too that give
    other reasons only. None where there are none.
    """

    counts: Mapping[MutantFate, int]

    @property
    def mutants(self) -> int:
        """All of them."""
        return sum(self.counts.values())

    @property
    def percent(self) -> float | None:
        """Killed ones among all that are not proved to give the same answers, in percent."""
        return self._killed(self.mutants - sum(self.counts[fate] for fate in SAME_ANSWERS))

    @property
    def strict(self) -> float | None:
        """Killed ones among all that are not proved equivalent, in percent."""
        return self._killed(self.mutants - self.counts[MutantFate.EQUIVALENT])

    def _killed(self, among: int) -> float | None:
        return 100 * self.counts[MutantFate.KILLED] / among if among else None


class MutantOutcome(NamedTuple):
    """A mutant and what came of it."""

    mutant: Mutant
    result: MutantResult


class MutationReport(NamedTuple):
    """All that a run found: the mutants it ran in the order of the pack, how many there are, and how many cases looked at them.

    `places` says where each rule stands, as FILE:LINE within the pack.
    """

    pack: Pack
    outcomes: tuple[MutantOutcome, ...]
    possible: int
    cases: int
    seed: int
    places: Mapping[str, str]

    @property
    def score(self) -> MutationScore:
        """The whole, counted."""
        return score_of(self.outcomes)

    def of(self, *fates: MutantFate) -> list[MutantOutcome]:
        """The mutants that came to some end."""
        return [outcome for outcome in self.outcomes if outcome.result.fate in fates]

    def by(self, key: Callable[[Mutant], str]) -> Mapping[str, MutationScore]:
        """The counts in groups, in the order in which they first appear."""
        groups: dict[str, list[MutantOutcome]] = {}
        for outcome in self.outcomes:
            groups.setdefault(key(outcome.mutant), []).append(outcome)
        return {name: score_of(outcomes) for name, outcomes in groups.items()}

    def killed_by(self) -> Mapping[str, list[str]]:
        """The mutants that each case was the first to notice."""
        found: dict[str, list[str]] = {}
        for outcome in self.outcomes:
            if outcome.result.killer is not None:
                found.setdefault(outcome.result.killer, []).append(outcome.mutant.id)
        return dict(sorted(found.items()))


def score_of(outcomes: Iterable[MutantOutcome]) -> MutationScore:
    """Some mutants, counted."""
    return MutationScore(Counter(outcome.result.fate for outcome in outcomes))


def in_order(every: Sequence[Mutant], results: Mapping[str, MutantResult]) -> tuple[MutantOutcome, ...]:
    """What came of those mutants that were run, in the order of the pack."""
    return tuple(MutantOutcome(mutant, results[mutant.id]) for mutant in every if mutant.id in results)


def places(folder: Path) -> dict[str, str]:
    """Where each rule of a pack stands, as FILE:LINE within its folder, found by its id alone."""
    found: dict[str, str] = {}
    for name, data in files_of(folder).items():
        for number, line in enumerate(data.decode("utf-8", errors="replace").splitlines(), 1):
            head, mark, rest = line.partition("id:")
            if mark and head.strip(" {-") == "":
                words = rest.replace(",", " ").split()
                found.setdefault(words[0].strip("'\"") if words else "", f"{name}:{number}")
    return found
