"""An atlas as blocks and as plain values."""

from collections.abc import Iterator, Sequence
from typing import Any

from infusion_pathways.atlas.combinations import Atlas, CandidateCell, InertFact, VerdictCombination
from infusion_pathways.document.blocks import Block, Entry, Heading, Paragraph
from infusion_pathways.document.envelope import ending, envelope, stamp_of
from infusion_pathways.engine.choice import chosen
from infusion_pathways.meaning.outcomes import Outcome
from infusion_pathways.pack.model import Pack
from infusion_pathways.scenario.writing import scenario_plain
from infusion_pathways.solver.patient_words import patient_lines
from infusion_pathways.trace.wording import capital


def blocks(pack: Pack, atlases: Sequence[Atlas]) -> tuple[Block, ...]:
    """The maps of some pathways as blocks."""
    return tuple(_blocks(pack, atlases))


def _blocks(pack: Pack, atlases: Sequence[Atlas]) -> Iterator[Block]:
    yield Heading(1, "atlas")
    whole = all(atlas.complete for atlas in atlases)
    which = "Every combination" if whole else "Combinations"
    yield Paragraph(f"{which} of verdicts that some patient has, each with one smallest patient.", "outcome")
    for atlas in atlases:
        yield from _pathway(pack, atlas)
    yield from ending(pack)


def _pathway(pack: Pack, atlas: Atlas) -> Iterator[Block]:
    yield Heading(2, pack.pathways[atlas.pathway].title)
    count = len(atlas.combinations)
    told = f"{count} combination{'s' if count != 1 else ''} of verdicts" if count else "No combination of verdicts was found"
    end = "no other is reached by any patient: proved" if atlas.complete else "the budget ran out, there may be others"
    yield Paragraph(f"{told}; {end}. No other disease with a pathway stands beside.")
    for outcome in Outcome:
        combinations = [found for found in atlas.combinations if found.outcome is outcome]
        if combinations:
            yield Heading(3, f"{capital(outcome.label)} ({len(combinations)})", outcome.row.look.value)
            yield from (_combination(pack, found) for found in combinations)
    if atlas.cells:
        yield Heading(3, "Where there can be a candidate")
        yield from _cells(pack, atlas.cells)
    if atlas.inert:
        yield Heading(3, "What moves no verdict, whatever else is said")
        yield Paragraph("It may still be listed as a caution, asked for, or contradict something.")
        yield from _inert_facts(pack, atlas)


def _combination(pack: Pack, found: VerdictCombination) -> Entry:
    told = ", ".join(f"{pack.vocabulary.label(therapy)} {verdict.label}" for therapy, verdict in found.verdicts)
    return Entry("reached", told, ("; ".join(patient_lines(found.patient, pack.vocabulary)),))


def _cells(pack: Pack, cells: Sequence[CandidateCell]) -> Iterator[Entry]:
    """Forms and levels with the same therapies told together."""
    words = pack.vocabulary
    groups: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for cell in cells:
        disease = words.diseases[cell.disease]
        named = [disease.subtypes[cell.subtype].label] if cell.subtype else []
        named += [disease.activity[cell.activity].label] if cell.activity else []
        groups.setdefault((cell.candidates, cell.undecided), []).append(f"{disease.label}: {', '.join(named)}")
    for (candidates, undecided), where in sorted(groups.items(), key=lambda item: (-len(item[0][0]), item[0])):
        told = [", ".join(words.label(therapy) for therapy in candidates)] * bool(candidates)
        if undecided:
            told.append(f"not decided within the budget: {', '.join(words.label(therapy) for therapy in undecided)}")
        tag = "possible" if candidates else "?" if undecided else "never"
        yield Entry(tag, "; ".join(told) or "no therapy of the pathway, whatever else is said", tuple(where))


def _inert_facts(pack: Pack, atlas: Atlas) -> Iterator[Entry]:
    kinds = {"subtype": "form", "activity": "activity", "organ": "organ", "fact": "fact"}
    for kind, tag in kinds.items():
        labels = [_label(pack, atlas, inert) for inert in atlas.inert if inert.kind == kind]
        if labels:
            yield Entry(tag, "; ".join(dict.fromkeys(labels)))


def _label(pack: Pack, atlas: Atlas, inert: InertFact) -> str:
    words = pack.vocabulary
    diseases = [words.diseases[name] for name in pack.pathways[atlas.pathway].diseases]
    if inert.kind == "subtype":
        return next(d.subtypes[inert.name].label for d in diseases if inert.name in d.subtypes)
    if inert.kind == "activity":
        return next(d.activity[inert.name].label for d in diseases if inert.name in d.activity)
    return words.organs[inert.name].label if inert.kind == "organ" else words.fact_label(inert.name)


def plain(pack: Pack, atlases: Sequence[Atlas]) -> dict[str, Any]:
    """The maps as plain values."""
    result = {
        "pathways": [
            {
                "pathway": atlas.pathway,
                "complete": atlas.complete,
                "reached": [
                    {
                        "outcome": found.outcome.value,
                        "verdicts": {therapy: verdict.value for therapy, verdict in found.verdicts},
                        "patient": scenario_plain(found.patient),
                    }
                    for found in atlas.combinations
                ],
                "cells": [cell._asdict() for cell in atlas.cells],
                "moves_no_verdict": [inert._asdict() for inert in atlas.inert],
            }
            for atlas in atlases
        ],
    }
    return envelope("atlas/1", [stamp_of(pack)], chosen().judges, result)
