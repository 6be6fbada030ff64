"""What the tests of explanations share: the patients that they are held for."""

import pytest

from infusion_pathways import Scenario
from tests.sizes import sampled


@pytest.fixture(scope="session")
def shipped_scenarios(shipped_scenarios: list[Scenario]) -> list[Scenario]:
    """Some of the shipped patients: each costs several explanations."""
    return sampled(shipped_scenarios, 60)
