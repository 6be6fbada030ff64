"""Changes of a pack that may mean something: a part dropped, a number shifted, another drug, a rule removed."""

import random

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


def changed(raw: Raw, chance: random.Random, times: int = 1, wanted: Wanted = any_rule) -> Edited:
    """A copy of a pack with a real change; whether it means something has to be found out."""
    return several(raw, CHANGES, chance, times, wanted)


def drop_part(raw: Raw, chance: random.Random, wanted: Wanted) -> str | None:
    place = pick(chance, [p for p in places(raw, wanted) if len(p.condition.get(joint_of(p.condition), ())) > 1])
    if place is None:
        return None
    joint = joint_of(place.condition)
    part = place.condition[joint].pop(chance.randrange(len(place.condition[joint])))
    return f"a part of `{joint}` dropped {in_rule(place)}: {part}"


def negate(raw: Raw, chance: random.Random, wanted: Wanted) -> str | None:
    place = pick(chance, places(raw, wanted))
    if place is None:
        return None
    place.put(place.condition.get("not", {"not": place.condition}))
    return f"negated {in_rule(place)}: {place.condition}"


def swap_joint(raw: Raw, chance: random.Random, wanted: Wanted) -> str | None:
    place = pick(chance, [p for p in places(raw, wanted) if len(p.condition.get(joint_of(p.condition), ())) > 1])
    if place is None:
        return None
    joint = joint_of(place.condition)
    other = "any" if joint == "all" else "all"
    place.put({other: place.condition[joint]})
    return f"`{other}` instead of `{joint}` {in_rule(place)}"


def shift_number(raw: Raw, chance: random.Random, wanted: Wanted) -> str | None:
    """Another limit that the pack uses for the same number, or one a tenth of the range away."""
    found = [(p, key) for p in places(raw, wanted) for key in OPPOSITES if key in p.condition]
    if not found:
        return None
    place, key = chance.choice(found)
    section = "measure" if "measure" in place.condition else "patient"
    name, old = place.condition[section], place.condition[key]
    used = {p.condition[k] for p in places(raw) for k in OPPOSITES if p.condition.get(section) == name and k in p.condition}
    low, high = raw["measures" if section == "measure" else "patient"][name]["range"]
    place.condition[key] = pick(chance, sorted(used - {old})) or (
        old + (high - low) / 10 if old < high / 2 else old - (high - low) / 10
    )
    return f"`{key}` {old} became {place.condition[key]} {in_rule(place)}"


def other_drug(raw: Raw, chance: random.Random, wanted: Wanted) -> str | None:
    """Another therapy in a test on the history."""
    tests = [p for p in places(raw, wanted) if isinstance(p.condition.get("treatment"), dict)]
    place = pick(chance, [p for p in tests if isinstance(p.condition["treatment"].get("therapy"), str)])
    if place is None:
        return None
    test = place.condition["treatment"]
    old = test["therapy"]
    test["therapy"] = chance.choice(sorted(set(raw["therapies"]) - {old}))
    return f"{test['therapy']} instead of {old} {in_rule(place)}"


def other_target(raw: Raw, chance: random.Random, wanted: Wanted) -> str | None:
    """A rule about another therapy of its pathway."""
    found = [
        (rule, kind, other)
        for entry in raw["pathways"]
        for rule in entry["rules"]
        for kind, target in rule["then"].items()
        for other in entry["pathway"].get("therapies", ())
        if wanted(rule) and kind not in ("finding", "conflict") and target != other
    ]
    if not found:
        return None
    rule, kind, other = chance.choice(found)
    old, rule["then"] = rule["then"][kind], {kind: other}
    return f"{kind} {other} instead of {old} in {rule['id']}"


def drop_name(raw: Raw, chance: random.Random, wanted: Wanted) -> str | None:
    """One name fewer in a list of values, organs or outcomes."""
    keys = ("is", "organ", "subtype", "activity", "comorbidity", "diagnosis")
    holders = [(p, p.condition, key) for p in places(raw, wanted) for key in keys]
    tests = [p for p in places(raw, wanted) if isinstance(p.condition.get("treatment"), dict)]
    holders += [(p, p.condition["treatment"], "outcome") for p in tests]
    found = [(p, test, key) for p, test, key in holders if isinstance(test.get(key), list) and len(set(test[key])) > 1]
    if not found:
        return None
    place, test, key = chance.choice(found)
    name = chance.choice(test[key])
    test[key] = [other for other in test[key] if other != name]
    return f"{name} dropped from `{key}` {in_rule(place)}"


