"""What the unknown facts of a small patient can do, counted out over all answers by code that shares nothing with the prover."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from infusion_pathways.engine.direct import DirectEngine
from infusion_pathways.flip.changes import Path, ScenarioPart
from infusion_pathways.meaning.facts import Missing
from infusion_pathways.meaning.outcomes import Outcome
from infusion_pathways.meaning.rule import Program
from infusion_pathways.pack.model import Pack
from infusion_pathways.scenario import Scenario
from infusion_pathways.scenario.model import HistoryEntry
from tests.prove.small import DISEASE, DRUGS, OTHER, TRIED, answers_to, judged

NUMBERS = [10.0, 20.0, 30.0, 50.0, 70.0]
"""One number of each stretch that the limits of the small packs leave."""
OPEN = "unanswered"
States = dict[Path, list[Any]]
Chosen = tuple[Any, ...]


class Completion(NamedTuple):
    """One way in which all unknown facts may turn out: the state of each, in the order of the facts, and what comes of it."""

    states: Chosen
    verdicts: tuple[str, ...]
    consistent: bool


class Brute(NamedTuple):
    """A patient with every completion; `facts` has the states of each unknown fact, first that it stays so."""

    facts: States
    completions: list[Completion]


def facts_of(scenario: Scenario, program: Program) -> States:
    """The unknown facts of a small patient, with their states."""
    found: States = {}
    for name in ("spots", "fever"):
        if name not in scenario.findings:
            found[Path(ScenarioPart.FINDING, name)] = [OPEN, "present", "absent"]
    if "sex" not in scenario.patient:
        found[Path(ScenarioPart.PATIENT, "sex")] = [OPEN, "female", "male"]
    if "weight" not in scenario.measures:
        found[Path(ScenarioPart.MEASURE, "weight")] = [OPEN, *NUMBERS]
    diagnosis = scenario.diagnoses[0]
    if isinstance(diagnosis.activity, Missing):
        found[Path(ScenarioPart.ACTIVITY)] = [OPEN, "calm", "fierce"]
    if isinstance(diagnosis.subtype, Missing):
        found[Path(ScenarioPart.SUBTYPE)] = [OPEN, ("early",), ("rooted",), ("early", "rooted")]
    if not isinstance(diagnosis.organs, tuple):
        found[Path(ScenarioPart.ORGANS)] = [OPEN, True]
        if isinstance(diagnosis.organs, Missing) or diagnosis.organs.get("root") is None:
            found[Path(ScenarioPart.ORGAN, "root")] = [OPEN, True, False]
    return found | _past(scenario, program)


def _past(scenario: Scenario, program: Program) -> States:
    if isinstance(scenario.treatments, Missing):
        given_for = [None, DISEASE, OTHER] if len(scenario.diagnoses) > 1 else [None]
        kinds: dict[Any, HistoryEntry] = {}
        for drug, outcome, ongoing, disease in itertools.product(DRUGS, TRIED, (True, False), given_for):
            entry = HistoryEntry(drug, None, outcome, ongoing, disease)
            answers = answers_to(program, entry)
            if any(answer is not False for answer in answers):
                kinds.setdefault(answers, entry)
        subsets = [chosen for size in range(len(kinds) + 1) for chosen in itertools.combinations(kinds.values(), size)]
        return {Path(ScenarioPart.HISTORY): [OPEN, *subsets]}
    found: States = {}
    for at, entry in enumerate(scenario.treatments):
        if entry.of_class:
            found[Path(ScenarioPart.DRUG, at=at)] = [OPEN, {"mab": "alphamab", "old": "oldstone"}[entry.of_class]]
        if isinstance(entry.outcome, Missing):
            found[Path(ScenarioPart.OUTCOME, at=at)] = [OPEN, *TRIED]
        if isinstance(entry.ongoing, Missing):
            found[Path(ScenarioPart.ONGOING, at=at)] = [OPEN, True, False]
    return found


def completed(scenario: Scenario, facts: Sequence[Path], states: Chosen) -> Scenario:
    """The patient once the facts have turned out so."""
    given = {path: state for path, state in zip(facts, states, strict=True) if state is not OPEN}
    sections: dict[ScenarioPart, dict[str, Any]] = {
        ScenarioPart.FINDING: dict(scenario.findings),
        ScenarioPart.MEASURE: dict(scenario.measures),
        ScenarioPart.PATIENT: dict(scenario.patient),
    }
    diagnosis, treatments = scenario.diagnoses[0], scenario.treatments
    entries = None if isinstance(treatments, Missing) else list(treatments)
    organs: Any = diagnosis.organs
    for path, state in given.items():
        match path.part:
            case ScenarioPart.FINDING | ScenarioPart.MEASURE | ScenarioPart.PATIENT:
                sections[path.part][path.name] = state
            case ScenarioPart.ACTIVITY:
                diagnosis = diagnosis._replace(activity=state)
            case ScenarioPart.SUBTYPE:
                diagnosis = diagnosis._replace(subtype=state)
            case ScenarioPart.ORGAN:
                organs = {"root": state}
            case ScenarioPart.HISTORY:
                entries = list(state)
            case ScenarioPart.DRUG | ScenarioPart.OUTCOME | ScenarioPart.ONGOING:
                assert entries is not None
                field = {ScenarioPart.DRUG: "therapy", ScenarioPart.OUTCOME: "outcome", ScenarioPart.ONGOING: "ongoing"}[
                    path.part
                ]
                entries[path.at] = entries[path.at]._replace(**{field: state})
                if path.part is ScenarioPart.DRUG:
                    entries[path.at] = entries[path.at]._replace(of_class=None)
    if given.get(Path(ScenarioPart.ORGANS)):
        organs = ("root",) if isinstance(organs, dict) and organs.get("root") else ()
    return scenario._replace(
        diagnoses=(diagnosis._replace(organs=organs), *scenario.diagnoses[1:]),
        treatments=treatments if entries is None else tuple(entries),
        findings=sections[ScenarioPart.FINDING],
        measures=sections[ScenarioPart.MEASURE],
        patient=sections[ScenarioPart.PATIENT],
    )


def brute(pack: Pack, scenario: Scenario, most: int) -> Brute | None:
    """Every completion of a small patient; None where there are more than `most`."""
    program, engine = pack.programs["own"], DirectEngine()
    facts = facts_of(scenario, program)
    total = 1
    for states in facts.values():
        total *= len(states)
    if total > most:
        return None
    in_conflict = judged(pack, scenario, engine).outcome is Outcome.CONFLICTING_INFORMATION
    completions = []
    for states in itertools.product(*facts.values()):
        patient = judged(pack, completed(scenario, list(facts), states), engine)
        consistent = in_conflict or patient.outcome is not Outcome.CONFLICTING_INFORMATION
        completions.append(Completion(states, tuple(verdict.value for verdict in patient.verdicts.values()), consistent))
    return Brute(facts, completions)


def can_change(of: Brute, path: Path, target: int, contradicting: bool = False) -> bool:
    """Whether two completions that differ in one fact only differ in a verdict; those that contradict count if it is said."""
    at = list(of.facts).index(path)
    seen: dict[Chosen, set[str]] = {}
    for states, verdicts, consistent in of.completions:
        if consistent or contradicting:
            seen.setdefault((*states[:at], *states[at + 1 :]), set()).add(verdicts[target])
    return any(len(verdicts) > 1 for verdicts in seen.values())


def verdicts_with(of: Brute, given: Mapping[Path, Any], target: int) -> set[str]:
    """The verdicts of all completions with some answers that do not contradict."""
    wanted = [(list(of.facts).index(path), state) for path, state in given.items()]
    return {
        verdicts[target]
        for states, verdicts, consistent in of.completions
        if consistent and all(states[at] == state and type(states[at]) is type(state) for at, state in wanted)
    }


def settles(of: Brute, paths: Sequence[Path], target: int) -> bool:
    """Whether a verdict is decided once some facts are answered, whatever the answers."""
    return all(len(verdicts_with(of, given, target)) <= 1 for given in _answers(of, paths))


def _answers(of: Brute, paths: Sequence[Path]) -> Iterator[dict[Path, Any]]:
    """All answers to some facts; of whether a list of organs is whole, that it is not is an answer too."""
    options = [of.facts[path] if path.part is ScenarioPart.ORGANS else of.facts[path][1:] for path in paths]
    for states in itertools.product(*options):
        yield dict(zip(paths, states, strict=True))
