"""The list of parts of a pack, and which files belong to a folder; each test is the law of one kind."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from infusion_pathways import ProblemsFound, load_pack
from infusion_pathways.cases.run import found_cases
from infusion_pathways.cli.app import run
from infusion_pathways.diff import revisions
from infusion_pathways.pack.load import load_files
from infusion_pathways.pack.parts import is_whole
from infusion_pathways.pack.sections import SECTIONS, is_foreign
from infusion_pathways.pack.shape import PackFile
from infusion_pathways.source.listing import JSON, YAML, list_folder
from tests.conftest import ROOT
from tests.witnesses import git

TINY = ROOT / "tests" / "packs" / "tiny"
PATIENT = ROOT / "tests" / "packs" / "patient.json"


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the tiny pack in the working folder, with a part that nothing else needs."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(TINY, "rules")
    Path("rules/flags.yaml").write_text("flags:\n  SPARE_FLAG: {label: spare}\n  OTHER_FLAG: {label: other}\n...\n")
    head = Path("rules/pack.yaml")
    head.write_text(head.read_text().replace("  lantern_fever/rules", "  flags.yaml: 2\n  lantern_fever/rules"))
    return Path("rules")


def codes(path: Path) -> set[str]:
    """The codes of the problems with a pack; none where it loads."""
    try:
        load_pack(path)
    except ProblemsFound as found:
        return {problem.code for problem in found.problems}
    return set()


def test_the_sections_are_those_of_the_models() -> None:
    assert set(SECTIONS) == set(PackFile.model_fields)


def test_shipped_and_tested_packs_load_without_a_note(shipped_pack: object, tiny_pack: object) -> None:
    assert (shipped_pack.notes, tiny_pack.notes) == ((), ())  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("a: 1\n...\n", True),
        ("a: 1\n...", True),
        ("a: 1\r\n...\r\n", True),
        ("a: 1\n...  # end\n\n# more\n", True),
        ("a: 1\n", False),
        ("a: 1\n..\n", False),
        ("a: |\n  ...\n", False),
        ("a: 1\n# ...\n", False),
        ("", False),
    ],
)
def test_only_the_end_of_a_document_is_the_mark(text: str, whole: bool) -> None:
    assert is_whole(text) is whole


def test_every_cut_of_a_part_is_seen(pack: Path) -> None:
    """Wherever a part is cut, up to the blank line behind the mark, it is a problem; only the last line break may go."""
    path = pack / "flags.yaml"
    data = path.read_bytes()
    digest = load_pack(pack).digest
    for end in range(len(data) - 1):
        path.write_bytes(data[:end])
        assert codes(pack), data[:end]
    path.write_bytes(data[:-1])
    assert load_pack(pack).digest == digest


def test_every_cut_of_the_head_is_seen(pack: Path) -> None:
    """A head that is cut before, in or behind its list is a problem."""
    path = pack / "pack.yaml"
    data = path.read_bytes()
    for end in range(0, len(data) - 1, 3):
        path.write_bytes(data[:end])
        assert codes(pack), data[:end]


def test_the_list_gives_up_only_what_is_dropped(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A part that is gone stays a problem through `fmt`, until `--drop` names it; then the pack loads without it."""
    (pack / "flags.yaml").rename("flags.yaml")
    assert codes(pack) == {"missing-part"}
    before = (pack / "pack.yaml").read_text()
    assert run(["fmt", "rules"]) == run(["fmt", "rules", "--check"]) == 2
    assert run(["fmt", "rules", "--drop", "rules/flag.yaml"]) == 2
    assert (pack / "pack.yaml").read_text() == before
    assert run(["fmt", "rules", "--drop", "rules/flags.yaml"]) == 0
    assert codes(pack) == set()
    assert "flags.yaml" not in (pack / "pack.yaml").read_text()
    Path("flags.yaml").rename(pack / "flags.yaml")
    assert codes(pack) == {"unlisted-part"}
    assert run(["fmt", "rules"]) == 0
    assert codes(pack) == set()


