"""Mermaid and DOT: the same boxes and links as the SVG, and no text can break out of its quotes."""

import re
from collections.abc import Callable, Iterator

import pytest

from infusion_pathways import Pack, Scenario
from infusion_pathways.advice import advised
from infusion_pathways.document.blocks import NOTICE
from infusion_pathways.picture.build import patient_picture
from infusion_pathways.picture.dot import dot_of, quoted
from infusion_pathways.picture.mermaid import escaped, mermaid_of
from infusion_pathways.picture.model import LadderPicture
from tests.picture.drawn import HOSTILE

MERMAID_LINES = (
    r"flowchart BT",
    r"acc(Title|Descr): [^;#\"<>]*",
    r"classDef \w+ [\w:#,\- ]+",
    r'subgraph g\d+\["[^"\[\]`<>]*"\]',
    r'  n\d+(\["[^"]*"\]|\(\["[^"]*"\]\)):::(holds|open|not|stops|plain)',
    r"end",
    r"n\d+ (-->|==>|-\.->) n\d+",
    r'n\d+\["[^"]*"\]',
)
LABEL = re.compile(r'"([^"]*)"')
TOKEN = re.compile(
    r'\s*(?:(?P<string>"(?:[^"\\]|\\.)*")|(?P<name>[A-Za-z_]\w*)|(?P<number>-?\d+)|(?P<sign>->|[{}\[\]=,;]))', re.DOTALL
)


def read_mermaid(text: str) -> tuple[set[str], set[tuple[str, str]]]:
    """The nodes and edges of a flowchart, every line of it of a known shape and every label harmless."""
    nodes, edges, depth = set(), set(), 0
    for line in text.splitlines():
        assert any(re.fullmatch(shape, line) for shape in MERMAID_LINES), line[:200]
        depth += line.startswith("subgraph") - (line == "end")
        assert depth in (0, 1)
        for label in LABEL.findall(line):
            for part in label.split("<br/>"):
                bare = re.sub(r"#\d+;", "", part)
                assert all(c.isalnum() or c in " .,:/()+-%'" for c in bare), part
                assert not re.match(r"\d*[-+.)]", part), part
        if edge := re.fullmatch(r"(n\d+) \S+ (n\d+)", line):
            edges.add(edge.groups())
        elif node := re.match(r" *(n\d+)[\[(]", line):
            assert node[1] not in nodes
            nodes.add(node[1])
    assert depth == 0
    assert {name for edge in edges for name in edge} <= nodes
    return nodes, edges


def tokens(text: str) -> Iterator[str]:
    """The tokens of a DOT text; anything that is none fails."""
    at = 0
    while text[at:].strip():
        found = TOKEN.match(text, at)
        assert found, text[at : at + 80]
        yield found[0].strip()
        at = found.end()


class DotReader:
    """Reads the part of the DOT grammar that is written: a digraph of statements, subgraphs with clusters, attribute lists."""

    def __init__(self, text: str) -> None:
        self.tokens = list(tokens(text))
        self.nodes: dict[str, dict[str, str]] = {}
        self.edges: set[tuple[str, str]] = set()

    def take(self, *wanted: str) -> str:
        token = self.tokens.pop(0)
        assert not wanted or token in wanted, (token, wanted)
        return token

    def graph(self) -> "DotReader":
        self.take("digraph")
        assert self.take().startswith('"')
        self.statements()
        assert not self.tokens
        return self

    def statements(self) -> None:
        self.take("{")
        while self.tokens[0] != "}":
            if self.tokens[0] == "subgraph":
                self.take()
                assert re.fullmatch(r"cluster_g\d+", self.take())
                self.statements()
                continue
            name = self.take()
            if self.tokens[0] == "=":
                self.take()
                self.take()
            elif self.tokens[0] == "->":
                self.take()
                self.edges.add((name, self.take()))
                self.attributes()
            else:
                found = self.attributes()
                if name not in ("graph", "node", "edge"):
                    assert name not in self.nodes
                    self.nodes[name] = found
            self.take(";")
        self.take("}")

    def attributes(self) -> dict[str, str]:
        found = {}
        self.take("[")
        while self.tokens[0] != "]":
            name = self.take()
            self.take("=")
            found[name] = self.take()
            if self.tokens[0] == ",":
                self.take()
        self.take("]")
        return found


