"""Pairs as a teacher would tell them: the one fact, the condition in words, the report, the hand-out and its files."""

import itertools
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from infusion_pathways import Pack, advise, load_pack
from infusion_pathways.document.blocks import NOTICE
from infusion_pathways.engine.choice import EngineChoice
from infusion_pathways.meaning.facts import Missing
from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.pairs.handout import HANDOUT, handout_files, named_pairs
from infusion_pathways.pairs.pair import PairResult
from infusion_pathways.pairs.report import blocks, plain
from infusion_pathways.pairs.search import pair_tasks, rules_of, run_pair_task
from infusion_pathways.pairs.words import fact_difference
from infusion_pathways.scenario import parse_scenario
from infusion_pathways.scenario.model import Diagnosis, HistoryEntry, Scenario
from infusion_pathways.source.reading import parse_json
from infusion_pathways.trace.condition_words import condition_words
from tests.prove import small
from tests.prove.brute_pairs import leaves
from tests.prove.test_pairs import found_in, two_therapies


@pytest.fixture(scope="module")
def shipped() -> Pack:
    return load_pack()


@pytest.fixture(scope="module")
def of_arthritis(shipped: Pack) -> list[PairResult]:
    """All that is found for the rules of one pathway and those of all diseases, named as for a hand-out."""
    wanted = [
        r for r in rules_of(shipped, ["rheumatoid_arthritis"]) if shipped.rules[r].pathway in ("rheumatoid_arthritis", "general")
    ]
    return named_pairs(
        shipped, [found for part in pair_tasks(["rheumatoid_arthritis"], wanted) for found in run_pair_task(shipped, part)]
    )


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


def test_the_files_of_a_pathway(shipped: Pack, of_arthritis: list[PairResult]) -> None:
    """As written, the two files of each pair differ in one place, both can be read, and the answers differ as is claimed."""
    written = handout_files(shipped, of_arthritis)
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
        place = fact_difference(*item.pair.patients, shipped.vocabulary).pointer
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


def test_a_pair_of_the_shipped_pack(of_arthritis: list[PairResult]) -> None:
    """The label that asks for a TNF blocker first: one entry more turns the condition unmet into a candidate."""
    found = next(item for item in of_arthritis if item.rule == "ra.rituximab.after_tnf_blocker")
    assert found.pair is not None
    assert found.pair.verdicts == (
        ("infliximab", Verdict.RULED_OUT, Verdict.CANDIDATE),
        ("rituximab", Verdict.CANDIDATE, Verdict.CONDITION_UNMET),
    )
    assert [len(patient.treatments) for patient in found.pair.patients if not isinstance(patient.treatments, Missing)] == [1, 0]


def test_the_hand_out(shipped: Pack, of_arthritis: list[PairResult]) -> None:
    """Headings without a step left out, a pair for each number, answers in their own part at the end, the notice last."""
    text = handout_files(shipped, of_arthritis)[HANDOUT]
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
    text = handout_files(pack, named_pairs(pack, found_in(pack, "own.rule0")))[HANDOUT]
    assert r"\<b\>Spots\</b\> \*and\* \`more\`" in text
    assert "<b>" not in text
    assert r"See \[this\](javascript:1) \| and \# that. \[C1\]" in text


def test_the_report(shipped: Pack, of_arthritis: list[PairResult]) -> None:
    """Every condition is in the blocks and in the plain values, counted, with the notice at the end."""
    told = blocks(shipped, of_arthritis)
    assert told[-1].text == NOTICE
    values = plain(shipped, of_arthritis)["result"]
    conditions = [condition for rule in values["rules"] for condition in rule["conditions"]]
    assert len(conditions) == len(of_arthritis) == sum(hasattr(block, "tag") for block in told)
    counted = Counter(condition["status"] for condition in conditions)
    assert counted["pair"] == sum(item.pair is not None for item in of_arthritis)
    assert values["summary"].startswith(f"{len(of_arthritis)} conditions of ")
    json.dumps(values)


BASE = Scenario("p", "P", "", (Diagnosis("red_disease"),), treatments=(HistoryEntry("alphamab", None, "failed"),))
BLUE = Diagnosis("blue_disease")


def with_red(**fields: Any) -> Scenario:
    """The patient of which more is said about the red disease."""
    return BASE._replace(diagnoses=(BASE.diagnoses[0]._replace(**fields),))


def with_history(*entries: HistoryEntry) -> Scenario:
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
        BASE, with_history(*BASE.treatments, HistoryEntry("oldstone", None, "works")),
        "/treatments/1", "oldstone: not in the treatment history", "oldstone: works",
    ),
    "the only entry": (BASE, with_history(), "/treatments/0", "alphamab: failed", "no treatment so far"),
    "an outcome": (
        BASE, with_history(HistoryEntry("alphamab", None, "works")),
        "/treatments/0/outcome", "alphamab: failed", "alphamab: works",
    ),
    "a drug": (
        BASE, with_history(HistoryEntry(None, "mab", "failed")),
        "/treatments/0", "alphamab: failed", "a mab: failed",
    ),
    "what it was for": (
        BASE, with_history(HistoryEntry("alphamab", None, "failed", given_for="blue_disease")),
        "/treatments/0/for", "alphamab: failed", "alphamab: failed, for blue disease",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DIFFERENCES)
def test_the_one_fact_in_words(name: str) -> None:
    """Where the files differ, and what each says; whatever both say is told once."""
    a, b, pointer, first, second = DIFFERENCES[name]
    words = small.small_pack(0).vocabulary
    assert fact_difference(a, b, words)[0::2] == (pointer, first)
    assert fact_difference(a, b, words)[0::3] == (pointer, second)
    assert fact_difference(b, a, words)[2:] == (second, first)
    assert not any(first in line for line in fact_difference(a, b, words).both)
    assert fact_difference(a, b, words).both == fact_difference(b, a, words).both


TWO_FACTS: Mapping[str, tuple[Scenario, Scenario]] = {
    "none": (BASE, BASE),
    "a finding and a measure": (BASE, BASE._replace(findings={"spots": "present"}, measures={"weight": 20.0})),
    "two fields of an entry": (BASE, with_history(HistoryEntry("alphamab", None, "works", True))),
    "two entries": (
        BASE,
        with_history(*BASE.treatments, HistoryEntry("oldstone", None), HistoryEntry("oldstone", None, "works")),
    ),
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
        fact_difference(*TWO_FACTS[name], small.small_pack(0).vocabulary)


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
