"""Bad input: every problem code has a page and a witness, and every message keeps the grammar."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

import pytest

from infusion_pathways import Pack
from infusion_pathways.source import Problem, draw
from infusion_pathways.source import messages as of_reading
from tests.conftest import ROOT
from tests.witnesses import BAD, CODES, STAGES, WITNESSES, Witness, ledger

PAGES = ROOT / "docs" / "problems"
OURS_NOT_PYTHONS = re.compile(
    r"pydantic|Traceback|\b(dict|str|int|float|bool|tuple|NoneType|None|True|False|UTF-8 BOM)\b|Exception|Error\b|<class"
)

Given = Mapping[str, tuple[tuple[Problem, ...], frozenset[tuple[str, str]]]]


def _recording(message: Callable[..., Problem], called: set[tuple[str, str]], name: tuple[str, str]) -> Callable[..., Problem]:
    @wraps(message)
    def recorded(*details: Any) -> Problem:
        called.add(name)
        return message(*details)

    return recorded


@pytest.fixture(scope="module")
def given(tiny_pack: Pack, tmp_path_factory: pytest.TempPathFactory) -> Given:
    """What each witness gives: its problems, and the functions of the messages modules that worded them."""
    found: dict[str, tuple[tuple[Problem, ...], frozenset[tuple[str, str]]]] = {}
    for witness in WITNESSES:
        called: set[tuple[str, str]] = set()
        with pytest.MonkeyPatch.context() as patch:
            for stage, function in ledger():
                message = getattr(STAGES[stage], function)
                patch.setattr(STAGES[stage], function, _recording(message, called, (stage, function)))
            patch.chdir(ROOT)
            problems = tuple(witness.problems(tiny_pack, tmp_path_factory.mktemp("witness"), patch))
        found[witness.name] = problems, frozenset(called)
    return found


each_witness = pytest.mark.parametrize("witness", WITNESSES, ids=[witness.name for witness in WITNESSES])


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_a_page_and_a_plain_witness(code: str) -> None:
    """A problem code is lower-case words joined by hyphens, and has a page and a witness of its own name."""
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", code)
    assert (PAGES / f"{code}.md").is_file(), f"write docs/problems/{code}.md"
    assert {code, f"packs/{code}"} & {witness.name for witness in WITNESSES}, f"put a witness into tests/bad/{code}.*"


def test_every_page_and_witness_has_a_code() -> None:
    """Nothing is left over: no page and no witness outlives its code."""
    pages = {page.stem for page in PAGES.glob("*.md")} - {"README"}
    assert pages == set(CODES)
    assert {witness.code for witness in WITNESSES} == set(CODES)


def test_no_file_of_the_witnesses_is_overlooked() -> None:
    """Every file below tests/bad belongs to a witness."""
    names = {witness.name for witness in WITNESSES}
    for path in sorted(path for path in BAD.rglob("*") if path.is_file()):
        parts = path.relative_to(BAD).parts
        name = f"packs/{parts[1]}" if parts[0] == "packs" else parts[0].partition(".")[0]
        assert name in names, path


@each_witness
def test_a_witness_gives_its_code_and_no_other(witness: Witness, given: Given) -> None:
    """A witness gives the code of its name; nothing else goes wrong with it, and nothing in silence."""
    problems, _ = given[witness.name]
    assert problems, "nothing was found wrong"
    assert {problem.code for problem in problems} == {witness.code}


@each_witness
def test_a_plain_witness_has_one_problem(witness: Witness, given: Given) -> None:
    """A witness shows one thing; only what is wrong in two places by its nature gives two problems."""
    two_places = {"packs/yaml-alias": 2}
    assert len(given[witness.name][0]) == two_places.get(witness.name, 1)


@pytest.mark.parametrize(("stage", "function"), sorted(ledger()))
def test_every_message_is_given_by_a_witness(stage: str, function: str, given: Given) -> None:
    """Not only every code: every sentence of the messages modules is met by some witness."""
    assert any((stage, function) in called for _, called in given.values())


def test_every_reason_that_was_put_into_our_words_is_met(given: Given) -> None:
    """The words for the reasons of the JSON and the YAML reader are each given by some witness."""
    reasons = {**of_reading._JSON_REASONS, **of_reading._YAML_REASONS}
    said = {problem.message for problems, _ in given.values() for problem in problems}
    assert {key for key, (words, _) in reasons.items() if words not in said} == set()


@each_witness
def test_messages_keep_the_grammar(witness: Witness, given: Given) -> None:
    """Small first letter or a backtick, no full stop, one line, even backticks, no word of Python's; help and reason too."""
    for problem in given[witness.name][0]:
        for text in filter(None, (problem.message, problem.help, problem.why)):
            assert text[0].islower() or text[0] == "`" or text.startswith("YAML ")
            assert not text.endswith((".", " ", ":"))
            assert text.isprintable()
            assert text.count("`") % 2 == 0
            ours = re.sub(r"`[^`]*`", "", text)  # in backticks stand the author's words, and they may be Python's
            assert not OURS_NOT_PYTHONS.search(ours.replace("UTF-8", ""))


@each_witness
def test_a_drawn_problem_shows_place_code_and_caret(witness: Witness, given: Given) -> None:
    """Place, code and message in the first line; where there is a line number, the line itself and a caret below it."""
    for problem in given[witness.name][0]:
        place, lines = problem.place, draw(problem).split("\n")
        where = f"{place.file}:{place.line}:{place.column}" if place.line else place.file
        assert lines[0] == f"{where}: {problem.code}: {problem.message}"
        if place.line:
            number, margin = f"  {place.line} | ", f"  {' ' * len(str(place.line))} | "
            assert lines[1].startswith(number)
            assert re.fullmatch(re.escape(margin) + r" *\^+", lines[2])
            assert len(lines[2]) <= max(len(lines[1]), len(margin) + 1) + 1


def test_codes_are_not_shared_by_unlike_messages() -> None:
    """Only these codes have more than one message; a new one among them needs a thought."""
    counted = Counter(code for code in ledger().values() if code is not None)
    assert {code for code, number in counted.items() if number > 1} == {
        "bad-id",
        "duplicate-key",
        "file-exists",
        "git-missing",
        "identifying-data",
        "missing-key",
        "no-such-file",
        "not-utf-8",
        "not-a-pack",
        "not-json",
        "therapy-not-named",
        "unknown-key",
        "unknown-name",
        "unknown-value",
        "which-pathway",
        "wrong-type",
    }
