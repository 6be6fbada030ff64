"""The docs hang together: links lead somewhere, indexes are whole, decisions are numbered, words are the ones agreed on."""

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT

DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(ROOT / "rules").rglob("*.md")])
PACKAGE = ROOT / "src" / "infusion_pathways"
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def links(page: Path) -> list[str]:
    """The targets of a page's links that lead into this repository."""
    text = FENCED.sub("", page.read_text(encoding="utf-8"))
    return [target for target in LINK.findall(text) if not re.match(r"[a-z]+:", target)]


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings."""
    headings = re.findall(r"^#+ (.*)$", FENCED.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    """Every link within the repository leads to a file that exists, and to a heading that exists in it."""
    for link in links(page):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


@pytest.mark.parametrize("folder", ["problems", "decisions"])
def test_the_index_of_a_folder_is_whole(folder: str) -> None:
    """Every page of a folder with an index is linked from it."""
    linked = {link.partition("#")[0] for link in links(DOCS / folder / "README.md")}
    assert {page.name for page in (DOCS / folder).glob("*.md")} - {"README.md"} <= linked


def test_decisions_are_numbered_without_gaps() -> None:
    """Decisions count from 0001, each number once, named as their title says, and short."""
    pages = sorted(page for page in (DOCS / "decisions").glob("*.md") if page.name != "README.md")
    assert [page.name[:4] for page in pages] == [f"{number:04}" for number in range(1, len(pages) + 1)]
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert text.startswith(f"# {page.name[:4]} ")
        assert len(text.splitlines()) < 60, page.name


def test_every_page_can_be_reached_from_the_readme() -> None:
    """Following links from the README, a reader meets every page of the docs."""
    reached: set[Path] = set()
    waiting = [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page not in reached and page.suffix == ".md" and page.is_file():
            reached.add(page)
            waiting += [(page.parent / link.partition("#")[0]).resolve() for link in links(page)]
    assert set(DOCS.rglob("*.md")) <= reached


def test_every_module_has_its_line_in_the_architecture() -> None:
    """Each module or package at the top level is in the table of modules, and in the layers of the contract."""
    table = (DOCS / "architecture.md").read_text(encoding="utf-8")
    contract = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for path in PACKAGE.iterdir():
        name = path.stem
        if not name.startswith("_") and (path.suffix == ".py" or (path / "__init__.py").is_file()):
            assert f"| `{name}` |" in table, name
            assert re.search(rf'^  "[^"]*\b{name}\b[^"]*",$', contract, re.MULTILINE), name


def test_every_picture_has_a_title_and_words_beside_it() -> None:
    """A picture names and describes itself, and the page that shows it says in words what it shows."""
    pages = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    for picture in (DOCS / "images").glob("*.svg"):
        text = picture.read_text(encoding="utf-8")
        assert re.search(r"<title[^>]*>[^<]{10,}</title>", text), picture.name
        assert re.search(r"<desc[^>]*>[^<]{20,}</desc>", text), picture.name
        assert re.search(rf"!\[[^\]]{{40,}}\]\([^)]*{picture.name}\)", pages), picture.name


def test_pages_name_no_machine_and_avoid_the_words_to_avoid() -> None:
    """No path of somebody's machine, no package registry; nothing is recommended or prescribed."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        assert not re.search(r"/(?:home|root|work|tmp|Users)/|pypi\.|/simple\b", text), page
        if page != DOCS / "glossary.md" and page.is_relative_to(DOCS):
            assert not re.search(r"\brecommend|\bprescri", text, re.IGNORECASE), page


def test_files_named_in_the_worked_changes_are_there() -> None:
    """Each file that CONTRIBUTING sends somebody to exists, but for those that the worked change itself adds."""
    section = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("## Where to change what")[2].partition("\n## ")[0]
    named = set(re.findall(r"`((?:src|tests|docs)/[\w./-]+)`", section))
    assert len(named) > 20
    added = ("rule_too_long", "rule-too-long", "trend", "asciidoc", "too-many-diagnoses")
    assert [path for path in sorted(named) if not (ROOT / path).exists() and Path(path).stem not in added] == []


def test_modules_named_in_the_architecture_are_there() -> None:
    """Each module that the table of rooms begins with is in its room."""
    text = (DOCS / "architecture.md").read_text(encoding="utf-8")
    for room, words in re.findall(r"^\| `(\w+)` \| (.*) \|$", text, re.MULTILINE):
        for name in re.findall(r"`(\w+)`", words):
            places = [PACKAGE / room / name, PACKAGE / room / f"{name}.py", PACKAGE / f"{room}.py"]
            assert any(place.exists() for place in places), (room, name)
