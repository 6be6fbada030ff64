"""Of an edited patient everything that differs is named, and nothing else; what is named as its cause is its cause."""

import random
from pathlib import Path

import pytest

from infusion_pathways import Pack
from infusion_pathways.engine.choice import EngineChoice
from infusion_pathways.scenario.editing import read_edits
from infusion_pathways.source.reading import read_json
from infusion_pathways.whatif import comparison as comparisons
from tests.conftest import ROOT
from tests.sizes import sized
from tests.whatif.laws import hold, of_a_world
from tests.whatif.random_edits import kind_of, many

KINDS = {
    "--set /findings/NAME",
    "--set /measures/NAME",
    "--set /patient/NAME",
    "--set /diagnoses/-",
    "--set /diagnoses/#/activity",
    "--set /diagnoses/#/subtype",
    "--set /diagnoses/#/organ_involvement",
    "--set /diagnoses/#/organ_involvement/NAME",
    "--set /treatments",
    "--set /treatments/-",
    "--set /treatments/#",
    "--set /treatments/#/therapy",
    "--set /treatments/#/outcome",
    "--set /treatments/#/ongoing",
    "--set /treatments/#/for",
    "--unset /findings/NAME",
    "--unset /measures/NAME",
    "--unset /patient/NAME",
    "--unset /diagnoses/#/activity",
    "--unset /diagnoses/#/subtype",
    "--unset /treatments",
    "--unset /treatments/#",
    "--unset /treatments/#/outcome",
}


def test_random_edits_of_shipped_scenarios(shipped_pack: Pack, shipped_files: list[Path]) -> None:
    """Verdicts, findings and rules are exactly those in which two plain runs differ; causes are sufficient, smallest, needed."""
    r = random.Random(4)
    kinds, different = set(), 0
    for number in range(sized(120, 500)):
        document = read_json(shipped_files[(number * 61) % len(shipped_files)])
        for edits in many(r, document, shipped_pack, 1):
            kinds |= {kind_of(edit) for edit in edits}
            different += bool(hold(shipped_pack, document, edits).differences)
    assert kinds >= KINDS
    assert sized(60, 250) < different < sized(120, 500)


def test_random_worlds() -> None:
    """The same for random packs, whose conditions are nested deeper and whose facts say more about each other."""
    assert sum(of_a_world(seed) for seed in range(sized(15, 60))) > sized(15, 60)


def test_a_change_that_needs_two_edits_names_both_and_one_that_needs_either_names_each(shipped_pack: Pack) -> None:
    """Two outcomes together decide; of two things that rule out, each is enough."""
    document = read_json(ROOT / "scenarios" / "rheumatoid_arthritis" / "ra-methotrexate-and-sulfasalazine-failure.json")
    both = ("/treatments/0/outcome=unknown", "/treatments/1/outcome=unknown")
    found = hold(shipped_pack, document, read_edits(document, both, (), shipped_pack))
    causes = {difference.thing.name: difference.causes for difference in found.differences}
    assert causes["infliximab"] == ((0, 1),)
    either = ("/findings/heart_failure=nyha_iv", "/findings/active_tuberculosis=present", "/findings/hepatitis_b=active")
    found = hold(shipped_pack, document, read_edits(document, either, (), shipped_pack))
    causes = {difference.thing.name: difference.causes for difference in found.differences}
    assert causes["infliximab"] == ((0,), (1,))
    assert causes["safety.rituximab.hepatitis_b_active"] == ((2,),)


def test_of_many_edits_one_smallest_set_is_named(shipped_pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where not every selection is tried, the laws hold of the set that is named, but for the others that would do."""
    monkeypatch.setattr(comparisons, "MOST_COUNTED_OUT", 1)
    document = read_json(ROOT / "scenarios" / "rheumatoid_arthritis" / "ra-methotrexate-and-sulfasalazine-failure.json")
    both = ("/treatments/0/outcome=unknown", "/treatments/1/outcome=unknown", "/findings/hepatitis_b=active")
    found = comparisons.compared(shipped_pack, document, read_edits(document, both, (), shipped_pack), EngineChoice.DIRECT)
    causes = {difference.thing.name: difference.causes for difference in found.differences}
    assert causes["safety.rituximab.hepatitis_b_active"] == ((2,),)
    assert causes["infliximab"] == ((0, 1),)
