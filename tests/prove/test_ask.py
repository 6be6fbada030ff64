"""What to ask about a patient: held against counting out all answers, and against trying answers to shipped scenarios."""

import random

import pytest

from infusion_pathways import Pack, load_scenario
from infusion_pathways.ask.asks import Questions, asking, asks_of
from infusion_pathways.ask.completions import Completions
from infusion_pathways.ask.readers import IrrelevanceReason
from infusion_pathways.ask.relevance import Asking, Relevance, UnknownFact
from infusion_pathways.flip.candidate_changes import Offers
from infusion_pathways.flip.changes import ChangeWay, Path, ScenarioPart
from infusion_pathways.meaning.facts import Missing
from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.scenario import Scenario
from infusion_pathways.scenario.model import Diagnosis, HistoryEntry
from infusion_pathways.solver.errors import ReplayDisagrees
from infusion_pathways.solver.z3_solver import Budget
from tests.conftest import ROOT
from tests.prove.ask_points import cases
from tests.prove.ask_points import differences as of_small
from tests.prove.ask_shipped import Tried, scenarios
from tests.prove.ask_shipped import differences as of_shipped
from tests.prove.small import DISEASE, pack_of, raw_pack
from tests.sizes import sized

PML = ROOT / "scenarios" / "safety" / "cd-pml-in-history.json"
TWO = ROOT / "scenarios" / "rheumatoid_arthritis" / "ra-with-stable-multiple-sclerosis.json"
NO_HISTORY = ROOT / "scenarios" / "ulcerative_colitis" / "uc-treatment-history-not-known.json"
NO_ANSWERS = ROOT / "scenarios" / "crohns_disease" / "cd-partial-response-and-adalimumab-not-tolerated.json"
CLASSES = ROOT / "scenarios" / "rheumatoid_arthritis" / "ra-only-classes-are-named.json"


def answered(pack: Pack, scenario: Scenario, therapy: str | None = None, budget: Budget | None = None) -> Questions:
    """The whole answer about a patient."""
    questions = asking(pack, scenario, therapy, budget)
    return asks_of(questions, scenario, map(questions.asked, questions.completions.unknowns))


def fact(asks: Questions, part: ScenarioPart, name: str = "", at: int = 0) -> UnknownFact:
    """What is said of one unknown fact."""
    return next(fact for fact in asks.facts if fact.unknown.path == Path(part, name, at))


@pytest.fixture
def not_replayed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare the replays, each of which durable-rules keeps in memory for ever."""
    monkeypatch.setattr(Asking, "_confirm", lambda self, point: None)


@pytest.mark.parametrize("start", [0, 4000, 8000])
def test_answers_are_those_of_counting_out(start: int) -> None:
    """Matters, decided, decided by each answer, settles, the smallest set, the witnesses: as over all completions."""
    met: set[str] = set()
    for name, pack, scenario, of in cases(sized(4, 16), start):
        met |= {path.part.value for path in of.facts}
        assert [f"{name}: {difference}" for difference in of_small(pack, scenario, of)] == []
    assert len(met) > 5


def test_trying_answers_to_shipped_scenarios_shows_nothing_else(shipped_pack: Pack) -> None:
    """No fact that cannot matter changes a verdict; what is said to be decided comes out so."""
    tried = in_full = 0
    for path, scenario in scenarios(shipped_pack, step=sized(300, 80), start=7):
        one = Tried(shipped_pack, scenario, random.Random(scenario.id))
        assert [f"{path.name}: {difference}" for difference in of_shipped(one, each=10)] == []
        tried, in_full = tried + one.tried, in_full + one.in_full
    assert tried > sized(500, 2000)
    assert in_full >= sized(0, 2)


@pytest.mark.parametrize("changed", ["verdicts", "consistent", "twin"])
def test_a_law_that_could_not_fail_would_be_worth_nothing(changed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With one part of the answer made wrong, counting out finds a difference."""
    if changed == "verdicts":
        real = Completions.verdicts
        swap = {Verdict.CANDIDATE: Verdict.RULED_OUT}
        monkeypatch.setattr(Completions, "verdicts", lambda self, point: tuple(swap.get(v, v) for v in real(self, point)))
    elif changed == "consistent":
        monkeypatch.setattr(Completions, "_no_contradiction", lambda self: [])
    else:
        monkeypatch.setattr(Asking, "_witnesses", lambda self, unknown, alone: [])
    found: list[str] = []
    try:
        for _, pack, scenario, of in cases(40):
            found += of_small(pack, scenario, of)
            if found:
                break
    except ReplayDisagrees as error:
        found.append(str(error))
    assert found


