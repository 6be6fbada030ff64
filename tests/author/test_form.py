"""`pathways fmt`: the same value, the same comments, one form, and the same again when it is done twice."""

import random
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from infusion_pathways import ProblemsFound
from infusion_pathways.author.formatter import format_text, format_yaml
from infusion_pathways.author.key_order import CONDITION, CONDITIONS, KINDS, TREATMENT, keys_at
from infusion_pathways.author.yaml_tree import comments_of
from infusion_pathways.source.positions import yaml_value
from tests.conftest import ROOT
from tests.sizes import sized

RULES = sorted((ROOT / "rules").rglob("*.yaml"))
WIDEST = 130

WORDS = (
    "the",
    "infusion",
    "well: then",
    "a, b",
    "# no comment",
    "it's",
    'a "word"',
    "x" * 60,
    "é",
    "-",
    "[1]",
    "{therapy}",
    "no",
)
TEXTS = st.one_of(
    st.sampled_from(["", " ", "yes", "1", "1.5", "null", "~", "a: b", "- a", "#a", "a #b", "ends:", "2001-01-01", "a\tb", "! x"]),
    st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join),
    st.lists(st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join), max_size=4).map("\n".join),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
)
LEAVES = st.one_of(TEXTS, st.booleans(), st.none(), st.integers(-9, 9), st.sampled_from([0.5, -2.25, 1e300]))
KEYS = st.one_of(
    st.sampled_from(
        ["id", "title", "when", "because", "cites", "finding", "is", "all", "treatment", "ongoing", "class", "1", "no"]
    ),
    TEXTS.filter(lambda text: len(text) < 100),
)
VALUES = st.recursive(
    LEAVES, lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=4)), max_leaves=20
)
SECTIONS = st.sampled_from(["rules", "findings", "pathway", "invariants", "misconceptions", "anything"])
PACK_FILES = st.dictionaries(SECTIONS, VALUES, min_size=1, max_size=4)


def value_of(text: str) -> Any:
    """The value of a YAML text; None where it is none."""
    value, faults = yaml_value(text, 40)
    return None if faults else value


def with_comments(text: str, dice: random.Random, wanted: int) -> str:
    """The text with comments put in at places found by throwing dice, wherever they leave its value as it is."""
    value = value_of(text)
    for number in range(wanted):
        for _ in range(20):
            at = dice.choice([dice.randrange(len(text) + 1), *(found.end() for found in re.finditer(r"[:,\[{}\]-]", text))])
            before = dice.choice([" ", "  ", "\n", "\n" + " " * dice.randrange(9), "\n\n"])
            after = "\n" + " " * dice.choice([0, 2, 4, 6, dice.randrange(9)]) * dice.randrange(2)
            tried = f"{text[:at]}{before}# {number}: {{not}} 'a' value{after}{text[at:]}"
            if value_of(tried) == value and len(comments_of(tried)) == len(comments_of(text)) + 1:
                text = tried
                break
    return text


def check(text: str) -> str:
    """The text in form, after all that must hold of it."""
    now = format_yaml("file.yaml", text.encode("utf-8"))
    assert value_of(now) == value_of(text)
    assert comments_of(now) == comments_of(text)
    assert format_yaml("file.yaml", now.encode("utf-8")) == now
    return now


@given(PACK_FILES, st.sampled_from([None, True, False]), st.sampled_from([20, 80, 1000]), st.integers(2, 6), st.randoms())
@settings(max_examples=sized(60, 300))
def test_any_file_keeps_its_value_and_its_comments(
    value: dict[str, Any], flow: bool | None, width: int, indent: int, dice: random.Random
) -> None:
    """Whatever a file says, however it is written, wherever its comments stand."""
    text = yaml.safe_dump(value, default_flow_style=flow, width=width, indent=indent, allow_unicode=True, sort_keys=False)
    if value_of(text) is not None:
        check(with_comments(text, random.Random(dice.random()), 6))


@given(st.sampled_from(RULES), st.randoms())
@settings(max_examples=sized(15, 60))
def test_comments_anywhere_in_a_shipped_file_are_kept(path: Path, dice: random.Random) -> None:
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    start = next(i for i, line in enumerate(lines) if re.match(r"[a-z]", line))
    check(with_comments("".join(lines[start : start + 60]), random.Random(dice.random()), 8))


def form(text: str) -> str:
    return format_yaml("file.yaml", text.encode("utf-8"))


