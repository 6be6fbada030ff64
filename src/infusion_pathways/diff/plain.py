"""What a change of rules means, as plain values for JSON."""

from collections.abc import Mapping
from typing import Any

from infusion_pathways.advice import advise
from infusion_pathways.diff.annotations import AnnotationChange
from infusion_pathways.diff.compare import Diff, PathwayDiff, TherapyDiff
from infusion_pathways.diff.not_compared import NotCompared
from infusion_pathways.diff.product import ComparedPatient, ProductAnswer
from infusion_pathways.diff.report import VersionNames, summary
from infusion_pathways.diff.rule_changes import RuleChange
from infusion_pathways.diff.verdict_side import outcome_of_side, side_of
from infusion_pathways.document.blocks import Detail
from infusion_pathways.document.envelope import envelope, stamp_of
from infusion_pathways.document.envelope import plain as plain_trace
from infusion_pathways.engine.choice import chosen
from infusion_pathways.scenario.writing import scenario_plain


def plain(diff: Diff, detail: Detail, names: VersionNames) -> dict[str, Any]:
    """The report as plain values; in full with the traces of every patient by both versions."""
    known = diff.known
    result = {
        "names": names._asdict(),
        "meaning": diff.meaning.name.lower(),
        "summary": summary(diff),
        "rules": [_rule(diff, change) for change in known.rules],
        "pathways": [_pathway(diff, pathway, detail) for pathway in diff.pathways],
        "not_compared": [_left_out(item) for item in diff.left_out],
        "only": [only._asdict() for only in known.only],
        "words": [change._asdict() for change in known.words.changes],
        "texts_of_words": list(known.words.texts),
        "invariants": [change._asdict() for change in known.invariants],
        "cases": {
            "read": diff.cases.read,
            "turned": [_turn(turn._asdict()) for turn in diff.cases.turned],
            "only_before": list(diff.cases.only_before),
            "only_now": list(diff.cases.only_now),
            "unread": list(diff.cases.unread),
        },
    }
    return envelope("diff/2", [stamp_of(known.before, "before"), stamp_of(known.now, "now")], chosen().judges, result)


def _rule(diff: Diff, change: RuleChange) -> dict[str, Any]:
    meaning = diff.truth(change.id)
    told: dict[str, Any] = {
        "id": change.id,
        "fate": change.fate.value,
        "before": change.before.id if change.before else None,
        "kind": change.rule.kind.value,
        "targets": list(change.rule.targets),
        "when": change.condition,
        "condition": list(change.when),
        "fields": list(change.fields),
        "texts": list(change.texts),
        "truth": None,
    }
    if meaning is not None:
        patient = meaning.answer.patient
        told["truth"] = {
            "answer": meaning.answer.asked.value,
            "pathway": meaning.pathway,
            "therapy": meaning.therapy or None,
            "before": meaning.truths[0].value if meaning.truths else None,
            "now": meaning.truths[1].value if meaning.truths else None,
            "patient": scenario_plain(patient.scenario) if patient else None,
        }
    return told


def _pathway(diff: Diff, pathway: PathwayDiff, detail: Detail) -> dict[str, Any]:
    changed = {change.id for change in diff.known.rules}
    return {
        "before": pathway.ids[0],
        "now": pathway.ids[1],
        "diseases": list(pathway.diseases),
        "therapies": [_therapy(diff, therapy, detail) for therapy in pathway.therapies],
        "contradictions": _conflict(diff, pathway.conflict),
        "rules_through_others": {
            meaning.id: meaning.answer.asked.value for meaning in pathway.rules if meaning.id not in changed
        },
        "beside": [_annotation(item) for item in pathway.annotations],
        "not_compared": [_left_out(item) for item in pathway.left_out],
    }


def _left_out(item: NotCompared) -> dict[str, Any]:
    return {"word": item.word.path, "told": item.word.told, "read_by": list(item.readers), "in_use": list(item.uses)}


def _therapy(diff: Diff, therapy: TherapyDiff, detail: Detail) -> dict[str, Any]:
    return {
        "therapy": therapy.therapy,
        "answer": therapy.asked.value,
        "direction": therapy.direction.name.lower(),
        "widens": therapy.widens.asked.value,
        "narrows": therapy.narrows.asked.value,
        "patients": [_patient(diff, patient, therapy.therapy, detail) for patient in therapy.patients()],
    }


def _patient(diff: Diff, patient: ComparedPatient, therapy: str, detail: Detail) -> dict[str, Any]:
    told: dict[str, Any] = {"size": patient.size, "scenario": scenario_plain(patient.scenario)}
    sides = (("before", diff.known.before, patient.before), ("now", diff.known.now, patient.now))
    for word, pack, replayed in sides:
        side = side_of(pack, patient.scenario, replayed, therapy)
        told[word] = {"verdict": side.verdict, "sentence": side.sentence, "arguments": plain_trace(side.arguments)}
        if detail is Detail.FULL:
            told[word]["trace"] = plain_trace(advise(pack, patient.scenario))
    return told


def _conflict(diff: Diff, answer: ProductAnswer) -> dict[str, Any]:
    told: dict[str, Any] = {"answer": answer.asked.value, "patient": None}
    patient = answer.patient
    if patient is not None:
        before = outcome_of_side(diff.known.before, patient.scenario, patient.before)
        now = outcome_of_side(diff.known.now, patient.scenario, patient.now)
        told |= {"patient": scenario_plain(patient.scenario), "before": plain_trace(before), "now": plain_trace(now)}
    return told


def _annotation(item: AnnotationChange) -> dict[str, Any]:
    told: dict[str, Any] = {"kind": item.kind, "name": item.name}
    for way, answer in (("more", item.more), ("fewer", item.fewer)):
        patient = scenario_plain(answer.patient.scenario) if answer.patient else None
        told[way] = {"answer": answer.asked.value, "patient": patient}
    return told


def _turn(turn: Mapping[str, Any]) -> dict[str, Any]:
    verdicts = [dict(zip(("disease", "therapy", "before", "now"), verdict, strict=True)) for verdict in turn["verdicts"]]
    before, now = turn["outcome"]
    return {**turn, "outcome": {"before": before, "now": now}, "verdicts": verdicts}
