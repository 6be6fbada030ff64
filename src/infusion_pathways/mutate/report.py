"""What came of the mutants, as blocks: the score, where it comes from, and each survivor with the patient who tells it."""

from collections.abc import Iterator, Mapping
from itertools import groupby

from infusion_pathways.document.blocks import Block, Entry, Heading, Paragraph, Table
from infusion_pathways.document.envelope import ending
from infusion_pathways.meaning.outcomes import Outcome as PatientOutcome
from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.mutate.result import Counterexample, MutantFate, PackAnswer
from infusion_pathways.mutate.score import MutantOutcome, MutationReport, MutationScore
from infusion_pathways.solver.patient_words import patient_lines
from infusion_pathways.vocabulary import Vocabulary

SECTIONS = (
    (MutantFate.SURVIVED, "Survived: some patient gets another answer, and no case notices"),
    (MutantFate.UNDECIDED, "Survived, and not decided within the budget"),
    (MutantFate.UNTOLD, "Survived, and not told apart without the solver"),
    (MutantFate.REASONS, "Survived with the same verdicts and outcome for every patient, for other reasons"),
)
COLUMNS = (
    MutantFate.KILLED,
    MutantFate.SURVIVED,
    MutantFate.UNDECIDED,
    MutantFate.UNTOLD,
    MutantFate.REASONS,
    MutantFate.EQUIVALENT,
)


def blocks(report: MutationReport) -> tuple[Block, ...]:
    """The report as blocks."""
    return tuple(_blocks(report))


def headline(score: MutationScore) -> str:
    """The score in a line."""
    return "no mutant gives another answer" if score.percent is None else f"{percent(score.percent)} of the mutants killed"


def percent(value: float | None) -> str:
    """A share in percent, never rounded up to all of it."""
    return "-" if value is None else f"{int(value * 10) / 10:.1f} %"


def _blocks(report: MutationReport) -> Iterator[Block]:
    score = report.score
    yield Heading(1, headline(score), "good" if score.percent in (None, 100) else "bad")
    yield Paragraph(_counted(report), "outcome")
    yield Paragraph(_explained(score))
    used = [
        fate for fate in COLUMNS if score.counts[fate] or fate in (MutantFate.KILLED, MutantFate.SURVIVED, MutantFate.EQUIVALENT)
    ]
    yield Heading(2, "By pathway")
    titles = {name: pathway.title for name, pathway in report.pack.pathways.items()}
    yield _table("pathway", report.by(lambda mutant: titles[mutant.pathway]), used)
    yield Heading(2, "By kind of error")
    yield _table("error", report.by(lambda mutant: mutant.way.value), used)
    for fate, title in SECTIONS:
        found = report.of(fate)
        if found:
            yield Heading(2, title)
            yield from _by_rule(report, found)
    yield from ending(report.pack)


def _counted(report: MutationReport) -> str:
    score, run = report.score, len(report.outcomes)
    told = ", ".join(f"{score.counts[fate]} {fate.value}" for fate in COLUMNS if score.counts[fate])
    first = len(report.killed_by())
    left = report.possible - run
    out = f" {left} of {report.possible} mutants were left out (seed {report.seed})." if left else ""
    return f"{run} mutants, {report.cases} cases: {told or 'nothing'}. {first} cases were the first to notice one.{out}"


def _explained(score: MutationScore) -> str:
    told = "Killed: a case that passes without the mutant fails with it. "
    if score.counts[MutantFate.UNTOLD]:
        return f"{told}The solver is not installed: what survives may be equivalent, and counts as if it were not."
    return (
        f"{told}Equivalent, and so not counted: proved to give every patient the same verdict on every therapy and the same "
        f"outcome; with other reasons, a case could still notice by them (counting those, {percent(score.strict)} are killed)."
    )


def _table(what: str, groups: Mapping[str, MutationScore], fates: list[MutantFate]) -> Table:
    header = (what, "all", *(fate.value for fate in fates), "score")
    rows = tuple(
        (name, str(score.mutants), *(str(score.counts[fate]) for fate in fates), percent(score.percent))
        for name, score in groups.items()
    )
    return Table(header, rows)


def _by_rule(report: MutationReport, outcomes: list[MutantOutcome]) -> Iterator[Block]:
    for rule, group in groupby(outcomes, lambda outcome: outcome.mutant.rule):
        place = report.places.get(rule)
        yield Heading(3, f"{rule} ({place})" if place else rule)
        for outcome in group:
            telling = outcome.result.telling
            details = () if telling is None else tuple(_counterexample(telling, report.pack.vocabulary))
            yield Entry("error", outcome.mutant.words, details)


def _counterexample(telling: Counterexample, words: Vocabulary) -> Iterator[str]:
    """The patient, and what each side says of them as far as it is not the same."""
    yield "; ".join(patient_lines(telling.scenario, words))
    for lead, said, other in (("today", telling.today, telling.mutant), ("with the error", telling.mutant, telling.today)):
        yield f"{lead}: {', '.join(_differing(said, other, words)) or 'the same answer'}"
    if not telling.kills:
        yield "nothing that a case can expect is otherwise"


def _differing(said: PackAnswer, other: PackAnswer, words: Vocabulary) -> Iterator[str]:
    for name, verdict in said.verdicts.items():
        if other.verdicts.get(name) != verdict:
            yield f"{words.therapies[name.rpartition('/')[2]].label} {Verdict(verdict).label}"
    if said.outcome != other.outcome:
        yield f"outcome {PatientOutcome(said.outcome).label}"
    yield from (f"{name} is {truth}" for name, truth in said.truths_unlike(other).items())
    yield from (f"asks for {name}" for name in said.asked_unlike(other))
