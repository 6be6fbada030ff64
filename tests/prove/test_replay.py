"""What a proof says of a patient is held to the engines; a rule, a verdict or an outcome that differs is never shown."""

from types import MappingProxyType

import pytest

from infusion_pathways.meaning.outcomes import Outcome
from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.pack import Pack
from infusion_pathways.solver.encoding import Encoding, encode_pathway
from infusion_pathways.solver.errors import ReplayDisagrees
from infusion_pathways.solver.patient import scenario_at
from infusion_pathways.solver.replay import confirm
from infusion_pathways.solver.smallest import Search

PATHWAY = "anca_vasculitis"


@pytest.fixture
def candidate(shipped_pack: Pack) -> tuple[Encoding, frozenset[int]]:
    """The smallest patient for whom a therapy of the pathway is a candidate."""
    encoding = encode_pathway(shipped_pack, PATHWAY)
    point = Search(encoding.space).smallest(encoding.reading.is_verdict("rituximab", Verdict.CANDIDATE))
    assert point is not None
    return encoding, point


def confirmed(pack: Pack, encoding: Encoding, point: frozenset[int]) -> tuple[Outcome, Verdict]:
    replayed = confirm(pack, encoding, encoding.reading, point, scenario_at(encoding.space, point, "p", "P"))
    return replayed.outcome, replayed.verdicts["rituximab"]


def test_a_faithful_encoding_is_confirmed(shipped_pack: Pack, candidate: tuple[Encoding, frozenset[int]]) -> None:
    assert confirmed(shipped_pack, *candidate) == (Outcome.INFUSION_CANDIDATES, Verdict.CANDIDATE)


def test_an_outcome_that_differs_is_an_error(shipped_pack: Pack, candidate: tuple[Encoding, frozenset[int]]) -> None:
    encoding, point = candidate
    swapped = dict(encoding.outcomes)
    one, other = Outcome.INFUSION_CANDIDATES, Outcome.NO_REASON_FOR_INFUSION
    swapped[one], swapped[other] = swapped[other], swapped[one]
    with pytest.raises(ReplayDisagrees, match="outcome: infusion_candidates, the proof has no_reason_for_infusion"):
        confirmed(shipped_pack, encoding._replace(outcomes=MappingProxyType(swapped)), point)


def test_a_verdict_that_differs_is_an_error(shipped_pack: Pack, candidate: tuple[Encoding, frozenset[int]]) -> None:
    encoding, point = candidate
    verdicts = encoding.reading.verdicts["rituximab"]
    one, other = Verdict.CANDIDATE, Verdict.RULED_OUT
    verdicts[one], verdicts[other] = verdicts[other], verdicts[one]
    with pytest.raises(ReplayDisagrees, match="verdict of rituximab: candidate, the proof has ruled_out"):
        confirmed(shipped_pack, encoding, point)


def test_a_rule_that_differs_is_an_error(shipped_pack: Pack, candidate: tuple[Encoding, frozenset[int]]) -> None:
    encoding, point = candidate
    rules = encoding.reading.rules
    key = "aav.disease_severe.organ"
    rules[key] = type(rules[key])(rules[key].false, rules[key].true)
    with pytest.raises(ReplayDisagrees, match=f"rule {key}: "):
        confirmed(shipped_pack, encoding, point)
