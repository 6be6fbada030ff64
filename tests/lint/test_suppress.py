"""Comments that let a finding stand: where they may be, what they need, and what is no such comment."""

from pathlib import Path

import pytest

from infusion_pathways.lint.run import LintReport
from tests.lint.witnesses import GRASS, SAFETY, Witness, looked_at, planted

ALLOW = "# lint: allow title-style - grass has a small name"


def looked(folder: Path, text: str) -> LintReport:
    """The clean pack with another head of one of its rules."""
    return looked_at(planted(folder, Witness("", SAFETY, GRASS, "", ""), text))


@pytest.mark.parametrize(
    "text",
    [
        f"- id: safety.clovermab.grass_allergy\n  title: grass allergy  {ALLOW}\n",
        f"- id: safety.clovermab.grass_allergy\n  {ALLOW}\n  title: grass allergy\n",
        f"{ALLOW}\n- id: safety.clovermab.grass_allergy\n  title: grass allergy\n",
        f"{ALLOW}\n# another comment\n\n- id: safety.clovermab.grass_allergy\n  title: grass allergy\n",
        f"- id: safety.clovermab.grass_allergy  {ALLOW}\n  title: grass allergy\n",
    ],
)
def test_a_comment_at_the_place_allows(text: str, tmp_path: Path) -> None:
    """On the line, above it, or on or above the rule that it is in."""
    report = looked(tmp_path, text)
    assert report.findings == ()
    assert [(finding.check, finding.allowed) for finding in report.allowed] == [("title-style", "grass has a small name")]


@pytest.mark.parametrize(
    ("text", "checks"),
    [
        (f"- id: safety.clovermab.grass_allergy\n  title: grass allergy\n  {ALLOW}\n", ["allow-of-nothing", "title-style"]),
        (
            "- id: safety.clovermab.grass_allergy\n  title: grass allergy  # lint: allow title-style\n",
            ["allow-without-reason", "title-style"],
        ),
        (
            "- id: safety.clovermab.grass_allergy\n  title: grass allergy  # lint: ignore title-style - no\n",
            ["allow-without-reason", "title-style"],
        ),
        (
            "- id: safety.clovermab.grass_allergy\n  title: grass allergy  # lint: allow sentence-style - no\n",
            ["allow-of-nothing", "title-style"],
        ),
        ("- id: safety.clovermab.grass_allergy\n  title: Grass allergy  # lint: allow nonsense - no\n", ["allow-of-nothing"]),
        (f'- id: safety.clovermab.grass_allergy\n  title: "grass {ALLOW}"\n', ["title-style"]),
        (f"- id: safety.clovermab.grass_allergy\n  title: grass allergy{ALLOW.replace(' ', '')}\n", ["title-style"]),
    ],
)
def test_what_does_not_allow(text: str, checks: list[str], tmp_path: Path) -> None:
    """A comment elsewhere, without a reason, for another check or none; and what stands within a text is no comment."""
    assert sorted(finding.check for finding in looked(tmp_path, text).findings) == checks


def test_nothing_is_said_of_a_check_that_was_not_looked_at(tmp_path: Path) -> None:
    """With `--check` another check's comments are left alone."""
    pack = planted(
        tmp_path,
        Witness("", SAFETY, GRASS, "", ""),
        "- id: safety.clovermab.grass_allergy\n  title: Grass allergy  # lint: allow masked-rule - it is kept for the reader\n",
    )
    assert looked_at(pack, "title-style", "allow-of-nothing").findings == ()
    assert [finding.check for finding in looked_at(pack).findings] == ["allow-of-nothing"]