def other_value(raw: Raw, chance: random.Random, wanted: Wanted) -> str | None:
    """Another value of a finding."""
    found = [p for p in places(raw, wanted) if "finding" in p.condition and not is_derived(raw, p)]
    found = [p for p in found if isinstance(p.condition.get("is", "present"), str)]
    place = pick(chance, found)
    if place is None:
        return None
    old = place.condition.get("is", "present")
    values = raw["findings"][place.condition["finding"]].get("values") or {"present": {}, "absent": {}}
    others = sorted(set(values) - {old})
    if not others:
        return None
    place.condition["is"] = chance.choice(others)
    return f"{place.condition['finding']} is {place.condition['is']} instead of {old} {in_rule(place)}"


def drop_ongoing(raw: Raw, chance: random.Random, wanted: Wanted) -> str | None:
    tests = [p for p in places(raw, wanted) if isinstance(p.condition.get("treatment"), dict)]
    place = pick(chance, [p for p in tests if "ongoing" in p.condition["treatment"] and "outcome" in p.condition["treatment"]])
    if place is None:
        return None
    del place.condition["treatment"]["ongoing"]
    return f"`ongoing` dropped {in_rule(place)}"


def drop_rule(raw: Raw, chance: random.Random, wanted: Wanted) -> str | None:
    """A rule less; never the last one that concludes a finding."""
    concluded = [rule["then"].get("finding") for rule in rules_of(raw)]
    found = [
        (entry, rule)
        for entry in raw["pathways"]
        for rule in entry["rules"]
        if wanted(rule) and (rule["then"].get("finding") is None or concluded.count(rule["then"]["finding"]) > 1)
    ]
    if not found:
        return None
    entry, rule = chance.choice(found)
    entry["rules"].remove(rule)
    return f"{rule['id']} removed"


def drop_excludes(raw: Raw, chance: random.Random, wanted: Wanted) -> str | None:
    return drop_rule(raw, chance, lambda rule: wanted(rule) and "excludes" in rule["then"])


def drop_mark(raw: Raw, chance: random.Random, wanted: Wanted) -> str | None:
    rule = pick(chance, [rule for rule in rules_of(raw) if wanted(rule) and "when_unknown" in rule])
    if rule is None:
        return None
    mark = rule.pop("when_unknown")
    rule.pop("unrecorded", None)
    return f"`when_unknown: {mark}` dropped in {rule['id']}"


def add_mark(raw: Raw, chance: random.Random, wanted: Wanted) -> str | None:
    marks = {"excludes": "hold", "holds": "hold", "requires": "check"}
    found = [r for r in rules_of(raw) if wanted(r) and "when_unknown" not in r and marks.keys() & r["then"].keys()]
    rule = pick(chance, found)
    if rule is None:
        return None
    rule["when_unknown"] = marks[next(iter(rule["then"]))]
    return f"`when_unknown: {rule['when_unknown']}` added in {rule['id']}"


def other_kind(raw: Raw, chance: random.Random, wanted: Wanted) -> str | None:
    """`holds` instead of `excludes`, or the other way round."""
    others = {"excludes": "holds", "holds": "excludes"}
    rule = pick(chance, [rule for rule in rules_of(raw) if wanted(rule) and others.keys() & rule["then"].keys()])
    if rule is None:
        return None
    ((kind, target),) = rule["then"].items()
    rule["then"] = {others[kind]: target}
    return f"{others[kind]} instead of {kind} in {rule['id']}"


CHANGES: tuple[Edit, ...] = (
    drop_part, negate, swap_joint, shift_number, other_drug, other_target, drop_name, other_value, drop_ongoing, drop_rule,
    drop_excludes, drop_mark, add_mark, other_kind,
)  # fmt: skip
