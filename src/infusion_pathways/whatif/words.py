"""Edits in words: what each is about, what was known of it, and what it becomes."""

import json
from typing import Any, NamedTuple

from infusion_pathways.meaning.facts import Missing
from infusion_pathways.scenario.editing import UNSET, Edit
from infusion_pathways.scenario.parse import UNKNOWN
from infusion_pathways.scenario.paths import END, ORGANS, organ_list, value_at
from infusion_pathways.scenario.words import GOING_ON
from infusion_pathways.source import Document
from infusion_pathways.source.reading import Pointer
from infusion_pathways.trace.values import KNOWN_ABSENT
from infusion_pathways.vocabulary import ABSENT, Finding, Measure, Vocabulary
from infusion_pathways.vocabulary.words import PRESENT

LONGEST_VALUE = 60
_NOTHING = object()


class EditInWords(NamedTuple):
    """An edit in words; `before` is empty where something is added to a list."""

    subject: str
    before: str
    now: str

    def __str__(self) -> str:
        return f"{self.subject}: {self.before} -> {self.now}" if self.before else f"{self.subject}: {self.now}"


class EditWords:
    """Words for the edits of one scenario file."""

    def __init__(self, document: Document, words: Vocabulary) -> None:
        self._raw: Any = document.value
        self._words = words

    def told(self, edit: Edit) -> EditInWords:
        """An edit in words."""
        was = "" if edit.at[-1] == END else self._value(edit.at, self._held(edit.at))
        if edit.option == UNSET:
            entry = isinstance(edit.at[-1], int)
            return EditInWords(self._subject(edit.at), was, "taken out" if entry else Missing.NOT_RECORDED.value)
        return EditInWords(self._subject(edit.at), was, self._value(edit.at, edit.value))

    def _held(self, at: Pointer) -> Any:
        """The value at a pointer; of a closed list of organs, whether it names one."""
        parent = value_at(self._raw, at[:-1])
        listed = organ_list(parent) if len(at) == 4 and at[2] == ORGANS else None
        if listed is not None:
            return PRESENT if at[-1] in [self._words.canonical("organs", name) for name in listed] else ABSENT
        if isinstance(parent, dict):
            return parent.get(at[-1], _NOTHING)
        return parent[at[-1]] if isinstance(parent, list) and isinstance(at[-1], int) else _NOTHING

    def _subject(self, at: Pointer) -> str:
        words = self._words
        match at:
            case ("findings" | "measures" | "patient" as section, str(name)):
                word = words.fact_word(f"{section.removesuffix('s')}.{words.canonical(section, name)}")
                return word.label if word is not None else name
            case ("treatments", "-"):
                return "added to the treatment history"
            case ("treatments", _):
                return "entry of the treatment history"
            case ("treatments", int(index), field):
                return f"{self._entry(self._raw['treatments'][index], short=True)}, {_FIELDS.get(str(field), field)}"
            case ("treatments",):
                return "treatment history"
            case ("diagnoses", "-"):
                return "added to the diagnoses"
            case ("diagnoses", _, str(), "-"):
                return "added to the organs involved"
            case ("diagnoses", _, "organ_involvement", str(organ)):
                return words.organs[words.canonical("organs", organ)].label + self._of(at)
            case ("diagnoses", _, field, *_):
                return f"{str(field).replace('_', ' ')}{self._of(at)}"
        return " ".join("diagnosis" if part == "diagnoses" else str(part) for part in at if isinstance(part, str))

    def _of(self, at: Pointer) -> str:
        """Of which diagnosis, where there are several."""
        diagnoses = self._raw["diagnoses"]
        disease = self._words.diseases[self._words.canonical("diseases", value_at(self._raw, (*at[:2], "disease")))]
        return f" of {disease.label}" if len(diagnoses) > 1 else ""

    def _value(self, at: Pointer, value: Any) -> str:
        """A value in words; as the file has it where there are none."""
        if value is _NOTHING:
            return Missing.NOT_RECORDED.value
        if value is None or value == UNKNOWN:
            return Missing.ASKED.value
        words = self._words
        match at, value:
            case ("findings" | "measures" | "patient" as section, str(name)), str() | int() | float():
                return self._fact(f"{section.removesuffix('s')}.{words.canonical(section, name)}", value)
            case ("diagnoses", _, "organ_involvement", str(name)), str() if name != "-":
                return {PRESENT: "involved", ABSENT: KNOWN_ABSENT}.get(value, value)
            case ("diagnoses", int(index), "subtype" | "activity" as field, *_), str() | list():
                return self._of_disease(index, str(field), value)
            case ("treatments",), list():
                return "; ".join(self._entry(entry) for entry in value) or "nothing was taken"
            case ("treatments", _), dict():
                return self._entry(value)
            case ("treatments", _, "outcome"), str():
                name = words.canonical("outcomes", value)
                return words.outcomes[name].label if name in words.outcomes else value
            case ("treatments", _, "ongoing"), bool():
                return "yes" if value else "no"
            case ("diagnoses", _), dict():
                return words.label(words.canonical("diseases", str(value.get("disease"))))
            case ("diagnoses" | "treatments", *_), str():
                return next(
                    (words.label(n) for s in _NAMES if (n := words.canonical(s, value)) != value or n in _known(words, s)), value
                )
        return _cut(value)

    def _fact(self, fact: str, value: str | float) -> str:
        word = self._words.fact_word(fact)
        if isinstance(word, Measure) and not isinstance(value, str):
            return f"{value:g} {word.spoken_unit}".rstrip()
        name = self._words.canonical(fact, str(value))
        if name == ABSENT:
            return KNOWN_ABSENT
        return word.values[name].label if isinstance(word, Finding) and name in word.values else str(value)

    def _of_disease(self, index: int, field: str, value: str | list[Any]) -> str:
        disease = self._words.diseases[self._words.canonical("diseases", self._raw["diagnoses"][index]["disease"])]
        known = {name: word.label for name, word in (disease.subtypes if field == "subtype" else disease.activity).items()}
        names = [
            self._words.canonical(f"{'subtypes' if field == 'subtype' else field}.{disease.name}", str(name))
            for name in ([value] if isinstance(value, str) else value)
        ]
        return ", ".join(known.get(name, name) for name in names)

    def _entry(self, entry: Any, short: bool = False) -> str:
        if not isinstance(entry, dict):
            return _cut(entry)
        words = self._words
        if "class" in entry:
            of_class = words.classes.get(words.canonical("classes", str(entry["class"])))
            name = of_class.label if of_class is not None else str(entry["class"])
        else:
            name = words.label(words.canonical("therapies", str(entry.get("therapy"))))
        if short:
            return name
        parts = [self._value(("treatments", 0, "outcome"), entry.get("outcome", _NOTHING))]
        if isinstance(entry.get("ongoing"), bool):
            parts.append(GOING_ON[entry["ongoing"]])
        if entry.get("for"):
            parts.append(f"for {words.label(words.canonical('diseases', str(entry['for'])))}")
        return f"{'a ' * ('class' in entry)}{name}: {', '.join(parts)}"


_FIELDS = {"for": "given for", "ongoing": "still taken", "class": "which", "therapy": "which"}
_NAMES = ("diseases", "therapies", "classes", "organs")


def _known(words: Vocabulary, section: str) -> Any:
    return getattr(words, section)


def _cut(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}..."
