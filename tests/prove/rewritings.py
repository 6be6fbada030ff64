"""Rewritings of a pack: spelled in another way, it means the same."""

import copy
import random
from typing import Any

from tests.prove.editing import (
    OPPOSITES,
    Edit,
    Edited,
    Raw,
    Wanted,
    any_rule,
    in_rule,
    is_derived,
    joint_of,
    pick,
    places,
    rules_of,
    several,
)


def rewritten(raw: Raw, chance: random.Random, times: int = 3, wanted: Wanted = any_rule) -> Edited:
    """A copy of a pack that is spelled in another way and means the same."""
    return several(raw, REWRITINGS, chance, times, wanted)


def reorder_rules(raw: Raw, chance: random.Random, wanted: Wanted) -> str | None:
    for entry in raw["pathways"]:
        chance.shuffle(entry["rules"])
    chance.shuffle(raw["pathways"])
    return "rules in another order"


def reorder_parts(raw: Raw, chance: random.Random, wanted: Wanted) -> str | None:
    place = pick(chance, [p for p in places(raw, wanted) if len(p.condition.get(joint_of(p.condition), ())) > 1])
    if place is None:
        return None
    place.condition[joint_of(place.condition)].reverse()
    return f"parts in another order {in_rule(place)}"


def double_negation(raw: Raw, chance: random.Random, wanted: Wanted) -> str | None:
    place = pick(chance, places(raw, wanted))
    if place is None:
        return None
    place.put({"not": {"not": place.condition}})
    return f"negated twice {in_rule(place)}"


def de_morgan(raw: Raw, chance: random.Random, wanted: Wanted) -> str | None:
    place = pick(chance, [p for p in places(raw, wanted) if joint_of(p.condition)])
    if place is None:
        return None
    joint = joint_of(place.condition)
    other = "any" if joint == "all" else "all"
    place.put({"not": {other: [{"not": part} for part in place.condition[joint]]}})
    return f"`{joint}` as not `{other}` of the opposites {in_rule(place)}"


def split_values(raw: Raw, chance: random.Random, wanted: Wanted) -> str | None:
    found = [(place, key) for place in places(raw, wanted) if (key := _splittable(raw, place.condition))]
    if not found:
        return None
    place, key = chance.choice(found)
    test = place.condition
    inner = test["treatment"] if key == "outcome" else test
    parts = [{**inner, key: value} for value in inner[key]]
    place.put({"any": [{"treatment": part} if key == "outcome" else part for part in parts]})
    return f"each of `{key}` for itself {in_rule(place)}"


def _splittable(raw: Raw, test: dict[str, Any]) -> str:
    """The key of a test that lists names of which a patient has one, or of which one is enough; empty where there is none.

    An activity may be told by measures that disagree, and a value may leave open which of several it is: no such list.
    """
    for key in ("organ", "subtype", "comorbidity", "diagnosis"):
        if isinstance(test.get(key), list) and len(test[key]) > 1:
            return key
    if isinstance(test.get("treatment"), dict) and isinstance(test["treatment"].get("outcome"), list):
        return "outcome" if len(test["treatment"]["outcome"]) > 1 else ""
    if not isinstance(test.get("is"), list) or len(test["is"]) < 2:
        return ""
    section = next(key for key in ("finding", "measure", "patient") if key in test)
    word = raw["findings" if section == "finding" else "measures" if section == "measure" else "patient"][test[section]]
    open_ = any("one_of" in value for value in word.get("values", {}).values())
    return "" if open_ else "is"


def nest_parts(raw: Raw, chance: random.Random, wanted: Wanted) -> str | None:
    place = pick(chance, [p for p in places(raw, wanted) if len(p.condition.get(joint_of(p.condition), ())) > 1])
    if place is None:
        return None
    joint = joint_of(place.condition)
    first, *others = place.condition[joint]
    place.put({joint: [first, {joint: others}]})
    return f"one `{joint}` inside another {in_rule(place)}"


def wrap_in_one(raw: Raw, chance: random.Random, wanted: Wanted) -> str | None:
    place = pick(chance, places(raw, wanted))
    if place is None:
        return None
    joint = chance.choice(["all", "any"])
    place.put({joint: [place.condition]})
    return f"`{joint}` of one part {in_rule(place)}"


def repeat_part(raw: Raw, chance: random.Random, wanted: Wanted) -> str | None:
    place = pick(chance, [p for p in places(raw, wanted) if joint_of(p.condition)])
    if place is None:
        return None
    parts = place.condition[joint_of(place.condition)]
    parts.append(copy.deepcopy(chance.choice(parts)))
    return f"a part said twice {in_rule(place)}"


