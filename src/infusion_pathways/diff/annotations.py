"""What stands beside the verdicts: cautions, notes, checks and flags that two versions tell of other patients."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from infusion_pathways.diff.product import ProductAnswer, ProductProgram, ProductResult
from infusion_pathways.meaning.rule import RuleKind
from infusion_pathways.prove.properties import rule_speaks
from infusion_pathways.solver.encoding import SymbolicReading
from infusion_pathways.solver.formula import FALSE, Formula

LISTED = (RuleKind.CAUTIONS, RuleKind.NOTES, RuleKind.CHECKS)


class AnnotationChange(NamedTuple):
    """A caution, note, check (by its rule) or flag that a version tells of more patients, of fewer, or of others."""

    kind: str
    name: str
    pathway: str
    more: ProductAnswer
    fewer: ProductAnswer

    def shown(self) -> list[str]:
        """For which of the two there is a patient to show."""
        ways = {"more": self.more, "fewer": self.fewer}
        return [f"{self.kind} {self.name} {way}" for way, answer in ways.items() if answer.patient is not None]


def annotation_changes(
    product: ProductProgram, pairs: Sequence[tuple[str, str]], shown: frozenset[str]
) -> Iterator[AnnotationChange]:
    """What is told of other patients; of what is `shown` already ("note NAME more"), no patient is sought.

    `pairs` are the rules that both versions have, by their names in each. A rule that only one has is told of nobody by the
    other.
    """
    paired = dict(pairs)
    gone = [(rule, "") for rule in product.packs[0].rules if rule not in paired]
    come = [("", rule) for rule in product.packs[1].rules if rule not in set(paired.values())]
    for old, new in (*pairs, *gone, *come):
        for kind in LISTED:
            before, now = _when_listed(product, 0, old, kind), _when_listed(product, 1, new, kind)
            every = [therapy for therapy in product.therapies if therapy in before or therapy in now]
            sides = [(before.get(therapy, FALSE), now.get(therapy, FALSE)) for therapy in every]
            yield from _of_others(product, kind.value.removesuffix("s"), new or old, sides, shown)
    raised = [raised_flags(reading, product.therapies) for reading in product.readings]
    for flag in sorted({*raised[0], *raised[1]}):
        yield from _of_others(product, "flag", flag, [(raised[0].get(flag, FALSE), raised[1].get(flag, FALSE))], shown)


def _when_listed(product: ProductProgram, side: int, rule: str, kind: RuleKind) -> dict[str, Formula]:
    """When a rule of a kind is told about each therapy."""
    clauses = product.clauses[side].get(rule, {})
    return {therapy: rule_speaks(product.readings[side], c) for therapy, c in clauses.items() if c.rule.kind is kind}


def _of_others(
    product: ProductProgram, kind: str, name: str, sides: Iterable[tuple[Formula, Formula]], shown: frozenset[str]
) -> Iterator[AnnotationChange]:
    """What is told of other patients, if it is; `sides` say when it is told before and now."""
    f, pairs = product.formulas, list(sides)
    ways = {
        "more": f.any_of(f.all_of((now, before ^ 1)) for before, now in pairs),
        "fewer": f.any_of(f.all_of((before, now ^ 1)) for before, now in pairs),
    }
    answers = [
        ProductAnswer(product.possible(formula)) if f"{kind} {name} {way}" in shown else product.smallest(formula)
        for way, formula in ways.items()
    ]
    found = AnnotationChange(kind, name, product.pathways[1], *answers)
    if found.more.asked is not ProductResult.SAME or found.fewer.asked is not ProductResult.SAME:
        yield found


def raised_flags(reading: SymbolicReading, therapies: Iterable[str]) -> dict[str, Formula]:
    """When a rule raises each flag, whatever the verdicts; a requirement raises it while it is not met."""
    own = frozenset(therapies)
    raised: dict[str, list[Formula]] = {}
    for clause in reading.program.clauses:
        if clause.rule.flag is not None and (not clause.targets or own.intersection(clause.targets)):
            unmet = clause.rule.kind is RuleKind.REQUIRES
            formula = reading.rules[clause.key].false if unmet else rule_speaks(reading, clause)
            raised.setdefault(clause.rule.flag, []).append(formula)
    return {flag: reading.formulas.any_of(parts) for flag, parts in raised.items()}
