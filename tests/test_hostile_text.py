"""Whatever a scenario or a pack says, it comes out as text: nothing steers a terminal, nothing is markup, nothing runs."""

import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import html5lib
import pytest
from rich.cells import cell_len

from infusion_pathways import Pack, ProblemsFound, Scenario, advise, load_pack
from infusion_pathways.advice import advised
from infusion_pathways.ask.asks import asking, asks_of
from infusion_pathways.ask.report import blocks as ask_blocks
from infusion_pathways.cli.pictures import pictures
from infusion_pathways.document.blocks import Block, Detail, Entry, Heading, Paragraph, Tree, TreeNode
from infusion_pathways.document.html import PageArticle, page
from infusion_pathways.document.markdown import markdown_of_blocks
from infusion_pathways.document.text import write_blocks
from infusion_pathways.engine.choice import EngineChoice
from infusion_pathways.explain.explanation import explained
from infusion_pathways.explain.report import blocks as explain_blocks
from infusion_pathways.picture.build import pathway_picture, patient_picture
from infusion_pathways.picture.dot import dot_of
from infusion_pathways.picture.mermaid import mermaid_of
from infusion_pathways.picture.svg import svg_of
from infusion_pathways.quiz.case import QuizCase
from infusion_pathways.quiz.screens import case_blocks, fact_blocks
from infusion_pathways.scenario import parse_scenario
from infusion_pathways.scenario.editing import read_edits
from infusion_pathways.source import Document, Place, draw
from infusion_pathways.source.problem import one_line
from infusion_pathways.source.reading import parse_json
from infusion_pathways.trace.outline import outline
from infusion_pathways.trace.therapy_name import asked_of
from infusion_pathways.whatif.comparison import compared
from infusion_pathways.whatif.report import blocks as what_if_blocks
from tests.harmless import (
    ALLOWED,
    MARKDOWN,
    check_dot,
    check_html,
    check_markdown,
    check_mermaid,
    check_svg,
    check_text,
    shape,
)
from tests.hostile import HOSTILE, LONG, PLAIN, pack_folder, patient
from tests.sizes import growth

EDITS = ("/title={0}", "/measures/glow_score=2", "/treatments/-=wickimab:intolerance")


class Tried(NamedTuple):
    """A pack and a patient, one of them full of a hostile text, and the same with a harmless word in its place."""

    text: str
    pack: Pack
    document: Document
    plain_pack: Pack
    plain_document: Document


def blocks_of(pack: Pack, document: Document, text: str) -> Mapping[str, tuple[Block, ...]]:
    """Every answer about a patient that is a tuple of blocks; add others here."""
    scenario = parse_scenario(document, pack)
    trace = advise(pack, scenario, EngineChoice.DIRECT)
    title = json.dumps(text[:200] or PLAIN)
    edits = read_edits(document, [edit.format(title) for edit in EDITS], (), pack)
    comparison = compared(pack, document, edits, EngineChoice.DIRECT)
    explanation = explained(pack, scenario, asked_of(pack, scenario, "tindrizumab", Place("test")), EngineChoice.DIRECT)
    questions, case = asking(pack, scenario), QuizCase(pack, scenario)
    asks = asks_of(questions, scenario, map(questions.asked, questions.completions.unknowns))
    return {
        **{f"run {detail.value}": outline(trace, detail) for detail in Detail},
        "what-if": what_if_blocks(pack, document, comparison, Detail.FULL),
        "explain": explain_blocks(pack, explanation, Detail.FULL),
        "ask": ask_blocks(asks, scenario, 99, Detail.FULL),
        "quiz": (*case_blocks(case, "Case 1", frozenset(), False), *fact_blocks(case, frozenset(), False)),
    }


def as_text(blocks: tuple[Block, ...]) -> str:
    file = io.StringIO()
    write_blocks(blocks, file, color=False, width=80)
    return file.getvalue()


def drawn(draw: Callable[[Any], str]) -> Callable[[Pack, Scenario], Mapping[str, str]]:
    def both(pack: Pack, scenario: Scenario) -> Mapping[str, str]:
        return {
            "patient": draw(patient_picture(pack, advised(pack, scenario, EngineChoice.DIRECT))),
            "pathway": draw(pathway_picture(pack, next(iter(pack.programs)))),
        }

    return both


