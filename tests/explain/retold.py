"""A patient's file with named values unsaid, changed or answered, and the truth of a rule for it by the plain program."""

import copy
import json
from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any

from infusion_pathways import Pack, Scenario
from infusion_pathways.meaning.logic import Findings, Truth, judge
from infusion_pathways.scenario import facts_for, parse_scenario
from infusion_pathways.scenario.writing import scenario_plain
from infusion_pathways.source import ProblemsFound
from infusion_pathways.source.reading import parse_json
from infusion_pathways.trace.tree import Gap
from infusion_pathways.vocabulary import Disease, Finding, Measure

Raw = dict[str, Any]


def raw_of(scenario: Scenario) -> Raw:
    """The file of a scenario, spelled with the names of the pack."""
    return scenario_plain(scenario._replace(expect=None))


def truth_of(raw: Raw, pack: Pack, disease: str, key: str) -> Truth | None:
    """The truth of a rule for a patient's file, seen from a disease; None where the file is no scenario or lacks the disease."""
    try:
        scenario = parse_scenario(parse_json("edited", json.dumps(raw)), pack)
    except ProblemsFound:
        return None
    index = next((i for i, d in enumerate(scenario.diagnoses) if d.disease == disease), None)
    program = pack.program_for(disease)
    if index is None or program is None:
        return None
    facts = facts_for(scenario, index, pack.vocabulary)
    when = next(premise.when for premise in program.premises if premise.key == key)
    return judge(when, facts, Findings(program.premises, facts)).truth


def retold(raw: Raw, pointers: Iterable[str], pack: Pack) -> Iterator[tuple[str, Raw]]:
    """The file with the named values taken back, and how: unsaid, or closed lists changed, or nothing known of the history."""
    for history, lists in product(("unsaid", "changed", "unknown"), ("unsaid", "changed")):
        yield f"history {history}, lists {lists}", _taken_back(raw, pointers, pack, history, lists)


def _taken_back(raw: Raw, pointers: Iterable[str], pack: Pack, history: str, lists: str) -> Raw:
    """The file without the named values.

    Of an entry of the history only the therapy stays, or it is gone, or the whole history is unknown; organs are not said, or
    the list of them is changed where something was named, as that of the diagnoses is.
    """
    edited = copy.deepcopy(raw)
    entries = edited.get("treatments", [])
    diagnoses = edited["diagnoses"]
    gone: dict[int, tuple[list[Any], set[int]]] = {}
    for pointer in pointers:
        match pointer.split("/")[1:]:
            case ["treatments", *_] if history == "unknown" or pointer == "/treatments":
                edited["treatments"] = "unknown"
            case ["treatments", index, *_] if history == "unsaid":
                entries[int(index)] = {k: v for k, v in entries[int(index)].items() if k in ("therapy", "class")}
            case ["treatments", index, *_]:
                gone.setdefault(id(entries), (entries, set()))[1].add(int(index))
            case ["diagnoses"]:
                own = {diagnosis["disease"] for diagnosis in diagnoses}
                diagnoses += [{"disease": name} for name in pack.vocabulary.diseases if name not in own]
            case ["diagnoses", index, "disease"]:
                gone.setdefault(id(diagnoses), (diagnoses, set()))[1].add(int(index))
            case ["diagnoses", index, "organ_involvement", name] if not name.isdigit():
                del diagnoses[int(index)]["organ_involvement"][name]
            case ["diagnoses", index, "organ_involvement", name] if lists == "changed":
                organs = diagnoses[int(index)]["organ_involvement"]
                gone.setdefault(id(organs), (organs, set()))[1].add(int(name))
            case ["diagnoses", index, "organ_involvement"] if lists == "changed":
                diagnoses[int(index)]["organ_involvement"] = sorted(pack.vocabulary.organs)
            case ["diagnoses", index, field, *_]:
                diagnoses[int(index)].pop(field, None)
            case [section, name]:
                del edited[section][name]
    for items, indexes in gone.values():
        items[:] = [item for index, item in enumerate(items) if index not in indexes]
    return edited


def answered(raw: Raw, gaps: Iterable[Gap], pack: Pack, disease: str) -> Raw:
    """The file with each gap answered by the first value that can stand there."""
    edited = copy.deepcopy(raw)
    words = pack.vocabulary
    for gap in gaps:
        match gap.pointer.split("/")[1:]:
            case ["treatments"]:
                edited["treatments"] = []
            case ["treatments", index, "class"]:
                entry = edited["treatments"][int(index)]
                entry["therapy"] = min(words.members[entry.pop("class")])
            case ["treatments", index, field]:
                entry = edited["treatments"][int(index)]
                entry[field] = True if field == "ongoing" else next(iter(words.outcomes))
            case ["diagnoses", index, field]:
                edited["diagnoses"][int(index)][field] = _first(words.diseases[disease], field)
            case [section, name]:
                edited.setdefault(section, {})[name] = _any_value(pack, gap.fact)
    return edited


def answerable(gap: Gap, pack: Pack, disease: str) -> bool:
    """Whether there is a value that could stand there: not where a disease has no subtypes, or where scores disagree."""
    field = gap.pointer.rpartition("/")[2] if gap.pointer.startswith("/diagnoses/") else ""
    return "split" not in gap.words and _first(pack.vocabulary.diseases[disease], field) is not None


def _first(disease: Disease, field: str) -> Any:
    """The first value that a field of a diagnosis can have, None where it can have none."""
    names = {"activity": disease.activity, "subtype": disease.subtypes}.get(field)
    return [] if names is None else next(iter(names), None)


def _any_value(pack: Pack, fact: str) -> Any:
    word = pack.vocabulary.fact_word(fact)
    if isinstance(word, Measure):
        return word.low
    assert isinstance(word, Finding)
    return next(name for name, value in word.values.items() if not value.one_of)
