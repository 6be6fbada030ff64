"""What became of what the author of a pack declares about it: its invariants, and what of a proof is accepted."""

from collections.abc import Iterator
from typing import NamedTuple

from infusion_pathways.pack.model import Pack


class InvariantChange(NamedTuple):
    """What became of one invariant, or of one accepted statement (`property: subject`)."""

    name: str
    told: str


def invariant_changes(before: Pack, now: Pack) -> tuple[InvariantChange, ...]:
    """What is declared in one version only, or otherwise; in the order of the older version, new ones last."""
    return (*_invariants(before, now), *_accepted(before, now))


def _invariants(before: Pack, now: Pack) -> Iterator[InvariantChange]:
    for name in dict.fromkeys((*before.invariants, *now.invariants)):
        if name not in now.invariants or name not in before.invariants:
            yield InvariantChange(name, "declared before only" if name in before.invariants else "declared now only")
            continue
        old, new = before.invariants[name], now.invariants[name]
        unlike = [field for field in old._fields if getattr(old, field) != getattr(new, field)]
        unlike += ["condition or therapies"] if _applied(before, name) != _applied(now, name) else []
        if unlike:
            yield InvariantChange(name, f"other {', '.join(field.replace('_', ' ') for field in unlike)}")


def _applied(pack: Pack, invariant: str) -> list[tuple[object, ...]]:
    assertions = (a for program in pack.programs.values() for a in program.assertions if a.invariant.id == invariant)
    return [(assertion.key, assertion.when, assertion.therapies) for assertion in assertions]


def _accepted(before: Pack, now: Pack) -> Iterator[InvariantChange]:
    old, new = ({f"{a.property}: {a.subject}": a.because for a in pack.accepted} for pack in (before, now))
    for name in dict.fromkeys((*old, *new)):
        if name not in new or name not in old:
            yield InvariantChange(name, "accepted before only" if name in old else "accepted now only")
        elif old[name] != new[name]:
            yield InvariantChange(name, "accepted for another reason")
