"""Words of before 0.2.0: refused wherever they stand, the new one named; `fmt --fix-words` exchanges them and nothing else."""

import json
import re
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infusion_pathways import Pack, load_pack, load_scenario
from infusion_pathways.author.rewording import reworded
from infusion_pathways.cli.app import run
from infusion_pathways.meaning.outcomes import Outcome
from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.mutate.journal import Journal, RunIdentity
from infusion_pathways.prove.run import PROPERTIES as PROPERTIES_NOW
from infusion_pathways.quiz.answers import sheets
from infusion_pathways.quiz.case import QuizCase
from infusion_pathways.quiz.report import gather
from infusion_pathways.quiz.results import read as read_results
from infusion_pathways.quiz.session import Session
from infusion_pathways.scenario.writing import scenario_json
from infusion_pathways.source import Problem, ProblemsFound, read_json
from infusion_pathways.vocabulary.renamed import OUTCOMES, PROPERTIES, VERDICTS, Renamed
from tests.conftest import ROOT
from tests.mutate.good import CASES
from tests.sizes import sized

TINY, SOUND = ROOT / "tests" / "packs" / "tiny", ROOT / "tests" / "packs" / "sound"
PATIENT = ROOT / "tests" / "packs" / "patient.json"
WHO = "lantern-fever-after-emberol"
RUN = RunIdentity("rules", "cases", "mutants", 0, True)


def case(expect: str) -> str:
    """A case of the tiny pack, whose title is no verdict whatever it says."""
    return (
        '{"schema": "infusion-pathways/scenario/1", "id": "a", "title": "label_gap excluded not_indicated stay_conventional",\n'
        f' "diagnoses": [{{"disease": "lantern_fever"}}], "expect": {expect}}}'
    )


def answers(answer: str) -> str:
    """A sheet for the tiny patient."""
    said = f'{{"scenario": "{WHO}", "answers": {{"wickimab": {answer}}}}}'
    return f'{{"schema": "infusion-pathways/answers/1",\n "cases": [{said}]}}'


def result(verdict: str, right: str) -> str:
    """A line of results that is cut off, and one that is whole."""
    said: dict[str, Any] = {"disease": "lantern_fever", "therapy": "wickimab", "verdict": verdict, "right": right}
    said |= {"feedback": "right", "rules": [], "misconceptions": []}
    whole: dict[str, Any] = {"schema": "infusion-pathways/quiz-result/1", "case": "label_gap", "finished": True, "rules": {}}
    whole |= {"outcome": {"got": 1, "of": 1}, "reasons": {"got": 1, "of": 1}, "answers": [said]}
    return f"{json.dumps(whole)[:40]}\n{json.dumps(whole)}\n"


def journal(expect: str, today: str, mutant: str) -> str:
    """A journal with one result, and one that is cut off."""
    answer = '{"verdicts": {"wickimab": "candidate"}, "outcome": "on_hold", "rule": {}, "asked": []}'
    told = f'"today": {today or answer}, "with_the_mutant": {mutant or answer}, "kills": true'
    patient = f'{{"pathway": "lantern_fever", "scenario": {case(expect).replace(chr(10), "")}, {told}}}'
    return RUN.line() + f'{{"mutant": "m", "fate": "survived", "killer": null, "patient": {patient}}}\n{{"mutant": "exc'


def answer(verdict: str = "candidate", outcome: str = "on_hold") -> str:
    return f'{{"verdicts": {{"wickimab": "{verdict}"}}, "outcome": "{outcome}", "rule": {{}}, "asked": []}}'


def pack(section: str) -> str:
    """A pack of one file, with a section at its end; its rule speaks of what is excluded."""
    head = (ROOT / "tests" / "bad" / "packs" / "renamed-word" / "pack.yaml").read_text().partition("invariants:")[0]
    return head.replace("is treated with", "is excluded, a label_gap, treated with") + section


def invariant(said: str) -> str:
    return pack(
        f"invariants:  # never excluded\n  excluded:\n    title: label_gap\n    {said}\n    because: It is.\n    cites: [R1]\n"
    )


def accepted(property: str, subject: str) -> str:
    return pack(f"accepted:\n  - property: {property}\n    subject: {subject}  # label_gap\n    because: excluded\n")


class Place(NamedTuple):
    """A place where a word may stand: the name of the file, its text with a word, what the word names, what reads the file."""

    file: str
    text: Callable[[str], str]
    renamed: Renamed
    read: Callable[[Pack, Path], Iterable[Problem]]


def _case(pack: Pack, file: Path) -> Iterable[Problem]:
    return _raised(lambda: load_scenario(file, pack))


def _answers(pack: Pack, file: Path) -> Iterable[Problem]:
    return _raised(lambda: sheets(read_json(file), [QuizCase(pack, load_scenario(PATIENT, pack))]))


