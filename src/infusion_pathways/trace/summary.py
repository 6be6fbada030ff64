"""The parts of a trace that look at all diagnoses together: outcome, flags, discrepancies, sources, what is left aside."""

from collections.abc import Iterable, Iterator

from infusion_pathways.document.envelope import stamp_of
from infusion_pathways.meaning.outcomes import Outcome, OutcomeRow
from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.pack.model import Pack
from infusion_pathways.scenario.model import Scenario
from infusion_pathways.trace import tree
from infusion_pathways.trace.phrasebook import book_of
from infusion_pathways.trace.wording import listing, outcome_sentence, uncapital

MOST_NAMED_QUESTIONS = 3

_NAMED_BY = {
    Outcome.INFUSION_CANDIDATES: Verdict.CANDIDATE,
    Outcome.ON_HOLD: Verdict.ON_HOLD,
    Outcome.CONDITION_UNMET: Verdict.CONDITION_UNMET,
    Outcome.CONTINUE_CURRENT_INFUSION: Verdict.IN_USE,
    Outcome.INSUFFICIENT_INFORMATION: Verdict.UNDETERMINED,
}


def whole(
    pack: Pack,
    scenario: Scenario,
    diagnoses: tuple[tree.DiagnosisTrace, ...],
    row: OutcomeRow,
    asks: tuple[tree.Ask, ...],
    rules: tree.Rules,
    engines: tuple[str, ...],
) -> tree.Trace:
    """Put the trace together."""
    spoken = tuple(_spoken(diagnoses))
    discrepancies = _discrepancies(pack, spoken, frozenset(d.disease for d in diagnoses))
    return tree.Trace(
        outcome=tree.OutcomeTrace(row.outcome.value, _sentence(row.outcome, diagnoses, asks), row.words),
        scenario=tree.ScenarioStamp(scenario.id, scenario.title, scenario.narrative),
        diagnoses=diagnoses,
        asks=asks,
        discrepancies=discrepancies,
        flags=_flags(pack, diagnoses, spoken),
        not_considered=tuple(_not_considered(pack, diagnoses)),
        sources=_sources(pack, diagnoses, spoken, discrepancies),
        fired=rules.fired,
        unknown=rules.unknown,
        pack=stamp_of(pack),
        engines=engines,
    )


def _sentence(outcome: Outcome, diagnoses: tuple[tree.DiagnosisTrace, ...], asks: tuple[tree.Ask, ...]) -> str:
    wanted = _NAMED_BY.get(outcome)
    therapies = [t for d in diagnoses for t in d.therapies if wanted is not None and t.verdict == wanted.value]
    concerned = {t.disease for t in therapies} or {d.disease for d in diagnoses if d.pathway or outcome is Outcome.OUTSIDE_SCOPE}
    names = list(dict.fromkeys(t.label for t in therapies))
    if outcome is Outcome.INSUFFICIENT_INFORMATION:
        names = list(dict.fromkeys(ask.words.partition(":")[0] for ask in asks))[:MOST_NAMED_QUESTIONS]
    if outcome is Outcome.NO_REASON_FOR_INFUSION:
        names = _possible(therapy for diagnosis in diagnoses for therapy in diagnosis.therapies)
    reasons = list(dict.fromkeys(conflict.because for d in diagnoses for conflict in d.conflicts))
    return outcome_sentence(outcome, names, [d.label for d in diagnoses if d.disease in concerned], reasons)


def _possible(therapies: Iterable[tree.TherapyTrace]) -> list[str]:
    """What would be a reason if it were found, in the words of its gaps."""
    gaps = [gap for t in therapies for a in t.unknown if a.kind == "supports" for gap in a.gaps]
    return list(dict.fromkeys(gap.words.partition(":")[0] for gap in gaps))


def _spoken(diagnoses: tuple[tree.DiagnosisTrace, ...]) -> Iterator[tree.Argument]:
    """The arguments that shape the answer: what speaks for, against, is unmet or blocks, cautions, notes, conflicts."""
    for diagnosis in diagnoses:
        yield from diagnosis.conflicts
        for therapy in diagnosis.therapies:
            yield from (
                *therapy.supporting,
                *therapy.against,
                *therapy.unmet,
                *therapy.met,
                *therapy.cautions,
                *therapy.notes,
            )
            if therapy.verdict == Verdict.ON_HOLD.value:
                yield from (a for a in therapy.unknown if a.blocks_unknown)


