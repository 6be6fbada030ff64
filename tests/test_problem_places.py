"""Places and carets point at the right text, all problems of a file come at once, and no file keeps the program busy."""

from pathlib import Path
from typing import NamedTuple

import pytest

from infusion_pathways import Pack, ProblemsFound, load_pack
from infusion_pathways.scenario import parse_scenario
from infusion_pathways.source import Place, Problem, draw
from infusion_pathways.source.reading import parse_json, parse_yaml
from tests.sizes import growth

HEAD = '{"schema": "infusion-pathways/scenario/1", "id": "a", "title": "b",\n'


class Example(NamedTuple):
    """A text and the one problem it gives: code, line, column, and how many characters the caret marks."""

    text: str
    code: str
    line: int
    column: int
    length: int


SCENARIOS = {
    "a value, after a key on the same line": Example(
        HEAD + '"diagnoses": [{"disease": "lantern_fever"}], "patient": {"age_years": -3}}', "impossible-value", 2, 71, 2
    ),
    "a key": Example(HEAD + '"diagnoses": [{"disease": "lantern_fever"}],\n  "treatment": []}', "unknown-key", 3, 3, 11),
    "the second of two keys": Example(HEAD + '"findings": {"a": 1,\n "b": {"c": 1},\n "a": 2}}', "duplicate-key", 4, 2, 3),
    "a key below another of the same name": Example('{"a": {"b": 1},\n "a": {"b": 2}}', "duplicate-key", 2, 2, 3),
    "an entry of a list, after one of a wrong type is mended": Example(
        HEAD + '"diagnoses": [{"disease": "lantern_fever",\n"organ_involvement": ["inner_ear", "gall"]}]}',
        "unknown-name",
        3,
        36,
        6,
    ),
    "the key of an answer about an organ": Example(
        HEAD + '"diagnoses": [{"disease": "lantern_fever",\n"organ_involvement": {"gall": "absent"}}]}', "unknown-name", 3, 23, 6
    ),
    "the key of an expected verdict": Example(
        HEAD + '"diagnoses": [{"disease": "lantern_fever"}],\n"expect": {"verdicts": {"wikimab": "candidate"}}}',
        "unknown-therapy",
        3,
        25,
        9,
    ),
    "the words in a text that tell who it is": Example(
        HEAD + '"diagnoses": [{"disease": "lantern_fever"}],\n"narrative": "Seen by Mrs Person twice."}',
        "identifying-data",
        3,
        23,
        10,
    ),
    "a whole object, up to the end of its line": Example(
        HEAD + '"diagnoses": [{\n"activity": "blazing"}]}', "missing-key", 2, 15, 1
    ),
    "the first bracket, where something is missing altogether": Example("{\n}", "missing-diagnosis", 1, 1, 1),
    "after a tab": Example(HEAD + '\t"diagnoses": [{"disease":\t"dragon_pox"}]}', "unknown-disease", 2, 28, 12),
    "after characters of several bytes": Example(
        HEAD + '"narrative": "Ä😀ö", "diagnoses": [{"disease": "dragon_pox"}]}', "unknown-disease", 2, 47, 12
    ),
    "after an escaped pair of surrogates": Example(
        HEAD + '"narrative": "\\ud83d\\ude00", "diagnoses": [{"disease": "dragon_pox"}]}', "unknown-disease", 2, 56, 12
    ),
    "in a file with the line ends of Windows": Example(
        HEAD.replace("\n", "\r\n") + '"diagnoses": [{"disease":\r\n"dragon_pox"}]}\r\n', "unknown-disease", 3, 1, 12
    ),
    "a number that is none": Example(HEAD + '"measures": {"glow_score":\n -Infinity}}', "not-a-finite-number", 3, 2, 9),
    "where a comma is missing": Example('{"a": 1\n "b": 2}', "not-json", 2, 2, 1),
    "after the last character, where the end is missing": Example('{"a": [1, 2\n\n', "not-json", 1, 12, 1),
    "where the nesting gets too deep": Example('{"a":\n' + "[" * 60, "too-deep", 2, 40, 1),
}


