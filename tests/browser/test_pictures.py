"""Pictures as files of their own, in a browser: quiet, whole, text that can be read."""

from pathlib import Path

import pytest

from infusion_pathways import Pack, load_scenario
from infusion_pathways.advice import advised
from infusion_pathways.picture.svg import picture_of
from tests.browser.test_pages import FOLDERS, TAGS
from tests.browser.watched import DESK, PHONE, Opener


def drawn(folder: Path, pack: Pack, width: int) -> str:
    """The picture of the last patient of a folder that has one."""
    for file in sorted(folder.glob("*.json"), reverse=True):
        scenario = load_scenario(file, pack)
        svg = picture_of(pack, advised(pack, scenario, "direct"), width=width)
        if svg:
            return svg
    raise AssertionError(f"no picture in {folder.name}")


@pytest.mark.parametrize("number", range(len(FOLDERS)), ids=[folder.name for folder in FOLDERS])
def test_a_picture_of_every_pathway(number: int, shipped_pack: Pack, opener: Opener) -> None:
    """One request, no complaint, no text beyond the edge of the drawing; in a window as wide as it was drawn for."""
    width = PHONE if number % 2 else DESK
    watched = opener.open(drawn(FOLDERS[number], shipped_pack, width), width, name="p.svg")
    watched.check_quiet()
    watched.check_fits()
    edges = watched.page.evaluate(
        "[...document.querySelectorAll('text')].map(t => [t.getBBox().x, t.getBBox().x + t.getBBox().width, t.textContent])"
    )
    assert len(edges) > 20
    assert [text for left, right, text in edges if left < 0 or right > width] == []


def test_hostile_text_in_a_picture_stays_text(shipped_pack: Pack, opener: Opener) -> None:
    scenario = load_scenario(sorted(FOLDERS[0].glob("*.json"))[-1], shipped_pack)._replace(title=TAGS, narrative=TAGS)
    watched = opener.open(picture_of(shipped_pack, advised(shipped_pack, scenario, "direct")), name="p.svg")
    watched.check_quiet()
    assert watched.page.locator("script, img, style, foreignObject").count() == 0
    shown = watched.page.evaluate("[...document.querySelectorAll('text, title')].map(t => t.textContent).join('')")
    assert "<script>alert(1)</script>" in shown
