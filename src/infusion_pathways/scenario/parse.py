"""From the JSON of a scenario to a frozen `Scenario`, every name resolved, or all its problems at once."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from infusion_pathways.meaning.facts import Missing
from infusion_pathways.pack.model import Pack
from infusion_pathways.scenario import identity, messages
from infusion_pathways.scenario.expectation import read_expect
from infusion_pathways.scenario.model import SCHEMA, Diagnosis, HistoryEntry, Scalar, Scenario
from infusion_pathways.scenario.walker import LONGEST_ID, LONGEST_LIST, LONGEST_TEXT, LONGEST_TITLE, Walker, unknown_as
from infusion_pathways.source import Document, ProblemsFound, read_json
from infusion_pathways.source.reading import Pointer
from infusion_pathways.vocabulary import Measure
from infusion_pathways.vocabulary.renamed import in_case, old_words

UNKNOWN = "unknown"
ID = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")

KEYS = (
    "schema",
    "id",
    "title",
    "narrative",
    "tags",
    "patient",
    "diagnoses",
    "treatments",
    "findings",
    "measures",
    "expect",
)
REQUIRED = ("schema", "id", "title")
DIAGNOSIS_KEYS = ("disease", "subtype", "activity", "organ_involvement")
TREATMENT_KEYS = ("therapy", "class", "outcome", "ongoing", "for")


def load_scenario(path: str | Path, pack: Pack) -> Scenario:
    """Read a scenario file (`-` is standard input) with the words of a pack.

    Raises ProblemsFound with every problem of the file: syntax first, then old words, then shape, names and values together.
    """
    return parse_scenario(read_json(path), pack)


def parse_scenario(document: Document, pack: Pack) -> Scenario:
    """Turn a document that was read into a scenario; problems as for `load_scenario`."""
    if problems := old_words(document, in_case):
        raise ProblemsFound(problems)
    parser = _Parser(document, pack)
    scenario = parser.scenario()
    if parser.problems:
        raise ProblemsFound(parser.problems)
    return scenario


class _Parser(Walker):
    """Walks the document once; what is wrong is noted and replaced by something harmless."""

    def __init__(self, document: Document, pack: Pack) -> None:
        super().__init__(document, pack)
        self.pointers: dict[str, str] = {}

    def scenario(self) -> Scenario:
        """The scenario of the whole document."""
        if not isinstance(self.document.value, dict):
            self.wrong((), "an object", self.document.value)
            raise ProblemsFound(self.problems)
        root = self.object(self.document.value, (), "the scenario", KEYS)
        for key in REQUIRED:
            if key not in root:
                self.note((), messages.missing_key, key, "the scenario")
        if not isinstance(schema := root.get("schema", SCHEMA), str):
            self.wrong(("schema",), "text", schema)
        elif schema != SCHEMA:
            self.note(("schema",), messages.wrong_schema, schema[:60], SCHEMA)
        treatments = self._treatments(root.get("treatments", _ABSENT))
        return Scenario(
            id=self._id(root["id"]) if "id" in root else "",
            title=self.text(root.get("title", ""), ("title",), LONGEST_TITLE),
            narrative=self.text(root.get("narrative", ""), ("narrative",), LONGEST_TEXT),
            tags=self._tags(root.get("tags", [])),
            diagnoses=self._diagnoses(root),
            treatments=treatments,
            patient=self._section(root, "patient", self.words.patient),
            findings=self._section(root, "findings", self.words.findings),
            measures=self._section(root, "measures", self.words.measures),
            expect=read_expect(self, root["expect"]) if "expect" in root else None,
            pointers=self.pointers,
        )

    def _id(self, raw: Any) -> str:
        if not isinstance(raw, str):
            self.wrong(("id",), "text", raw)
            return ""
        if not ID.fullmatch(raw):
            self.note(("id",), messages.bad_id, raw[:LONGEST_ID])
        self.look_for_a_person(raw[:LONGEST_TITLE], ("id",))
        return raw

    def _tags(self, raw: Any) -> tuple[str, ...]:
        """The tags: free text like the title, so the same limits hold."""
        for i, tag in enumerate(raw[:LONGEST_LIST] if isinstance(raw, list) else [raw]):
            if isinstance(tag, str):
                self.text(tag, ("tags", i), LONGEST_TITLE)
        return tuple(self.list(raw, ("tags",)))

    def _diagnoses(self, root: Mapping[str, Any]) -> tuple[Diagnosis, ...]:
        raw = root.get("diagnoses")
        if isinstance(raw, list) and raw:
            if len(raw) > LONGEST_LIST:
                self.note(("diagnoses",), messages.too_long, "`diagnoses`", LONGEST_LIST, "entries")
                raw = raw[:LONGEST_LIST]
            found = [self._diagnosis(item, ("diagnoses", i)) for i, item in enumerate(raw)]
            seen: set[str] = set()
            for i, diagnosis in enumerate(found):
                name = diagnosis.disease
                if name in seen and name:
                    self.note(("diagnoses", i, "disease"), messages.duplicate_diagnosis, name)
                seen.add(name)
            return tuple(found)
        if raw is None or isinstance(raw, list):
            self.note(("diagnoses",), messages.missing_diagnosis)
        else:
            self.wrong(("diagnoses",), "a list of diagnoses", raw)
        return ()

    def _diagnosis(self, raw: Any, at: Pointer) -> Diagnosis:
        entry = self.object(raw, at, "a diagnosis", DIAGNOSIS_KEYS)
        organs = self._organs(entry.get("organ_involvement", _ABSENT), (*at, "organ_involvement"))
        if "disease" not in entry:
            if isinstance(raw, dict):
                self.note(at, messages.missing_key, "disease", "a diagnosis")
            return Diagnosis("")
        name = self.name(entry["disease"], (*at, "disease"), "diseases", self.words.diseases, messages.unknown_disease)
        if name is None:
            return Diagnosis("")
        disease = self.words.diseases[name]
        subtype = _missing(entry.get("subtype", _ABSENT))
        activity = _missing(entry.get("activity", _ABSENT))
        return Diagnosis(
            disease=name,
            subtype=subtype
            or self.names(entry["subtype"], (*at, "subtype"), f"subtypes.{name}", disease.subtypes, "subtype")
            or Missing.NOT_RECORDED,
            activity=activity
            or self.name(entry["activity"], (*at, "activity"), f"activity.{name}", disease.activity, unknown_as("activity"))
            or Missing.ASKED,
            organs=organs,
        )

    def _organs(self, raw: Any, at: Pointer) -> tuple[str, ...] | Mapping[str, bool | None] | Missing:
        missing = _missing(raw)
        if missing is not None:
            return missing
        if not isinstance(raw, dict):
            return self.names(raw, at, "organs", self.words.organs, "organ")
        answers: dict[str, bool | None] = {}
        for key, answer in raw.items():
            name = self.name(key, (*at, key), "organs", self.words.organs, unknown_as("organ"), key=True)
            if not isinstance(answer, str | None):
                self.wrong((*at, key), "`present` or `absent`", answer)
            elif answer not in _PRESENCE:
                self.note((*at, key), messages.unknown_value, key[:60], f"{answer:.60}", ("present", "absent"))
            elif name is not None and name in answers:
                first = next(k for k in raw if self.words.canonical("organs", k) == name)
                self.note((*at, key), messages.repeated_name, key, first, key=True)
            elif name is not None:
                answers[name] = _PRESENCE[answer]
        return answers

    def _treatments(self, raw: Any) -> tuple[HistoryEntry, ...] | Missing:
        missing = _missing(raw)
        if missing is not None:
            return missing
        if not isinstance(raw, list):
            self.wrong(("treatments",), "a list of treatments", raw)
            return Missing.ASKED
        if len(raw) > LONGEST_LIST:
            self.note(("treatments",), messages.too_long, "`treatments`", LONGEST_LIST, "entries")
        return tuple(self._treatment(item, ("treatments", i)) for i, item in enumerate(raw[:LONGEST_LIST]))

    def _treatment(self, raw: Any, at: Pointer) -> HistoryEntry:
        entry = self.object(raw, at, "a treatment", TREATMENT_KEYS)
        if isinstance(raw, dict) and ("therapy" in entry) == ("class" in entry):
            self.note(at, messages.one_of_two)
        therapy = of_class = given_for = None
        if "therapy" in entry:
            therapy = self.name(entry["therapy"], (*at, "therapy"), "therapies", self.words.therapies, messages.unknown_therapy)
        if "class" in entry:
            of_class = self.name(entry["class"], (*at, "class"), "classes", self.words.classes, unknown_as("class"))
        if entry.get("for") is not None:
            given_for = self.name(entry["for"], (*at, "for"), "diseases", self.words.diseases, messages.unknown_disease)
        outcome = _missing(entry.get("outcome", _ABSENT)) or self.name(
            entry["outcome"], (*at, "outcome"), "outcomes", self.words.outcomes, unknown_as("outcome")
        )
        ongoing = _missing(entry.get("ongoing", _ABSENT)) or entry["ongoing"]
        if not isinstance(ongoing, bool | Missing):
            self.wrong((*at, "ongoing"), "true or false", ongoing)
            ongoing = Missing.ASKED
        return HistoryEntry(therapy, of_class, outcome or Missing.ASKED, ongoing, given_for)

    def _section(self, root: Mapping[str, Any], section: str, known: Mapping[str, Any]) -> dict[str, Scalar]:
        if section not in root:
            return {}
        values: dict[str, Scalar] = {}
        kind = section.removesuffix("s")
        if not isinstance(root[section], dict):
            self.wrong((section,), "an object", root[section])
            return {}
        for key, raw in root[section].items():
            at = (section, key)
            name = self.words.canonical(section, key)
            if name not in known:
                self._unknown_word(section, key, known)
            elif getattr(known[name], "derived", False):
                self.note(at, messages.derived_finding, name, key=True)
            elif name in values:
                first = next(k for k in root[section] if self.words.canonical(section, k) == name)
                self.note(at, messages.repeated_name, key, first, key=True)
            else:
                values[name] = self._value(raw, at, f"{kind}.{name}", known[name])
                if key != name:
                    self.pointers[f"{kind}.{name}"] = f"/{section}/{key}"
        return values

    def _unknown_word(self, section: str, key: str, known: Mapping[str, Any]) -> None:
        if identity.asks_who(key):
            self.note((section, key), messages.identifying_key, key[:60], key=True)
        elif section == "findings":
            stated = [name for name, word in known.items() if not word.derived]
            self.note((section, key), messages.unknown_finding, key[:60], stated, key=True)
        else:
            what = {"patient": "patient field", "measures": "measure"}[section]
            self.note((section, key), messages.unknown_name, what, key[:60], known, key=True)

    def _value(self, raw: Any, at: Pointer, fact: str, word: Any) -> Scalar:
        missing = _missing(raw)
        if missing is not None:
            return missing
        if isinstance(word, Measure):
            return self._number(raw, at, word)
        if not isinstance(raw, str):
            self.wrong(at, f"one of its values ({', '.join(word.values)})", raw)
            return Missing.ASKED
        value = self.words.canonical(fact, raw)
        if value not in word.values:
            self.note(at, messages.unknown_value, word.name, raw[:60], word.values)
        return value

    def _number(self, raw: Any, at: Pointer, word: Measure) -> Scalar:
        if isinstance(raw, bool) or not isinstance(raw, int | float):
            self.wrong(at, f"a number ({word.unit})", raw)
            return Missing.ASKED
        if not word.low <= raw <= word.high:
            self.note(
                at,
                messages.impossible_value,
                word.name,
                f"{raw:.15g}",
                word.low,
                word.high,
                word.unit,
            )
        return float(raw)


_ABSENT = object()
_PRESENCE: dict[Any, bool | None] = {"present": True, "absent": False, UNKNOWN: None, None: None}


def _missing(raw: Any) -> Missing | None:
    if raw is _ABSENT:
        return Missing.NOT_RECORDED
    return Missing.ASKED if raw is None or raw == UNKNOWN else None
