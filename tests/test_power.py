"""The faults that `python -m tools.power` plants can still be planted; what sees them is for that command to find out."""

from collections import Counter

import pytest

from tests.conftest import ROOT
from tools.faults import FAULTS, PlantedFault


def test_three_faults_for_each_room() -> None:
    counted = Counter(fault.room for fault in FAULTS)
    assert set(counted) == {"logic", "network", "verdict table", "telling"}
    assert min(counted.values()) >= 3


@pytest.mark.parametrize("fault", FAULTS, ids=[fault.name for fault in FAULTS])
def test_a_planted_fault_still_has_its_place(fault: PlantedFault) -> None:
    """Its text stands in its file once, it is another afterwards, and the tests that ought to see it are there."""
    text = (ROOT / "src" / "infusion_pathways" / fault.file).read_text(encoding="utf-8")
    assert text.count(fault.right) == 1
    assert fault.right != fault.wrong
    assert all((ROOT / name).exists() for name in fault.tests)
