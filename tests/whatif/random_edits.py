"""Random edits of any scenario: every kind of path, values of the vocabulary, `unknown`, and removals."""

import json
import random
from collections.abc import Iterator
from typing import Any

from infusion_pathways import Pack, ProblemsFound
from infusion_pathways.scenario.editing import Edit, edited, read_edits
from infusion_pathways.scenario.paths import found, pointer_of, possible, recorded, taken
from infusion_pathways.source import Document
from infusion_pathways.vocabulary import Measure


def kind_of(edit: Edit) -> str:
    """What kind of edit it is: the option, and the path without names and numbers."""
    at = ["#" if isinstance(part, int) else str(part) for part in edit.at]
    if at[0] in ("findings", "measures", "patient") and len(at) > 1:
        at[1] = "NAME"
    if len(at) == 4 and at[3] not in ("-", "#"):
        at[3] = "NAME"
    return f"{edit.option} /{'/'.join(at)}"


def typed(r: random.Random, document: Document, pack: Pack) -> tuple[str, str]:
    """A random edit as it is typed: the option, and what stands behind it. It may be refused."""
    raw, words = document.value, pack.vocabulary
    paths = list(recorded(raw))
    if paths and r.random() < 0.3:
        return "--unset", r.choice(paths)
    # By kind first, so that the many findings do not crowd out the rest.
    by_kind: dict[str, list[str]] = {}
    for path in dict.fromkeys((*possible(raw, words), *paths)):
        at = found(raw, pointer_of(path), words)
        assert at is not None, path
        by_kind.setdefault(kind_of(Edit("--set", at)), []).append(path)
    path = r.choice(by_kind[r.choice(sorted(by_kind))])
    return "--set", f"{path}={value(r, raw, path, pack)}"


def value(r: random.Random, raw: Any, path: str, pack: Pack) -> str:
    """A random value for a path, as it is typed."""
    at = found(raw, pointer_of(path), pack.vocabulary)
    assert at is not None
    word = pack.vocabulary.fact_word(f"{str(at[0]).removesuffix('s')}.{at[-1]}")
    if isinstance(word, Measure) and r.random() < 0.9:
        limits = [limit for band in word.bands.values() for limit in (band.low, band.high) if limit is not None]
        near = [limit + step for limit in limits for step in (-0.1, 0, 0.1)] or [word.low]
        return str(min(max(r.choice([*near, r.uniform(word.low, word.high)]), word.low), word.high))
    entries = [name for name in taken(raw, ("treatments", "-"), pack.vocabulary) if ":" in name]
    match at:
        case ("treatments",) if r.random() < 0.7:
            return json.dumps(r.sample(entries, r.randint(0, 3)))
        case ("treatments", int() | "-"):
            return r.choice([*entries, r.choice(list(pack.vocabulary.classes))])
        case ("diagnoses", _, "organ_involvement") if r.random() < 0.7:
            return json.dumps(r.sample(list(pack.vocabulary.organs), 1))
        case ("diagnoses", int()):
            return r.choice(list(pack.vocabulary.diseases))
    return r.choice(taken(raw, at, pack.vocabulary) or ["unknown"])


def random_edits(r: random.Random, document: Document, pack: Pack, most: int = 3) -> tuple[Edit, ...] | None:
    """Some edits that are accepted together, or None where what was drawn is refused."""
    drawn = [typed(r, document, pack) for _ in range(r.choice([1, 1, *range(1, most + 1)]))]
    sets, unsets = ([text for option, text in drawn if option == wanted] for wanted in ("--set", "--unset"))
    try:
        edits = read_edits(document, sets, unsets, pack)
        edited(document, edits, pack)
    except ProblemsFound:
        return None
    return edits


def many(r: random.Random, document: Document, pack: Pack, count: int, most: int = 3) -> Iterator[tuple[Edit, ...]]:
    """So many accepted sets of edits of one scenario."""
    made = 0
    while made < count:
        edits = random_edits(r, document, pack, most)
        if edits is not None:
            made += 1
            yield edits
