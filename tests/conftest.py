"""What several tests share: the shipped pack and scenarios, read once."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from infusion_pathways import Pack, Scenario, load_pack, load_scenario
from tests.cover import cover_files, every_file
from tests.sizes import LONG, SEED

ROOT = Path(__file__).resolve().parent.parent

for _name in ("COLUMNS", "FORCE_COLOR"):  # what is expected was written for a pipe that nothing was said about
    os.environ.pop(_name, None)

# The one profile of Hypothesis. No deadline, and no check that counts seconds, for a busy machine is no fault; the others stay.
settings.register_profile(
    "tests", deadline=None, print_blob=True, derandomize=not LONG, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("tests")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """In the long suite Hypothesis begins from the seed that is printed."""
    if LONG and config.getoption("--hypothesis-seed", None) is None:
        config.option.hypothesis_seed = SEED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The seed of a long run, with which it can be run again."""
    if LONG:
        terminalreporter.write_line(f"long searches from TESTS_LONG=1 TESTS_SEED={SEED}")


@pytest.fixture(scope="session")
def shipped_pack() -> Pack:
    """The rules that ship with the program."""
    return load_pack()


@pytest.fixture(scope="session")
def every_shipped_file() -> list[Path]:
    """All scenario files that ship with the program."""
    return every_file()


@pytest.fixture(scope="session")
def shipped_files() -> list[Path]:
    """The shipped scenario files that laws are held for: those of the cover, and with `TESTS_LONG=1` all (`tests/cover.py`)."""
    return every_file() if LONG else cover_files()


@pytest.fixture(scope="session")
def shipped_scenarios(shipped_pack: Pack, shipped_files: list[Path]) -> list[Scenario]:
    """The shipped scenarios that laws are held for, in the order of `shipped_files`."""
    return [load_scenario(path, shipped_pack) for path in shipped_files]


@pytest.fixture(scope="session")
def every_shipped_scenario(shipped_pack: Pack, every_shipped_file: list[Path]) -> list[Scenario]:
    """All scenarios that ship with the program, in the order of `every_shipped_file`."""
    return [load_scenario(path, shipped_pack) for path in every_shipped_file]


@pytest.fixture(scope="session")
def shipped_scenario(shipped_pack: Pack, every_shipped_file: list[Path]) -> Callable[[str], Scenario]:
    """The shipped scenario of an id."""
    files = {path.stem: path for path in every_shipped_file}
    return lambda name: load_scenario(files[name], shipped_pack)


@pytest.fixture(scope="session")
def tiny_pack() -> Pack:
    """A whole pack on one page, of an invented disease; tests that need words and rules, but not ours, use it."""
    return load_pack(ROOT / "tests" / "packs" / "tiny")


@pytest.fixture(scope="session")
def tiny_patient(tiny_pack: Pack) -> Scenario:
    """A patient of the tiny pack, with something in every section."""
    return load_scenario(ROOT / "tests" / "packs" / "patient.json", tiny_pack)
