"""The pages of docs/properties: one for each property, in one layout, with refutations that are real."""

import io
import re
from collections.abc import Sequence
from typing import Any

import pytest
import yaml

from infusion_pathways.document.blocks import NOTICE
from infusion_pathways.document.text import write_blocks
from infusion_pathways.meaning import verdicts
from infusion_pathways.prove import safety_properties as safety
from infusion_pathways.prove.report import blocks
from infusion_pathways.prove.run import PROPERTIES, ProofTask, run_task
from infusion_pathways.prove.verification import ProofResult, ProofStatus
from infusion_pathways.solver.z3_solver import Budget
from tests.conftest import ROOT
from tests.prove.faults import BY_NAME, pack_with, proved
from tests.prove.sound import entries_of
from tests.prove.test_faults import TABLES, never_ruled_out

PAGES = ROOT / "docs" / "properties"
HEADINGS = ["## What it says", "## Why it matters", "## A refutation", "## What to do"]
# The page of this one says why nothing refutes it.
NEVER_REFUTED = {"one-verdict"}

each_property = pytest.mark.parametrize("property", PROPERTIES)


def page(name: str) -> str:
    """The text of a page."""
    return (PAGES / f"{name}.md").read_text()


def planted(name: str) -> tuple[str, str]:
    """What a page says it has planted: a fault of the sound pack, or one of a table; and its name."""
    ((kind, fault),) = re.findall(r"^<!-- (fault|table): (.*) -->$", page(name), re.MULTILINE)
    return kind, fault


def refuted_part(results: Sequence[ProofResult]) -> str:
    """What the report shows of refuted statements, as text."""
    out = io.StringIO()
    write_blocks(blocks(pack_with(), [r for r in results if r.status is ProofStatus.REFUTED], [], False), out, False, 80)
    return out.getvalue().partition("\nRefuted\n")[2].partition("\nProperties\n")[0]


def test_every_property_has_a_page_and_every_page_a_property() -> None:
    """No property without a page, no page that outlives its property."""
    assert {path.stem for path in PAGES.glob("*.md")} - {"README"} == set(PROPERTIES)


@each_property
def test_every_page_has_the_same_layout(property: str) -> None:
    """The name, what is stated in the words of the report, then what it says exactly, why, a refutation, what to do; short."""
    lines = page(property).splitlines()
    words = PROPERTIES[property]
    assert lines[:4] == [f"# {property}", "", f"{words[:1].upper()}{words[1:]}.", ""]
    assert [line for line in lines if line.startswith("## ")] == HEADINGS
    assert len(lines) <= 45
    parts = re.split(r"^## .*$", re.sub(r"^```.*?^```$|^<!--.*-->$", "", page(property), flags=re.M | re.S), flags=re.M)
    says, why, _, do = (" ".join(part.split()) for part in parts[1:])
    assert all(len(part) > 80 and part.endswith(".") for part in (says, why, do))


@each_property
def test_the_refutation_is_real(property: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a page shows is what the report shows today when the fault is planted, whole statements of this property."""
    if property in NEVER_REFUTED:
        assert "```" not in page(property)
        return
    kind, fault = planted(property)
    (shown,) = re.findall(r"^```text\n(.*?)^```$", page(property), re.MULTILINE | re.DOTALL)
    if kind == "fault":
        results: Sequence[ProofResult] = proved(fault)
    elif property == "learning-as-allowed":
        monkeypatch.setattr(safety, "allowed_verdict_changes", never_ruled_out)
        results = list(run_task(pack_with(), ProofTask("harbour_fever", "learning"), Budget()))
    else:
        monkeypatch.setattr(verdicts, "VERDICT_TABLE", {name: table for name, table, _ in TABLES}[fault])
        results = list(run_task(pack_with(), ProofTask("harbour_fever", "candidates"), Budget(), [property]))
    told = refuted_part(results)
    assert {result.property for result in results if result.status is ProofStatus.REFUTED} == {property}
    statements = [f"  refuted {text}" for text in re.split(r"^  refuted ", told, flags=re.MULTILINE)[1:]]
    assert shown.rstrip("\n") in [statement.rstrip("\n") for statement in statements]
    if kind == "fault":
        assert len(statements) == 1


@each_property
def test_the_fault_on_a_page_is_the_one_planted(property: str) -> None:
    """The YAML beside a refutation is the faulty entry as the test plants it, what was changed included."""
    blocks_of_yaml = re.findall(r"^```yaml\n(.*?)^```$", page(property), re.MULTILINE | re.DOTALL)
    if property in NEVER_REFUTED or planted(property)[0] == "table":
        assert not blocks_of_yaml
        return
    change = BY_NAME[planted(property)[1]].change
    ((section, entries),) = change.items()
    ((name, keys),) = entries.items()
    shown: dict[str, Any] = yaml.safe_load(*blocks_of_yaml)
    entry = entries_of(change, section)[name]
    assert shown == {key: entry[key] for key in shown}
    of_any_rule = {"title", "lens", "because", "cites"} if "title" in (keys or {}) else set()
    assert {key for key, value in (keys or {}).items() if value is not None} - of_any_rule <= set(shown)
    assert not {key for key, value in (keys or {}).items() if value is None} & set(shown)


def test_the_index_lists_every_page_once_in_the_order_of_the_report() -> None:
    """Each property with a link, the words of the report and what a refutation shows; the notice stands below."""
    text = (PAGES / "README.md").read_text()
    rows = re.findall(r"^\| \[(.+?)\]\((.+?)\.md\) \| (.+?) \| (.+?) \|$", text, re.MULTILINE)
    assert [(name, words) for name, _, words, _ in rows] == list(PROPERTIES.items())
    assert all(name == link for name, link, *_ in rows)
    assert NOTICE in " ".join(text.split())