def whole_page(pack: Pack, scenario: Scenario) -> Mapping[str, str]:
    advice = advised(pack, scenario, EngineChoice.DIRECT)
    return {"run": page([PageArticle(outline(advice.trace, Detail.FULL), pictures(pack, advice), folded=True)])}


Check = Callable[[str, str], None]
OF_BLOCKS: Mapping[str, tuple[Callable[[tuple[Block, ...]], str], Check]] = {
    "text": (as_text, check_text),
    "markdown": (markdown_of_blocks, check_markdown),
    "html": (lambda blocks: page([PageArticle(blocks), PageArticle(blocks, folded=True)]), check_html),
}
"""The readings of any blocks, and what is harmless in each. A new writer of blocks belongs here."""

OF_PATIENTS: Mapping[str, tuple[Callable[[Pack, Scenario], Mapping[str, str]], Check]] = {
    "page": (whole_page, check_html),
    "svg": (drawn(svg_of), check_svg),
    "mermaid": (drawn(mermaid_of), check_mermaid),
    "dot": (drawn(dot_of), check_dot),
}
"""The readings of a patient that are no blocks, and what is harmless in each. A new picture belongs here."""


def written(raw: Mapping[str, Any]) -> Document:
    return parse_json("patient.json", json.dumps(raw))


def hold_blocks(case: Tried) -> None:
    """Every reading of every answer is harmless."""
    hostile = blocks_of(case.pack, case.document, case.text)
    plain = blocks_of(case.plain_pack, case.plain_document, PLAIN)
    for name, (write, check) in OF_BLOCKS.items():
        for answer, blocks in hostile.items():
            told(check, f"{answer} as {name}", write(blocks), write(plain[answer]))


def hold_pictures(case: Tried) -> None:
    """Every reading that is no blocks is harmless."""
    hostile, plain = parse_scenario(case.document, case.pack), parse_scenario(case.plain_document, case.plain_pack)
    for name, (read, check) in OF_PATIENTS.items():
        wanted = read(case.plain_pack, plain)
        for answer, reading in read(case.pack, hostile).items():
            told(check, f"{answer} as {name}", reading, wanted[answer])


def told(check: Check, where: str, reading: str, plain: str) -> None:
    """Say which reading is not harmless."""
    try:
        check(reading, plain)
    except Exception as error:
        error.add_note(where)
        raise


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_patient_full_of_it(kind: str, tiny_pack: Pack) -> None:
    """Title, narrative and tags."""
    text = HOSTILE[kind]
    case = Tried(text, tiny_pack, written(patient(text)), tiny_pack, written(patient(PLAIN)))
    hold_blocks(case)
    hold_pictures(case)


def test_a_text_makes_no_line_of_its_own(tiny_pack: Pack) -> None:
    """A line break in a title or a narrative is a space: no line of a reading can be forged."""
    text = HOSTILE["lines"]
    broken, flat = (blocks_of(tiny_pack, written(patient(words)), PLAIN) for words in (text, one_line(text)))
    for name, (write, _) in OF_BLOCKS.items():
        readings = [[write(blocks) for blocks in answers.values()] for answers in (broken, flat)]
        # In HTML a line break is a space anyway.
        found, wanted = ([r.split() for r in each] for each in readings) if name == "html" else readings
        assert found == wanted
    assert "\nForged" in text


@pytest.mark.parametrize("kind", LONG)
def test_100_000_characters_of_a_patient_are_refused_in_few_words(kind: str, tiny_pack: Pack) -> None:
    """Each field has its limit; the message is as short as any."""
    raw = json.loads(json.dumps(patient(PLAIN)))
    raw |= {"title": LONG[kind], "narrative": LONG[kind], "tags": [LONG[kind]], "id": LONG[kind]}
    with pytest.raises(ProblemsFound) as found:
        parse_scenario(written(raw), tiny_pack)
    assert sorted(problem.code for problem in found.value.problems) == ["bad-id", "too-long", "too-long", "too-long"]
    drawn = str(found.value)
    assert len(drawn) < 2000
    assert set(filter(lambda c: not c.isprintable(), drawn)) <= set(ALLOWED)


