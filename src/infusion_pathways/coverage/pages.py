"""The annotated rules of a pathway: every condition with its goals, each a word and a colour, and the cases behind it."""

from collections.abc import Iterator, Sequence

from infusion_pathways.coverage.missing import missing
from infusion_pathways.coverage.model import (
    DECIDING,
    ClauseCoverage,
    Coverage,
    Goal,
    GoalStatus,
    PathwayCoverage,
    RuleCoverage,
    total,
)
from infusion_pathways.coverage.report import beyond, entry_of, pathways_table, reach_words, totals_table, verdict_entries
from infusion_pathways.document.blocks import Block, Entry, Heading, Paragraph, Tree, TreeNode
from infusion_pathways.meaning.condition import Condition, fold
from infusion_pathways.pack.model import Pack
from infusion_pathways.trace.wording import capital

MOST_CASES = 5
SIGNS = {GoalStatus.ASSERTED: "✓", GoalStatus.RAN: "~", GoalStatus.MISSING: "✗", GoalStatus.BEYOND: "–"}
SAID = {"true": "is true", "false": "is false", "unknown": "is unknown", DECIDING: "decides"}
LEGEND = (
    "✓ asserted: a case reaches it and would fail if it were otherwise. ~ ran: a case reaches it, none would fail. "
    "✗ missing: no case reaches it. – beyond: no patient can reach it; it does not count."
)


def index(coverage: Coverage) -> Iterator[Block]:
    """The page that says which pathway stands on which page."""
    found = total(coverage.conditions())
    yield Heading(1, f"Coverage of {coverage.pack.id} {coverage.pack.version}: {found.percent} %")
    yield Paragraph(f"{coverage.cases} cases. {reach_words(coverage, found)}", "outcome")
    yield pathways_table(coverage)
    yield Heading(2, "Pages")
    for pathway in coverage.pathways:
        page = f"{pathway.pathway}.html"
        yield Entry("-", f"{pathway.title}: `{page}`", page=page)
    yield from beyond(coverage)


def annotated(pack: Pack, coverage: Coverage, pathway: PathwayCoverage) -> Iterator[Block]:
    """The page of a pathway: totals, what is missing, verdicts, and every rule with its conditions."""
    found = total(pathway.conditions())
    yield Heading(1, f"Coverage of {pathway.title}: {found.percent} %")
    yield Paragraph(f"{pathway.cases} cases. {reach_words(coverage, found)}", "outcome")
    yield totals_table(pathway)
    yield Paragraph(LEGEND)
    entries = [*map(entry_of, missing(pathway)), *verdict_entries(pathway)]
    if entries:
        yield Heading(2, "What is missing, most useful first")
        # The word in front is left to the goals themselves, further down: each stands on the page once.
        yield from (entry._replace(tag="-") for entry in entries)
    yield Heading(2, "Verdicts")
    for therapy in pathway.therapies:
        label = pack.vocabulary.therapies[therapy.therapy].label
        yield from (_goal(f"{label} is {goal.what}", goal) for goal in therapy.verdicts)
    yield Heading(2, "Rules")
    for rule in pathway.rules:
        yield from _rule(pack, pathway, rule)


def _rule(pack: Pack, pathway: PathwayCoverage, rule: RuleCoverage) -> Iterator[Block]:
    title = rule.title.replace("{therapy}", "the therapy")
    yield Heading(3, capital(title))
    found = total(rule.conditions())
    parts = f"{found.covered} of {found.reachable} goals of its conditions covered, {found.asserted} asserted"
    yield Paragraph(f"`{rule.rule}`, {rule.kind}: {parts}")
    for clause in rule.clauses:
        when = pack.programs[pathway.pathway].by_key[clause.key].when
        if clause.therapy:
            yield Paragraph(f"For {pack.vocabulary.therapies[clause.therapy].label}:")
        yield Tree((_tree(when, iter(range(len(clause.leaves))), clause),))
        yield from (_goal(f"the rule is {goal.what}", goal) for goal in clause.truths)
        for number, leaf in enumerate(clause.leaves, 1):
            yield from (_goal(f"condition {number} {SAID[goal.what]}", goal) for goal in leaf.goals)


def _tree(condition: Condition, numbers: Iterator[int], clause: ClauseCoverage) -> TreeNode:
    """The condition as it is written; each leaf with its number and a sign for each of its goals."""

    def leaf(_: Condition) -> TreeNode:
        number = next(numbers)
        found = clause.leaves[number]
        return TreeNode(_worst(found.goals).value, f"{number + 1}. {found.words} ({_signs(found.goals)})")

    return fold(
        condition,
        lambda parts: TreeNode("", "all of", tuple(parts)),
        lambda parts: TreeNode("", "any of", tuple(parts)),
        lambda part: TreeNode("", "not", (part,)),
        leaf,
    )


def _worst(goals: Sequence[Goal]) -> GoalStatus:
    """What is to be said first of a condition: that something of it is missing, or only ran."""
    found = {goal.status for goal in goals}
    return next(
        status for status in (GoalStatus.MISSING, GoalStatus.RAN, GoalStatus.ASSERTED, GoalStatus.BEYOND) if status in found
    )


def _signs(goals: Sequence[Goal]) -> str:
    return ", ".join(f"{goal.what} {SIGNS[goal.status]}" for goal in goals)


def _goal(words: str, goal: Goal) -> Entry:
    return Entry(goal.status.value, words, tuple(_cases(goal)))


def _cases(goal: Goal) -> Iterator[str]:
    if not goal.cases:
        yield goal.reach.value
        return
    asserting = set(goal.asserted)
    running = [case for case in goal.cases if case not in asserting]
    for cases, said in ((goal.asserted, "asserted by"), (running, "run by")):
        if cases:
            named = ", ".join(f"`{case}`" for case in cases[:MOST_CASES])
            more = f" and {len(cases) - MOST_CASES} more" if len(cases) > MOST_CASES else ""
            yield f"{said} {len(cases)}: {named}{more}"
