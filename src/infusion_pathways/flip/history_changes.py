"""What may change about a treatment history: the entries there are, and entries to add."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import NamedTuple

from infusion_pathways.flip.changes import Change, ChangeWay, Path, ScenarioPart, Value, with_field
from infusion_pathways.meaning.facts import Missing
from infusion_pathways.scenario.model import HistoryEntry, Scenario
from infusion_pathways.solver.history import NO_PROFILE, ONGOING, HistoryReader, Profile, outcomes, profile_of, size_of, subjects
from infusion_pathways.vocabulary import Vocabulary


class Variant(NamedTuple):
    """What an entry may become: what the tests make of it, the fewest changes that lead there, whether they change the past."""

    profile: Profile
    changes: tuple[Change, ...]
    past: bool


class Addition(NamedTuple):
    """An entry that may be added, the plainest of those that no test tells from it."""

    entry: HistoryEntry
    profile: Profile


def variants(scenario: Scenario, index: int, viewer: HistoryReader) -> tuple[Variant, ...]:
    """What one entry of a history may become, itself first; where two lead to the same, the one with fewer changes."""
    assert not isinstance(scenario.treatments, Missing)
    entry = scenario.treatments[index]
    found: dict[tuple[Profile, frozenset[ScenarioPart]], Variant] = {}
    for changes in product(*_of_fields(entry, index, viewer)):
        made = tuple(change for change in changes if change is not None)
        altered = entry
        for change in made:
            altered = with_field(altered, change.path.part, change.value)
        past = entry.ongoing is not True and any(change.way is ChangeWay.CHANGE for change in made)
        parts = frozenset(change.path.part for change in made)
        found.setdefault((profile := profile_of(altered, [viewer]), parts), Variant(profile, made, past))
    return tuple(v for (profile, parts), v in found.items() if not any(p == profile and fewer < parts for p, fewer in found))


def _of_fields(entry: HistoryEntry, index: int, viewer: HistoryReader) -> Iterator[list[Change | None]]:
    """For each field of an entry: that it stays, or a change of it; an unknown one is answered."""

    def changes(part: ScenarioPart, was: Value | Missing, values: Iterable[Value]) -> list[Change | None]:
        way = ChangeWay.ANSWER if isinstance(was, Missing) or part is ScenarioPart.DRUG else ChangeWay.CHANGE
        return [None, *(Change(Path(part, at=index), way, was, value) for value in values if value != was)]

    if entry.of_class:
        drugs = [
            names[0] for group in alike(viewer) if (names := [n for n in group if n in viewer.words.members[entry.of_class]])
        ]
        yield changes(ScenarioPart.DRUG, entry.of_class, drugs)
    told = outcomes([viewer.words], viewer.tests)
    yield changes(
        ScenarioPart.OUTCOME,
        entry.outcome,
        [name for name in told if not isinstance(name, Missing) and entry.outcome not in told[name]],
    )
    yield changes(ScenarioPart.ONGOING, entry.ongoing, [True, False])


def alike(viewer: HistoryReader) -> list[tuple[str, ...]]:
    """The therapies in groups that the tests tell apart, in the order of the vocabulary."""
    groups = subjects([viewer.words], viewer.tests).values()
    named = (tuple(subject.therapy for subject in group if subject.therapy is not None) for group in groups)
    return [group for group in named if group]


def additions(therapy: str, others: Sequence[str], viewer: HistoryReader) -> list[Addition]:
    """The entries of a therapy that some test reads, plainest first, one of each kind.

    `others` are the patient's other diagnoses, for one of which it may be given.
    """
    told = outcomes([viewer.words], viewer.tests)
    listed = [
        HistoryEntry(therapy, None, outcome, ongoing, given_for)
        for given_for in (None, *others[:1])
        for outcome in sorted(told, key=lambda name: isinstance(name, Missing))
        for ongoing in ONGOING
    ]
    found: dict[Profile, Addition] = {}
    for entry in sorted(listed, key=_plainness):
        profile = profile_of(entry, [viewer])
        if profile != NO_PROFILE:
            found.setdefault(profile, Addition(entry, profile))
    return list(found.values())


def alternatives(change: Change, entry: HistoryEntry | None, others: Sequence[str], words: Vocabulary) -> list[Change]:
    """Every value that a change of the history may take; of those that no test tells apart, each.

    `entry` is the one that is there, if the change is about one; `others` as for `additions`.
    """
    values: list[Value]
    match change.path.part:
        case ScenarioPart.DRUG:
            assert entry is not None
            values = [name for name in words.therapies if name in words.members[entry.of_class or ""]]
        case ScenarioPart.OUTCOME:
            values = [name for name in words.outcomes if entry is not None and name != entry.outcome]
        case ScenarioPart.ADDED:
            told: list[str | Missing] = [*words.outcomes, Missing.NOT_RECORDED]
            for_ = (None, *others[:1])
            values = [
                HistoryEntry(change.path.name, None, o, going, disease) for disease, o, going in product(for_, told, ONGOING)
            ]
        case ScenarioPart.ONGOING:
            values = [going for going in (True, False) if entry is not None and going is not entry.ongoing]
        case _:
            return [change]
    return [change._replace(value=value) for value in values]


def _plainness(entry: HistoryEntry) -> tuple[bool, bool, int]:
    """For this disease, with an outcome, and with few words."""
    return entry.given_for is not None, isinstance(entry.outcome, Missing), size_of(entry)
