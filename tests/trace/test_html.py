"""The page: valid HTML whatever a text says, headings without gaps, nothing lost, nothing that runs or loads."""

import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infusion_pathways import Pack, Scenario, Trace, advise
from infusion_pathways.cli.app import run
from infusion_pathways.document.blocks import NOTICE, Block, Detail, Entry, Heading, Paragraph, Table, Tree, TreeNode
from infusion_pathways.document.html import IN_SHORT, POLICY, PageArticle, PagePicture, page
from infusion_pathways.document.text import STYLES
from infusion_pathways.meaning.verdicts import Look
from infusion_pathways.source.problem import printable
from infusion_pathways.trace.outline import outline
from tests.conftest import ROOT
from tests.sizes import sampled, sized

EXAMPLE = ROOT / "scenarios" / "rheumatoid_arthritis" / "ra-methotrexate-and-sulfasalazine-failure.json"
EVERY_KIND: tuple[Block, ...] = (
    Heading(1, "Rituximab: condition unmet", "condition_unmet"),
    Paragraph("The label asks for more.", "outcome"),
    Paragraph("Scenario: a title (an-id)", "scenario"),
    Heading(4, "Why"),
    Tree((TreeNode("unknown", "all of", (TreeNode("true", "activity: high  /diagnoses/0/activity"), TreeNode("", "B"))),)),
    Entry("for", "A reason. [C10, D05]", ("activity: high  /diagnoses/0/activity; decides",)),
    Entry("-", "no word in front"),
    Heading(3, "Side by side"),
    Table(("", "before", "after"), (("rituximab", "condition unmet", "candidate"), ("", "on hold", "ruled_out")), "Verdicts"),
    Paragraph("`--limit` shows more."),
    Paragraph(NOTICE, "notice"),
)


def read(text: str) -> Element:
    """The document as a tree; raises where a strict parser finds an error."""
    document = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
    assert isinstance(document, Element)
    return document


def words(element: Element | None) -> str:
    assert element is not None
    return " ".join("".join(element.itertext()).split())


def levels(document: Element) -> list[int]:
    return [int(each.tag[1]) for each in document.iter() if re.fullmatch("h[1-6]", str(each.tag))]


def of_class(document: Element, name: str) -> list[Element]:
    return [each for each in document.iter() if name in each.get("class", "").split()]


def check_page(text: str) -> Element:
    """What holds of every page."""
    document = read(text)
    assert text.startswith('<!doctype html>\n<html lang="en">')
    assert words(document.find("head/title"))
    assert [each.get("content") for each in document.iter("meta") if each.get("http-equiv")] == [POLICY]
    steps = levels(document)
    assert steps[0] == 1
    assert steps.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(steps))
    assert [each.tag for each in document.find("body") or ()] == ["header", "main", "footer"]
    assert words(document.find("body/footer")).count(NOTICE) == 1
    assert IN_SHORT in words(document.find("body/header"))
    assert not list(document.iter("script"))
    loads = {"src", "srcset", "data", "action", "poster", "background"}
    for each in document.iter():
        assert not any(str(key).startswith("on") or key in loads for key in each.keys()), each.attrib  # noqa: SIM118
        assert re.fullmatch(r"#.*|[A-Za-z0-9_-]+\.html", each.get("href", "#"))
        assert each.get("style", "max-width:100%;height:auto") == "max-width:100%;height:auto"
    ids = [each.get("id") for each in document.iter() if each.get("id")]
    assert len(ids) == len(set(ids))
    return document


@pytest.fixture(scope="module")
def traces(shipped_pack: Pack, shipped_scenarios: list[Scenario]) -> list[Trace]:
    return [advise(shipped_pack, scenario, "direct") for scenario in sampled(shipped_scenarios, 60)]


@pytest.mark.parametrize("detail", list(Detail))
def test_every_seventh_shipped_patient_gives_a_valid_page(detail: Detail, traces: list[Trace]) -> None:
    """The three lengths take different patients, so that nearly half of them are read."""
    for trace in traces[list(Detail).index(detail) :: 7]:
        blocks = outline(trace, detail)
        document = check_page(page([PageArticle(blocks)]))
        assert words(document.find("body/main/article/div/h1")).lower() == blocks[0].text.lower()  # type: ignore[union-attr]
        assert_nothing_lost(blocks, document)


