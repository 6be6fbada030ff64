"""Where a check draws its line: edits of the clean pack beside those of the pages, and what single functions answer."""

from pathlib import Path

import pytest

from infusion_pathways.lint.checks import sentence_style, title_style
from infusion_pathways.lint.checks.boundary_never_tested import intervals_of, untested
from infusion_pathways.lint.finding import LintFinding, Severity
from infusion_pathways.lint.run import LintOrder, paths_of
from infusion_pathways.meaning.condition import Interval
from infusion_pathways.pack import shipped
from infusion_pathways.source import Place
from infusion_pathways.vocabulary import Measure
from tests.lint.witnesses import CASE, EXPECT, GRASS, HEDGE, MEADOW, SAFETY, SOURCES, WORDS, Witness, looked_at, planted, rule

BANDS = "    bands: {calm: {below: 4}, wild: {at_least: 4}}\n    cites: [R1]\n"
AGE = "    when: {patient: age_years, at_least: 18, unit: years}\n"
SCORE = Measure(
    "score",
    "score",
    low=0.0,
    high=10.0,
    bands={"low": Interval(high=3.0), "middle": Interval(3.0, 6.0, True, True), "high": Interval(low=6.0)},
)
SAME = rule("safety.clovermab.both", "{all: [{finding: grass_allergy}, {finding: meadow_infection}]}", "{excludes: clovermab}")
TURNED = rule(
    "safety.clovermab.either", "{all: [{finding: meadow_infection}, {finding: grass_allergy}]}", "{excludes: clovermab}"
)


@pytest.mark.parametrize(
    ("file", "keep", "text", "checks"),
    [
        (MEADOW, AGE, "when: {patient: age_years, at_least: 0, unit: years}\n", ["rule-always-fires"]),
        (MEADOW, AGE, "when: {patient: age_years, at_least: 17, below: 40, unit: years}\n", []),
        (MEADOW, AGE, "when: {patient: age_years, at_least: 17, below: 41, unit: years}\n", ["boundary-never-tested"]),
        (WORDS, BANDS, BANDS.splitlines()[0].strip() + "\n", ["number-without-source"]),
        (WORDS, BANDS, BANDS.splitlines()[0].strip() + "\nto_be_confirmed: true\n", []),
        (WORDS, "  hay_test: {label: hay test}\n", "hay_test: {label: Give hay}\n", ["advice-in-text"]),
        (WORDS, "outcomes:\n", "outcomes:\n  half: {label: half a response}\n", ["word-never-used"]),
        (WORDS, "outcomes:\n", "outcomes:\n  splendid: {label: splendid, works: true}\n", []),
        (WORDS, "  dandelol: {", "nettlol: {label: nettlol, classes: [conventional], infusion: false}\ndandelol: {", []),
        (WORDS, "  dandelol: {", "nettlol: {label: nettlol, routes: [intravenous], infusion: false}\ndandelol: {", []),
        (WORDS, "    note: given in a meadow clinic\n", "note: given on 2024-05-01\n", ["identifying-text"]),
        (
            SOURCES,
            "    shown_as: A condition unmet, with both sides.\n",
            "shown_as: You should look twice.\n",
            ["advice-in-text"],
        ),
        (SOURCES, "    title: Clovermab is labelled for adults\n", "title: clovermab is for adults\n", ["title-style"]),
        (SAFETY, "    title: The hay test\n", f"title: {'Hay ' * 26}hay\n", ["title-style"]),
        (SAFETY, "", f"{SAME}{TURNED}", ["repeated-rule"]),
        (HEDGE, "    then: {excludes: thistlemab}\n", "then: {requires: thistlemab}\n", ["therapy-without-safety"]),
        (HEDGE, "  therapies: [thistlemab]\n\n", "therapies: [thistlemab, clovermab]\n\n", []),
        (CASE, f'  {EXPECT}"because": ["meadow.supports.wild_after_dandelol"]}}', '"tags": []', ["case-without-expectation"]),
        (CASE, f'  {EXPECT}"because": ["meadow.supports.wild_after_dandelol"]}}', f"{EXPECT[:-2]}}}", ["case-without-reason"]),
    ],
)
def test_what_is_found(file: str, keep: str, text: str, checks: list[str], tmp_path: Path) -> None:
    """One edit, and which checks find it."""
    found = looked_at(planted(tmp_path, Witness("", file, keep, "", ""), text)).findings
    assert sorted({finding.check for finding in found}) == checks


