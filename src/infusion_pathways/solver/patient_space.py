"""All patients that some programs can tell apart, as variables: what may be said of each fact, and how much that writes.

Built from vocabularies and conditions. Two patients that agree on every variable are the same to every rule; of facts that
no rule reads nothing is said. Each fact is a choice among options, the first of which is that nothing is said of it:

    >>> view = ProgramView(pack.programs["harbour_fever"], pack.vocabulary)
    >>> space = PatientSpace(Formulas(), [view], [("harbour_fever",)])
    >>> [str(option) for option, _ in space.scalars["finding.weak_heart"].options]
    ['Missing.NOT_RECORDED', 'Missing.ASKED', 'present', 'absent']
    >>> [option.number for option, _ in space.scalars["measure.swell_score"].said()]
    [2.0, 3.0, 8.0]
    >>> "measure.weight" in space.scalars  # no rule reads it
    False

A history is which kinds of entries it holds (`history`), one variable for each. How many values it takes to write a patient is
the sum of the weights of what is true (`sizes`): here 0 where only the diagnosis is given.
"""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import NamedTuple

from infusion_pathways.meaning.condition import Condition, IsOneOf, Listed, Treated, Within, leaves_of
from infusion_pathways.meaning.facts import COMORBIDITIES, ORGANS, Missing
from infusion_pathways.meaning.rule import Program
from infusion_pathways.solver.formula import Formula, Formulas
from infusion_pathways.solver.history import EntryKind, HistoryReader, Profile, kinds_of_entries
from infusion_pathways.solver.numbers import NumberRange, limits_of, number_ranges
from infusion_pathways.vocabulary import Finding, Measure, Vocabulary

Option = str | bool | NumberRange | Missing
Path = tuple[str | int, ...]

SAYS_NOTHING = (Missing.NOT_RECORDED, Missing.ASKED)


class ProgramView(NamedTuple):
    """A program that reads the diagnosis in a slot, with the words of its pack; `more` are further conditions to encode."""

    program: Program
    words: Vocabulary
    slot: int = 0
    more: tuple[Condition, ...] = ()

    def tests(self) -> list[Condition]:
        """Every distinct test in it."""
        conditions = [*(premise.when for premise in self.program.premises), *self.more]
        return list(dict.fromkeys(leaf for condition in conditions for leaf in leaves_of(condition)))


class FactChoice(NamedTuple):
    """What may be said of one fact: options, the first of which is that nothing is said; exactly one formula is true."""

    options: tuple[tuple[Option, Formula], ...]

    def said(self) -> Iterator[tuple[Option, Formula]]:
        """The options that give a value."""
        return ((option, formula) for option, formula in self.options if option not in SAYS_NOTHING)

    def when(self, option: Option) -> Formula:
        """The formula of an option."""
        return next(formula for known, formula in self.options if known == option)


class DiagnosisSlot(NamedTuple):
    """A diagnosis that is evaluated: which disease it is, and what is said of it.

    `subtypes` may hold together; `closed` says that the organs are given as a list, so that no other is involved. Of the organs
    that no rule reads, one stands in for all.
    """

    disease: FactChoice
    subtype: FactChoice
    subtypes: dict[str, Formula]
    activity: FactChoice
    asked_organs: Formula
    closed: Formula
    organs: dict[str, FactChoice]
    stand_in: str


