"""The trace and its readings: three wordings of not-knowing, pointers that lead to the value, notice, schema, same bytes."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from infusion_pathways import Pack, Scenario, Trace, advise
from infusion_pathways.document.blocks import NOTICE, Detail, Entry, Heading
from infusion_pathways.scenario import parse_scenario
from infusion_pathways.source import Document
from infusion_pathways.trace.outline import outline
from infusion_pathways.trace.plain import json_of, trace_schema
from infusion_pathways.trace.readings import markdown_of, text_of
from infusion_pathways.trace.tree import Value

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "scenarios" / "rheumatoid_arthritis" / "ra-methotrexate-and-sulfasalazine-failure.json"


def told(pack: Pack, **changes: Any) -> Trace:
    """The trace of the README's patient with some of the file changed."""
    return advise(pack, parse_scenario(Document("test", "", {**json.loads(EXAMPLE.read_text()), **changes}), pack))


@pytest.fixture(scope="module")
def traces(shipped_pack: Pack, shipped_scenarios: list[Scenario]) -> list[Trace]:
    return [advise(shipped_pack, scenario, "direct") for scenario in shipped_scenarios]


def test_the_outcome_comes_first_in_one_sentence(shipped_pack: Pack) -> None:
    """The text opens with the outcome and one plain sentence."""
    lines = text_of(told(shipped_pack)).splitlines()
    assert lines[0] == "INFUSION CANDIDATES"
    assert lines[1] == "For rheumatoid arthritis the reasons for an infusion are met, and infliximab"
    assert lines[2] == "comes into question."


@pytest.mark.parametrize("detail", list(Detail))
def test_the_notice_is_in_every_reading(detail: Detail, shipped_pack: Pack) -> None:
    """Short, standard and full, text, Markdown and JSON: each ends in the educational notice or carries it."""
    trace = told(shipped_pack)
    assert " ".join(text_of(trace, detail).split()).endswith(NOTICE)
    assert markdown_of(trace, detail).rstrip().endswith(f"*{NOTICE}*")
    assert json.loads(json_of(trace))["notice"] == NOTICE


def test_lengths_grow(shipped_pack: Pack) -> None:
    """Each length says more than the one before; full names every rule, short fits on a slide."""
    short, standard, full = (text_of(told(shipped_pack), detail) for detail in Detail)
    assert len(short.splitlines()) < 40
    assert len(short) < len(standard) < len(full)
    assert "rule ra.infliximab.dmard_failure (document)" in " ".join(full.split())


def test_text_wraps_at_80_columns(traces: list[Trace]) -> None:
    """No line is wider than 80 columns, but for a single word that cannot be broken."""
    for trace in traces:
        for line in text_of(trace, Detail.FULL).splitlines():
            assert len(line) <= 80 or " " not in line.strip(), line
            assert line == line.rstrip()


def test_three_wordings_of_not_knowing(shipped_pack: Pack) -> None:
    """Not recorded, asked but not known, and known to be absent are told apart in words; the first two are both unknown."""
    findings = {"hepatitis_b": None, "demyelinating_disease": "unknown", "active_tuberculosis": "absent"}
    trace = told(shipped_pack, findings=findings)
    infliximab = next(t for d in trace.diagnoses for t in d.therapies if t.therapy == "infliximab")
    gaps = {gap.fact: gap.words for argument in infliximab.unknown for gap in argument.gaps}
    assert gaps["finding.hepatitis_b"] == "hepatitis B: asked, not known"
    assert gaps["finding.demyelinating_disease"] == "demyelinating disease: asked, not known"
    assert gaps["finding.heart_failure"] == "heart failure: not recorded"
    known = {
        v.words
        for t in told(shipped_pack, findings={"radiographic_progression": "absent"}).diagnoses[0].therapies
        for a in t.closed
        for v in a.values
    }
    assert "joint damage progressing on imaging: known to be absent" in known


def test_unknown_is_never_worded_as_no(traces: list[Trace]) -> None:
    """No gap says "no", "none", "negative" or "absent"."""
    for trace in traces:
        for gap in (g for d in trace.diagnoses for t in d.therapies for a in t.unknown for g in a.gaps):
            assert not {"no", "none", "negative", "absent"} & set(gap.words.rpartition(": ")[2].split()), gap


def test_pointers_lead_to_the_values(shipped_pack: Pack, shipped_scenarios: list[Scenario], shipped_files: list[Path]) -> None:
    """Every value in a trace is what stands in the scenario file at its pointer (an accepted spelling stands for its name)."""
    checked = 0
    for path, scenario in zip(shipped_files, shipped_scenarios, strict=True):
        raw = json.loads(path.read_text())
        for value in values_of(advise(shipped_pack, scenario, "direct")):
            found = resolve(raw, value.pointer)
            if isinstance(value.value, tuple):
                assert len(found) == len(value.value), (path.stem, value)
            elif found != value.value:
                assert same_name(shipped_pack, found, value.value), (path.stem, value, found)
            checked += 1
    assert checked > 5_000


