"""The witnesses of `tests/bad`: files and folders that give one problem each, and those that only a test can make."""

import ast
import errno
import json
import os
import subprocess
import types
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from infusion_pathways import Pack, ProblemsFound, load_pack, load_scenario
from infusion_pathways.author import create
from infusion_pathways.author import messages as of_authors
from infusion_pathways.author.format_files import format_files
from infusion_pathways.author.formatter import format_yaml
from infusion_pathways.cases import messages as of_cases
from infusion_pathways.cases import run_cases
from infusion_pathways.cases.select import read_expression
from infusion_pathways.cli.graph import chosen_pathway
from infusion_pathways.cli.quiz import play
from infusion_pathways.cli.reports import ReportFormat, need_solver
from infusion_pathways.cli.test import test as run_test
from infusion_pathways.diff import revisions
from infusion_pathways.engine import chaining
from infusion_pathways.engine import messages as of_engines
from infusion_pathways.engine.choice import chosen
from infusion_pathways.flip.asking import question_of
from infusion_pathways.mutate import messages as of_mutants
from infusion_pathways.mutate.journal import Journal, RunIdentity
from infusion_pathways.mutate.run import MutantSelection, run_mutants
from infusion_pathways.mutate.suite import read_suite
from infusion_pathways.mutate.worker import MutationTask, Worker
from infusion_pathways.pack import load as loading
from infusion_pathways.pack import messages as of_packs
from infusion_pathways.pack.load import files_of, load_files
from infusion_pathways.picture import messages as of_pictures
from infusion_pathways.quiz import messages as of_quizzes
from infusion_pathways.quiz.answers import sheets
from infusion_pathways.quiz.case import QuizCase
from infusion_pathways.quiz.difficulty import Difficulty
from infusion_pathways.quiz.report import gather
from infusion_pathways.quiz.results import LARGEST_BYTES as LARGEST_RESULTS
from infusion_pathways.quiz.results import check_results
from infusion_pathways.quiz.results import read as read_results
from infusion_pathways.scenario import edit_messages as of_edits
from infusion_pathways.scenario import messages as of_scenarios
from infusion_pathways.scenario.editing import read_edits
from infusion_pathways.solver import messages as of_proofs
from infusion_pathways.solver import z3_solver as door
from infusion_pathways.source import Place, Problem, saving
from infusion_pathways.source import messages as of_reading
from infusion_pathways.source.reading import parse_json, read_json
from infusion_pathways.source.saving import save
from infusion_pathways.trace import messages as of_questions
from tests.conftest import ROOT

BAD = ROOT / "tests" / "bad"
STAGES: dict[str, types.ModuleType] = {
    "reading": of_reading,
    "scenario": of_scenarios,
    "pack": of_packs,
    "prove": of_proofs,
    "engine": of_engines,
    "asked": of_questions,
    "author": of_authors,
    "cases": of_cases,
    "editing": of_edits,
    "picture": of_pictures,
    "quiz": of_quizzes,
    "mutate": of_mutants,
}


class Witness(NamedTuple):
    """Something bad: the code it must give, and how to get at what it gives."""

    name: str
    code: str
    problems: Callable[[Pack, Path, pytest.MonkeyPatch], Iterable[Problem]]


def ledger() -> dict[tuple[str, str], str | None]:
    """Every function of the messages modules, by stage and name, with its code (None where it hands on to another)."""
    found: dict[tuple[str, str], str | None] = {}
    for stage, module in STAGES.items():
        assert module.__file__ is not None
        for node in ast.parse(Path(module.__file__).read_text()).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                made = (c for c in ast.walk(node) if isinstance(c, ast.Call) and isinstance(c.func, ast.Name))
                codes = [c.args[0].value for c in made if c.func.id == "Problem" and isinstance(c.args[0], ast.Constant)]
                found[stage, node.name] = codes[0] if codes else None
    return found


def codes_of(*stages: str) -> set[str]:
    """The codes of the stages given."""
    return {code for (stage, _), code in ledger().items() if stage in stages and code is not None}


CODES = sorted(codes_of(*STAGES))


