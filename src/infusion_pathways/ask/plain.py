"""What to ask about a patient, as plain values."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from infusion_pathways.ask.asks import Questions
from infusion_pathways.ask.completions import Point
from infusion_pathways.ask.relevance import Consequence, Relevance, UnknownFact, Witness
from infusion_pathways.ask.report import MEANING, RANKING
from infusion_pathways.ask.unknown import Changes, PossibleAnswer
from infusion_pathways.ask.words import UnknownWords
from infusion_pathways.document.envelope import envelope, stamp_of
from infusion_pathways.engine.choice import chosen
from infusion_pathways.flip.changes import Change, ScenarioPart
from infusion_pathways.flip.plain import plain_value
from infusion_pathways.meaning.facts import Missing
from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.scenario import Scenario
from infusion_pathways.scenario.writing import scenario_plain


def plain(asks: Questions, scenario: Scenario) -> dict[str, Any]:
    """The answer as plain values."""
    return _Plain(asks).document(scenario)


class _Plain:
    def __init__(self, asks: Questions) -> None:
        self._asks, self._of, self._words = asks, asks.completions, UnknownWords(asks.completions)

    def document(self, scenario: Scenario) -> dict[str, Any]:
        asks, pack = self._asks, self._of.pack
        matters = asks.of(Relevance.MATTERS)
        settling = asks.settling
        result = {
            "scenario": {"id": scenario.id, "title": scenario.title},
            "outcome": asks.trace.outcome.code,
            "complete": asks.complete,
            "verdicts": [
                self._therapy(number)
                | {"verdict": verdict.value, "decided": decided, "hangs_on": self._hangs_on(number, matters)}
                for number, (verdict, decided) in enumerate(zip(asks.now, asks.decided, strict=True))
            ],
            "matters": [self._fact(fact) for fact in matters],
            "not_decided": [self._named(fact) for fact in asks.of(Relevance.NOT_DECIDED)],
            "cannot_matter": [self._idle(fact) for fact in asks.of(Relevance.NOTHING)],
            "contradiction_only": [self._idle(fact) for fact in asks.of(Relevance.CONTRADICTION)],
            "settling": None
            if settling is None
            else {"facts": [asks.pointer(u.path) for u in settling.unknowns], "smallest": settling.smallest},
            "meaning": MEANING,
            "ranking": RANKING,
        }
        return envelope("ask/1", [stamp_of(pack)], chosen().judges, result)

    def _therapy(self, number: int) -> dict[str, Any]:
        target = self._of.targets[number]
        return {"disease": target.disease, "therapy": target.therapy}

    def _hangs_on(self, number: int, matters: list[UnknownFact]) -> list[str]:
        return [self._asks.pointer(fact.unknown.path) for fact in matters if number in fact.changes]

    def _named(self, fact: UnknownFact) -> dict[str, Any]:
        unknown = fact.unknown
        return {
            "pointer": self._asks.pointer(unknown.path),
            "label": self._words.label(unknown),
            "question": self._words.question(unknown),
            "missing": self._words.missing(unknown),
        }

    def _idle(self, fact: UnknownFact) -> dict[str, Any]:
        reason = self._asks.idle[fact.unknown.path]
        return self._named(fact) | {"reason": reason.name.lower(), "words": reason.value}

    def _fact(self, fact: UnknownFact) -> dict[str, Any]:
        return self._named(fact) | {
            "changes": [self._therapy(number) for number in fact.changes],
            "settles": [self._therapy(number) for number in fact.settles],
            "decided_on_average": round(float(fact.average), 3),
            "answers": [self._consequence(consequence) for consequence in fact.answers],
            "contradicting": [self._answer(answer) for answer in fact.contradicting],
            "asked_by": [
                {
                    "rule": reader.rule or None,
                    "role": reader.role,
                    "because": reader.because or None,
                    "cites": list(reader.cites),
                    "to_be_confirmed": reader.to_be_confirmed,
                    "therapies": [self._therapy(number) for number in reader.targets],
                }
                for reader in self._asks.readers[fact.unknown.path]
            ],
            "witnesses": [self._witness(witness) for witness in fact.witnesses],
        }

    def _answer(self, answer: PossibleAnswer) -> dict[str, Any]:
        return {"words": self._words.answers(answer.told), "sets": [self._sets(changes) for changes in answer.told]}

    def _consequence(self, consequence: Consequence) -> dict[str, Any]:
        decided = {number: consequence.verdicts[number] for number in consequence.decided}
        standing = {number: verdict for number, verdict in consequence.verdicts.items() if number not in decided}
        return self._answer(consequence.answer) | {"decides": self._verdicts(decided), "for_now": self._verdicts(standing)}

    def _verdicts(self, given: Mapping[int, Verdict]) -> list[dict[str, Any]]:
        return [self._therapy(number) | {"verdict": verdict.value} for number, verdict in given.items()]

    def _sets(self, changes: Changes) -> list[dict[str, Any]]:
        return [self._change(change) for change in changes]

    def _change(self, change: Change) -> dict[str, Any]:
        at = "/treatments/-" if change.path.part is ScenarioPart.ADDED else self._asks.pointer(change.path)
        value = None if isinstance(change.value, Missing) else plain_value(change.value)
        return {"pointer": at, "value": value, "alike": [asdict(interval) for interval in change.alike]}

    def _witness(self, witness: Witness) -> dict[str, Any]:
        return {
            "patients": [self._patient(point) for point in (witness.left, witness.right)],
            "shows": [self._therapy(number) for number in witness.shows],
        }

    def _patient(self, point: Point) -> dict[str, Any]:
        verdicts = dict(enumerate(self._of.verdicts(point)))
        answers = self._sets(self._of.changes(point))
        return {"answers": answers, "verdicts": self._verdicts(verdicts), "scenario": scenario_plain(self._of.patient(point))}