def test_answers_are_the_answers_of_flip(shipped_pack: Pack) -> None:
    """Of facts beside the history exactly the values that `flip` would answer with are offered."""
    for path, scenario in scenarios(shipped_pack, step=sized(150, 30)):
        if sum(diagnosis.disease in shipped_pack.pathway_of for diagnosis in scenario.diagnoses) > 1:
            continue
        of = Completions(shipped_pack, scenario)
        space = of.encoding.space
        offered = {
            (offer.change.path, offer.change.value)
            for choices in Offers(space, of.front).choices
            for offer in choices.offers
            if offer.change.way is ChangeWay.ANSWER and choices.path.part not in PAST
        }
        listed = {
            (change.path, change.value)
            for unknown in of.unknowns
            for answer in unknown.answers
            for changes in answer.told
            for change in changes
            if change.path.part not in PAST
        }
        assert listed <= offered, path.name
        unread = {path for path, _ in offered - listed}
        assert unread.isdisjoint(unknown.path for unknown in of.unknowns), path.name


PAST = (ScenarioPart.HISTORY, ScenarioPart.ADDED, ScenarioPart.DRUG, ScenarioPart.OUTCOME, ScenarioPart.ONGOING)


@pytest.mark.usefixtures("not_replayed")
def test_what_is_excluded_is_decided_and_its_facts_cannot_matter(shipped_pack: Pack) -> None:
    """PML rules out both integrin blockers; nothing that only they read is asked for any more."""
    asks = answered(shipped_pack, load_scenario(PML, shipped_pack))
    named = {target.therapy: decided for target, decided in zip(asks.completions.targets, asks.decided, strict=True)}
    assert named == {"infliximab": False, "vedolizumab": True, "natalizumab": True}
    allergy = fact(asks, ScenarioPart.FINDING, "hypersensitivity_to_vedolizumab")
    assert allergy.bearing is Relevance.NOTHING
    assert asks.idle[allergy.unknown.path] is IrrelevanceReason.VERDICTS_DECIDED
    own = fact(asks, ScenarioPart.FINDING, "hypersensitivity_to_infliximab")
    assert [asks.completions.targets[number].therapy for number in own.changes] == ["infliximab"]
    assert [reader.role for reader in asks.readers[own.unknown.path]] == ["rules out"]
    excluded = next(c for c in own.answers if c.answer.told[0][0].value == "present")
    assert {excluded.verdicts[number] for number in excluded.decided} == {Verdict.RULED_OUT}


@pytest.mark.usefixtures("not_replayed")
def test_each_diagnosis_is_asked_for(shipped_pack: Pack) -> None:
    """Of two evaluated diagnoses the verdicts of both are asked about; one fact may change verdicts of both."""
    scenario = load_scenario(TWO, shipped_pack)
    asks = answered(shipped_pack, scenario)
    assert len({target.disease for target in asks.completions.targets}) == 2
    one = answered(shipped_pack, scenario, "rheumatoid_arthritis/rituximab")
    assert [(target.disease, target.therapy) for target in one.completions.targets] == [("rheumatoid_arthritis", "rituximab")]
    number = next(i for i, t in enumerate(asks.completions.targets) if t.therapy == "rituximab")
    changing = {f.unknown.path for f in asks.facts if number in f.changes}
    assert {f.unknown.path for f in one.facts if f.changes} == changing


@pytest.mark.usefixtures("not_replayed")
def test_an_order_of_diagnoses_changes_pointers_only(shipped_pack: Pack) -> None:
    """A diagnosis without a pathway in front moves the others back in the file, and nothing else."""
    scenario = load_scenario(ROOT / "scenarios" / "crohns_disease" / "cd-activity-not-known.json", shipped_pack)
    psoriasis = Diagnosis("psoriasis")
    before = scenario._replace(diagnoses=(psoriasis, *scenario.diagnoses))
    after = scenario._replace(diagnoses=(*scenario.diagnoses, psoriasis))
    first, second = answered(shipped_pack, before), answered(shipped_pack, after)
    assert [f.unknown.path for f in first.facts] == [f.unknown.path for f in second.facts]
    activity = Path(ScenarioPart.ACTIVITY)
    assert (first.pointer(activity), second.pointer(activity)) == ("/diagnoses/1/activity", "/diagnoses/0/activity")


