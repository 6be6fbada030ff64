"""The reason for a difference: a rule, its sources, and the conditions with the patient's values that made it so."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from infusion_pathways.explain.nearest import turns
from infusion_pathways.explain.nodes import Judged, leaves
from infusion_pathways.meaning.logic import Truth
from infusion_pathways.meaning.rule import Rule

MOST_CONDITIONS, MOST_VALUES = 3, 2
SO = {Truth.TRUE.value: "so", Truth.FALSE.value: "not so", Truth.UNKNOWN.value: "not known"}


class SaidValue(NamedTuple):
    """A value of the patient, or what is missing, in words, and where it stands or would stand in the scenario."""

    words: str
    pointer: str


class Tested(NamedTuple):
    """A condition with its truth and the patient's values; `more` of them are left out."""

    words: str
    truth: str
    values: tuple[SaidValue, ...]
    more: int = 0


class FailureReason(NamedTuple):
    """A rule with its cites, and the conditions that decided it, or that it lacks; `more` of them are left out.

    `rule` is empty where no rule is at work. `words` say it without the conditions.
    """

    words: str
    rule: str = ""
    cites: tuple[str, ...] = ()
    conditions: tuple[Tested, ...] = ()
    more: int = 0

    def lines(self) -> list[str]:
        """The reason as lines of text, the conditions two columns further in."""
        cited = f" [{', '.join(self.cites)}]" if self.cites else ""
        rest = [f"  and {self.more} more"] if self.more else []
        return [f"{self.words}{cited}", *(f"  {_line(condition)}" for condition in self.conditions), *rest]

    def plain(self) -> dict[str, Any]:
        """The reason as plain values."""
        return {
            "words": self.words,
            "rule": self.rule or None,
            "cites": list(self.cites),
            "conditions": [
                {"words": c.words, "truth": c.truth, "values": [said._asdict() for said in c.values], "more": c.more}
                for c in self.conditions
            ],
            "more": self.more,
        }


def _line(condition: Tested) -> str:
    values = [f"{said.words} {said.pointer}" for said in condition.values]
    values += [f"{condition.more} more"] if condition.more else []
    return " · ".join([f"{SO[condition.truth]}: {condition.words}", *values])


def decided(rule: Rule, tree: Judged) -> FailureReason:
    """Why a rule has the truth it has: the conditions that decide it."""
    return _reason(f"rule `{rule.id}` ({rule.kind.value}) is {tree.truth.value}", rule, leaves(tree))


def lacking(rule: Rule, tree: Judged, wanted: bool) -> FailureReason:
    """What would have to turn for a rule to have the wanted truth: the fewest conditions, as they are now."""
    nearest = turns(tree, wanted)
    if nearest is None:
        return decided(rule, tree)
    lead = f"rule `{rule.id}` ({rule.kind.value}) is {tree.truth.value}; to be {str(wanted).lower()}, this would have to turn"
    return _reason(lead, rule, (turn.test for turn in nearest))


def plain_reason(words: str, tree: Judged | None = None) -> FailureReason:
    """A reason that no rule of the pack gives, with the conditions of a tree where there is one."""
    return _reason(words, None, () if tree is None else leaves(tree))


def _reason(words: str, rule: Rule | None, tests: Iterable[Judged]) -> FailureReason:
    shown = [tested(test) for test in tests]
    source = ("", ()) if rule is None else (rule.id, rule.cites)
    return FailureReason(words, *source, tuple(shown[:MOST_CONDITIONS]), max(0, len(shown) - MOST_CONDITIONS))


def tested(test: Judged) -> Tested:
    """A test with the values that decide it, or with what is missing."""
    found = [(value.words, value.pointer) for value in test.values] + [(gap.words, gap.pointer) for gap in test.gaps]
    said = tuple(SaidValue(*each) for each in dict.fromkeys(found))
    return Tested(test.words, test.truth.value, said[:MOST_VALUES], max(0, len(said) - MOST_VALUES))
