"""Revisions: what git says is told, with the way to mend it; a git that cannot be run is missing."""

import os
import shutil
import stat
from pathlib import Path

import pytest

from infusion_pathways import ProblemsFound
from infusion_pathways.cli.app import run
from infusion_pathways.diff.revisions import RevisionRange, packs_of
from infusion_pathways.source import MissingRequirement
from tests.conftest import ROOT
from tests.witnesses import git


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The tiny pack in a repository of one commit, and the working folder in it."""
    shutil.copytree(ROOT / "tests" / "packs" / "tiny", tmp_path / "own" / "tiny")
    monkeypatch.chdir(tmp_path / "own")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    git(tmp_path / "own", "init", "-q", "-b", "main")
    git(tmp_path / "own", "add", ".")
    git(tmp_path / "own", "commit", "-q", "-m", "first")
    return tmp_path / "own"


def refused(revision: str) -> ProblemsFound:
    with pytest.raises(ProblemsFound) as found:
        packs_of(RevisionRange(revision), Path("tiny"))
    return found.value


def program(folder: Path, text: str, mode: int = 0o755) -> None:
    """Another `git`, the only one on PATH."""
    (folder / "git").write_text(text)
    (folder / "git").chmod(mode)


def test_a_revision_is_read(repository: Path) -> None:
    before, now = packs_of(RevisionRange("HEAD"), Path("tiny"))
    assert before.digest == now.digest


@pytest.mark.parametrize(
    ("text", "mode", "said"),
    [("#!/bin/sh\n", 0o644, "permission denied"), ("no program", 0o755, "exec format error"), ("#!/nowhere\n", 0o755, "")],
    ids=["may not be run", "no program", "its interpreter is missing"],
)
def test_a_git_that_cannot_be_run_is_missing(
    text: str,
    mode: int,
    said: str,
    repository: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The command ends with 3 and says what the system says, never with a traceback."""
    (tmp_path / "bin").mkdir()
    program(tmp_path / "bin", text, mode)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    found = refused("HEAD")
    assert isinstance(found, MissingRequirement)
    assert found.problems[0].code == "git-missing"
    assert said in found.problems[0].message
    assert run(["diff", "--rev", "HEAD", "tiny"]) == 3
    assert "git-missing" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("said", "message", "help"),
    [
        ("fatal: bad config line 3 in file .git/config", "bad config line 3 in file .git/config", "git fsck"),
        ("fatal: not a git repository: /srv/course/.git/worktrees/x", "/srv/course/.git/worktrees/x", "git status"),
        ("error: object file is empty\nfatal: loose object is corrupt", "object file is empty", "git fsck"),
        ("", "it says nothing", "git status"),
        (
            "fatal: detected dubious ownership in repository at '/a b'\n\n\tgit config --global --add safe.directory '/a b'",
            "detected dubious ownership in repository at '/a b'",
            "`git config --global --add safe.directory '/a b'`",
        ),
    ],
)
def test_what_git_says_is_told(
    said: str, message: str, help: str, repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever keeps git from reading a repository is told in its words, and never as *in no repository*."""
    (tmp_path / "said").write_text(said)
    (tmp_path / "bin").mkdir()
    program(tmp_path / "bin", f"#!/bin/sh\n/bin/cat '{tmp_path}/said' >&2\nexit 128\n")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    found = refused("HEAD")
    assert isinstance(found, MissingRequirement)
    (problem,) = found.problems
    assert problem.code == "git-refuses"
    assert message in problem.message
    assert help in problem.help


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root can give folders away")
def test_a_repository_of_another_user(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a container: git refuses, says why, and how that is mended."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    monkeypatch.delenv("SUDO_UID", raising=False)
    monkeypatch.setenv("LANGUAGE", "de")
    for path in [repository, *repository.rglob("*")]:
        os.chown(path, 4711, 4711)
    found = refused("HEAD")
    assert [problem.code for problem in found.problems] == ["git-refuses"]
    assert "dubious ownership" in found.problems[0].message
    assert f"git config --global --add safe.directory {repository}" in found.problems[0].help


def test_a_folder_in_no_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only where git says so is a folder said to be in none."""
    shutil.copytree(ROOT / "tests" / "packs" / "tiny", tmp_path / "tiny")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert [problem.code for problem in refused("HEAD").problems] == ["no-repository"]


def test_a_shallow_clone_is_said_to_be_one(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An older commit that such a clone lacks is told with how to get it; in a whole one the same name is told plainly."""
    git(repository, "commit", "-q", "--allow-empty", "-m", "second")
    packs_of(RevisionRange("HEAD~1"), Path("tiny"))
    (problem,) = refused("HEAD~5").problems
    assert (problem.code, "shallow" in problem.why) == ("no-such-revision", False)
    git(tmp_path, "clone", "-q", "--depth", "1", repository.as_uri(), "clone")
    monkeypatch.chdir(tmp_path / "clone")
    (problem,) = refused("HEAD~1").problems
    assert problem.code == "no-such-revision"
    assert "shallow" in problem.why
    assert "git fetch --unshallow" in problem.help


def test_what_git_knows_of_a_revision_is_told(repository: Path) -> None:
    """Of a commit that is broken git says more than that there is none."""
    name = (repository / ".git" / "refs" / "heads" / "main").read_text().strip()
    broken = repository / ".git" / "objects" / name[:2] / name[2:]
    broken.chmod(stat.S_IRUSR | stat.S_IWUSR)
    broken.write_bytes(b"")
    (problem,) = refused("HEAD").problems
    assert problem.code == "no-such-revision"
    assert problem.why.startswith("git says: ")


def test_a_part_that_git_cannot_read_is_no_empty_file(repository: Path) -> None:
    """A broken object stops the whole pack: no rules are missing without a word."""
    for path in (repository / ".git" / "objects").rglob("*"):
        if path.is_file():
            path.chmod(stat.S_IRUSR | stat.S_IWUSR)
    (repository / "tiny" / "vocabulary.yaml").unlink()
    git(repository, "commit", "-qam", "second")
    tree = repository / ".git" / "objects"
    blobs = sorted((path for path in tree.rglob("*") if path.is_file()), key=lambda path: path.stat().st_size)
    blobs[-1].write_bytes(b"")
    found = refused("HEAD~1")
    assert [problem.code for problem in found.problems] == ["git-refuses"]


def test_a_huge_file_in_a_revision_is_not_read(repository: Path) -> None:
    """Its size is asked for first."""
    (repository / "tiny" / "huge.yaml").write_bytes(b"#" * (1024 * 1024 + 1))
    git(repository, "add", ".")
    git(repository, "commit", "-qam", "second")
    assert [problem.code for problem in refused("HEAD").problems] == ["too-large"]
