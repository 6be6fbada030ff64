"""The sound pack of tests/packs, and how it is changed: in memory, as files, and what is proved of it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from infusion_pathways import Pack
from infusion_pathways.pack.build import build_pack
from infusion_pathways.pack.reading import read_pack
from infusion_pathways.prove.run import merged_results, run_task, tasks
from infusion_pathways.prove.verification import ProofResult
from infusion_pathways.solver.z3_solver import Budget
from infusion_pathways.source import read_yaml
from tests.conftest import ROOT
from tests.laws.worlds import complain

SOUND = ROOT / "tests" / "packs" / "sound"

# What is different in a pack: section, name, key, value. A key or a whole entry that is None is taken away.
Change = Mapping[str, Mapping[str, Mapping[str, Any] | None]]


def rule(name: str, **keys: Any) -> Change:
    """One rule with other keys."""
    return {"rules": {f"harbour.{name}": keys}}


def new_rule(name: str, **keys: Any) -> Change:
    """One more rule of a label."""
    return rule(name, title="One more rule", lens="label", because="A label says so.", cites=["R1"], **keys)


def sound_files() -> dict[str, Any]:
    """The files of the sound pack, by their paths within it, without their list: whoever changes them counts nothing."""
    files = {path.relative_to(SOUND).as_posix(): read_yaml(path).value for path in sorted(SOUND.rglob("*.yaml"))}
    return {name: {key: value for key, value in file.items() if key != "parts"} for name, file in files.items()}


def with_change(change: Change) -> dict[str, Any]:
    """The sound pack's files with a change: what there is changes in its place, what is new stands beside its like."""
    files = sound_files()
    for section, entries in change.items():
        document = next(document for document in files.values() if section in document)
        held = _named(document[section])
        for name, keys in entries.items():
            entry = {**held.get(name, {"id": name}), **(keys or {})}
            held[name] = {key: value for key, value in entry.items() if value is not None}
        left = {name: entry for name, entry in held.items() if entries.get(name, {}) is not None}
        document[section] = list(left.values()) if section == "rules" else left
    return files


def entries_of(change: Change, section: str) -> dict[str, dict[str, Any]]:
    """The entries of a section of the sound pack with a change, by their names."""
    return _named(next(document[section] for document in with_change(change).values() if section in document))


def _named(entries: Any) -> dict[str, dict[str, Any]]:
    return {entry["id"]: entry for entry in entries} if isinstance(entries, list) else dict(entries)


def files_with(change: Change) -> dict[str, str]:
    """The sound pack's files with a change, as text."""
    return {name: yaml.safe_dump(document, sort_keys=False) for name, document in with_change(change).items()}


def write_pack(folder: Path, change: Change) -> Path:
    """The sound pack with a change, as a folder."""
    for name, text in files_with(change).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def changed(change: Change) -> Pack:
    """The sound pack with a change, read and checked as any pack."""
    files = {path: text.encode() for path, text in sorted(files_with(change).items())}
    return build_pack(read_pack("sound", files, "0" * 64), "0" * 64, complain)


def results_of(pack: Pack) -> tuple[ProofResult, ...]:
    """All that is proved or refuted of a pack."""
    results = (result for task in tasks(pack, list(pack.programs)) for result in run_task(pack, task, Budget()))
    return tuple(merged_results(pack, results, whole=True))
