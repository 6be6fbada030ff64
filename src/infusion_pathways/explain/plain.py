"""An explanation as plain values."""

from typing import Any

from infusion_pathways.document.envelope import envelope
from infusion_pathways.document.envelope import plain as record_plain
from infusion_pathways.explain.explanation import Explanation, RuleExplained, Unnamed
from infusion_pathways.explain.mechanism import works_of
from infusion_pathways.explain.nearest import TestTurn
from infusion_pathways.explain.nodes import Judged, gaps_of, values_of
from infusion_pathways.explain.prose import lead, paragraphs
from infusion_pathways.explain.unnamed import unnamed_sentences
from infusion_pathways.pack.model import Pack
from infusion_pathways.trace.tree import Trace


def plain(pack: Pack, explanation: Explanation | Unnamed) -> dict[str, Any]:
    """An explanation in full as plain values; each finding is opened once, under `findings`."""
    if isinstance(explanation, Unnamed):
        return _unnamed(pack, explanation)
    answer = explanation.answer
    findings: dict[str, Judged] = {}
    rules = [_rule(told, findings) for told in explanation.rules]
    opened: dict[str, Any] = {}
    while len(opened) < len(findings):
        opened.update({name: _node(node, findings, top=True) for name, node in list(findings.items()) if name not in opened})
    result = {
        **_about(explanation.trace),
        "disease": answer.disease,
        "therapy": answer.therapy,
        "verdict": answer.verdict,
        "row": {"number": explanation.appraisal.number, "words": explanation.appraisal.row.told},
        "passed": record_plain(explanation.passed),
        "prose": [lead(pack, explanation), *paragraphs(pack, explanation)],
        "works": [
            {
                "text": work.text,
                "cites": list(work.cites),
                "to_be_confirmed": work.to_be_confirmed,
                "differs": [{"id": name, "text": text} for name, text in work.differs],
            }
            for work in works_of(pack, answer.therapy, answer.disease)
        ],
        "rules": rules,
        "nearest": [told.key for told in explanation.nearest()],
        "findings": {name: opened[name] for name in sorted(opened)},
        "other_diagnoses": [{"disease": other.disease, "verdict": other.verdict} for other in explanation.others],
    }
    return _document(explanation.trace, result)


def _document(trace: Trace, result: dict[str, Any]) -> dict[str, Any]:
    return envelope("explain/1", [trace.pack], trace.engines, result)


def _about(trace: Trace) -> dict[str, Any]:
    return {"scenario": {"id": trace.scenario.id, "title": trace.scenario.title}, "outcome": trace.outcome.code}


def _rule(told: RuleExplained, findings: dict[str, Judged]) -> dict[str, Any]:
    rule = told.clause.rule if told.clause else None
    return {
        "rule": told.key,
        "kind": rule.kind.value if rule else "in_use",
        "role": told.role.value,
        "truth": told.truth.value,
        "title": told.title,
        "because": told.because,
        "mechanism": record_plain(rule.mechanism) if rule else None,
        "lens": rule.lens if rule else None,
        "cites": list(rule.cites) if rule else [],
        "flag": rule.flag if rule else None,
        "to_be_confirmed": rule.to_be_confirmed if rule else False,
        "passed_over": told.passed_over,
        "to_be_checked": told.lenient,
        "values": record_plain(values_of(told.tree)),
        "gaps": record_plain(gaps_of(told.tree)),
        "lacks": None if told.near is None else [_turn(turn) for turn in told.near],
        "tree": _node(told.tree.parts[0], findings),
    }


def _turn(turn: TestTurn) -> dict[str, Any]:
    return {
        "test": turn.test.words,
        "truth": turn.test.truth.value,
        "wanted": turn.wanted,
        "values": record_plain(turn.test.values),
        "gaps": record_plain(turn.test.gaps),
        "through": list(turn.through),
    }


def _node(node: Judged, findings: dict[str, Judged], top: bool = False) -> dict[str, Any]:
    """A node with those below it; what stands below a finding is kept apart unless it is the `top`."""
    told: dict[str, Any] = {"shape": node.shape, "truth": node.truth.value, "words": node.words}
    if node.name:
        told["name"] = node.name
    if node.shape == "finding" and not top:
        findings.setdefault(node.name, node)
        return told
    if node.shape == "test":
        return {**told, "values": record_plain(node.values), "gaps": record_plain(node.gaps)}
    return {**told, "parts": [_node(part, findings) for part in node.parts]}


def _unnamed(pack: Pack, found: Unnamed) -> dict[str, Any]:
    result = {
        **_about(found.trace),
        "therapy": found.therapy,
        "verdict": None,
        "prose": list(unnamed_sentences(pack, found)),
        "covered": list(found.covered),
        "uncovered": list(found.uncovered),
        "elsewhere": list(found.elsewhere),
    }
    return _document(found.trace, result)
