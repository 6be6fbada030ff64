"""The shipped cases, made ready for the quiz once."""

from collections.abc import Callable

import pytest

from infusion_pathways import Pack, Scenario
from infusion_pathways.quiz.case import Case


@pytest.fixture(scope="session")
def cases(shipped_pack: Pack, shipped_scenarios: list[Scenario]) -> list[Case]:
    """Every shipped case with a therapy to judge."""
    found = [Case(shipped_pack, scenario) for scenario in shipped_scenarios]
    return [case for case in found if case.questions]


@pytest.fixture(scope="session")
def case_of(cases: list[Case]) -> Callable[[str], Case]:
    """The shipped case of an id."""
    known = {case.scenario.id: case for case in cases}
    return known.__getitem__
