"""Pairs of patients one fact apart: held against counting out and against the engines."""

import pickle
import random
from collections import Counter
from typing import Any

import pytest

from infusion_pathways import Pack, advise, load_pack
from infusion_pathways.engine import EnginesDisagree
from infusion_pathways.meaning.facts import Missing
from infusion_pathways.meaning.logic import Truth
from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.pairs import search as finding
from infusion_pathways.pairs.independence import PathwayClauses
from infusion_pathways.pairs.pair import NoPairReason, PairResult
from infusion_pathways.pairs.report import blocks, plain
from infusion_pathways.pairs.search import PairSearch, PairTask, pair_tasks, pairs_of, rules_of, run_pair_task
from infusion_pathways.pairs.sentences import answers_of, change_sentences, no_pair_reasons
from infusion_pathways.pairs.words import fact_difference
from infusion_pathways.scenario.model import Diagnosis, HistoryEntry, Scenario
from infusion_pathways.solver.core_guided import CoreGuidedSearch
from infusion_pathways.solver.encoding import encode
from infusion_pathways.solver.errors import ReplayDisagrees
from infusion_pathways.solver.smallest import Search
from infusion_pathways.solver.z3_solver import Budget
from tests.laws.worlds import seeded
from tests.prove import small
from tests.prove.brute_pairs import Brute, leaves, packs
from tests.prove.sound import SOUND
from tests.sizes import sized

PARTS = 4


@pytest.fixture(scope="module")
def shipped() -> Pack:
    return load_pack()


@pytest.fixture(scope="module")
def sound() -> Pack:
    return load_pack(SOUND)


