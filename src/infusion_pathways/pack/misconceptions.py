"""From the section `misconceptions` of a pack to misconceptions; every name in them resolved or reported."""

from collections.abc import Mapping
from typing import Any

from infusion_pathways.meaning.facts import COMORBIDITIES
from infusion_pathways.pack import messages
from infusion_pathways.pack.misconception import Misconception, Reading
from infusion_pathways.pack.model import ProblemSink
from infusion_pathways.source.reading import Pointer
from infusion_pathways.vocabulary import Finding, Vocabulary


def read_misconceptions(raw: Mapping[str, Any], words: Vocabulary, report: ProblemSink) -> dict[str, Misconception]:
    """The misconceptions of a pack in the order in which they are written; what cannot be resolved goes to `report`."""
    return {name: _misconception(name, entry, words, report) for name, entry in raw.get("misconceptions", {}).items()}


def _misconception(name: str, raw: Mapping[str, Any], words: Vocabulary, report: ProblemSink) -> Misconception:
    return Misconception(
        id=name,
        label=raw["label"],
        feedback=raw["feedback"],
        reading=_reading(raw["reading"], words, report, ("misconceptions", name, "reading")),
        cites=tuple(raw.get("cites", ())),
        to_be_confirmed=raw.get("to_be_confirmed", False),
    )


def _reading(raw: Mapping[str, Any], words: Vocabulary, report: ProblemSink, at: Pointer) -> Reading:
    if not any(raw.values()):
        report(at, messages.reading_changes_nothing)
    outcomes = raw.get("outcomes", {})
    for taken, read in outcomes.items():
        _name((*at, "outcomes", taken), taken, words.outcomes, "outcome", report, key=True)
        _name((*at, "outcomes", taken), read, words.outcomes, "outcome", report)
    values = raw.get("values", {})
    for fact, readings in values.items():
        word = words.fact_word(fact)
        if not isinstance(word, Finding) or word.derived:
            recorded = [f for f in words.facts() if isinstance(words.fact_word(f), Finding)]
            report((*at, "values", fact), messages.unknown_name, "fact with values", fact, recorded, key=True)
            continue
        for value, read in readings.items():
            _name((*at, "values", fact, value), value, word.values, "value", report, key=True)
            _name((*at, "values", fact, value), read, word.values, "value", report)
    facts = {*words.facts(), COMORBIDITIES}
    for i, fact in enumerate(raw.get("overlooks", ())):
        _name((*at, "overlooks", i), fact, facts, "fact", report)
    return Reading(
        unknown=raw.get("unknown"),
        open=frozenset(raw.get("open", ())),
        counts=frozenset(raw.get("counts", ())),
        outcomes=outcomes,
        values=values,
        overlooks=frozenset(raw.get("overlooks", ())),
        stopped=raw.get("stopped") is not None,
        elsewhere=raw.get("elsewhere") is not None,
        without=frozenset(raw.get("without", ())),
        route=raw.get("route") is not None,
    )


def _name(at: Pointer, name: str, known: Any, what: str, report: ProblemSink, key: bool = False) -> None:
    if name not in known:
        report(at, messages.unknown_name, what, name, known, key=key)