@pytest.mark.parametrize(
    ("given_text", "wanted"),
    [
        pytest.param(
            "flags:\n    A:   { label: 'a b' ,  note: \"n\" }\n", 'flags:\n  A: {label: a b, note: "n"}\n', id="spaces-quotes"
        ),
        pytest.param("organs: {a: {label: one}}\n", "organs: {a: {label: one}}\n", id="brackets-stay"),
        pytest.param("organs:\n  a:\n    label: one\n", "organs:\n  a:\n    label: one\n", id="no-brackets-stay"),
        pytest.param(
            "organs:\n  a: {}\n  b: {label: 'it is: so'}\n", 'organs:\n  a: {}\n  b: {label: "it is: so"}\n', id="needed-quotes"
        ),
        pytest.param('pack: {title: "say \\"so\\""}\n', 'pack: {title: say "so"}\n', id="needless-quotes"),
        pytest.param(
            "rules:\n- title: t\n  id: a.b\n- {id: c.d}\n",
            "rules:\n  - id: a.b\n    title: t\n\n  - {id: c.d}\n",
            id="keys-rules",
        ),
        pytest.param("rules: []\npathway: {title: t, id: i}\n", "rules: []\n\npathway: {id: i, title: t}\n", id="sections-stay"),
        pytest.param("pack: {to_x: 1, id: a}\n", "pack: {id: a, to_x: 1}\n", id="unknown-keys-last"),
        pytest.param(
            "findings: {title: {label: b}, label: {label: a}}\n",
            "findings: {title: {label: b}, label: {label: a}}\n",
            id="names-stay",
        ),
        pytest.param(
            "rules:\n  - when: {all: [{unit: x, measure: m, above: 1}, {treatment: {outcome: o, class: c}}]}\n",
            "rules:\n  - when: {all: [{measure: m, above: 1, unit: x}, {treatment: {class: c, outcome: o}}]}\n",
            id="conditions",
        ),
        pytest.param(
            "pack: {a: yes, b: ~, c: 0x1f, d: 1.50, e: 'on'}\n",
            'pack: {a: true, b: null, c: 0x1f, d: 1.50, e: "on"}\n',
            id="words",
        ),
        pytest.param("a: |\n  one\n   two\nb: >\n  x\n", "a: |\n  one\n   two\n\nb: >\n  x\n", id="lines-of-text"),
        pytest.param("\n\n\na:\n\n\n  b: 1\n\n\n  c: 2\n\n\n", "a:\n  b: 1\n\n  c: 2\n", id="empty-lines"),
        pytest.param("a: 1\r\nb: 2 # c\r\n", "a: 1\n\nb: 2  # c\n", id="line-ends"),
        pytest.param("--- # head\na: 1\n...\n# end\n", "# head\na: 1\n# end\n...\n", id="document-marks"),
    ],
)
def test_the_style(given_text: str, wanted: str) -> None:
    """One example for each rule of the style; each is in form afterwards."""
    assert form(given_text) == wanted
    assert form(wanted) == wanted


@pytest.mark.parametrize(
    ("given_text", "wanted"),
    [
        pytest.param(
            "# head\n\n# of it\na: 1 # beside\n# tail\n", "# head\n\n# of it\na: 1  # beside\n# tail\n", id="head-beside-tail"
        ),
        pytest.param(
            "a: # on a\n  b: 1\n    # deep\n  # end of a\n# of c\nc: 2\n",
            "a:  # on a\n  b: 1\n  # deep\n  # end of a\n\n# of c\nc: 2\n",
            id="depth",
        ),
        pytest.param("a: [b, # one\n  c,\n  # two\n  d]\n", "a:\n  - b  # one\n  - c\n  # two\n  - d\n", id="in-brackets"),
        pytest.param("a: [b] # c\n", "a: [b]  # c\n", id="behind-brackets"),
        pytest.param("a:\n  - # c\n    b: 1\n", "a:\n  # c\n  - b: 1\n", id="behind-a-dash"),
        pytest.param("a: >- # c\n  b\n  d\n", "a: >-  # c\n  b\n  d\n", id="behind-a-header"),
        pytest.param("a:\n  # c\n  b\n", "# c\na: b\n", id="above-a-value"),
        pytest.param("a: [ # c\n]\n", "# c\na: []\n", id="in-empty-brackets"),
        pytest.param(
            "rules:\n  - title: t\n    # i\n    id: a.b # j\n",
            "rules:\n  # i\n  - id: a.b  # j\n    title: t\n",
            id="moves-along",
        ),
        pytest.param("a:\n  - b: '#1' # 2\n", 'a:\n  - b: "#1"  # 2\n', id="a-hash-in-a-text"),
    ],
)
def test_where_comments_go(given_text: str, wanted: str) -> None:
    """A comment stays with what it is about; what brackets cannot hold opens them."""
    assert form(given_text) == wanted
    assert form(wanted) == wanted


def test_long_texts_are_folded_and_keep_the_breaks_that_fit() -> None:
    text = "word " * 60 + "end: so"
    now = form(f'a:\n  because: "{text}"\n')
    assert now.startswith("a:\n  because: >-\n    word word")
    assert all(len(line) <= WIDEST for line in now.splitlines())
    assert value_of(now) == {"a": {"because": text}}
    broken = "a: >-\n  One sentence.\n  Another one.\n"
    assert form(broken) == broken
    assert form(f"a: >-\n  One.\n  {text}\n").splitlines()[1].startswith("  One. word")


