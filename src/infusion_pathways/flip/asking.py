"""From what is typed to a question about one therapy of one patient; every name that means nothing is a problem."""

from collections.abc import Iterable, Sequence

from infusion_pathways.advice import EngineChoice, advise
from infusion_pathways.flip.candidate_changes import COMORBIDITIES, HISTORY, SUBTYPE
from infusion_pathways.flip.flips import FlipQuestion
from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.pack.model import Pack
from infusion_pathways.scenario import Scenario
from infusion_pathways.scenario.messages import unknown_name
from infusion_pathways.solver import messages
from infusion_pathways.source import Place, Problem, ProblemsFound
from infusion_pathways.trace.therapy_name import TherapyName, answers, asked_of
from infusion_pathways.vocabulary import Vocabulary

PLACE = Place("pathways flip")


def question_of(
    pack: Pack,
    scenario: Scenario,
    name: str,
    to: Verdict | None = None,
    allow: Sequence[str] = (),
    max_size: int = 3,
    limit: int = 20,
) -> FlipQuestion:
    """The question about `therapy` or `disease/therapy`; without a disease, the diagnosis with the most favourable verdict.

    Without a verdict to lead `to`: candidate, or anything else where it is one. Raises ProblemsFound.
    """
    asked = asked_of(pack, scenario, name, PLACE)
    trace = advise(pack, scenario, EngineChoice.DIRECT)
    found = answers(trace, asked)
    if not found:
        raise ProblemsFound([unanswered(pack, scenario, asked, PLACE)])
    candidate = found[0].verdict == Verdict.CANDIDATE.value
    wanted = (to,) if to is not None else tuple(v for v in Verdict if (v is Verdict.CANDIDATE) is not candidate)
    return FlipQuestion(found[0].disease, asked.therapy, wanted, _allowed(pack.vocabulary, allow), max_size, limit)


def unanswered(pack: Pack, scenario: Scenario, asked: TherapyName, place: Place) -> Problem:
    """Why no diagnosis, or not the one named, gives a verdict: none has a pathway, or none of these names the therapy."""
    meant = [d.disease for d in scenario.diagnoses if asked.disease in ("", d.disease)]
    pathways = [pack.pathways[pack.pathway_of[disease]] for disease in meant if disease in pack.pathway_of]
    if not pathways:
        return messages.no_pathway(place, meant)
    return messages.therapy_of_no_diagnosis(place, asked.therapy, dict.fromkeys(t for p in pathways for t in p.therapies))


def allowable(words: Vocabulary) -> list[str]:
    """The names that `allow` takes and that change something: the facts that are fixed, and what is fixed besides."""
    facts = [fact for fact in words.facts() if (word := words.fact_word(fact)) is not None and word.fixed]
    return [SUBTYPE, COMORBIDITIES, HISTORY, *(fact.partition(".")[2] for fact in facts)]


def _allowed(words: Vocabulary, names: Iterable[str]) -> tuple[str, ...]:
    """The names of facts, as the pack spells them; those that are not fixed anyway are no problem."""
    known = dict.fromkeys([*allowable(words), *(fact.partition(".")[2] for fact in words.facts() if words.fact_word(fact))])
    found: dict[str, None] = {}
    for given in names:
        spelled = next((c for s in ("findings", "measures", "patient") if (c := words.canonical(s, given)) in known), given)
        if spelled in ("diagnosis", "disease"):
            raise ProblemsFound([messages.diagnosis_is_fixed(PLACE)])
        if spelled not in known:
            raise ProblemsFound([unknown_name(PLACE, "fact", given[:60], known)])
        found[spelled] = None
    return tuple(found)