def test_both_languages_have_every_box_and_link(pictures: list[tuple[str, LadderPicture]]) -> None:
    """Whatever ships, in every length: both parse, both have a node for each box and the links of the model."""
    for number, (name, picture) in enumerate(pictures):
        if picture.patient and number % 4:
            continue
        boxes = [box for ladder in picture.ladders for box in ladder.boxes]
        links = {(id(ladder), link.below, link.above) for ladder in picture.ladders for link in ladder.links}
        nodes, edges = read_mermaid(mermaid_of(picture))
        dot = DotReader(dot_of(picture)).graph()
        assert len(nodes) - 1 == len(boxes) == len(dot.nodes), name
        assert edges == dot.edges, name
        assert len(edges) >= len(links) > 0 or not boxes, name
        for number_of, box in enumerate(boxes, 1):
            label = dot.nodes[f"n{number_of}"]["label"]
            assert box.title.split("\\")[0][:20].replace('"', "") in label.replace('\\"', ""), name


def test_the_answer_and_the_notice_are_told(shipped_pack: Pack, shipped_scenario: Callable[[str], Scenario]) -> None:
    """Verdicts, the outcome, the title and the notice stand in both, also where no pathway covers the patient."""
    for name in ("ms-jcv-not-known", "psoriasis-outside-the-document"):
        scenario = shipped_scenario(name)
        advice = advised(shipped_pack, scenario, "direct")
        picture = patient_picture(shipped_pack, advice)
        for text in (mermaid_of(picture).replace("#59;", ";"), dot_of(picture)):
            read = re.sub(r"#(\d+);", lambda match: chr(int(match[1])), text)
            assert NOTICE in read
            assert advice.trace.outcome.sentence in read
            assert scenario.title in read
            assert ("Natalizumab: on hold" in read) is (name == "ms-jcv-not-known")


@pytest.mark.parametrize(
    "text", [HOSTILE, HOSTILE[::-1], "", "1. first", "- item", "\\", '"', "a\nb", "end", "x]; y --> z", "&quot;"]
)
def test_hostile_text_stays_in_its_quotes(shipped_pack: Pack, shipped_scenario: Callable[[str], Scenario], text: str) -> None:
    """Any title leaves the structure of both as it is."""
    plain = shipped_scenario("ra-methotrexate-and-sulfasalazine-failure")
    advice = advised(shipped_pack, plain, "direct")
    hostile = advice.trace._replace(scenario=advice.trace.scenario._replace(title=text))
    before, now = (patient_picture(shipped_pack, told) for told in (advice, advice._replace(trace=hostile)))
    assert read_mermaid(mermaid_of(before)) == read_mermaid(mermaid_of(now))
    assert set(DotReader(dot_of(before)).graph().nodes) == set(DotReader(dot_of(now)).graph().nodes)
    mermaid_of(now).encode("utf-8")
    dot_of(now).encode("utf-8")


def test_escapes() -> None:
    """Entities for what means something in Mermaid; quotes and backslashes escaped in DOT."""
    assert escaped('a "b" [c] é') == "a #34;b#34; #91;c#93; é"
    assert escaped("- item") == "#45; item"
    assert escaped("12. item") == "12#46; item"
    assert escaped("#quot;") == "#35;quot#59;"
    assert quoted('say "x" \\N') == '"say \\"x\\" \\\\N"'
    assert quoted("one", "two") == '"one\\ltwo\\l"'
    assert quoted("a & b") == '"a &amp; b"'
