"""Unknown facts and their answers in words."""

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from infusion_pathways.ask.completions import Completions, Point, changes_of
from infusion_pathways.ask.relevance import Consequence, UnknownFact, Witness
from infusion_pathways.ask.unknown import Changes, Unknown
from infusion_pathways.flip.changes import ScenarioPart
from infusion_pathways.flip.words import ChangeWords
from infusion_pathways.meaning.facts import ACTIVITY, ORGANS, SUBTYPE, TREATMENTS, Missing
from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.scenario.model import HistoryEntry
from infusion_pathways.scenario.words import entry_words
from infusion_pathways.trace.wording import listing

ASPECTS = {
    ScenarioPart.ACTIVITY: ACTIVITY,
    ScenarioPart.SUBTYPE: SUBTYPE,
    ScenarioPart.ORGANS: ORGANS,
    ScenarioPart.HISTORY: TREATMENTS,
}
OTHER_ORGAN = "any other organ"


class AnswerRow(NamedTuple):
    """Answers with the same consequences: the verdicts that are then decided, and those that stand for now."""

    answers: str
    decided: dict[int, Verdict]
    standing: dict[int, Verdict]


class UnknownWords:
    """Words for what is unknown of one patient."""

    def __init__(self, completions: Completions) -> None:
        self._of, self._words = completions, completions.pack.vocabulary
        self._teller = ChangeWords(completions.front, self._words, {})

    def questions(self, unknowns: Sequence[Unknown]) -> str:
        """What to ask in order to learn some facts; organs are asked for together."""
        organs = [self.label(unknown) for unknown in unknowns if unknown.path.part is ScenarioPart.ORGAN]
        others = [self.question(unknown) for unknown in unknowns if unknown.path.part is not ScenarioPart.ORGAN]
        if organs:
            others.append(f"What is known of {'these' if len(organs) > 1 else 'this'}: {listing(organs)}?")
        return " ".join(others)

    def question(self, unknown: Unknown) -> str:
        """What to ask in order to learn a fact."""
        part, name, at = unknown.path
        disease = self._of.front.diagnoses[
            at if part in (ScenarioPart.ACTIVITY, ScenarioPart.SUBTYPE, ScenarioPart.ORGANS) else 0
        ].disease
        match part:
            case ScenarioPart.FINDING | ScenarioPart.MEASURE | ScenarioPart.PATIENT:
                return self._words.question(f"{part.value}.{name}", disease)
            case ScenarioPart.ORGAN:
                return f"What is known of this: {self.label(unknown)}?"
            case ScenarioPart.ORGANS if self._names_organs(at):
                return "Are the organs that are named all that are involved?"
            case ScenarioPart.DRUG:
                return f"Which {self._entry(at).removeprefix('a ')} was it?"
            case ScenarioPart.OUTCOME:
                return f"What came of {self._entry(at)}?"
            case ScenarioPart.ONGOING:
                return f"Is {self._entry(at)} still taken?"
        return self._words.question(ASPECTS[part], disease)

    def label(self, unknown: Unknown) -> str:
        """The name of a fact."""
        part, name, at = unknown.path
        match part:
            case ScenarioPart.FINDING | ScenarioPart.MEASURE | ScenarioPart.PATIENT:
                return self._words.fact_label(f"{part.value}.{name}")
            case ScenarioPart.ORGAN:
                stands_in = name == self._of.encoding.space.slots[at].stand_in
                return OTHER_ORGAN if stands_in else self._words.organs[name].label
            case ScenarioPart.DRUG:
                return f"which {self._entry(at).removeprefix('a ')} it was"
            case ScenarioPart.OUTCOME:
                return f"outcome of {self._entry(at)}"
            case ScenarioPart.ONGOING:
                return f"whether {self._entry(at)} is still taken"
        several = part is not ScenarioPart.HISTORY and len(self._of.encoding.readings) > 1
        of = f" of {self._words.diseases[self._of.front.diagnoses[at].disease].label}" if several else ""
        return f"{self._words.fact_label(ASPECTS[part])}{of}"

    def missing(self, unknown: Unknown) -> str:
        """In which way a fact is unknown."""
        part, name, at = unknown.path
        if part is ScenarioPart.ORGANS and self._names_organs(at):
            return "not known to be all"
        if part is ScenarioPart.DRUG:
            return "only the class is recorded"
        if isinstance(unknown.was, Missing):
            return unknown.was.value
        return self._words.fact_word(f"{part.value}.{name}").values[str(unknown.was)].label  # type: ignore[union-attr]

    def rows(self, fact: UnknownFact) -> list[AnswerRow]:
        """The answers of a fact, those together that have the same consequences for the therapies it can change."""
        groups: dict[tuple[tuple[int, Verdict, bool], ...], list[Consequence]] = {}
        for consequence in fact.answers:
            shown = sorted({*fact.changes, *consequence.decided})
            key = tuple((t, consequence.verdicts[t], t in consequence.decided) for t in shown)
            groups.setdefault(key, []).append(consequence)
        return [
            AnswerRow(
                self.answers([changes for consequence in members for changes in consequence.answer.told]),
                {target: verdict for target, verdict, decided in key if decided},
                {target: verdict for target, verdict, decided in key if not decided},
            )
            for key, members in groups.items()
        ]

    def answers(self, told: Sequence[Changes]) -> str:
        """Several answers to one fact in words."""
        part = told[0][0].path.part if told[0] else ScenarioPart.ORGANS
        if part is ScenarioPart.HISTORY:
            entries = [change.value for changes in told for change in changes[1:] if isinstance(change.value, HistoryEntry)]
            none = ["no treatment so far"] if len(entries) < len(told) else []
            one = (
                [f"one treatment of {len(entries)} kinds, such as {entry_words(entries[0], self._words)}"]
                if len(entries) > 1
                else []
            )
            return "; or ".join([*none, *(one or [f"only {entry_words(entry, self._words)}" for entry in entries])])
        if part is ScenarioPart.ORGANS:
            both = [self._whole(changes) for changes in told]
            return listing(both, "or")
        return self._teller.values([changes[0] for changes in told])

    def _whole(self, changes: Changes) -> str:
        if not changes:
            return "not known to be all"
        return "these are all" if self._names_organs(changes[0].path.at) else "no organ is involved"

    def state(self, unknown: Unknown, point: Point) -> str:
        """What a patient answers to a fact, in words."""
        changes = changes_of(self._of.formulas, unknown, point)
        if unknown.path.part is ScenarioPart.HISTORY and changes:
            entries = [entry_words(change.value, self._words) for change in changes if isinstance(change.value, HistoryEntry)]
            return "; ".join(entries) or "no treatment so far"
        return self.answers([changes]) if changes else self.missing(unknown)

    def witness(self, fact: UnknownFact, witness: Witness) -> tuple[str, str, list[str]]:
        """What the two patients of a witness answer to the fact, and what else is known of both."""
        others = [u for u in self._of.unknowns if u is not fact.unknown and changes_of(self._of.formulas, u, witness.left)]
        also = [f"{self.label(other)}: {self.state(other, witness.left)}" for other in others]
        return self.state(fact.unknown, witness.left), self.state(fact.unknown, witness.right), also

    def therapies(self, targets: Collection[int]) -> str:
        """Therapies by their numbers, in words."""
        return listing([self.therapy(target) for target in sorted(targets)])

    def therapy(self, target: int) -> str:
        """A therapy, with its disease where several are evaluated."""
        of = self._of.targets[target]
        label = self._words.therapies[of.therapy].label
        return f"{label} ({self._words.diseases[of.disease].label})" if len(self._of.encoding.readings) > 1 else label

    def verdicts(self, given: dict[int, Verdict]) -> Iterator[str]:
        """Verdicts, the therapies together that share one."""
        groups: dict[Verdict, list[int]] = {}
        for target, verdict in given.items():
            groups.setdefault(verdict, []).append(target)
        for verdict, targets in groups.items():
            yield f"{self.therapies(targets)} {verdict.label}"

    def _names_organs(self, at: int) -> bool:
        organs = self._of.front.diagnoses[at].organs
        return not isinstance(organs, Missing) and any(answer for answer in organs.values())  # type: ignore[union-attr]

    def _entry(self, at: int) -> str:
        entries = self._of.front.treatments
        assert isinstance(entries, tuple)
        entry = entries[at]
        if entry.therapy:
            return self._words.therapies[entry.therapy].label
        return f"a {self._words.classes[entry.of_class or ''].label}"