def raised(act: Callable[[], object]) -> tuple[Problem, ...]:
    """The problems that an act ends in; none when it succeeds."""
    try:
        act()
    except ProblemsFound as found:
        return found.problems
    return ()


def _scenario(path: Path) -> Witness:
    relative = path.relative_to(ROOT)
    code = path.stem.partition("--")[0]
    return Witness(path.stem, code, lambda pack, _, __: raised(lambda: load_scenario(relative, pack)))


def _pack(path: Path) -> Witness:
    relative = path.relative_to(ROOT)
    code = path.name.partition("--")[0]
    return Witness(f"packs/{path.name}", code, lambda _, __, ___: raised(lambda: load_pack(relative)))


def _no_such_file(pack: Pack, folder: Path, patch: pytest.MonkeyPatch) -> Iterable[Problem]:
    patch.chdir(folder)
    return raised(lambda: load_scenario("patient.json", pack))


def _inside_a_file(pack: Pack, folder: Path, patch: pytest.MonkeyPatch) -> Iterable[Problem]:
    (folder / "patients").write_text("{}")
    patch.chdir(folder)
    return raised(lambda: load_scenario("patients/patient.json", pack))


def _is_a_directory(pack: Pack, folder: Path, patch: pytest.MonkeyPatch) -> Iterable[Problem]:
    (folder / "patients").mkdir()
    patch.chdir(folder)
    return raised(lambda: load_scenario("patients", pack))


def _refused(*_: object, **__: object) -> None:
    raise PermissionError(13, "Permission denied")


def _unreadable(pack: Pack, folder: Path, patch: pytest.MonkeyPatch) -> Iterable[Problem]:
    (folder / "patient.json").write_text("{}")
    patch.chdir(folder)
    patch.setattr(Path, "open", _refused)
    return raised(lambda: load_scenario("patient.json", pack))


def _unreadable_pack(_: Pack, folder: Path, patch: pytest.MonkeyPatch) -> Iterable[Problem]:
    (folder / "rules").mkdir()
    (folder / "rules" / "pack.yaml").write_text("pack: {id: witness, version: 1.0.0, title: Witness}\n")
    patch.chdir(folder)
    patch.setattr(Path, "open", _refused)
    return raised(lambda: load_pack("rules"))


def _linked(_: Pack, folder: Path, patch: pytest.MonkeyPatch) -> Iterable[Problem]:
    (folder / "rules").mkdir()
    (folder / "elsewhere").mkdir()
    (folder / "rules" / "safety").symlink_to("../elsewhere")
    patch.chdir(folder)
    return raised(lambda: load_pack("rules"))


def _pipe(_: Pack, folder: Path, patch: pytest.MonkeyPatch) -> Iterable[Problem]:
    (folder / "rules").mkdir()
    os.mkfifo(folder / "rules" / "safety.yaml")
    patch.chdir(folder)
    return raised(lambda: load_pack("rules"))


def _notes(name: str, text: str) -> Iterable[Problem]:
    """What is told of the tiny pack, though it loads, if one of its files has another text."""
    tiny = files_of(ROOT / "tests" / "packs" / "tiny")
    return load_files("rules", {**tiny, name: text.encode()}).notes


def _without_list() -> Iterable[Problem]:
    tiny = files_of(ROOT / "tests" / "packs" / "tiny")
    head = tiny["pack.yaml"].split(b"parts:")[0]
    return load_files("rules", {name: head if name == "pack.yaml" else data[:-4] for name, data in tiny.items()}).notes


def _longer() -> Iterable[Problem]:
    tiny = files_of(ROOT / "tests" / "packs" / "tiny")
    return _notes("pack.yaml", tiny["pack.yaml"].decode().replace("sources.yaml: 6", "sources.yaml: 5"))


def _nothing_to_drop(_: Pack, folder: Path, patch: pytest.MonkeyPatch) -> Iterable[Problem]:
    (folder / "rules").mkdir()
    (folder / "rules" / "pack.yaml").write_text("pack: {id: witness, version: 1.0.0, title: Witness}\n")
    patch.chdir(folder)
    return raised(lambda: format_files([Path("rules")], [Path("rules/safety.yaml")]))


