"""The readings of a coverage: one value, read by the text, the pages and the JSON, so that they agree; and what comes first."""

import json
import re
from collections import Counter
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from infusion_pathways import Pack, Scenario
from infusion_pathways.coverage import Coverage, Goal, GoalStatus, total
from infusion_pathways.coverage.missing import missing
from infusion_pathways.coverage.model import Reach, Total
from infusion_pathways.coverage.pages import annotated, index
from infusion_pathways.coverage.plain import plain
from infusion_pathways.coverage.report import summary
from infusion_pathways.document.blocks import Entry, Heading, Paragraph
from infusion_pathways.document.html import TAG_TONES, PageArticle, page
from tests.coverage.suite import covered, marsh, marsh_cases
from tests.trace.test_html import check_page, of_class, words

GOAL = {
    "type": "object",
    "required": ["what", "status", "reach", "cases", "asserted"],
    "additionalProperties": False,
    "properties": {
        "what": {"type": "string"},
        "status": {"enum": ["asserted", "ran", "missing", "beyond"]},
        "reach": {"enum": ["covered", "possible", "open", "undecided", "never", "proved"]},
        "cases": {"type": "array", "items": {"type": "integer", "minimum": 0}, "uniqueItems": True},
        "asserted": {"type": "array", "items": {"type": "integer", "minimum": 0}, "uniqueItems": True},
    },
}
NUMBERS = ("reachable", "covered", "asserted", "unreachable")


@pytest.fixture(scope="module", params=["all", "few", "none"])
def found(request: pytest.FixtureRequest) -> Coverage:
    """The coverage of the hand-made suite, of two of its cases, and of none."""
    cases: list[Scenario] = list(marsh_cases())
    return covered(marsh(), {"all": cases, "few": cases[:2], "none": []}[request.param])


def goals_in(value: Any) -> list[dict[str, Any]]:
    """Every goal of a JSON document."""
    if isinstance(value, list):
        return [goal for each in value for goal in goals_in(each)]
    if isinstance(value, dict):
        return [value] if "status" in value else [goal for each in value.values() for goal in goals_in(each)]
    return []


def counted(statuses: Counter[str]) -> Total:
    ran, asserted = statuses["ran"], statuses["asserted"]
    return Total(ran + asserted + statuses["missing"], ran + asserted, asserted, statuses["beyond"])


def test_totals_and_colours_agree(found: Coverage) -> None:
    """Counted on the page by the words in the chips, and in the JSON goal by goal, the totals come out as they are told."""
    told = json.loads(json.dumps(plain(found)))["result"]
    for pathway, said in zip(found.pathways, told["pathways"], strict=True):
        document = check_page(page([PageArticle(tuple(annotated(marsh(), found, pathway)), folded=True)]))
        entries = [each for each in document.iter("ul") if each.get("class") == "entries"]
        chips = [chip for each in entries for chip in of_class(each, "chip")]
        goals = [*pathway.conditions(), *pathway.truths(), *pathway.verdicts()]
        assert counted(Counter(words(chip) for chip in chips)) == total(goals)
        assert counted(Counter(goal["status"] for goal in goals_in(said))) == total(goals)
        for chip in chips:
            assert f"tone-{TAG_TONES.get(words(chip), 'plain')}" in chip.get("class", "").split()
        for name, some in (("conditions", pathway.conditions()), ("rules", pathway.truths()), ("verdicts", pathway.verdicts())):
            numbers = total(some)
            assert tuple(said["totals"][name][key] for key in NUMBERS) == numbers
            (row,) = (tr for tr in document.iter("tr") if words(tr.find("th")) == name)
            cells = (numbers.percent, numbers.covered, numbers.asserted, numbers.reachable - numbers.covered, numbers.unreachable)
            assert [words(cell) for cell in row.findall("td")] == [str(cell) for cell in cells]
    whole = total(found.conditions())
    heading = next(block.text for block in summary(found) if isinstance(block, Heading))
    assert heading == f"Coverage of conditions: {whole.percent} %"
    assert told["totals"]["conditions"] == {**whole._asdict(), "percent": float(whole.percent)}


