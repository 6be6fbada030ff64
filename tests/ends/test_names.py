"""Whatever a file, a folder or a name is called, no line that a command writes steers a terminal or forges another line."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from infusion_pathways.cli.app import run
from infusion_pathways.cli.fmt import quoted
from tests.ends.lines import PATIENT, TINY
from tests.sizes import LONG

HOSTILE = {
    "title": "x\x1b]0;PWNED\x07y",
    "c1": "x\x9b31my",
    "bidi": "x\u202ey",
    "line": "x\nINFUSION CANDIDATES\ny",
    "undecodable": os.fsdecode(b"x\xff\x1by"),
}
WHAT_IF = ["what-if", PATIENT, "--pack", TINY, "--set", "/title=x"]
SURFACES: dict[str, Callable[[str], list[str]]] = {
    "run": lambda name: ["run", name, "--pack", TINY],
    "run in a pack": lambda name: ["run", PATIENT, "--pack", name],
    "test": lambda name: ["test", name, "--pack", TINY],
    "test in a pack": lambda name: ["test", PATIENT, "--pack", name],
    "test -f github": lambda name: ["test", name, "--pack", TINY, "-f", "github"],
    "test -f json": lambda name: ["test", name, "--pack", TINY, "-f", "json"],
    "test -k": lambda name: ["test", PATIENT, "--pack", TINY, "-k", name],
    "test --junit": lambda name: ["test", PATIENT, "--pack", TINY, "--junit", f"{name}/j.xml"],
    "test --html": lambda name: ["test", PATIENT, "--pack", TINY, "--html", f"{PATIENT}/{name}"],
    "test --coverage-json": lambda name: ["test", PATIENT, "--pack", TINY, "--coverage-json", f"{name}/c.json"],
    "test --pathway": lambda name: ["test", PATIENT, "--pack", TINY, "--pathway", name],
    "explain": lambda name: ["explain", name, "wickimab", "--pack", TINY],
    "explain a therapy": lambda name: ["explain", PATIENT, name, "--pack", TINY],
    "what-if": lambda name: ["what-if", name, "--pack", TINY, "--set", "/title=x"],
    "what-if --set": lambda name: ["what-if", PATIENT, "--pack", TINY, "--set", name],
    "what-if --write-case": lambda name: [*WHAT_IF, "--write-case", f"{name}/c.json"],
    "graph": lambda name: ["graph", name, "--pack", TINY],
    "graph --out": lambda name: ["graph", PATIENT, "--pack", TINY, "--out", f"{name}/x.svg"],
    "graph --disease": lambda name: ["graph", PATIENT, "--pack", TINY, "--disease", name],
    "ask": lambda name: ["ask", name, "--pack", TINY],
    "ask --therapy": lambda name: ["ask", PATIENT, "--pack", TINY, "--therapy", name],
    "flip": lambda name: ["flip", name, "wickimab", "--pack", TINY],
    "flip --allow": lambda name: ["flip", PATIENT, "wickimab", "--pack", TINY, "--allow", name],
    "prove": lambda name: ["prove", "--pack", name],
    "prove --property": lambda name: ["prove", "--pack", TINY, "--property", name],
    "mutate": lambda name: ["mutate", "--pack", TINY, "--cases", name],
    "mutate --resume": lambda name: ["mutate", "--pack", TINY, "--cases", PATIENT, "--resume", name, "--limit", "1", "-j", "1"],
    "lint": lambda name: ["lint", name],
    "lint --check": lambda name: ["lint", TINY, "--check", name],
    "lint --scenarios": lambda name: ["lint", TINY, "--scenarios", name, "--check", "title-style"],
    "lint -f github": lambda name: ["lint", TINY, "--scenarios", name, "--check", "title-style", "-f", "github"],
    "atlas": lambda name: ["atlas", "--pack", name],
    "diff": lambda name: ["diff", name, TINY],
    "diff --rev": lambda name: ["diff", "--rev", name, TINY],
    "pairs": lambda name: ["pairs", "--pack", TINY, "--rule", name],
    "schema": lambda name: ["schema", "scenario", "--pack", name],
    "schema --out": lambda name: ["schema", "--out", name, "--pack", TINY],
    "packs": lambda name: ["packs", "--pack", name],
    "fmt": lambda name: ["fmt", name],
    "fmt --check": lambda name: ["fmt", "--check", name],
    "fmt --diff": lambda name: ["fmt", "--diff", name],
    "new pack": lambda name: ["new", "pack", f"{name}/new-pack"],
    "new pack of a bad name": lambda name: ["new", "pack", name],
    "new pathway": lambda name: ["new", "pathway", "glass_fever", "--pack", name],
    "new scenario": lambda name: ["new", "scenario", "a", "--pack", TINY, "--pathway", "lantern_fever", "--to", name],
    "quiz": lambda name: ["quiz", name, "--pack", TINY],
    "quiz --answers": lambda name: ["quiz", PATIENT, "--pack", TINY, "--answers", name],
    "quiz report": lambda name: ["quiz", "report", name, "--pack", TINY],
    "docs": lambda name: ["docs", name],
    "an option": lambda name: ["run", f"--{name}"],
    "a command": lambda name: [name],
}  # fmt: skip
SLOW = ("ask", "atlas", "flip", "lint", "mutate", "pairs", "prove")
STATES = ("missing", "scenario.json", "bad.json", "pack", "empty folder")


def made(state: str, folder: Path, name: str) -> str:
    """A file or folder with a hostile name, or a name of nothing."""
    path = folder / name
    if state == "scenario.json":
        path = folder / f"{name}.json"
        path.write_text(Path(PATIENT).read_text(encoding="utf-8").replace("{", "{ ", 1), encoding="utf-8")
    elif state == "bad.json":
        path = folder / f"{name}.json"
        path.write_text('{"infusion-pathways/scenario": }', encoding="utf-8")
    elif state == "pack":
        shutil.copytree(TINY, path)
        with (path / "pack.yaml").open("a", encoding="utf-8") as file:
            file.write("\n\n\n# so that it is not in form\n\n\n\n")
    elif state == "empty folder":
        path.mkdir()
    return str(path)


@pytest.mark.parametrize(
    ("state", "kind"), [(s, k) for i, s in enumerate(STATES) for j, k in enumerate(HOSTILE) if LONG or i == j]
)
def test_no_name_steers_a_terminal(
    state: str, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Every surface that takes a name, with each hostile one, of what is there and what is not.

    The short run takes a part of these.
    """
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    surfaces = list(SURFACES.items())
    step = len(HOSTILE)
    for number, (surface, arguments) in enumerate(surfaces):
        slow = surface.split()[0] in SLOW and state != "missing"
        if not LONG and not surface.startswith("fmt") and (slow or (number + STATES.index(state)) % step):
            continue
        folder = tmp_path / str(number)
        folder.mkdir()
        code = run([*arguments(made(state, folder, HOSTILE[kind]))])
        told = capfd.readouterr()
        assert code in (0, 1, 2), (surface, told)
        for text in (told.out, told.err):
            assert {c for c in text if not c.isprintable()} <= {"\n"} | ({"\t"} if surface == "fmt --diff" else set()), surface
            assert "\nINFUSION CANDIDATES" not in text or surface == "run", surface


@pytest.mark.parametrize(
    "name", ["plain.yaml", "with space.yaml", 'a"b.yaml', "a\\b.yaml", "tab\there.yaml", "é.yaml", *HOSTILE.values()]
)
def test_the_diff_is_one_that_patch_and_git_take(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """`fmt --diff` of a file with any name, applied by git, gives the file in form."""
    monkeypatch.chdir(tmp_path)
    path = Path(name)
    path.write_text("invariants:   []\n", encoding="utf-8")
    assert run(["fmt", "--diff", name if name.endswith(".yaml") else f"./{name}"]) == 0
    diff = capfdbinary.readouterr().out
    subprocess.run(["git", "apply", "-p0", "--unsafe-paths", "-"], input=diff, check=True)
    assert path.read_text(encoding="utf-8") == "invariants: []\n"
    assert quoted("plain.yaml") == "plain.yaml"
    assert quoted('a"\x1b\n.yaml') == '"a\\"\\033\\n.yaml"'
