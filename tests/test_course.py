"""The course: every case is tagged, fully expected and silent about its answer; its page and its pairs are what they say."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infusion_pathways import Pack, Scenario, load_scenario
from infusion_pathways.meaning.facts import Missing
from infusion_pathways.meaning.outcomes import Outcome
from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.quiz.case import QuizCase
from infusion_pathways.quiz.feedback import feedback
from infusion_pathways.vocabulary import Vocabulary
from tests.conftest import ROOT
from tests.quiz.students import misled

COURSE = ROOT / "scenarios" / "course"
FILES = sorted(COURSE.rglob("*.json"))
PAGE = (COURSE / "README.md").read_text(encoding="utf-8")
LEVELS = ["easy", "medium", "hard"]
LESSONS = re.findall(r"^\| \[`([a-z-]+)`\]\(#", PAGE, re.MULTILINE)

TOLD = [member.value.replace("_", " ") for member in (*Verdict, *Outcome)]
GIVEAWAYS = re.compile(
    rf"\b({'|'.join(TOLD)}|candidates?|eligible|excluded?|excludes|indicated|gaps?|labels?|labelled|undetermined|"
    r"infusions?|infused|drip|conventional|guidelines?|documents?|contradicts?|contradictory|conflicts?|insufficient)\b",
    re.IGNORECASE,
)
NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]


@pytest.fixture(scope="module")
def cases(shipped_pack: Pack) -> dict[str, QuizCase]:
    return {path.stem: QuizCase(shipped_pack, load_scenario(path, shipped_pack)) for path in FILES}


def tagged(scenario: Scenario, kind: str) -> list[str]:
    """What the tags of one kind say."""
    return [tag.removeprefix(f"{kind}:") for tag in scenario.tags if tag.startswith(f"{kind}:")]


def pathways_of(pack: Pack, scenario: Scenario) -> list[str]:
    """The pathways of a patient, in the order of the diagnoses."""
    return list(dict.fromkeys(p for d in scenario.diagnoses if (p := pack.pathway_of.get(d.disease))))


def rows(heading: str) -> list[list[str]]:
    """The cells of the table under a heading of the page, without its head."""
    section = f"\n{PAGE}".partition(f"\n{heading}\n")[2].partition("\n## ")[0]
    return [[cell.strip(" `") for cell in line.strip("|").split(" | ")] for line in section.splitlines() if line[:2] == "| "][1:]


def test_enough_of_everything(shipped_pack: Pack, cases: dict[str, QuizCase]) -> None:
    """At least 24 cases, every pathway, two patients who stay where they are, two with several diseases of the document."""
    scenarios = [case.scenario for case in cases.values()]
    assert len(scenarios) >= 24
    assert {p for s in scenarios for p in pathways_of(shipped_pack, s)} == set(shipped_pack.programs)
    expected = Counter(s.expect.outcome for s in scenarios if s.expect)
    assert expected["no_reason_for_infusion"] >= 2
    assert sum(len(pathways_of(shipped_pack, s)) > 1 for s in scenarios) >= 2


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_case_is_tagged_and_fully_expected(path: Path, cases: dict[str, QuizCase]) -> None:
    """One lesson, which is its folder, and one difficulty; an outcome, every verdict, a rule that fires or one that does not."""
    case = cases[path.stem]
    expect = case.scenario.expect
    assert tagged(case.scenario, "lesson") == [path.parent.name]
    assert path.parent.name in LESSONS
    assert [level in LEVELS for level in tagged(case.scenario, "difficulty")] == [True]
    assert expect is not None
    assert expect.outcome
    assert expect.not_because
    assert expect.because or expect.outcome == "no_reason_for_infusion"
    several = len(pathways_of(case.pack, case.scenario)) > 1
    assert set(expect.verdicts) == {f"{q.disease}/{q.therapy}" if several else q.therapy for q in case.questions}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_title_and_narrative_do_not_tell_the_answer(path: Path, cases: dict[str, QuizCase]) -> None:
    """No word of a verdict or an outcome, and no therapy or class of therapies that is not in the patient's history."""
    scenario = cases[path.stem].scenario
    words = cases[path.stem].pack.vocabulary
    text = f"{scenario.title}. {scenario.narrative}"
    assert GIVEAWAYS.findall(text) == []
    assert 2 <= len(re.findall(r"[.!?](?=\s|$)", scenario.narrative)) <= 4
    for finding in scenario.findings:  # immunoglobulins that are measured are no therapy
        text = text.replace(words.findings[finding].label, "")
    named = {name for spelling, name in spellings(words) if re.search(rf"\b{re.escape(spelling)}s?\b", text, re.IGNORECASE)}
    assert named <= taken(scenario, words), named - taken(scenario, words)


