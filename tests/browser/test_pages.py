"""Pages in a browser: quiet, readable by everyone, on a phone, by keyboard, at night and on paper."""

import itertools
import json
import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from infusion_pathways import Pack, advise, load_scenario
from infusion_pathways.advice import advised
from infusion_pathways.cli.app import run
from infusion_pathways.cli.commands import COMMANDS as LISTED
from infusion_pathways.cli.commands import loaded
from infusion_pathways.cli.pictures import pictures
from infusion_pathways.document.blocks import Block, Detail, Entry, Heading, Paragraph, Table, Tree, TreeNode
from infusion_pathways.document.html import PageArticle, page
from infusion_pathways.meaning.verdicts import Look
from infusion_pathways.trace.outline import outline
from tests.browser.watched import DESK, PHONE, Opener, Watched
from tests.conftest import ROOT

TINY = ("--pack", str(ROOT / "tests" / "packs" / "tiny"))
PATIENT = str(ROOT / "tests" / "packs" / "patient.json")
EXAMPLE = ROOT / "scenarios" / "rheumatoid_arthritis" / "ra-methotrexate-and-sulfasalazine-failure.json"
COMMANDS = {
    "run": ("run", PATIENT),
    "test": ("test", PATIENT),
    "lint": ("lint", "--jobs", "1"),
    "explain": ("explain", PATIENT, "tindrizumab"),
    "ask": ("ask", PATIENT),
    "flip": ("flip", PATIENT, "tindrizumab"),
    "pairs": ("pairs", "--rule", "lantern.tindrizumab.after_wick_blocker"),
    "prove": ("prove", "--jobs", "1"),
    "atlas": ("atlas",),
    "diff": ("diff", TINY[1]),
    "mutate": ("mutate", "--cases", PATIENT, "--limit", "30", "--jobs", "1"),
    "what-if": ("what-if", PATIENT, "--set", "/patient/age_years=70"),
    "quiz play": ("quiz", str(EXAMPLE), "--answers", "{answers}"),
    "quiz report": ("quiz", "report", "{results}"),
}
FOLDERS = sorted(folder for folder in (ROOT / "scenarios").iterdir() if any(folder.glob("*.json")))
TAGS = "<script>alert(1)</script><img src=http://127.0.0.1:9/x onerror=alert(2)><style>*{display:none}</style>"
HOSTILE = (TAGS, "\u202eright to left\u2066", "x" * 5_000, "👩‍⚕️ שלום مرحبا", "\"' onfocus=alert(3) autofocus='")


def shipped_page(file: Path, pack: Pack, detail: Detail = Detail.FULL) -> str:
    """The page of a shipped scenario with its pictures."""
    scenario = load_scenario(file, pack)
    advice = advised(pack, scenario, "direct")
    return page([PageArticle(outline(advice.trace, detail), pictures(pack, advice), folded=True)])


def hostile_page() -> str:
    """Every kind of block, with nothing but hostile text; every tone."""
    blocks: list[Block] = [Heading(1, "x" * 100_000)]
    for text in HOSTILE:
        blocks += [
            *(Paragraph(text, role) for role in ("outcome", "scenario", "narrative", "plain", "stamp", "flags", "notice")),
            Heading(2, text),
            Heading(3, f"{text}: {text}", "good"),
            Entry("for", text, (text,)),
            Entry(text, text, (text,)),
            Tree((TreeNode(text, text, (TreeNode(text, text, (TreeNode(text, text),)),)),)),
            Table((text, text, text), ((text, text, text), ("a", "b", text)), text),
        ]
    blocks += [Heading(3, f"A therapy: {look.value}", look.value) for look in Look]
    return page([PageArticle(blocks), PageArticle(blocks, folded=True)])


def check(watched: Watched) -> None:
    """What holds of every page, whatever it shows."""
    watched.check_quiet()
    watched.check_fits()
    levels = watched.levels()
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    watched.unfold()
    watched.check_fits()
    assert watched.violations() == []
    watched.check_quiet()


@pytest.mark.parametrize("number", range(len(FOLDERS)), ids=[folder.name for folder in FOLDERS])
def test_a_patient_of_every_pathway(number: int, shipped_pack: Pack, opener: Opener) -> None:
    """In full length, on a phone and then on a desk; one pathway by day, the next at night."""
    watched = opener.open(shipped_page(sorted(FOLDERS[number].glob("*.json"))[0], shipped_pack), PHONE, dark=number % 2 == 0)
    check(watched)
    watched.page.set_viewport_size({"width": DESK, "height": 900})
    watched.check_fits()


@pytest.mark.parametrize(("width", "dark"), [(PHONE, False), (DESK, True)])
def test_hostile_text_stays_text(width: int, dark: bool, opener: Opener) -> None:
    watched = opener.open(hostile_page(), width, dark)
    check(watched)
    assert watched.page.locator("script, img").count() == 0
    assert TAGS in watched.page.locator("p.narrative").first.inner_text()