def test_brackets_that_do_not_fit_are_opened_one_level_at_a_time() -> None:
    names = [f"therapy_{number}" for number in range(9)]
    text = f"a: {{b: [{', '.join(names)}], c: [{', '.join(names[:3])}]}}\n"
    assert len(text) > WIDEST
    assert form(text) == f"a:\n  b: [{', '.join(names)}]\n  c: [{', '.join(names[:3])}]\n"


def test_a_word_that_cannot_be_broken_stays_on_its_line() -> None:
    text = f"a: https://example.org/{'x' * 200}\n"
    assert form(text) == text


def test_what_would_not_be_kept_is_not_written() -> None:
    """If writing lost a comment, changed a value, or made no YAML at all, the file is refused."""
    data = b"a: 1  # c\n"
    for wrong in ("a: 1\n", "a: 2  # c\n", "a: true  # c\n", "a: [\n", "a: 1  # c\n# c\n"):
        with pytest.raises(ProblemsFound) as found:
            format_yaml("file.yaml", data, lambda _, text=wrong: text)
        assert [problem.code for problem in found.value.problems] == ["not-kept"]


def test_a_file_that_is_no_mapping_is_refused() -> None:
    with pytest.raises(ProblemsFound, match="wrong-type"):
        form("- a\n")


def test_the_shipped_rules_are_in_form() -> None:
    """Nothing in them would be written otherwise: run `pathways fmt`."""
    assert [path.name for path in RULES if format_text(path.name, path.read_bytes()) != path.read_text(encoding="utf-8")] == []


def test_every_key_of_a_pack_file_has_its_place() -> None:
    """The sequence of keys names the keys of the models: none is missing, none is invented."""
    from infusion_pathways.pack import shape, shape_teaching
    from infusion_pathways.pack.conditions import _COMPANIONS, _TREATMENT_KEYS

    models = {
        ("pack",): shape.PackHead, ("claims", "*"): shape.ClaimShape, ("discrepancies", "*"): shape.DiscrepancyShape,
        ("references", "*"): shape.ReferenceShape, ("diseases", "*"): shape.DiseaseShape,
        ("diseases", "*", "subtypes", "*"): shape.SubtypeShape, ("diseases", "*", "activity", "*"): shape.LevelShape,
        ("organs", "*"): shape.WordShape, ("classes", "*"): shape.ClassShape, ("therapies", "*"): shape.TherapyShape,
        ("outcomes", "*"): shape.OutcomeShape, ("findings", "*"): shape.FindingShape,
        ("findings", "*", "values", "*"): shape.ValueShape, ("measures", "*"): shape.MeasureShape,
        ("measures", "*", "bands", "*"): shape.Limits, ("checks", "*"): shape.CheckShape, ("flags", "*"): shape.WordShape,
        ("pathway",): shape.PathwayShape, ("rules", "*"): shape.RuleShape, ("rules", "*", "mechanism"): shape.MechanismShape,
        ("invariants", "*"): shape.InvariantShape, ("accepted", "*"): shape.AcceptedShape,
        ("misconceptions", "*"): shape.MisconceptionShape, ("misconceptions", "*", "reading"): shape_teaching.ReadingShape,
        ("*", "*", "codes", "*"): shape.Code, ("patient", "*", "values", "*"): shape.ValueShape,
        ("patient", "*", "bands", "*"): shape.Limits,
    }  # fmt: skip
    for pattern, model in models.items():
        assert set(KINDS[pattern]) == set(model.model_fields), pattern
        assert len(KINDS[pattern]) == len(model.model_fields)
    assert set(KINDS["patient", "*"]) == {*shape.MeasureShape.model_fields, *shape.FindingShape.model_fields}
    assert set(TREATMENT) == set(_TREATMENT_KEYS)
    assert set(CONDITION) == set().union(*_COMPANIONS.values())
    assert keys_at(("invariants", "x", "when", "not", "treatment")) == TREATMENT
    assert keys_at(("rules", 3, "when", "any", 1)) == CONDITION
    assert all(head[-1] == "when" for head in CONDITIONS)


def test_a_scenario_is_brought_into_form() -> None:
    """Keys in their sequence, short values on one line; names and values as they are, unknown ones too."""
    text = (
        '{"id": "a", "schema": "infusion-pathways/scenario/1",\n "measures": {"b": 5.90, "a": 1}, "odd": [],'
        ' "diagnoses": [{"activity": "x", "disease": "d"}]}'
    )
    wanted = (
        '{\n  "schema": "infusion-pathways/scenario/1",\n  "id": "a",\n  "diagnoses": [{"disease": "d", "activity": "x"}],\n'
        '  "measures": {"b": 5.9, "a": 1},\n  "odd": []\n}\n'
    )
    assert format_text("a.json", text.encode("utf-8")) == wanted
    assert format_text("a.json", wanted.encode("utf-8")) == wanted
