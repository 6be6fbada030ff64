"""Random patients that say every kind of thing that a scenario may say, drawn from the vocabulary in the YAML of a pack."""

import random
from collections.abc import Mapping, Sequence
from typing import Any

from tests.second.evaluator import Rules

Raw = Mapping[str, Any]
UNSAID: tuple[Any, ...] = (None, "unknown")
HARMLESS = ("absent", "negative", "not_pregnant")
DENSITIES = (0.03, 0.15, 0.5, 0.9)


class Patients:
    """Draws patients of a pack; a seed gives the same patient each time."""

    def __init__(self, pack: Rules) -> None:
        self.words = pack.words
        heads = [whole["pathway"] for whole in pack.pathways]
        self.named_for: dict[str, list[str]] = {d: head["therapies"] for head in heads for d in head.get("diseases", ())}
        self.covered = list(self.named_for)

    def patient(self, seed: int) -> dict[str, Any]:
        """The scenario of a seed, as JSON would give it."""
        return _Draw(self, random.Random(seed)).scenario(f"random-{seed}")


class _Draw:
    def __init__(self, of: Patients, chance: random.Random) -> None:
        self.of, self.words, self.chance = of, of.words, chance
        self.density = chance.choice(DENSITIES)
        self.harmless = chance.random() < 0.5

    def scenario(self, name: str) -> dict[str, Any]:
        diseases = [self.chance.choice(self.of.covered)]
        others = [*self.of.covered * 3, *self.words["diseases"]]
        diseases += [self.chance.choice(others) for _ in range(self.chance.choice((0, 0, 0, 1, 1, 2)))]
        diseases = list(dict.fromkeys(diseases))
        self.chance.shuffle(diseases)
        whole: dict[str, Any] = {"schema": "infusion-pathways/scenario/1", "id": name, "title": "A random patient"}
        whole["diagnoses"] = [self._diagnosis(disease) for disease in diseases]
        for section in ("patient", "findings", "measures"):
            said = {self._spelled(self.words[section], n): self._value(w) for n, w in self._stated(section)}
            if said:
                whole[section] = said
        if self.chance.random() < 0.9:
            whole["treatments"] = self._history(diseases)
        return whole

    def _stated(self, section: str) -> list[tuple[str, Any]]:
        return [(n, w) for n, w in self.words[section].items() if not w.get("derived") and self.chance.random() < self.density]

    def _spelled(self, entries: Raw, name: str) -> str:
        """A name, now and then by another of its spellings."""
        aliases = (entries[name] or {}).get("aliases", ())
        return self.chance.choice(aliases) if aliases and self.chance.random() < 0.1 else name

    def _value(self, word: Raw) -> Any:
        if self.chance.random() < 0.15:
            return self.chance.choice(UNSAID)
        if "range" in word:
            low, high = word["range"]
            limits = [n for band in word.get("bands", {}).values() for n in band.values()]
            near = [n for limit in limits for n in (limit, limit + 0.1, limit - 0.1) if low <= n <= high]
            return self.chance.choice([low, high, *near, round(self.chance.uniform(low, high), 1)])
        values = list(word["values"])
        harmless = [value for value in values if self.harmless and value in HARMLESS]
        return self._spelled(word["values"], self.chance.choice(harmless or values if self.chance.random() < 0.9 else values))

    def _maybe(self, whole: dict[str, Any], key: str, value: Any, likely: float = 0.7) -> None:
        if self.chance.random() < likely:
            whole[key] = self.chance.choice(UNSAID) if self.chance.random() < 0.15 else value

    def _diagnosis(self, disease: str) -> dict[str, Any]:
        word = self.words["diseases"][disease]
        found: dict[str, Any] = {"disease": self._spelled(self.words["diseases"], disease)}
        if word.get("subtypes"):
            own = [
                self._spelled(word["subtypes"], n) for n in self._some(list(word["subtypes"]), self.chance.choice((1, 1, 1, 2)))
            ]
            self._maybe(found, "subtype", own[0] if len(own) == 1 and self.chance.random() < 0.7 else own, 0.5)
        if word["activity"]:
            self._maybe(found, "activity", self._spelled(word["activity"], self.chance.choice(list(word["activity"]))))
        self._maybe(found, "organ_involvement", self._organs(), 0.6)
        return found

    def _organs(self) -> Any:
        known = self.words["organs"]
        named = [self._spelled(known, name) for name in self._some(list(known), self.chance.choice((0, 1, 1, 2, 5, len(known))))]
        if self.chance.random() < 0.4:
            return named
        answers = self.chance.choice(
            (["absent"], ["unknown", None], ["absent", "present"], ["absent", "present", "unknown", None])
        )
        return {name: self.chance.choice(answers) for name in named}

    def _history(self, diseases: Sequence[str]) -> Any:
        if self.chance.random() < 0.08:
            return self.chance.choice(UNSAID)
        if self.harmless and self.chance.random() < 0.3:
            drugs = [drug for disease in diseases for drug in self.of.named_for.get(disease, ())]
            return [{"therapy": self.chance.choice(drugs), "outcome": self.chance.choice(self._working()), "ongoing": True}]
        return [self._entry(diseases) for _ in range(self.chance.choice((0, 1, 1, 2, 3, 5)))]

    def _entry(self, diseases: Sequence[str]) -> dict[str, Any]:
        by = self.chance.choice(("therapy", "therapy", "therapy", "class"))
        section = self.words["therapies" if by == "therapy" else "classes"]
        entry: dict[str, Any] = {by: self._spelled(section, self.chance.choice(list(section)))}
        self._maybe(
            entry, "outcome", self._spelled(self.words["outcomes"], self.chance.choice(list(self.words["outcomes"]))), 0.85
        )
        self._maybe(entry, "ongoing", self.chance.choice((True, False)), 0.6)
        if self.chance.random() < 0.2:
            entry["for"] = self.chance.choice([*diseases, *self.words["diseases"], None])
        return entry

    def _working(self) -> list[str]:
        return [name for name, word in self.words["outcomes"].items() if word.get("works")]

    def _some(self, items: list[str], number: int) -> list[str]:
        return self.chance.sample(items, min(number, len(items)))
