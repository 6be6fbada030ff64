"""What would bring a therapy to a verdict, as plain values and as scenarios of their own."""

from dataclasses import asdict
from typing import Any

from infusion_pathways.document.envelope import envelope, stamp_of
from infusion_pathways.engine.choice import chosen
from infusion_pathways.flip.changes import ChangeWay, Value, pointer
from infusion_pathways.flip.flips import Flip, Flips, therapy_in
from infusion_pathways.flip.minimal import Ended
from infusion_pathways.flip.report import WAYS, because, beside, numbered, verdict_label
from infusion_pathways.flip.words import ChangeWords
from infusion_pathways.meaning.facts import Missing
from infusion_pathways.pack.model import Pack
from infusion_pathways.scenario import HistoryEntry, Scenario
from infusion_pathways.scenario.walker import LONGEST_ID
from infusion_pathways.scenario.writing import fitting_title, scenario_plain


def plain(pack: Pack, flips: Flips, scenario: Scenario) -> dict[str, Any]:
    """The answer as plain values."""
    question = flips.question
    now = therapy_in(flips.trace, question.disease, question.therapy)
    teller = ChangeWords(scenario, pack.vocabulary, flips.alike)
    result = {
        "scenario": {"id": scenario.id, "title": scenario.title},
        "question": {
            "disease": question.disease,
            "therapy": question.therapy,
            "wanted": [verdict.value for verdict in question.wanted],
            "allowed": list(question.allowed),
            "max_size": question.max_size,
            "limit": question.limit,
        },
        "now": {"verdict": now.verdict, "because": because(now), "outcome": flips.trace.outcome.code},
        "ended": flips.ended.value,
        "proved": flips.ended is Ended.NONE_LEFT,
        "all_up_to_size": flips.searched,
        "fixed": list(flips.fixed),
        "opening": None if flips.opening is None else [list(names) for names in flips.opening],
        "flips": [
            _flip(flips, flip, case, teller)
            for flip, case in zip(numbered(pack, flips, scenario), cases(pack, flips, scenario), strict=True)
        ],
    }
    return envelope("flip/1", [stamp_of(pack)], chosen().judges, result)


def _flip(flips: Flips, flip: Flip, case: Scenario, teller: ChangeWords) -> dict[str, Any]:
    now = therapy_in(flip.trace, flips.question.disease, flips.question.therapy)
    return {
        "changes": [
            {
                "way": change.way.value,
                "pointer": pointer(change.path),
                "was": plain_value(change.was),
                "missing": change.was.value if isinstance(change.was, Missing) and change.way is ChangeWay.ANSWER else None,
                "value": plain_value(change.value),
                "alike": [asdict(interval) for interval in change.alike],
                "words": str(teller.told([change])),
            }
            for change in flip.changes
        ],
        "values": [
            {"value": plain_value(change.value), "words": teller.values([change]), "verdict": reached.verdict.value}
            for reached in flip.values
            for change in reached.changes
        ],
        "verdict": now.verdict,
        "because": because(now),
        "outcome": flip.trace.outcome.code,
        "beside": [
            {"disease": t.disease, "therapy": t.therapy, "was": was or None, "verdict": t.verdict}
            for was, t in beside(flips, flip)
        ],
        "scenario": scenario_plain(case),
    }


def plain_value(value: Value | Missing) -> Any:
    """The value of a change as a scenario writes it; nothing for one that is missing."""
    if isinstance(value, Missing):
        return None
    if isinstance(value, HistoryEntry):
        held = scenario_plain(Scenario("", "", "", (), treatments=(value,)))["treatments"]
        return held[0]
    return list(value) if isinstance(value, tuple) else value


def cases(pack: Pack, flips: Flips, scenario: Scenario) -> list[Scenario]:
    """The flipped patients as scenarios of their own: named after the one they were made from, the title says what changed."""
    teller = ChangeWords(scenario, pack.vocabulary, {})
    found = []
    for number, flip in enumerate(numbered(pack, flips, scenario), 1):
        now = therapy_in(flip.trace, flips.question.disease, flips.question.therapy)
        suffix = f"-{now.therapy}-{now.verdict}-{number}".replace("_", "-")
        told = "; ".join(f"{WAYS[change.way]}: {teller.told([change])}" for change in flip.changes)
        found.append(
            flip.patient._replace(
                id=f"{scenario.id[: LONGEST_ID - len(suffix)]}{suffix}",
                title=fitting_title(told),
                narrative=f"Made from {scenario.id} so that the verdict on {now.label} is: {verdict_label(now.verdict)}.",
                tags=("flip",),
            )
        )
    return found