def _results(_: Pack, file: Path) -> Iterable[Problem]:
    return gather(read_results(file)).problems


def _journal(pack: Pack, file: Path) -> Iterable[Problem]:
    return _raised(lambda: Journal(file, RUN, pack))


def _pack(_: Pack, file: Path) -> Iterable[Problem]:
    return _raised(lambda: load_pack(file.parent))


def _raised(act: Callable[[], object]) -> tuple[Problem, ...]:
    try:
        act()
    except ProblemsFound as found:
        return found.problems
    return ()


PLACES = {
    "expected outcome": Place("a.json", lambda w: case(f'{{"outcome": "{w}"}}'), OUTCOMES, _case),
    "expected verdict": Place("a.json", lambda w: case(f'{{"verdicts": {{"wickimab": "{w}"}}}}'), VERDICTS, _case),
    "answer": Place("a.json", lambda w: answers(f'"{w}"'), VERDICTS, _answers),
    "answer as it is typed": Place("a.json", lambda w: answers(f'"{w.title().replace("_", " ")} "'), VERDICTS, _answers),
    "answer with marks": Place("a.json", lambda w: answers(f'{{"marks": [], "verdict": "{w}"}}'), VERDICTS, _answers),
    "result": Place("a.jsonl", lambda w: result(w, "candidate"), VERDICTS, _results),
    "right verdict of a result": Place("a.jsonl", lambda w: result("candidate", w), VERDICTS, _results),
    "journal, expected": Place("a.jsonl", lambda w: journal(f'{{"outcome": "{w}"}}', "", ""), OUTCOMES, _journal),
    "journal, today": Place("a.jsonl", lambda w: journal("{}", answer(w), ""), VERDICTS, _journal),
    "journal, today's outcome": Place("a.jsonl", lambda w: journal("{}", answer(outcome=w), ""), OUTCOMES, _journal),
    "journal, the mutant": Place("a.jsonl", lambda w: journal("{}", "", answer(w)), VERDICTS, _journal),
    "journal, its outcome": Place("a.jsonl", lambda w: journal("{}", "", answer(outcome=w)), OUTCOMES, _journal),
    "never": Place("pack.yaml", lambda w: invariant(f"never: {{therapy: wickimab, verdict: {w}}}"), VERDICTS, _pack),
    "always, a list": Place(
        "pack.yaml", lambda w: invariant(f"always: {{therapy: wickimab, verdict: [candidate, '{w}']}}"), VERDICTS, _pack
    ),
    "outcome": Place("pack.yaml", lambda w: invariant(f'never: {{outcome: "{w}"}}'), OUTCOMES, _pack),
    "outcomes": Place("pack.yaml", lambda w: invariant(f"always: {{outcome: [on_hold, {w}]}}"), OUTCOMES, _pack),
    "accepted property": Place("pack.yaml", lambda w: accepted(w, "label_gap/excluded"), PROPERTIES, _pack),
    "accepted verdict": Place("pack.yaml", lambda w: accepted("verdict-reachable", f"lantern_fever/*/{w}"), VERDICTS, _pack),
    "accepted verdict, folded": Place(
        "pack.yaml",
        lambda w: accepted("verdict-reachable", f">-\n      excluded/*{w}").replace("  # label_gap", ""),
        VERDICTS,
        _pack,
    ),
    "accepted outcome": Place("pack.yaml", lambda w: accepted("outcome-reachable", f"'*/{w}'"), OUTCOMES, _pack),
}
EVERY = [(name, old, new) for name, place in PLACES.items() for old, new in place.renamed.words.items()]


@pytest.mark.parametrize(("name", "old", "new"), EVERY)
def test_an_old_word_is_refused_and_exchanged(name: str, old: str, new: str, tiny_pack: Pack, tmp_path: Path) -> None:
    """In every place every old word is one problem, which names the new one; reworded, the file says it and can be read."""
    place = PLACES[name]
    file = tmp_path / place.file
    file.write_text(place.text(old))
    (problem,) = (p for p in place.read(tiny_pack, file) if p.code == "renamed-word")
    at = problem.place
    written = file.read_text().split("\n")[at.line - 1][at.column - 1 : at.column - 1 + at.length]
    assert written.strip("\" '").lower().replace(" ", "_") == old
    assert f"`{new}`" in problem.help
    found = reworded(place.file, file.read_bytes())
    assert [(word.what, word.new) for word in found.words] == [(place.renamed.what, new)]
    file.write_text(found.text)
    assert reworded(place.file, file.read_bytes()) == (found.text, ())
    assert not list(place.read(tiny_pack, file))


