"""A comparison as plain values, and the edited patient as a scenario of its own."""

from typing import Any

from infusion_pathways.document.envelope import envelope
from infusion_pathways.pack.model import Pack
from infusion_pathways.scenario import Scenario
from infusion_pathways.scenario.editing import UNSET, Edit
from infusion_pathways.scenario.walker import LONGEST_ID
from infusion_pathways.scenario.writing import fitting_title
from infusion_pathways.source import Document
from infusion_pathways.whatif.answer import Sort
from infusion_pathways.whatif.arguments import arguments_of
from infusion_pathways.whatif.chain import CauseChain, chain_of
from infusion_pathways.whatif.comparison import AnswerDifference, Comparison
from infusion_pathways.whatif.idle import NAMES, why_idle
from infusion_pathways.whatif.words import EditWords

SUFFIX = "-what-if"


def plain(pack: Pack, document: Document, comparison: Comparison) -> dict[str, Any]:
    """The comparison in full; edits are counted from 1, and what is not asked in one of the answers is null there."""
    scenario = comparison.before.trace.scenario
    teller, chain = EditWords(document, pack.vocabulary), chain_of(comparison)
    outcome = next(iter(comparison.of(Sort.OUTCOME)), None)
    result = {
        "scenario": {"id": scenario.id, "title": scenario.title},
        "edits": [_edit(number, edit, teller) for number, edit in enumerate(comparison.edits, 1)],
        "differs": bool(comparison.differences),
        "outcome": {
            "before": comparison.before.trace.outcome.code,
            "now": comparison.now.trace.outcome.code,
            "sentence": comparison.now.trace.outcome.sentence,
            "causes": [] if outcome is None else _causes(outcome),
        },
        "verdicts": [
            {"disease": d.thing.disease, "therapy": d.thing.name, **_turn(d), "through": _through(chain, d)}
            for d in comparison.of(Sort.VERDICT)
        ],
        "findings": [
            {"disease": d.thing.disease, "finding": d.thing.name, **_turn(d), "through": _through(chain, d)}
            for d in comparison.of(Sort.FINDING)
        ],
        "rules": [
            {"disease": d.thing.disease, "rule": d.thing.name, **_turn(d), "through": _through(chain, d)}
            for d in comparison.of(Sort.RULE)
        ],
        "arguments": [
            {
                "disease": turned.disease,
                "therapy": turned.therapy,
                "rule": turned.line.clause.rule.id,
                "kind": turned.line.clause.rule.kind.value,
                "way": turned.way.value,
                "because": turned.line.because,
                **_turn(turned.difference),
            }
            for turned in arguments_of(pack, comparison)
        ],
        "idle": [{"edit": i + 1, "why": list(why_idle(pack, comparison, i))} for i in comparison.idle],
    }
    return envelope("what-if/1", [comparison.now.trace.pack], comparison.now.trace.engines, result)


def _edit(number: int, edit: Edit, teller: EditWords) -> dict[str, Any]:
    told = teller.told(edit)
    value = {} if edit.option == UNSET else {"value": edit.value}
    return {"edit": number, "path": edit.path, "removes": edit.option == UNSET, **value, "words": str(told)}


def _turn(difference: AnswerDifference) -> dict[str, Any]:
    return {"before": difference.before or None, "now": difference.now or None, "causes": _causes(difference)}


def _causes(difference: AnswerDifference) -> list[list[int]]:
    return [[position + 1 for position in cause] for cause in difference.causes]


def _through(chain: CauseChain, difference: AnswerDifference) -> list[str]:
    """The differing findings or rules that it follows from."""
    return [thing.name for thing in chain.of(difference.thing)]


def case_of(pack: Pack, document: Document, comparison: Comparison) -> Scenario:
    """The edited patient as a scenario without `expect`: named after the one it was made from, the title says what changed.

    What an edit itself says of id, title, narrative and tags is kept.
    """
    scenario, teller = comparison.now.scenario, EditWords(document, pack.vocabulary)
    told = "; ".join(str(teller.told(edit)) for edit in comparison.edits if edit.at[0] not in NAMES)
    own: dict[str, Any] = {
        "id": f"{scenario.id[: LONGEST_ID - len(SUFFIX)]}{SUFFIX}",
        "title": fitting_title(told or scenario.title),
        "narrative": f"Made from {document.value['id']} with `pathways what-if`.",
        "tags": (*dict.fromkeys((*scenario.tags, "what-if")),),
    }
    said = {edit.at[0] for edit in comparison.edits}
    return scenario._replace(**{name: value for name, value in own.items() if name not in said})
