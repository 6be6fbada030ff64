"""One browser for each process of the tests, and pages that are watched.

The browser is the Chromium of the system. Where there is none the tests are skipped with a warning; where
`INFUSION_PATHWAYS_BROWSER=required` is set, as in `.ci/run`, a missing browser is a failure.
"""

import os
import shutil
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.watched import Opener

NAMES = ("chromium", "chromium-headless-shell", "google-chrome-stable", "google-chrome")
VARIABLE = "INFUSION_PATHWAYS_BROWSER"
QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, started once."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        missing(os.environ.get(VARIABLE, ""))
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=[*QUIET, *sandbox])
        yield browser
        browser.close()


def missing(wish: str) -> None:
    """Fail where a browser is required, else warn and skip."""
    told = f"NOT TESTED: no Chromium on this machine ({', '.join(NAMES)}); pages and pictures were not opened"
    if wish == "required":
        pytest.fail(f"{told}, and {VARIABLE}=required", pytrace=False)
    warnings.warn(told, stacklevel=2)
    pytest.skip(told)


@pytest.fixture
def opener(browser: Browser, tmp_path: Path) -> Iterator[Opener]:
    """Opens pages from files of this test, each watched from before it loads."""
    opener = Opener(browser, tmp_path)
    yield opener
    opener.close()
