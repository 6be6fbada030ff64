"""An editor with the YAML language server: nothing is marked in what is right, and the names of the pack are offered."""

import json
from pathlib import Path
from typing import Any

import pytest

from infusion_pathways import load_pack
from infusion_pathways.author.schemas import KINDS, schema_files
from infusion_pathways.cli.app import run
from infusion_pathways.source.reading import read_yaml
from tests.conftest import ROOT
from tests.node.installed import node_packages
from tests.node.server import serving

SERVER = "yaml-language-server@1.25.0"  # of the version after it, node 20 is said to be too old


def yaml_settings(folder: Path, schemas: dict[str, list[str]]) -> dict[str, Any]:
    """The settings of VS Code, with schemas as it hands them on: by their URIs."""
    known = {(folder / path).resolve().as_uri(): names for path, names in schemas.items()}
    return {"yaml": {"schemas": known, "validate": True, "completion": True, "schemaStore": {"enable": False}}}


def test_a_new_pack_in_an_editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the settings of `new pack`: no file is marked; a wrong name is, on its line; and what may stand there is offered."""
    packages = node_packages(SERVER)
    monkeypatch.chdir(tmp_path)
    assert run(["new", "pack", "mine"]) == 0
    mine = tmp_path / "mine"
    settings = json.loads((mine / ".vscode" / "settings.json").read_text(encoding="utf-8"))
    rules = mine / "example_disease" / "rules.yaml"
    text = rules.read_text(encoding="utf-8")
    broken = text.replace("then: {supports: example_disease_infusion}", "then: {supports: example_disease_infusoin}")
    assert broken != text
    at = broken[: broken.index("infusoin")].count("\n")
    with serving(packages, mine, yaml_settings(mine, settings["yaml.schemas"])) as server:
        for path in sorted(mine.rglob("*.yaml")):
            assert server.diagnostics(path, path.read_text(encoding="utf-8")) == [], path.name
        marked = server.diagnostics(rules, broken)
        assert [found.split(":")[0] for found in marked] == [str(at + 1)]
        unfinished = text.replace("lens: document", "lens: ", 1).replace("supports: example_disease_infusion", "supports: ", 1)
        server.diagnostics(rules, unfinished)
        lines = unfinished.splitlines()
        lens = next(i for i, line in enumerate(lines) if line.strip() == "lens:")
        assert server.completions(rules, lens, len(lines[lens])) >= {"document", "label", "guideline"}
        then = next(i for i, line in enumerate(lines) if "{supports: }" in line)
        assert "example_disease_infusion" in server.completions(rules, then, lines[then].index("supports: ") + len("supports: "))


def test_the_shipped_rules_in_an_editor(tmp_path: Path) -> None:
    """Each file with the schema of its kind: none is marked."""
    packages = node_packages(SERVER)
    for name, text in schema_files(load_pack()).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    kinds: dict[str, list[str]] = {}
    files = sorted((ROOT / "rules").rglob("*.yaml"))
    for number, path in enumerate(files):
        value = read_yaml(path).value
        kind = next((kind for kind, sections in KINDS.items() if sections and set(value) <= set(sections)), "pack")
        kinds.setdefault(f"{kind}.schema.json", []).append(f"file{number}.yaml")
    with serving(packages, tmp_path, yaml_settings(tmp_path, kinds)) as server:
        for number, path in enumerate(files):
            assert server.diagnostics(tmp_path / f"file{number}.yaml", path.read_text(encoding="utf-8")) == [], path.name
        wrong = (
            (ROOT / "rules" / "safety" / "natalizumab.yaml").read_text(encoding="utf-8").replace("natalizumab}", "natalizumap}")
        )
        number = files.index(ROOT / "rules" / "safety" / "natalizumab.yaml")
        assert server.diagnostics(tmp_path / f"file{number}.yaml", wrong)
