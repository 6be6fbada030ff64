"""Writing to files: all or nothing, also on a full disk; what is added is whole; nothing of a file but its text is changed."""

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from infusion_pathways import ProblemsFound
from infusion_pathways.cli.app import run
from infusion_pathways.source import NotWritten, saving
from infusion_pathways.source.saving import append_line, remove_leftovers, save, save_all
from tests.conftest import ROOT

resource = pytest.importorskip("resource", reason="no limit of a file's size can be set here")

LINE = "0123456789" * 20 + "\n"
LOOSE = "organs:\n    a: { label: 'one more' } # c\n"
FORMED = "organs:\n  a: {label: one more}  # c\n"
TINY, PATIENT = ROOT / "tests" / "packs" / "tiny", ROOT / "tests" / "packs" / "patient.json"


@pytest.fixture
def at_most() -> Iterator[Callable[[int], None]]:
    """A device that takes no more than so many bytes of a file: the system writes what fits, then refuses."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda size: resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("room", [0, 1, 5, len(LINE) - 1])
@pytest.mark.parametrize("torn", [False, True])
def test_a_line_that_does_not_fit_leaves_nothing(room: int, torn: bool, tmp_path: Path, at_most: Callable[[int], None]) -> None:
    """Whatever part of it the device takes, the file is as it was, and it is told as output that was not written."""
    file = tmp_path / "results.jsonl"
    before = LINE + ("cut o" if torn else "")
    file.write_text(before)
    at_most(len(before) + room)
    with pytest.raises(NotWritten, match="unwritable-file"):
        append_line(file, LINE)
    assert file.read_text() == before
    at_most(len(before) + 2 * len(LINE))
    append_line(file, LINE)
    assert file.read_text() == before + ("\n" if torn else "") + LINE


def test_a_line_whose_way_to_the_disk_fails_is_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some systems say only at the end that there was no room."""

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    file = tmp_path / "results.jsonl"
    append_line(file, LINE)
    with monkeypatch.context() as patch:
        patch.setattr(saving.os, "fsync", full)
        with pytest.raises(NotWritten):
            append_line(file, LINE)
    assert file.read_text() == LINE


def test_what_another_has_added_behind_it_is_never_cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no lock keeps others out, a line that failed is left as it is if something stands behind it."""
    file = tmp_path / "results.jsonl"

    def meanwhile(_: int) -> None:
        with file.open("a") as other:
            other.write("of another\n")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(saving.os, "fsync", meanwhile)
    with pytest.raises(NotWritten):
        append_line(file, LINE)
    assert file.read_text() == LINE + "of another\n"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_many_who_add_at_once_lose_nothing(tmp_path: Path) -> None:
    """Lines of thirty processes at once are all there, each whole."""
    file = tmp_path / "results.jsonl"
    reading, writing = os.pipe()
    for number in range(30):
        if os.fork() == 0:
            os.close(writing)
            os.read(reading, 1)  # until all are there
            for n in range(5):
                append_line(file, f"{number}-{n} " * 500 + "\n")
            os._exit(0)
    os.close(writing)
    for _ in range(30):
        assert os.wait()[1] == 0
    os.close(reading)
    lines = file.read_text().splitlines()
    assert sorted(lines) == sorted(f"{number}-{n} " * 500 for number in range(30) for n in range(5))


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir], ids=["pipe", "folder"])
def test_lines_are_added_to_ordinary_files_only(make: Callable[[Path], None], tmp_path: Path) -> None:
    make(tmp_path / "odd")
    with pytest.raises(ProblemsFound, match="unwritable-file") as found:
        append_line(tmp_path / "odd", LINE)
    assert not isinstance(found.value, NotWritten)


def test_a_quiz_on_a_full_disk_says_so(
    tmp_path: Path, at_most: Callable[[int], None], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A result that is not kept is told, ends with 74, and leaves the results before it as they were."""
    sheet = tmp_path / "sheet.json"
    sheet.write_text(
        '{"schema": "infusion-pathways/answers/1", "cases": [{"scenario": "lantern-fever-after-emberol", "answers": {}}]}'
    )
    file = tmp_path / "results.jsonl"
    command = ["quiz", str(PATIENT), "--pack", str(TINY), "--answers", str(sheet), "--results", str(file)]
    assert run(command) == 0
    before = file.read_bytes()
    assert before
    at_most(len(before) + 40)
    assert run(command) == 74
    assert "unwritable-file" in capsys.readouterr().err
    assert file.read_bytes() == before


def test_a_file_that_does_not_fit_leaves_the_old_one(tmp_path: Path, at_most: Callable[[int], None]) -> None:
    """Nothing half-written, no other file, and the text that stood there before."""
    file = tmp_path / "page.html"
    file.write_text("old")
    at_most(100)
    with pytest.raises(NotWritten):
        save(file, LINE, overwrite=True)
    with pytest.raises(NotWritten):
        save(tmp_path / "new.html", LINE)
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]
    assert file.read_text() == "old"


def test_a_target_that_cannot_be_is_bad_input(tmp_path: Path) -> None:
    """No folder of that name: what was given is wrong, not the device."""
    with pytest.raises(ProblemsFound) as found:
        save(tmp_path / "nowhere" / "page.html", "text")
    assert not isinstance(found.value, NotWritten)
    with pytest.raises(ProblemsFound) as found:
        append_line(tmp_path / "nowhere" / "results.jsonl", "text")
    assert not isinstance(found.value, NotWritten)


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644, 0o755, 0o664, 0o200])
def test_a_file_keeps_its_mode(mode: int, tmp_path: Path) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text("a")
    file.chmod(mode)
    save(file, "b", overwrite=True)
    assert stat.S_IMODE(file.stat().st_mode) == mode


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root can give files away")
def test_a_file_keeps_its_owner_where_that_can_be(tmp_path: Path) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text("a")
    os.chown(file, 4711, 4712)
    save(file, "b", overwrite=True)
    assert (file.stat().st_uid, file.stat().st_gid) == (4711, 4712)


