"""Random bad scenario files from a seed: mutated bytes, mutated structure, and files made of nothing but oddities.

The same seed always gives the same file. Nothing here knows what is right or wrong; it only makes trouble.
"""

import json
import random
from collections.abc import Callable, Sequence
from typing import Any

from tests.fuzz.oddities import ODD_NUMBERS, ODD_RAW, ODD_TEXTS, PARTS, SECTIONS


class Raw(str):
    """Text that goes into a JSON file as it is."""


class Pairs(list[tuple[str, Any]]):
    """An object that may give a key twice."""


def written(value: Any, chance: random.Random) -> str:
    """A value as JSON text; the spacing and the escapes vary."""
    space = chance.choice(("", "", " ", "\n", "\t", "\r\n", "  \n "))
    match value:
        case Raw():
            return str(value)
        case Pairs() | dict():
            pairs = value if isinstance(value, Pairs) else value.items()
            return (
                "{" + f",{space}".join(f"{written(str(k), chance)}:{space}{written(v, chance)}" for k, v in pairs) + space + "}"
            )
        case list():
            return "[" + f",{space}".join(written(item, chance) for item in value) + "]"
        case _:
            return json.dumps(value, ensure_ascii=chance.random() < 0.5)


def scenario_file(seed: int, sources: Sequence[bytes], words: Sequence[str]) -> bytes:
    """A random scenario file, made from one of the sources (or from nothing) and from words of the vocabulary."""
    chance = random.Random(seed)
    kind = chance.random()
    if kind < 0.25:
        return mutated_bytes(chance.choice(sources), chance)
    if kind < 0.55:
        return encoded(written(gentle(json.loads(chance.choice(sources)), json.loads(chance.choice(sources)), chance), chance))
    if kind < 0.8:
        value = json.loads(chance.choice(sources))
        for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
            value = mutated_value(value, chance, words)
        data = encoded(written(value, chance))
        return mutated_bytes(data, chance) if chance.random() < 0.1 else data
    if kind < 0.97:
        return encoded(written(soup(chance, words), chance))
    return encoded(chance.choice(WHOLE_FILES)(chance))


