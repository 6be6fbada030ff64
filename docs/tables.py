"""Write the tables of the docs from the code, so that they cannot drift.

    python docs/tables.py            # write every block between its markers
    python docs/tables.py --check    # exit 1 if a block is out of date

A block stands between `<!-- NAME: begin -->` and `<!-- NAME: end -->`.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import product
from pathlib import Path

from infusion_pathways.logic import Judgement, Truth, conjunction, disjunction, negation
from infusion_pathways.verdicts import OUTCOME_TABLE, VERDICT_TABLE, Standing, Verdict, verdict_of

ROOT = Path(__file__).resolve().parents[1]
TRUE, FALSE, UNKNOWN = Truth


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    head = list(head)
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def truth() -> str:
    """Kleene's connectives, as `logic` computes them."""
    rows = []
    for a, b in product((TRUE, UNKNOWN, FALSE), repeat=2):
        parts = [Judgement(a), Judgement(b)]
        found = (a, b, conjunction(parts).truth, disjunction(parts).truth, negation(parts[0]).truth)
        rows.append([truth.value for truth in found])
    return table(("a", "b", "a and b", "a or b", "not a"), rows)


def tables() -> str:
    """The verdict table and the outcome table."""
    verdicts = table(
        ("", "verdict", "when (the first row that applies)"),
        ([str(i), f"`{row.verdict.value}`", row.words] for i, row in enumerate(VERDICT_TABLE, 1)),
    )
    outcomes = table(
        ("", "outcome", "when (the first row that applies)"),
        ([str(i), f"`{row.outcome.value}`", row.words] for i, row in enumerate(OUTCOME_TABLE, 1)),
    )
    return f"### Verdict of one therapy\n\n{verdicts}\n### Outcome for the patient\n\n{outcomes}"


def possible(standing: Standing) -> bool:
    """Whether there can be such a standing: what waits is unknown, so `excludes` and `holds` are not both false."""
    return not standing.waits or {standing.excludes, standing.holds} != {FALSE}


def standings() -> Iterator[Standing]:
    """Every standing there can be."""
    truths, flags = tuple(Truth), (False, True)
    cube = (Standing(*values) for values in product(truths, truths, truths, truths, flags, truths, flags, flags))
    return filter(possible, cube)


def learnt(before: Standing, lenient: bool, conflict: bool, reason: bool) -> Iterator[Standing]:
    """Every standing that learning facts can lead to; what is decided stays so.

    `lenient`: a requirement that was only to be checked may turn out unmet. `conflict`: a contradiction may come to light.
    `reason`: a reason that was passed over for want of a recorded fact may turn out to be one.
    """

    def kept(truth: Truth) -> tuple[Truth, ...]:
        return tuple(Truth) if truth is UNKNOWN else (truth,)

    after = product(
        tuple(Truth) if reason and before.supports is FALSE else kept(before.supports),
        kept(before.in_use),
        kept(before.excludes),
        kept(before.holds),
        {before.waits, False},
        (TRUE, FALSE) if lenient and before.requires is TRUE else kept(before.requires),
        {before.conflict, before.conflict or conflict},
        (before.infusion,),
    )
    return filter(possible, (Standing(*values) for values in after))


def changes(lenient: bool, conflict: bool, reason: bool = False) -> set[tuple[Verdict, Verdict]]:
    """Every pair of different verdicts of which the first may become the second."""
    found = {
        (verdict_of(before).verdict, verdict_of(after).verdict)
        for before in standings()
        for after in learnt(before, lenient, conflict, reason)
    }
    return {(old, new) for old, new in found if old is not new}


def learning() -> str:
    """Which verdict may become which when a fact is learnt, from every pair of standings."""
    plainly = changes(lenient=False, conflict=False)
    checked = changes(lenient=True, conflict=False) - plainly
    contradicted = changes(lenient=True, conflict=True) - plainly - checked
    recorded = {(old, new) for old, new in changes(False, False, reason=True) if old is Verdict.NOT_INDICATED}

    def named(old: Verdict, found: set[tuple[Verdict, Verdict]]) -> str:
        return ", ".join(f"`{new.value}`" for new in Verdict if (old, new) in found) or "-"

    return table(
        (
            "verdict",
            "may become",
            "also, by a requirement that was to be checked",
            "also, by a contradiction in the input",
            "also, by a reason that waited for a fact to be recorded",
        ),
        (
            [f"`{old.value}`", *(named(old, found) for found in (plainly, checked, contradicted, recorded - contradicted))]
            for old in Verdict
        ),
    )


BLOCKS: dict[str, Callable[[], str]] = {"truth": truth, "tables": tables, "learning": learning}
PAGES = {
    ROOT / "README.md": ("truth",),
    ROOT / "docs/truth-and-verdicts.md": ("truth", "tables", "learning"),
    ROOT / "docs/decisions/0003-verdict-order.md": ("learning",),
}


def filled(text: str, names: Iterable[str]) -> str:
    """The text of a page with its blocks written anew."""
    for name in names:
        begin, end = f"<!-- {name}: begin -->\n", f"<!-- {name}: end -->"
        before, _, rest = text.partition(begin)
        _, found, after = rest.partition(end)
        if not found:
            raise SystemExit(f"the markers of `{name}` are missing")
        text = f"{before}{begin}\n{BLOCKS[name]()}\n{end}{after}"
    return text


def main(arguments: list[str]) -> int:
    """Write all pages, or check them."""
    stale = 0
    for page, names in PAGES.items():
        text = page.read_text(encoding="utf-8")
        wanted = filled(text, names)
        if wanted == text:
            continue
        stale = 1
        if "--check" in arguments:
            print(f"{page.relative_to(ROOT)} is out of date: run python docs/tables.py", file=sys.stderr)
        else:
            page.write_text(wanted, encoding="utf-8")
    return stale if "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
