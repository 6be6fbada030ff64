"""However a pack with a list of parts, or a folder of cases, is damaged: the same answer, or a message and another exit code."""

import contextlib
import io
import json
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infusion_pathways.cli.app import run
from infusion_pathways.pack.load import load_with_sections
from tests.conftest import ROOT
from tests.damage import DAMAGES, HARMLESS, files_in, restored, without_the_rights_of_root
from tests.sizes import sized

BAD = ROOT / "tests" / "bad" / "packs"
TINY = ROOT / "tests" / "packs" / "tiny"
PATIENT = ROOT / "tests" / "packs" / "patient.json"
CASES = 6


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with a cache of its own; everything that waits to be imported is there."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    (folder / "cache").mkdir()
    monkeypatch.setenv("INFUSION_PATHWAYS_CACHE", str(folder / "cache"))
    _write_pack(folder / "pack")
    _write_cases(folder / "cases")
    assert _cases(folder / "cases", folder / "pack")[0] == _pack(folder / "pack", folder)[0] == 0
    assert _pack(BAD / "missing-part", folder)[0] == _cases(BAD / "missing-part", folder / "pack")[0] == 2
    yield folder
    shutil.rmtree(folder)


SAFETY = """
pathway: {{id: {id}, title: "Safety {id}", scope: shared}}

rules:
  - id: {id}.first
    title: First
    lens: label
    when: {{finding: soot_antibodies, is: positive}}
    then: {{excludes: {therapy}}}
    because: Soot antibodies stand against it.
    cites: [R1]

  - id: {id}.last
    title: Last
    lens: label
    when: {{finding: active_infection}}
    then: {{holds: {therapy}}}
    because: An infection comes first.
    cites:
      - R1
      - R2
"""


def _write_pack(folder: Path) -> None:
    """The tiny pack with parts that nothing else needs, one of which ends in an entry that can be cut; `fmt` makes its list."""
    shutil.copytree(TINY, folder)
    for number, therapy in enumerate(("wickimab", "tindrizumab", "flintumab")):
        path = folder / "safety" / ("" if number else "deeper") / f"{therapy}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(SAFETY.format(id=f"safe{number}", therapy=therapy))
    (folder / "flags.yaml").write_text("flags:\n  SPARE_FLAG: {label: spare}\n")
    assert _command("fmt", str(folder))[0] == 0


def _write_cases(folder: Path) -> None:
    patient = json.loads(PATIENT.read_text()) | {"expect": {"verdicts": {"lantern_fever/wickimab": "candidate"}}}
    for number in range(CASES):
        path = folder / ("" if number % 2 else "deeper") / f"case-{number}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(patient | {"id": f"case-{number}"}, indent=2) + "\n")


def _command(*arguments: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(list(arguments))
    return code, out.getvalue(), err.getvalue()


def _pack(folder: Path, _: Path) -> tuple[int, Any, str]:
    """The exit code, all that the pack says, whatever the sequence of its files, and the messages."""
    code, _out, err = _command("packs", "--pack", str(folder))
    if code != 0:
        return code, None, err
    sections = load_with_sections(folder)[1]
    said = {name: section for name, section in sections.items() if name != "files"}
    return code, json.loads(json.dumps(said, sort_keys=True)) | {"pathways": sorted(map(str, said["pathways"]))}, err


def _cases(folder: Path, pack: Path) -> tuple[int, Any, str]:
    """The exit code, what came of each case, and the messages."""
    options = ("--pack", str(pack), "--engine", "direct", "--expect-count", str(CASES), "--format", "json")
    code, out, err = _command("test", str(folder), *options)
    return code, sorted((case["id"], case["status"]) for case in json.loads(out)["result"]["cases"]) if out else None, err


def _search(place: Path, trials: int) -> dict[str, Any]:
    """Damage a copy of the pack or of the cases, one way after another; what goes unnoticed, and how often each is noticed."""
    unnoticed: list[str] = []
    noticed: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    copy = place / "here" / "copy"
    copy.parent.mkdir()
    whole = {kind: json.loads(json.dumps(look(place / kind, place / "pack")[1])) for kind, look in LOOKS.items()}
    for trial in range(trials):
        chance = random.Random(trial)
        kind = ("pack", "cases")[trial % 2]
        name = list(DAMAGES)[trial // 2 % len(DAMAGES)]
        restored(copy, place / kind)
        file = chance.choice(files_in(copy))
        DAMAGES[name](chance, copy, file)
        code, answer, err = LOOKS[kind](copy, place / "pack")
        tried[name] += 1
        noticed[name] += code != 0
        told = code != 0 and err.strip()
        same = json.loads(json.dumps(answer)) == whole[kind]
        if not (told or (code == 0 and same)) or "Traceback" in err:
            unnoticed.append(
                f"trial {trial}: {name} of {file.relative_to(copy)} ({kind}): code {code}, same answer: {same}\n{err}"
            )
        if name in HARMLESS and code != 0:
            unnoticed.append(f"trial {trial}: {name} of {file.relative_to(copy)} ({kind}) is no damage: code {code}\n{err}")
    restored(copy, place / "pack")
    return {"unnoticed": unnoticed, "noticed": noticed, "tried": tried}


LOOKS = {"pack": _pack, "cases": _cases}


def test_no_damage_changes_an_answer_in_silence(place: Path) -> None:
    """Renamed, forbidden, linked, cut, hidden, moved, swapped, doubled: the answer of the whole, or a message and a code.

    The pack says what it said (so every patient has the same answer), or every case has the same result; or the exit code is
    another and standard error has a message.
    """
    found = without_the_rights_of_root(lambda: _search(place, sized(200, 2000)))
    assert found["unnoticed"] == []
    silent = {name for name in found["tried"] if not found["noticed"].get(name)}
    assert silent <= HARMLESS | {"swap"}, "a damage that is never noticed is none"
