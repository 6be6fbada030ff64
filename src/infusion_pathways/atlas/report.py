"""An atlas as blocks and as plain values."""

from collections.abc import Iterator, Sequence
from typing import Any

from infusion_pathways.atlas.reached import Atlas, AtlasCell, Cell, NeverDecides
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
    count = len(atlas.spots)
    told = f"{count} combination{'s' if count != 1 else ''} of verdicts" if count else "No combination of verdicts was found"
    end = "no other is reached by any patient: proved" if atlas.complete else "the budget ran out, there may be others"
    yield Paragraph(f"{told}; {end}. No other disease with a pathway stands beside.")
    for outcome in Outcome:
        spots = [spot for spot in atlas.spots if spot.outcome is outcome]
        if spots:
            yield Heading(3, f"{capital(outcome.label)} ({len(spots)})", outcome.row.look.value)
            yield from (_spot(pack, spot) for spot in spots)
    if atlas.cells:
        yield Heading(3, "Where there can be a candidate")
        yield from _cells(pack, atlas.cells)
    if atlas.idle:
        yield Heading(3, "What moves no verdict, whatever else is said")
        yield Paragraph("It may still be listed as a caution, asked for, or contradict something.")
        yield from _idle(pack, atlas)


def _spot(pack: Pack, spot: AtlasCell) -> Entry:
    told = ", ".join(f"{pack.vocabulary.label(therapy)} {verdict.label}" for therapy, verdict in spot.verdicts)
    return Entry("reached", told, ("; ".join(patient_lines(spot.patient, pack.vocabulary)),))


def _cells(pack: Pack, cells: Sequence[Cell]) -> Iterator[Entry]:
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


def _idle(pack: Pack, atlas: Atlas) -> Iterator[Entry]:
    kinds = {"subtype": "form", "activity": "activity", "organ": "organ", "fact": "fact"}
    for kind, tag in kinds.items():
        labels = [_label(pack, atlas, idle) for idle in atlas.idle if idle.kind == kind]
        if labels:
            yield Entry(tag, "; ".join(dict.fromkeys(labels)))


def _label(pack: Pack, atlas: Atlas, idle: NeverDecides) -> str:
    words = pack.vocabulary
    diseases = [words.diseases[name] for name in pack.pathways[atlas.pathway].diseases]
    if idle.kind == "subtype":
        return next(d.subtypes[idle.name].label for d in diseases if idle.name in d.subtypes)
    if idle.kind == "activity":
        return next(d.activity[idle.name].label for d in diseases if idle.name in d.activity)
    return words.organs[idle.name].label if idle.kind == "organ" else words.fact_label(idle.name)


def plain(pack: Pack, atlases: Sequence[Atlas]) -> dict[str, Any]:
    """The maps as plain values."""
    result = {
        "pathways": [
            {
                "pathway": atlas.pathway,
                "complete": atlas.complete,
                "reached": [
                    {
                        "outcome": spot.outcome.value,
                        "verdicts": {therapy: verdict.value for therapy, verdict in spot.verdicts},
                        "patient": scenario_plain(spot.patient),
                    }
                    for spot in atlas.spots
                ],
                "cells": [cell._asdict() for cell in atlas.cells],
                "moves_no_verdict": [idle._asdict() for idle in atlas.idle],
            }
            for atlas in atlases
        ],
    }
    return envelope("atlas/1", [stamp_of(pack)], chosen().judges, result)
