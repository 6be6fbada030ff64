"""What was found about pairs, in sentences: titles, answers, why they differ, why there is no pair."""

from collections.abc import Iterator, Sequence

from infusion_pathways.meaning.logic import Truth
from infusion_pathways.meaning.outcomes import Outcome
from infusion_pathways.meaning.rule import RuleKind
from infusion_pathways.pack.model import Pack
from infusion_pathways.pairs.independence import LISTED
from infusion_pathways.pairs.pair import NoPair, PairResult
from infusion_pathways.trace.condition_words import condition_words
from infusion_pathways.trace.phrasebook import PLACEHOLDER
from infusion_pathways.trace.wording import capital, listing

TRUTHS = {Truth.TRUE: "true", Truth.FALSE: "false", Truth.UNKNOWN: "not known"}
MOST_LISTED = 4
"""Of more that is listed on account of a finding than this, the rest is counted."""
LISTING = {RuleKind.CAUTIONS: "caution", RuleKind.NOTES: "note", RuleKind.CHECKS: "check"}


def headline(found: Sequence[PairResult]) -> str:
    """How many conditions there are, and what came of them."""
    pairs, undecided = sum(item.pair is not None for item in found), sum(bool(item.undecided) for item in found)
    rules, never = len({item.rule for item in found}), len(found) - pairs - undecided
    told = [f"{pairs} with a pair"]
    told += [f"{never} that can never decide alone (proved)"] if never else []
    told += [f"{undecided} not decided within the budget"] if undecided else []
    return f"{len(found)} condition{'s' * (len(found) != 1)} of {rules} rule{'s' * (rules != 1)}: {listing(told)}."


def title_of(pack: Pack, item: PairResult) -> str:
    """The title of a rule, as it speaks of the therapy that a pair is about."""
    return filled(pack.rules[item.rule].title, pack, item)


def filled(text: str, pack: Pack, item: PairResult) -> str:
    """A text of a rule, with the therapies it speaks about here where it leaves a place for them."""
    return _about(text, pack, therapies_of(pack, item)) if PLACEHOLDER in text else text


def _about(text: str, pack: Pack, therapies: Sequence[str]) -> str:
    return capital(text.replace(PLACEHOLDER, listing([pack.vocabulary.therapies[t].label for t in therapies], "or")))


def therapies_of(pack: Pack, item: PairResult) -> list[str]:
    """The therapies that a rule speaks about where a pair was found, those first of which something else is said."""
    pathway, key = (item.pair or item.never[0])[:2] if item.pair or item.never else ("", "")
    clause = pack.programs[pathway].by_key[key] if key else None
    targets = (
        clause.targets
        if clause is not None
        else tuple(t for t in pack.rules[item.rule].targets if t in pack.vocabulary.therapies)
    )
    changed = {t for t, _, _ in item.pair.verdicts} | {listed.therapy for listed in item.pair.listed} if item.pair else set()
    return [t for t in targets if t in changed] or list(targets)


def answers_of(pack: Pack, item: PairResult) -> tuple[str, str]:
    """What the rules say of the first and of the second patient of a pair, as far as it differs."""
    assert item.pair is not None
    kind, words = pack.rules[item.rule].kind, pack.vocabulary
    sides = []
    for side, first in enumerate((True, False)):
        told = [f"outcome: {Outcome(item.pair.outcomes[side]).label}"] if kind is RuleKind.CONFLICT else []
        if kind in LISTED or not item.pair.verdicts:
            told += _listed(pack, item, first)
        verdicts = [(words.therapies[t].label, (a, b)[side].label) for t, a, b in item.pair.verdicts]
        told += [f"{therapy}: {verdict}" for therapy, verdict in verdicts]
        sides.append("; ".join(told))
    return sides[0], sides[1]


def _listed(pack: Pack, item: PairResult, first: bool) -> Iterator[str]:
    """What is listed for one of the two; a finding lists nothing itself, so the rules that do are named."""
    assert item.pair is not None
    by_title: dict[str, dict[bool, list[str]]] = {}
    for listed in item.pair.listed:
        rule = pack.rules[listed.rule]
        name = LISTING[rule.kind]
        if listed.rule != item.rule:
            name = f'{name} "{_about(rule.title, pack, [listed.therapy])}"'
        therapies = by_title.setdefault(name, {True: [], False: []})[listed.first is first]
        therapies.append(pack.vocabulary.therapies[listed.therapy].label)
    told = [(name, here, listing(t)) for name, sides in by_title.items() for here, t in sides.items() if t]
    for name, here, therapies_ in told[:MOST_LISTED]:
        yield f"{name} {'' if here else 'not '}listed with {therapies_}"
    if len(told) > MOST_LISTED:
        yield f"and so with {len(told) - MOST_LISTED} more"


def change_sentences(pack: Pack, item: PairResult) -> Iterator[tuple[str, str]]:
    """How the condition, the rule and what hangs on it change from the first patient to the second, each with a word for it."""
    assert item.pair is not None
    pair, rule = item.pair, pack.rules[item.rule]
    yield "why", f"the condition is {_of_both(pair.condition)}, and no other changes; the rule is {_of_both(pair.rule)}"
    if Truth.UNKNOWN in pair.condition:
        yield "proved", "in no pair is the condition true for one and false for the other"
    if rule.kind is RuleKind.FINDING:
        yield "concludes", pack.vocabulary.findings[rule.targets[0]].label
        titles = {_title_of_key(pack, pair.pathway, key): (a, b) for key, a, b in pair.with_it}
        yield from (("through", f'"{title}" is {_of_both(truths)}') for title, truths in titles.items())


def _of_both(truths: tuple[Truth, Truth]) -> str:
    return f"{TRUTHS[truths[0]]} for A and {TRUTHS[truths[1]]} for B"


def _title_of_key(pack: Pack, pathway: str, key: str) -> str:
    clause = pack.programs[pathway].by_key[key]
    return _about(clause.rule.title, pack, clause.targets)


def no_pair_reasons(pack: Pack, never: Sequence[NoPair]) -> list[str]:
    """Why there is no pair, once for all clauses of which it is the same."""
    told: dict[str, list[NoPair]] = {}
    for item in never:
        others = listing([f'"{condition_words(other, pack.vocabulary)}"' for other in item.together])
        told.setdefault(item.reason.value + (f", {others}" if others else ""), []).append(item)
    if len(told) == 1:
        return list(told)
    return [f"{reason} ({'; '.join(_scope(pack, item) for item in items)})" for reason, items in told.items()]


def _scope(pack: Pack, never: NoPair) -> str:
    """Where a clause of a rule stands: for which therapy it was read, in which pathway."""
    therapy = never.clause.partition("@")[2]
    title = pack.pathways[never.pathway].title
    return f"{pack.vocabulary.therapies[therapy].label} in {title}" if therapy else title