def _too_large(pack: Pack, folder: Path, patch: pytest.MonkeyPatch) -> Iterable[Problem]:
    (folder / "patient.json").write_bytes(b" " * (1024 * 1024 + 1))
    patch.chdir(folder)
    return raised(lambda: load_scenario("patient.json", pack))


def _too_large_pack(_: Pack, folder: Path, patch: pytest.MonkeyPatch) -> Iterable[Problem]:
    (folder / "rules").mkdir()
    (folder / "rules" / "pack.yaml").write_bytes(b"#" * (1024 * 1024 + 1))
    patch.chdir(folder)
    return raised(lambda: load_pack("rules"))


def _too_many(pack: Pack, folder: Path, patch: pytest.MonkeyPatch) -> Iterable[Problem]:
    (folder / "patient.json").write_text("{" + ",\n".join(f'"key_{n}": {n}' for n in range(200)) + "}")
    patch.chdir(folder)
    return [p for p in raised(lambda: load_scenario("patient.json", pack)) if not p.place.line]


def _too_many_duplicates(pack: Pack, folder: Path, patch: pytest.MonkeyPatch) -> Iterable[Problem]:
    (folder / "patient.json").write_text("{" + ",\n".join('"id": "witness"' for _ in range(200)) + "}")
    patch.chdir(folder)
    return [p for p in raised(lambda: load_scenario("patient.json", pack)) if not p.place.line]


def _no_folder(_: Pack, folder: Path, patch: pytest.MonkeyPatch) -> Iterable[Problem]:
    patch.chdir(folder)
    return raised(lambda: load_pack("rules"))


def _taken(_: Pack, folder: Path, patch: pytest.MonkeyPatch) -> Iterable[Problem]:
    (folder / "my-rules").mkdir()
    patch.chdir(folder)
    return raised(lambda: create.new_pack(Path("my-rules")))


def _no_name(_: Pack, folder: Path, patch: pytest.MonkeyPatch) -> Iterable[Problem]:
    patch.chdir(folder)
    return raised(lambda: create.new_pack(Path("My Rules")))


def _nothing_to_form(_: Pack, folder: Path, patch: pytest.MonkeyPatch) -> Iterable[Problem]:
    (folder / "my-rules").mkdir()
    patch.chdir(folder)
    return raised(lambda: format_files([Path("my-rules")]))


def _not_kept(*_: object) -> Iterable[Problem]:
    return raised(lambda: format_yaml("my-rules/rules.yaml", b"flags: {}  # none yet\n", lambda _: "flags: {}\n"))


def _several_pathways(*_: object) -> Iterable[Problem]:
    return raised(lambda: create.only_pathway(load_pack()))


def _duplicate_id(pack: Pack, _: Path, __: pytest.MonkeyPatch) -> Iterable[Problem]:
    files = sorted(path.relative_to(ROOT) for path in (BAD / "duplicate-id").glob("*.json"))
    return [problem for result in run_cases(files, pack) for problem in result.problems]


def _file_exists(_: Pack, folder: Path, patch: pytest.MonkeyPatch) -> Iterable[Problem]:
    (folder / "patient.json").write_text("{}\n")
    patch.chdir(folder)
    return raised(lambda: save(Path("patient.json"), "[]\n"))


def _unwritable(_: Pack, folder: Path, patch: pytest.MonkeyPatch) -> Iterable[Problem]:
    patch.chdir(folder)
    return raised(lambda: save(Path("patients/patient.json"), "{}\n"))


def _unwritable_folder(_: Pack, folder: Path, patch: pytest.MonkeyPatch) -> Iterable[Problem]:
    (folder / "patients").mkdir()
    patch.chdir(folder)
    return raised(lambda: save(Path("patients"), "{}\n"))


def _full_disk(_: Pack, folder: Path, patch: pytest.MonkeyPatch) -> Iterable[Problem]:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    patch.chdir(folder)
    patch.setattr(saving.os, "fsync", full)
    return raised(lambda: save(Path("patient.json"), "{}\n"))


