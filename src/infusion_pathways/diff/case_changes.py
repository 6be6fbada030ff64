"""Cases of which two versions of a pack say different things."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from infusion_pathways.engine.choice import EngineChoice, chosen
from infusion_pathways.evaluation import evaluations_of
from infusion_pathways.meaning.outcomes import PatientStanding, outcome_of
from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.pack.model import Pack
from infusion_pathways.scenario import Scenario, parse_scenario
from infusion_pathways.source import Document, ProblemsFound

# Beyond these a turned case is told by one engine alone: durable-rules keeps some megabytes of each patient for ever.
MOST_REPLAYED = 100
NOT_NAMED = "not named"


class CaseChange(NamedTuple):
    """A case that turns: its outcome before and now, and each verdict that is another (disease, therapy, before, now).

    `replayed`: every engine that is here says so, compared with the meaning.
    """

    id: str
    title: str
    outcome: tuple[str, str]
    verdicts: tuple[tuple[str, str, str, str], ...]
    replayed: bool


class CaseChanges(NamedTuple):
    """The cases that turn, of so many that both versions can read; the ids of those that only one can, the files that neither."""

    read: int
    turned: tuple[CaseChange, ...]
    only_before: tuple[str, ...] = ()
    only_now: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


NO_CASES = CaseChanges(0, ())


def case_changes(before: Pack, now: Pack, documents: Iterable[Document]) -> CaseChanges:
    """Which of some cases turn; those last that turn only because a version does not name a therapy at all.

    What a case expects is not looked at. Raises EnginesDisagree when the engines differ about a case that turns.
    """
    read, turned, unread = 0, list[CaseChange](), (list[str](), list[str](), list[str]())
    for document in documents:
        plain = _without_expectation(document)
        was, is_ = (_parsed(plain, pack) for pack in (before, now))
        if was is not None and is_ is not None:
            read += 1
            turn = _turn((before, now), (was, is_), len(turned) < MOST_REPLAYED)
            turned += [] if turn is None else [turn]
        else:
            unread[0 if was else 1 if is_ else 2].append(was.id if was else is_.id if is_ else document.name)
    turned.sort(key=lambda turn: all(NOT_NAMED in verdict for verdict in turn.verdicts))
    return CaseChanges(read, tuple(turned), *map(tuple, unread))


def _without_expectation(document: Document) -> Document:
    """The document as a scenario only: what is expected may name rules that just one version has."""
    value = document.value
    kept = {key: part for key, part in value.items() if key != "expect"} if isinstance(value, Mapping) else value
    return replace(document, value=kept)


def _parsed(document: Document, pack: Pack) -> Scenario | None:
    try:
        return parse_scenario(document, pack)
    except ProblemsFound:
        return None


def _turn(packs: tuple[Pack, Pack], scenarios: tuple[Scenario, Scenario], replayed: bool) -> CaseChange | None:
    sides = [_answers(pack, scenario, EngineChoice.DIRECT) for pack, scenario in zip(packs, scenarios, strict=True)]
    if sides[0] == sides[1]:
        return None
    if replayed:
        sides = [_answers(pack, scenario, chosen()) for pack, scenario in zip(packs, scenarios, strict=True)]
    (outcome, verdicts), (other_outcome, others) = sides
    unlike = [
        (*place, verdicts.get(place, NOT_NAMED), others.get(place, NOT_NAMED))
        for place in dict.fromkeys([*verdicts, *others])
        if verdicts.get(place) != others.get(place)
    ]
    scenario = scenarios[1]
    return CaseChange(scenario.id, scenario.title, (outcome, other_outcome), tuple(unlike), replayed)


def _answers(pack: Pack, scenario: Scenario, engine: EngineChoice) -> tuple[str, dict[tuple[str, str], str]]:
    """The outcome of a scenario, and the verdict on each therapy by disease."""
    verdicts: dict[tuple[str, str], Verdict] = {}
    conflict = in_scope = False
    for evaluation in evaluations_of(pack, scenario, engine):
        in_scope = True
        conflict = conflict or evaluation.conflict
        verdicts |= {(evaluation.disease, therapy): verdict for therapy, verdict in evaluation.verdicts.items()}
    outcome = outcome_of(PatientStanding(list(verdicts.values()), conflict, in_scope)).outcome
    return outcome.value, {place: verdict.value for place, verdict in verdicts.items()}