def test_new_words_are_words_and_old_ones_are_none() -> None:
    """The table leads from what is no word any more to what is one."""
    now = {
        "verdict": {verdict.value for verdict in Verdict},
        "outcome": {outcome.value for outcome in Outcome},
        "property": {*PROPERTIES_NOW},
    }
    for renamed in (VERDICTS, OUTCOMES, PROPERTIES):
        assert set(renamed.words.values()) <= now[renamed.what]
        assert now[renamed.what].isdisjoint(renamed.words)


@pytest.mark.parametrize(("old", "new"), VERDICTS.words.items())
def test_a_typed_old_word_changes_nothing(old: str, new: str, tiny_pack: Pack) -> None:
    """At the prompt of the quiz the new word is said, also where marks follow, and the therapy stays in question."""
    session = Session(QuizCase(tiny_pack, load_scenario(PATIENT, tiny_pack)))
    for line in (old, f"{old.replace('_', ' ')} 1", f"A {old.upper()} treatments"):
        assert f"is called `{new}` now" in session.take(line)
    assert not session.answers


@pytest.mark.parametrize(
    ("command", "new"),
    [(f"flip {PATIENT} wickimab --to {old}", new) for old, new in VERDICTS.words.items()]
    + [(f"prove --property {old}", new) for old, new in PROPERTIES.words.items()],
)
def test_an_old_word_in_an_option_is_refused(command: str, new: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Options that take a verdict or a property name the new word."""
    assert run([*command.split(), "--pack", str(TINY)]) == 2
    err = capsys.readouterr().err
    assert "renamed-word" in err
    assert f"write `{new}`" in err


def in_old_words(text: str) -> str:
    """A text in the words of before, wherever it says them."""
    for new, old in [(new, old) for renamed in (OUTCOMES, VERDICTS, PROPERTIES) for old, new in renamed.words.items()]:
        text = re.sub(rf"(?<![\w-]){new}(?![\w-])", old, text)
    return text


def test_a_folder_in_old_words_is_what_it_was_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A pack, its cases, sheets, results and a journal: `--check` lists them, `--fix-words` gives back each byte of before."""
    shutil.copytree(SOUND, tmp_path / "rules")
    for found in CASES:
        (tmp_path / f"{found.id}.json").write_bytes(scenario_json(found).replace("\n", "\r\n").encode())
    (tmp_path / "sheet.json").write_text(answers('"condition_unmet"'))
    (tmp_path / "class.jsonl").write_bytes(b"\xef\xbb\xbf" + 2 * result("ruled_out", "no_reason").encode())
    (tmp_path / "run.jsonl").write_text(journal('{"outcome": "condition_unmet"}', answer("no_reason"), answer("ruled_out")))
    (tmp_path / "stranger.json").write_text('{"expect": {"outcome": "no_reason"}}')
    files = {path: path.read_bytes() for path in sorted(tmp_path.rglob("*")) if path.is_file()}
    for path in set(files) - {tmp_path / "stranger.json"}:
        path.write_bytes(in_old_words(files[path].decode()).encode())
    changed = [path for path, data in files.items() if path.read_bytes() != data]
    held = {path: path.read_bytes() for path in files}
    assert run(["fmt", "--fix-words", "--check", str(tmp_path)]) == 1
    listed = capsys.readouterr().out.splitlines()
    assert [line.split(": ")[1] for line in listed[:-1]] == [path.as_posix() for path in changed]
    assert {path: path.read_bytes() for path in files} == held
    assert run(["fmt", "--fix-words", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert f"reworded: {(tmp_path / 'sheet.json').as_posix()}: label_gap -> condition_unmet\n" in out
    assert out.endswith(f"{len(changed)} reworded, {len(files) - len(changed) - 1} in new words already\n")
    assert {path: path.read_bytes() for path in files} == files
    assert run(["fmt", "--fix-words", "--check", str(tmp_path)]) == 0
    rules = load_pack(tmp_path / "rules")
    assert {load_scenario(tmp_path / f"{found.id}.json", rules).id for found in CASES} == {found.id for found in CASES}


def test_nothing_is_written_where_a_file_cannot_be_read(tmp_path: Path) -> None:
    """Whole or not at all: a file that is broken stops the others too; so does an option that has nothing to do with words."""
    (tmp_path / "a.json").write_text(case('{"outcome": "label_gap"}'))
    (tmp_path / "b.json").write_text(case("{")[:-1])
    before = (tmp_path / "a.json").read_bytes()
    assert run(["fmt", "--fix-words", str(tmp_path)]) == 2
    (tmp_path / "b.json").unlink()
    assert run(["fmt", "--fix-words", "--drop", str(tmp_path / "b.json"), str(tmp_path)]) == 2
    assert (tmp_path / "a.json").read_bytes() == before


def test_a_word_written_with_escapes_is_exchanged() -> None:
    """Where the characters of the word do not stand in the file, the text is written anew."""
    assert '"outcome": "condition_unmet"' in reworded("a.json", case('{"outcome": "label\\u005fgap"}').encode()).text
    found = reworded("pack.yaml", accepted("outcome-reachable", '"label_gap/\\x2a/label\\x5fgap"').encode())
    assert 'subject: "label_gap/*/condition_unmet"  # label_gap' in found.text


OLD = [*VERDICTS.words, *OUTCOMES.words, *PROPERTIES.words]
ANY = st.one_of(st.sampled_from([*OLD, "Label gap", "candidate", "é # excluded", 'not "excluded"', ""]), st.booleans(), st.none())
VALUE = st.recursive(
    ANY,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*OLD, "verdict", "outcome", "a b"]), inner, max_size=3)
    ),
    max_leaves=8,
)
KEYS = st.sampled_from(["title", "tags", "narrative", "expect", "outcome", "verdicts", "answers", "cases", "id", "excluded"])
STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