def _replaced(folder: Path, patch: pytest.MonkeyPatch, change: Callable[[Path], object]) -> Iterable[Problem]:
    """What comes of replacing a file of which something has to be kept."""
    patch.chdir(folder)
    Path("rules.yaml").write_text("{}\n")
    change(Path("rules.yaml"))
    return raised(lambda: save(Path("rules.yaml"), "flags: {}\n", overwrite=True))


def _too_large_results(_: Pack, folder: Path, patch: pytest.MonkeyPatch) -> Iterable[Problem]:
    patch.chdir(folder)
    with open("results.jsonl", "wb") as file:
        file.truncate(LARGEST_RESULTS + 1)
    return raised(lambda: list(read_results(Path("results.jsonl"))))


def _no_solver(_: Pack, __: Path, patch: pytest.MonkeyPatch) -> Iterable[Problem]:
    patch.setattr(door, "z3", None)
    return raised(need_solver)


def _no_engine(_: Pack, __: Path, patch: pytest.MonkeyPatch) -> Iterable[Problem]:
    patch.setattr(chaining, "_loaded", lambda: "it is not installed")
    return raised(lambda: chosen("both"))


def _in_an_archive(_: Pack, folder: Path, patch: pytest.MonkeyPatch) -> Iterable[Problem]:
    patch.setattr(loading, "__file__", str(folder / "x.whl" / "infusion_pathways" / "pack" / "load.py"))
    return raised(load_pack)


def _no_range(_: Pack, __: Path, ___: pytest.MonkeyPatch) -> Iterable[Problem]:
    return raised(lambda: revisions.range_of("..main"))


def _revision(name: str, folder: Path, patch: pytest.MonkeyPatch) -> Iterable[Problem]:
    patch.chdir(folder)
    return raised(lambda: revisions.packs_of(revisions.RevisionRange(name), Path("rules")))


def _no_git(_: Pack, folder: Path, patch: pytest.MonkeyPatch) -> Iterable[Problem]:
    def missing(*_: object, **__: object) -> None:
        raise FileNotFoundError(2, "No such file or directory")

    (folder / "rules").mkdir()
    patch.setattr(revisions.subprocess, "run", missing)
    return _revision("v1.0", folder, patch)


def _git_says(folder: Path, patch: pytest.MonkeyPatch, error: OSError | None = None, said: str = "") -> Iterable[Problem]:
    """What comes of a git that cannot be run, or that ends with an error of its own."""

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        if error is not None:
            raise error
        return subprocess.CompletedProcess(command, 128, b"", said.encode())

    (folder / "rules").mkdir()
    patch.setattr(revisions.subprocess, "run", run)
    return _revision("v1.0", folder, patch)


DUBIOUS = """fatal: detected dubious ownership in repository at '/srv/course'
To add an exception for this directory, call:

\tgit config --global --add safe.directory /srv/course
"""


def _beyond_shallow(_: Pack, folder: Path, patch: pytest.MonkeyPatch) -> Iterable[Problem]:
    (folder / "whole" / "rules").mkdir(parents=True)
    git(folder / "whole", "init", "-q", "-b", "main")
    for message in ("first", "second"):
        git(folder / "whole", "commit", "-q", "--allow-empty", "-m", message)
    git(folder, "clone", "-q", "--depth", "1", (folder / "whole").as_uri(), "clone")
    (folder / "clone" / "rules").mkdir()
    return _revision("HEAD~1", folder / "clone", patch)


def _folder_missing(_: Pack, folder: Path, patch: pytest.MonkeyPatch) -> Iterable[Problem]:
    return _revision("main", folder, patch)


def _no_repository(_: Pack, folder: Path, patch: pytest.MonkeyPatch) -> Iterable[Problem]:
    (folder / "rules").mkdir()
    patch.setenv("GIT_CEILING_DIRECTORIES", folder.parent.as_posix())
    return _revision("main", folder, patch)


def _no_such_revision(_: Pack, folder: Path, patch: pytest.MonkeyPatch) -> Iterable[Problem]:
    (folder / "rules").mkdir()
    git(folder, "init", "-q")
    return _revision("v1.0", folder, patch)


def _not_in_revision(_: Pack, folder: Path, patch: pytest.MonkeyPatch) -> Iterable[Problem]:
    git(folder, "init", "-q", "-b", "main")
    git(folder, "commit", "-q", "--allow-empty", "-m", "nothing yet")
    (folder / "rules").mkdir()
    return _revision("main", folder, patch)


