"""Which facts of a patient decide: the marks that a student may set, and the fewest that show a verdict's reason.

A mark is the place of a fact in the scenario, as the trace prints it; an entry of a list that is told as one stands for the list.
"""

from collections.abc import Iterable, Iterator, Sequence

from infusion_pathways.meaning.condition import (
    Always,
    AnyOf,
    Condition,
    Derived,
    FactTest,
    Known,
    Treated,
    connective_of,
    leaves_of,
    reads_a_fact,
)
from infusion_pathways.meaning.facts import ACTIVITY, TREATMENTS, Facts, Missing
from infusion_pathways.meaning.logic import Truth, deciding_parts, judge_test
from infusion_pathways.meaning.rule import RuleKind
from infusion_pathways.quiz.misconception_model import MisreadDiagnosis
from infusion_pathways.scenario.model import Scenario
from infusion_pathways.trace.values import ValueReader
from infusion_pathways.vocabulary import Vocabulary

Marks = frozenset[str]
NO_MARKS: Marks = frozenset()
HISTORY, OTHERS = "/treatments", "/diagnoses"
"""The lists as wholes: what they do not name was not given, or is not diagnosed."""


def place_of(pointer: str) -> str:
    """The mark that a pointer of the trace belongs to."""
    parts = pointer.split("/")
    if pointer.startswith("/treatments/"):
        return "/".join(parts[:3])
    if len(parts) > 4 and parts[3] == "organ_involvement":
        return "/".join(parts[:4])
    return pointer


class Evidence:
    """The facts behind the tests of one diagnosis, as they are read in one way; `known` are the facts as they stand."""

    def __init__(self, scenario: Scenario, index: int, seen: MisreadDiagnosis, known: Facts, words: Vocabulary) -> None:
        self.seen = seen
        self.disease = f"/diagnoses/{index}/disease"
        closed = () if isinstance(known.value(TREATMENTS), Missing) else (HISTORY,)
        self._understood = (frozenset({self.disease, OTHERS, *closed}), frozenset({self.disease}))
        self._known = known
        self.reader = ValueReader(scenario, index, seen.evaluation.facts, words)
        self._clauses: dict[str, list[Condition]] = {}
        for clause in seen.program.clauses:
            if clause.rule.kind is RuleKind.FINDING:
                self._clauses.setdefault(clause.rule.targets[0], []).append(clause.when)
        self._places: dict[int, tuple[str, ...]] = {}

    def truth(self, condition: Condition) -> Truth:
        """The truth of a condition as the patient is read."""
        return self.seen.evaluation.judge(condition).truth

    def parts(self, name: str) -> Sequence[Condition]:
        """The conditions of the rules that conclude a finding."""
        return self._clauses.get(name, ())

    def places(self, test: FactTest) -> tuple[str, ...]:
        """The marks of the facts that a test reads; where one is not known, the place at which it would stand."""
        known = self._places.get(id(test))
        if known is None:
            known = self._places[id(test)] = tuple(dict.fromkeys(map(place_of, self._pointers(test))))
        return known

    def _pointers(self, test: FactTest) -> Iterator[str]:
        fact = test.fact
        if isinstance(self._known.value(fact), Missing):
            yield self.reader.pointer(fact)
        elif isinstance(test, Known) or judge_test(test, self.seen.evaluation.facts).truth is not Truth.UNKNOWN:
            yield from (value.pointer for value in self.reader.read((test,))[0])
        elif isinstance(test, Treated):
            yield from (gap.pointer for gap in self.reader.gaps((TREATMENTS,), (test,)))
        elif fact == ACTIVITY:
            yield from (value.pointer for value in self.reader.read((Known(fact),))[0])
        else:
            yield self.reader.pointer(fact)

    def leaves(self, condition: Condition) -> Iterator[FactTest]:
        """Every test below a condition, through findings too."""
        for leaf in leaves_of(condition):
            match leaf:
                case Derived(name):
                    for part in self.parts(name):
                        yield from self.leaves(part)
                case Always():
                    continue
                case _:
                    yield leaf

    def decisive(self, condition: Condition) -> Iterator[FactTest]:
        """The tests below a condition on which its truth rests, through findings too."""
        if isinstance(condition, Derived):
            condition = AnyOf(tuple(self.parts(condition.name)))
        if reads_a_fact(condition):
            yield condition
        for part in deciding_parts(condition, self.truth):
            yield from self.decisive(part)

    def needed(self, conditions: Iterable[Condition], marks: Marks = NO_MARKS, one_value: bool = False) -> Marks:
        """The fewest marks that show why one of several conditions has its truth, as many of them as can be in `marks`.

        Each test that decides needs one of the values it read; where something is not known, one open fact is enough. With
        `one_value` one value that bears on one of the conditions is. What a list does not
        name goes without saying, and so does the diagnosis, which is also what a rule without a condition rests on; unless
        nothing else decides.
        """
        whole = tuple(conditions)
        for understood in self._understood:
            found = self._fewest(whole, marks | understood, one_value) - understood
            if found:
                return found
        return self._fewest(whole, marks, one_value)

    def _fewest(self, conditions: Sequence[Condition], marks: Marks, one_value: bool) -> Marks:
        chosen = _best([self._chosen(c, marks, one_value) for c in conditions], marks, one_value)
        for mark in sorted(chosen - marks, reverse=True):
            again = _best([self._chosen(c, chosen - {mark}, one_value) for c in conditions], chosen - {mark}, one_value)
            chosen = chosen - {mark} if again <= chosen - {mark} else chosen
        return chosen

    def _chosen(self, condition: Condition, marks: Marks, one_value: bool) -> Marks:
        if isinstance(condition, Derived):
            condition = AnyOf(tuple(self.parts(condition.name)))
        if isinstance(condition, Always):
            return frozenset({self.disease})
        if reads_a_fact(condition):
            places = self.places(condition)
            hit = [place for place in places if place in marks]
            return frozenset(hit[:1] or places[:1])
        chosen = [self._chosen(part, marks, one_value) for part in deciding_parts(condition, self.truth)]
        every_part = (connective_of(condition), self.truth(condition)) in (("all", Truth.TRUE), ("any", Truth.FALSE))
        return frozenset[str]().union(*chosen) if every_part and not one_value else _best(chosen, marks, one_value)


def _best(options: Sequence[Marks], marks: Marks, prefer_some: bool) -> Marks:
    """The option that lacks the fewest marks, then the smallest, then the first by name."""
    usable = [option for option in options if option] if prefer_some else options
    return min(usable, key=lambda option: (len(option - marks), len(option), sorted(option)), default=NO_MARKS)