@pytest.mark.parametrize("kind", LONG)
def test_100_000_characters_in_a_block_come_out_in_time(kind: str) -> None:
    """A pack may say as much: every writer takes time in proportion, and keeps to the page."""
    text = LONG[kind]
    blocks: tuple[Block, ...] = (
        Heading(1, text), Paragraph(text), Entry("for", text, (text,)), Tree((TreeNode("true", text, (TreeNode("", text),)),))
    )  # fmt: skip
    reading = as_text(blocks)
    assert all(cell_len(line) <= 80 for line in reading.splitlines())
    assert reading.count(text[0]) >= 5 * text.count(text[0])
    assert shape(MARKDOWN.parse(markdown_of_blocks(blocks[:2]))) == shape(
        MARKDOWN.parse(markdown_of_blocks((Heading(1, "a"), Paragraph("a"))))
    )
    html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page([PageArticle(blocks)]))
    assert growth(lambda size: as_text((Paragraph(text[:size]), Entry("for", text[:size], ()))), len(text) // 8) < 40


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_is_refused_is_told_in_harmless_words(kind: str, tiny_pack: Pack) -> None:
    """Unknown names, keys and values come back in messages: printable, each on a line of its own, placed where they stand."""
    text = HOSTILE[kind]
    raw = patient(PLAIN) | {"id": text, text: 1, "findings": {text: "present", "active_infection": text}, "measures": {text: 1}}
    raw["diagnoses"] = [
        {"disease": text, "activity": text},
        {"disease": "lantern_fever", "subtype": text, "organ_involvement": {text: "x"}},
    ]
    raw["treatments"] = [{"therapy": text, "outcome": text, "for": text}]
    with pytest.raises(ProblemsFound) as found:
        parse_scenario(written(raw), tiny_pack)
    assert len(found.value.problems) >= 10
    for problem in found.value.problems:
        lines = draw(problem).splitlines()
        assert set(filter(lambda c: not c.isprintable(), draw(problem))) <= set(ALLOWED)
        assert lines[0].startswith(f"patient.json:1:{problem.place.column}: {problem.code}: ")
        assert all(line.startswith("  ") for line in lines[1:])


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_is_typed_is_told_in_harmless_words(kind: str, tiny_pack: Pack) -> None:
    """Paths and values of edits, therapies that are asked for."""
    text = HOSTILE[kind].replace("\x00", "")
    document = written(patient(PLAIN))
    scenario = parse_scenario(document, tiny_pack)
    for act in (
        lambda: read_edits(document, [f"{text}=1"], [text], tiny_pack),
        lambda: read_edits(document, [text.replace("=", "")], (), tiny_pack),
        lambda: compared(
            tiny_pack,
            document,
            read_edits(document, [f"/findings/active_infection={text}"], (), tiny_pack),
            EngineChoice.DIRECT,
        ),
        lambda: asked_of(tiny_pack, scenario, text, Place("pathways explain")),
    ):
        with pytest.raises(ProblemsFound) as found:
            act()
        assert set(filter(lambda c: not c.isprintable(), str(found.value))) <= set(ALLOWED)
        assert all(line.startswith(("  ", "--", "pathways")) for line in str(found.value).splitlines())


def of_a_pack(kind: str, folder: Path) -> Tried:
    """A harmless patient and a pack full of a hostile text."""
    packs = []
    for name, text in (("hostile", HOSTILE[kind]), ("plain", PLAIN)):
        (folder / name).mkdir()
        packs.append(load_pack(pack_folder(folder / name, text)))
    return Tried(HOSTILE[kind], packs[0], written(patient(PLAIN)), packs[1], written(patient(PLAIN)))


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_pack_full_of_it(kind: str, tmp_path: Path) -> None:
    """Labels, titles, reasons, questions, claims, both sides of a difference, notes."""
    hold_blocks(of_a_pack(kind, tmp_path))


@pytest.mark.parametrize("kind", HOSTILE)
def test_pictures_of_a_pack_full_of_it(kind: str, tmp_path: Path) -> None:
    """The same in a page with its picture, in SVG, Mermaid and DOT."""
    hold_pictures(of_a_pack(kind, tmp_path))
