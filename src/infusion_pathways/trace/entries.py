"""One argument as an entry, and what several therapies share told once."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from infusion_pathways.document.blocks import Block, Detail, Entry, Heading
from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.trace import tree

TO_BE_CONFIRMED = "to be confirmed"


def argument_entry(tag: str, argument: tree.Argument, detail: Detail) -> Entry:
    """One argument: its reason and cites, the values that decided it, what is missing; in full also the rule and its lens."""
    details = [value.words + pointed(value.pointer) for value in argument.values]
    details += [gap.words + pointed(gap.pointer) for gap in argument.gaps]
    if detail is Detail.FULL:
        via = f", through {', '.join(argument.through)}" if argument.through else ""
        details.append(f"rule {argument.rule} ({_lens(argument)}){via}")
    elif tag in ("note", "caution"):
        details = []
    return Entry(tag, f"{argument.because}{marked(argument.to_be_confirmed)} {cited(argument.cites)}", tuple(details))


def _lens(argument: tree.Argument) -> str:
    where = f", {'/'.join(name.upper() for name in argument.jurisdiction)}" if argument.jurisdiction else ""
    return f"{argument.lens}{where}"


def cited(cites: Iterable[str]) -> str:
    """Cites in brackets."""
    return f"[{', '.join(cites)}]"


def marked(to_be_confirmed: bool) -> str:
    """The mark of what no primary source was read for."""
    return f" ({TO_BE_CONFIRMED})" if to_be_confirmed else ""


def pointed(pointer: str) -> str:
    """A pointer after the words it belongs to."""
    return f"  {pointer}" if pointer else ""


UNCERTAIN = frozenset({Verdict.UNDETERMINED.value, Verdict.NOT_AN_INFUSION.value})


def quieted(therapy: tree.TherapyTrace) -> tree.TherapyTrace:
    """The therapy without what only matters once it is given: for one that is ruled out, not an infusion, or undetermined."""
    if therapy.verdict == Verdict.RULED_OUT.value:
        checks = tuple(check for check in therapy.checks if not check.during)
        return therapy._replace(cautions=(), unknown=(), checks=checks)
    return therapy._replace(checks=()) if therapy.verdict in UNCERTAIN else therapy


def check_entries(checks: Sequence[tree.OutstandingCheck]) -> Iterator[Entry]:
    """What to check or arrange before a treatment, and what to watch during it."""
    for tag, during in (("before", False), ("during", True)):
        words = dict.fromkeys(check.words for check in checks if check.during is during)
        if words:
            yield Entry(tag, f"{'Watch or repeat' if during else 'Check or arrange'}: {'; '.join(words)}.")


class Common:
    """What several therapies of a diagnosis share, so that a reader meets it once."""

    def __init__(self, therapies: Sequence[tree.TherapyTrace]) -> None:
        several = len(therapies) > 1
        self._cautions = _shared([[_said(a) for a in t.cautions] for t in therapies]) if several else {}
        self._notes = _shared([[_said(a) for a in t.notes] for t in therapies]) if several else {}
        self._checks = _shared([[c.name for c in t.checks] for t in therapies]) if several else {}
        self._arguments = {_said(a): a for t in therapies for a in (*t.cautions, *t.notes)}
        self._words = {c.name: c for t in therapies for c in t.checks}
        self._first: dict[tuple[tree.Value, ...], str] = {}

    def cautions(self, therapy: tree.TherapyTrace) -> list[tree.Argument]:
        """The cautions of this therapy alone."""
        return [a for a in therapy.cautions if _said(a) not in self._cautions]

    def notes(self, therapy: tree.TherapyTrace) -> list[tree.Argument]:
        """The notes of this therapy alone."""
        return [a for a in therapy.notes if _said(a) not in self._notes]

    def checks(self, therapy: tree.TherapyTrace) -> list[tree.OutstandingCheck]:
        """The checks of this therapy alone."""
        return [c for c in therapy.checks if c.name not in self._checks]

    def seen(self, values: tuple[tree.Value, ...], therapy: str) -> str | None:
        """The therapy under which the same values were shown before, if there was one."""
        before = self._first.setdefault(values, therapy)
        return before if len(values) > 1 and before != therapy else None

    def told(self, detail: Detail) -> Iterator[Block]:
        """The shared part."""
        if self._cautions or self._notes or self._checks:
            yield Heading(3, "For all of these")
            for said in self._cautions:
                yield argument_entry("caution", self._arguments[said], detail)
            for said in self._notes:
                yield argument_entry("note", self._arguments[said], detail)
            yield from check_entries([self._words[name] for name in self._checks])


def _said(argument: tree.Argument) -> tuple[str, str]:
    return argument.rule, argument.because


def _shared(lists: Sequence[Sequence[Any]]) -> dict[Any, None]:
    """What stands in every list, in the order of the first."""
    return {item: None for item in lists[0] if all(item in other for other in lists[1:])}
