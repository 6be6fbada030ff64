"""Which facts of a patient decide: the marks that a student may set, and the fewest that show a verdict's reason.

A mark is the place of a fact in the scenario, as the trace prints it; an entry of a list that is told as one stands for the list.
"""

from collections.abc import Iterable, Iterator, Sequence

from infusion_pathways.meaning.condition import (
    All,
    Always,
    AnyOf,
    Condition,
    Derived,
    IsOneOf,
    Known,
    Listed,
    Not,
    Treated,
    Within,
    leaves_of,
)
from infusion_pathways.meaning.facts import ACTIVITY, TREATMENTS, Facts, Missing
from infusion_pathways.meaning.logic import Truth, judge_test
from infusion_pathways.meaning.rule import RuleKind
from infusion_pathways.quiz.misconception_model import MisreadDiagnosis
from infusion_pathways.scenario.model import Scenario
from infusion_pathways.trace.values import ValueReader
from infusion_pathways.vocabulary import Vocabulary

Marks = frozenset[str]
Leaf = Known | IsOneOf | Within | Listed | Treated
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

    def places(self, test: Leaf) -> tuple[str, ...]:
        """The marks of the facts that a test reads; where one is not known, the place at which it would stand."""
        known = self._places.get(id(test))
        if known is None:
            known = self._places[id(test)] = tuple(dict.fromkeys(map(place_of, self._pointers(test))))
        return known

    def _pointers(self, test: Leaf) -> Iterator[str]:
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

    def leaves(self, condition: Condition) -> Iterator[Leaf]:
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

    def decisive(self, condition: Condition) -> Iterator[Leaf]:
        """The tests below a condition on which its truth rests, through findings too."""
        match condition:
            case All(parts) | AnyOf(parts):
                truth = self.truth(condition)
            case Not(part):
                parts, truth = (part,), self.truth(part)
            case Derived(name):
                parts, truth = tuple(self.parts(name)), self.seen.evaluation.findings[name].truth
            case Always():
                return
            case _:
                yield condition
                return
        for part in parts:
            if self.truth(part) is truth:
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
        match condition:
            case All(parts) | AnyOf(parts):
                return self._of_parts(parts, condition, marks, one_value)
            case Not(part):
                return self._chosen(part, marks, one_value)
            case Derived(name):
                return self._of_parts(self.parts(name), AnyOf(()), marks, one_value, self.seen.evaluation.findings[name].truth)
            case Always():
                return frozenset({self.disease})
            case _:
                places = self.places(condition)
                hit = [place for place in places if place in marks]
                return frozenset(hit[:1] or places[:1])

    def _of_parts(
        self, parts: Sequence[Condition], whole: All | AnyOf, marks: Marks, one_value: bool, truth: Truth | None = None
    ) -> Marks:
        truth = self.truth(whole) if truth is None else truth
        chosen = [self._chosen(part, marks, one_value) for part in parts if self.truth(part) is truth]
        decisive = truth is Truth.UNKNOWN or truth is (Truth.FALSE if isinstance(whole, All) else Truth.TRUE)
        if decisive or one_value:
            return _best(chosen, marks, one_value)
        return frozenset[str]().union(*chosen)


def _best(options: Sequence[Marks], marks: Marks, prefer_some: bool) -> Marks:
    """The option that lacks the fewest marks, then the smallest, then the first by name."""
    usable = [option for option in options if option] if prefer_some else options
    return min(usable, key=lambda option: (len(option - marks), len(option), sorted(option)), default=NO_MARKS)
