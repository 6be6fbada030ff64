"""Paths as a code host names them."""

import os
from pathlib import Path

import pytest

from infusion_pathways.source.repository_paths import repository_path, uri_of


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a folder `work` in it, where the work is done."""
    root = tmp_path / "repository"
    (root / "work" / "deep").mkdir(parents=True)
    (root / ".git").mkdir()
    (root / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    monkeypatch.chdir(root / "work")
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
    return root


def test_a_path_is_seen_from_the_root_of_the_repository(repository: Path) -> None:
    """However it is written: with dots, absolute, through folders that are not there."""
    for path in ("a.json", "./a.json", "deep/../a.json", "../work/a.json", "nowhere/../a.json", repository / "work" / "a.json"):
        assert repository_path(path) == "work/a.json"
    assert repository_path("deep") == repository_path("deep/") == repository_path("deep/.") == "work/deep"
    assert repository_path(".") == repository_path("deep/..") == "work"
    assert repository_path("..") == repository_path(repository) == "."
    assert repository_path("../a b/é.json") == "a b/é.json"


def test_beyond_the_repository_it_is_absolute(repository: Path) -> None:
    beyond = repository.parent / "beyond" / "a.json"
    assert repository_path("../../beyond/a.json") == repository_path(beyond) == beyond.as_posix()
    assert (
        repository_path(repository.parent / "repository-too" / "a.json")
        == (repository.parent / "repository-too/a.json").as_posix()
    )


def test_a_worktree_or_submodule_has_a_file_for_its_repository(repository: Path) -> None:
    (repository / "work" / ".git").write_text("gitdir: ../.git/worktrees/work\n")
    assert repository_path("a.json") == "a.json"
    assert repository_path("../a.json") == (repository / "a.json").as_posix()


def test_a_folder_that_is_only_called_so_is_no_repository(repository: Path) -> None:
    (repository / "work" / ".git").mkdir()
    assert repository_path("a.json") == "work/a.json"


def test_links(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A linked folder inside is the folder that it means; one that leads out keeps its name, as does a file that is a link."""
    (repository / "linked").symlink_to("work/deep")
    (repository / "out").symlink_to(repository.parent)
    (repository / "work" / "a.json").symlink_to("deep/b.json")
    assert repository_path("../linked/b.json") == "work/deep/b.json"
    assert repository_path("../out/b.json") == "out/b.json"
    assert repository_path("a.json") == "work/a.json"
    way = repository.parent / "way"
    way.symlink_to(repository / "work")
    monkeypatch.chdir(way)
    monkeypatch.setenv("PWD", str(way))
    assert repository_path("a.json") == repository_path(way / "a.json") == "work/a.json"


def test_without_a_repository_it_is_the_workspace_of_the_ci_or_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A workspace that the working folder is not in says nothing."""
    (tmp_path / "work").mkdir()
    (tmp_path / "other").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    for workspace, name in ((tmp_path, "work/a.json"), (tmp_path / "other", "a.json"), ("", "a.json")):
        monkeypatch.setenv("GITHUB_WORKSPACE", str(workspace))
        assert repository_path("a.json") == name
    monkeypatch.delenv("GITHUB_WORKSPACE")
    assert repository_path("a.json") == "a.json"
    assert repository_path("../a.json") == (tmp_path / "a.json").as_posix()


def test_a_working_folder_that_is_gone_leaves_a_path_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    (tmp_path / "work").rmdir()
    assert repository_path(tmp_path / "a.json") == (tmp_path / "a.json").as_posix()
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("name", "uri"),
    [
        ("a b/é.yaml", "a%20b/%C3%A9.yaml"),
        ("a:b#c?d%.yaml", "a%3Ab%23c%3Fd%25.yaml"),
        ("/a b/é.yaml", "file:///a%20b/%C3%A9.yaml"),
        (os.fsdecode(b"\xff.yaml"), "%FF.yaml"),
        (".", "."),
    ],
)
def test_uris(name: str, uri: str) -> None:
    """What a URI cannot hold is escaped; what would make a relative one another (a scheme, a query) as well."""
    assert uri_of(name) == uri
