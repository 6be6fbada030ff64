"""Coverage as plain values, for JSON; docs/command-line.md describes the shape."""

from collections.abc import Iterable
from typing import Any

from infusion_pathways.coverage.model import Coverage, Goal, PathwayCoverage, total
from infusion_pathways.document.envelope import envelope


def plain(coverage: Coverage) -> dict[str, Any]:
    """The whole coverage. Cases are listed once; goals name them by their position in that list."""
    ids = sorted({case for goal in coverage.outcomes for case in goal.cases})
    number = {case: position for position, case in enumerate(ids)}

    def goals(some: Iterable[Goal]) -> list[dict[str, Any]]:
        return [
            {
                "what": goal.what,
                "status": goal.status.value,
                "reach": goal.reach.name.lower(),
                "cases": [number[case] for case in goal.cases],
                "asserted": [number[case] for case in goal.asserted],
            }
            for goal in some
        ]

    def pathway(one: PathwayCoverage) -> dict[str, Any]:
        return {
            "id": one.pathway,
            "title": one.title,
            "cases": one.cases,
            "totals": {
                "conditions": _total(one.conditions()),
                "rules": _total(one.truths()),
                "verdicts": _total(one.verdicts()),
            },
            "rules": [
                {
                    "id": rule.rule,
                    "title": rule.title,
                    "kind": rule.kind,
                    "clauses": [
                        {
                            "key": clause.key,
                            "therapy": clause.therapy or None,
                            "truths": goals(clause.truths),
                            "conditions": [{"words": leaf.words, "goals": goals(leaf.goals)} for leaf in clause.leaves],
                        }
                        for clause in rule.clauses
                    ],
                }
                for rule in one.rules
            ],
            "therapies": [{"id": therapy.therapy, "verdicts": goals(therapy.verdicts)} for therapy in one.therapies],
        }

    result = {
        "solver_asked": coverage.asked,
        "cases": ids,
        "totals": {
            "conditions": _total(coverage.conditions()),
            "rules": _total(coverage.truths()),
            "verdicts": _total(coverage.verdicts()),
            "outcomes": _total(coverage.outcomes),
            "claims": _total(coverage.claims),
        },
        "pathways": [pathway(one) for one in coverage.pathways],
        "outcomes": goals(coverage.outcomes),
        "claims": goals(coverage.claims),
    }
    return envelope("coverage/2", [coverage.pack], ["direct"], result)


def _total(goals: Iterable[Goal]) -> dict[str, Any]:
    found = total(goals)
    return {**found._asdict(), "percent": float(found.percent)}