def spellings(words: Vocabulary) -> Iterator[tuple[str, str]]:
    """Every way to write a therapy or a class of therapies, with its name."""
    for section, entries in (("therapies", words.therapies), ("classes", words.classes)):
        for name, word in entries.items():
            yield from {(name.replace("_", " "), name), (word.label, name)}
        yield from ((alias.replace("_", " "), name) for alias, name in words.aliases[section].items() if len(alias) > 2)


def taken(scenario: Scenario, words: Vocabulary) -> set[str]:
    """The therapies of the history, and the classes they belong to."""
    assert not isinstance(scenario.treatments, Missing)
    named = {name for entry in scenario.treatments for name in (entry.therapy, entry.of_class) if name}
    return named | {name for name, members in words.members.items() if named & set(members)}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_narrative_and_facts_agree(path: Path, cases: dict[str, QuizCase]) -> None:
    """The narrative names each diagnosis and treatment, the age and each measurement, and no number beside them."""
    scenario, words = cases[path.stem].scenario, cases[path.stem].pack.vocabulary
    text = scenario.narrative.lower()
    labels = [words.diseases[d.disease].label.partition(" of ")[0] for d in scenario.diagnoses]
    assert not isinstance(scenario.treatments, Missing)
    for entry in scenario.treatments:
        labels.append((words.therapies[entry.therapy] if entry.therapy else words.classes[entry.of_class or ""]).label)
    assert [label for label in labels if label.lower() not in text] == []
    numbers = {float(v) for v in (scenario.patient["age_years"], *scenario.measures.values()) if isinstance(v, int | float)}
    written = {float(number) for number in re.findall(r"(?<![\w.-])\d+(?:\.\d+)?(?![\w-]|\.\d)", text)}
    assert written <= numbers
    spelled = {float(n) for n, word in enumerate(NUMBERS) if re.search(rf"\b{word}\b", text)}
    assert numbers - written <= spelled


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_a_case_catches_turns_a_verdict(path: Path, cases: dict[str, QuizCase]) -> None:
    """Whoever has a misconception that the case is tagged with judges some therapy otherwise."""
    case = cases[path.stem]
    for misconception in tagged(case.scenario, "catches"):
        turned = [q for q in case.questions if case.seen(q.position, misconception).verdict(q.therapy) != case.right(q)]
        assert turned, misconception


def test_a_misconception_is_told_where_a_case_catches_it(shipped_pack: Pack, cases: dict[str, QuizCase]) -> None:
    """Whoever has a misconception is told that one, alone or in a tie, on at least one case that is tagged with it."""
    told: set[str] = set()
    for case in cases.values():
        for misconception in tagged(case.scenario, "catches"):
            sheet = misled(case, misconception)
            wrong = [q for q in case.questions if sheet.answers[q.name].verdict != case.right(q)]
            if any(misconception in feedback(case, q, sheet.answers).misconceptions for q in wrong):
                told.add(misconception)
    assert told == set(shipped_pack.misconceptions)


def test_every_misconception_is_caught_somewhere(shipped_pack: Pack, cases: dict[str, QuizCase]) -> None:
    """The course leaves out no misconception that the pack names."""
    assert {m for case in cases.values() for m in tagged(case.scenario, "catches")} == set(shipped_pack.misconceptions)


