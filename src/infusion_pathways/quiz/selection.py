"""Which cases to play, and in which order: the same for the same seed, on every machine."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from infusion_pathways.pack.model import Pack
from infusion_pathways.quiz import messages
from infusion_pathways.quiz.case import QuizCase
from infusion_pathways.quiz.difficulty import Difficulty, difficulty
from infusion_pathways.scenario.model import Scenario
from infusion_pathways.source import Place, ProblemsFound
from infusion_pathways.source.spelling import composed


class CaseSelection(NamedTuple):
    """What is wanted of the cases; a seed orders them, without one they come as they are named."""

    pathways: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    difficulty: Difficulty | None = None
    seed: int | None = None
    at_most: int | None = None


def choose(pack: Pack, scenarios: Iterable[Scenario], wanted: CaseSelection) -> tuple[QuizCase, ...]:
    """The cases to play, those without a therapy to judge left out.

    Raises ProblemsFound where none is left, and for a tag that none of the scenarios has.
    """
    scenarios = tuple(scenarios)
    known = Counter(composed(tag) for scenario in scenarios for tag in scenario.tags)
    unknown = [tag for tag in dict.fromkeys(wanted.tags) if composed(tag) not in known]
    if unknown:
        raise ProblemsFound([messages.unknown_tag(Place("pathways quiz"), tag, known) for tag in unknown])
    found = [QuizCase(pack, s) for s in _ordered(scenarios, wanted.seed) if _is_wanted(pack, s, wanted)]
    cases: list[QuizCase] = []
    for case in found:
        if case.questions and (wanted.difficulty is None or wanted.difficulty is difficulty(case)):
            cases.append(case)
        if len(cases) == wanted.at_most:
            break
    if not cases:
        raise ProblemsFound([messages.no_case_to_play(Place("pathways quiz"), f"no case fits {_words(wanted)}")])
    return tuple(cases)


def _is_wanted(pack: Pack, scenario: Scenario, wanted: CaseSelection) -> bool:
    pathways = {pack.pathway_of.get(diagnosis.disease) for diagnosis in scenario.diagnoses}
    fits = not wanted.pathways or not pathways.isdisjoint(wanted.pathways)
    return fits and {composed(tag) for tag in wanted.tags} <= {composed(tag) for tag in scenario.tags}


def _ordered(scenarios: Iterable[Scenario], seed: int | None) -> Sequence[Scenario]:
    if seed is None:
        return tuple(scenarios)
    return sorted(scenarios, key=lambda scenario: hashlib.sha256(f"{seed}:{scenario.id}".encode()).digest())


def _words(wanted: CaseSelection) -> str:
    parts = [f"the pathway `{name}`" for name in wanted.pathways] + [f"the tag `{tag[:60]}`" for tag in wanted.tags]
    parts += [f"the difficulty `{wanted.difficulty.value}`"] if wanted.difficulty else []
    return " and ".join(parts) or "the quiz: there is no therapy to judge"
