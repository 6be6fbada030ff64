"""From what is typed to a question about one therapy of one patient; every name that means nothing is a problem."""

from collections.abc import Iterable, Sequence

from infusion_pathways.advise import EngineChoice, advise
from infusion_pathways.pack.rule import Pack
from infusion_pathways.prove import messages
from infusion_pathways.prove.flip.flips import Question, verdict_in
from infusion_pathways.prove.flip.offers import COMORBIDITIES, HISTORY, SUBTYPE
from infusion_pathways.scenario import Scenario
from infusion_pathways.scenario.messages import unknown_disease, unknown_name, unknown_therapy
from infusion_pathways.source import Place, ProblemsFound
from infusion_pathways.verdicts import Verdict
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
) -> Question:
    """The question about `therapy` or `disease/therapy`; without a disease, the diagnosis with the most favourable verdict.

    Without a verdict to lead `to`: candidate, or anything else where it is one. Raises ProblemsFound.
    """
    words = pack.vocabulary
    disease, _, therapy = name.rpartition("/")
    disease, therapy = words.canonical("diseases", disease), words.canonical("therapies", therapy)
    if therapy not in words.therapies:
        raise ProblemsFound([unknown_therapy(PLACE, therapy[:60], words.therapies)])
    trace = advise(pack, scenario, EngineChoice.DIRECT)
    diseases = [d.disease for d in trace.diagnoses if any(t.therapy == therapy for t in d.therapies)]
    _check_disease(pack, scenario, disease, therapy, diseases)
    verdicts = {d: verdict_in(trace, d, therapy) for d in diseases if disease in ("", d)}
    chosen = min(verdicts, key=lambda d: list(Verdict).index(verdicts[d]))
    candidate = verdicts[chosen] is Verdict.CANDIDATE
    wanted = (to,) if to is not None else tuple(v for v in Verdict if (v is Verdict.CANDIDATE) is not candidate)
    return Question(chosen, therapy, wanted, _allowed(words, allow), max_size, limit)


def _check_disease(pack: Pack, scenario: Scenario, disease: str, therapy: str, diseases: Sequence[str]) -> None:
    """Raise ProblemsFound where no diagnosis, or not the one named, has a pathway that names the therapy."""
    own = [diagnosis.disease for diagnosis in scenario.diagnoses]
    covered = [name for name in own if name in pack.pathway_of]
    if disease and disease not in pack.vocabulary.diseases:
        raise ProblemsFound([unknown_disease(PLACE, disease[:60], pack.vocabulary.diseases)])
    if disease and disease not in own:
        raise ProblemsFound([messages.no_such_diagnosis(PLACE, disease, own)])
    if not covered or (disease and disease not in covered):
        raise ProblemsFound([messages.no_pathway(PLACE, [disease] if disease else own)])
    if not diseases or (disease and disease not in diseases):
        named = [t for name in covered if disease in ("", name) for t in pack.pathways[pack.pathway_of[name]].therapies]
        raise ProblemsFound([messages.therapy_of_no_diagnosis(PLACE, therapy, dict.fromkeys(named))])


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
