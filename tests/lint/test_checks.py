"""The ledger of checks: each has a page, a witness that it finds and nothing else does, and a near miss that nothing finds."""

import re
from pathlib import Path

import pytest

from infusion_pathways.lint.ledger import CHECKS
from tests.conftest import ROOT
from tests.lint.witnesses import CLEAN, WITNESSES, Witness, looked_at, planted

PAGES = ROOT / "docs" / "checks"
HEADINGS = ["## Summary", "## Avoid", "## Prefer", "## Why"]
each_check = pytest.mark.parametrize("id", CHECKS)
each_witness = pytest.mark.parametrize("witness", WITNESSES, ids=[witness.check for witness in WITNESSES])


def test_every_check_has_one_witness_and_one_page() -> None:
    """No check goes without, and no page or witness outlives its check."""
    assert sorted(witness.check for witness in WITNESSES) == list(CHECKS)
    assert {page.stem for page in PAGES.glob("*.md")} - {"README"} == set(CHECKS)


@each_check
def test_a_check_is_named_plainly(id: str) -> None:
    """Lower-case words joined by hyphens; one line without a full stop; the page where it says."""
    check = CHECKS[id]
    assert re.fullmatch(r"[a-z]+(-[a-z]+)+", id)
    assert check.id == id
    assert check.summary[0].islower()
    assert not check.summary.endswith(".")
    assert (ROOT / check.page).is_file()


def test_the_clean_pack_is_clean() -> None:
    """What the witnesses start from has no finding, not even an allowed one, and every check looked at it."""
    looked = looked_at(CLEAN)
    assert looked.findings == looked.allowed == ()
    assert [check.id for check in looked.checks] == list(CHECKS)
    assert looked.left_out == ()


@each_witness
def test_a_witness_is_found_by_its_check_and_nothing_else(witness: Witness, tmp_path: Path) -> None:
    """One finding, of the check's level, at the file that was edited; the check alone finds it as well."""
    pack = planted(tmp_path, witness, witness.avoid)
    found = looked_at(pack).findings
    assert [finding.check for finding in found] == [witness.check]
    assert found[0].level is CHECKS[witness.check].level
    assert found[0].page == f"docs/checks/{witness.check}.md"
    assert looked_at(pack, witness.check, "title-style").findings == found


@each_witness
def test_a_finding_stands_where_the_edit_is(witness: Witness, tmp_path: Path) -> None:
    """The place names a line that exists, with that text, in the file: the edit, unless it leads to a finding elsewhere."""
    pack = planted(tmp_path, witness, witness.avoid)
    place = looked_at(pack).findings[0].place
    lines = Path(place.file).read_text().split("\n")
    assert lines[place.line - 1] == place.text
    assert 1 <= place.column <= len(place.text)
    elsewhere = {"source-never-cited", "missing-code", "claim-never-cited", "number-without-source", "therapy-without-safety"}
    elsewhere |= {"therapy-without-screening", "conflicting-arguments"}
    if witness.check not in elsewhere:
        assert any(line.strip() and line.strip() in place.text for line in witness.avoid.splitlines())


@each_witness
def test_a_near_miss_is_found_by_nothing(witness: Witness, tmp_path: Path) -> None:
    """What the page prefers differs from what it avoids, and has no finding."""
    assert witness.prefer != witness.avoid
    assert looked_at(planted(tmp_path, witness, witness.prefer)).findings == ()


@each_witness
def test_messages_keep_the_grammar(witness: Witness, tmp_path: Path) -> None:
    """Small first letter or a backtick, no full stop, one line, even backticks; help too."""
    for finding in looked_at(planted(tmp_path, witness, witness.avoid), witness.check).findings:
        for text in (finding.message, finding.help):
            assert text[0].islower() or text[0] == "`"
            assert not text.endswith((".", " ", ":"))
            assert text.isprintable()
            assert text.count("`") % 2 == 0


@each_witness
def test_every_page_has_the_four_parts_and_shows_the_witness(witness: Witness) -> None:
    """Summary, avoid, prefer, why, in this sequence; the examples are the witness and the near miss."""
    text = (PAGES / f"{witness.check}.md").read_text()
    assert text.startswith(f"# {witness.check}\n")
    assert re.findall(r"^## .*$", text, flags=re.MULTILINE) == HEADINGS
    _, summary, avoid, prefer, why = re.split(r"^## .*$", text, flags=re.MULTILINE)
    assert len(summary.split()) > 5
    assert len(why.split()) > 10
    for part, example in ((avoid, witness.avoid), (prefer, witness.prefer)):
        assert re.findall(r"^```\w+\n(.*?)^```$", part, flags=re.MULTILINE | re.DOTALL) == [f"{example.rstrip()}\n"]
    assert len(text.splitlines()) < 60


def test_the_table_of_checks_is_that_of_the_ledger() -> None:
    """One row for each check, in the sequence of the ledger, with its level, its line and what it needs."""
    rows = re.findall(
        r"^\| \[(.+?)\]\((.+?)\.md\) \| (.+?) \| (.+?) \| (.+?) \|$", (PAGES / "README.md").read_text(), re.MULTILINE
    )
    assert [(id, link, level, summary) for id, link, level, summary, _ in rows] == [
        (check.id, check.id, check.level.value, check.summary) for check in CHECKS.values()
    ]
    for id, _, _, _, needs in rows:
        check = CHECKS[id]
        said = [need.value for need in sorted(check.needs, key=lambda need: need.value)] + ["`--fix`"] * check.mends
        assert needs == (", ".join(said) or "–")
