"""The pages of coverage in a browser: as quiet and readable as every other page, folded on the screen."""

import pytest

from infusion_pathways import Pack, load_scenario
from infusion_pathways.coverage.pages import annotated, index
from infusion_pathways.document.html import PageArticle, page
from tests.browser.test_pages import FOLDERS, check
from tests.browser.watched import DESK, PHONE, Opener
from tests.coverage.suite import covered, marsh, marsh_cases


@pytest.mark.parametrize(("count", "width", "dark"), [(5, PHONE, False), (2, DESK, True)])
def test_the_annotated_rules_of_the_hand_made_pack(count: int, width: int, dark: bool, opener: Opener) -> None:
    """With all cases and with two, so that every word and colour is looked at, by day and at night."""
    found = covered(marsh(), marsh_cases()[:count])
    watched = opener.open(page([PageArticle(tuple(annotated(marsh(), found, found.pathways[0])), folded=True)]), width, dark)
    fact = watched.page.locator(".facts > li").first
    assert not fact.is_visible()
    watched.page.locator("summary", has=watched.page.locator(".chip")).first.click()
    assert fact.is_visible()
    check(watched)


def test_the_pages_of_a_shipped_pathway(shipped_pack: Pack, opener: Opener) -> None:
    """The largest kind of page there is, and the index, on a phone."""
    cases = [load_scenario(file, shipped_pack) for file in sorted(FOLDERS[0].glob("*.json"))[:8]]
    found = covered(shipped_pack, cases)
    pathway = max(found.pathways, key=lambda each: each.cases)
    check(opener.open(page([PageArticle(tuple(annotated(shipped_pack, found, pathway)), folded=True)]), PHONE))
    check(opener.open(page([PageArticle(tuple(index(found)))]), PHONE, True))