def test_links_stay_links_and_lead_to_the_new_text(tmp_path: Path) -> None:
    """Over any number of links."""
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "rules.yaml").write_text("a")
    (tmp_path / "middle.yaml").symlink_to("there/rules.yaml")
    (tmp_path / "rules.yaml").symlink_to("middle.yaml")
    save(tmp_path / "rules.yaml", "b", overwrite=True)
    assert (tmp_path / "rules.yaml").is_symlink()
    assert (tmp_path / "middle.yaml").is_symlink()
    assert (tmp_path / "there" / "rules.yaml").read_text() == "b"
    assert os.listdir(tmp_path / "there") == ["rules.yaml"]


def _read_only(file: Path) -> None:
    file.chmod(0o444)


def _hard_link(file: Path) -> None:
    os.link(file, file.with_suffix(".other"))


@pytest.mark.parametrize(
    ("keep", "said"),
    [(_read_only, "read-only"), (_hard_link, "hard links"), (None, "another user")],
    ids=["mode", "names", "owner"],
)
def test_fmt_leaves_what_would_lose_by_it_and_then_writes_nothing(
    keep: Callable[[Path], None] | None,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A read-only file, one of several names, or one of another owner is told, and no other file is written either."""
    files = [tmp_path / name for name in ("a.yaml", "b.yaml", "c.yaml")]
    for file in files:
        file.write_text(LOOSE)
    if keep is not None:
        keep(files[1])
    else:
        monkeypatch.setattr(saving, "_keeps_owner", lambda held: held.st_ino != files[1].stat().st_ino)
    before = files[1].stat()
    assert run(["fmt", str(tmp_path)]) == 2
    err = capsys.readouterr().err
    assert err.count("unwritable-file: ") == 1
    assert f"{files[1].as_posix()}: unwritable-file: it cannot be written: " in err
    assert said in err
    assert [file.read_text() for file in files] == [LOOSE] * 3
    assert files[1].stat().st_ino == before.st_ino
    assert run(["fmt", "--check", str(tmp_path)]) == 1


def test_a_file_in_form_already_may_be_read_only(tmp_path: Path) -> None:
    """What need not be written need not be writable."""
    (tmp_path / "a.yaml").write_text(FORMED)
    (tmp_path / "a.yaml").chmod(0o444)
    (tmp_path / "b.yaml").write_text(LOOSE)
    assert run(["fmt", str(tmp_path)]) == 0
    assert (tmp_path / "b.yaml").read_text() == FORMED


def test_several_files_are_written_or_none(tmp_path: Path) -> None:
    """One that has to stay keeps the others from being written."""
    (tmp_path / "a").write_text("old")
    (tmp_path / "b").write_text("old")
    (tmp_path / "b").chmod(0o444)
    with pytest.raises(ProblemsFound, match="read-only"):
        save_all({tmp_path / "a": "new", tmp_path / "b": "new", tmp_path / "c": "new"}, overwrite=True)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"a": "old", "b": "old"}


def test_what_a_killed_run_has_left_goes_at_the_next(tmp_path: Path) -> None:
    """A run that is killed while it writes leaves its half-written file; the next one takes it away, and nothing else."""
    (tmp_path / "rules.yaml").write_text(LOOSE)
    code = (
        "import os, signal; from pathlib import Path; from infusion_pathways.source import saving\n"
        "saving.os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)\n"
        "saving.save(Path('rules.yaml'), 'flags: {}', overwrite=True)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=False).returncode == -signal.SIGKILL
    (left,) = set(os.listdir(tmp_path)) - {"rules.yaml"}
    assert left.startswith(".pathways-")
    others = [".pathways-note.tmp", ".0123456789abcdef.tmp", ".pathways-0123456789abcdef.tmp.yaml", "notes.tmp"]
    for name in others:
        (tmp_path / name).write_text("mine")
    assert (tmp_path / "rules.yaml").read_text() == LOOSE
    assert run(["fmt", str(tmp_path / "rules.yaml")]) == 0
    assert set(os.listdir(tmp_path)) == {"rules.yaml", *others}


def test_what_is_being_written_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two runs in one folder do not take each other's files away."""
    real = os.fsync

    def while_it_is_written(number: int) -> None:
        before = os.listdir(tmp_path)
        remove_leftovers(tmp_path)
        assert os.listdir(tmp_path) == before
        assert len(before) == 1
        real(number)

    monkeypatch.setattr(saving.os, "fsync", while_it_is_written)
    save(tmp_path / "rules.yaml", "flags: {}")
    assert os.listdir(tmp_path) == ["rules.yaml"]


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir, lambda path: path.symlink_to("kept")], ids=["pipe", "folder", "link"])
def test_only_ordinary_files_are_taken_away(make: Callable[[Path], None], tmp_path: Path) -> None:
    """Something else under such a name was not written by this program."""
    (tmp_path / "kept").write_text("mine")
    make(tmp_path / ".pathways-0123456789abcdef.tmp")
    remove_leftovers(tmp_path)
    assert sorted(os.listdir(tmp_path)) == [".pathways-0123456789abcdef.tmp", "kept"]
