"""`pathways packs`: what is in a pack."""

import json
from enum import Enum
from typing import Annotated, Any

import typer

from infusion_pathways.cli.common import opened_pack, terminal_width, wants_color
from infusion_pathways.cli.options import PackOption
from infusion_pathways.pack import Pack, ledger


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
        _list(_words(opened, words), format)
    elif rules:
        _list(
            [(r.id, f"{r.kind.value} · {r.lens} · {r.title} [{', '.join(r.cites)}]") for r in opened.rules.values()],
            format,
        )
    elif format is Format.JSON:
        typer.echo(json.dumps(summary(opened), indent=2))
    else:
        _draw(summary(opened))


def summary(pack: Pack) -> dict[str, Any]:
    """What is in a pack, as plain values."""
    claims, discrepancies = ledger.claims_accounted(pack), ledger.discrepancies_accounted(pack)
    named = {therapy for pathway in pack.pathways.values() for therapy in pathway.therapies}
    return {
        "id": pack.id,
        "version": pack.version,
        "digest": pack.digest,
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


def _list(rows: list[tuple[str, str]], format: Format) -> None:
    if format is Format.JSON:
        typer.echo(json.dumps(dict(rows), indent=2))
        return
    width = max((len(name) for name, _ in rows), default=0)
    for name, text in rows:
        typer.echo(f"{name:<{width}}  {text}")


def _draw(found: dict[str, Any]) -> None:
    import sys

    from rich.console import Console
    from rich.table import Table

    console = Console(file=sys.stdout, width=terminal_width(), no_color=not wants_color(), highlight=False)
    console.print(f"{found['title']}\n{found['id']} {found['version']}, digest {found['digest'][:12]}\n")
    table = Table(box=None, pad_edge=False)
    for name in ("pathway", "rules", "therapies"):
        table.add_column(name, justify="right" if name == "rules" else "left")
    for pathway in found["pathways"]:
        therapies = "for every therapy below" if pathway["shared"] else ", ".join(pathway["therapies"])
        table.add_row(pathway["title"], str(pathway["rules"]), therapies)
    console.print(table)
    console.print()
    for therapy in found["therapies"]:
        form = "infusion" if therapy["infusion"] else "no infusion form"
        console.print(f"  {therapy['id']}: {form} ({', '.join(therapy['routes'])})")
    lenses = ", ".join(f"{count} {lens}" for lens, count in found["rules_by_lens"].items())
    console.print(f"\nrules by lens: {lenses}; {len(found['to_be_confirmed'])} to be confirmed")
    for what in ("claims", "discrepancies"):
        part = found[what]
        left = f"; open: {', '.join(part['open'])}" if part["open"] else ""
        reasons = f", {part['with_a_reason_only']} with a reason why none needs to" if part["with_a_reason_only"] else ""
        cited = f"{part['cited_by_rules']} cited by rules{reasons}"
        console.print(f"{what}: {part['accounted_for']} of {part['total']} accounted for ({cited}){left}")
    console.print(f"references: {found['references']}")