@settings(max_examples=sized(80, 2_000), deadline=None)
@given(
    value=st.dictionaries(KEYS, VALUE, max_size=5),
    expect=st.dictionaries(st.sampled_from(["outcome", "verdicts", "because", "flags"]), VALUE, max_size=3),
    schema=st.sampled_from(["scenario", "answers"]),
    indent=st.sampled_from([None, 0, 2, "\t"]),
    ascii_only=st.booleans(),
)
def test_nothing_but_those_words_changes_in_json(
    value: dict[str, Any], expect: Any, schema: str, indent: Any, ascii_only: bool
) -> None:
    """Any JSON of ours: each string is the same afterwards but for the words that are told, and what stands between them too."""
    value = {"schema": f"infusion-pathways/{schema}/1", **value, "expect": expect}
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    found = reworded("a.json", text.encode())
    assert STRING.sub("", found.text) == STRING.sub("", text)
    pairs = [(a, b) for a, b in zip(STRING.findall(text), STRING.findall(found.text), strict=True) if a != b]
    assert pairs == [(json.dumps(word.old), json.dumps(word.new)) for word in sorted(found.words, key=_place_in(text, value))]
    if schema == "scenario":
        verdicts = expect.get("verdicts")
        named = [*(verdicts.values() if isinstance(verdicts, dict) else verdicts if isinstance(verdicts, list) else ())]
        words = [w for w in named if isinstance(w, str) and w in VERDICTS.words]
        words += [w for w in [expect.get("outcome")] if isinstance(w, str) and w in OUTCOMES.words]
        assert sorted(word.old for word in found.words) == sorted(words)
    assert reworded("a.json", found.text.encode()) == (found.text, ())


def _place_in(text: str, value: Any) -> Callable[[Any], int]:
    from infusion_pathways.source.reading import parse_json

    document = parse_json("a.json", text)
    assert document.value == value
    return lambda word: document.extent(word.at)[0]


SUBJECT = st.builds("/".join, st.lists(st.sampled_from([*OLD, "*", "lantern_fever"]), min_size=1, max_size=3))
QUOTED = st.sampled_from(["{}", "'{}'", '"{}"', ">-\n      {}", "|-\n      {}"])
STATEMENT = st.tuples(st.sampled_from([*PROPERTIES_NOW, *PROPERTIES.words]), QUOTED, SUBJECT, st.sampled_from(OLD))


@settings(max_examples=sized(60, 1_000), deadline=None)
@given(statements=st.lists(STATEMENT, min_size=1, max_size=4), verdicts=st.lists(st.sampled_from(OLD), min_size=1, max_size=3))
def test_nothing_but_those_words_changes_in_yaml(statements: list[tuple[str, str, str, str]], verdicts: list[str]) -> None:
    """Lines of comments, reasons, keys and titles stay; of a subject at most its last part changes, of a list what is old."""
    head = "# label_gap\ninvariants:\n  excluded: {title: label_gap, never: {verdict: [ LIST ]}} # excluded\naccepted:\n"
    text = head.replace("LIST", " , ".join(verdicts))
    wanted = head.replace("LIST", " , ".join(VERDICTS.words.get(word, word) for word in verdicts))
    of = {"verdict-reachable": VERDICTS.words, "outcome-reachable": OUTCOMES.words}
    for property, quoted, subject, because in statements:
        quoted = '"{}"' if subject.startswith("*") and quoted == "{}" else quoted
        entry = "  - property:   {}\n    # excluded\n    subject: {}\n    because:  {}\n"
        text += entry.format(property, quoted.format(subject), because)
        head, stroke, last = subject.rpartition("/")
        now = f"{head}{stroke}{of.get(property, {}).get(last, last)}"
        wanted += entry.format(PROPERTIES.words.get(property, property), quoted.format(now), because)
    for ends in ("\n", "\r\n"):
        assert reworded("a.yaml", text.replace("\n", ends).encode()).text == wanted.replace("\n", ends)
