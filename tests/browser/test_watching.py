"""The tests of pages are worth something: each check fails on a page that deserves it."""

import pytest

from tests.browser.conftest import VARIABLE, missing
from tests.browser.watched import PHONE, Opener

BARE = '<!doctype html><html lang="en"><title>t</title><main><h1>t</h1>%s</main></html>'


def test_a_request_is_seen(opener: Opener) -> None:
    watched = opener.open(BARE % '<img alt="" src="http://127.0.0.1:9/picture.png">')
    assert "http://127.0.0.1:9/picture.png" in watched.requests
    with pytest.raises(AssertionError):
        watched.check_quiet()


def test_an_error_and_a_dialog_are_seen(opener: Opener) -> None:
    watched = opener.open(BARE % "<script>console.error('one'); alert('two'); throw Error('three')</script>")
    assert watched.complaints == ["one", "dialog: two", "three"]
    assert watched.requests == [watched.url]


def test_axe_is_awake(opener: Opener) -> None:
    faulty = '<p style="color: #999; background: #fff">pale</p><img src="data:,"><button></button>'
    found = {violation.partition(":")[0] for violation in opener.open(BARE % faulty).violations()}
    assert found == {"button-name", "color-contrast", "image-alt"}
    assert opener.open(BARE % "<p>dark</p>").violations() == []


def test_a_page_that_sticks_out_is_seen(opener: Opener) -> None:
    with pytest.raises(AssertionError, match="pixels wide"):
        opener.open(BARE % '<p style="width: 600px">wide</p>', PHONE).check_fits()


@pytest.mark.parametrize("wish", ["", "required"])
def test_a_missing_browser_is_told(wish: str) -> None:
    """A warning and a skip with the reason, or a failure where it is required."""
    if wish:
        with pytest.raises(pytest.fail.Exception, match=f"NOT TESTED: no Chromium .* {VARIABLE}=required"):
            missing(wish)
    else:
        with pytest.warns(UserWarning, match="NOT TESTED: no Chromium"), pytest.raises(pytest.skip.Exception):
            missing(wish)