@pytest.mark.parametrize("what", SCENARIOS)
def test_a_problem_of_a_scenario_is_shown_in_its_place(what: str, tiny_pack: Pack) -> None:
    """Line, column and length of the caret are those of the words concerned, counted in characters."""
    example = SCENARIOS[what]
    problems = _problems_of(example.text, tiny_pack)
    found = [Example(example.text, p.code, p.place.line, p.place.column, p.place.length) for p in problems]
    assert example in found
    assert len(found) == 1 or what.startswith("the first bracket")


def _problems_of(text: str, pack: Pack) -> tuple[Problem, ...]:
    with pytest.raises(ProblemsFound) as raised:
        parse_scenario(parse_json("patient.json", text), pack)
    return raised.value.problems


PACK_HEAD = "pack: {id: a, version: 1.0.0, title: b}\nreferences: {R1: {title: c, grade: R}}\n"
RULE = (
    "diseases: {d: {label: d}}\ntherapies: {t: {label: t, infusion: true}}\n"
    "pathway: {id: p, title: p, diseases: [d], therapies: [t]}\nrules:\n- id: a.b\n  title: c\n  lens: label\n"
)
PACKS = {
    "a key": Example(PACK_HEAD + "diseases:\n  d:\n    label: d\n    lable: e\n", "unknown-key", 6, 5, 5),
    "a name": Example(PACK_HEAD + "diseases:\n  Big-D: {label: d}\n", "bad-id", 4, 3, 5),
    "a test that does not exist": Example(
        PACK_HEAD + RULE + "  when:\n    all:\n    - always: true\n    - findings: x\n"
        "  then: {supports: t}\n  because: d\n  cites: [R1]\n",
        "unknown-test",
        13,
        7,
        8,
    ),
    "a name in a list in a condition": Example(
        PACK_HEAD + RULE + "  when: {diagnosis: [d, e]}\n  then: {supports: t}\n  because: d\n  cites: [R1]\n",
        "unknown-name",
        10,
        25,
        1,
    ),
    "a cite in a list": Example(
        PACK_HEAD + RULE + "  when: {always: true}\n  then: {supports: t}\n  because: d\n  cites: [R1, R9]\n",
        "unresolved-cite",
        13,
        15,
        2,
    ),
    "a dose within a sentence": Example(
        PACK_HEAD + RULE + "  when: {always: true}\n  then: {supports: t}\n  because: Given as 5 mg.\n  cites: [R1]\n",
        "dose-in-text",
        12,
        21,
        4,
    ),
    "a rule without its reason": Example(
        PACK_HEAD + RULE + "  when: {always: true}\n  then: {supports: t}\n  cites: [R1]\n", "missing-because", 7, 3, 7
    ),
    "an anchor": Example(PACK_HEAD + "claims: &all {}\n", "yaml-alias", 3, 9, 4),
    "a bracket that is never closed": Example(PACK_HEAD + "diseases: {d: {label: d}\n\n", "not-yaml", 3, 11, 1),
}


@pytest.mark.parametrize("what", PACKS)
def test_a_problem_of_a_pack_is_shown_in_its_place(what: str, tmp_path: Path) -> None:
    """Line, column and length of the caret are those of the words concerned, whatever form of YAML they stand in."""
    example = PACKS[what]
    (tmp_path / "pack.yaml").write_text(example.text)
    with pytest.raises(ProblemsFound) as raised:
        load_pack(tmp_path)
    found = [Example(example.text, p.code, p.place.line, p.place.column, p.place.length) for p in raised.value.problems]
    assert found == [example]


def test_a_problem_is_drawn_with_its_line_and_a_caret() -> None:
    """The picture: place, code and message; the line; the caret below the words; why; help."""
    problem = Problem("a-code", "something", Place("a.json", 12, 4, 3, "one two three"), help="mend it", why="it matters")
    assert draw(problem).split("\n") == [
        "a.json:12:4: a-code: something",
        "  12 | one two three",
        "     |    ^^^",
        "  why:  it matters",
        "  help: mend it",
    ]


def test_the_caret_stands_below_its_words_behind_wide_and_combining_characters() -> None:
    """A caret is moved by the cells that a terminal gives to the text before it."""
    wide = Problem("a-code", "something", Place("a.json", 1, 4, 2, "発熱 ab"))
    combining = Problem("a-code", "something", Place("a.json", 1, 4, 2, "e\u0301 ab"))
    assert draw(wide).split("\n")[2] == "    |      ^^"
    assert draw(combining).split("\n")[2] == "    |   ^^"


