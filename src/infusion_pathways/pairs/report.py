"""Pairs one fact apart, as blocks and as plain values."""

from collections.abc import Iterator, Sequence
from typing import Any

from infusion_pathways.document.blocks import Block, Entry, Heading, Paragraph
from infusion_pathways.document.envelope import ending, envelope, stamp_of
from infusion_pathways.engine.choice import chosen
from infusion_pathways.meaning.rule import Rule
from infusion_pathways.pack.model import Pack
from infusion_pathways.pairs.pair import Pair, PairResult
from infusion_pathways.pairs.sentences import answers_of, change_sentences, filled, headline, no_pair_reasons, title_of
from infusion_pathways.pairs.words import fact_difference
from infusion_pathways.scenario.writing import scenario_plain
from infusion_pathways.trace.condition_words import condition_words
from infusion_pathways.trace.entries import cited, marked


def blocks(pack: Pack, found: Sequence[PairResult]) -> tuple[Block, ...]:
    """What was found as blocks, each pair with its answers."""
    return tuple(_blocks(pack, found))


def _blocks(pack: Pack, found: Sequence[PairResult]) -> Iterator[Block]:
    yield Heading(1, "Pairs one fact apart")
    yield Paragraph(headline(found), "outcome")
    for home, title in homes(pack, found):
        yield Heading(2, title)
        for rule in dict.fromkeys(item.rule for item in found if pack.rules[item.rule].pathway == home):
            of_rule = [item for item in found if item.rule == rule]
            yield from rule_blocks(pack, of_rule, level=3)
            for item in of_rule:
                yield _condition(pack, item)
    yield from ending(pack)


def homes(pack: Pack, found: Sequence[PairResult]) -> list[tuple[str, str]]:
    """The pathways whose rules these are, shared ones last, with their titles."""
    wanted = {pack.rules[item.rule].pathway for item in found}
    return [(p.id, p.title) for p in sorted(pack.pathways.values(), key=lambda p: p.shared) if p.id in wanted]


def rule_blocks(pack: Pack, of_rule: Sequence[PairResult], level: int) -> Iterator[Block]:
    """A rule: its title, its reason, what it cites."""
    first = next((item for item in of_rule if item.pair is not None), of_rule[0])
    rule = pack.rules[first.rule]
    yield Heading(level, title_of(pack, first))
    yield Paragraph(f"{filled(rule.because, pack, first)}{marked(rule.to_be_confirmed)} {cited(rule.cites)}")


def _condition(pack: Pack, item: PairResult) -> Entry:
    words = condition_words(item.condition, pack.vocabulary)
    if item.pair is not None:
        differs = fact_difference(*item.pair.patients, pack.vocabulary)
        facts = [f"both: {'; '.join(differs.both)}", f"A: {differs.first}", f"B: {differs.second}"]
        answers = [f"answer for {side}: {answer}" for side, answer in zip("AB", answers_of(pack, item), strict=True)]
        return Entry("pair", words, (*facts, *answers, *(f"{word}: {told}" for word, told in change_sentences(pack, item))))
    if item.undecided:
        return Entry("open", words, (f"not decided within the budget: {item.undecided}",))
    return Entry("never", words, tuple(f"never decides alone, proved: {told}" for told in no_pair_reasons(pack, item.never)))


def plain(pack: Pack, found: Sequence[PairResult]) -> dict[str, Any]:
    """What was found as plain values."""
    rules = dict.fromkeys(item.rule for item in found)
    result = {
        "summary": headline(found),
        "rules": [_plain_rule(pack, pack.rules[rule], [item for item in found if item.rule == rule]) for rule in rules],
    }
    return envelope("pairs/1", [stamp_of(pack)], chosen().judges, result)


def _plain_rule(pack: Pack, rule: Rule, found: Sequence[PairResult]) -> dict[str, Any]:
    return {
        "rule": rule.id,
        "title": title_of(pack, found[0]),
        "kind": rule.kind.value,
        "because": filled(rule.because, pack, found[0]),
        "cites": list(rule.cites),
        "conditions": [_plain_condition(pack, item) for item in found],
    }


def _plain_condition(pack: Pack, item: PairResult) -> dict[str, Any]:
    told: dict[str, Any] = {"number": item.number, "condition": condition_words(item.condition, pack.vocabulary)}
    if item.pair is not None:
        return told | {"status": "pair", **_plain_pair(pack, item.pair)}
    if item.undecided:
        return told | {"status": "not decided", "why": item.undecided}
    return told | {
        "status": "never alone",
        "why": [
            {
                "pathway": never.pathway,
                "clause": never.clause,
                "reason": never.reason.name.lower(),
                "words": never.reason.value,
                "together_with": [condition_words(other, pack.vocabulary) for other in never.together],
            }
            for never in item.never
        ],
    }


def _plain_pair(pack: Pack, pair: Pair) -> dict[str, Any]:
    differs = fact_difference(*pair.patients, pack.vocabulary)
    return {
        "pathway": pair.pathway,
        "clause": pair.clause,
        "differs_at": differs.pointer,
        "differs_in": [differs.first, differs.second],
        "condition_truth": [truth.value for truth in pair.condition],
        "rule_truth": [truth.value for truth in pair.rule],
        "verdicts": {therapy: [a.value, b.value] for therapy, a, b in pair.verdicts},
        "listed": [{"rule": item.rule, "therapy": item.therapy, "for": "ab"[not item.first]} for item in pair.listed],
        "outcomes": list(pair.outcomes),
        "patients": [scenario_plain(patient) for patient in pair.patients],
    }