def test_a_longer_part_loads_with_one_line_and_a_shorter_one_does_not(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """More entries are a note on standard error, never in the output; fewer are a problem until they are dropped."""
    path = pack / "flags.yaml"
    text = path.read_text()
    path.write_text(text.replace("...\n", "  THIRD_FLAG: {label: third}\n...\n"))
    for _ in range(2):  # the second time from the cache
        assert run(["run", str(PATIENT), "--pack", "rules", "--format", "json", "--engine", "direct"]) == 0
        out, err = capsys.readouterr()
        assert "longer-part" not in out
        assert err == (
            "note: rules/flags.yaml: longer-part: this part has 3 entries, the list of parts says 2; `pathways fmt` counts anew\n"
        )
    assert run(["fmt", "rules"]) == 0
    assert "  flags.yaml: 3\n" in (pack / "pack.yaml").read_text()
    path.write_text(text)
    assert codes(pack) == {"short-part"}
    assert run(["fmt", "rules"]) == 2
    assert run(["fmt", "rules", "--drop", "rules/flags.yaml"]) == 0
    assert "  flags.yaml: 2\n" in (pack / "pack.yaml").read_text()


def test_a_pack_without_a_list_loads_with_a_note_and_fmt_writes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("rules").mkdir()
    for path in TINY.rglob("*.yaml"):
        text = path.read_text().split("\nparts:")[0].removesuffix("...\n")
        (Path("rules") / path.name).write_text(text)
    assert [note.code for note in load_pack("rules").notes] == ["no-list-of-parts"]
    assert run(["fmt", "rules", "--check"]) == 1
    assert run(["fmt", "rules"]) == run(["fmt", "rules", "--check"]) == 0
    assert load_pack("rules").notes == ()


@pytest.mark.parametrize("name", ["safety.yml", "safety.YAML", "Safety.Yml"])
def test_other_spellings_of_the_ending_are_read(pack: Path, name: str) -> None:
    """A part whose ending is spelled in another way is read like any other: here it is one too many."""
    (pack / name).write_text("flags:\n  A_FLAG: {label: a}\n...\n")
    assert codes(pack) == {"unlisted-part"}
    assert run(["fmt", "rules"]) == 0
    assert "A_FLAG" in load_pack(pack).vocabulary.flags


@pytest.mark.parametrize("name", ["safety.yaml.txt", "safety.yaml.", "safety.yaml ", "safety.ymal"])
def test_endings_that_are_nearly_right_are_refused(pack: Path, name: str) -> None:
    (pack / name).write_text("flags:\n  A_FLAG: {label: a}\n...\n")
    assert codes(pack) == {"misspelt-ending"}


@pytest.mark.parametrize(
    "name",
    [".pre-commit-config.yaml", "._vocabulary.yaml", ".venv/x.yaml", ".github/workflows/ci.yaml", "node_modules/a/b.yaml"],
)
def test_what_is_hidden_or_of_tools_is_passed_over(pack: Path, name: str) -> None:
    digest = load_pack(pack).digest
    (pack / name).parent.mkdir(parents=True, exist_ok=True)
    (pack / name).write_bytes(b"\x00\x05repos: []")
    assert load_pack(pack).digest == digest
    assert load_pack(pack).notes == ()


@pytest.mark.parametrize(
    "text", ["services: {}\n", "x: &a {b: 1}\ny: *a\n", "kind: A\n---\nkind: B\n", "a: !Ref b\n", "packages: [a]\n"]
)
def test_a_foreign_file_is_named_once_and_changes_nothing(pack: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever it uses of YAML: it is not read, not formed, not in the digest."""
    digest = load_pack(pack).digest
    (pack / "compose.yaml").write_text(text)
    assert load_pack(pack).digest == digest
    assert [note.code for note in load_pack(pack).notes] == ["foreign-file"]
    assert run(["fmt", "rules"]) == 0
    assert capsys.readouterr().err.count("foreign-file") == 1
    assert (pack / "compose.yaml").read_text() == text


@pytest.mark.parametrize("text", ["services: {}\nrules: []\n", "findingz: {}\n", "therapy: {}\n", "- a\n", "a: [\n", "rul"])
def test_a_file_that_may_be_a_part_is_no_stranger(text: str) -> None:
    """Some keys of ours, a key that is nearly one, or what cannot be made out: a problem, not a note."""
    with pytest.raises(ProblemsFound):
        load_files("rules", {**{path.name: path.read_bytes() for path in TINY.glob("*.yaml")}, "more.yaml": text.encode()})
    assert not is_foreign(())


def test_links_pipes_and_broken_links_are_problems_everywhere(pack: Path) -> None:
    """The same tree is refused as a pack, as cases and by `fmt`; a link to a file of another kind is nobody's business."""
    Path("away").mkdir()
    (pack / "README.md").symlink_to("../away/README")
    Path("away/README").write_text("")
    assert codes(pack) == set()
    for name, target in {
        "more": "away",
        "gone": "nowhere",
        "flags2.yaml": "flags.yaml",
        "circle": "circle",
        "c.json": "x",
    }.items():
        (pack / name).symlink_to(Path("..", target) if name == "more" else target)
        problems = {problem.code for problem in list_folder(pack, (*YAML, *JSON)).problems}
        assert problems == {"linked-file"}, name
        assert run(["fmt", "rules"]) == 2
        (pack / name).unlink()
    os.mkfifo(pack / "p.yaml")
    assert codes(pack) == {"not-an-ordinary-file"}


def test_cases_are_counted_and_what_is_passed_over_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every spelling of the ending is read, the rest is counted; another number than expected is bad input."""
    monkeypatch.chdir(tmp_path)
    for name in ("cases/A.JSON", "cases/.hidden.json", "cases/.git/x.json", "cases/node_modules/y.json", "cases/notes.txt"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(PATIENT, name)
    assert found_cases([Path("cases")]).files == (Path("cases/A.JSON"),)
    arguments = ["test", "cases", "--pack", str(TINY), "--engine", "direct", "--expect-count"]
    assert run([*arguments, "1"]) == 0
    assert "1 file read, 3 passed over (cases/.git, cases/.hidden.json, cases/node_modules)\n1 passed" in capsys.readouterr().out
    assert run([*arguments, "2"]) == 2
    assert "count-differs" in capsys.readouterr().err


def test_a_folder_that_changes_while_it_is_looked_at_is_a_problem(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder or a file that has gone since it was listed ends in a message."""

    def gone(*_: object) -> None:
        raise FileNotFoundError(2, "No such file or directory")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", gone)
        assert codes(pack) == {"no-such-file"}
    monkeypatch.setattr("infusion_pathways.source.listing.os.scandir", gone)
    assert codes(pack) == {"unreadable-file"}


def test_line_ends_and_a_byte_order_mark_make_no_difference(pack: Path) -> None:
    """A checkout of Windows has the digest of any other, and is in form; `fmt` keeps its line ends and its mark."""
    assert run(["fmt", "rules"]) == 0
    digest = load_pack(pack).digest
    for path in pack.rglob("*.yaml"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert load_pack(pack).digest == digest
    assert run(["fmt", "rules", "--check"]) == 0
    loose = (pack / "flags.yaml").read_bytes().replace(b"{label: spare}", b"{label:   spare}")
    (pack / "flags.yaml").write_bytes(loose)
    assert run(["fmt", "rules"]) == 0
    assert (pack / "flags.yaml").read_bytes() == loose.replace(b"label:   ", b"label: ")


def test_a_revision_is_read_as_a_folder_is(pack: Path) -> None:
    """In a commit, `.yml` is read, hidden files are passed over, links are problems: what the folder says, the revision says."""
    git(Path("."), "init", "-q", "-b", "main")
    (pack / ".hidden.yaml").write_text("not: ours")
    (pack / "README.md").symlink_to("notes.txt")
    (pack / "notes.txt").write_text("")
    (pack / "flags.yaml").rename(pack / "flags.yml")
    assert run(["fmt", "rules", "--drop", "rules/flags.yaml"]) == 0
    git(Path("."), "add", "-A")
    git(Path("."), "commit", "-q", "-m", "whole")
    before, now = revisions.packs_of(revisions.RevisionRange("HEAD"), pack)
    assert before.digest == now.digest
    assert "SPARE_FLAG" in before.vocabulary.flags
    (pack / "more").symlink_to("../elsewhere")
    git(Path("."), "add", "-A")
    git(Path("."), "commit", "-q", "-m", "linked")
    with pytest.raises(ProblemsFound, match="linked-file"):
        revisions.packs_of(revisions.RevisionRange("HEAD"), pack)


def test_a_new_pack_has_its_list_and_line_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What `new` makes is listed, a pathway that is added too; git keeps line feeds."""
    monkeypatch.chdir(tmp_path)
    assert run(["new", "pack", "mine"]) == run(["new", "pathway", "glass_fever", "--pack", "mine"]) == 0
    assert "  glass_fever/safety.yaml: 7\n" in Path("mine/pack.yaml").read_text()
    assert load_pack("mine").notes == ()
    assert run(["fmt", "mine", "--check"]) == 0
    assert Path("mine/.gitattributes").read_text() == (ROOT / ".gitattributes").read_text() == "* text=auto eol=lf\n"


def test_pytest_refuses_what_the_command_refuses(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """Links, pipes and nearly right endings are items that fail; what is behind a link or hidden is no case; `.JSON` is one."""
    pytester.makeini(f"[pytest]\ninfusion_pathways_files = cases/**/*.json\ninfusion_pathways_pack = {TINY}\n")
    for name in ("cases/a.JSON", "away/b.json", "cases/.c.json", "cases/d.jsn"):
        pytester.path.joinpath(name).parent.mkdir(exist_ok=True)
        shutil.copyfile(PATIENT, pytester.path / name)
    (pytester.path / "cases" / "linked").symlink_to("../away")
    (pytester.path / "cases" / "gone.json").symlink_to("nowhere.json")
    os.mkfifo(pytester.path / "cases" / "pipe.json")
    done = pytester.runpytest("-p", "no:cacheprovider")
    done.assert_outcomes(passed=1, failed=4)
    done.stdout.fnmatch_lines_random(
        ["*linked: linked-file*", "*gone.json: linked-file*", "*pipe.json: not-an-ord*", "*d.jsn: miss*"]
    )


def test_git_that_gives_no_content_is_a_problem(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A part that git cannot give is never taken for an empty one."""
    git(Path("."), "init", "-q", "-b", "main")
    git(Path("."), "add", "-A")
    git(Path("."), "commit", "-q", "-m", "whole")
    blob = subprocess.run(
        ["git", "rev-parse", "HEAD:rules/flags.yaml"], capture_output=True, text=True, check=True
    ).stdout.strip()
    Path(".git/objects", blob[:2], blob[2:]).unlink()
    with pytest.raises(ProblemsFound, match="git-refuses"):
        revisions.packs_of(revisions.RevisionRange("HEAD"), pack)