def test_of_a_long_line_the_part_around_the_problem_is_shown() -> None:
    """A line of a thousand characters is cut, and the caret still marks the words."""
    problem = Problem("a-code", "something", Place("a.json", 1, 601, 4, "x" * 600 + "here" + "x" * 400))
    _, line, caret = draw(problem).split("\n")
    assert len(line) == len("  1 | ") + 110
    assert line[caret.index("^") : caret.rindex("^") + 1] == "here"


def test_all_problems_of_a_scenario_come_at_once(tiny_pack: Pack) -> None:
    """A file with five things wrong gives five problems, in the order of their places."""
    text = (
        HEAD + '"tag": ["x"],\n"patient": {"age_years": 300},\n"diagnoses": [{"disease": "dragon_pox"}],\n'
        '"treatments": [{"therapy": "wikimab"}],\n"findings": {"soot_antibodies": 3}}'
    )
    found = [(p.code, p.place.line) for p in _problems_of(text, tiny_pack)]
    assert found == [
        ("unknown-key", 2),
        ("impossible-value", 3),
        ("unknown-disease", 4),
        ("unknown-therapy", 5),
        ("wrong-type", 6),
    ]


def test_all_problems_of_a_pack_come_at_once(tmp_path: Path) -> None:
    """Problems in several files of a pack are told together, file by file."""
    (tmp_path / "b.yaml").write_text("diseases: {d: {lable: d}}\n")
    (tmp_path / "a.yaml").write_text("therapies: {t: {label: t}}\nflags: 3\n")
    with pytest.raises(ProblemsFound) as raised:
        load_pack(tmp_path)
    found = [(Path(p.place.file).name, p.code, p.place.line) for p in raised.value.problems]
    assert found == [
        ("a.yaml", "missing-key", 1),
        ("a.yaml", "wrong-type", 2),
        ("b.yaml", "missing-key", 1),
        ("b.yaml", "unknown-key", 1),
    ]


def test_very_many_problems_are_cut_short_and_counted(tiny_pack: Pack) -> None:
    """Of very many problems the first hundred are shown, and one line says that there are more; it takes no time either."""

    def found(keys: int) -> list[Problem]:
        return _problems_of("{" + ",".join(f'"key_{n}": {n}' for n in range(keys)) + "}", tiny_pack)

    problems = found(60_000)
    assert growth(found, 7_500) < 40
    assert len(problems) == 101
    assert problems[0].code == "too-many-problems"


def test_a_name_with_a_line_break_forges_no_second_message(tiny_pack: Pack) -> None:
    """Whatever a file says, a message stays on its line and holds no character that steers a terminal."""
    text = HEAD + '"diagnoses": [{"disease": "lantern_fever"}], "x\\ny.json:1:1: \\u001b[31mfine": 1}'
    (problem,) = _problems_of(text, tiny_pack)
    assert "\n" not in problem.message
    assert problem.message.isprintable()
    assert len(draw(problem).split("\n")) == 4


@pytest.mark.parametrize("text", ['"' + '\\"' * 500_000, "[" * 1_000_000, '{"a": "' + "[" * 900_000, "[" + "0," * 500_000 + "]"])
def test_a_text_that_only_looks_like_json_takes_no_time(text: str, tiny_pack: Pack) -> None:
    """Reading is linear: a mebibyte of quotes, brackets or numbers is refused in time that is in proportion."""
    assert growth(lambda size: _problems_of(text[:size], tiny_pack), len(text) // 8) < 40


@pytest.mark.parametrize("text", ["[" * 200_000, "- " * 100_000, "{a: " * 100_000, "? " * 100_000])
def test_deep_yaml_is_refused_before_it_can_crash_the_reader(text: str) -> None:
    """A YAML file nested a hundred thousand levels deep is a problem, not a crash of the process."""
    with pytest.raises(ProblemsFound) as raised:
        parse_yaml("pack.yaml", text.encode())
    assert [problem.code for problem in raised.value.problems] == ["too-deep"]
