"""The pictures of whatever ships, built once."""

import pytest

from infusion_pathways import Pack, Scenario
from infusion_pathways.picture.model import Picture
from tests.picture.drawn import everything


@pytest.fixture(scope="session")
def pictures(shipped_pack: Pack, shipped_scenarios: list[Scenario]) -> list[tuple[str, Picture]]:
    """Every picture there can be of what ships, with its name."""
    return list(everything(shipped_pack, shipped_scenarios))