@pytest.mark.usefixtures("not_replayed")
def test_a_history_that_is_not_known_is_one_fact(shipped_pack: Pack) -> None:
    """Its answers are no treatment, and one of each kind; whether it settles a verdict is proved for histories of several."""
    asks = answered(shipped_pack, load_scenario(NO_HISTORY, shipped_pack))
    history = fact(asks, ScenarioPart.HISTORY)
    assert history is asks.facts[0]
    assert [len(answer.told[0]) for answer in history.unknown.answers][:3] == [1, 2, 2]
    assert {asks.completions.targets[number].therapy for number in history.settles} == {"natalizumab"}


def test_what_a_history_settles_is_proved_for_several_entries() -> None:
    """No treatment and each single one decide the verdict; two together leave it to another fact, so it is not settled."""
    raw = raw_pack(random.Random(0))
    failed = [{"treatment": {"therapy": drug, "outcome": ["failed"]}} for drug in ("alphamab", "oldstone")]
    rule = dict(raw["pathways"][0]["rules"][1])
    wait = {"all": [{"finding": "spots", "is": "present"}, failed[0]]}
    raw["pathways"][0]["rules"] = [
        {**rule, "id": "own.both", "when": {"all": failed}, "then": {"supports": "alphamab"}},
        {**rule, "id": "own.wait", "when": wait, "then": {"holds": "alphamab"}},
    ]
    asks = answered(pack_of(raw), Scenario("one", "One", "", (Diagnosis(DISEASE),)))
    history = fact(asks, ScenarioPart.HISTORY)
    assert all(consequence.decided == (0,) for consequence in history.answers)
    assert history.settles == ()


@pytest.mark.usefixtures("not_replayed")
def test_entries_that_leave_things_open_are_facts(shipped_pack: Pack) -> None:
    """Which drug of a class it was, and whether a treatment goes on, each by its place in the file."""
    asks = answered(shipped_pack, load_scenario(CLASSES, shipped_pack))
    drug = fact(asks, ScenarioPart.DRUG, at=1)
    assert asks.pointer(drug.unknown.path) == "/treatments/1/class"
    values = {answer.told[0][0].value: {t[0].value for t in answer.told} for answer in drug.unknown.answers}
    assert values["infliximab"] == {"infliximab"}
    assert all(isinstance(entry, HistoryEntry) for entry in asks.completions.front.treatments)  # type: ignore[union-attr]


@pytest.mark.usefixtures("not_replayed")
def test_a_vague_answer_decides_only_what_it_decides_however_it_is_meant(shipped_pack: Pack) -> None:
    """Heart failure of unknown class may be of the class that excludes, so it decides nothing."""
    asks = answered(shipped_pack, load_scenario(NO_ANSWERS, shipped_pack))
    heart = fact(asks, ScenarioPart.FINDING, "heart_failure")
    vague = next(c for c in heart.answers if c.answer.state != c.answer.covers)
    severe = next(c for c in heart.answers if "nyha_iv" in [told[0].value for told in c.answer.told])
    assert severe.decided
    assert not set(vague.decided) & set(severe.decided)


@pytest.mark.usefixtures("not_replayed")
def test_a_value_that_leaves_several_open_is_an_unknown_fact(shipped_pack: Pack) -> None:
    """Heart failure of unknown class is asked for again; its answers are the classes."""
    asks = answered(
        shipped_pack, load_scenario(ROOT / "scenarios" / "safety" / "ra-heart-failure-class-not-known.json", shipped_pack)
    )
    heart = fact(asks, ScenarioPart.FINDING, "heart_failure")
    assert not isinstance(heart.unknown.was, Missing)
    assert {told[0].value for answer in heart.unknown.answers for told in answer.told} == {"mild", "nyha_iii", "nyha_iv"}


def test_a_budget_that_runs_out_is_no_proof(shipped_pack: Pack) -> None:
    """What needs the solver is not said to be decided, and no fact that may matter is said not to."""
    asks = answered(shipped_pack, load_scenario(PML, shipped_pack), budget=Budget(seconds=1e-9))
    whole = answered(shipped_pack, load_scenario(PML, shipped_pack))
    assert asks.decided[0] is None
    assert False not in asks.decided
    mattering = {fact.unknown.path for fact in whole.of(Relevance.MATTERS)}
    assert mattering <= {fact.unknown.path for fact in asks.of(Relevance.NOT_DECIDED)}
    assert (asks.settling, asks.complete) == (None, False)


def test_a_replay_that_disagrees_ends_the_question(shipped_pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the completions say is held against the engines before it is given out."""
    real = Completions.verdicts
    monkeypatch.setattr(Completions, "verdicts", lambda self, point: (*real(self, point)[:-1], Verdict.CANDIDATE))
    with pytest.raises(ReplayDisagrees, match="natalizumab: candidate"):
        answered(shipped_pack, load_scenario(PML, shipped_pack))
