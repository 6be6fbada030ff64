"""What is read: never more than a limit, whatever stands under a name; odd content of results and journals is a problem."""

import os
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from infusion_pathways import Pack, ProblemsFound, load_pack, load_scenario
from infusion_pathways.author.format_files import format_files
from infusion_pathways.cli.app import run
from infusion_pathways.mutate.journal import Journal
from infusion_pathways.quiz.report import gather
from infusion_pathways.quiz.results import BEGINNING, check_results, read
from infusion_pathways.source.reading import LARGEST_BYTES, MOST_PROBLEMS, read_bytes
from tests.conftest import ROOT
from tests.witnesses import RUN

TINY, PATIENT = ROOT / "tests" / "packs" / "tiny", ROOT / "tests" / "packs" / "patient.json"
HUGE = 900 * 1024 * 1024
RESULT = (
    BEGINNING + ', "case": "x", "finished": true, "answers": [], "outcome": {"got": 1, "of": 1}, '
    '"reasons": {"got": 1, "of": 1}, "rules": {}}'
)


@pytest.fixture
def frugal() -> Iterator[None]:
    """The memory that Python takes stays far below the size of the file."""
    tracemalloc.start()
    yield
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 40 * 1024 * 1024


READERS: dict[str, Callable[[Path, Pack], object]] = {
    "scenario": lambda path, pack: load_scenario(path, pack),
    "pack": lambda path, _: load_pack(path.parent),
    "results": lambda path, _: list(read(path)),
    "fmt": lambda path, _: format_files([path]),
    "fmt of a folder": lambda path, _: format_files([path.parent]),
    "journal": lambda path, pack: Journal(path, RUN, pack),
}


