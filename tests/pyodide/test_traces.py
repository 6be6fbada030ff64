"""The newest Python, in a browser's machine: the core answers there as it does here, byte by byte."""

import json
import subprocess
from pathlib import Path

import pytest

from infusion_pathways import Pack, advise, load_pack, load_scenario
from infusion_pathways.pack import cache
from infusion_pathways.trace.plain import json_of
from tests.conftest import ROOT
from tests.node.installed import node_packages
from tests.sizes import sized

PYODIDE = "pyodide@314.0.7"  # CPython 3.14
HERE = Path(__file__).parent


def test_the_traces_of_shipped_scenarios(
    shipped_pack: Pack, shipped_files: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the default engine and no library but the standard one, CPython 3.14 gives the JSON that this Python gives."""
    packages = node_packages(PYODIDE)
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "cache"))
    load_pack(ROOT / "rules")  # the pack as it is kept: reading YAML takes a library
    files = [file.relative_to(ROOT / "scenarios").as_posix() for file in shipped_files[:: sized(30, 1)]]
    (tmp_path / "files.json").write_text(json.dumps(files))
    folders = {"src": ROOT / "src", "rules": ROOT / "rules", "scenarios": ROOT / "scenarios", "work": tmp_path}
    command = ["node", str(HERE / "run.mjs"), str(packages), str(HERE / "inside.py")]
    done = subprocess.run([*command, *(f"{name}={at}" for name, at in folders.items())], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-4000:]
    told = json.loads((tmp_path / "traces.json").read_text())
    assert (told["version"], told["digest"]) == ([3, 14], shipped_pack.digest)
    assert list(told["traces"]) == files
    for file, text in told["traces"].items():
        scenario = load_scenario(ROOT / "scenarios" / file, shipped_pack)
        assert text == json_of(advise(shipped_pack, scenario, "checked")), file
