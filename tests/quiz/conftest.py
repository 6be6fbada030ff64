"""The shipped cases, made ready for the quiz once."""

from collections.abc import Callable

import pytest

from infusion_pathways import Pack, Scenario
from infusion_pathways.quiz.case import QuizCase
from tests.sizes import sampled


@pytest.fixture(scope="session")
def cases(shipped_pack: Pack, shipped_scenarios: list[Scenario]) -> list[QuizCase]:
    """Shipped cases with a therapy to judge."""
    found = [QuizCase(shipped_pack, scenario) for scenario in sampled(shipped_scenarios, 90)]
    return [case for case in found if case.questions]


@pytest.fixture(scope="session")
def case_of(shipped_pack: Pack, shipped_scenario: Callable[[str], Scenario]) -> Callable[[str], QuizCase]:
    """The shipped case of an id."""
    return lambda name: QuizCase(shipped_pack, shipped_scenario(name))
