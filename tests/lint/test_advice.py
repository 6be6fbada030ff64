"""Words of advice: examples of what is found, and of what sources say, which is not."""

import pytest

from infusion_pathways import Pack
from infusion_pathways.lint.checks.advice_in_text import order_in


@pytest.mark.parametrize(
    "text",
    [
        "Give rituximab with a corticosteroid.",
        "The test is positive. Stop natalizumab.",
        "Infliximab must be stopped in an infection.",
        "The drug should never be given beside another biologic.",
        "You should think of another diagnosis.",
        "The patient must receive antiviral prophylaxis.",
        "We recommend a vaccine first.",
        "Doctors prescribe it late.",
    ],
)
def test_orders_and_advice_are_found(text: str) -> None:
    assert order_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "The label gives rituximab with a corticosteroid.",
        "The label does not start infliximab during an active infection.",
        "A biopsy must not delay treatment.",
        "One of the two must be wrong.",
        "Adherence must be known.",
        "Giving it twice changes nothing.",
        "The ACR strongly recommends antiviral prophylaxis, so rituximab waits for that plan.",
        "Combining the two is to be avoided, says the label.",
        "Start of therapy",
    ],
)
def test_what_a_source_says_is_not(text: str) -> None:
    assert order_in(text) == ""


def test_no_reason_of_the_shipped_rules_gives_an_order(shipped_pack: Pack) -> None:
    assert [rule.id for rule in shipped_pack.rules.values() if order_in(rule.because) or order_in(rule.title)] == []