def gentle(value: dict[str, Any], other: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """A scenario that mostly stays one: whole sections of another, facts left out or not known, odd titles, other numbers."""
    changed = {key: part for key, part in value.items() if key != "expect" or chance.random() < 0.2}
    for _ in range(chance.choice((1, 2, 4))):
        section = chance.choice(("patient", "diagnoses", "treatments", "findings", "measures", "title", "narrative"))
        inside = changed.get(section)
        match chance.randrange(4):
            case 0 if section in other:
                changed[section] = other[section]
            case 1 if section in ("title", "narrative"):
                changed[section] = chance.choice(ODD_TEXTS)
            case 1 if section == "treatments":
                changed[section] = chance.choice((None, "unknown", []))
            case 2 if isinstance(inside, dict) and inside:
                name = chance.choice(sorted(inside))
                changed[section] = {k: v for k, v in inside.items() if k != name or chance.random() < 0.3}
            case 2 if isinstance(inside, list) and inside:
                changed[section] = [*inside[1:], inside[0]][chance.randrange(2) :]
            case 3 if isinstance(inside, dict) and inside:
                name = chance.choice(sorted(inside))
                number = isinstance(inside[name], int | float) and chance.random() < 0.7
                changed[section] = {
                    **inside,
                    name: Raw(chance.choice(ODD_NUMBERS)) if number else chance.choice((None, "unknown")),
                }
    if chance.random() < 0.3:
        changed[chance.choice(("title", "narrative"))] = f"{chance.choice(ODD_TEXTS)} and {chance.choice(ODD_TEXTS)}"
    return changed


def mutated_bytes(data: bytes, chance: random.Random) -> bytes:
    """The bytes with some of them cut off, flipped, doubled, swapped or replaced by oddities."""
    text = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        start = chance.randrange(len(text) + 1)
        end = min(len(text), start + chance.choice((0, 1, 1, 2, 8, 64)))
        match chance.randrange(8):
            case 0:
                del text[start:]
            case 1:
                del text[start:end]
            case 2 if start < len(text):
                text[start] ^= 1 << chance.randrange(8)
            case 3:
                text[end:end] = text[start:end]
            case 4:
                text[start:end] = bytes(chance.randrange(256) for _ in range(chance.randrange(4)))
            case 5:
                text[start:end] = chance.choice((*ODD_RAW, *ODD_NUMBERS, *ODD_TEXTS)).encode("utf-8", "surrogatepass")
            case 6:
                other = chance.randrange(len(text) + 1)
                text[start:end], text[other:other] = text[other : other + end - start], text[start:end]
            case _:
                text[start:end] = chance.choice(
                    (b"{", b"}", b"[", b"]", b",", b":", b'"', b"\\", b"\n", b"\r", b"\xff", b"\xed\xa0\x80")
                )
    return bytes(text)


def mutated_value(value: Any, chance: random.Random, words: Sequence[str]) -> Any:
    """The value with one change somewhere inside."""
    if isinstance(value, Pairs):
        value = dict(value)
    if isinstance(value, dict | list) and value and chance.random() < 0.8:
        keys: list[Any] = list(value) if isinstance(value, dict) else list(range(len(value)))
        key = chance.choice(keys)
        changed = dict(value) if isinstance(value, dict) else list(value)
        match chance.randrange(7):
            case 0:
                del changed[key]
            case 1 if isinstance(changed, dict):
                return Pairs([*changed.items(), (key, chance.choice((changed[key], odd(chance, words))))])
            case 2 if isinstance(changed, dict):
                changed[misspelled(str(key), chance)] = changed.pop(key)
            case 3 if isinstance(changed, dict):
                changed[chance.choice((*words, *ODD_TEXTS))] = odd(chance, words)
            case 3 if isinstance(changed, list):
                changed.insert(key, chance.choice((odd(chance, words), changed[key])))
            case 4:
                other = chance.choice(keys)
                changed[key], changed[other] = changed[other], changed[key]
            case _:
                changed[key] = mutated_value(changed[key], chance, words)
        return changed
    if isinstance(value, str) and chance.random() < 0.5:
        return misspelled(value, chance)
    return odd(chance, words)


def misspelled(text: str, chance: random.Random) -> str:
    """The text with a letter changed, missing, doubled, or in another case; or with an oddity in it."""
    at = chance.randrange(len(text) + 1)
    match chance.randrange(5):
        case 0:
            return text[:at] + chance.choice("abcxyz_- 0") + text[at + 1 :]
        case 1:
            return text[:at] + text[at + 1 :]
        case 2:
            return text[:at] + text[at : at + 1] * 2 + text[at + 1 :]
        case 3:
            return text.upper() if chance.random() < 0.5 else text.title()
        case _:
            return text[:at] + chance.choice(ODD_TEXTS) + text[at:]


def odd(chance: random.Random, words: Sequence[str], depth: int = 0) -> Any:
    """Any value: a word of the vocabulary, an oddity, a number beyond measure, or a heap of them."""
    kind = chance.random()
    if kind < 0.3:
        return chance.choice(words)
    if kind < 0.45:
        return chance.choice(ODD_TEXTS)
    if kind < 0.6:
        return Raw(chance.choice(ODD_NUMBERS))
    if kind < 0.75:
        return chance.choice((None, True, False, 0, 1, -1, 58, 3.2, [], {}))
    if kind < 0.77:
        return Raw(chance.choice(ODD_RAW))
    if kind < 0.79:
        deep = chance.choice((5, 39, 41, 200, 5000))
        return Raw("[" * deep + "]" * deep if chance.random() < 0.7 else '{"a":' * deep + "1" + "}" * deep)
    if depth > 4:
        return None
    items = [odd(chance, words, depth + 1) for _ in range(chance.randrange(5))]
    return items if chance.random() < 0.5 else Pairs((str(chance.choice((*words, *ODD_TEXTS))), item) for item in items)


def soup(chance: random.Random, words: Sequence[str]) -> Any:
    """An object with the right keys and any values at all."""

    def entries() -> Any:
        if chance.random() < 0.1:
            return odd(chance, words)
        names = [chance.choice((*PARTS, *words)) for _ in range(chance.randrange(6))]
        return {name: chance.choice((odd(chance, words), chance.choice(words))) for name in names}

    sections: dict[str, Any] = {"schema": "infusion-pathways/scenario/1", "id": "soup", "title": "soup"}
    for section in chance.sample(SECTIONS, chance.randrange(len(SECTIONS) + 1)):
        some = [entries() for _ in range(chance.randrange(4))]
        sections[section] = chance.choice((some, entries(), odd(chance, words)))
    return sections


WHOLE_FILES: tuple[Callable[[random.Random], str], ...] = (
    lambda chance: "[" * chance.choice((1, 40, 41, 100_000)),
    lambda chance: '"' + '\\"' * chance.choice((1, 1000, 100_000)),
    lambda chance: "{" + '"a": 1, ' * chance.choice((2, 200, 20_000)) + '"b": 2}',
    lambda chance: "{" + ", ".join(f'"{n}": {n}' for n in range(chance.choice((1, 150, 20_000)))) + "}",
    lambda chance: chance.choice(ODD_RAW),
    lambda chance: chance.choice(ODD_NUMBERS),
    lambda chance: json.dumps(chance.choice(ODD_TEXTS)),
    lambda chance: " " * chance.choice((0, 1, 1024 * 1024, 1024 * 1024 + 1)),
    lambda chance: "[" + "NaN," * chance.choice((1, 1000, 50_000)) + "1]",
    lambda chance: '{"findings": [' + "0," * chance.choice((1, 1000, 50_000)) + "0]}",
    lambda chance: '{"title": "' + "a.b-" * chance.choice((1, 1000, 100_000)) + '"}',
    lambda chance: '{"tags": [' + '"a@b",' * chance.choice((1, 1000, 20_000)) + '"c"]}',
)


def encoded(text: str) -> bytes:
    """UTF-8, in which a lone surrogate stays what it is."""
    return text.encode("utf-8", "surrogatepass")