@pytest.mark.parametrize("part", range(sized(1, PARTS)))
def test_small_packs(part: int) -> None:
    """Small packs: whether there is a pair, which is the best, how small it is, and why there is none."""
    counted: Counter[str] = Counter()
    for seed, pack, everyone in packs(sized(20, 200 // PARTS), start=1000 * part):
        brute, questions = Brute(pack, everyone), PairSearch(pack, "own")
        for clause in questions.program.clauses:
            found = pairs_of(pack, clause.rule.id, ["own"], lambda _, questions=questions: questions)
            assert [item.condition for item in found] == list(dict.fromkeys(leaves(clause.when)))
            for item in found:
                where, best = f"seed {seed}, {clause.key}: {item.condition}", brute.best(clause, item.condition)
                if item.pair is None:
                    assert best is None, where
                    assert item.never[0].reason.name == brute.why_none(clause, item.condition), where
                    counted[item.never[0].reason.name] += 1
                else:
                    fact_difference(*item.pair.patients, pack.vocabulary)
                    a, b = map(brute.see, item.pair.patients)
                    assert best == (brute.rank(clause, item.condition, a, b), item.pair.size), where
                    assert item.pair.size == sum(map(size_of, item.pair.patients)), where
                    counted["pair"] += 1
    assert counted["pair"] > sized(40, 100)
    assert min(counted[reason] for reason in ("TOGETHER", "SETTLED", "MASKED")) > sized(5, 20)


def size_of(scenario: Scenario) -> int:
    """How many values a scenario holds."""
    count = len(scenario.patient) + len(scenario.findings) + len(scenario.measures) + len(scenario.diagnoses) - 1
    for diagnosis in scenario.diagnoses:
        count += 0 if isinstance(diagnosis.subtype, Missing) else len(diagnosis.subtype)
        count += not isinstance(diagnosis.activity, Missing)
        organs = diagnosis.organs
        count += 0 if isinstance(organs, Missing) else len(organs) + isinstance(organs, tuple)
    for entry in scenario.treatments if isinstance(scenario.treatments, tuple) else ():
        count += (
            1 + sum(not isinstance(value, Missing) for value in (entry.outcome, entry.ongoing)) + (entry.given_for is not None)
        )
    return count + isinstance(scenario.treatments, tuple)


@pytest.mark.parametrize("seed", range(sized(4, 12)))
def test_the_smallest_from_below_is_the_smallest(seed: int) -> None:
    """Both ways to search give the same patient, whatever is asked for."""
    pack, _ = seeded(seed, rules=6, rich=True)
    encoding = encode(pack, "red_disease")
    up, down = Search(encoding.space), CoreGuidedSearch(encoding.space)
    asked = [formula for verdicts in encoding.reading.verdicts.values() for formula in verdicts.values()]
    asked += [planes.true for planes in encoding.reading.rules.values()]
    found = [up.smallest(formula) for formula in asked]
    assert [down.smallest(formula) for formula in asked] == found
    assert sum(point is not None for point in found) > 5
    assert down.smallest(asked[0], asked[0] ^ 1) is None


def two_therapies(rules: list[dict[str, Any]]) -> Pack:
    """A small pack with two therapies, of which one is an infusion."""
    head = {"id": "own", "title": "Own", "diseases": [small.DISEASE], "therapies": ["oldstone", "alphamab"]}
    common = {"title": "A rule about {therapy}", "lens": "document", "because": "{therapy}.", "cites": ["C1"]}
    derived = {"worn_down": {"label": "worn down", "derived": True}}
    written = [common | {"id": f"own.rule{number}"} | rule for number, rule in enumerate(rules)]
    raw = small.words()
    if not any("finding" in rule["then"] for rule in rules):
        raw["findings"] = {name: word for name, word in raw["findings"].items() if name not in derived}
    return small.pack_of({**raw, "pathways": [{"pathway": head, "rules": written}]})


def found_in(pack: Pack, rule: str) -> list[PairResult]:
    return run_pair_task(pack, PairTask((rule,), ("own",)))


def test_clauses_of_a_rule_are_one_rule() -> None:
    """Of several clauses the first with a clear pair is shown, and it is about its therapy; conditions are matched by place."""
    failed = {"treatment": {"therapy": "this", "outcome": "failed"}}
    pack = two_therapies(
        [
            {"when": {"finding": "spots"}, "then": {"supports": "every"}},
            {"when": {"all": [failed, {"finding": "fever"}, failed]}, "then": {"excludes": "every"}},
        ]
    )
    history, fever = found_in(pack, "own.rule1")
    assert (history.number, fever.number) == (1, 2)
    assert history.pair is not None
    assert history.pair.clause == "own.rule1@alphamab", "of what is no infusion a pair can say little"
    assert history.pair.verdicts == (("alphamab", Verdict.RULED_OUT, Verdict.CANDIDATE),)
    assert history.pair.rule == (Truth.TRUE, Truth.FALSE)
    assert answers_of(pack, history) == ("alphamab: ruled out", "alphamab: candidate")
    assert fact_difference(*history.pair.patients, pack.vocabulary) == (
        "/treatments/0",
        ("red disease", "spots: present", "fever: present"),
        "alphamab: failed",
        "no treatment so far",
    )


def test_every_clause_is_answered_for_where_no_pair_exists() -> None:
    """Where no clause has a pair, each gives its reason, told with its therapy where they are not the same."""
    tried = {"treatment": {"therapy": "this", "outcome": "failed"}}
    known = {"treatment": {"therapy": "alphamab", "outcome": ["failed", "refused"]}}
    pack = two_therapies(
        [
            {"when": {"finding": "spots"}, "then": {"supports": "every"}},
            {"when": {"any": [{"always": True}, tried]}, "then": {"excludes": "every"}},
            {"when": {"all": [tried, known, {"not": known}]}, "then": {"notes": "every"}},
        ]
    )
    always, other = found_in(pack, "own.rule1")
    assert [never.reason for never in always.never] == [NoPairReason.ALWAYS_TRUE] * 2
    assert no_pair_reasons(pack, always.never) == ["it holds for every patient"]
    assert [(never.clause, never.reason) for never in other.never] == [
        ("own.rule1@oldstone", NoPairReason.SETTLED),
        ("own.rule1@alphamab", NoPairReason.SETTLED),
    ]
    own, both = found_in(pack, "own.rule2")
    assert [never.reason for never in own.never] == [NoPairReason.MASKED, NoPairReason.SETTLED]
    assert [never.reason for never in both.never] == [NoPairReason.MASKED, NoPairReason.MASKED]
    assert no_pair_reasons(pack, own.never) == [
        f"{NoPairReason.MASKED.value} (oldstone in Own)",
        f"{NoPairReason.SETTLED.value} (alphamab in Own)",
    ]


def test_a_rule_that_another_one_repeats_decides_nothing() -> None:
    """What changes because of other rules alone is no pair; and conditions that read one fact are told to change together."""
    pack = two_therapies(
        [
            {"when": {"finding": "spots"}, "then": {"supports": "alphamab"}},
            {"when": {"finding": "spots"}, "then": {"supports": "alphamab"}},
            {"when": {"any": [{"finding": "fever"}, {"finding": "fever", "is": "absent"}]}, "then": {"cautions": "alphamab"}},
        ]
    )
    (masked,) = found_in(pack, "own.rule0")
    assert masked.pair is None
    assert [never.reason for never in masked.never] == [NoPairReason.MASKED]
    one, other = found_in(pack, "own.rule2")
    assert [never.reason for never in (*one.never, *other.never)] == [NoPairReason.TOGETHER] * 2
    assert one.never[0].together == (other.condition,)
    assert no_pair_reasons(pack, one.never) == [f'{NoPairReason.TOGETHER.value}, "fever: known to be absent"']


def test_what_cannot_be_known_to_be_false_is_shown_against_unknown() -> None:
    """A condition that asks whether something is known is never false; the pair has it unknown, and says that this is proved."""
    pack = two_therapies(
        [
            {"when": {"finding": "spots"}, "then": {"supports": "alphamab"}},
            {"when": {"not": {"known": "finding.fever"}}, "then": {"checks": "alphamab"}, "ask": ["fever"]},
        ]
    )
    (found,) = found_in(pack, "own.rule1")
    assert found.pair is not None
    assert found.pair.condition == (Truth.TRUE, Truth.UNKNOWN)
    assert [(listed.therapy, listed.first) for listed in found.pair.listed] == [("alphamab", False)]
    assert advise(pack, found.pair.patients[0]).diagnoses[0].therapies[1].verdict == "candidate"
    assert "proved" in dict(change_sentences(pack, found))
    assert answers_of(pack, found) == ("check not listed with alphamab", "check listed with alphamab")


def test_a_history_that_is_not_known_takes_nothing_to_write() -> None:
    """Of a pair in which one history is unknown, the entries of the other are counted once."""
    pack = two_therapies(
        [
            {"when": {"finding": "spots"}, "then": {"supports": "alphamab"}},
            {"when": {"known": "treatments"}, "then": {"notes": "alphamab"}},
            {"when": {"not": {"treatment": {"therapy": "oldstone", "outcome": "works"}}}, "then": {"excludes": "alphamab"}},
        ]
    )
    (found,) = found_in(pack, "own.rule1")
    assert found.pair is not None
    assert [patient.treatments for patient in found.pair.patients] == [(HistoryEntry("oldstone", None),), Missing.NOT_RECORDED]
    assert found.pair.size == sum(map(size_of, found.pair.patients)) == 4


def test_patients_who_contradict_themselves_come_last() -> None:
    """Where the smallest pair has a patient whose input contradicts itself, a larger one without is taken."""
    pack = two_therapies(
        [
            {"when": {"known": "treatments"}, "then": {"supports": "oldstone"}},
            {"when": {"finding": "spots"}, "then": {"cautions": "oldstone"}},
            {
                "when": {"all": [{"finding": "spots"}, {"not": {"treatment": {"therapy": "alphamab"}}}]},
                "then": {"conflict": "clash"},
                "ask": ["look"],
            },
        ]
    )
    (found,) = found_in(pack, "own.rule1")
    assert found.pair is not None
    assert found.pair.clear
    assert "conflicting_information" not in found.pair.outcomes
    assert found.pair.size == 6


def test_the_facts_that_a_condition_hangs_on() -> None:
    """Also those that only imply what it reads, and a finding's own; nothing else."""
    organ, finding = {"organ": "root"}, {"all": [{"finding": "fever"}, {"treatment": {"therapy": "alphamab"}}]}
    pack = two_therapies(
        [
            {"when": organ, "then": {"supports": "alphamab"}},
            {"when": finding, "then": {"finding": "worn_down"}},
            {"when": {"all": [{"finding": "worn_down"}, {"finding": "spots"}]}, "then": {"supports": "alphamab"}},
        ]
    )
    asked = PathwayClauses(pack, "own")
    read = [set(asked.facts_of(leaf)) for clause in asked.program.clauses for leaf in leaves(clause.when)]
    history = {"treatments", "entry"}
    assert read[0] == {"organ.root", "closed", "subtype", "activity"}
    assert read[1:] == [{"finding.fever"}, history, {"finding.fever"} | history, {"finding.spots"}]


def test_a_shared_rule_is_shown_where_it_has_a_pair(shipped: Pack) -> None:
    """Without a pathway, the first one in which there is a pair; with one, what is the case there."""
    rule = "safety.demyelinating_disease.joint_review"
    everywhere = run_pair_task(shipped, pair_tasks(list(shipped.programs), [rule])[0])
    assert [item.pair.pathway for item in everywhere if item.pair] == ["rheumatoid_arthritis"] * 2
    assert {never.reason for never in everywhere[0].never} == {NoPairReason.ALWAYS_TRUE, NoPairReason.ALWAYS_FALSE}
    told = no_pair_reasons(shipped, everywhere[0].never)
    assert "it holds for every patient (Rheumatoid arthritis)" in told
    in_lupus = run_pair_task(shipped, pair_tasks(["systemic_lupus_erythematosus"], [rule])[0])
    assert [item.never[0].reason for item in in_lupus] == [NoPairReason.ALWAYS_FALSE, NoPairReason.SETTLED, NoPairReason.SETTLED]


def test_a_budget_that_runs_out_is_neither_a_pair_nor_a_proof(sound: Pack) -> None:
    """No time at all: the third answer for every condition, and the words do not say *never*."""
    found = run_pair_task(sound, PairTask(("harbour.excludes.weak_heart",), ("harbour_fever",)), Budget(seconds=0.0))
    assert [bool(item.undecided) for item in found] == [True]
    assert found[0].pair is None
    assert found[0].never == ()
    assert plain(sound, found)["result"]["rules"][0]["conditions"][0]["status"] == "not decided"
    assert any(getattr(block, "tag", "") == "open" for block in blocks(sound, found))


def test_a_claim_that_the_engines_do_not_bear_out_is_an_error(sound: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pair is shown only after what is said of it was held against the answers; otherwise it is an internal error."""
    monkeypatch.setattr(finding.PairSearch, "_judged", lambda *_: (Truth.TRUE, Truth.TRUE))
    with pytest.raises(ReplayDisagrees, match="the condition does not change"):
        run_pair_task(sound, PairTask(("harbour.excludes.weak_heart",), ("harbour_fever",)))


def test_errors_travel_between_processes() -> None:
    """What a worker raises arrives as it was; otherwise the process that waits would wait for ever."""
    patient = Scenario("id", "title", "", (Diagnosis("x"),))
    first = pickle.loads(pickle.dumps(ReplayDisagrees(patient, ["one", "two"])))
    assert (str(first), first.scenario) == (str(ReplayDisagrees(patient, ["one", "two"])), patient)
    engines = EnginesDisagree("p", "rete", "direct", {"r": (Truth.TRUE, Truth.FALSE)})
    second = pickle.loads(pickle.dumps(engines))
    assert (str(second), second.differences) == (str(engines), engines.differences)


def test_pairs_are_the_same_whoever_asks(sound: Pack) -> None:
    """What was asked before does not change a pair."""
    rules = rules_of(sound, ["harbour_fever"])
    one = [found for part in pair_tasks(["harbour_fever"], rules) for found in run_pair_task(sound, part)]
    shuffled = random.Random(0).sample(rules, len(rules))
    other = {(f.rule, f.number): f for f in run_pair_task(sound, PairTask(tuple(shuffled), ("harbour_fever",)))}
    assert [other[f.rule, f.number] for f in one] == one
