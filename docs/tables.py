"""Write the tables of the docs from the code, so that they cannot drift.

    python docs/tables.py            # write every block between its markers
    python docs/tables.py --check    # exit 1 if a block is out of date

A block stands between `<!-- NAME: begin -->` and `<!-- NAME: end -->`.
"""

import sys
from collections.abc import Callable, Iterable
from itertools import product
from pathlib import Path

from infusion_pathways.meaning.allowed import allowed_verdict_changes
from infusion_pathways.meaning.logic import Judgement, Truth, conjunction, disjunction, negation
from infusion_pathways.meaning.outcomes import OUTCOME_TABLE
from infusion_pathways.meaning.verdicts import VERDICT_TABLE, Verdict

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


def learning() -> str:
    """Which verdict may become which when a fact is learnt, from every pair of standings."""
    plainly = allowed_verdict_changes(lenient=False, conflict=False)
    checked = allowed_verdict_changes(lenient=True, conflict=False) - plainly
    contradicted = allowed_verdict_changes(lenient=True, conflict=True) - plainly - checked
    recorded = {(old, new) for old, new in allowed_verdict_changes(False, False, reason=True) if old is Verdict.NO_REASON}

    def named(old: Verdict, found: frozenset[tuple[Verdict, Verdict]]) -> str:
        return ", ".join(f"`{new.value}`" for new in Verdict if (old, new) in found) or "-"

    return table(
        (
            "verdict",
            "may become",
            "also, by a requirement that was to be checked",
            "also, by a contradiction in the input",
            "also, by a reason that waited for a fact to be recorded",
        ),
        ([f"`{old.value}`", *(named(old, found) for found in (plainly, checked, contradicted, recorded))] for old in Verdict),
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
