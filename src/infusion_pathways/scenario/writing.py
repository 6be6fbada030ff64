"""From a scenario to the text of its file, the way back from `parse`: keys in one sequence, short values on one line."""

import json
from collections.abc import Mapping
from typing import Any

from infusion_pathways.meaning.facts import Missing
from infusion_pathways.scenario.model import SCHEMA, Diagnosis, Expect, HistoryEntry, Scalar, Scenario
from infusion_pathways.scenario.parse import UNKNOWN
from infusion_pathways.scenario.walker import LONGEST_TITLE

WIDEST = 130
OPENED = ("", "expect")
"""The parts that never stand on one line: the scenario itself, and what is expected of it."""

SCENARIO_KEYS = (
    "schema", "id", "title", "narrative", "tags", "patient", "diagnoses", "treatments", "findings", "measures", "expect",
)  # fmt: skip
KEYS_BELOW: Mapping[str, tuple[str, ...]] = {
    "diagnoses": ("disease", "subtype", "activity", "organ_involvement"),
    "treatments": ("therapy", "class", "outcome", "ongoing", "for"),
    "expect": ("outcome", "verdicts", "findings", "rules", "because", "not_because", "flags", "asks", "not_asks"),
}

TRUTHS: Mapping[str, bool] = {"true": True, "false": False}
_PRESENCE = {True: "present", False: "absent", None: UNKNOWN}


def scenario_json(scenario: Scenario) -> str:
    """The text of a scenario's file; `parse_scenario` makes an equal scenario of it, spelled with the names of the pack.

    What was asked and is not known is written `"unknown"`; what is not recorded is left out.
    """
    return _written(scenario_plain(scenario), 0, "", 0) + "\n"


def in_form(value: Any) -> str:
    """The text of a scenario file from its plain value: the names it uses, in the sequence and the lines of `scenario_json`."""
    return _written(_ordered(value), 0, "", 0) + "\n"


def _ordered(value: Any, keys: tuple[str, ...] = SCENARIO_KEYS) -> Any:
    """Known keys first, in their sequence, then the others as they were; names of facts and therapies stay as they are."""
    if isinstance(value, list):
        return [_ordered(part, keys) for part in value]
    if not isinstance(value, dict) or not keys:
        return value
    wanted = [key for key in keys if key in value] + [key for key in value if key not in keys]
    return {key: _ordered(value[key], KEYS_BELOW.get(key, ())) for key in wanted}


def fitting_title(words: str) -> str:
    """Words as a title that a scenario may have: the first letter large, cut where it would be too long."""
    title = words[:1].upper() + words[1:]
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 3].rstrip()}..."


def scenario_plain(scenario: Scenario) -> dict[str, Any]:
    """The scenario as plain values, its keys in the sequence in which they are written."""
    plain = {
        "schema": SCHEMA,
        "id": scenario.id,
        "title": scenario.title,
        "narrative": scenario.narrative or Missing.NOT_RECORDED,
        "tags": list(scenario.tags) or Missing.NOT_RECORDED,
        "patient": _section(scenario.patient),
        "diagnoses": [_diagnosis(diagnosis) for diagnosis in scenario.diagnoses],
        "treatments": scenario.treatments
        if isinstance(scenario.treatments, Missing)
        else [_entry(entry) for entry in scenario.treatments],
        "findings": _section(scenario.findings),
        "measures": _section(scenario.measures),
        "expect": Missing.NOT_RECORDED if scenario.expect is None else _expect(scenario.expect),
    }
    return _recorded(plain)


def _recorded(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of which something is known or was asked; an asked one is written as unknown."""
    told = {key: value for key, value in values.items() if value is not Missing.NOT_RECORDED}
    return {key: UNKNOWN if value is Missing.ASKED else value for key, value in told.items()}


def _section(values: Mapping[str, Scalar]) -> dict[str, Any] | Missing:
    plain = {name: int(value) if isinstance(value, float) and value.is_integer() else value for name, value in values.items()}
    return _recorded(plain) or Missing.NOT_RECORDED


def _diagnosis(diagnosis: Diagnosis) -> dict[str, Any]:
    subtype, organs = diagnosis.subtype, diagnosis.organs
    involved: Any = organs
    if isinstance(organs, Mapping):
        involved = {name: _PRESENCE[answer] for name, answer in organs.items()}
    elif not isinstance(organs, Missing):
        involved = list(organs)
    return _recorded(
        {
            "disease": diagnosis.disease,
            "subtype": subtype if isinstance(subtype, Missing) else subtype[0] if len(subtype) == 1 else list(subtype),
            "activity": diagnosis.activity,
            "organ_involvement": involved,
        }
    )


def _entry(entry: HistoryEntry) -> dict[str, Any]:
    return _recorded(
        {
            "therapy": entry.therapy or Missing.NOT_RECORDED,
            "class": entry.of_class or Missing.NOT_RECORDED,
            "outcome": entry.outcome,
            "ongoing": entry.ongoing,
            "for": entry.given_for or Missing.NOT_RECORDED,
        }
    )


def _expect(expect: Expect) -> dict[str, Any]:
    plain = {
        "outcome": expect.outcome,
        "verdicts": dict(expect.verdicts),
        "findings": {name: TRUTHS.get(truth, truth) for name, truth in expect.findings.items()},
        "rules": {name: TRUTHS.get(truth, truth) for name, truth in expect.rules.items()},
        "because": list(expect.because),
        "not_because": list(expect.not_because),
        "flags": list(expect.flags),
        "asks": list(expect.asks),
        "not_asks": list(expect.not_asks),
    }
    return {key: value for key, value in plain.items() if value}


def _written(value: Any, depth: int, key: str, before: int) -> str:
    """The text of a value: on one line where it fits behind what stands before it, else opened, one part on each line."""
    line = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict | list) or not value or (key not in OPENED and before + len(line) < WIDEST):
        return line
    indent = "  " * (depth + 1)
    if isinstance(value, dict):
        heads = {name: f"{indent}{json.dumps(name, ensure_ascii=False)}: " for name in value}
        parts = [head + _written(value[name], depth + 1, name, len(head)) for name, head in heads.items()]
    else:
        parts = [indent + _written(part, depth + 1, "an entry", len(indent)) for part in value]
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    return "\n".join([opening, ",\n".join(parts), "  " * depth + closing])