def test_each_status_has_a_tone_of_its_own() -> None:
    tones = [TAG_TONES.get(status.value, "plain") for status in GoalStatus]
    assert len(set(tones)) == len(tones)


def test_the_json_has_its_shape_and_all_cases() -> None:
    told = plain(covered(marsh(), marsh_cases()))["result"]
    assert told["cases"] == ["a", "b", "c", "d", "e"]
    assert told["solver_asked"] is False
    assert set(told) == {"solver_asked", "cases", "totals", "pathways", "outcomes", "claims"}
    Draft202012Validator({"type": "array", "items": GOAL}).validate(goals_in(told))
    (soaked,) = next(rule["clauses"] for rule in told["pathways"][0]["rules"] if rule["id"] == "marsh.finding.soaked")
    assert (soaked["key"], soaked["therapy"]) == ("marsh.finding.soaked", None)
    assert soaked["conditions"][1] == {
        "words": "rash: present",
        "goals": [
            {"what": "true", "status": "ran", "reach": "covered", "cases": [1], "asserted": []},
            {"what": "false", "status": "asserted", "reach": "covered", "cases": [0, 4], "asserted": [0, 4]},
            {"what": "unknown", "status": "ran", "reach": "covered", "cases": [2, 3], "asserted": []},
            {"what": "deciding", "status": "asserted", "reach": "covered", "cases": [0, 1, 2, 4], "asserted": [0, 4]},
        ],
    }


def test_the_page_shows_structure_signs_and_cases() -> None:
    """A rule of the hand-made pack, read from its page."""
    found = covered(marsh(), marsh_cases())
    document = check_page(page([PageArticle(tuple(annotated(marsh(), found, found.pathways[0])), folded=True)]))
    (section,) = (s for s in document.iter("section") if words(s[0]) == "Damp without a rash is soaked")
    tree = next(each for each in section.iter("ul") if each.get("class") == "tree")
    assert [words(each) for each in tree.iter("summary")] == ["all of", "not"]
    assert [words(each) for each in tree.iter("li") if each.find("details") is None] == [
        "ran 1. damp: present (true ✓, false ~, unknown ~, deciding ✓)",
        "ran 2. rash: present (true ~, false ✓, unknown ~, deciding ✓)",
    ]
    entries = next(each for each in section.iter("ul") if each.get("class") == "entries")
    lines = [words(each) for each in entries.iter("summary")]
    assert lines[3:7] == [
        "asserted condition 1 is true",
        "ran condition 1 is false",
        "ran condition 1 is unknown",
        "asserted condition 1 decides",
    ]
    facts = [words(each) for each in of_class(entries, "facts")]
    assert facts[3] == "asserted by 2: a, erun by 1: b"
    assert all("open" not in each.attrib for each in entries.iter("details"))


def test_a_rule_about_this_is_one_rule_with_its_therapies() -> None:
    found = covered(marsh(), marsh_cases())
    (rule,) = (rule for rule in found.pathways[0].rules if rule.rule == "marsh.excludes.tried")
    assert [clause.therapy for clause in rule.clauses] == ["reedumab", "mossumab"]
    blocks = list(annotated(marsh(), found, found.pathways[0]))
    assert sum(isinstance(block, Heading) and block.text == "What failed is not tried again" for block in blocks) == 1
    said = [block.text for block in blocks if isinstance(block, Paragraph)]
    assert "For reedumab:" in said
    assert "For mossumab:" in said


def test_only_the_first_cases_are_named() -> None:
    many = [marsh_cases()[0]._replace(id=f"case-{number:02}") for number in range(12)]
    found = covered(marsh(), many)
    (entry,) = (
        block
        for block in annotated(marsh(), found, found.pathways[0])
        if isinstance(block, Entry) and block.text == "the rule is true" and block.tag == "ran"
    )
    assert entry.details == ("run by 12: `case-00`, `case-01`, `case-02`, `case-03`, `case-04` and 7 more",)


