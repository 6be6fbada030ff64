"""What several tests share: the shipped pack and scenarios, read once."""

import os
from pathlib import Path

import pytest

from infusion_pathways import Pack, Scenario, load_pack, load_scenario

ROOT = Path(__file__).resolve().parent.parent

for _name in ("COLUMNS", "FORCE_COLOR"):  # what is expected was written for a pipe that nothing was said about
    os.environ.pop(_name, None)


@pytest.fixture(scope="session")
def shipped_pack() -> Pack:
    """The rules that ship with the program."""
    return load_pack()


@pytest.fixture(scope="session")
def shipped_files() -> list[Path]:
    """The scenario files that ship with the program."""
    return sorted((ROOT / "scenarios").rglob("*.json"))


@pytest.fixture(scope="session")
def shipped_scenarios(shipped_pack: Pack, shipped_files: list[Path]) -> list[Scenario]:
    """The scenarios that ship with the program."""
    return [load_scenario(path, shipped_pack) for path in shipped_files]


@pytest.fixture(scope="session")
def tiny_pack() -> Pack:
    """A whole pack on one page, of an invented disease; tests that need words and rules, but not ours, use it."""
    return load_pack(ROOT / "tests" / "packs" / "tiny")


@pytest.fixture(scope="session")
def tiny_patient(tiny_pack: Pack) -> Scenario:
    """A patient of the tiny pack, with something in every section."""
    return load_scenario(ROOT / "tests" / "packs" / "patient.json", tiny_pack)
