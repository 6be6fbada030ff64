"""Coverage told: a summary for a terminal, and the annotated rules of each pathway. Both read the goals of the model."""

from collections.abc import Iterable, Iterator, Sequence

from infusion_pathways.coverage.missing import MissingGoal, missing, missing_verdicts
from infusion_pathways.coverage.model import DECIDING, Coverage, Goal, GoalStatus, PathwayCoverage, Total, percentage, total
from infusion_pathways.document.blocks import Block, Entry, Heading, Paragraph, Table
from infusion_pathways.trace.wording import listing

MOST_MISSING = 12


def summary(coverage: Coverage) -> Iterator[Block]:
    """The coverage of a pack in short: percentages, and what is missing of each pathway, most useful first."""
    found = total(coverage.conditions())
    yield Heading(1, f"Coverage of conditions: {found.percent} %")
    yield Paragraph(_counted(coverage, found), "outcome")
    yield Paragraph(reach_words(coverage, found))
    yield pathways_table(coverage)
    for pathway in coverage.pathways:
        entries = missing(pathway)
        if (entries or missing_verdicts(pathway)) and pathway.cases:
            goals = sum(entry.goals for entry in entries if entry.number is not None)
            yield Heading(2, f"{pathway.title}: {goals} goals of conditions missing, most useful first")
            yield from map(entry_of, entries[:MOST_MISSING])
            if len(entries) > MOST_MISSING:
                yield Paragraph(f"and {len(entries) - MOST_MISSING} entries more; `--html` and `--coverage-json` have all")
            yield from verdict_entries(pathway)
    idle = [pathway.title for pathway in coverage.pathways if not pathway.cases]
    if idle:
        yield Heading(2, "Pathways that no case is about")
        yield from (Entry("missing", title) for title in idle)
    yield from beyond(coverage)


def _counted(coverage: Coverage, found: Total) -> str:
    cases = f"{coverage.cases} case{'s' * (coverage.cases != 1)}"
    return (
        f"Of {found.reachable} goals (each condition true, false, unknown and deciding), {cases} reach {found.covered}. "
        f"Some case would fail if {found.asserted} of these ({percentage(found.asserted, found.reachable)} %) were otherwise."
    )


def reach_words(coverage: Coverage, found: Total) -> str:
    """Of which whole the percentages are."""
    if not coverage.asked:
        return (
            "This is the part of all goals. What no patient reaches counts as missing here, except where a test cannot have such "
            "an answer at all; the solver, which would tell, is not installed (extra `prove`)."
        )
    words = f"This is the part of what some patient can reach: {found.unreachable} more goals cannot be reached (proved)."
    undecided = sum(goal.reach.name == "UNDECIDED" for goal in coverage.conditions())
    if undecided:
        words += f" Of {undecided} it is not decided; they count as missing."
    return words


def pathways_table(coverage: Coverage) -> Table:
    """The percentages of each pathway side by side."""
    rows = []
    for pathway in coverage.pathways:
        found = total(pathway.conditions())
        rows.append(
            (
                pathway.title,
                str(pathway.cases),
                found.percent,
                percentage(found.asserted, found.reachable),
                total(pathway.truths()).percent,
                total(pathway.verdicts()).percent,
            )
        )
    header = ("", "cases", "covered", "asserted", "rules", "verdicts")
    caption = "Of the conditions covered and asserted, of the rules and verdicts covered, in percent"
    return Table(header, tuple(rows), caption)


def beyond(coverage: Coverage) -> Iterator[Block]:
    """The outcomes and the cited claims that no case reaches."""
    for title, goals in (("Outcomes", coverage.outcomes), ("Claims", coverage.claims)):
        lacking = [goal.what for goal in goals if goal.status is GoalStatus.MISSING]
        if lacking:
            found = total(goals)
            yield Heading(2, f"{title}: {found.covered} of {found.reachable} covered")
            yield from (Entry("missing", f"`{name}`") for name in lacking)


def entry_of(entry: MissingGoal) -> Entry:
    """What is missing, on one line."""
    subject = "the rule itself" if entry.number is None else f"condition {entry.number + 1}, {entry.words}"
    of = f" (for {listing(entry.therapies)})" if entry.therapies else ""
    idle = ", so the rule never fires" if entry.idle and entry.number is not None else ""
    return Entry("missing", f"`{entry.rule}`{of}, {subject}: {_never(entry.what)}{idle}")


def verdict_entries(pathway: PathwayCoverage) -> Iterator[Entry]:
    """The verdicts that are missing, a line for each therapy."""
    for therapy, names in missing_verdicts(pathway):
        yield Entry("missing", f"`{therapy}` is never {listing([f'`{name}`' for name in names], 'or')}")


def _never(what: Sequence[str]) -> str:
    states = [name for name in what if name != DECIDING]
    said = [f"never {listing(states, 'or')}"] if states else []
    return " and ".join([*said, *(["never decides"] if DECIDING in what else [])])


def totals_table(pathway: PathwayCoverage) -> Table:
    """The totals of a pathway, as numbers."""
    parts: tuple[tuple[str, Iterable[Goal]], ...] = (
        ("conditions", pathway.conditions()),
        ("rules", pathway.truths()),
        ("verdicts", pathway.verdicts()),
    )
    rows = []
    for name, goals in parts:
        found = total(goals)
        numbers = (found.covered, found.asserted, found.reachable - found.covered, found.unreachable)
        rows.append((name, found.percent, *map(str, numbers)))
    header = ("", "percent", "covered", "asserted", "missing", "beyond")
    return Table(header, tuple(rows), "Goals")