def _asked(pack: Pack, therapy: str, *, alone: bool = False, allow: tuple[str, ...] = ()) -> Iterable[Problem]:
    """What comes of a question about the tiny patient; `alone`, with the first diagnosis only."""
    patient = load_scenario(ROOT / "tests" / "packs" / "patient.json", pack)
    patient = patient._replace(diagnoses=patient.diagnoses[:1]) if alone else patient
    return raised(lambda: question_of(pack, patient, therapy, allow=allow))


def _which_pathway(pack: Pack, *_: object) -> Iterable[Problem]:
    several = replace(pack, programs=dict.fromkeys(("lantern_fever", "paper_cough"), pack.programs["lantern_fever"]))
    return raised(lambda: chosen_pathway(several, None))


PATIENT = ROOT / "tests" / "packs" / "patient.json"
RUN = RunIdentity("rules", "cases", "mutants", 0, True)
SHEET = """{"schema": "infusion-pathways/answers/1", "cases": [{"scenario": "%s", "answers": {"wickimab": "%s"}}]}"""


def _sheet(pack: Pack, case: str, verdict: str) -> Iterable[Problem]:
    """What comes of an answer sheet for the tiny patient."""
    played = QuizCase(pack, load_scenario(PATIENT, pack))
    return raised(lambda: sheets(parse_json("sheet.json", SHEET % (case, verdict)), [played]))


def _quiz(*files: Path, **options: Any) -> Iterable[Problem]:
    """What comes of playing the quiz with the tiny pack."""
    return raised(lambda: play([*files], pack=ROOT / "tests" / "packs" / "tiny", **options))


def _test(*paths: Path, **options: Any) -> Iterable[Problem]:
    """What comes of running cases with the tiny pack."""
    return raised(lambda: run_test([*paths], pack=ROOT / "tests" / "packs" / "tiny", **options))


def _fails_already(pack: Pack, folder: Path, patch: pytest.MonkeyPatch) -> Iterable[Problem]:
    text = PATIENT.read_text()
    wrong = json.loads(text) | {"expect": {"outcome": "on_hold"}}
    (folder / "patient.json").write_text(json.dumps(wrong, indent=2) + "\n")
    patch.chdir(folder)
    return raised(lambda: read_suite([Path("patient.json")], pack))


def _no_mutants(_: Pack, folder: Path, __: pytest.MonkeyPatch) -> Iterable[Problem]:
    (folder / "pack.yaml").write_text("pack: {id: witness, version: 1.0.0, title: Witness}\n")
    return raised(lambda: run_mutants(MutationTask(folder, ()), MutantSelection()))


def _changed_meanwhile(*_: object) -> Iterable[Problem]:
    return raised(lambda: Worker(MutationTask(ROOT / "tests" / "packs" / "tiny", (PATIENT,), digests=("before", "before"))))


def _journal(pack: Pack, folder: Path, patch: pytest.MonkeyPatch, text: str) -> Iterable[Problem]:
    """What comes of going on with a file that holds such a text."""
    (folder / "run.jsonl").write_text(text)
    patch.chdir(folder)
    return raised(lambda: Journal(Path("run.jsonl"), RUN, pack))


def _no_results_file(_: Pack, folder: Path, patch: pytest.MonkeyPatch) -> Iterable[Problem]:
    (folder / "notes.txt").write_text("Ask about the exam.\n")
    patch.chdir(folder)
    return raised(lambda: check_results(Path("notes.txt")))


def _no_result(*_: object) -> Iterable[Problem]:
    return gather([(Place("results.jsonl", 1, 1, 2, "{}"), "{}")]).problems


def _edits(pack: Pack, sets: tuple[str, ...], unsets: tuple[str, ...] = (), *, history: bool = True) -> Iterable[Problem]:
    """What comes of edits of the tiny patient, or of one with no treatment history."""
    document = read_json(ROOT / "tests" / "packs" / "patient.json")
    if not history:
        del document.value["treatments"]
    return raised(lambda: read_edits(document, sets, unsets, pack))


