"""Errors in what a rule says, its condition aside: its kind, its mark, the therapy it is about, or that it is missing."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from infusion_pathways.meaning.rule import RuleKind
from infusion_pathways.mutate.mutant import ErrorKind
from infusion_pathways.mutate.tree import Raw, listed, unlisted, without
from infusion_pathways.pack.targets import EVERY

OTHER_KINDS = {"excludes": "holds", "holds": "cautions"}
MARKS = {"excludes": "hold", "holds": "hold", "requires": "check"}
NO_THERAPY = (RuleKind.FINDING.value, RuleKind.CONFLICT.value)

Argued = tuple[ErrorKind, Raw | None, str]


def argument_errors(rule: Raw, therapies: Sequence[str]) -> Iterator[Argued]:
    """Each error, the rule as it is then, and the error in words. `therapies` are those the rule could be about."""
    ((kind, target),) = rule["then"].items()
    yield ErrorKind.REMOVED, None, "the rule is missing"
    if kind in OTHER_KINDS:
        yield ErrorKind.KIND, _of_kind(rule, OTHER_KINDS[kind], target), f"{OTHER_KINDS[kind]} instead of {kind}"
    mark = rule.get("when_unknown")
    if mark is not None:
        yield ErrorKind.MARK, without(rule, "when_unknown", "unrecorded"), f"without when_unknown: {mark}"
    elif kind in MARKS:
        yield ErrorKind.MARK, {**rule, "when_unknown": MARKS[kind]}, f"now with when_unknown: {MARKS[kind]}"
    if kind not in NO_THERAPY and target != EVERY and not isinstance(target, Mapping):
        for new, words in _targets(listed(target), therapies):
            yield ErrorKind.TARGET, {**rule, "then": {kind: new}}, words


def _of_kind(rule: Raw, kind: str, target: Any) -> dict[str, Any]:
    """A rule with another kind, and without the mark that the new kind does not take."""
    kept = rule if MARKS.get(kind) == rule.get("when_unknown") else without(rule, "when_unknown")
    return {**kept, "then": {kind: target}}


def _targets(old: list[str], therapies: Sequence[str]) -> Iterator[tuple[Any, str]]:
    if len(old) > 1:
        for gone in old:
            yield unlisted([name for name in old if name != gone]), f"no longer about {gone}"
        return
    places = [therapies.index(name) for name in old if name in therapies]
    following = [*therapies[max(places) + 1 :], *therapies] if places else []
    for other in [name for name in following if name not in old][:1]:
        yield other, f"about {other} instead of {old[0]}"
