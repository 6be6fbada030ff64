"""What people type where JSON stops: the place is that of what they typed, and the help says what JSON has instead."""

import pytest

from infusion_pathways import ProblemsFound
from infusion_pathways.source.reading import parse_json

QUOTES, POINT, NUMBER = "straight double quotes", "a point stands before decimals", "perhaps a minus before them"
COMMENT, COMMA, UNKNOWN, MARK = "no comments stand in JSON", "remove the comma", "is written `null`", "a colon stands between"
TYPED = {
    "{“a”: 1}": ("“", QUOTES),
    '{"a": ‘x’}': ("‘", QUOTES),
    '{"a": «x»}': ("«", QUOTES),
    '{"a": "x”,\n "b": 1}': ("”", QUOTES),
    '{"a”: "x"}': ("”", QUOTES),
    "{'a': 1}": ("'", QUOTES),
    "{\"a\": 'x'}": ("'", QUOTES),
    '{"a": `x`}': ("`", QUOTES),
    '{"a": "says “hi” \n "}': ("\n", "is written `\\n`"),
    '{"a": 5,9}': ("5,9", POINT),
    '{"a": 5,9, "b": 1}': ("5,9", POINT),
    '{"a": 1,000}': ("1,000", POINT),
    '{"a": .5}': (".5", NUMBER),
    '{"a": 5.}': ("5.", NUMBER),
    '{"a": +5}': ("+5", NUMBER),
    '{"a": 05}': ("05", NUMBER),
    '{"a": <5}': ("<5", NUMBER),
    '{"a": 1.2.3}': ("1.2.3", NUMBER),
    '{"a": 1, // x\n "b": 2}': ("//", COMMENT),
    '{"a": 1 /* x */}': ("/*", COMMENT),
    '{"a": /* x */ 1}': ("/*", COMMENT),
    '# x\n{"a": 1}': ("#", COMMENT),
    '{"a": 1}\n// x': ("//", COMMENT),
    '{"a": "x" # y\n}': ("#", COMMENT),
    '{"a": True}': ("True", "write `true`"),
    '{"a": FALSE}': ("FALSE", "write `false`"),
    '{"a": no}': ("no", "write `false`"),
    '{"a": None}': ("None", UNKNOWN),
    '{"a": [undefined]}': ("undefined", UNKNOWN),
    '{"a": nan}': ("nan", UNKNOWN),
    '{"a": NaN}': ("NaN", '`"unknown"` or `null`'),
    '{"a": -Infinity}': ("-Infinity", '`"unknown"` or `null`'),
    '{"a": ?}': ("?", UNKNOWN),
    '{"a": truee}': ("truee", '`"truee"`'),
    "{a: 1}": ("a", 'write `"a"`'),
    '{"a": 1, a_b : 2}': ("a_b", 'write `"a_b"`'),
    '{"a": lantern fever}': ("lantern", '`"lantern"`'),
    '{"a": 1,}': (",", COMMA),
    '{"a": [1,\n ]\n}': (",", COMMA),
    '{"a": 1,, "b": 2}': (",", COMMA),
    '{"a": 1; "b": 2}': (";", MARK),
    '{"a" = 1}': ("=", MARK),
    '{"a": 1， "b": 2}': ("，", MARK),
    '{"a": the "best"}': ("the", '`"the"`'),
    '{"a": "the "best" one"}': ('"', 'is written `\\"`'),
    '{"a":\u00a01}': ("\u00a0", "delete it"),
    '{\u200b"a": 1}': ("\u200b", "delete it"),
    '"a": 1': ('"', "begins"),
    "a: 1": ("a", "begins"),
    '{"a": 1': (" ", "cut short"),
}


def begins(text: str) -> str:
    return text.replace("begins", "its first character is `{`")


@pytest.mark.parametrize("text", TYPED, ids=ascii)
def test_the_help_fits_what_was_typed(text: str) -> None:
    word, help = TYPED[text]
    with pytest.raises(ProblemsFound) as raised:
        parse_json("case.json", text)
    (problem,) = raised.value.problems
    place = problem.place
    found = (text.splitlines()[place.line - 1] + "\n ")[place.column - 1 :][: place.length]
    assert found == word or word == " "
    assert begins(help) in problem.help


@pytest.mark.parametrize("part", ["“", "1,", "5", ".", "-", "'", "“ ", "“a”,", '"', '"a', "a", "/", ","])
def test_whatever_stands_there_a_problem_comes_of_it_at_once(part: str) -> None:
    """However often it is repeated, and wherever the text is cut off. A guess that takes the square of the time would not end."""
    for text in ('{"a": ' + part * 20_000, "{" + part * 20_000, '{"a": 1' + part * 20_000, '{"a": 1, "b": "' + part * 20_000):
        with pytest.raises(ProblemsFound) as raised:
            parse_json("case.json", text)
        assert raised.value.problems[0].code in ("not-json", "not-a-finite-number")
