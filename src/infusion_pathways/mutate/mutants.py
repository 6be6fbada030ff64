"""All mutants of a pack, in its own order, and which of them a run takes."""

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from infusion_pathways.diff.condition_words import ConditionWords, Key, differences
from infusion_pathways.meaning.rule import Clause, Rule, RuleKind
from infusion_pathways.mutate.arguments import argument_errors
from infusion_pathways.mutate.building import Clauses, MutantBuilder
from infusion_pathways.mutate.connectives import Edited, added, connective_swapped, dropped, negated
from infusion_pathways.mutate.mutant import ErrorKind, Mutant
from infusion_pathways.mutate.numbers import Number, moved, ranges, steps
from infusion_pathways.mutate.tree import Raw, tests
from infusion_pathways.mutate.values import NameChoices, renamed, treatment_errors
from infusion_pathways.pack.conditions import says_this
from infusion_pathways.pack.model import Pack


class _Words(NamedTuple):
    """What the numbers of a pack are like."""

    steps: Mapping[str, Decimal]
    ranges: Mapping[str, tuple[Number, Number]]


def mutants(builder: MutantBuilder, raw: Mapping[str, Any]) -> tuple[Mutant, ...]:
    """Every mutant of the rules that the builder's pathways evaluate, rule by rule in the order of the pack's files.

    `raw` are the sections that the pack was built from. Two mutants of a rule never ask and say the same, and none asks and
    says what the rule does.
    """
    numbers = _Words(steps(raw), ranges(raw))
    return tuple(
        mutant
        for entry in raw["pathways"]
        for rule in entry["rules"]
        if builder.standing(rule["id"])
        for mutant in _of_rule(builder, entry, rule, numbers)
    )


def sampled_mutants(every: Sequence[Mutant], seed: int, limit: int | None = None) -> tuple[Mutant, ...]:
    """The mutants in the sequence in which a run takes them, so many at most: shuffled, the same for the same seed."""
    order = list(every)
    random.Random(seed).shuffle(order)
    return tuple(order[:limit])


def _of_rule(builder: MutantBuilder, entry: Raw, rule: Raw, numbers: _Words) -> Iterator[Mutant]:
    home, standing = entry["pathway"]["id"], builder.standing(rule["id"])
    asked = _keys(builder, standing)
    said = {_content(builder.pack.rules[rule["id"]], asked)}
    number = 0
    for way, raw, words in _edited(builder, entry, rule, numbers):
        number += 1
        told = words
        if raw is not None:
            changed = builder.rule(raw, home)
            clauses = builder.clauses(changed, raw["when"])
            says = _content(changed, _keys(builder, clauses))
            if says in said:
                continue
            said.add(says)
            told = words or _condition_change(builder.pack, standing, clauses)
        yield Mutant(f"{rule['id']}:{number}", rule["id"], home, way, told, raw, bool(words))


def _edited(builder: MutantBuilder, entry: Raw, rule: Raw, numbers: _Words) -> Iterator[tuple[ErrorKind, Raw | None, str]]:
    """The rule with each error in it; words for those outside its condition."""
    when = rule["when"]
    for way, other in _conditions(builder, entry, rule, when, numbers):
        yield way, {**rule, "when": other}, ""
    yield from argument_errors(rule, _therapies(builder, entry, rule))


def _conditions(builder: MutantBuilder, entry: Raw, rule: Raw, when: Raw, numbers: _Words) -> Iterator[Edited]:
    words = builder.pack.vocabulary
    yield from dropped(when)
    yield from negated(when)
    yield from connective_swapped(when)
    yield from moved(when, numbers.steps, numbers.ranges)
    yield from renamed(when, NameChoices(words, entry["pathway"].get("diseases", ())))
    yield from treatment_errors(when, words)
    yield from added(when, _borrowed_test(builder, entry, rule))


def _borrowed_test(builder: MutantBuilder, entry: Raw, rule: Raw) -> list[Raw]:
    """The next test in the same file, of a rule that says something else, that the rule itself does not have.

    A rule that concludes a finding gets no test on a finding that is concluded, nor on its own therapy.
    """
    ((kind, target),) = rule["then"].items()
    own = list(tests(rule["when"]))
    rules = entry["rules"]
    here = next(number for number, other in enumerate(rules) if other["id"] == rule["id"])
    for other in (*rules[here + 1 :], *rules[:here]):
        if other["then"] == {kind: target}:
            continue
        for test in tests(other["when"]):
            if test in own or "always" in test or says_this(test) or _is_concluded(builder, test):
                continue
            return [test]
    return []


def _is_concluded(builder: MutantBuilder, test: Raw) -> bool:
    word = builder.pack.vocabulary.findings.get(str(test.get("finding", "")))
    return word is not None and word.derived


def _therapies(builder: MutantBuilder, entry: Raw, rule: Raw) -> Sequence[str]:
    """The therapies a rule could be about: those of its pathway, of a shared one those of the first pathway that has its own."""
    own: Sequence[str] = entry["pathway"].get("therapies", ())
    pathways = builder.pack.pathways
    about = frozenset(builder.pack.rules[rule["id"]].targets)
    return own or next((pathways[n].therapies for n in builder.pathways if about.intersection(pathways[n].therapies)), ())


ProductResult = tuple[tuple[str, tuple[tuple[str, Key], ...]], ...]


def _keys(builder: MutantBuilder, clauses: Clauses) -> ProductResult:
    """What a rule asks in each pathway; nesting and order of parts count for nothing."""
    return tuple(
        (pathway, tuple((clause.key, _condition_words(builder.pack, clause).part(clause.when).key) for clause in found))
        for pathway, found in clauses.items()
    )


def _content(rule: Rule, asked: ProductResult) -> tuple[object, ...]:
    targets = rule.targets if rule.kind in (RuleKind.FINDING, RuleKind.CONFLICT) else ()
    return rule.kind, targets, tuple(sorted(rule.targets)), rule.when_unknown, rule.unrecorded, asked


def _condition_words(pack: Pack, clause: Clause) -> ConditionWords:
    return ConditionWords(pack.vocabulary, clause.key.partition("@")[2] or None)


def _condition_change(pack: Pack, standing: Clauses, clauses: Clauses) -> str:
    """What is different in the condition, told for the first pathway and therapy."""
    for pathway, old in standing.items():
        pairs: Iterable[tuple[Clause, Clause]] = zip(old, clauses.get(pathway, ()), strict=False)
        for before, now in pairs:
            told = list(differences(_condition_words(pack, before).part(before.when), _condition_words(pack, now).part(now.when)))
            if told:
                return "; ".join(_exchanged(told))
    return ""


EXCHANGED = (("without: ", "now also: "), ("no longer enough: ", "now also enough: "))


def _exchanged(told: Sequence[str]) -> Sequence[str]:
    """One part that went and one that came in its place, as one line."""
    if len(told) == 2:
        for gone, come in EXCHANGED:
            (before, was, old), (lead, is_, new) = told[0].rpartition(gone), told[1].rpartition(come)
            if was and is_ and before == lead:
                return [f"{lead}instead of {old}: {new}"]
    return told
