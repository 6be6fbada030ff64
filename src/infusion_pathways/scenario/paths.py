"""The paths of a scenario file: where each leads, which there could be, and what values they take."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from infusion_pathways.scenario import identity
from infusion_pathways.scenario.parse import DIAGNOSIS_KEYS, TREATMENT_KEYS, UNKNOWN
from infusion_pathways.source.reading import Pointer
from infusion_pathways.vocabulary import ABSENT, Finding, Vocabulary
from infusion_pathways.vocabulary.words import PRESENT

END = "-"
"""The place behind the last entry of a list."""

SECTIONS = ("patient", "findings", "measures")
TEXTS = ("id", "title", "narrative")
ORGANS = "organ_involvement"
ANSWERS = (PRESENT, ABSENT, UNKNOWN)

_INDEX = re.compile(r"0|[1-9][0-9]{0,8}")


def pointer_of(path: str) -> tuple[str, ...]:
    """The parts of a path as it is typed; the leading slash may be left out."""
    parts = path.removeprefix("/").split("/")
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in parts)


def path_of(pointer: Pointer) -> str:
    """A pointer as it is typed, and as the trace prints it."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in pointer)


def found(raw: Mapping[str, Any], parts: tuple[str, ...], words: Vocabulary) -> Pointer | None:
    """Where a path leads in a scenario, or would lead if there were a value; None where it leads nowhere.

    A name goes to its fact under whatever accepted spelling the file has it, an entry of a list of organs to the organ.
    """
    match parts:
        case (head,) if head in (*TEXTS, *SECTIONS, "tags", "diagnoses", "treatments"):
            return (head,)
        case (section, key) if section in SECTIONS:
            name = _key(raw, section, key, words)
            return None if name is None else (section, name)
        case ("diagnoses" | "treatments" as head, which, *rest):
            at = _entry(raw, (head,), which)
            if at is None or not rest:
                return at
            return None if which == END else _field(raw, at, rest, words)
    return None


def _entry(raw: Any, at: Pointer, which: str) -> Pointer | None:
    entries = value_at(raw, at)
    if which == END:
        return (*at, END) if isinstance(entries, list) or at == ("treatments",) else None
    if isinstance(entries, list) and _INDEX.fullmatch(which) and int(which) < len(entries):
        return (*at, int(which))
    return None


def _key(raw: Mapping[str, Any], section: str, key: str, words: Vocabulary) -> str | None:
    """The key of a fact: as the file spells it, or the pack; one that the parser has more to say of stays as it is."""
    name = words.canonical(section, key)
    own = [spelled for spelled in raw.get(section, {}) if words.canonical(section, spelled) == name]
    known = {"patient": words.patient, "findings": words.findings, "measures": words.measures}[section]
    if own or name in known or identity.asks_who(key):
        return own[0] if own else name
    return None


def _field(raw: Mapping[str, Any], at: Pointer, rest: list[str], words: Vocabulary) -> Pointer | None:
    keys = DIAGNOSIS_KEYS if at[0] == "diagnoses" else TREATMENT_KEYS
    if rest[0] not in keys or len(rest) > 2:
        return None
    here = (*at, rest[0])
    if len(rest) == 1:
        return here
    if rest[0] == "subtype":
        return _entry(raw, here, rest[1])
    return _organ(value_at(raw, here), here, rest[1], words) if rest[0] == ORGANS else None


def _organ(organs: Any, at: Pointer, which: str, words: Vocabulary) -> Pointer | None:
    listed = organ_list(organs)
    if listed is not None:
        if which == END:
            return (*at, END)
        if _INDEX.fullmatch(which):
            return (*at, words.canonical("organs", listed[int(which)])) if int(which) < len(listed) else None
    name = words.canonical("organs", which)
    own = [key for key in organs if words.canonical("organs", key) == name] if isinstance(organs, dict) else []
    if own:
        return (*at, own[0])
    return (*at, name) if name in words.organs else None


def organ_list(organs: Any) -> list[str] | None:
    """The organs of a closed list, which may be a single name; None where they are answered one by one, or not known."""
    if isinstance(organs, str) and organs != UNKNOWN:
        return [organs]
    return organs if isinstance(organs, list) else None


def value_at(raw: Any, pointer: Pointer) -> Any:
    """The value at a pointer; None where there is none."""
    for part in pointer:
        if isinstance(raw, dict):
            raw = raw.get(part)
        elif isinstance(raw, list) and isinstance(part, int) and part < len(raw):
            raw = raw[part]
        else:
            return None
    return raw


def recorded(raw: Mapping[str, Any], at: Pointer = ()) -> Iterator[str]:
    """The paths that have a value, the patient's alone."""
    value = value_at(raw, at)
    parts: Iterable[str | int] = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for part in parts:
        if at or part in (*SECTIONS, "diagnoses", "treatments"):
            if at or part not in SECTIONS:
                yield path_of((*at, part))
            yield from recorded(raw, (*at, part))


def possible(raw: Mapping[str, Any], words: Vocabulary) -> list[str]:
    """The paths that have a value or could have one, each once."""
    told = dict.fromkeys(recorded(raw))
    for section in SECTIONS:
        known = {"patient": words.patient, "findings": words.findings, "measures": words.measures}[section]
        stated = (name for name, word in known.items() if not getattr(word, "derived", False))
        told.update(dict.fromkeys(path_of((section, str(_key(raw, section, name, words)))) for name in stated))
    told.update(dict.fromkeys(("/diagnoses/-", "/treatments", "/treatments/-")))
    for index in range(len(raw.get("diagnoses", []))):
        at = ("diagnoses", index)
        told.update(dict.fromkeys(path_of((*at, key)) for key in DIAGNOSIS_KEYS))
        told.update(dict.fromkeys(path_of((*at, ORGANS, name)) for name in words.organs))
    entries = raw.get("treatments")
    for index in range(len(entries) if isinstance(entries, list) else 0):
        told.update(dict.fromkeys(path_of(("treatments", index, key)) for key in TREATMENT_KEYS))
    return list(told)


def taken(raw: Mapping[str, Any], pointer: Pointer, words: Vocabulary) -> list[str]:
    """The words that a path takes as its value; for numbers and texts there are none but `unknown`."""
    match pointer:
        case ("findings" | "measures" | "patient" as section, str(name)):
            word = words.fact_word(f"{section.removesuffix('s')}.{words.canonical(section, name)}")
            return [*(word.values if isinstance(word, Finding) else ()), UNKNOWN]
        case ("diagnoses", "-") | ("diagnoses", _, "disease") | ("treatments", _, "for"):
            return list(words.diseases)
        case ("diagnoses", int(index), "subtype" | "activity" as field, *_):
            disease = words.diseases[words.canonical("diseases", raw["diagnoses"][index]["disease"])]
            return [*(disease.subtypes if field == "subtype" else disease.activity), UNKNOWN]
        case ("diagnoses", _, "organ_involvement", "-"):
            return list(words.organs)
        case ("diagnoses", _, "organ_involvement"):
            return ["[]", UNKNOWN]
        case ("diagnoses", _, "organ_involvement", _):
            return list(ANSWERS)
        case ("treatments",):
            return ["[]", UNKNOWN]
        case ("treatments", "-"):
            return [*words.therapies, *(f"{therapy}:{outcome}" for therapy in words.therapies for outcome in words.outcomes)]
        case ("treatments", _, field):
            known = {"therapy": words.therapies, "class": words.classes, "outcome": (*words.outcomes, UNKNOWN)}
            return list(known.get(str(field), ("true", "false", UNKNOWN)))
    return []
