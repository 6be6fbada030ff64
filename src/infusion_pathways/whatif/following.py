"""What else becomes another value when one is edited: the facts that follow from it."""

from collections.abc import Iterator

from infusion_pathways.meaning.facts import ACTIVITY, STATED_ACTIVITY, Facts, Missing
from infusion_pathways.pack.model import Pack
from infusion_pathways.source.reading import Pointer
from infusion_pathways.trace.wording import listing
from infusion_pathways.vocabulary import Finding, Vocabulary
from infusion_pathways.whatif.comparison import Comparison

OWN = {"findings": "finding", "measures": "measure", "patient": "patient"}


def following(pack: Pack, comparison: Comparison, position: int) -> tuple[str, ...]:
    """The facts that follow from an edited value and differ with it, with what was and is known of each."""
    alone, edit = comparison.alone[position], comparison.edits[position]
    found: dict[str, None] = {}
    for view in alone.advice.evaluations if alone is not None else ():
        was = comparison.before.advice.evaluation(view.disease)
        if was is not None:
            found.update(dict.fromkeys(_following(pack.vocabulary, view.disease, was.facts, view.facts, edit.at)))
    return tuple(found)


def _following(words: Vocabulary, disease: str, before: Facts, now: Facts, at: Pointer) -> Iterator[str]:
    own = f"{OWN.get(str(at[0]), '')}.{words.canonical(str(at[0]), str(at[-1]))}"
    for fact in changed_facts(before, now):
        told = isinstance(words.fact_word(fact), Finding) or fact == ACTIVITY
        if told and fact != own and not (fact == ACTIVITY and before.value(STATED_ACTIVITY) != now.value(STATED_ACTIVITY)):
            was, is_now = (_value(words, disease, fact, facts) for facts in (before, now))
            yield f"{words.fact_label(fact)}: {was} -> {is_now}"


def changed_facts(before: Facts, now: Facts) -> list[str]:
    """The facts that have another value."""
    return sorted(f for f in before.values.keys() | now.values.keys() if before.value(f) != now.value(f))


def _value(words: Vocabulary, disease: str, fact: str, facts: Facts) -> str:
    value, word = facts.value(fact), words.fact_word(fact)
    if isinstance(value, Missing):
        return value.value
    assert isinstance(value, frozenset)
    known = word.values if isinstance(word, Finding) else words.diseases[disease].activity
    names = [known[name].label for name in known if name in value]
    return f"the evidence is split ({listing(names)})" if fact == ACTIVITY and len(names) > 1 else listing(names, "or")
