"""The pictures of whatever ships, built once."""

import pytest

from infusion_pathways import Pack, Scenario
from infusion_pathways.picture.model import LadderPicture
from tests.picture.drawn import everything
from tests.sizes import sampled


@pytest.fixture(scope="session")
def shipped_scenarios(shipped_scenarios: list[Scenario]) -> list[Scenario]:
    """Some of the shipped patients: each costs several drawings."""
    return sampled(shipped_scenarios, 27)


@pytest.fixture(scope="session")
def pictures(shipped_pack: Pack, shipped_scenarios: list[Scenario]) -> list[tuple[str, LadderPicture]]:
    """Every picture there can be of what ships, with its name."""
    return list(everything(shipped_pack, shipped_scenarios))
