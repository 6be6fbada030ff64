"""The ledger: which claims and discrepancies are accounted for, and by what. Computed from the rules, never written."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from infusion_pathways.pack.model import Pack, Source

WITHOUT_RULE = ("mechanism", "background", "process")


class Account(NamedTuple):
    """How one claim or discrepancy is accounted for: the rules that cite it, or the reason why none needs to."""

    id: str
    rules: tuple[str, ...]
    reason: str

    @property
    def settled(self) -> bool:
        """Whether a rule cites it or a reason is given."""
        return bool(self.rules or self.reason)


def claims_accounted(pack: Pack) -> tuple[Account, ...]:
    """Every claim with the rules that cite it; one of a kind that needs no rule may give a reason instead."""
    return tuple(_account(pack, source, source.text("kind") in WITHOUT_RULE) for source in pack.claims.values())


def discrepancies_accounted(pack: Pack) -> tuple[Account, ...]:
    """Every discrepancy with the rules that cite it."""
    return tuple(_account(pack, source, False) for source in pack.discrepancies.values())


def unsettled(accounts: Iterable[Account]) -> tuple[str, ...]:
    """The ids that nothing accounts for."""
    return tuple(account.id for account in accounts if not account.settled)


def _account(pack: Pack, source: Source, may_give_reason: bool) -> Account:
    rules = tuple(rule.id for rule in pack.rules.values() if source.id in rule.cites)
    return Account(source.id, rules, source.text("reason") if may_give_reason else "")


def rules_by_lens(pack: Pack) -> Mapping[str, int]:
    """How many rules speak for the document, for labels, for guidelines."""
    counts: dict[str, int] = {}
    for rule in pack.rules.values():
        counts[rule.lens] = counts.get(rule.lens, 0) + 1
    return dict(sorted(counts.items()))