@pytest.mark.parametrize(
    ("raw", "numbers", "lacking"),
    [
        ({"is": "middle"}, {3, 2, 6, 7}, {}),
        ({"is": "middle"}, {3, 6}, {3: "from 0 to 3", 6: "from 6 to 10"}),
        ({"is": "middle"}, {2, 7}, {3: "of 3", 6: "of 6"}),
        ({"is": ["middle", "high"]}, {3, 2}, {}),
        ({"is": ["low", "middle", "high"]}, set(), {}),
        ({"above": 3}, {3, 4}, {}),
        ({"above": 3}, {3, 2}, {3: "from 3 to 10"}),
        ({"at_least": 3}, {4}, {3: "of 3, nor one from 0 to 3"}),
        ({"above": 0}, {0, 1}, {}),
        ({"above": 0}, {1}, {0: "of 0"}),
        ({"at_least": 0}, set(), {}),
        ({"at_least": 3, "below": 4}, {3, 4}, {3: "from 0 to 3"}),
    ],
)
def test_which_limits_are_untested(raw: dict[str, object], numbers: set[float], lacking: dict[float, str]) -> None:
    """Worked out by hand: the limit, and the side on which the test is otherwise, up to the next limit of the same test."""
    assert dict(untested(SCORE, intervals_of(SCORE, raw), {float(n) for n in numbers})) == lacking


@pytest.mark.parametrize(
    ("title", "mended"),
    [
        ("grass allergy", "Grass allergy"),
        ("Grass allergy.", "Grass allergy"),
        ("anti-JCV antibody", "anti-JCV antibody"),
        ("pH and more", "pH and more"),
        ("{therapy} waits", "{therapy} waits"),
        ("And so on ...", "And so on ..."),
        (".", "."),
    ],
)
def test_how_a_title_is_mended(title: str, mended: str) -> None:
    assert title_style.corrected(title) == mended


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("labels say so", "Labels say so."),
        ("Labels say so (both)", "Labels say so (both)."),
        ("Do labels say so?", "Do labels say so?"),
        ("Labels say so.", "Labels say so."),
        ("TNF is known", "TNF is known."),
    ],
)
def test_how_a_sentence_is_mended(text: str, mended: str) -> None:
    assert sentence_style.corrected(text) == mended


def test_where_files_lie_that_findings_are_about() -> None:
    """Those of the shipped rules lie where the rules are shipped, whatever they are called; others lie where their names say."""
    findings = [LintFinding("x", Severity.NOTE, Place(name), "m") for name in ("rules/pack.yaml", "scenarios/a.json")]
    found = paths_of(LintOrder(), findings)
    assert found == {"rules/pack.yaml": shipped("rules") / "pack.yaml", "scenarios/a.json": Path("scenarios/a.json")}
    assert paths_of(LintOrder(Path("rules")), findings[:1]) == {"rules/pack.yaml": Path("rules/pack.yaml")}


def test_a_pathway_without_therapies_is_looked_at(tmp_path: Path) -> None:
    """Nothing falls over where a pathway names none."""
    pack = planted(tmp_path, Witness("", SAFETY, GRASS, "", ""), GRASS.replace("  - ", "- ").replace("\n    ", "\n  "))
    (pack / "empty.yaml").write_text(
        "diseases:\n  sea_fever: {label: sea fever}\npathway: {id: sea_fever, title: Sea fever, diseases: [sea_fever]}\n"
    )
    assert looked_at(pack).findings == ()
