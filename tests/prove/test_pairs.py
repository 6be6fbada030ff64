"""Pairs of patients one fact apart: held against counting out, against the engines, and told as a teacher would."""

import itertools
import json
import pickle
import random
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from infusion_pathways import Pack, advise, load_pack
from infusion_pathways.advise import EngineChoice
from infusion_pathways.engine import EnginesDisagree
from infusion_pathways.facts import Missing
from infusion_pathways.logic import Truth
from infusion_pathways.prove.disagreement import ReplayDisagrees
from infusion_pathways.prove.door import Budget
from infusion_pathways.prove.encode import encode
from infusion_pathways.prove.least import Least
from infusion_pathways.prove.pairs import finding
from infusion_pathways.prove.pairs.deciding import Asked
from infusion_pathways.prove.pairs.finding import Pairs, Part, pairs_of, parts, rules_of, run_part
from infusion_pathways.prove.pairs.handout import HANDOUT, files, named
from infusion_pathways.prove.pairs.pair import Found, Reason
from infusion_pathways.prove.pairs.report import blocks, plain
from infusion_pathways.prove.pairs.told import answers_of, reasons, why
from infusion_pathways.prove.pairs.words import difference
from infusion_pathways.prove.search import Search
from infusion_pathways.scenario import parse_scenario
from infusion_pathways.scenario.model import Diagnosis, Entry, Scenario
from infusion_pathways.source.reading import parse_json
from infusion_pathways.trace.condition_words import condition_words
from infusion_pathways.trace.tree import NOTICE
from infusion_pathways.verdicts import Verdict
from tests.laws.worlds import seeded
from tests.prove import small
from tests.prove.brute_pairs import Brute, leaves, packs
from tests.prove.sound import SOUND

PARTS = 4


@pytest.fixture(scope="module")
def shipped() -> Pack:
    return load_pack()


@pytest.fixture(scope="module")
def sound() -> Pack:
    return load_pack(SOUND)


