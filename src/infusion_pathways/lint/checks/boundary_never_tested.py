"""A limit in a rule that no case stands on."""

from collections.abc import Iterator, Mapping
from typing import Any

from infusion_pathways.lint.check import LintCheck
from infusion_pathways.lint.context import LintContext, LintedCase, TestMapping, tests_of
from infusion_pathways.lint.finding import Need, Remark, Severity
from infusion_pathways.meaning.condition import Interval
from infusion_pathways.pack.conditions import COMPARISONS
from infusion_pathways.vocabulary import Measure, interval_of


def find(study: LintContext) -> Iterator[Remark]:
    """Limits in rules that no case of the rule's pathways meets exactly, or beside it where the rule is otherwise."""
    for item in study.rules:
        pathways = {pathway for pathway, _ in study.clauses.get(item.rule.id, ())}
        cases = [case for case in study.all_cases if study.pathways_of(case) & pathways] if pathways else []
        for test in tests_of(item.raw["when"], (*item.at, "when")):
            word = _measure(study, test)
            if word is not None:
                numbers = {n for case in cases if (n := _number(case, test.head, word.name)) is not None}
                for limit, lacking in untested(word, intervals_of(word, test.raw), numbers):
                    message = f"no case has a `{word.name}` {lacking}, where `{item.rule.id}` turns at {limit:g}"
                    help = "add a case on the limit and one beside it; what they expect says where the limit is"
                    yield Remark(study.written.spot(test.at), message, help)


def _measure(study: LintContext, test: TestMapping) -> Measure | None:
    word = study.pack.vocabulary.fact_word(f"{test.head}.{test.raw[test.head]}")
    return word if isinstance(word, Measure) else None


def _number(case: LintedCase, head: str, name: str) -> float | None:
    value = (case.scenario.measures if head == "measure" else case.scenario.patient).get(name)
    return float(value) if isinstance(value, int | float) else None


def intervals_of(word: Measure, raw: Mapping[str, Any]) -> list[Interval]:
    """The stretches of numbers for which a test is true."""
    if "is" in raw:
        return [word.bands[band] for band in ([raw["is"]] if isinstance(raw["is"], str) else raw["is"])]
    return [interval_of({key: raw[key] for key in COMPARISONS if key in raw})]


def untested(word: Measure, intervals: list[Interval], numbers: set[float]) -> Iterator[tuple[float, str]]:
    """The limits at which a test turns, with what no number has: the limit itself, or a side on which the test is otherwise.

    The side on which the test says what it says on the limit is held by the limit.
    """
    limits = sorted({n for i in intervals for n in (i.low, i.high) if n is not None and word.low <= n <= word.high})
    edges = [word.low, *limits, word.high]
    for before, limit, behind in zip(edges, limits, edges[2:], strict=False):
        below, on, above = (any(n in i for i in intervals) for n in ((before + limit) / 2, limit, (limit + behind) / 2))
        turns_below, turns_above = before < limit and below is not on, limit < behind and above is not on
        lacking = [f"of {limit:g}"] * ((turns_below or turns_above) and limit not in numbers)
        lacking += [f"from {before:g} to {limit:g}"] * (turns_below and not any(before <= n < limit for n in numbers))
        lacking += [f"from {limit:g} to {behind:g}"] * (turns_above and not any(limit < n <= behind for n in numbers))
        if lacking:
            yield limit, ", nor one ".join(lacking)


CHECK = LintCheck(
    "boundary-never-tested",
    Severity.WARNING,
    "no case stands on a limit, or beside it where the rule is otherwise",
    find,
    frozenset({Need.CASES}),
)
