"""Treatment histories as a finite choice: entries that no test can tell apart are one kind of entry.

A test on the history asks whether some entry fits, so a history is known by the kinds of entries it holds, however long it is.
A kind is what every test makes of an entry, its profile: the tests it fits and those it may fit. `entry 0` below is the only test
there is: has a tide blocker (tidemab or pennimab) failed?

    >>> test = Treated(frozenset({"tidemab", "pennimab"}), frozenset({"failed"}))
    >>> reader = HistoryReader(pack.vocabulary, ("harbour_fever",), (test,))
    >>> failed = HistoryEntry("tidemab", None, outcome="failed")
    >>> profile_of(failed, [reader]) == profile_of(failed._replace(therapy="pennimab", ongoing=False), [reader])
    True
    >>> for kind in kinds_of_entries([reader], [None]).values():
    ...     print(kind.entry.therapy, kind.entry.outcome, sorted(kind.profile.fits), sorted(kind.profile.may_fit), kind.size)
    tidemab Missing.NOT_RECORDED [] [0] 1
    tidemab failed [0] [] 2
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from infusion_pathways.meaning.condition import Treated
from infusion_pathways.meaning.facts import Missing, Treatment
from infusion_pathways.scenario.model import HistoryEntry
from infusion_pathways.vocabulary import Vocabulary


class HistoryReader(NamedTuple):
    """Who reads the history: the tests of one program, and the diseases it may be about (one, as a rule)."""

    words: Vocabulary
    diseases: tuple[str, ...]
    tests: tuple[Treated, ...]


class Profile(NamedTuple):
    """What every test of every viewer makes of an entry: the numbers of those it fits, and of those it may fit."""

    fits: frozenset[int]
    may_fit: frozenset[int]


class EntryKind(NamedTuple):
    """A kind of entry: its plainest member, what the tests make of it, and how many values writing it takes."""

    entry: HistoryEntry
    profile: Profile
    size: int


NO_PROFILE = Profile(frozenset(), frozenset())
ONGOING: tuple[bool | Missing, ...] = (Missing.NOT_RECORDED, True, False)


def could_be(entry: HistoryEntry, words: Vocabulary) -> frozenset[str]:
    """The therapies an entry may mean."""
    return words.members[entry.of_class] if entry.of_class else frozenset({entry.therapy or ""})


def profile_of(entry: HistoryEntry, viewers: Sequence[HistoryReader]) -> Profile:
    """What the tests of all viewers, numbered in their order, make of an entry."""
    # Tests are numbered through all readers, so that one profile says what every one of them sees.
    fits, may_fit, number = [], [], 0
    for viewer in viewers:
        elsewhere = entry.given_for is not None and entry.given_for not in viewer.diseases
        seen = Treatment(could_be(entry, viewer.words), entry.outcome, entry.ongoing, elsewhere)
        for test in viewer.tests:
            if not test.therapies.isdisjoint(seen.could_be):
                answer = test.fits(seen)
                if answer:
                    fits.append(number)
                elif answer is None:
                    may_fit.append(number)
            number += 1
    return Profile(frozenset(fits), frozenset(may_fit))


def size_of(entry: HistoryEntry) -> int:
    """How many values it takes to write an entry."""
    said = (entry.outcome is not Missing.NOT_RECORDED, entry.ongoing is not Missing.NOT_RECORDED, entry.given_for is not None)
    return 1 + sum(said)


def subjects(words: Sequence[Vocabulary], tests: Iterable[Treated]) -> dict[HistoryEntry, tuple[HistoryEntry, ...]]:
    """The therapies and classes that the tests tell apart: the plainest of each kind, with all that are like it."""
    read = sorted({test.therapies for test in tests}, key=sorted)
    # What a test sees of a subject is whether it surely is one of its therapies, and whether it surely is none.
    kinds: dict[tuple[tuple[bool, bool], ...], list[HistoryEntry]] = {}
    known = [HistoryEntry(name, None) for name in words[0].therapies if all(name in w.therapies for w in words)]
    known += [HistoryEntry(None, name) for name in words[0].classes if all(name in w.classes for w in words)]
    for subject in known:
        members = [could_be(subject, w) for w in words]
        seen = tuple((own <= wanted, own.isdisjoint(wanted)) for own in members for wanted in read)
        kinds.setdefault(seen, []).append(subject)
    return {likes[0]: tuple(likes) for likes in kinds.values()}


def outcomes(words: Sequence[Vocabulary], tests: Iterable[Treated]) -> dict[str | Missing, tuple[str | Missing, ...]]:
    """The outcomes that the tests tell apart: the first of each kind, with all that are like it."""
    read = sorted({test.outcomes for test in tests if test.outcomes is not None}, key=sorted)
    kinds: dict[tuple[bool, ...], list[str | Missing]] = {}
    for name in words[0].outcomes:
        if all(name in w.outcomes for w in words):
            kinds.setdefault(tuple(name in wanted for wanted in read), []).append(name)
    told: dict[str | Missing, tuple[str | Missing, ...]] = {Missing.NOT_RECORDED: (Missing.NOT_RECORDED, Missing.ASKED)}
    return told | {likes[0]: tuple(likes) for likes in kinds.values()}


def kinds_of_entries(viewers: Sequence[HistoryReader], elsewhere: Sequence[str | None]) -> Mapping[Profile, EntryKind]:
    """Every kind of entry that some test reads, by its profile.

    `elsewhere` are the diseases an entry may be said to be given for (None: not said).
    """
    tests = [test for viewer in viewers for test in viewer.tests]
    words = [viewer.words for viewer in viewers]
    # Invariant: for every entry that a scenario can hold there is one here with its profile, or no test reads it. Entries are
    # counted out from one of each kind of subject and outcome, so the product stays small.
    found: dict[Profile, EntryKind] = {}
    for subject in subjects(words, tests):
        for outcome in outcomes(words, tests):
            for ongoing in ONGOING:
                for given_for in elsewhere:
                    entry = subject._replace(outcome=outcome, ongoing=ongoing, given_for=given_for)
                    profile = profile_of(entry, viewers)
                    if profile != NO_PROFILE and (profile not in found or size_of(entry) < found[profile].size):
                        found[profile] = EntryKind(entry, profile, size_of(entry))
    return found
