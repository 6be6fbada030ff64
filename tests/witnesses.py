"""The witnesses of `tests/bad`: files and folders that give one problem each, and those that only a test can make."""

import ast
import types
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import pytest

from infusion_pathways import Pack, ProblemsFound, load_pack, load_scenario
from infusion_pathways.cases import run_cases
from infusion_pathways.pack import messages as of_packs
from infusion_pathways.scenario import messages as of_scenarios
from infusion_pathways.source import Problem
from infusion_pathways.source import messages as of_reading
from infusion_pathways.source.saving import save
from tests.conftest import ROOT

BAD = ROOT / "tests" / "bad"
STAGES: dict[str, types.ModuleType] = {"reading": of_reading, "scenario": of_scenarios, "pack": of_packs}


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
    patch.setattr(Path, "read_bytes", _refused)
    return raised(lambda: load_pack("rules"))


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


MADE = (
    Witness("no-such-file", "no-such-file", _no_such_file),
    Witness("no-such-file--inside-a-file", "no-such-file", _inside_a_file),
    Witness("is-a-directory", "is-a-directory", _is_a_directory),
    Witness("unreadable-file", "unreadable-file", _unreadable),
    Witness("packs/unreadable-file", "unreadable-file", _unreadable_pack),
    Witness("file-exists", "file-exists", _file_exists),
    Witness("unwritable-file", "unwritable-file", _unwritable),
    Witness("unwritable-file--folder", "unwritable-file", _unwritable_folder),
    Witness("too-large", "too-large", _too_large),
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
