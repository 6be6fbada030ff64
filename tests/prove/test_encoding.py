"""The third reading of the rules means what the first does."""

import pytest

from infusion_pathways import Pack, load_pack
from infusion_pathways.scenario import Scenario, load_scenario
from infusion_pathways.solver.encoding import Encoding, encode
from tests.cover import cover_files, every_file
from tests.prove.points import PATIENTS, differences, of_world
from tests.sizes import LONG, sampled, sized

SEVERAL = ("ra-and-crohns-disease", "cd-beside-ulcerative-colitis", "ra-with-stable-multiple-sclerosis")
FILES = [*sampled(cover_files(), 24), *(file for file in every_file() if file.stem in SEVERAL)] if not LONG else every_file()


@pytest.fixture(scope="module")
def shipped() -> Pack:
    return load_pack()


@pytest.fixture(scope="module")
def encodings() -> dict[tuple[str, ...], Encoding]:
    return {}


def evaluated_first(scenario: Scenario, pack: Pack) -> tuple[Scenario, tuple[str, ...]]:
    """The scenario with the diagnoses that have a pathway before the others, and these."""
    own = [d for d in scenario.diagnoses if pack.program_for(d.disease) is not None]
    others = [d for d in scenario.diagnoses if pack.program_for(d.disease) is None]
    return scenario._replace(diagnoses=(*own, *others)), tuple(d.disease for d in own)


def test_shipped_scenarios(shipped: Pack, encodings: dict[tuple[str, ...], Encoding]) -> None:
    """Every rule, finding and verdict and the outcome of every shipped scenario, and of the scenario written again."""
    several = 0
    for file in FILES:
        scenario, diseases = evaluated_first(load_scenario(file, shipped), shipped)
        if diseases:
            several += len(diseases) > 1
            if diseases not in encodings:
                encodings[diseases] = encode(shipped, *diseases)
            assert not differences(shipped, scenario, encodings[diseases]), file
    assert several >= 3, "too few scenarios with several evaluated diagnoses to say anything"


@pytest.mark.parametrize("part", range(5))
def test_random_points(part: int) -> None:
    """Ten random patients each of random packs: fifty of them, in the short suite ten."""
    assert PATIENTS == 10
    for seed in range(part * 10, part * 10 + sized(2, long=10)):
        assert not of_world(seed)
