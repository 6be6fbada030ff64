"""From the JSON of a scenario to a frozen `Scenario`, every name resolved, or all its problems at once."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from infusion_pathways.facts import Missing
from infusion_pathways.pack.rule import Pack
from infusion_pathways.scenario import identity, messages
from infusion_pathways.scenario.model import SCHEMA, Diagnosis, Entry, Expect, Scalar, Scenario
from infusion_pathways.source import Document, Place, Problem, ProblemsFound, read_json
from infusion_pathways.source.messages import too_many
from infusion_pathways.source.reading import MOST_PROBLEMS, Pointer
from infusion_pathways.verdicts import Outcome, Verdict
from infusion_pathways.vocabulary import Measure

UNKNOWN = "unknown"
LONGEST_TEXT, LONGEST_TITLE, LONGEST_LIST = 5_000, 200, 200
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
EXPECT_KEYS = ("outcome", "verdicts", "because", "not_because", "flags", "asks")


def load_scenario(path: str | Path, pack: Pack) -> Scenario:
    """Read a scenario file (`-` is standard input) with the words of a pack.

    Raises ProblemsFound with every problem of the file: syntax first, then shape, names and values together.
    """
    return parse_scenario(read_json(path), pack)


def parse_scenario(document: Document, pack: Pack) -> Scenario:
    """Turn a document that was read into a scenario; problems as for `load_scenario`."""
    parser = _Parser(document, pack)
    scenario = parser.scenario()
    if parser.problems:
        raise ProblemsFound(parser.problems)
    return scenario


class _Parser:
    """Walks the document once; what is wrong is noted and replaced by something harmless."""

    def __init__(self, document: Document, pack: Pack) -> None:
        self.document = document
        self.pack = pack
        self.words = pack.vocabulary
        self.problems: list[Problem] = []
        self.pointers: dict[str, str] = {}

    def scenario(self) -> Scenario:
        """The scenario of the whole document."""
        if not isinstance(self.document.value, dict):
            self._wrong((), "an object", self.document.value)
            raise ProblemsFound(self.problems)
        root = self._object(self.document.value, (), "the scenario", KEYS)
        for key in REQUIRED:
            if key not in root:
                self._note((), messages.missing_key, key, "the scenario")
        if not isinstance(schema := root.get("schema", SCHEMA), str):
            self._wrong(("schema",), "text", schema)
        elif schema != SCHEMA:
            self._note(("schema",), messages.wrong_schema, schema[:60], SCHEMA)
        treatments = self._treatments(root.get("treatments", _ABSENT))
        return Scenario(
            id=self._id(root["id"]) if "id" in root else "",
            title=self._text(root.get("title", ""), ("title",), LONGEST_TITLE),
            narrative=self._text(root.get("narrative", ""), ("narrative",), LONGEST_TEXT),
            tags=self._tags(root.get("tags", [])),
            diagnoses=self._diagnoses(root),
            treatments=treatments,
            patient=self._section(root, "patient", self.words.patient),
            findings=self._section(root, "findings", self.words.findings),
            measures=self._section(root, "measures", self.words.measures),
            expect=self._expect(root["expect"]) if "expect" in root else None,
            pointers=self.pointers,
        )

    def _note(self, at: Pointer, problem: Callable[..., Problem], *details: Any, key: bool = False, word: str = "") -> None:
        """Note a problem; the rest of very many is only mentioned, so that no file keeps the program busy with its faults."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem(self.document.place(at, key, word), *details))
        elif len(self.problems) == MOST_PROBLEMS:
            self.problems.append(too_many(Place(self.document.name), MOST_PROBLEMS))

    def _wrong(self, at: Pointer, expected: str, found: Any) -> None:
        said = f"`{str(found).lower()}`" if isinstance(found, bool) else _TYPES.get(type(found), "something else")
        self._note(at, messages.wrong_type, _what(at), expected, said)

    def _object(self, raw: Any, at: Pointer, where: str, known: Iterable[str]) -> dict[str, Any]:
        if not isinstance(raw, dict):
            self._wrong(at, "an object", raw)
            return {}
        for key in raw:
            if key not in known:
                if identity.asks_who(key):
                    self._note((*at, key), messages.identifying_key, key[:60], key=True)
                else:
                    self._note((*at, key), messages.unknown_key, key[:60], known, key=True)
        return raw

    def _text(self, raw: Any, at: Pointer, limit: int) -> str:
        if not isinstance(raw, str):
            self._wrong(at, "text", raw)
            return ""
        if len(raw) > limit:
            self._note(at, messages.too_long, _what(at), limit, "characters")
        self._look_for_a_person(raw[: limit * 2], at)
        return raw

    def _look_for_a_person(self, text: str, at: Pointer) -> None:
        found = identity.tells_who(text)
        if found is not None:
            what, word = found
            self._note(at, messages.identifying_text, what, word=word)

    def _id(self, raw: Any) -> str:
        if not isinstance(raw, str):
            self._wrong(("id",), "text", raw)
            return ""
        if not ID.fullmatch(raw):
            self._note(("id",), messages.bad_id, raw[:80])
        self._look_for_a_person(raw[:LONGEST_TITLE], ("id",))
        return raw

    def _tags(self, raw: Any) -> tuple[str, ...]:
        """The tags: free text like the title, so the same limits hold."""
        for i, tag in enumerate(raw[:LONGEST_LIST] if isinstance(raw, list) else [raw]):
            if isinstance(tag, str):
                self._text(tag, ("tags", i), LONGEST_TITLE)
        return tuple(self._list(raw, ("tags",)))

    def _list(self, raw: Any, at: Pointer) -> list[str]:
        """A list of texts; one text stands for a list of one."""
        if isinstance(raw, str):
            return [raw]
        if not isinstance(raw, list):
            self._wrong(at, "a list of names", raw)
            return []
        if len(raw) > LONGEST_LIST:
            self._note(at, messages.too_long, _what(at), LONGEST_LIST, "entries")
        for i, item in enumerate(raw):
            if not isinstance(item, str):
                self._wrong((*at, i), "text", item)
        return [item for item in raw if isinstance(item, str)]

    def _name(
        self, raw: Any, at: Pointer, section: str, known: Iterable[str], unknown: Callable[..., Problem], key: bool = False
    ) -> str | None:
        """A name of the vocabulary, aliases resolved; None, and a problem, for any other. `key`: the name is the key itself."""
        if not isinstance(raw, str):
            self._wrong(at, "a name", raw)
            return None
        name = self.words.canonical(section, raw)
        if name in known:
            return name
        self._note(at, unknown, raw[:60], known, key=key)
        return None

    def _diagnoses(self, root: Mapping[str, Any]) -> tuple[Diagnosis, ...]:
        raw = root.get("diagnoses")
        if isinstance(raw, list) and raw:
            if len(raw) > LONGEST_LIST:
                self._note(("diagnoses",), messages.too_long, "`diagnoses`", LONGEST_LIST, "entries")
                raw = raw[:LONGEST_LIST]
            found = [self._diagnosis(item, ("diagnoses", i)) for i, item in enumerate(raw)]
            seen: set[str] = set()
            for i, diagnosis in enumerate(found):
                name = diagnosis.disease
                if name in seen and name:
                    self._note(("diagnoses", i, "disease"), messages.duplicate_diagnosis, name)
                seen.add(name)
            return tuple(found)
        if raw is None or isinstance(raw, list):
            self._note(("diagnoses",), messages.missing_diagnosis)
        else:
            self._wrong(("diagnoses",), "a list of diagnoses", raw)
        return ()

    def _diagnosis(self, raw: Any, at: Pointer) -> Diagnosis:
        entry = self._object(raw, at, "a diagnosis", DIAGNOSIS_KEYS)
        organs = self._organs(entry.get("organ_involvement", _ABSENT), (*at, "organ_involvement"))
        if "disease" not in entry:
            if isinstance(raw, dict):
                self._note(at, messages.missing_key, "disease", "a diagnosis")
            return Diagnosis("")
        name = self._name(entry["disease"], (*at, "disease"), "diseases", self.words.diseases, messages.unknown_disease)
        if name is None:
            return Diagnosis("")
        disease = self.words.diseases[name]
        subtype = _missing(entry.get("subtype", _ABSENT))
        activity = _missing(entry.get("activity", _ABSENT))
        return Diagnosis(
            disease=name,
            subtype=subtype
            or self._names(entry["subtype"], (*at, "subtype"), f"subtypes.{name}", disease.subtypes, "subtype")
            or Missing.NOT_RECORDED,
            activity=activity
            or self._name(entry["activity"], (*at, "activity"), f"activity.{name}", disease.activity, _unknown("activity"))
            or Missing.ASKED,
            organs=organs,
        )

    def _names(self, raw: Any, at: Pointer, section: str, known: Iterable[str], what: str) -> tuple[str, ...]:
        self._list(raw, at)
        found: dict[str, None] = {}
        for i, item in enumerate(raw if isinstance(raw, list) else [raw]):
            if isinstance(item, str):
                name = self._name(item, (*at, i), section, known, _unknown(what))
                found.update({name: None} if name is not None else {})
        return tuple(found)

    def _organs(self, raw: Any, at: Pointer) -> tuple[str, ...] | Mapping[str, bool | None] | Missing:
        missing = _missing(raw)
        if missing is not None:
            return missing
        if not isinstance(raw, dict):
            return self._names(raw, at, "organs", self.words.organs, "organ")
        answers: dict[str, bool | None] = {}
        for key, answer in raw.items():
            name = self._name(key, (*at, key), "organs", self.words.organs, _unknown("organ"), key=True)
            if not isinstance(answer, str | None):
                self._wrong((*at, key), "`present` or `absent`", answer)
            elif answer not in _PRESENCE:
                self._note((*at, key), messages.unknown_value, key[:60], f"{answer:.60}", ("present", "absent"))
            elif name is not None and name in answers:
                first = next(k for k in raw if self.words.canonical("organs", k) == name)
                self._note((*at, key), messages.repeated_name, key, first, key=True)
            elif name is not None:
                answers[name] = _PRESENCE[answer]
        return answers

    def _treatments(self, raw: Any) -> tuple[Entry, ...] | Missing:
        missing = _missing(raw)
        if missing is not None:
            return missing
        if not isinstance(raw, list):
            self._wrong(("treatments",), "a list of treatments", raw)
            return Missing.ASKED
        if len(raw) > LONGEST_LIST:
            self._note(("treatments",), messages.too_long, "`treatments`", LONGEST_LIST, "entries")
        return tuple(self._treatment(item, ("treatments", i)) for i, item in enumerate(raw[:LONGEST_LIST]))

    def _treatment(self, raw: Any, at: Pointer) -> Entry:
        entry = self._object(raw, at, "a treatment", TREATMENT_KEYS)
        if isinstance(raw, dict) and ("therapy" in entry) == ("class" in entry):
            self._note(at, messages.one_of_two)
        therapy = of_class = given_for = None
        if "therapy" in entry:
            therapy = self._name(entry["therapy"], (*at, "therapy"), "therapies", self.words.therapies, messages.unknown_therapy)
        if "class" in entry:
            of_class = self._name(entry["class"], (*at, "class"), "classes", self.words.classes, _unknown("class"))
        if entry.get("for") is not None:
            given_for = self._name(entry["for"], (*at, "for"), "diseases", self.words.diseases, messages.unknown_disease)
        outcome = _missing(entry.get("outcome", _ABSENT)) or self._name(
            entry["outcome"], (*at, "outcome"), "outcomes", self.words.outcomes, _unknown("outcome")
        )
        ongoing = _missing(entry.get("ongoing", _ABSENT)) or entry["ongoing"]
        if not isinstance(ongoing, bool | Missing):
            self._wrong((*at, "ongoing"), "true or false", ongoing)
            ongoing = Missing.ASKED
        return Entry(therapy, of_class, outcome or Missing.ASKED, ongoing, given_for)

    def _section(self, root: Mapping[str, Any], section: str, known: Mapping[str, Any]) -> dict[str, Scalar]:
        if section not in root:
            return {}
        values: dict[str, Scalar] = {}
        kind = section.removesuffix("s")
        if not isinstance(root[section], dict):
            self._wrong((section,), "an object", root[section])
            return {}
        for key, raw in root[section].items():
            at = (section, key)
            name = self.words.canonical(section, key)
            if name not in known:
                self._unknown_word(section, key, known)
            elif getattr(known[name], "derived", False):
                self._note(at, messages.derived_finding, name, key=True)
            elif name in values:
                first = next(k for k in root[section] if self.words.canonical(section, k) == name)
                self._note(at, messages.repeated_name, key, first, key=True)
            else:
                values[name] = self._value(raw, at, f"{kind}.{name}", known[name])
                if key != name:
                    self.pointers[f"{kind}.{name}"] = f"/{section}/{key}"
        return values

    def _unknown_word(self, section: str, key: str, known: Mapping[str, Any]) -> None:
        if identity.asks_who(key):
            self._note((section, key), messages.identifying_key, key[:60], key=True)
        elif section == "findings":
            stated = [name for name, word in known.items() if not word.derived]
            self._note((section, key), messages.unknown_finding, key[:60], stated, key=True)
        else:
            what = {"patient": "patient field", "measures": "measure"}[section]
            self._note((section, key), messages.unknown_name, what, key[:60], known, key=True)

    def _value(self, raw: Any, at: Pointer, fact: str, word: Any) -> Scalar:
        missing = _missing(raw)
        if missing is not None:
            return missing
        if isinstance(word, Measure):
            return self._number(raw, at, word)
        if not isinstance(raw, str):
            self._wrong(at, f"one of its values ({', '.join(word.values)})", raw)
            return Missing.ASKED
        value = self.words.canonical(fact, raw)
        if value not in word.values:
            self._note(at, messages.unknown_value, word.name, raw[:60], word.values)
        return value

    def _number(self, raw: Any, at: Pointer, word: Measure) -> Scalar:
        if isinstance(raw, bool) or not isinstance(raw, int | float):
            self._wrong(at, f"a number ({word.unit})", raw)
            return Missing.ASKED
        if not word.low <= raw <= word.high:
            self._note(
                at,
                messages.impossible_value,
                word.name,
                f"{raw:.15g}",
                word.low,
                word.high,
                word.unit,
            )
        return float(raw)

    def _expect(self, raw: Any) -> Expect:
        entry = self._object(raw, ("expect",), "`expect`", EXPECT_KEYS)
        outcomes, verdicts = [o.value for o in Outcome], [v.value for v in Verdict]
        outcome = entry.get("outcome")
        if outcome is not None:
            outcome = self._name(outcome, ("expect", "outcome"), "", outcomes, _unknown("outcome"))
        expected: dict[str, str] = {}
        stated = entry.get("verdicts", {})
        for key, verdict in (stated if isinstance(stated, dict) else {}).items():
            at = ("expect", "verdicts", key)
            disease, _, therapy = key.rpartition("/")
            name = self._name(therapy, at, "therapies", self.words.therapies, messages.unknown_therapy, key=True)
            if disease:
                disease = self._name(disease, at, "diseases", self.words.diseases, messages.unknown_disease, key=True) or ""
            wanted = self._name(verdict, at, "", verdicts, _unknown("verdict"))
            if name and wanted:
                expected[f"{disease}/{name}" if disease else name] = wanted
        if not isinstance(stated, dict):
            self._wrong(("expect", "verdicts"), "an object", stated)
        because = self._expected_names(entry, "because", self._known_rules(entry, "because"), "rule")
        return Expect(
            outcome=outcome,
            verdicts=expected,
            because=because,
            not_because=self._expected_names(entry, "not_because", self._known_rules(entry, "not_because"), "rule"),
            flags=self._expected_names(entry, "flags", self.words.flags, "flag"),
            asks=self._expected_names(entry, "asks", self._askable(), "fact or check"),
        )

    def _expected_names(self, entry: Mapping[str, Any], key: str, known: Iterable[str], what: str) -> tuple[str, ...]:
        return self._names(entry.get(key, []), ("expect", key), "", known, what)

    def _known_rules(self, entry: Mapping[str, Any], key: str) -> set[str]:
        """Rule ids, and those of rules with a therapy (`rule@therapy`)."""
        known = set(self.pack.rules)
        named = entry.get(key, [])
        for name in named if isinstance(named, list) else [named]:
            if isinstance(name, str) and "@" in name:
                rule, _, therapy = name.partition("@")
                if rule in self.pack.rules and therapy in self.words.therapies:
                    known.add(name)
        return known

    def _askable(self) -> set[str]:
        return {*self.words.checks, *(fact.rpartition(".")[2] for fact in self.words.facts())}


_ABSENT = object()
_PRESENCE: dict[Any, bool | None] = {"present": True, "absent": False, UNKNOWN: None, None: None}
_TYPES = {
    str: "text",
    int: "a number",
    float: "a number",
    list: "a list",
    dict: "an object",
    type(None): "null",
}


def _what(at: Pointer) -> str:
    """How a message speaks of the value at a place."""
    if not at:
        return "the scenario"
    key = next(part for part in reversed(at) if isinstance(part, str))[:60]
    return f"an entry of `{key}`" if isinstance(at[-1], int) else f"`{key}`"


def _missing(raw: Any) -> Missing | None:
    if raw is _ABSENT:
        return Missing.NOT_RECORDED
    return Missing.ASKED if raw is None or raw == UNKNOWN else None


def _unknown(what: str) -> Callable[..., Problem]:
    return partial(_unknown_name, what)


def _unknown_name(what: str, place: Place, name: str, known: Iterable[str]) -> Problem:
    return messages.unknown_name(place, what, name, known)