def test_the_page_lists_the_cases_as_they_are_tagged(shipped_pack: Pack, cases: dict[str, QuizCase]) -> None:
    """Each lesson has its cases from easy to hard, with pathways and misconceptions, and the counts are right."""
    listed = []
    for lesson, counts in zip(LESSONS, rows("# The course"), strict=True):
        anchor = re.findall(rf"\[`{lesson}`\]\(#([a-z-]+)\)", PAGE)[0]
        heading = next(line for line in PAGE.splitlines() if line.startswith("## ") and slug(line) == anchor)
        table = rows(heading)
        levels = [row[1] for row in table]
        assert levels == sorted(levels, key=LEVELS.index)
        assert set(levels) == set(LEVELS), lesson
        assert counts[1:] == [str(levels.count(level)) for level in LEVELS], lesson
        for link, level, pathways, caught in table:
            name = re.findall(rf"^\[`([a-z-]+)`\]\({lesson}/\1\.json\)$", link)[0]
            scenario = cases[name].scenario
            assert [lesson, level] == tagged(scenario, "lesson") + tagged(scenario, "difficulty")
            assert pathways.replace("`", "").split(", ") == pathways_of(shipped_pack, scenario), name
            labels = [shipped_pack.misconceptions[m].label for m in tagged(scenario, "catches")]
            assert caught == ("; ".join(labels) or "-"), name
            listed.append(name)
    assert sorted(listed) == sorted(cases)


def slug(heading: str) -> str:
    """The anchor of a heading."""
    return heading.lstrip("# ").lower().replace(" ", "-")


def test_the_page_tells_no_verdict() -> None:
    """No table of the page holds the name of a verdict or an outcome."""
    tables = "\n".join(line for line in PAGE.splitlines() if line.startswith("|"))
    assert not re.search("|".join(member.value for member in (*Verdict, *Outcome)), tables)


def facts_of(path: Path) -> dict[str, Any]:
    """Every fact of a file by its place: each organ, and each treatment by its therapy, for itself."""
    document = json.loads(path.read_text(encoding="utf-8"))
    found = {f"{section}/{k}": v for section in ("patient", "findings", "measures") for k, v in document.get(section, {}).items()}
    for diagnosis in document["diagnoses"]:
        organs = diagnosis.pop("organ_involvement", None)
        found |= {f"{diagnosis['disease']}/{key}": value for key, value in diagnosis.items()}
        found |= {f"{diagnosis['disease']}/{organ}": True for organ in organs or ()} | {"organs": organs is not None}
    for entry in document["treatments"]:
        name = entry.get("therapy") or entry["class"]
        found |= {f"{name}/{key}": entry[key] for key in ("outcome", "ongoing", "for") if key in entry}
    return found


def test_pairs_differ_in_one_fact_and_in_a_verdict(cases: dict[str, QuizCase]) -> None:
    """Each pair has two cases, one fact apart, that are judged differently; the page lists them, some across lessons."""
    paths = {path.stem: path for path in FILES}
    pairs: dict[str, list[str]] = {}
    for name, case in cases.items():
        for pair in tagged(case.scenario, "pair"):
            pairs.setdefault(pair, []).append(name)
    assert {row[0]: sorted(re.findall(r"[a-z]+(?:-[a-z]+)+", row[1])) for row in rows("## Pairs")} == {
        pair: sorted(members) for pair, members in pairs.items()
    }
    for pair, (one, other) in pairs.items():
        ours, theirs = facts_of(paths[one]), facts_of(paths[other])
        assert sum(ours.get(place) != theirs.get(place) for place in ours | theirs) == 1, pair
        left, right = cases[one].scenario.expect, cases[other].scenario.expect
        assert left
        assert right
        assert left.verdicts != right.verdicts, pair
    assert sum(paths[one].parent != paths[other].parent for one, other in pairs.values()) >= 3