def texts(blocks: tuple[Block, ...]) -> Iterator[str]:
    """Every text of the blocks, in reading order."""
    for block in blocks:
        match block:
            case Heading(_, text, _) | Paragraph(text, _):
                yield text
            case Entry(tag, text, details):
                yield from (*(() if tag == "-" else (tag,)), text, *details)
            case Tree(nodes):
                yield from node_texts(nodes)
            case Table(header, rows, caption):
                yield from (caption, *header, *(cell for row in rows for cell in row))


def node_texts(nodes: tuple[TreeNode, ...]) -> Iterator[str]:
    for node in nodes:
        yield from (node.tag, node.text)
        yield from node_texts(node.parts)


def assert_nothing_lost(blocks: tuple[Block, ...], document: Element) -> None:
    """Read without blanks and backticks, the page says what the blocks say, in the same order, and nothing more."""
    said = "".join(texts(tuple(b for b in blocks if not (isinstance(b, Paragraph) and b.role == "notice"))))
    squeezed = "".join(printable(said).replace("`", "").split())
    (main,) = document.iter("main")
    assert "".join("".join(main.itertext()).replace("`", "").split()) == squeezed


def test_every_kind_of_block_has_its_element() -> None:
    document = check_page(page([PageArticle(EVERY_KIND)]))
    assert_nothing_lost(EVERY_KIND, document)
    assert levels(document) == [1, 2, 2]
    (region,) = (each for each in document.iter() if each.get("role") == "region")
    assert (region.get("tabindex"), region.get("aria-label")) == ("0", "Verdicts")
    assert [words(each) for each in document.iter("th") if each.get("scope") == "col"] == ["before", "after"]
    assert [words(each) for each in document.iter("th") if each.get("scope") == "row"] == ["rituximab"]
    assert [words(each) for each in of_class(document, "pointer")] == ["/diagnoses/0/activity"] * 2
    assert [words(each) for each in of_class(document, "cites")] == ["[C10, D05]"]
    assert [words(each) for each in document.iter("code") if each.get("class") == "code"] == ["--limit"]
    assert [words(each) for each in document.iter("summary")] == ["unknown all of", "for A reason. [C10, D05]"]


def test_a_verdict_is_a_word_before_it_is_a_colour() -> None:
    """Whoever hears the heading, or copies it, gets the words of the text; each tone the text colours is on the page too."""
    document = read(page([PageArticle(EVERY_KIND)]))
    assert words(next(document.iter("h1"))) == "Rituximab: condition unmet"
    assert [words(each) for each in of_class(document, "chip")] == ["condition unmet", "unknown", "true", "for"]
    assert {*STYLES, "plain"} == {look.value for look in Look}
    assert all(f".tone-{look}" in page([PageArticle(EVERY_KIND)]) for look in STYLES)


@pytest.mark.parametrize("folded", [True, False])
def test_entries_fold_and_trees_stand_open(folded: bool) -> None:
    document = read(page([PageArticle(EVERY_KIND, folded=folded)]))
    assert ["open" in each.attrib for each in document.iter("details")] == [True, not folded]


def test_several_answers_stand_below_a_common_heading() -> None:
    """Each in an article of its own, one notice for all, and links to each."""
    document = check_page(page([PageArticle(EVERY_KIND), PageArticle(EVERY_KIND), PageArticle(EVERY_KIND[:1])]))
    assert words(next(document.iter("h1"))) == "3 answers"
    assert levels(document) == [1, 2, 3, 3, 2, 3, 3, 2]
    articles = [f"#{each.get('id')}" for each in document.iter("article")]
    assert [each.get("href") for each in document.iter("a")] == articles
    assert words(next(document.iter("a"))) == "Rituximab: condition unmet · Scenario: a title (an-id)"


def test_a_report_without_a_heading_or_a_notice_still_is_a_page_with_the_notice() -> None:
    document = read(page([PageArticle((Paragraph("Nothing."),))]))
    assert words(document.find("head/title")) == "Infusion Pathways"
    assert words(document.find("body/footer")) == NOTICE


