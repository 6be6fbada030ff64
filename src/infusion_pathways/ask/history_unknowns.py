"""What is unknown of a treatment history: all of it, or what its entries do not say."""

from collections.abc import Hashable, Iterator, Sequence
from itertools import product

from infusion_pathways.ask.unknown import Changes, Drawn, PossibleAnswer, Unknown, one_of
from infusion_pathways.flip.changes import Change, ChangeWay, Path, ScenarioPart, Value, with_field
from infusion_pathways.flip.history_changes import alike
from infusion_pathways.meaning.condition import Treated
from infusion_pathways.meaning.facts import TREATMENTS, Missing
from infusion_pathways.scenario.model import HistoryEntry, Scenario
from infusion_pathways.solver.formula import FALSE, Formula
from infusion_pathways.solver.history import HistoryReader, Profile, outcomes, profile_of
from infusion_pathways.solver.patient_space import PatientSpace

Fields = tuple[Change | None, ...]
"""For each unknown field of an entry its answer, or None."""


def past_unknowns(space: PatientSpace, scenario: Scenario) -> Iterator[Drawn]:
    """What is unknown of the history of a patient, of what some test reads."""
    if not isinstance(scenario.treatments, Missing):
        yield _entries(space, scenario.treatments)
    elif any(getattr(test, "fact", None) == TREATMENTS for view in space.views for test in view.tests()):
        yield _history(space, scenario, scenario.treatments)


def _entries(space: PatientSpace, entries: Sequence[HistoryEntry]) -> Drawn:
    """What each entry leaves open: which drug of its class it was, its outcome, whether it goes on."""
    f, unknowns = space.formulas, []
    listed: dict[Profile, list[Formula]] = {}
    for index, entry in enumerate(entries):
        fields = list(_open_fields(space, entry, index))
        own = [one_of(f, told[0][0][0].path, told[0][0][0].was, told) for told in fields]
        unknowns += own
        states = [[(None, u.unanswered), *((a.told[0][0], a.state) for a in u.answers)] for u in own]
        for chosen in product(*states):
            profile = profile_of(_altered(entry, [change for change, _ in chosen]), space.viewers)
            listed.setdefault(profile, []).append(f.all_of(when for _, when in chosen))
    return Drawn(tuple(unknowns), {flag: f.any_of(listed.get(profile, ())) for profile, (_, flag) in space.entries.items()})


def _open_fields(space: PatientSpace, entry: HistoryEntry, index: int) -> Iterator[list[list[Changes]]]:
    """For each unknown field that some test reads: its answers, those together that no test tells apart."""
    words = space.views[0].words
    fields: list[list[Change]] = []

    def ask(part: ScenarioPart, was: Value | Missing, values: Sequence[Value]) -> None:
        fields.append([Change(Path(part, at=index), ChangeWay.ANSWER, was, value) for value in values])

    if entry.of_class:
        ask(ScenarioPart.DRUG, entry.of_class, [name for name in words.therapies if name in words.members[entry.of_class]])
    if isinstance(entry.outcome, Missing):
        ask(ScenarioPart.OUTCOME, entry.outcome, list(words.outcomes))
    if isinstance(entry.ongoing, Missing):
        ask(ScenarioPart.ONGOING, entry.ongoing, [True, False])
    for number, field in enumerate(fields):
        others = [[None, *other] for other in (*fields[:number], *fields[number + 1 :])]

        def seen(change: Change | None, others: Sequence[Sequence[Change | None]] = others) -> Hashable:
            """What the tests make of the entry with an answer, whatever is said of its other fields."""
            return tuple(profile_of(_altered(entry, (change, *rest)), space.viewers) for rest in product(*others))

        groups: dict[Hashable, list[Changes]] = {}
        for change in field:
            groups.setdefault(seen(change), []).append((change,))
        if groups.keys() != {seen(None)}:
            yield list(groups.values())


def _altered(entry: HistoryEntry, changes: Sequence[Change | None]) -> HistoryEntry:
    for change in changes:
        entry = entry if change is None else with_field(entry, change.path.part, change.value)
    return entry


def _history(space: PatientSpace, scenario: Scenario, was: Missing) -> Drawn:
    """A history that is unknown as a whole: known, it holds any entries that say all there is to say.

    The answers that are listed are that there was no treatment, and that there was one.
    """
    f, path = space.formulas, Path(ScenarioPart.HISTORY)
    known = f.variable(("answer", path))
    answered = Change(path, ChangeWay.ANSWER, was, True)
    kinds = {profile: entries for profile, entries in _kinds(space, scenario).items() if profile in space.entries}
    flags = {profile: f.variable(("answer", path, number)) for number, profile in enumerate(kinds)}
    none = f.all_of((known, *(flag ^ 1 for flag in flags.values())))
    answers = [PossibleAnswer(none, ((answered,),), none, frozenset({known}))]
    for profile, entries in kinds.items():
        only = f.all_of((known, *(flag ^ (other != profile) for other, flag in flags.items())))
        told = tuple((answered, added(entry)) for entry in entries)
        answers.append(PossibleAnswer(only, told, only, frozenset({known, flags[profile]})))
    valid = f.all_of(f.any_of((known, flag ^ 1)) for flag in flags.values())
    unknown = Unknown(path, was, tuple(answers), (known, *flags.values()), known ^ 1, valid)
    instead = {flag: flags.get(profile, FALSE) for profile, (_, flag) in space.entries.items()}
    instead |= {when: known if option is True else FALSE for option, when in space.treatments.options[1:]}
    if was is Missing.ASKED:
        instead[space.treatments.when(was)] = known ^ 1
    return Drawn((unknown,), instead)


def added(entry: HistoryEntry) -> Change:
    """The change that adds an entry."""
    return Change(Path(ScenarioPart.ADDED, entry.therapy or ""), ChangeWay.ADD, Missing.NOT_RECORDED, entry)


def _kinds(space: PatientSpace, scenario: Scenario) -> dict[Profile, list[HistoryEntry]]:
    """The entries that say all there is to say, of each kind that the tests tell apart; first the plainest."""
    words = space.views[0].words
    tests: dict[Treated, None] = dict.fromkeys(test for viewer in space.viewers for test in viewer.tests)
    joint = HistoryReader(words, (), tuple(tests))
    told = [outcome for outcome in outcomes([words], joint.tests) if not isinstance(outcome, Missing)]
    own = [diagnosis.disease for diagnosis in scenario.diagnoses]
    elsewhere = (None, *own) if len(own) > 1 else (None,)
    found: dict[Profile, list[HistoryEntry]] = {}
    for group, given_for, outcome, ongoing in product(alike(joint), elsewhere, told, (False, True)):
        entry = HistoryEntry(group[0], None, outcome, ongoing, given_for)
        found.setdefault(profile_of(entry, space.viewers), []).append(entry)
    return {profile: sorted(entries, key=lambda entry: entry.given_for is not None) for profile, entries in found.items()}
