"""The words of a pack and the facts of a patient, read from `docs/meaning.md` and the YAML alone; nothing of the program is used.

Truths are True, False and None for unknown.
"""

import operator
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

Truth = bool | None
Raw = Mapping[str, Any]
UNSAID = (None, "unknown")
LIMITS = {"above": operator.gt, "at_least": operator.ge, "below": operator.lt, "at_most": operator.le}
KINDS = {"finding": "findings", "measure": "measures", "patient": "patient"}


def all_of(parts: Iterable[Truth]) -> Truth:
    truths = list(parts)
    return False if False in truths else None if None in truths else True


def any_of(parts: Iterable[Truth]) -> Truth:
    truths = list(parts)
    return True if True in truths else None if None in truths else False


def among(possible: Iterable[str], wanted: Iterable[str]) -> Truth:
    """Whether what is one of several is one of the wanted: unknown where only some of them are."""
    found = {name in wanted for name in possible}
    return found.pop() if len(found) == 1 else None


def names(raw: Any) -> list[str]:
    return raw if isinstance(raw, list) else [raw]


def within(number: float, limits: Raw) -> bool:
    return all(LIMITS[key](number, limit) for key, limit in limits.items() if key in LIMITS)


class Words:
    """All words of a pack by section; `drugs` are the therapies of each class."""

    def __init__(self, files: Iterable[Raw]) -> None:
        self.sections: dict[str, dict[str, Any]] = {}
        for section, entries in ((s, e) for whole in files for s, e in whole.items() if isinstance(e, dict)):
            self.sections.setdefault(section, {}).update(entries)
        for word in (*self["findings"].values(), *self["patient"].values()):
            if "range" not in word:
                word.setdefault("values", {"present": {}, "absent": {}})
        for disease in self["diseases"].values():
            levels = disease.get("activity", [])
            disease["activity"] = levels if isinstance(levels, dict) else {level: {} for level in levels}
        self.drugs = {name: self._drugs(name) for name in self["classes"]}

    def __getitem__(self, section: str) -> dict[str, Any]:
        return self.sections.get(section, {})

    def _drugs(self, name: str) -> frozenset[str]:
        own = {drug for drug, word in self["therapies"].items() if name in word.get("classes", ())}
        own |= {drug for other, word in self["classes"].items() if name in word.get("within", ()) for drug in self._drugs(other)}
        return frozenset(own if own & self["therapies"].keys() else {*own, f"a drug of the class {name}"})

    def named(self, entries: Raw, spelling: str) -> str:
        """The name that a spelling in a scenario stands for."""
        if spelling in entries:
            return spelling
        return next(name for name, word in entries.items() if spelling in (word or {}).get("aliases", ()))

    def word(self, fact: str) -> Raw:
        kind, _, name = fact.partition(".")
        return self[KINDS[kind]][name]  # type: ignore[no-any-return]


class Given(NamedTuple):
    """An entry of the history: the drugs it may mean, and whether it is marked as given for another disease."""

    drugs: frozenset[str]
    outcome: str | None
    ongoing: bool | None
    elsewhere: bool