def every_command() -> Iterator[tuple[str, Any]]:
    """The commands with their names, those below a group too."""
    for name in LISTED:
        command: Any = loaded(name)
        for below, each in getattr(command, "commands", {"": command}).items():
            yield f"{name} {below}".strip(), each


def test_every_command_that_reports_is_looked_at() -> None:
    """Whatever takes `--format html` has a line in the table above."""
    takes = {
        name
        for name, command in every_command()
        if any(parameter.name == "format" and "html" in parameter.type.choices for parameter in command.params)
    }
    assert takes == set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_that_reports(command: str, opener: Opener, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What each command prints, opened as it is."""
    files = {name: str(tmp_path / f"{name}.json") for name in ("answers", "results")}
    case = {"scenario": EXAMPLE.stem, "answers": {"infliximab": "ruled_out"}}
    Path(files["answers"]).write_text(json.dumps({"schema": "infusion-pathways/answers/1", "cases": [case]}))
    if command == "quiz report":
        assert run(["quiz", str(EXAMPLE), "--answers", files["answers"], "--results", files["results"]]) == 0
        capsys.readouterr()
    pack = TINY[1:] if command in ("diff", "lint") else () if command.startswith("quiz") else TINY
    assert run([*(part.format(**files) for part in COMMANDS[command]), *pack, "--format", "html"]) in (0, 1)
    text = capsys.readouterr().out
    assert text.startswith("<!doctype html>\n")
    check(opener.open(text, PHONE))


def test_everything_that_folds_opens_by_keyboard(shipped_pack: Pack, opener: Opener) -> None:
    """Tab comes by every summary and every region that scrolls; Enter opens and Space closes."""
    tree = Tree((TreeNode("true", "all of", (TreeNode("", "any of", (TreeNode("false", "C"),)),)),))
    blocks = (*outline(advise(shipped_pack, load_scenario(EXAMPLE, shipped_pack), "direct")), tree, Table(("a",), (("b",),)))
    watched = opener.open(page([PageArticle(blocks, folded=True)]), DESK)
    summaries = watched.page.locator("summary")
    stops = watched.page.locator("summary, [tabindex='0']").count()
    assert summaries.count() > 8
    reached = []
    for _ in range(stops):
        watched.page.keyboard.press("Tab")
        reached.append(watched.page.evaluate("[...document.querySelectorAll('summary')].indexOf(document.activeElement)"))
    assert reached == [*range(summaries.count()), -1]
    for number in range(summaries.count()):
        summary = summaries.nth(number)
        is_open = "each => each.parentElement.open"
        before = summary.evaluate(is_open)
        summary.press("Enter")
        assert summary.evaluate(is_open) is not before
        summary.press("Space")
        assert summary.evaluate(is_open) is before


def test_paper_shows_what_is_folded(shipped_pack: Pack, opener: Opener) -> None:
    """The facts behind a reason are not seen on the screen, and are on paper; as many sheets as with all of it open."""
    watched = opener.open(shipped_page(EXAMPLE, shipped_pack, Detail.STANDARD), DESK)
    fact = watched.page.locator(".facts > li").first
    assert not fact.is_visible()
    assert watched.page.locator(".facts").locator("xpath=../self::details[@open]").count() == 0
    sheets = watched.page.pdf()
    watched.page.emulate_media(media="print")
    assert watched.page.locator(".facts > li:visible").count() == watched.page.locator(".facts > li").count() > 10
    watched.unfold()
    assert count_of_sheets(sheets) == count_of_sheets(watched.page.pdf()) > 1


def count_of_sheets(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


class Listener(BaseHTTPRequestHandler):
    """Answers nothing, and remembers who asked."""

    def do_GET(self) -> None:
        ASKED.append(self.path)
        self.send_error(404)

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""


ASKED: list[str] = []


@pytest.fixture
def address() -> Iterator[str]:
    """A server of this machine, to see what a page sends there."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_the_policy_stops_what_escaping_would_let_through(address: str, opener: Opener) -> None:
    """Were a tag to slip through, it would neither run nor load anything; without the policy it does both."""
    slipped = f"<main><script>alert(1)</script><img alt='' src='{address}/x'><link rel='stylesheet' href='{address}/y'>"
    whole = page([PageArticle((Heading(1, "An answer"),))]).replace("<main>", slipped)
    ASKED.clear()
    watched = opener.open(whole)
    assert ASKED == []
    assert len(watched.complaints) == 3
    assert all("Content Security Policy" in complaint for complaint in watched.complaints)
    open_to_all = opener.open(whole.replace("Content-Security-Policy", "X-Nothing"))
    assert "dialog: 1" in open_to_all.complaints
    assert sorted(ASKED) == ["/x", "/y"]