def git(folder: Path, *arguments: str) -> None:
    """Run git in a folder, as nobody in particular and whatever the user has configured."""
    settings = ("-c", "user.name=nobody", "-c", "user.email=nobody@example.org", "-c", "commit.gpgsign=false")
    own = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    subprocess.run(["git", *settings, *arguments], cwd=folder, env={**own, "GIT_CONFIG_GLOBAL": os.devnull}, check=True)


MADE = (
    Witness("solver-missing", "solver-missing", _no_solver),
    Witness("engine-missing", "engine-missing", _no_engine),
    Witness("not-unpacked", "not-unpacked", _in_an_archive),
    Witness("not-a-range", "not-a-range", _no_range),
    Witness("git-missing", "git-missing", _no_git),
    Witness("git-missing--no-program", "git-missing", lambda _, *at: _git_says(*at, OSError(errno.ENOEXEC, "Exec format error"))),
    Witness("git-refuses", "git-refuses", lambda _, *at: _git_says(*at, said=DUBIOUS)),
    Witness("git-refuses--silently", "git-refuses", lambda _, *at: _git_says(*at)),
    Witness("folder-missing", "folder-missing", _folder_missing),
    Witness("no-repository", "no-repository", _no_repository),
    Witness("no-such-revision", "no-such-revision", _no_such_revision),
    Witness("no-such-revision--shallow", "no-such-revision", _beyond_shallow),
    Witness("not-in-revision", "not-in-revision", _not_in_revision),
    Witness("no-pathway", "no-pathway", lambda pack, *_: _asked(pack, "paper_cough/wickimab")),
    Witness("no-such-diagnosis", "no-such-diagnosis", lambda pack, *_: _asked(pack, "paper_cough/wickimab", alone=True)),
    Witness("therapy-of-no-diagnosis", "therapy-of-no-diagnosis", lambda pack, *_: _asked(pack, "emberol")),
    Witness("which-pathway", "which-pathway", _which_pathway),
    Witness("fails-already", "fails-already", _fails_already),
    Witness("no-mutants", "no-mutants", _no_mutants),
    Witness("changed-meanwhile", "changed-meanwhile", _changed_meanwhile),
    Witness("not-a-journal", "not-a-journal", lambda pack, *at: _journal(pack, *at, text="Ask about the exam.\n")),
    Witness("not-a-journal--line", "not-a-journal", lambda pack, *at: _journal(pack, *at, text=RUN.line() + "{}\n")),
    Witness(
        "journal-of-another-run",
        "journal-of-another-run",
        lambda pack, *at: _journal(pack, *at, text=RUN._replace(cases="others", seed=1).line()),
    ),
    Witness("linked-file", "linked-file", _linked),
    Witness("not-an-ordinary-file", "not-an-ordinary-file", _pipe),
    Witness("packs/foreign-file", "foreign-file", lambda *_: _notes("compose.yaml", "services: {}\n")),
    Witness("packs/longer-part", "longer-part", lambda *_: _longer()),
    Witness("packs/no-list-of-parts", "no-list-of-parts", lambda *_: _without_list()),
    Witness("nothing-to-drop", "nothing-to-drop", _nothing_to_drop),
    Witness("count-differs", "count-differs", lambda *_: _test(PATIENT, expect_count=50)),
    Witness("no-case", "no-case", lambda _, folder, __: _test(folder)),
    Witness("no-case--selected", "no-case", lambda *_: _test(PATIENT, expression="nowhere")),
    Witness("not-an-expression", "not-an-expression", lambda *_: raised(lambda: read_expression("lantern and (ember or"))),
    Witness("no-case-to-play", "no-case-to-play", lambda *_: _quiz()),
    Witness("no-case-to-play--tag", "no-case-to-play", lambda *_: _quiz(PATIENT, tag=["test"], difficulty=Difficulty.HARD)),
    Witness("unknown-tag", "unknown-tag", lambda *_: _quiz(PATIENT, tag=["tests"])),
    Witness("not-a-code", "not-a-code", lambda *_: _quiz(PATIENT, student="Margaret")),
    Witness("format-without-answers", "format-without-answers", lambda *_: _quiz(PATIENT, format=ReportFormat.JSON)),
    Witness(
        "answer-not-understood", "answer-not-understood", lambda pack, *_: _sheet(pack, "lantern-fever-after-emberol", "ruld_out")
    ),
    Witness("answer-not-understood--case", "answer-not-understood", lambda pack, *_: _sheet(pack, "another", "ruled_out")),
    Witness("not-a-quiz-result", "not-a-quiz-result", _no_result),
    Witness("file-exists--results", "file-exists", _no_results_file),
    Witness("diagnosis-is-fixed", "diagnosis-is-fixed", lambda pack, *_: _asked(pack, "wickimab", allow=("diagnosis",))),
    Witness("unknown-therapy--asked-for", "unknown-therapy", lambda pack, *_: _asked(pack, "wikimab")),
    Witness("unknown-disease--asked-for", "unknown-disease", lambda pack, *_: _asked(pack, "lantern_fewer/wickimab")),
    Witness("unknown-name--allowed", "unknown-name", lambda pack, *_: _asked(pack, "wickimab", allow=("age_yeers",))),
    Witness("not-an-edit", "not-an-edit", lambda pack, *_: _edits(pack, ("/measures/glow_score",))),
    Witness("no-such-path", "no-such-path", lambda pack, *_: _edits(pack, ("/finding/soot_antibodies=positive",))),
    Witness("nothing-recorded", "nothing-recorded", lambda pack, *_: _edits(pack, (), ("/diagnoses/1/activity",))),
    Witness("not-editable", "not-editable", lambda pack, *_: _edits(pack, ("/expect=unknown",))),
    Witness("clashing-edits", "clashing-edits", lambda pack, *_: _edits(pack, ("treatments/0/for=lf",), ("treatments/0",))),
    Witness("history-not-known", "history-not-known", lambda pack, *_: _edits(pack, ("treatments/-=wickimab",), history=False)),
    Witness("no-such-file", "no-such-file", _no_such_file),
    Witness("no-such-file--inside-a-file", "no-such-file", _inside_a_file),
    Witness("is-a-directory", "is-a-directory", _is_a_directory),
    Witness("unreadable-file", "unreadable-file", _unreadable),
    Witness("packs/unreadable-file", "unreadable-file", _unreadable_pack),
    Witness("file-exists", "file-exists", _file_exists),
    Witness("file-exists--new", "file-exists", _taken),
    Witness("bad-id--new", "bad-id", _no_name),
    Witness("no-such-file--to-form", "no-such-file", _nothing_to_form),
    Witness("not-kept", "not-kept", _not_kept),
    Witness("which-pathway--new", "which-pathway", _several_pathways),
    Witness("unwritable-file", "unwritable-file", _unwritable),
    Witness("unwritable-file--folder", "unwritable-file", _unwritable_folder),
    Witness("unwritable-file--full-disk", "unwritable-file", _full_disk),
    Witness("unwritable-file--read-only", "unwritable-file", lambda _, *at: _replaced(*at, lambda file: file.chmod(0o444))),
    Witness(
        "unwritable-file--hard-link", "unwritable-file", lambda _, *at: _replaced(*at, lambda file: os.link(file, "other.yaml"))
    ),
    Witness(
        "unwritable-file--owner",
        "unwritable-file",
        lambda _, *at: _replaced(*at, lambda _: at[1].setattr(saving, "_keeps_owner", lambda _: False)),
    ),
    Witness("too-large", "too-large", _too_large),
    Witness("too-large--results", "too-large", _too_large_results),
    Witness("packs/too-large", "too-large", _too_large_pack),
    Witness("too-many-problems", "too-many-problems", _too_many),
    Witness("too-many-problems--reading", "too-many-problems", _too_many_duplicates),
    Witness("packs/not-a-pack--no-folder", "not-a-pack", _no_folder),
    Witness("duplicate-id", "duplicate-id", _duplicate_id),
)

WITNESSES = (
    *map(_scenario, sorted(path for path in BAD.glob("*.*") if path.is_file())),
    *map(_pack, sorted(path for path in (BAD / "packs").iterdir() if path.is_dir())),
    *MADE,
)