class PatientSpace:
    """The variables, what makes them a patient (`valid`), and what a patient's size is (`sizes`: formulas with weights)."""

    def __init__(self, formulas: Formulas, views: Sequence[ProgramView], slots: Sequence[Sequence[str]], copy: str = "") -> None:
        self.formulas, self.views, self._copy = formulas, tuple(views), copy
        self.diseases = tuple(tuple(slot) for slot in slots)
        self._words = [view.words for view in views]
        self._tests = [test for view in views for test in view.tests()]
        # Invariant: every point that satisfies `valid` is a scenario that the parser accepts, and every scenario whose diagnoses
        # fit the slots is such a point (`patient.point_of`), two scenarios being one point if no test tells them apart.
        self._valid: list[Formula] = []
        self.sizes: list[tuple[Formula, int]] = []
        self.scalars = {fact: self._scalar(fact) for fact in self._facts()}
        self.slots = tuple(self._slot(index, names) for index, names in enumerate(self.diseases))
        self.also = {name: self._flag(("also", name)) for name in self._others()}
        # A disease stands in a scenario once: in a slot, or beside.
        twice = [(self.also[n], when) for slot in self.slots for n, when in slot.disease.options if n in self.also]
        self._valid += [formulas.all_of(pair) ^ 1 for pair in twice]
        self.treatments = self._choice(("treatments",), (*SAYS_NOTHING, True))
        self.viewers = [HistoryReader(v.words, self.diseases[v.slot], _treated(v.tests())) for v in views]
        self.entries = self._entries()
        self.valid = formulas.all_of(self._valid)

    def stretch(self, fact: str, number: float) -> Option | None:
        """The option of a number fact that a number belongs to, None where it lies outside what may be said."""
        options = (option for option, _ in self.scalars[fact].said())
        return next((o for o in options if isinstance(o, NumberRange) and any(number in i for i in o.intervals)), None)

    def unusual_first(self) -> list[Formula]:
        """All variables, from those a plain patient does without to those that are said of most patients.

        Other diagnoses come first, then what was asked and is not known, unusual entries, values, and last the diagnosis.
        """
        # Whoever looks for the plainest patient goes through these in turn and does without each that can be done without.
        said = [*reversed(self.scalars.values()), *(c for slot in self.slots for c in reversed(slot.organs.values()))]
        said += [choice for slot in self.slots for choice in (slot.activity, slot.subtype, slot.disease)]
        said.append(self.treatments)
        options = [option for choice in said for option in reversed(choice.options[1:])]
        entries = list(self.entries.values())[::-1]
        entries.sort(key=lambda item: (item[0].entry.therapy is not None, -item[0].size))
        flags = [when for slot in self.slots for when in (slot.asked_organs, slot.closed, *reversed(slot.subtypes.values()))]
        order = [*reversed(self.also.values())]
        order += [when for option, when in options if option is Missing.ASKED]
        order += [when for _, when in entries]
        order += [when for option, when in options if option is not Missing.ASKED]
        return [*order, *flags]

    def _facts(self) -> list[str]:
        """The facts of patient, findings and measures that tests read, and those that say something about them."""
        read = {fact for test in self._tests if (fact := getattr(test, "fact", None)) is not None}
        for words, names in ((w, self.diseases[v.slot]) for w, v in zip(self._words, self.views, strict=True)):
            read |= {f"measure.{name}" for disease in names for name in words.diseases[disease].activity_from}
            read |= {source for source, implied in implications(words) if implied in read}
        own, others = self._words[0].facts(), [frozenset(words.facts()) for words in self._words[1:]]
        stated = [fact for fact in own if fact in read and all(fact in known for known in others)]
        return [fact for fact in stated if self._words[0].fact_word(fact) is not None]

    def _scalar(self, fact: str) -> FactChoice:
        """What all packs let a scenario say; where one has values and another numbers, only that it was asked."""
        words = [w.fact_word(fact) for w in self._words]
        found = [word for word in words if isinstance(word, Finding)]
        numbers = [word for word in words if isinstance(word, Measure)]
        values: Sequence[Option] = ()
        if not numbers:
            values = [v for v in found[0].values if all(v in word.values for word in found)]
        elif not found:
            values = self._stretches(fact, numbers)
        return self._choice(tuple(fact.split(".", 1)), (*SAYS_NOTHING, *values))

    def _stretches(self, fact: str, words: Sequence[Measure]) -> list[NumberRange]:
        tests = [test for test in self._tests if isinstance(test, Within) and test.fact == fact]
        bands = [interval for word in words for interval in word.bands.values()]
        limits = limits_of([*bands, *(interval for test in tests for interval in test.intervals)])

        def told(number: float) -> Hashable:
            return tuple(test.holds(number) for test in tests), tuple(number in band for band in bands)

        low, high = max(word.low for word in words), min(word.high for word in words)
        return number_ranges(low, high, limits, told) if low <= high else []

    def _slot(self, index: int, names: Sequence[str]) -> DiagnosisSlot:
        words = self._words
        disease = self._choice(("disease", index), tuple(names), free=True)
        kinds = [w.diseases[name] for w in words for name in names if name in w.diseases]
        levels = list(dict.fromkeys(n for d in kinds for n in d.activity))
        subtype = self._choice(("subtype", index), (*SAYS_NOTHING, True), free=True)
        subtypes = {name: self._flag(("subtype", index, name)) for name in dict.fromkeys(n for d in kinds for n in d.subtypes)}
        activity = self._choice(("activity", index), (*SAYS_NOTHING, *levels))
        f = self.formulas
        # That subtypes are known says that there is one, and the other way round.
        self._valid.append(f.differ(subtype.when(True), f.any_of(subtypes.values())) ^ 1)
        # In a slot of several diseases, subtypes and levels go with the disease that knows them.
        for name, chosen in disease.options:
            own = [w.diseases[str(name)] for w in words]
            foreign = [s for key, s in subtypes.items() if not all(key in d.subtypes for d in own)]
            foreign += [a for level, a in activity.said() if not all(level in d.activity for d in own)]
            self._valid += [f.all_of((chosen, other)) ^ 1 for other in foreign]
        read = {n for test in self._tests if isinstance(test, Listed) and test.fact == ORGANS for n in test.names}
        common = [name for name in words[0].organs if all(name in w.organs for w in words)]
        # An organ that no rule reads still says that organs were looked at; one of them stands in for all.
        unread = [name for name in common if name not in read][:1]
        known = [name for name in common if name in (*read, *unread)]
        organs = {name: self._choice(("organ", index, name), (*SAYS_NOTHING, True, False)) for name in known}
        closed, asked = self._flag(("closed", index)), self._flag(("asked_organs", index))
        # A list of organs (`closed`) names those involved and no others; "asked, not known" names none.
        for choice in organs.values():
            listed = f.any_of((choice.when(Missing.NOT_RECORDED), choice.when(True)))
            self._valid += [f.any_of((closed ^ 1, listed)), f.any_of((asked ^ 1, choice.when(Missing.NOT_RECORDED)))]
        self._valid.append(f.all_of((closed, asked)) ^ 1)
        return DiagnosisSlot(disease, subtype, subtypes, activity, asked, closed, organs, "".join(unread))

    def _others(self) -> list[str]:
        """The diseases that may stand beside the evaluated ones, of those that tests read."""
        evaluated = {names[0] for names in self.diseases if len(names) == 1}
        read = {n for t in self._tests if isinstance(t, IsOneOf) and t.fact == COMORBIDITIES for n in t.names}
        return sorted(name for name in read - evaluated if all(name in words.diseases for words in self._words))

    def _entries(self) -> dict[Profile, tuple[EntryKind, Formula]]:
        own = [name for names in self.diseases for name in names]
        elsewhere: list[str | None] = [None]
        if len(self.diseases) > 1:
            elsewhere += own
        common = [name for name in self._words[0].diseases if all(name in words.diseases for words in self._words)]
        elsewhere += [name for name in common if name not in own][:1]
        self.elsewhere = tuple(elsewhere)
        found: dict[Profile, tuple[EntryKind, Formula]] = {}
        for number, (profile, kind) in enumerate(kinds_of_entries(self.viewers, elsewhere).items()):
            listed = self.formulas.variable((self._copy, "entry", number))
            self.sizes.append((listed, kind.size))
            # An entry stands only in a history that is recorded.
            self._valid.append(self.formulas.any_of((listed ^ 1, self.treatments.when(True))))
            found[profile] = kind, listed
        return found

    def _flag(self, path: Path) -> Formula:
        flag = self.formulas.variable((self._copy, *path))
        self.sizes.append((flag, 1))
        return flag

    def _choice(self, path: Path, options: Sequence[Option], free: bool = False) -> FactChoice:
        """A choice among options; every one but the first writes one value, unless its value is `free`."""
        if len(options) == 1:
            return FactChoice(((options[0], self.formulas.all_of(())),))
        # Invariant: exactly one option is true. The first has no variable; it is what remains where no other is chosen, so a
        # patient of whom nothing is said is the point without any true variable.
        said = [(o, self.formulas.variable((self._copy, *path, _name(o)))) for o in options[1:]]
        self._valid.append(self.formulas.at_most_one([formula for _, formula in said]))
        self.sizes += [(formula, 1) for option, formula in said if not free or option is Missing.ASKED]
        nothing = self.formulas.all_of(formula ^ 1 for _, formula in said)
        return FactChoice(((options[0], nothing), *said))


def _name(option: Option) -> Hashable:
    return option.number if isinstance(option, NumberRange) else option


def _treated(tests: Iterable[Condition]) -> tuple[Treated, ...]:
    return tuple(test for test in tests if isinstance(test, Treated))


def implications(words: Vocabulary) -> list[tuple[str, str]]:
    """Pairs of facts: a stated value of the first may say something about the second."""
    found: dict[tuple[str, str], None] = {}
    for kind, name in words.implying:
        word = words.fact_word(f"{kind}.{name}")
        for says in word.values.values() if isinstance(word, Finding) else (word,):
            found.update(dict.fromkeys((f"{kind}.{name}", implied) for implied in (says.implies if says else ())))
    return list(found)
