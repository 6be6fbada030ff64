"""`pathways packs`: what is in a pack."""

from collections.abc import Iterator
from enum import Enum
from typing import Annotated, Any

import typer

from infusion_pathways.cli.common import opened_pack, output_width, say, write_blocks, write_document
from infusion_pathways.cli.options import PackOption
from infusion_pathways.document.blocks import Block, Paragraph, Table
from infusion_pathways.document.envelope import envelope, json_text, stamp_of
from infusion_pathways.pack import Pack, ledger
from infusion_pathways.source.problem import one_line

NARROWEST_MEANING = 30


class Section(Enum):
    """The sections of the vocabulary that can be listed."""

    DISEASES = "diseases"
    ORGANS = "organs"
    CLASSES = "classes"
    THERAPIES = "therapies"
    OUTCOMES = "outcomes"
    FINDINGS = "findings"
    MEASURES = "measures"
    PATIENT = "patient"
    CHECKS = "checks"
    FLAGS = "flags"


class Format(Enum):
    """How to write it."""

    TEXT = "text"
    JSON = "json"


def packs(
    words: Annotated[
        Section | None,
        typer.Option("--words", help="List the names of one section of the vocabulary.", show_default=False),
    ] = None,
    rules: Annotated[bool, typer.Option("--rules", help="List every rule with what it cites.")] = False,
    format: Annotated[Format, typer.Option("--format", "-f", help="How to write it.")] = Format.TEXT,
    pack: PackOption = None,
) -> None:
    """Show what is in a pack: pathways, therapies, and which claims of the document are accounted for.

    Example: pathways packs --words therapies
    """
    opened = opened_pack(pack)
    if words is not None:
        _list(opened, "words/1", _words(opened, words), format)
    elif rules:
        _list(
            opened,
            "rules/1",
            [(r.id, f"{r.kind.value} · {r.lens} · {r.title} [{', '.join(r.cites)}]") for r in opened.rules.values()],
            format,
        )
    elif format is Format.JSON:
        write_document(json_text(envelope("packs/1", [stamp_of(opened)], (), summary(opened))))
    else:
        write_blocks(tuple(_blocks(opened, summary(opened))))


def summary(pack: Pack) -> dict[str, Any]:
    """What is in a pack, as plain values."""
    claims, discrepancies = ledger.claims_accounted(pack), ledger.discrepancies_accounted(pack)
    named = {therapy for pathway in pack.pathways.values() for therapy in pathway.therapies}
    return {
        "title": pack.title,
        "pathways": [
            {
                "id": pathway.id,
                "title": pathway.title,
                "shared": pathway.shared,
                "diseases": list(pathway.diseases),
                "therapies": list(pathway.therapies),
                "rules": sum(rule.pathway == pathway.id for rule in pack.rules.values()),
            }
            for pathway in sorted(pack.pathways.values(), key=lambda p: (p.shared, p.id))
        ],
        "therapies": [
            {
                "id": therapy.name,
                "infusion": therapy.infusion,
                "routes": list(therapy.routes),
                "pathways": sorted(p.id for p in pack.pathways.values() if therapy.name in p.therapies),
            }
            for therapy in pack.vocabulary.therapies.values()
            if therapy.name in named
        ],
        "rules_by_lens": dict(ledger.rules_by_lens(pack)),
        "claims": _coverage(claims),
        "discrepancies": _coverage(discrepancies),
        "references": len(pack.references),
        "to_be_confirmed": sorted(rule.id for rule in pack.rules.values() if rule.to_be_confirmed),
    }


def _coverage(accounts: tuple[ledger.Account, ...]) -> dict[str, Any]:
    return {
        "total": len(accounts),
        "accounted_for": sum(account.settled for account in accounts),
        "cited_by_rules": sum(bool(account.rules) for account in accounts),
        "with_a_reason_only": sum(bool(account.reason and not account.rules) for account in accounts),
        "open": list(ledger.unsettled(accounts)),
        "by_id": {a.id: list(a.rules) or [f"no rule: {a.reason}"] for a in accounts if a.settled},
    }


def _words(pack: Pack, section: Section) -> list[tuple[str, str]]:
    """Each name of a section with its label, and what a scenario may write: values, subtypes, levels, range, other spellings."""
    return [(word.name, _described(word)) for word in getattr(pack.vocabulary, section.value).values()]


def _described(word: Any) -> str:
    parts = [word.label]
    if getattr(word, "derived", False):
        return f"{word.label} (derived by rules, not stated)"
    for title in ("values", "subtypes", "activity"):
        names = getattr(word, title, {})
        if names:
            parts.append(f"{title}: {', '.join(names)}")
    if hasattr(word, "bands"):
        parts.append(f"{word.low:g} to {word.high:g} {word.unit}")
    if word.aliases:
        parts.append(f"also: {', '.join(word.aliases)}")
    return "; ".join(parts)


def _list(pack: Pack, kind: str, rows: list[tuple[str, str]], format: Format) -> None:
    """Names and what they mean: side by side, or one below the other where there is no room; in a pipe a line for each."""
    if format is Format.JSON:
        write_document(json_text(envelope(kind, [stamp_of(pack)], (), dict(rows))))
        return
    from infusion_pathways.document.text import wrapped

    column, columns = max((len(name) for name, _ in rows), default=0) + 2, output_width()
    beside = columns is None or columns - column >= NARROWEST_MEANING
    for name, text in rows:
        if columns is None:
            say(f"{name:<{column}}{text}")
            continue
        before = " " * (column if beside else 4)
        lines = [before + line for line in wrapped(one_line(text), columns - len(before))]
        if beside:
            lines[0] = f"{name:<{column}}{lines[0][column:]}"
        for line in lines if beside else [name, *lines]:
            say(line)


def _blocks(pack: Pack, found: dict[str, Any]) -> Iterator[Block]:
    yield Paragraph(found["title"], "narrative")
    yield Paragraph(f"{pack.id} {pack.version}, digest {pack.digest[:12]}", "narrative")
    rows = tuple(
        (
            pathway["title"],
            str(pathway["rules"]),
            "for every therapy below" if pathway["shared"] else ", ".join(pathway["therapies"]),
        )
        for pathway in found["pathways"]
    )
    yield Table(("pathway", "rules", "therapies"), rows)
    for therapy in found["therapies"]:
        form = "infusion" if therapy["infusion"] else "no infusion form"
        yield Paragraph(f"{therapy['id']}: {form} ({', '.join(therapy['routes'])})")
    lenses = ", ".join(f"{count} {lens}" for lens, count in found["rules_by_lens"].items())
    yield Paragraph(f"rules by lens: {lenses}; {len(found['to_be_confirmed'])} to be confirmed", "stamp")
    for what in ("claims", "discrepancies"):
        part = found[what]
        left = f"; open: {', '.join(part['open'])}" if part["open"] else ""
        reasons = f", {part['with_a_reason_only']} with a reason why none needs to" if part["with_a_reason_only"] else ""
        cited = f"{part['cited_by_rules']} cited by rules{reasons}"
        yield Paragraph(f"{what}: {part['accounted_for']} of {part['total']} accounted for ({cited}){left}", "narrative")
    yield Paragraph(f"references: {found['references']}", "narrative")