def test_what_is_most_useful_comes_first() -> None:
    """Of a and e alone: rules that never fire first, those that exclude before others; what is only never unknown last."""
    cases = [case for case in marsh_cases() if case.id in "ae"]
    (pathway,) = covered(marsh(), cases).pathways
    entries = missing(pathway)
    assert [(entry.rule.partition(".")[2], entry.number, entry.what, entry.idle) for entry in entries] == [
        ("excludes.tried", 0, ("true", "unknown"), True),
        ("requires.chill", None, ("true",), True),
        ("requires.chill", 0, ("true",), False),
        ("supports.chill", 0, ("true",), False),
        ("finding.soaked", 1, ("true", "unknown"), False),
        ("supports.soaked", 0, ("false", "unknown"), False),
        ("finding.soaked", None, ("false", "unknown"), False),
        ("finding.soaked", 0, ("false", "unknown"), False),
        ("requires.chill", 1, ("unknown",), False),
        ("supports.chill", None, ("unknown",), False),
        ("supports.chill", 1, ("unknown",), False),
    ]
    # Of a alone: that chills never let the other reason hold comes before the requirement's condition that never decides.
    (alone,) = covered(marsh(), cases[:1]).pathways
    first = [(entry.rule.partition(".")[2], entry.number) for entry in missing(alone)]
    assert first.index(("supports.chill", None)) < first.index(("requires.chill", 1))
    assert entries[0].therapies == ("reedumab", "mossumab")
    assert entries[0].words == "reedumab: failed, and alike"
    conditions = sum(entry.goals for entry in entries if entry.number is not None)
    assert conditions == sum(goal.status is GoalStatus.MISSING for goal in pathway.conditions())


def test_the_summary_says_of_which_whole_it_speaks() -> None:
    found = covered(marsh(), marsh_cases()[:2])
    without = " ".join(block.text for block in summary(found) if isinstance(block, Paragraph))
    assert "part of all goals" in without
    assert "is not installed (extra `prove`)" in without
    asked = " ".join(block.text for block in summary(found._replace(asked=True)) if isinstance(block, Paragraph))
    assert "part of what some patient can reach: 3 more goals cannot be reached (proved)" in asked
    undecided = asked_of(found, Reach.UNDECIDED)
    assert re.search(r"Of \d+ it is not decided; they count as missing", undecided)


def asked_of(found: Coverage, reach: Reach) -> str:
    """The summary of a coverage of whose missing conditions the solver said so."""

    def each(goal: Goal) -> Goal:
        return goal._replace(reach=reach) if goal.status is GoalStatus.MISSING else goal

    pathways = tuple(
        pathway._replace(
            rules=tuple(
                rule._replace(
                    clauses=tuple(
                        clause._replace(leaves=tuple(leaf._replace(goals=tuple(map(each, leaf.goals))) for leaf in clause.leaves))
                        for clause in rule.clauses
                    )
                )
                for rule in pathway.rules
            )
        )
        for pathway in found.pathways
    )
    blocks = summary(found._replace(pathways=pathways, asked=True))
    return " ".join(block.text for block in blocks if isinstance(block, Paragraph))


def test_a_pathway_without_a_case_is_named_and_its_lacks_are_not_listed() -> None:
    blocks = list(summary(covered(marsh(), [])))
    at = next(n for n, block in enumerate(blocks) if isinstance(block, Heading) and block.text.startswith("Pathways that no"))
    assert blocks[at + 1] == Entry("missing", "Marsh fever")
    assert not any(isinstance(block, Heading) and "goals of conditions missing" in block.text for block in blocks)


def test_the_index_names_every_page(shipped_pack: Pack) -> None:
    found = covered(shipped_pack, [])
    document = check_page(page([PageArticle(tuple(index(found)))]))
    assert {f"{name}.html" for name in shipped_pack.programs} == {each.get("href") for each in document.iter("a")}


def test_a_claim_is_beyond_when_no_rule_that_cites_it_can_fire(shipped_pack: Pack) -> None:
    """What is only asked for as long as it is unknown never fires; another claim of the same pack stays open."""
    reach = {goal.what: goal.reach for goal in covered(shipped_pack, []).claims}
    assert reach["C03"] is Reach.NEVER
    assert reach["C10"] is Reach.OPEN
