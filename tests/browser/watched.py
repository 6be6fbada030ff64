"""A page in the browser with a record of what it asked for and what it complained about."""

from pathlib import Path
from typing import Any, NamedTuple

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

DESK, PHONE = 1280, 390
GRAVE = ("serious", "critical")


class Watched(NamedTuple):
    """A page, its address, and the requests, errors and dialogs so far."""

    page: Page
    url: str
    requests: list[str]
    complaints: list[str]

    def check_quiet(self) -> None:
        """It was opened by the one request for itself, asked for nothing else, and nothing went wrong."""
        assert self.requests == [self.url]
        assert self.complaints == []

    def check_fits(self) -> None:
        """Nothing sticks out at the side."""
        widths = self.page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert widths[0] <= widths[1], f"{widths[0]} pixels wide in a window of {widths[1]}"

    def unfold(self) -> None:
        """Open everything that folds."""
        self.page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")

    def violations(self) -> list[str]:
        """What axe-core finds that is serious or critical: the rule and the elements."""
        found: dict[str, Any] = Axe().run(self.page).response
        assert found["testEngine"]["name"] == "axe-core"
        return [
            f"{violation['id']}: {[node['html'][:200] for node in violation['nodes'][:3]]}"
            for violation in found["violations"]
            if violation["impact"] in GRAVE
        ]

    def levels(self) -> list[int]:
        """The levels of the headings, in the order of the page."""
        found: list[int] = self.page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => +h.tagName[1])")
        return found


class Opener:
    """Opens texts as files in the browser."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self._browser = browser
        self._folder = folder
        self._contexts: list[BrowserContext] = []

    def open(self, text: str, width: int = DESK, dark: bool = False, name: str = "page.html") -> Watched:
        """A text opened as a file, in a window of this width, by day or by night."""
        file = self._folder / name
        file.write_text(text, encoding="utf-8")
        scheme = "dark" if dark else "light"
        context = self._browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        self._contexts.append(context)
        page = context.new_page()
        watched = Watched(page, file.as_uri(), [], [])
        page.on("request", lambda request: watched.requests.append(request.url))
        page.on("console", lambda said: watched.complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: watched.complaints.append(str(error)))
        page.on("dialog", lambda dialog: (watched.complaints.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.goto(watched.url)
        return watched

    def close(self) -> None:
        """Close every page."""
        for context in self._contexts:
            context.close()