def _discrepancies(pack: Pack, spoken: Iterable[tree.Argument], diseases: frozenset[str]) -> tuple[tree.Discrepancy, ...]:
    """The discrepancies that the speaking rules cite. A shared rule brings only those about the patient's own diseases."""
    rules: dict[str, dict[str, None]] = {}
    for argument in spoken:
        for cite in argument.cites:
            if cite in pack.discrepancies and (_own(pack, argument) or _concerns(pack, cite, diseases)):
                rules.setdefault(cite, {})[argument.rule] = None
    found = [
        tree.Discrepancy(
            id=name,
            severity=source.text("severity"),
            title=source.text("title"),
            document=source.text("document"),
            label=source.text("label"),
            shown_as=source.text("shown_as"),
            sources=source.names("sources"),
            rules=tuple(sorted(rules[name])),
            to_be_confirmed=source.to_be_confirmed,
        )
        for name, source in pack.discrepancies.items()
        if name in rules
    ]
    return tuple(sorted(found, key=lambda d: (d.severity, d.id)))


def _own(pack: Pack, argument: tree.Argument) -> bool:
    return not pack.pathways[pack.rules[argument.rule].pathway].shared


def _concerns(pack: Pack, discrepancy: str, diseases: frozenset[str]) -> bool:
    """Whether a discrepancy is about a claim that concerns one of the diseases, or all diseases."""
    named = [pack.claims[claim].names("diseases") for claim in pack.discrepancies[discrepancy].names("claims")]
    return not named or any(not names or diseases & set(names) for names in named)


def _flags(pack: Pack, diagnoses: tuple[tree.DiagnosisTrace, ...], spoken: Iterable[tree.Argument]) -> tuple[tree.Flag, ...]:
    """The flags of rules that fired, of requirements that are unmet, of what blocks unknown, and of outstanding checks."""
    raised: dict[str, dict[str, None]] = {}
    for argument in spoken:
        if argument.flag and (argument.kind != "requires" or argument.truth == "false"):
            raised.setdefault(argument.flag, {})[argument.rule] = None
    for diagnosis in diagnoses:
        for therapy in diagnosis.therapies:
            for check in therapy.checks:
                flag = pack.rules[check.rule].flag
                if flag:
                    raised.setdefault(flag, {})[check.rule] = None
    labels = pack.vocabulary.flags
    return tuple(tree.Flag(code, labels[code].label, tuple(sorted(raised[code]))) for code in sorted(raised))


def _not_considered(pack: Pack, diagnoses: tuple[tree.DiagnosisTrace, ...]) -> Iterator[tree.NotConsidered]:
    """One line for each therapy that no reason holds for, and for each of the pack's other infusions."""
    named: set[str] = set()
    covered = [d for d in diagnoses if d.pathway]
    for diagnosis in covered:
        for therapy in diagnosis.therapies:
            named.add(therapy.therapy)
            if therapy.verdict == Verdict.NO_REASON.value:
                yield tree.NotConsidered(therapy.therapy, diagnosis.disease, f"{therapy.label}: {_why_not(pack, therapy)}")
    of = listing([d.label for d in covered], "or")
    others = sorted({t for p in pack.pathways.values() if covered for t in p.therapies} - named)
    for name in others:
        words = pack.vocabulary.diseases
        diseases = [disease for p in pack.pathways.values() if name in p.therapies for disease in p.diseases]
        used = [words[disease].label for disease in sorted(diseases)]
        label = pack.vocabulary.therapies[name].label
        yield tree.NotConsidered(name, "", f"{label}: the document does not name it for {of} (it does for {listing(used)})")


def _why_not(pack: Pack, therapy: tree.TherapyTrace) -> str:
    if therapy.against:
        return f"no reason for it holds, and it would be ruled out or on hold in any case ({uncapital(therapy.against[0].title)})"
    findings = pack.vocabulary.findings
    possible = _possible([therapy])
    open_ = f"; still open: {listing(possible)}" if possible else ""
    unmet = dict.fromkeys(findings[name].label for argument in therapy.closed for name in argument.through)
    found = f"; none of these was found: {', '.join(unmet)}" if unmet else ""
    return f"no reason for it holds{found}{open_}"


def _sources(
    pack: Pack,
    diagnoses: tuple[tree.DiagnosisTrace, ...],
    spoken: Iterable[tree.Argument],
    discrepancies: Iterable[tree.Discrepancy],
) -> tuple[tree.SourceText, ...]:
    cited = {cite for argument in spoken for cite in argument.cites}
    cited |= {cite for d in diagnoses for t in d.therapies for check in t.checks for cite in check.cites}
    cited |= {cite for d in diagnoses for t in d.therapies for a in t.unknown for cite in a.cites}
    cited |= {source for discrepancy in discrepancies for source in discrepancy.sources}
    return tuple(text for name, text in book_of(pack).sources.items() if name in cited)