@pytest.mark.parametrize("part", range(PARTS))
def test_small_packs(part: int) -> None:
    """Two hundred small packs: whether there is a pair, which is the best, how small it is, and why there is none."""
    counted: Counter[str] = Counter()
    for seed, pack, everyone in packs(200 // PARTS, start=1000 * part):
        brute, questions = Brute(pack, everyone), Pairs(pack, "own")
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
                    difference(*item.pair.patients, pack.vocabulary)
                    a, b = map(brute.see, item.pair.patients)
                    assert best == (brute.rank(clause, item.condition, a, b), item.pair.size), where
                    assert item.pair.size == sum(map(size_of, item.pair.patients)), where
                    counted["pair"] += 1
    assert counted["pair"] > 100
    assert min(counted[reason] for reason in ("TOGETHER", "SETTLED", "MASKED")) > 20


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


@pytest.mark.parametrize("seed", range(12))
def test_the_smallest_from_below_is_the_smallest(seed: int) -> None:
    """Both ways to search give the same patient, whatever is asked for."""
    pack, _ = seeded(seed, rules=6, rich=True)
    encoding = encode(pack, "red_disease")
    up, down = Search(encoding.space), Least(encoding.space)
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


def found_in(pack: Pack, rule: str) -> list[Found]:
    return run_part(pack, Part((rule,), ("own",)))


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
    assert history.pair.verdicts == (("alphamab", Verdict.EXCLUDED, Verdict.CANDIDATE),)
    assert history.pair.rule == (Truth.TRUE, Truth.FALSE)
    assert answers_of(pack, history) == ("alphamab: excluded", "alphamab: candidate")
    assert difference(*history.pair.patients, pack.vocabulary) == (
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
    assert [never.reason for never in always.never] == [Reason.ALWAYS_TRUE] * 2
    assert reasons(pack, always.never) == ["it holds for every patient"]
    assert [(never.clause, never.reason) for never in other.never] == [
        ("own.rule1@oldstone", Reason.SETTLED),
        ("own.rule1@alphamab", Reason.SETTLED),
    ]
    own, both = found_in(pack, "own.rule2")
    assert [never.reason for never in own.never] == [Reason.MASKED, Reason.SETTLED]
    assert [never.reason for never in both.never] == [Reason.MASKED, Reason.MASKED]
    assert reasons(pack, own.never) == [f"{Reason.MASKED.value} (oldstone in Own)", f"{Reason.SETTLED.value} (alphamab in Own)"]


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
    assert [never.reason for never in masked.never] == [Reason.MASKED]
    one, other = found_in(pack, "own.rule2")
    assert [never.reason for never in (*one.never, *other.never)] == [Reason.TOGETHER] * 2
    assert one.never[0].together == (other.condition,)
    assert reasons(pack, one.never) == [f'{Reason.TOGETHER.value}, "fever: known to be absent"']


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
    assert "proved" in dict(why(pack, found))
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
    assert [patient.treatments for patient in found.pair.patients] == [(Entry("oldstone", None),), Missing.NOT_RECORDED]
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
    asked = Asked(pack, "own")
    read = [set(asked.facts_of(leaf)) for clause in asked.program.clauses for leaf in leaves(clause.when)]
    history = {"treatments", "entry"}
    assert read[0] == {"organ.root", "closed", "subtype", "activity"}
    assert read[1:] == [{"finding.fever"}, history, {"finding.fever"} | history, {"finding.spots"}]


def test_a_shared_rule_is_shown_where_it_has_a_pair(shipped: Pack) -> None:
    """Without a pathway, the first one in which there is a pair; with one, what is the case there."""
    rule = "safety.demyelinating_disease.joint_review"
    everywhere = run_part(shipped, parts(list(shipped.programs), [rule])[0])
    assert [item.pair.pathway for item in everywhere if item.pair] == ["rheumatoid_arthritis"] * 2
    assert {never.reason for never in everywhere[0].never} == {Reason.ALWAYS_TRUE, Reason.ALWAYS_FALSE}
    told = reasons(shipped, everywhere[0].never)
    assert "it holds for every patient (Rheumatoid arthritis)" in told
    in_lupus = run_part(shipped, parts(["systemic_lupus_erythematosus"], [rule])[0])
    assert [item.never[0].reason for item in in_lupus] == [Reason.ALWAYS_FALSE, Reason.SETTLED, Reason.SETTLED]


@pytest.fixture(scope="module")
def of_arthritis(shipped: Pack) -> list[Found]:
    """All that is found for the rules of one pathway and those of all diseases, named as for a hand-out."""
    wanted = [
        r for r in rules_of(shipped, ["rheumatoid_arthritis"]) if shipped.rules[r].pathway in ("rheumatoid_arthritis", "general")
    ]
    return named(shipped, [found for part in parts(["rheumatoid_arthritis"], wanted) for found in run_part(shipped, part)])


def paths_of(value: Any, at: str = "") -> Iterator[tuple[str, Any]]:
    """Every value of a file with its place; a list of names and the answers about organs are places of their own."""
    if at.endswith("/organ_involvement") and isinstance(value, list):
        yield f"{at}/closed", True
        yield from ((f"{at}/{name}", "present") for name in value)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from paths_of(item, f"{at}/{key}")
    elif isinstance(value, list) and at.endswith("/subtype"):
        yield at, tuple(value)
    elif isinstance(value, list):
        yield at, "a list"
        for number, item in enumerate(value):
            yield from paths_of(item, f"{at}/{number}")
    else:
        yield at, value


def test_the_files_of_a_pathway(shipped: Pack, of_arthritis: list[Found]) -> None:
    """As written, the two files of each pair differ in one place, both can be read, and the answers differ as is claimed."""
    written = files(shipped, of_arthritis)
    shown = [item for item in of_arthritis if item.pair is not None]
    assert len(written) == 2 * len(shown) + 1
    assert len(shown) > 60
    kinds = set()
    for item in shown:
        assert item.pair is not None
        texts = [written[f"{patient.id}.json"] for patient in item.pair.patients]
        raw = [json.loads(text) for text in texts]
        told = [{key: file.pop(key) for key in ("id", "title", "narrative", "tags")} for file in raw]
        assert [t["tags"] for t in told] == [["pair"]] * 2
        assert [t["id"][-2:] for t in told] == ["-a", "-b"]
        a, b = (dict(paths_of(file)) for file in raw)
        changed = {path for path in {*a, *b} if a.get(path) != b.get(path)}
        place = difference(*item.pair.patients, shipped.vocabulary).pointer
        assert changed, item
        assert all(path.startswith(place) for path in changed), (item.rule, place, changed)
        whole = place.count("/") < 3 and place.startswith("/treatments")
        assert len(changed) == 1 or whole, (item.rule, place, changed)
        kinds.add(place.split("/")[1])
        traces = [
            advise(shipped, parse_scenario(parse_json("patient.json", text), shipped), EngineChoice.DIRECT) for text in texts
        ]
        verdicts = [{t.therapy: t.verdict for t in trace.diagnoses[0].therapies} for trace in traces]
        assert item.pair.verdicts == tuple(
            (t, Verdict(v), Verdict(verdicts[1][t])) for t, v in verdicts[0].items() if v != verdicts[1][t]
        )
        listed = [
            {(argument.rule, t.therapy) for t in trace.diagnoses[0].therapies for argument in (*t.cautions, *t.notes, *t.checks)}
            for trace in traces
        ]
        for item_ in item.pair.listed:
            assert [(item_.rule, item_.therapy) in side for side in listed] == [item_.first, not item_.first]
        assert item.pair.verdicts or item.pair.listed
        assert traces[0].outcome.code == item.pair.outcomes[0]
    assert kinds >= {"diagnoses", "treatments", "findings", "patient", "measures"}


def test_a_pair_of_the_shipped_pack(of_arthritis: list[Found]) -> None:
    """The label that asks for a TNF blocker first: one entry more turns the label gap into a candidate."""
    found = next(item for item in of_arthritis if item.rule == "ra.rituximab.after_tnf_blocker")
    assert found.pair is not None
    assert found.pair.verdicts == (
        ("infliximab", Verdict.EXCLUDED, Verdict.CANDIDATE),
        ("rituximab", Verdict.CANDIDATE, Verdict.LABEL_GAP),
    )
    assert [len(patient.treatments) for patient in found.pair.patients if not isinstance(patient.treatments, Missing)] == [1, 0]


def test_the_hand_out(shipped: Pack, of_arthritis: list[Found]) -> None:
    """Headings without a step left out, a pair for each number, answers in their own part at the end, the notice last."""
    text = files(shipped, of_arthritis)[HANDOUT]
    levels = [len(line) - len(line.lstrip("#")) for line in text.splitlines() if line.startswith("#")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below <= above + 1 for above, below in itertools.pairwise(levels))
    questions, _, answers = text.partition("\n## Answers\n")
    count = sum(item.pair is not None for item in of_arthritis)
    assert questions.count("What changes from A to B, and why?") == count
    for number in range(1, count + 1):
        assert questions.count(f"#### Pair {number}\n") == 1
        assert answers.count(f"### Pair {number}: ") == 1
    assert text.endswith(f"*{NOTICE}*\n")
    assert "candidate" not in questions.split("Pair 1\n")[1].split("\n###")[0], "the answer stands beside the question"


def test_what_a_pack_says_comes_out_as_text() -> None:
    """Markup in titles, reasons and labels does not become markup of the hand-out."""
    pack = two_therapies(
        [
            {
                "title": "<b>Spots</b> *and* `more`",
                "because": "See [this](javascript:1) | and # that.",
                "when": {"finding": "spots"},
                "then": {"supports": "alphamab"},
            }
        ]
    )
    text = files(pack, named(pack, found_in(pack, "own.rule0")))[HANDOUT]
    assert r"\<b\>Spots\</b\> \*and\* \`more\`" in text
    assert "<b>" not in text
    assert r"See \[this\](javascript:1) \| and \# that. \[C1\]" in text


def test_the_report(shipped: Pack, of_arthritis: list[Found]) -> None:
    """Every condition is in the blocks and in the plain values, counted, with the notice at the end."""
    told = blocks(shipped, of_arthritis)
    assert told[-1].text == NOTICE
    values = plain(shipped, of_arthritis)
    conditions = [condition for rule in values["rules"] for condition in rule["conditions"]]
    assert len(conditions) == len(of_arthritis) == sum(hasattr(block, "tag") for block in told)
    counted = Counter(condition["status"] for condition in conditions)
    assert counted["pair"] == sum(item.pair is not None for item in of_arthritis)
    assert values["summary"].startswith(f"{len(of_arthritis)} conditions of ")
    assert values["notice"] == NOTICE
    json.dumps(values)


def test_a_budget_that_runs_out_is_neither_a_pair_nor_a_proof(sound: Pack) -> None:
    """No time at all: the third answer for every condition, and the words do not say *never*."""
    found = run_part(sound, Part(("harbour.excludes.weak_heart",), ("harbour_fever",)), Budget(seconds=0.0))
    assert [bool(item.undecided) for item in found] == [True]
    assert found[0].pair is None
    assert found[0].never == ()
    assert plain(sound, found)["rules"][0]["conditions"][0]["status"] == "not decided"
    assert any(getattr(block, "tag", "") == "open" for block in blocks(sound, found))


def test_a_claim_that_the_engines_do_not_bear_out_is_an_error(sound: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pair is shown only after what is said of it was held against the answers; otherwise it is an internal error."""
    monkeypatch.setattr(finding.Pairs, "_judged", lambda *_: (Truth.TRUE, Truth.TRUE))
    with pytest.raises(ReplayDisagrees, match="the condition does not change"):
        run_part(sound, Part(("harbour.excludes.weak_heart",), ("harbour_fever",)))


def test_errors_travel_between_processes() -> None:
    """What a worker raises arrives as it was; otherwise the process that waits would wait for ever."""
    patient = Scenario("id", "title", "", (Diagnosis("x"),))
    first = pickle.loads(pickle.dumps(ReplayDisagrees(patient, ["one", "two"])))
    assert (str(first), first.scenario) == (str(ReplayDisagrees(patient, ["one", "two"])), patient)
    engines = EnginesDisagree("p", "rete", "direct", {"r": (Truth.TRUE, Truth.FALSE)})
    second = pickle.loads(pickle.dumps(engines))
    assert (str(second), second.differences) == (str(engines), engines.differences)


BASE = Scenario("p", "P", "", (Diagnosis("red_disease"),), treatments=(Entry("alphamab", None, "failed"),))
BLUE = Diagnosis("blue_disease")


def with_red(**fields: Any) -> Scenario:
    """The patient of which more is said about the red disease."""
    return BASE._replace(diagnoses=(BASE.diagnoses[0]._replace(**fields),))


def with_history(*entries: Entry) -> Scenario:
    """The patient with another history."""
    return BASE._replace(treatments=entries)


DIFFERENCES: Mapping[str, tuple[Scenario, Scenario, str, str, str]] = {
    "finding": (
        BASE._replace(findings={"spots": "present"}), BASE,
        "/findings/spots", "spots: present", "spots: not recorded",
    ),
    "measure": (
        BASE._replace(measures={"weight": 20.0}), BASE._replace(measures={"weight": 21.0}),
        "/measures/weight", "weight: 20 kg", "weight: 21 kg",
    ),
    "patient": (
        BASE._replace(patient={"sex": "male"}), BASE._replace(patient={"sex": "female"}),
        "/patient/sex", "sex: male", "sex: female",
    ),
    "activity": (
        with_red(activity="calm"), BASE,
        "/diagnoses/0/activity", "activity: calm", "activity: not recorded",
    ),
    "subtype": (
        with_red(subtype=("early", "rooted")), with_red(subtype=("early",)),
        "/diagnoses/0/subtype", "subtype: early, rooted", "subtype: early",
    ),
    "an organ": (
        with_red(organs={"root": True}), with_red(organs={"root": False}),
        "/diagnoses/0/organ_involvement/root", "root involved", "root known to be absent",
    ),
    "an organ of a list": (
        with_red(organs=("root",)), with_red(organs=()),
        "/diagnoses/0/organ_involvement", "involved, and no other: root", "no organ involved",
    ),
    "a list or not": (
        with_red(organs=()), BASE,
        "/diagnoses/0/organ_involvement", "no organ involved", "organ involvement: not recorded",
    ),
    "another diagnosis": (
        BASE._replace(diagnoses=(*BASE.diagnoses, BLUE)), BASE,
        "/diagnoses/1", "also diagnosed: blue disease", "blue disease: not diagnosed",
    ),
    "no history": (
        BASE, BASE._replace(treatments=Missing.NOT_RECORDED),
        "/treatments", "alphamab: failed", "treatment history: not recorded",
    ),
    "an entry": (
        BASE, with_history(*BASE.treatments, Entry("oldstone", None, "works")),
        "/treatments/1", "oldstone: not in the treatment history", "oldstone: works",
    ),
    "the only entry": (BASE, with_history(), "/treatments/0", "alphamab: failed", "no treatment so far"),
    "an outcome": (
        BASE, with_history(Entry("alphamab", None, "works")),
        "/treatments/0/outcome", "alphamab: failed", "alphamab: works",
    ),
    "a drug": (
        BASE, with_history(Entry(None, "mab", "failed")),
        "/treatments/0", "alphamab: failed", "mab: which one is not recorded, failed",
    ),
    "what it was for": (
        BASE, with_history(Entry("alphamab", None, "failed", given_for="blue_disease")),
        "/treatments/0/for", "alphamab: failed", "alphamab: failed, given for blue disease",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DIFFERENCES)
def test_the_one_fact_in_words(name: str) -> None:
    """Where the files differ, and what each says; whatever both say is told once."""
    a, b, pointer, first, second = DIFFERENCES[name]
    words = small.small_pack(0).vocabulary
    assert difference(a, b, words)[0::2] == (pointer, first)
    assert difference(a, b, words)[0::3] == (pointer, second)
    assert difference(b, a, words)[2:] == (second, first)
    assert not any(first in line for line in difference(a, b, words).both)
    assert difference(a, b, words).both == difference(b, a, words).both


TWO_FACTS: Mapping[str, tuple[Scenario, Scenario]] = {
    "none": (BASE, BASE),
    "a finding and a measure": (BASE, BASE._replace(findings={"spots": "present"}, measures={"weight": 20.0})),
    "two fields of an entry": (BASE, with_history(Entry("alphamab", None, "works", True))),
    "two entries": (BASE, with_history(*BASE.treatments, Entry("oldstone", None), Entry("oldstone", None, "works"))),
    "an organ and its list": (BASE, with_red(organs=("root",))),
    "an answer and a list": (
        with_red(organs={"root": False}), with_red(organs=()),
    ),
    "activity and subtype": (BASE, with_red(activity="calm", subtype=("early",))),
}  # fmt: skip


@pytest.mark.parametrize("name", TWO_FACTS)
def test_more_than_one_fact_is_refused(name: str) -> None:
    """Two patients who differ in no fact or in several are no pair."""
    with pytest.raises(ValueError, match="facts"):
        difference(*TWO_FACTS[name], small.small_pack(0).vocabulary)


def test_conditions_in_words(shipped: Pack) -> None:
    """Labels, not names; what a class leaves out is said; units only where they help."""
    told = {
        condition_words(leaf, shipped.vocabulary)
        for program in shipped.programs.values()
        for clause in program.clauses
        for leaf in leaves(clause.when)
    }
    assert {
        "always",
        "the disease is active",
        "activity: moderate or high",
        "pregnancy: known",
        "age: at least 6 years",
        "relapses in the last 12 months: at least 2",
        "DAS28-ESR: high",
        "EDSS: walks unaided or walks with aid",
        "other diagnoses: multiple sclerosis",
        "involved: erosive joint damage",
        "methotrexate: ongoing",
        "biologic: taken at some time, for whatever disease",
        "TNF blocker other than infliximab: inadequate response, loss of response or partial response",
    } <= told
    assert not [words for words in told if "_" in words]


def test_pairs_are_the_same_whoever_asks(sound: Pack) -> None:
    """What was asked before does not change a pair."""
    rules = rules_of(sound, ["harbour_fever"])
    one = [found for part in parts(["harbour_fever"], rules) for found in run_part(sound, part)]
    shuffled = random.Random(0).sample(rules, len(rules))
    other = {(f.rule, f.number): f for f in run_part(sound, Part(tuple(shuffled), ("harbour_fever",)))}
    assert [other[f.rule, f.number] for f in one] == one
