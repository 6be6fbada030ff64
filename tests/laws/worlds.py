"""Random worlds: small packs and patients, from any source of choices (a seed, or Hypothesis)."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from hypothesis import strategies as st

from infusion_pathways.meaning.facts import Missing
from infusion_pathways.pack.build import build_pack
from infusion_pathways.pack.model import Pack
from infusion_pathways.scenario.model import Diagnosis, HistoryEntry, Scenario

T = TypeVar("T")


class Choices(Protocol):
    """Where the generator takes its decisions from."""

    def pick(self, items: Sequence[T]) -> T: ...

    def number(self, low: int, high: int) -> int: ...


@dataclass
class Seeded:
    random: random.Random

    def pick(self, items: Sequence[T]) -> T:
        return self.random.choice(items)

    def number(self, low: int, high: int) -> int:
        return self.random.randint(low, high)


@dataclass
class Drawn:
    draw: Callable[..., Any]

    def pick(self, items: Sequence[T]) -> T:
        return self.draw(st.sampled_from(items))

    def number(self, low: int, high: int) -> int:
        return self.draw(st.integers(low, high))


DISEASE, OTHER = "red_disease", "blue_disease"
SUBTYPES, LEVELS, ORGANS = ["early", "late"], ["calm", "middling", "fierce"], ["heart_of_it", "shell", "root"]
INFUSED, TABLETS = ["alphamab", "betamab", "gammamab"], ["oldstone", "oldwood"]
OUTCOMES = ["failed", "works", "refused", "early_days"]
RECORDED, VALUED, DERIVED = ["spots", "fever", "travel"], "colour", ["worn_down", "in_danger", "gate", "brake"]
COLOURS = ["green", "amber", "purple"]
BANDS = {"calm": {"below": 3}, "middling": {"at_least": 3, "at_most": 6}, "fierce": {"above": 6}}


def words() -> dict[str, Any]:
    """The vocabulary, the same for all worlds."""
    return {
        "pack": {"id": "random-world", "version": "0", "title": "Random world"},
        "claims": {"C1": {"locator": "P1S1", "text": "Something.", "lens": "document", "kind": "trigger"}},
        "diseases": {
            DISEASE: {
                "label": "red disease",
                "subtypes": {name: {"label": name} for name in SUBTYPES} | {"rooted": {"label": "rooted", "organs": ["root"]}},
                "activity": LEVELS,
                "activity_from": ["heat"],
            },
            OTHER: {"label": "blue disease"},
        },
        "organs": {name: {"label": name} for name in ORGANS},
        "classes": {"mab": {"label": "mab"}, "old": {"label": "old drug"}, "wooden": {"label": "wooden", "within": ["old"]}},
        "therapies": {
            **{name: {"label": name, "classes": ["mab"], "infusion": name != "gammamab"} for name in INFUSED},
            "oldstone": {"label": "oldstone", "classes": ["old"], "infusion": False},
            "oldwood": {"label": "oldwood", "classes": ["wooden"], "infusion": False},
        },
        "outcomes": {n: {"label": n, "taken": n != "refused", "works": n == "works"} for n in OUTCOMES},
        "findings": {
            **{name: {"label": name} for name in RECORDED},
            VALUED: {"label": VALUED, "values": {value: {"label": value} for value in COLOURS}},
            **{name: {"label": name, "derived": True} for name in DERIVED},
        },
        "measures": {
            "heat": {"label": "heat", "unit": "points", "range": [0, 10], "bands": BANDS},
            "weight": {"label": "weight", "unit": "kg", "range": [0, 100]},
        },
        "patient": {
            "sex": {"label": "sex", "values": {"female": {"label": "female"}, "male": {"label": "male"}}},
            "age_years": {"label": "age", "unit": "years", "range": [0, 120]},
        },
        "checks": {"look": {"label": "a look"}},
        "flags": {"LOOK": {"label": "look"}},
    }


def richer_words() -> dict[str, Any]:
    """The same words, some of which say something about others."""
    richer = words()
    disease = richer["diseases"][DISEASE]
    disease["activity"] = {"calm": {"label": "calm", "no_organs": True}, "middling": {}, "fierce": {"organs": ["heart_of_it"]}}
    for level in LEVELS:
        disease["activity"][level]["label"] = level
    present = {"label": "present", "implies": {"finding.fever": "present"}}
    richer["findings"]["spots"] = {"label": "spots", "values": {"present": present, "absent": {"label": "absent"}}}
    male = {"label": "male", "implies": {"finding.travel": "absent", "finding.fever": "absent"}}
    richer["patient"]["sex"]["values"]["male"] = male
    richer["measures"]["weight"]["implies"] = {"finding.travel": "present"}
    richer["findings"][VALUED]["values"]["greenish"] = {"label": "greenish", "one_of": ["green", "amber"]}
    return richer


def raw_pack(c: Choices, rules: int, rich: bool = False) -> dict[str, Any]:
    """The sections of a random pack: every derived finding has a rule, and reads only findings before it."""
    own: list[dict[str, Any]] = []
    shared: list[dict[str, Any]] = []
    for depth, name in enumerate(DERIVED):
        for _ in range(c.number(1, 2)):
            own.append(_rule(f"own.find{len(own)}", condition(c, 2, DERIVED[:depth], False), {"finding": name}))
    kinds = ["supports", "supports", "requires", "excludes", "holds", "cautions", "checks", "notes", "conflict"]
    for number in range(rules):
        kind = c.pick(kinds)
        where = shared if c.number(0, 3) == 0 else own
        target: Any = c.pick([*INFUSED, "every", {"class": "mab"}])
        is_conflict = kind == "conflict"
        rule = _rule(
            f"{'shared' if where is shared else 'own'}.rule{number}",
            condition(c, 3, DERIVED, not is_conflict),
            {kind: "clash" if is_conflict else target},
        )
        if kind in ("checks", "conflict"):
            rule["ask"] = ["look", c.pick(RECORDED)]
        if kind in ("excludes", "holds") and c.number(0, 2) == 0:
            rule["when_unknown"] = "hold"
        if kind == "requires" and c.number(0, 2) == 0:
            rule["when_unknown"] = "check"
        if kind == "supports" and c.number(0, 3) == 0:
            rule |= {"when_unknown": "check", "unrecorded": c.pick(["diagnosis.organ_involvement", "finding.spots"])}
        where.append(rule)
    head = {"id": "own", "title": "Own", "diseases": [DISEASE], "therapies": INFUSED}
    return {
        **(richer_words() if rich else words()),
        "pathways": [
            {"pathway": head, "rules": own},
            {"pathway": {"id": "shared", "title": "Shared", "scope": "shared"}, "rules": shared},
        ],
    }


def _rule(name: str, when: dict[str, Any], then: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": name, "title": name, "lens": "document", "when": when, "then": then, "because": "Because.", "cites": ["C1"],
    }  # fmt: skip


def condition(c: Choices, depth: int, findings: Sequence[str], this: bool) -> dict[str, Any]:
    """A random condition as YAML would give it."""
    shape = c.number(0, 9) if depth else 9
    if shape <= 2:
        return {"all": [condition(c, depth - 1, findings, this) for _ in range(c.number(1, 3))]}
    if shape <= 5:
        return {"any": [condition(c, depth - 1, findings, this) for _ in range(c.number(1, 3))]}
    if shape == 6:
        return {"not": condition(c, depth - 1, findings, this)}
    return _test(c, findings, this)


def _test(c: Choices, findings: Sequence[str], this: bool) -> dict[str, Any]:
    match c.number(0, 13):
        case 0 | 1 | 2 if findings:
            return {"finding": c.pick(findings)}
        case 3 | 4:
            return {"finding": c.pick(RECORDED), "is": c.pick(["present", "absent"])}
        case 5:
            return {"finding": VALUED, "is": [c.pick(COLOURS), c.pick(COLOURS)]}
        case 6:
            return {"organ": [c.pick(ORGANS), c.pick(ORGANS)]}
        case 7:
            return {"activity": c.pick([["calm"], ["middling", "fierce"], ["fierce"]])}
        case 8:
            return {"subtype": c.pick([*SUBTYPES, "rooted"])}
        case 9:
            return {"measure": "weight", c.pick(["above", "at_least", "below", "at_most"]): c.pick([20, 50]), "unit": "kg"}
        case 10:
            return {"known": c.pick(["finding.spots", "measure.weight", "diagnosis.activity", "treatments"])}
        case 11:
            return {"patient": "sex", "is": c.pick(["female", "male"])}
        case _:
            return {"treatment": _treatment(c, this)}


def _treatment(c: Choices, this: bool) -> dict[str, Any]:
    test: dict[str, Any] = {}
    if this and c.number(0, 1):
        test["therapy"] = "this"
    elif c.number(0, 1):
        test["class"] = c.pick(["mab", "old", "wooden"])
        if this and c.number(0, 1):
            test["other_than"] = "this"
    else:
        test["therapy"] = c.pick([*INFUSED, *TABLETS])
    if c.number(0, 2):
        test["outcome"] = [c.pick(OUTCOMES), c.pick(OUTCOMES)]
    if c.number(0, 2) == 0:
        test["ongoing"] = c.pick([True, False])
    if c.number(0, 4) == 0:
        test["for"] = "any"
    return test


def complain(at: Any, problem: Callable[..., Any], *details: Any) -> None:
    raise AssertionError(f"{at}: {problem.__name__} {details}")


def pack(c: Choices, rules: int = 8, rich: bool = False) -> Pack:
    """A random pack."""
    return build_pack(raw_pack(c, rules, rich), "0" * 64, complain)


MISSING = [Missing.NOT_RECORDED, Missing.ASKED]


def scenario(c: Choices, rich: bool = False) -> Scenario:
    """A random patient with the red disease, perhaps the blue one too; about a third of what could be known is missing."""

    def maybe(items: Sequence[Any]) -> Any:
        return c.pick([*items, *items, *MISSING])

    findings = {name: maybe(["present", "absent"]) for name in RECORDED} | {
        VALUED: maybe([*COLOURS, "greenish"] if rich else COLOURS)
    }
    organs: Any = maybe([(), ("heart_of_it",), ("shell", "root"), {"heart_of_it": True, "shell": False}, {"root": None}])
    diagnoses = [Diagnosis(DISEASE, subtype=maybe([("early",), ("late",), ("rooted",)]), activity=maybe(LEVELS), organs=organs)]
    if c.number(0, 2) == 0:
        diagnoses.append(Diagnosis(OTHER))
    treatments: Any = c.pick([Missing.NOT_RECORDED, *[tuple(entry(c) for _ in range(c.number(0, 3)))] * 4])
    return Scenario(
        id="patient",
        title="Patient",
        narrative="",
        diagnoses=tuple(diagnoses),
        treatments=treatments,
        patient=_stated({"sex": maybe(["female", "male"]), "age_years": maybe([5.0, 40.0])}),
        findings=_stated(findings),
        measures=_stated({"heat": maybe([1.0, 3.0, 6.0, 9.0, *MISSING]), "weight": maybe([20.0, 35.0, 50.0])}),
    )


def entry(c: Choices) -> HistoryEntry:
    """A random entry of a treatment history."""
    by_class = c.number(0, 4) == 0
    return HistoryEntry(
        therapy=None if by_class else c.pick([*INFUSED, *TABLETS]),
        of_class=c.pick(["mab", "old", "wooden"]) if by_class else None,
        outcome=c.pick([*OUTCOMES, *OUTCOMES, *MISSING]),
        ongoing=c.pick([True, False, *MISSING]),
        given_for=c.pick([None, None, DISEASE, OTHER]),
    )


def _stated(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not Missing.NOT_RECORDED}


@st.composite
def worlds(draw: Any, rules: int = 8) -> tuple[Pack, Scenario]:
    """A random pack with a random patient, for Hypothesis."""
    choices = Drawn(draw)
    return pack(choices, rules), scenario(choices)


def seeded(seed: int, rules: int = 8, rich: bool = False) -> tuple[Pack, Scenario]:
    """The random pack and patient of a seed."""
    choices = Seeded(random.Random(seed))
    return pack(choices, rules, rich), scenario(choices, rich)