def values_of(trace: Trace) -> list[Value]:
    groups = ("supporting", "against", "unmet", "met", "cautions", "notes", "closed")
    return [v for d in trace.diagnoses for t in d.therapies for g in groups for a in getattr(t, g) for v in a.values]


def resolve(raw: Any, pointer: str) -> Any:
    for part in pointer.strip("/").split("/"):
        raw = raw[int(part)] if isinstance(raw, list) else raw[part]
    return raw


def same_name(pack: Pack, found: Any, name: Any) -> bool:
    if isinstance(found, list):
        return found == [name] or name in found
    return any(aliases.get(str(found)) == name for aliases in pack.vocabulary.aliases.values()) or name == "absent"


def test_json_follows_its_schema(traces: list[Trace]) -> None:
    """Every trace is valid against `pathways schema trace`; an invented key is not."""
    validator = jsonschema.Draft202012Validator(trace_schema())
    for trace in traces[::5]:
        validator.validate(json.loads(json_of(trace)))
    broken = json.loads(json_of(traces[0])) | {"dose": 1}
    assert not validator.is_valid(broken)


def test_the_same_input_gives_the_same_bytes() -> None:
    """Two processes with different hash seeds print the same JSON and the same full text."""

    def run(seed: str, *options: str) -> bytes:
        command = [sys.executable, "-c", "from infusion_pathways.cli import main; main()", "run", str(EXAMPLE), *options]
        return subprocess.run(command, capture_output=True, check=True, env={**os.environ, "PYTHONHASHSEED": seed}).stdout

    for options in (("--format", "json"), ("--detail", "full"), ("--format", "markdown")):
        assert run("1", *options) == run("2", *options)


def test_markdown_escapes_what_a_scenario_says(shipped_pack: Pack) -> None:
    """A title full of markup comes out as text."""
    trace = told(
        shipped_pack, title="<script>alert(1)</script> **bold** [link](http://x) `code` | # h", narrative="1. one\n- two\n<b>"
    )
    text = markdown_of(trace)
    assert "\\<script\\>alert(1)\\</script\\> \\*\\*bold\\*\\* \\[link\\]" in text
    assert "\n- two" not in text
    assert "\\<b\\>" in text


def test_text_cannot_steer_the_terminal(shipped_pack: Pack) -> None:
    """Escape sequences, bidirectional marks and bells of a scenario are replaced."""
    text = text_of(told(shipped_pack, title="\x1b[31mred\x07 \u202eright to left\u202c [bold]markup[/bold]"), Detail.FULL)
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "\u202e" not in text
    assert "[bold]markup[/bold]" in text


def test_what_is_shared_is_told_once(shipped_pack: Pack) -> None:
    """In the standard reading, a note on all therapies stands once, under its own heading."""
    blocks = outline(told(shipped_pack), Detail.STANDARD)
    assert Heading(3, "For all of these") in blocks
    shared = [b for b in blocks if isinstance(b, Entry) and b.text.startswith("The ACR would add a biologic")]
    assert len(shared) == 1


def test_therapies_without_a_reason_have_one_line(shipped_pack: Pack) -> None:
    """Infusions the document names for other diseases are listed in a line each, with where it does."""
    lines = {item.therapy: item.line for item in told(shipped_pack).not_considered}
    assert lines["belimumab"] == (
        "belimumab: the document does not name it for rheumatoid arthritis (it does for systemic lupus erythematosus)"
    )
    assert set(lines) == {"belimumab", "natalizumab", "ocrelizumab", "vedolizumab"}


def test_questions_are_ordered_by_what_they_decide(shipped_pack: Pack) -> None:
    """With activity and history unknown, these two are asked first; screening comes after them."""
    trace = told(shipped_pack, diagnoses=[{"disease": "ra"}], treatments="unknown", findings={}, measures={})
    assert trace.outcome.code == "insufficient_information"
    first = [ask.name for ask in trace.asks[:4]]
    assert {"activity", "treatments"} <= set(first)
    weights = [ask.weight for ask in trace.asks]
    assert weights == sorted(weights, reverse=True)
    assert trace.outcome.sentence.startswith("Too little is known to say whether rheumatoid arthritis calls for an infusion")


def test_both_sides_of_a_discrepancy_are_shown(shipped_pack: Pack) -> None:
    """What the document says and what the label says stand beside each other."""
    text = " ".join(text_of(told(shipped_pack)).split())
    assert "D01 Adalimumab is not an infusion (severity A) · document: " in text
    assert "· label or guideline: Adalimumab products are labelled for injection under the skin" in text