@pytest.mark.usefixtures("frugal")
@pytest.mark.parametrize("reader", READERS)
def test_a_huge_file_is_refused_by_its_size(reader: str, tmp_path: Path, tiny_pack: Pack) -> None:
    """Each reader looks at the size first: 900 MB are refused without being read."""
    path = tmp_path / "huge.yaml"
    with path.open("wb") as file:
        file.truncate(HUGE)
    with pytest.raises(ProblemsFound) as found:
        READERS[reader](path, tiny_pack)
    assert [problem.code for problem in found.value.problems] == ["too-large"]


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no such device here")
@pytest.mark.parametrize(
    "command", ["run", "test", "quiz report", "fmt", "explain", "mutate --limit 1 --resume", "quiz --results"]
)
def test_a_device_without_an_end_is_read_to_the_limit(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Every command that reads a file ends with a problem."""
    words = command.split()
    more = {"explain": ["wickimab"], "mutate": ["--cases", str(PATIENT)], "quiz": [str(PATIENT)] * ("--results" in words)}
    pack = [] if words[0] == "fmt" else ["--pack", str(TINY)]
    assert run([*words, "/dev/zero", *more.get(words[0], []), *pack]) == 2
    out, err = capsys.readouterr()
    assert any(f"/dev/zero: {code}" in out + err for code in ("too-large", "unreadable-file", "unwritable-file"))


def test_a_pipe_may_be_read(tiny_pack: Pack) -> None:
    """As a shell gives one (`<(...)`): its size is not known, and it is read to its end."""
    reading, writing = os.pipe()
    os.write(writing, PATIENT.read_bytes())
    os.close(writing)
    assert load_scenario(f"/dev/fd/{reading}", tiny_pack).id == "lantern-fever-after-emberol"
    os.close(reading)


@pytest.mark.parametrize("size", [LARGEST_BYTES - 1, LARGEST_BYTES, LARGEST_BYTES + 1])
def test_the_limit_is_the_last_size_that_is_read(size: int, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x" * size)
    if size > LARGEST_BYTES:
        with pytest.raises(ProblemsFound, match="too-large"):
            read_bytes(tmp_path / "file")
    else:
        assert len(read_bytes(tmp_path / "file")) == size


DEEP = [
    "[" * 100_000,
    '{"a":' * 100_000,
    BEGINNING + ', "answers": ' + "[" * 100_000,
    BEGINNING + ', "answers": ' + "[" * 50_000 + "]" * 50_000 + "}",
    '{"mutant": ' + "[" * 100_000,
]


@pytest.mark.parametrize("line", DEEP, ids=range(len(DEEP)))
def test_deep_nesting_is_a_problem_of_its_line(line: str, tmp_path: Path, tiny_pack: Pack) -> None:
    """In results and in journals, in the first line and in later ones; the lines around it count."""
    file = tmp_path / "file.jsonl"
    file.write_text(f"{RESULT}\n{line}\n{RESULT}\n")
    found = gather(read(file))
    assert len(found.results) == 2
    assert [(problem.code, problem.place.line) for problem in found.problems] == [("not-a-quiz-result", 2)]
    for text in (f"{line}\n", f"{RUN.line()}{line}\n"):
        file.write_text(text)
        with pytest.raises(ProblemsFound, match="not-a-journal"):
            Journal(file, RUN, tiny_pack)
        assert file.read_text() == text


@pytest.mark.parametrize("number", ["1e999", "-Infinity", "NaN", "9" * 5_000])
def test_numbers_that_are_none_are_problems(number: str, tmp_path: Path) -> None:
    """A report counts with finite numbers only."""
    file = tmp_path / "file.jsonl"
    file.write_text(RESULT.replace('"got": 1', f'"got": {number}') + "\n")
    found = gather(read(file))
    assert (len(found.results), len(found.problems)) == (0, 1)


def test_very_many_wrong_lines_are_cut_short(tmp_path: Path) -> None:
    """A large file of something else does not fill the screen."""
    file = tmp_path / "file.jsonl"
    file.write_text("x\n" * 5_000)
    found = gather(read(file))
    assert len(found.problems) == MOST_PROBLEMS + 1
    assert "too-many-problems" in {problem.code for problem in found.problems}


ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("joined", [False, True], ids=["one", "joined"])
def test_results_are_read_in_the_encodings_of_windows(encoding: str, end: str, joined: bool, tmp_path: Path) -> None:
    """UTF-8 with and without a mark, UTF-16 with one; of joined files each may bring its own mark to the middle."""
    mark = "\ufeff" if encoding in ("utf-16-le", "utf-16-be") else ""
    one = (mark + (RESULT + end) * 2).encode(encoding)
    file = tmp_path / "results.jsonl"
    file.write_bytes(one * (1 + joined))
    found = gather(read(file))
    assert (len(found.results), found.cut_off, found.problems) == (2 * (1 + joined), (), ())
    assert run(["quiz", "report", str(file), "--pack", str(TINY)]) == 0


@pytest.mark.parametrize(("encoding", "fits"), [("utf-8", True), ("utf-8-sig", True), ("utf-16", False)])
def test_results_are_added_to_text_in_utf8_only(encoding: str, fits: bool, tmp_path: Path) -> None:
    """A line in UTF-8 in a file of UTF-16 could be read by nobody; a mark before the text does no harm."""
    file = tmp_path / "results.jsonl"
    file.write_text(RESULT + "\n", encoding=encoding)
    before = file.read_bytes()
    if fits:
        check_results(file)
    else:
        with pytest.raises(ProblemsFound, match="file-exists"):
            check_results(file)
    assert file.read_bytes() == before


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_journal_with_a_mark_is_gone_on_with(end: str, tmp_path: Path, tiny_pack: Pack) -> None:
    """An editor that adds a mark of UTF-8 or other ends of lines to a journal loses no result, and nothing is cut off."""
    file = tmp_path / "run.jsonl"
    result = '{"mutant": "m", "fate": "killed", "killer": "case", "patient": null}'
    text = RUN.line().strip() + end + result + end
    file.write_bytes(text.encode("utf-8-sig") + b'{"mutant"')
    assert set(Journal(file, RUN, tiny_pack).known) == {"m"}
    assert file.read_bytes() == text.encode("utf-8-sig")


def test_a_journal_in_utf16_is_told_as_such(tmp_path: Path, tiny_pack: Pack) -> None:
    file = tmp_path / "run.jsonl"
    file.write_text(RUN.line(), encoding="utf-16")
    with pytest.raises(ProblemsFound, match="not-utf-8"):
        Journal(file, RUN, tiny_pack)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_scenarios_and_packs_in_utf16_are_told_as_such(encoding: str, tmp_path: Path, tiny_pack: Pack) -> None:
    """What is written by hand and kept is UTF-8; a file of UTF-16 is told in one problem with the way to mend it."""
    mark = "" if encoding == "utf-16" else "\ufeff"
    for name, load in (("a.json", READERS["scenario"]), ("pack.yaml", READERS["pack"]), ("b.yaml", READERS["fmt"])):
        (tmp_path / name).write_text(mark + "{}\n", encoding=encoding)
        with pytest.raises(ProblemsFound) as found:
            load(tmp_path / name, tiny_pack)
        assert [problem.code for problem in found.value.problems] == ["not-utf-8"]
        assert "UTF-16" in found.value.problems[0].message
        (tmp_path / name).unlink()
