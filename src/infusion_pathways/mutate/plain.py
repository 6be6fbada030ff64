"""Results as plain values, and back: for the journal, and for a report that another program reads."""

import json
from collections.abc import Mapping
from typing import Any

from infusion_pathways.document.envelope import envelope, stamp_of
from infusion_pathways.mutate.result import Counterexample, MutantFate, MutantResult, PackAnswer
from infusion_pathways.mutate.score import MutationReport, MutationScore
from infusion_pathways.pack.model import Pack
from infusion_pathways.scenario import parse_scenario
from infusion_pathways.scenario.writing import scenario_plain
from infusion_pathways.source.reading import parse_json


def result_plain(result: MutantResult) -> dict[str, Any]:
    """A result as plain values."""
    return {
        "mutant": result.mutant,
        "fate": result.fate.value,
        "killer": result.killer,
        "patient": None if result.telling is None else _telling(result.telling),
    }


def _telling(telling: Counterexample) -> dict[str, Any]:
    return {
        "pathway": telling.pathway,
        "scenario": scenario_plain(telling.scenario),
        "today": _answer(telling.today),
        "with_the_mutant": _answer(telling.mutant),
        "kills": telling.kills,
    }


def _answer(said: PackAnswer) -> dict[str, Any]:
    return {"verdicts": dict(said.verdicts), "outcome": said.outcome, "rule": dict(said.rule), "asked": list(said.asked)}


def result_of(plain: Mapping[str, Any], pack: Pack) -> MutantResult:
    """The result of plain values. Raises an error of Python's own, or ProblemsFound, where they are none."""
    told = plain["patient"]
    telling = None
    if told is not None:
        scenario = parse_scenario(parse_json("journal", json.dumps(told["scenario"])), pack)
        telling = Counterexample(
            str(told["pathway"]), scenario, _answer_of(told["today"]), _answer_of(told["with_the_mutant"]), bool(told["kills"])
        )
    return MutantResult(str(plain["mutant"]), MutantFate(plain["fate"]), plain["killer"], telling)


def _answer_of(plain: Mapping[str, Any]) -> PackAnswer:
    return PackAnswer(dict(plain["verdicts"]), str(plain["outcome"]), dict(plain["rule"]), tuple(plain["asked"]))


def report_plain(report: MutationReport) -> dict[str, Any]:
    """A whole report as plain values: every mutant, killed ones and equivalent ones too."""
    result = {
        "cases": report.cases,
        "seed": report.seed,
        "left_out": report.possible - len(report.outcomes),
        "summary": _score(report.score),
        "pathways": {name: _score(score) for name, score in report.by(lambda mutant: mutant.pathway).items()},
        "rules": {name: _score(score) for name, score in report.by(lambda mutant: mutant.rule).items()},
        "errors": {name: _score(score) for name, score in report.by(lambda mutant: mutant.way.value).items()},
        "killed_by": dict(report.killed_by()),
        "mutants": [
            {
                **result_plain(outcome.result),
                "rule": outcome.mutant.rule,
                "place": report.places.get(outcome.mutant.rule, ""),
                "error": outcome.mutant.way.value,
                "words": outcome.mutant.words,
            }
            for outcome in report.outcomes
        ],
    }
    return envelope("mutation-report/2", [stamp_of(report.pack)], ["direct"], result)


def _score(score: MutationScore) -> dict[str, Any]:
    return {
        "mutants": score.mutants,
        **{fate.value.replace(" ", "_"): score.counts[fate] for fate in MutantFate},
        "score": _rounded(score.percent),
        "score_with_reasons": _rounded(score.strict),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