class Patient:
    """The facts of a scenario, seen from one of its diagnoses; what is not known is left out."""

    def __init__(self, words: Words, scenario: Raw, index: int) -> None:
        self.words = words
        diseases = [words.named(words["diseases"], raw["disease"]) for raw in scenario["diagnoses"]]
        own, self.disease = scenario["diagnoses"][index], diseases[index]
        self.others = {*diseases} - {self.disease}
        self.word = words["diseases"][self.disease]
        self.facts: dict[str, Any] = {}
        stated = dict(self._stated(scenario))
        for fact, value in stated.items():
            self.facts[fact] = {*self._meaning(fact, value).get("one_of", [value])} if isinstance(value, str) else value
        self._follow(stated)
        subtype, level = own.get("subtype"), own.get("activity")
        if subtype not in (*UNSAID, []):
            self.facts["diagnosis.subtype"] = {words.named(self.word["subtypes"], name) for name in names(subtype)}
        if level not in UNSAID:
            self.facts["diagnosis.stated_activity"] = {words.named(self.word["activity"], level)}
        if levels := self.facts.get("diagnosis.stated_activity", set()) | {*self._measured(stated)}:
            self.facts["diagnosis.activity"] = levels
        self.organs = self._organs(own.get("organ_involvement"))
        if self.organs:
            self.facts["diagnosis.organ_involvement"] = self.organs
        if (history := scenario.get("treatments")) not in UNSAID:
            self.facts["treatments"] = [self._given(raw) for raw in history]

    def _stated(self, scenario: Raw) -> Iterator[tuple[str, Any]]:
        for kind, section in KINDS.items():
            for spelling, value in scenario.get(section, {}).items():
                name = self.words.named(self.words[section], spelling)
                values = self.words[section][name].get("values", {})
                if value not in UNSAID:
                    yield f"{kind}.{name}", self.words.named(values, value) if isinstance(value, str) else value

    def _meaning(self, fact: str, value: Any) -> Raw:
        word = self.words.word(fact)
        return (word["values"][value] or {}) if "values" in word else word

    def _follow(self, stated: Raw) -> None:
        """What follows from stated values where nothing is stated; of two that speak of one fact, the first here is heard."""
        for kind in ("finding", "patient", "measure"):
            for fact in sorted((fact for fact in stated if fact.startswith(f"{kind}.")), reverse=True):
                for other, value in self._meaning(fact, stated[fact]).get("implies", {}).items():
                    self.facts.setdefault(other, {value})

    def _measured(self, stated: Raw) -> Iterator[str]:
        for name in self.word.get("activity_from", ()):
            if (number := stated.get(f"measure.{name}")) is not None:
                bands = self.words["measures"][name].get("bands", {}).items()
                yield from (band for band, limits in bands if band in self.word["activity"] and within(number, limits))

    def _organs(self, said: Any) -> dict[str, bool]:
        """The answer for each organ of which one is known."""
        known = self.words["organs"]
        if said not in UNSAID and not isinstance(said, dict):
            listed = {self.words.named(known, name) for name in names(said)}
            return {organ: organ in listed for organ in known}
        levels = [self.word["activity"][name] or {} for name in self.facts.get("diagnosis.stated_activity", ())]
        subtypes = [self.word["subtypes"][name] for name in self.facts.get("diagnosis.subtype", ())]
        found = dict.fromkeys(known, False) if any(level.get("no_organs") for level in levels) else {}
        found |= {organ: True for word in (*levels, *subtypes) for organ in word.get("organs", ())}
        answers = said if isinstance(said, dict) else {}
        return found | {self.words.named(known, n): a == "present" for n, a in answers.items() if a not in UNSAID}

    def _given(self, raw: Raw) -> Given:
        words, outcome, ongoing, disease = self.words, raw.get("outcome"), raw.get("ongoing"), raw.get("for")
        return Given(
            drugs=frozenset({words.named(words["therapies"], raw["therapy"])})
            if "therapy" in raw
            else words.drugs[words.named(words["classes"], raw["class"])],
            outcome=None if outcome in UNSAID else words.named(words["outcomes"], outcome),
            ongoing=None if ongoing in UNSAID else ongoing,
            elsewhere=disease is not None and words.named(words["diseases"], disease) != self.disease,
        )

    def treated(self, drugs: frozenset[str], outcomes: list[str] | None, ongoing: bool | None, anywhere: bool) -> Truth:
        """Whether some entry of the history fits; `anywhere` says that what was given for another disease counts as well."""
        history: list[Given] | None = self.facts.get("treatments")
        if history is None:
            return None
        return any_of(
            all_of(
                (
                    among(entry.drugs, drugs),
                    True if outcomes is None else None if entry.outcome is None else entry.outcome in outcomes,
                    True if ongoing is None else None if entry.ongoing is None else entry.ongoing is ongoing,
                )
            )
            for entry in history
            if anywhere or not entry.elsewhere
        )


def read(folder: Path) -> list[Raw]:
    """Every file of a pack."""
    return [yaml.safe_load(path.read_text(encoding="utf-8")) or {} for path in sorted(folder.rglob("*.yaml"))]