def absorb(raw: Raw, chance: random.Random, wanted: Wanted) -> str | None:
    """What holds already adds nothing: a, or a and b."""
    found = places(raw, wanted)
    place = pick(chance, found)
    other = pick(chance, [p for p in found if place is not None and p.rule is place.rule])
    if other is None:
        return None
    joint, inner = chance.choice([("any", "all"), ("all", "any")])
    part = place.condition
    place.put({joint: [part, {inner: [copy.deepcopy(part), copy.deepcopy(other.condition)]}]})
    return f"a part that is absorbed {in_rule(place)}"


def distribute(raw: Raw, chance: random.Random, wanted: Wanted) -> str | None:
    """`all` of a and `any` of b and c, as `any` of two `all`; or the other way round."""
    found = [
        (place, number)
        for place in places(raw, wanted)
        if len(place.condition.get(joint := joint_of(place.condition), ())) > 1
        for number, part in enumerate(place.condition[joint])
        if joint_of(part) not in ("", joint)
    ]
    if not found:
        return None
    place, number = chance.choice(found)
    joint = joint_of(place.condition)
    parts = place.condition[joint]
    inner = joint_of(parts[number])
    rest = [part for i, part in enumerate(parts) if i != number]
    place.put({inner: [{joint: [*copy.deepcopy(rest), part]} for part in parts[number][inner]]})
    return f"`{joint}` carried into `{inner}` {in_rule(place)}"


def turn_comparison(raw: Raw, chance: random.Random, wanted: Wanted) -> str | None:
    """`at_least: 20` as not `below: 20`."""
    compared = [(place, [key for key in OPPOSITES if key in place.condition]) for place in places(raw, wanted)]
    found = [(place, keys[0]) for place, keys in compared if len(keys) == 1]
    if not found:
        return None
    place, key = chance.choice(found)
    rest = {name: value for name, value in place.condition.items() if name != key}
    place.put({"not": {**rest, OPPOSITES[key]: place.condition[key]}})
    return f"`{key}` as not `{OPPOSITES[key]}` {in_rule(place)}"


def say_in_full(raw: Raw, chance: random.Random, wanted: Wanted) -> str | None:
    """A single name as a list of one; a finding that is there as `is: present`."""
    keys = ("is", "organ", "subtype", "activity", "comorbidity", "diagnosis")
    found = [(p, key) for p in places(raw, wanted) for key in keys if isinstance(p.condition.get(key), str)]
    found += [(p, "finding") for p in places(raw, wanted) if set(p.condition) == {"finding"} and not is_derived(raw, p)]
    if not found:
        return None
    place, key = chance.choice(found)
    if key == "finding":
        place.condition["is"] = "present"
    else:
        place.condition[key] = [place.condition[key]]
    return f"said in full {in_rule(place)}"


def reword(raw: Raw, chance: random.Random, wanted: Wanted) -> str | None:
    """Other titles, reasons and labels, and one more spelling that scenarios may use."""
    rule = pick(chance, [rule for rule in rules_of(raw) if wanted(rule)])
    if rule is None:
        return None
    rule |= {"title": "Another title", "because": "For another reason."}
    section = chance.choice(["therapies", "classes", "findings", "organs", "outcomes"])
    name = chance.choice(sorted(raw[section]))
    raw[section][name] = {**raw[section][name], "label": f"{name} by another name", "aliases": [f"also_{name}"]}
    return f"other words in {rule['id']} and for {section}.{name}"


def list_targets(raw: Raw, chance: random.Random, wanted: Wanted) -> str | None:
    """`every` as the list of the pathway's therapies."""
    found = [
        (rule, kind, entry["pathway"]["therapies"])
        for entry in raw["pathways"]
        for rule in entry["rules"]
        for kind, target in rule["then"].items()
        if wanted(rule) and target == "every" and entry["pathway"].get("therapies")
    ]
    if not found:
        return None
    rule, kind, therapies = chance.choice(found)
    rule["then"] = {kind: list(therapies)}
    return f"`every` as a list in {rule['id']}"


REWRITINGS: tuple[Edit, ...] = (
    reorder_rules, reorder_parts, double_negation, de_morgan, split_values, nest_parts, wrap_in_one, repeat_part, absorb,
    distribute, turn_comparison, say_in_full, reword, list_targets,
)  # fmt: skip
