"""A condition with the truth of each of its parts, down to the patient's values, through the findings that rules derive."""

from collections.abc import Iterator
from typing import NamedTuple

from infusion_pathways.evaluation import Evaluation
from infusion_pathways.meaning.condition import Always, Condition, Derived, Treated, connective_of, parts_of, reads_a_fact
from infusion_pathways.meaning.facts import TREATMENTS
from infusion_pathways.meaning.logic import Truth
from infusion_pathways.meaning.rule import Clause
from infusion_pathways.pack.model import Pack
from infusion_pathways.scenario.model import Scenario
from infusion_pathways.trace.condition_words import condition_words
from infusion_pathways.trace.phrasebook import book_of
from infusion_pathways.trace.tree import Gap, Value
from infusion_pathways.trace.values import ValueReader

JOINTS = {"all": "all of these", "any": "at least one of these", "not": "not"}


class Judged(NamedTuple):
    """A part of a condition: how it is made (`shape`), its truth, its own words, and what stands below it.

    `shape` is `all`, `any`, `not`, `finding`, `rule` or `test`. The parts of a finding are the rules that derive it, that of a
    rule is its condition. A test has the patient's values that decide it, or what is missing; `name` is of findings and rules.
    """

    shape: str
    truth: Truth
    words: str
    condition: Condition
    name: str = ""
    values: tuple[Value, ...] = ()
    gaps: tuple[Gap, ...] = ()
    parts: tuple["Judged", ...] = ()

    def deciding(self) -> tuple["Judged", ...]:
        """The parts that decide the truth of this one: as in `logic`, those that have the truth that decides, else all."""
        match self.shape:
            case "all":
                return _first_of(self.parts, Truth.FALSE)
            case "any" | "finding":
                return _first_of(self.parts, Truth.TRUE)
            case _:
                return self.parts


def _first_of(parts: tuple[Judged, ...], decisive: Truth) -> tuple[Judged, ...]:
    for truth in (decisive, Truth.UNKNOWN):
        found = tuple(part for part in parts if part.truth is truth)
        if found:
            return found
    return parts


def leaves(node: Judged, apart: frozenset[str] = frozenset()) -> Iterator[Judged]:
    """The tests that decide the truth of a node, each once, in their order; through findings too, but for those set `apart`."""
    found: dict[int, Judged] = {}
    seen: set[int] = set()

    def walk(part: Judged) -> None:
        if id(part) not in seen and not (part.shape == "finding" and part.name in apart):
            seen.add(id(part))
            if part.shape == "test":
                found[id(part)] = part
            for below in part.deciding():
                walk(below)

    walk(node)
    yield from found.values()


def findings_of(node: Judged) -> tuple[Judged, ...]:
    """The findings through which the truth of a node was decided, those that others rest on first."""
    found: dict[str, Judged] = {}

    def walk(part: Judged) -> None:
        if part.shape == "finding" and part.name in found:
            return
        for below in part.deciding():
            walk(below)
        if part.shape == "finding":
            found[part.name] = part

    walk(node)
    return tuple(found.values())


def values_of(node: Judged, apart: frozenset[str] = frozenset()) -> tuple[Value, ...]:
    """The distinct values that decide the truth of a node; without those below the findings set `apart`."""
    return tuple(dict.fromkeys(value for leaf in leaves(node, apart) for value in leaf.values))


def gaps_of(node: Judged) -> tuple[Gap, ...]:
    """What is missing where a node is not known."""
    return tuple(dict.fromkeys(gap for leaf in leaves(node) for gap in leaf.gaps))


def reads_nothing(node: Judged) -> bool:
    """Whether a truth was decided without looking at the patient."""
    return all(isinstance(leaf.condition, Always) for leaf in leaves(node))


class ConditionJudge:
    """One diagnosis of a patient, whose conditions are to be judged part by part."""

    def __init__(self, pack: Pack, scenario: Scenario, evaluation: Evaluation) -> None:
        self._evaluation = evaluation
        self.page = book_of(pack).page(evaluation.program)
        self._words = pack.vocabulary
        self._reader = ValueReader(scenario, evaluation.position, evaluation.facts, pack.vocabulary)
        self._opened: dict[str, Judged] = {}

    def rule(self, clause: Clause, title: str = "") -> Judged:
        """A rule with its condition; `title` where it speaks of one therapy by name."""
        part = self.condition(clause.when)
        return Judged("rule", part.truth, title or clause.rule.title, clause.when, clause.key, parts=(part,))

    def premise(self, key: str) -> Judged:
        """What a program judges beside its rules (that a therapy is in use), by its key, as a rule without words of its own."""
        when = self._evaluation.program.conditions[key]
        part = self.condition(when)
        return Judged("rule", part.truth, part.words, when, key, parts=(part,))

    def condition(self, condition: Condition) -> Judged:
        """A condition with the truth of each of its parts."""
        truth = self._evaluation.judge(condition).truth
        shape = connective_of(condition)
        if shape:
            return Judged(shape, truth, JOINTS[shape], condition, parts=tuple(map(self.condition, parts_of(condition))))
        return self._finding(condition.name, truth, condition) if isinstance(condition, Derived) else self._test(condition, truth)

    def _finding(self, name: str, truth: Truth, condition: Derived) -> Judged:
        opened = self._opened.get(name)
        if opened is None:
            rules = tuple(self.rule(clause) for clause in self.page.findings.get(name, ()))
            words = self._words.findings[name].label
            opened = self._opened[name] = Judged("finding", truth, words, condition, name, parts=rules)
        return opened

    def _test(self, test: Condition, truth: Truth) -> Judged:
        words = condition_words(test, self._words)
        if isinstance(test, Always):
            return Judged("test", truth, words, test)
        assert reads_a_fact(test)
        if truth is Truth.UNKNOWN:
            treated = (test,) if isinstance(test, Treated) and test.fact == TREATMENTS else ()
            return Judged("test", truth, words, test, gaps=self._reader.gaps({test.fact}, treated))
        values = (*self._reader.read((test,))[0], *self._reader.following(test, truth is Truth.TRUE))
        return Judged("test", truth, words, test, values=tuple(dict.fromkeys(values)))