def test_a_picture_stands_between_the_outcome_and_the_reasons() -> None:
    """As it is, in a region that scrolls by itself, with its caption; every other text is escaped."""
    svg = '<svg viewBox="0 0 9 9" role="img" aria-label="a"><text>way</text></svg>'
    text = page([PageArticle(EVERY_KIND, [PagePicture(svg, "The way <up>")])])
    assert svg in text
    document = check_page(text)
    article = next(document.iter("article"))
    assert [each.tag for each in article] == ["div", "details", "section", "section"]
    assert "open" in article[1].attrib
    assert words(article.find("details/summary")) == "The way <up>"
    assert [each.get("role") for each in article.findall("details/div")] == ["region"]
    folded = check_page(page([PageArticle(EVERY_KIND, [PagePicture(svg, "Up", folded=True)])])).find("body/main/article/details")
    assert folded is not None
    assert "open" not in folded.attrib
    both = page([PageArticle(EVERY_KIND, [PagePicture(svg, "Up", svg.replace("way", "steep way"))])])
    drawn = check_page(both).findall("body/main/article/details/div/div")
    assert [(each.get("class"), words(each)) for each in drawn] == [("wide", "way"), ("narrow", "steep way")]


HOSTILE = st.text(max_size=40) | st.sampled_from(
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "</title></style><svg onload=alert(1)>",
        "<!--",
        "]]>&lt;&amp;&#60;",
        "' onmouseover='alert(1)",
        "\u202egnp.exe\u2066",
        "\x00\x0b\ud800\ufffe",
        "`<b>`  /<i>  [C1]<u>",
        "👩‍⚕️ שלום",
        "javascript:alert(1)",
    ]
)
NODES = st.recursive(
    st.builds(TreeNode, HOSTILE, HOSTILE), lambda n: st.builds(TreeNode, HOSTILE, HOSTILE, st.lists(n).map(tuple))
)
BLOCKS = st.one_of(
    st.builds(Heading, st.integers(1, 6), HOSTILE, st.sampled_from(["", *STYLES])),
    st.builds(Paragraph, HOSTILE, st.sampled_from(["plain", "outcome", "scenario", "narrative", "stamp", "flags"])),
    st.builds(Entry, HOSTILE, HOSTILE, st.lists(HOSTILE, max_size=3).map(tuple)),
    st.builds(Tree, st.lists(NODES, max_size=3).map(tuple)),
    st.builds(Table, st.tuples(HOSTILE, HOSTILE), st.lists(st.tuples(HOSTILE, HOSTILE), max_size=3).map(tuple), HOSTILE),
)


@settings(max_examples=sized(40, 150))
@given(st.lists(BLOCKS, max_size=8))
def test_hostile_text_comes_out_as_text(blocks: list[Block]) -> None:
    """Whatever the texts say, the page is valid, has the elements of the blocks and no other, and says the same."""
    whole = (Heading(1, "An answer"), *blocks)
    document = check_page(page([PageArticle(whole)]))
    assert_nothing_lost(whole, document)


def test_a_scenario_full_of_tags_reads_as_it_was_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    narrative = "<script>alert(1)</script><img src=x onerror=alert(2)>&amp;</p></article>"
    file = tmp_path / "patient.json"
    text = EXAMPLE.read_text(encoding="utf-8")
    replaced = re.sub(r'"narrative": "[^"]*"', f'"narrative": "{narrative}"', text)
    assert replaced != text
    file.write_text(replaced, encoding="utf-8")
    assert run(["run", str(file), "-f", "html"]) == 0
    document = check_page(capsys.readouterr().out)
    assert [words(each) for each in of_class(document, "narrative")] == [narrative]


def test_run_writes_one_page_for_several_files(capsys: pytest.CaptureFixture[str]) -> None:
    other = EXAMPLE.with_name("ra-adalimumab-works.json")
    assert run(["run", str(EXAMPLE), str(other), "--format", "html"]) == 0
    document = check_page(capsys.readouterr().out)
    assert len(list(document.iter("article"))) == 2
    assert len([each for each in document.iter() if str(each.tag).endswith("}svg")]) == 4
    assert run(["run", str(EXAMPLE), "--format", "html"]) == 0
    document = check_page(capsys.readouterr().out)
    assert words(document.find("head/title")).startswith("Infusion candidates · Scenario: RA still highly active")


def test_a_file_that_cannot_be_read_gives_no_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "patient.json"
    file.write_text("{", encoding="utf-8")
    assert run(["run", str(file), "--format", "html"]) == 2
    assert capsys.readouterr().out == ""
